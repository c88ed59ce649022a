"""CSV and Parquet, as pandas and DuckDB load them."""
import csv
import io
import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dragoman import pipeline
from dragoman.briefing import View
from dragoman.interfaces.exports.codebook import as_markdown
from dragoman.interfaces.exports.columns import TABLES
from dragoman.interfaces.formats import FORMULA
from dragoman.ledger import open_ledger
from dragoman.model import CodedEvent
from dragoman.relations import done_by_day, occurrences, series, totals
from tests.interfaces.exports.conftest import NASTY

ROOT = Path(__file__).parents[3]
NAMES = [t.name for t in TABLES]
KINDS = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "list": "VARCHAR[]"}


def frame(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_both_forms_hold_the_same_rows_of_the_ledger(which, export, request):
    ledger = request.getfixturevalue(which)
    commas, parquet = export("csv", ledger), export("parquet", ledger)
    with open_ledger(ledger) as book, View(book) as view:
        ids = {e["id"] for e in view.events(evidence=False)}
        counts = book.counts()
    events = frame(commas, "events")
    assert set(events["id"]) == ids
    assert len(frame(commas, "statements")) == counts["statements"]
    assert len(frame(commas, "reports")) == counts["reports"]
    for t in TABLES:
        one, other = frame(commas, t.name), pd.read_parquet(parquet / f"{t.name}.parquet")
        assert list(one.columns) == list(other.columns) == [c.name for c in t.columns]
        assert len(one) == len(other)
        for c in t.columns:
            if c.kind in ("integer", "number", "boolean") and len(one):
                assert one[c.name].astype("float").equals(other[c.name].astype("float")), c.name


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_a_csv_file_keeps_to_rfc_4180_and_holds_no_formula(which, export, request):
    folder = export("csv", request.getfixturevalue(which))
    for name in (*NAMES, "codebook"):
        raw = (folder / f"{name}.csv").read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        text = raw.decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        assert not any(cell.startswith(FORMULA) and not cell.lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdigit() for row in rows for cell in row)
        assert not set(map(chr, range(32))) - {"\n", "\r", "\t"} & set(text)
        assert rows[0] == [x for x in rows[0] if x.isidentifier() and x == x.lower()]


def test_words_that_look_like_formulas_lose_nothing_but_gain_an_apostrophe(nasty, export):
    titles = {x.rpartition("/")[2]: t for x, t in frame(export("csv", nasty), "reports")[["id", "title"]].itertuples(index=False)}
    assert titles["0"] == NASTY[0]
    assert titles["1"] == "'" + NASTY[1]
    assert titles["2"] == "'" + NASTY[2].replace("\r\n", "\n")
    assert titles["4"] == "'" + NASTY[4]
    assert titles["5"] == NASTY[5]
    assert titles["6"] == "bell and [31m red \n line"
    titles = pd.read_parquet(export("parquet", nasty) / "reports.parquet").set_index("id")["title"]
    assert titles[f"{NASTY[4]}/4"] == NASTY[4]


def test_duckdb_sees_real_types_in_parquet(demo, export):
    folder = export("parquet", demo)
    for t in TABLES:
        found = duckdb.read_parquet(str(folder / f"{t.name}.parquet"))
        assert dict(zip(found.columns, map(str, found.types), strict=True)) == {c.name: KINDS[c.kind] for c in t.columns}
    signed = duckdb.sql(f"SELECT actor, when_first, status FROM '{folder / 'events.parquet'}' "  # noqa: S608 - a path of our own
                        "WHERE type = 'SUPPORT' AND list_contains(actor, 'IRN') AND list_contains(actor, 'RUS') AND \"when\" = '2025-01-17'").fetchall()[0]
    assert signed[0] == ["IRN", "RUS"]
    assert signed[1].isoformat() == "2025-01-17"
    assert signed[2] == "occurred"


def test_every_statement_leads_to_its_event_and_its_report(demo, export):
    folder = export("csv", demo)
    events, statements, docket, reports = (frame(folder, name).set_index("id") for name in ("events", "statements", "docket", "reports"))
    assert set(statements["event"]) == set(events.index)
    assert set(statements["report"]) <= set(reports.index)
    assert set(docket["event"]) <= set(events.index)
    assert set(events["shown"]) <= set(statements.index)
    assert (statements.groupby("event").size().reindex(events.index) == events["statements"]).all()


def test_a_date_of_unknown_day_stays_text_beside_the_days_it_covers(nasty, export):
    rows = frame(export("csv", nasty), "docket").set_index("expected")
    assert rows.loc["2025-03", ["expected_first", "expected_last"]].tolist() == ["2025-03-01", "2025-03-31"]
    assert rows.loc["2025-02", ["expected_first", "expected_last"]].tolist() == ["2025-02-01", "2025-02-28"]


def test_an_item_has_the_word_that_pages_have_and_its_event_another(tmp_path, say, keep, export):
    told = [("2024-03-01", "planned", "2024-03-20", "travel"), ("2024-03-10", "called_off", "2024-04-09", "trip"),
            ("2024-04-09", "occurred", "2024-04-09", "visited")]
    with open_ledger(tmp_path / "put_off.db") as book:
        keep(book, [say(day, "CONSULT", status, "JPN>IND", when=when, trigger=trigger, publisher="A") for day, status, when, trigger in told])
    folder = export("csv", tmp_path / "put_off.db")
    assert frame(folder, "docket").set_index("state")["what"].to_dict() == {"postponed": "travel", "fulfilled": "visited"}
    assert frame(folder, "events")["what"].tolist() == ["visited"]


def test_weeks_count_cooperation_and_conflict_apart(nasty, export):
    rows = frame(export("csv", nasty), "dyads").set_index(["a", "b", "week"])
    visit = rows.loc["IRN", "RUS", "2025-01-13"]
    assert (visit["cooperation"], visit["conflict"], visit["verbal_cooperation"]) == (1, 0, 1)
    assert rows.loc["IRN", "ISR", "2025-01-13"]["conflict_possible"] == 1
    assert ("RUS", "UKR", "2025-01-06") not in rows.index  # denied
    assert visit["total"] == 7


def test_weeks_are_those_of_the_series(demo, export):
    with open_ledger(demo) as book, View(book) as view:
        events = view.asked.events()
        rows = series([o for o in occurrences(events) if (o.a, o.b) == ("IRN", "RUS")], totals(done_by_day(events)))
    told = frame(export("csv", demo), "dyads").query("a == 'IRN' and b == 'RUS'").set_index("week")
    assert len(told) > 3
    for row in rows:
        held = told.loc[row["start"]] if row["start"] in told.index else dict.fromkeys(told.columns, 0)
        for name in told.columns[4:]:
            assert held[name] == pytest.approx(row[name]) or (row["start"] not in told.index and name == "total"), (row["start"], name)


def test_what_other_coders_wrote_is_a_table_of_its_own(nasty, export, tmp_path):
    ledger = tmp_path / "both.db"
    shutil.copy(nasty, ledger)
    (tmp_path / "acts.CSV").write_bytes(export("cameo", nasty).read_bytes())
    with open_ledger(ledger) as book:
        list(pipeline.bring_in(book, "gdelt", str(tmp_path / "acts.CSV")))
    rows = pd.read_csv(export("csv", ledger) / "coded_events.csv", dtype={"code": str})
    assert set(rows["coder"]) == {"gdelt"}
    signed = rows[rows["code"] == "057"]
    assert sorted(signed["actor"]) == ["BRA", "PER"]
    assert set(signed[["day", "type", "quad"]].itertuples(index=False, name=None)) == {("2025-01-13", "SUPPORT", "verbal cooperation")}
    assert len(frame(export("csv", ledger), "events")) == len(frame(export("csv", nasty), "events"))
    assert len(frame(export("csv", ledger, "--about", "IRN,RUS"), "coded_events")) == 3


def test_options_limit_what_is_exported(demo, export):
    every, some = frame(export("csv", demo), "events"), frame(export("csv", demo, "--about", "IRN,RUS"), "events")
    both = every[[{"IRN", "RUS"} <= {*str(a).split("|"), *str(r).split("|")} for a, r in zip(every["actor"], every["recipient"], strict=True)]]
    assert sorted(some["id"]) == sorted(both["id"])
    assert 0 < len(some) < len(every)
    early = export("csv", demo, "--as-of", "2025-01-10")
    assert frame(early, "reports")["published"].max() <= "2025-01-10"
    assert frame(early, "events")["last_reported"].max() <= "2025-01-10"
    sure = frame(export("csv", demo, "--min-confidence", "0.9"), "statements")
    assert sure["confidence"].min() >= 0.9


def test_the_data_package_tells_the_files_truly(demo, export):
    import hashlib

    folder = export("csv", demo)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in package["resources"]] == NAMES
    for r in package["resources"]:
        raw = (folder / r["path"]).read_bytes()
        assert (r["bytes"], r["hash"]) == (len(raw), "sha256:" + hashlib.sha256(raw).hexdigest())
        rows = frame(folder, r["name"])
        assert [f["name"] for f in r["schema"]["fields"]] == list(rows.columns)
        assert r["rows"] == len(rows)
        assert not rows.duplicated(r["schema"]["primaryKey"]).any()
        for f in r["schema"]["fields"]:
            if "constraints" in f:
                assert set(rows[f["name"]].dropna()) <= set(f["constraints"]["enum"]), f["name"]
    assert package["dragoman"]["command"] == "dragoman export csv OUT --ledger demo.db --as-of 2025-02-05"
    assert package["dragoman"]["command"] in (folder / "README.md").read_text(encoding="utf-8")


