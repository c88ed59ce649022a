"""GDELT: event tables of 57, 58 and 61 columns without a header."""
import pytest

from dragoman.coders import cameo, gdelt


def row(columns=61, id_="410412347", day="20180314", actor=("GBR", "UNITED KINGDOM", "GBR", "", "", "", "", "", "", ""),
        recipient=("RUSGOV", "RUSSIA", "RUS", "", "", "", "", "GOV", "", ""), event="166", goldstein="-7.0", mentions="12",
        place="London, London, City of, United Kingdom", url="https://example.org/a"):
    geo = [*["1", "Moscow", "RS", "RS", "", "55.7", "37.6", "RS"]] if columns == 61 else ["1", "Moscow", "RS", "RS", "55.7", "37.6", "RS"]
    cells = [id_, day, day[:6], day[:4], "2018.2", *actor, *recipient, "1", event, event[:3], event[:2], "4", goldstein, mentions, "3", "12", "-5.2",
             *geo, *geo, geo[0], place, *geo[2:], "20180314" if columns < 61 else "20180314120000", *([url] if columns > 57 else [])]
    assert len(cells) == columns
    return "\t".join(cells)


@pytest.mark.parametrize("columns, url", [(57, None), (58, "https://example.org/a"), (61, "https://example.org/a")])
def test_a_row_of_each_table_is_an_event(code, columns, url):
    (event,), errors, left = code("gdelt", row(columns))
    assert (event.coder, event.day, event.type, event.actor, event.recipient) == ("gdelt", "2018-03-14", "SANCTION", "GBR", "RUS")
    assert (event.actor_text, event.recipient_text, event.code, event.goldstein) == ("UNITED KINGDOM", "RUSSIA", "166", -7.0)
    assert (event.where, event.url, event.mentions) == ("London, London, City of, United Kingdom", url, 12)
    assert not errors and not left


def test_an_actor_that_is_missing_is_unknown_and_the_row_stays(code):
    (event,), _, _ = code("gdelt", row(recipient=("",) * 10))
    assert (event.recipient, event.recipient_text) == ("UNK", None)


def test_statements_and_rows_without_a_code_are_counted_and_left_out(code):
    found, errors, left = code("gdelt", row(), row(event="012"), row(event="---"), row(event="020"))
    assert len(found) == 1 and not errors
    assert left == [(cameo.NO_TYPE, 2), ("no event code of CAMEO", 1)]


def test_a_wrong_row_is_named_and_the_others_go_on(code):
    found, errors, _ = code("gdelt", row(day="20181341"), "1\t2\t3", row(id_="x"), row())
    assert len(found) == 1
    assert ["line 1: '20181341' is no date" in errors[0], "line 2: 3 columns" in errors[1], "line 3: 'x' is no event id" in errors[2]] == [True] * 3


def test_a_weight_that_is_missing_is_that_of_the_code(code):
    (event,), _, _ = code("gdelt", row(event="164", goldstein="", mentions=""))
    assert (event.goldstein, event.mentions) == (-7.0, 1)


PARTIES = {
    ("USA", "", "GOV"): "USA", ("ROM", "", ""): "ROU", ("TMP", "", ""): "TLS", ("WSB", "", ""): "PSE", ("PSE", "HMS", ""): "REB",
    ("PSE", "PLO", ""): "PSE", ("", "EEC", ""): "EUU", ("EUR", "EEC", ""): "EUU", ("", "NAT", "MIL"): "NAT", ("USA", "UNO", "GOV"): "USA",
    ("SYR", "", "REB"): "REB", ("", "", "IGO"): "IGO", ("", "", "NGM"): "NGO", ("", "", "MNC"): "MNC", ("", "", "PKO"): "UNO",
    ("AFR", "", ""): "UNK", ("WST", "", ""): "UNK", ("", "", "COP"): "UNK", ("", "", ""): "UNK", ("XYZ", "", ""): "UNK",
}


@pytest.mark.parametrize("cells", PARTIES)
def test_a_party_is_its_group_its_country_or_its_kind(cells):
    country, group, kind = cells
    assert gdelt.party(country, group, (kind, "", ""), "2018-03") == PARTIES[cells]


def test_the_taliban_are_rebels_until_they_govern():
    assert [gdelt.party("AFG", "TAL", ("", "", ""), month) for month in ("2018-03", "2022-03")] == ["REB", "AFG"]
