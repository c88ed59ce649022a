"""POLECAT: weekly tables with PLOVER's types."""
from dragoman.coders import polecat

TITLES = ("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country", "Actor COW",
          "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country",
          "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
          "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
          "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version")
HEADER = "\t".join(TITLES)


def row(**cells):
    values = dict.fromkeys((t.lower() for t in TITLES), "None") | {
        "event id": "9f3a_1_0", "event date": "2023-07-05", "event type": "CONSULT", "event mode": "visit", "intensity": "2.1",
        "quad code": "VERBAL COOPERATION", "actor name": "Li Qiang", "actor country": "CHN", "primary actor sector": "GOV",
        "recipient name": "Olaf Scholz", "recipient country": "DEU", "city": "Berlin", "country": "DEU", "language": "English", "version": "NGEC_1"}
    values |= {name.replace("_", " "): value for name, value in cells.items()}
    return "\t".join(values[t.lower()] for t in TITLES)


def test_a_row_is_an_event(code):
    (event,), errors, left = code("polecat", HEADER, row())
    assert (event.coder, event.day, event.type, event.actor, event.recipient) == ("polecat", "2023-07-05", "CONSULT", "CHN", "DEU")
    assert (event.actor_text, event.recipient_text, event.code, event.goldstein) == ("Li Qiang", "Olaf Scholz", "CONSULT/visit", 2.1)
    assert (event.where, event.url) == ("Berlin, DEU", "9f3a")
    assert not errors and not left


def test_several_countries_are_an_event_for_each_pair(code):
    found, _, _ = code("polecat", HEADER, row(actor_country="USA; GBR", recipient_country="IRN", actor_name="Joe Biden; Rishi Sunak"))
    assert [(e.actor, e.recipient) for e in found] == [("USA", "IRN"), ("GBR", "IRN")]
    assert len({e.id for e in found}) == 2
    assert {e.actor_text for e in found} == {"Joe Biden; Rishi Sunak"}


def test_actors_without_a_recipient_do_it_with_each_other(code):
    (event,), _, _ = code("polecat", HEADER, row(actor_country="RUS; CHN", actor_name="None", recipient_country="None", recipient_name="None"))
    assert (event.actor, event.recipient) == ("RUS", "CHN")


def test_rebels_and_bodies_are_what_they_are_and_names_help_where_no_country_stands(code):
    def sides(**cells):
        (event,), _, _ = code("polecat", HEADER, row(**cells))
        return event.actor, event.recipient

    assert sides(actor_name="Hezbollah", actor_country="LBN") == ("REB", "DEU")
    assert sides(actor_country="SYR", primary_actor_sector="REB") == ("REB", "DEU")
    assert sides(recipient_name="NATO", recipient_country="None") == ("CHN", "NAT")
    assert sides(recipient_name="None", recipient_country="None", recipient_name_raw="the Turkish army") == ("CHN", "TUR")
    assert sides(recipient_name="None", recipient_country="None", recipient_name_raw="a crowd") == ("CHN", "UNK")
    assert sides(recipient_country="Germany") == ("CHN", "DEU")


def test_the_intensity_may_have_its_longer_name_and_rows_tabs_too_many(code):
    (event,), errors, _ = code("polecat", HEADER.replace("Intensity", "Event Intensity"), row(intensity="-3.5") + "\t\t")
    assert event.goldstein == -3.5 and not errors


def test_columns_that_are_named_and_not_there_shift_nothing(code):
    header = HEADER.replace("Source\t", "Headline\tEvent Text\tFeed\tSource\t")
    (event,), errors, _ = code("polecat", header, row())
    assert (event.recipient, event.where) == ("DEU", "Berlin, DEU") and not errors


def test_a_wrong_row_is_named_and_the_others_go_on(code):
    found, errors, _ = code("polecat", HEADER, row(event_date="July 5"), row(event_type="MARRY"), "short", row())
    assert len(found) == 1
    assert ["line 2: 'July 5' is no date" in errors[0], "line 3: 'MARRY' is no type" in errors[1], "line 4: 1 columns" in errors[2]] == [True] * 3


def test_a_file_of_another_kind_is_refused_at_its_first_line(code):
    found, errors, _ = code("polecat", "a\tb", "1\t2")
    assert not found
    assert len(errors) == 1 and "line 1: no table of POLECAT" in errors[0]


def test_the_columns_are_forty():
    assert len(polecat.COLUMNS) == len(TITLES) == 40
