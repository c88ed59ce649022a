"""Questions put to a folder: what it holds as a ledger, and pairs counted from statements."""
from dataclasses import replace

import pytest

from dragoman.archive import Archive, Entry, Folder, Writing, ledger_of
from dragoman.briefing import View
from dragoman.ledger import open_ledger
from dragoman.model import Report

NOW = "2025-02-01T00:00:00+00:00"


def reports_of(statements):
    """A report for each that the statements are of, with what it states."""
    told = {}
    for s in statements:
        told.setdefault(s.report, []).append(s)
    return [(Report(id_, "x" * 400, f"Title {id_}", of[0].published, of[0].publisher, dated_by="given"), of) for id_, of in told.items()]


@pytest.fixture
def held(tmp_path, story):
    """A folder of January, in three shards, and its reports."""
    held = reports_of([replace(s, reader="r/1") for s in story])
    folder = Folder(tmp_path / "f", make=True)
    for n in range(3):
        with Writing(folder, f"a{n}") as writing:
            for report, statements in held[n::3]:
                writing.put(report, statements, "r/1")
            folder.enter(Entry(f"a{n}", f"{n}.jsonl", "m", "h", 1, writing.reports, writing.statements, 0.1, NOW, writing.finish()))
    return tmp_path / "f", held


def answers(book, as_of, about):
    with View(book, as_of, about) as view:
        return view.dyads(), view.docket("all"), view.events(), view.sources(None)


@pytest.mark.parametrize(("as_of", "about"), [(None, ()), ("2025-01-18", ()), ("2025-01-31", ("IRN", "RUS")), (None, ("USA",))])
def test_a_folder_answers_as_the_ledger_of_the_same_reports(tmp_path, held, as_of, about):
    path, readings = held
    with open_ledger(tmp_path / "l.db") as book:
        book.add_all(readings, "r/1")
        expected = answers(book, as_of, about)
    with ledger_of(path, about, as_of) as book:
        assert answers(book, as_of, about) == expected
    assert expected[1] and expected[2]


def test_of_a_large_folder_the_reports_of_the_parties_asked_about_are_taken(held):
    path, readings = held
    said = []
    with ledger_of(path, ("IRN",), told=said.append, most=5) as book:
        kept = {r.id for r in book.reports()}
    assert kept == {r.id for r, statements in readings if any("IRN" in {a.code for a in (*s.actor, *s.recipient)} for s in statements)}
    assert len(said) == 1 and "one of IRN takes part" in said[0]
    with ledger_of(path, told=said.append, most=5) as book:
        assert book.counts()["reports"] == len(readings)
    assert "--about" in said[1]


def test_a_report_in_two_shards_counts_once(tmp_path, held):
    path, readings = held
    folder = Folder(path)
    with Writing(folder, "b0") as writing:
        writing.put(*readings[0], "r/1")
        folder.enter(Entry("b0", "again.jsonl", "m", "h", 1, 1, 1, 0.1, NOW, writing.finish()))
    with ledger_of(path) as book:
        assert book.counts()["reports"] == len(readings)
        assert book.counts()["statements"] == sum(len(s) for _, s in readings)


def test_the_ledger_of_a_folder_is_gone_after_the_question(held):
    with ledger_of(held[0]) as book:
        where = book._engine.url.database
    with pytest.raises(FileNotFoundError):
        open(where)


def series(path, *args, **more):
    with Archive(path) as archive:
        return list(archive.series(*args, **more))


def test_pairs_are_counted_once_for_day_type_and_status_whoever_says_it(held):
    found = {(row["a"], row["b"]): row for row in series(held[0])}
    assert (found["IRN", "RUS"]["cooperation"], found["IRN", "RUS"]["conflict"]) == (3, 0)  # signed on the 17th; told again, and a visit, on the 18th
    assert found["IRN", "RUS"]["outlets"] > found["IRN", "RUS"]["cooperation"]
    assert found["RUS", "UKR"]["conflict"] == 4  # the 10th, 13th, 16th and 30th
    assert found["RUS", "UKR"]["material_conflict"] == 4
    assert found["CAN", "USA"]["conflict_ahead"] >= 1
    assert all("UNK" not in pair and a < b for pair in found for a, b in [pair])
    assert len({row["total"] for row in found.values()}) == 1
    assert all(row["start"] is None for row in found.values())


def test_a_series_has_the_periods_and_the_shares_of_all_that_is_done(held):
    weeks = series(held[0], "week", ("RUS", "UKR"))
    assert [row["start"] for row in weeks] == ["2025-01-06", "2025-01-13", "2025-01-27"]
    assert [row["conflict"] for row in weeks] == [1, 2, 1]
    assert all(row["total"] >= row["conflict"] + row["cooperation"] and row["conflict_share"] == round(1000 * row["conflict"] / row["total"], 3)
               for row in weeks)
    days = series(held[0], "day", ("UKR", "RUS"), since="2025-01-13", until="2025-01-20")
    assert [row["start"] for row in days] == ["2025-01-13", "2025-01-16"]
    assert [row["start"] for row in series(held[0], "month", ("RUS", "UKR"))] == ["2025-01-01"]


def test_what_is_less_sure_is_left_out_of_the_counts(tmp_path, story):
    folder = Folder(tmp_path / "f", make=True)
    with Writing(folder, "a0") as writing:
        for report, statements in reports_of(story):
            writing.put(report, [replace(s, confidence=0.4, id="") for s in statements], "r/1")
        folder.enter(Entry("a0", "0.jsonl", "m", "h", 1, 1, 1, 0.1, NOW, writing.finish()))
    assert series(tmp_path / "f") and not series(tmp_path / "f", min_confidence=0.5)


def test_another_period_is_an_error(held):
    with pytest.raises(ValueError, match="no period 'year'"):
        series(held[0], "year")
