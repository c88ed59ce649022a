"""ICEWS: the tables of the archive, and the reduced form with names only."""
import pytest

from dragoman.coders import cameo, icews

HEADER = "\t".join(("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity", "Target Name",
                    "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province", "Country",
                    "Latitude", "Longitude"))


def row(id_="20718170", day="2014-03-05", source="John Kerry", country="United States", text="Make a visit", code="042", intensity="1.9",
        target="Foreign Affairs (Ukraine)", target_country="Ukraine", story="34131104", city="Kyiv", place="Ukraine"):
    return "\t".join((id_, day, source, "Foreign Ministry,Executive,Government", country, text, code, intensity, target, "Government", target_country,
                      story, "4", "A newspaper", city, "", "Kyiv City", place, "50.45", "30.52"))


def test_a_row_of_the_archive_is_an_event(code):
    (event,), errors, left = code("icews", HEADER, row())
    assert (event.coder, event.day, event.type, event.actor, event.recipient) == ("icews", "2014-03-05", "CONSULT", "USA", "UKR")
    assert (event.actor_text, event.recipient_text, event.code, event.goldstein) == ("John Kerry", "Foreign Affairs (Ukraine)", "042", 1.9)
    assert (event.where, event.url, event.mentions) == ("Kyiv, Ukraine", "34131104", 1)
    assert (errors, left) == ([], [])


def test_the_names_of_columns_may_be_those_of_the_r_package(code):
    (event,), errors, _ = code("icews", HEADER.lower().replace(" ", "_"), row())
    assert event.recipient == "UKR" and not errors


def test_an_id_counts_together_with_its_date(code):
    found, _, _ = code("icews", HEADER, row(), row(day="2014-03-06"), row())
    assert found[0].id == found[2].id != found[1].id


def test_public_statements_and_appeals_are_counted_and_left_out(code):
    found, errors, left = code("icews", HEADER, row(code="010"), row(code="0231"), row())
    assert len(found) == 1
    assert left == [(cameo.NO_TYPE, 2)]
    assert not errors


def test_a_wrong_line_is_named_and_the_others_go_on(code):
    found, errors, _ = code("icews", HEADER, row(day="05/03/2014"), "cut off\there", row(), row(code="99"), row(day="9999-12-31"))
    assert len(found) == 1
    assert ["line 2" in errors[0], "line 3" in errors[1], "line 5" in errors[2], "line 6" in errors[3]] == [True] * 4
    assert "'05/03/2014' is no date" in errors[0]


def test_a_code_with_a_slip_counts_as_the_one_above_it(code):
    (event,), _, _ = code("icews", HEADER, row(code="13y", intensity=""))
    assert (event.type, event.code, event.goldstein) == ("THREATEN", "13y", -6.0)


def test_many_wrong_lines_are_counted_after_the_first(code):
    found, errors, _ = code("icews", HEADER, *["?"] * 50)
    assert not found
    assert len(errors) == 21
    assert "30 more lines are wrong" in errors[-1]


def test_a_file_of_another_kind_is_refused_at_its_first_line(code):
    found, errors, _ = code("icews", "a,b,c", "1,2,3")
    assert not found
    assert len(errors) == 1 and "line 1: no table of ICEWS" in errors[0]


def test_the_reduced_form_reads_countries_from_names(code):
    found, errors, left = code(
        "icews", "date\tsource\trelation\ttarget\tsplit",
        "2018-03-08\tDonald Trump\tExpress intent to meet or negotiate\tKim Jong-Un\ttrain",
        "2018-03-14\tTheresa May\tExpel or withdraw\tEnvoy (Russia)\ttest",
        "2018-03-14\tPolice (India)\tConduct suicide, car, or other non military bombing\tUnspecified Actor\ttest",
        "2018-03-15\tArmed Rebel (Syria)\tfight with small arms and light weapons\tCongo\ttrain",
        "2018-03-15\tJapan\tMake statement\tChina\ttrain")
    assert [(e.type, e.actor, e.recipient, e.code, e.goldstein) for e in found] == [
        ("AGREE", "USA", "PRK", "036", 4.0), ("SANCTION", "GBR", "RUS", "166", -7.0), ("ASSAULT", "IND", "UNK", "183", -10.0),
        ("ASSAULT", "REB", "COG", "193", -10.0)]
    assert left == [(cameo.NO_TYPE, 1)] and not errors


def test_a_row_that_stands_twice_is_two_events_and_a_file_read_twice_is_not(code):
    lines = ["date\tsource\trelation\ttarget", *["2018-01-01\tJapan\tConsult\tChina"] * 3]
    found, _, _ = code("icews", *lines)
    assert len({e.id for e in found}) == 3
    assert [e.id for e in code("icews", *lines)[0]] == [e.id for e in found]


PARTIES = {
    ("Citizen (India)", ""): "IND", ("Angela Merkel", "Germany"): "DEU", ("Hezbollah", "Lebanon"): "REB", ("United Nations", ""): "UNO",
    ("Separatist (Ukraine)", "Ukraine"): "REB", ("Armed Gang (Mexico)", "Mexico"): "MEX",
    ("Fighter (Hamas)", ""): "REB", ("Government (Palestinian Territory, Occupied)", ""): "PSE",
    ("Democratic Party (South Korea)", "South Korea"): "KOR", ("Congress (India)", ""): "IND", ("NATO envoy (Latvia)", ""): "LVA",
    ("Ministry (Congo)", "Congo"): "COG", ("Somebody Unheard-of", "None"): "UNK", ("Somebody Unheard-of", "Peru"): "PER", ("International", ""): "UNK",
}


@pytest.mark.parametrize("name, country", PARTIES)
def test_a_party_is_of_its_country_but_rebels_and_bodies_are_their_own(name, country):
    assert icews.party(name, country, "2018-03") == PARTIES[name, country]
