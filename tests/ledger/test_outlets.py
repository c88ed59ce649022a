"""Which outlets speak for a state."""
from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from dragoman.ledger.outlets import key, state_of


@pytest.mark.parametrize(("outlet", "state"), [
    ("TASS", "RUS"), ("tass", "RUS"), ("the TASS news agency", "RUS"), ("ITAR-TASS", "RUS"), ("RIA Novosti", "RUS"), ("RT", "RUS"), ("rt.com", "RUS"),
    ("https://www.presstv.ir/", "IRN"), ("Press TV", "IRN"), ("IRNA", "IRN"), ("Islamic Republic News Agency (IRNA)", "IRN"), ("Tasnim", "IRN"),
    ("Tasnim News Agency", "IRN"), ("Sputnik", "RUS"), ("Sputnik News", "RUS"), ("Xinhua", "CHN"), ("Xinhua News Agency", "CHN"), ("CGTN", "CHN"),
    ("The Global Times", "CHN"), ("People’s Daily", "CHN"), ("SANA", "SYR"), ("Syrian Arab News Agency", "SYR"), ("KCNA", "PRK"), ("WAM", "ARE"),
    ("Al-Arabiya", "SAU"), ("Al Arabiya English", "SAU"), ("Anadolu Agency", "TUR"), ("The National", "ARE"), ("National News Agency", "LBN")])
def test_state_media_speak_for_their_state(outlet, state):
    assert state_of(outlet) == state


@pytest.mark.parametrize("outlet", [
    "BBC", "BBC News", "Deutsche Welle", "DW", "Yonhap News Agency", "Voice of America", "ISNA", "Reuters", "AP", "Interfax", "Iran",
    "News agency", "", "Saba"])
def test_independent_and_unknown_outlets_speak_for_none(outlet):
    assert state_of(outlet) is None


def test_names_are_folded():
    assert key("The Al-Jazeera") == key("al jazeera") == "al jazeera"
    assert key("Télam") == "telam"


def test_the_table_has_one_state_a_name_and_says_where_it_is_from():
    with (files("dragoman.codebook") / "state_media.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    states = {}
    for row in rows:
        assert row["typology"] in ("SC", "CaPu", "CaPr") and row["origin"] in ("hand", "state_media_matrix") and len(row["code"]) == 3
        assert states.setdefault(key(row["name"]), row["code"]) == row["code"], row
    assert len(rows) > 1000
