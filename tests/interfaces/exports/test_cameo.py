"""GDELT's layout, as pandas and `dragoman import gdelt` read it."""
import pandas as pd
import pytest

from dragoman import pipeline
from dragoman.ledger import open_ledger

ACTOR = ["Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code"]
GEO = ["Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID"]
HEADER = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{x}" for x in ACTOR), *(f"Actor2{x}" for x in ACTOR), "IsRootEvent",
          "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
          *(f"{who}Geo_{x}" for who in ("Actor1", "Actor2", "Action") for x in GEO), "DATEADDED", "SOURCEURL"]
"""The header line that GDELT gives beside its daily files."""


def frame(path):
    codes = {name: str for name in HEADER if name.endswith("Code")}
    return pd.read_csv(path, sep="\t", names=HEADER, dtype=codes, keep_default_na=False, na_values=[""], quoting=3)


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_rows_have_gdelts_58_columns_and_their_values(which, export, request):
    path = export("cameo", request.getfixturevalue(which))
    raw = path.read_text(encoding="utf-8").split("\n")
    assert raw.pop() == ""
    assert {len(line.split("\t")) for line in raw} == {58}
    rows = frame(path)
    assert rows["GLOBALEVENTID"].is_unique
    assert rows["GLOBALEVENTID"].max() < 2 ** 53
    assert rows["SQLDATE"].between(19000101, 21001231).all()
    assert ((rows["FractionDate"] - rows["Year"]).between(0, 1)).all()
    assert (rows["EventCode"].str[:2] == rows["EventRootCode"]).all()
    assert set(rows["QuadClass"]) <= {1, 2, 3, 4}
    assert ((rows["GoldsteinScale"] > 0) == (rows["QuadClass"] <= 2)).all()
    assert (rows["NumSources"] <= rows["NumArticles"]).all() and (rows["NumArticles"] <= rows["NumMentions"]).all()
    assert rows["SOURCEURL"].notna().all()


def test_a_visit_is_an_intent_to_meet_then_made_and_hosted(nasty, export):
    rows = frame(export("cameo", nasty)).set_index(["EventCode", "Actor1CountryCode", "Actor2CountryCode"]).sort_index()
    assert rows.loc["036", "IRN", "RUS"]["SQLDATE"] == 20250110
    assert rows.loc["042", "IRN", "RUS"]["SQLDATE"] == rows.loc["043", "RUS", "IRN"]["SQLDATE"] == 20250117
    assert rows.loc["057", "BRA", "PER"]["GoldsteinScale"] == rows.loc["057", "PER", "BRA"]["GoldsteinScale"] == 8.0
    assert rows.loc["173", "ROM", "KSV"]["Actor1Name"] == "ROMANIA"
    assert rows.loc["036", "IRN", "RUS"]["Actor1Code"] == "IRNGOV"


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_dragoman_import_reads_it_back(which, export, request, tmp_path):
    path = export("cameo", request.getfixturevalue(which))
    rows = frame(path)
    (tmp_path / "20250205.export.CSV").write_bytes(path.read_bytes())
    with open_ledger(tmp_path / "back.db") as book:
        told = list(pipeline.bring_in(book, "gdelt", str(tmp_path / "20250205.export.CSV")))
        assert not [x for x in told if isinstance(x, Exception)]
        with book.ask() as asked:
            back = [e for part in asked.coded_parts() for e in part]
    kept = rows[~rows["EventRootCode"].isin(["01", "02"])]  # appeals, which PLOVER drops
    assert sorted((e.day.replace("-", ""), e.code, e.mentions) for e in back) == sorted(
        (str(d), c, n) for d, c, n in kept[["SQLDATE", "EventCode", "NumMentions"]].itertuples(index=False))
    assert {e.actor for e in back} >= ({"IRN", "RUS", "USA"} if which == "demo" else {"IRN", "ROU", "REB", "NGO", "USA"})
    assert "UNK" not in {e.actor for e in back}