def test_the_command_that_makes_it_again_leaves_out_nothing(demo, nasty, export, tmp_path):
    later = tmp_path / "later.db"
    shutil.copy(demo, later)
    with open_ledger(later) as book:
        book.bring_in([CodedEvent("icews", "one", "2025-03-01", "AID", "IRN", "RUS")])
    for ledger, table in ((later, "coded_events"), (nasty, "reports")):  # events after the last report; a report without a date
        first = export("csv", ledger)
        command = json.loads((first / "datapackage.json").read_text(encoding="utf-8"))["dragoman"]["command"].split()
        again = export("csv", ledger, *command[6:])
        assert frame(again, table).equals(frame(first, table)) and len(frame(first, table)), command
        assert len(frame(export("csv", ledger, "--as-of", "2025-02-05"), table)) < len(frame(first, table))


def test_the_codebook_goes_with_the_tables_and_stands_in_the_docs(demo, export):
    folder = export("csv", demo)
    book = pd.read_csv(folder / "codebook.csv")
    assert list(zip(book["table"], book["column"], strict=True)) == [(t.name, c.name) for t in TABLES for c in t.columns]
    assert book["meaning"].notna().all()
    assert list(book["unit"].fillna("")) == [c.unit for t in TABLES for c in t.columns]  # nothing that a guard against formulas changes
    assert as_markdown() in (folder / "codebook.md").read_text(encoding="utf-8")
    assert as_markdown(3) in (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8"), "run `python docs/make_codebook.py`"


def test_an_export_that_is_made_again_is_the_same_to_the_byte(demo, export, tmp_path):
    from dragoman.interfaces.cli import program

    first = export("csv", demo)
    program()(["export", "csv", str(tmp_path / "again"), "--ledger", str(demo)], standalone_mode=False)
    assert len(list(first.iterdir())) > 10
    for path in first.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
