"""A folder of what was read: rows come back value for value, and what was not finished is not there."""
import json
from contextlib import suppress

import pytest

from dragoman.archive import MARK, TRIES, Archive, Entry, Folder, Writing, ledger_of
from dragoman.model import Actor, DragomanError, LedgerError, Report, Source, Statement

NOW = "2025-02-01T00:00:00+00:00"


def told(report: Report, at: int = 0, **more) -> Statement:
    return Statement(report.id, "signed", (at, at + 6), "SUPPORT", "occurred", published=report.published, publisher=report.publisher, reader="r/1", **more)


def keep(folder: Folder, shard: str, *held: tuple[Report, list[Statement]]) -> Entry:
    with Writing(folder, shard) as writing:
        for report, statements in held:
            writing.put(report, statements, "r/1")
        entry = Entry(shard, f"{shard}.jsonl", "m", "h", 1, writing.reports, writing.statements, 0.1, NOW, writing.finish())
    folder.enter(entry)
    return entry


def every(path) -> list:
    with Archive(path) as archive:
        return [(h.report, h.statements) for h in archive.readings()]


def test_what_goes_in_comes_out_value_for_value(tmp_path):
    report = Report("a|1", "They \x00 signed\u2028 “it” in Zürich 😀\n'x'", "=Title\t", "2025-01-17", "The \"Courier\"", "https://a.example/?q='1'", "dateline")
    statements = [
        told(report, actor=(Actor("Norway", "NOR", (0, 4), "GOV"), Actor("it", "CHL")), recipient=(Actor("they", "UNK", (1, 2)),), when="2025-01/2025-02",
             when_text="this winter", where="Zürich", confidence=0.123,
             said_by=(Source("the \x00 wire", "UNK", "media", (2, 3), "MED"), Source("a man", "NOR", "anonymous")), embedding=bytes(range(256))[:64]),
        told(report, 7)]
    bare = Report("b", "No date, no one.")
    year = Report("c", "Only a year.", published="2024")
    folder = Folder(tmp_path / "f", make=True)
    entry = keep(folder, "5a", (report, statements), (bare, []), (year, [told(year)]))
    assert every(tmp_path / "f") == [(report, statements), (bare, []), (year, [told(year)])]
    [(_, found), *_] = every(tmp_path / "f")
    assert found[0].embedding == bytes(range(64)) and [s.id for s in found] == [s.id for s in statements]
    assert {f.rpartition("/")[0] for f in entry.files} == {f"{table}/{month}" for table, month in (
        ("reports", "year=2025/month=1"), ("statements", "year=2025/month=1"), ("reports", "year=0/month=0"), ("reports", "year=2024/month=0"),
        ("statements", "year=2024/month=0"))}


def test_analysts_tools_read_the_files_with_their_partitions(tmp_path):
    import pandas

    report = Report("a", "They signed it.", published="2025-01-17")
    keep(Folder(tmp_path / "f", make=True), "5a", (report, [told(report)]))
    found = pandas.read_parquet(tmp_path / "f" / "statements")
    assert [(row.type, str(row.year), str(row.month).lstrip("0")) for row in found.itertuples()] == [("SUPPORT", "2025", "1")]


def test_a_shard_that_was_not_finished_is_not_read_and_is_replaced(tmp_path):
    folder = Folder(tmp_path / "f", make=True)
    one, two = (Report(id_, "They signed it.", published="2025-01-17") for id_ in "ab")
    keep(folder, "5a", (one, [told(one)]))
    with suppress(RuntimeError), Writing(folder, "5b") as writing:
        writing.put(two, [], "r/1")
        raise RuntimeError
    with Writing(folder, "5b") as writing:  # finished, but never entered: the process died in between
        writing.put(two, [], "r/1")
        writing.finish()
    assert [r.id for r, _ in every(tmp_path / "f")] == ["a"]
    keep(folder, "5b", (two, [told(two)]))
    assert [r.id for r, _ in every(tmp_path / "f")] == ["a", "b"]
    assert not list((tmp_path / "f" / ".work").iterdir())


def test_a_shard_read_again_leaves_nothing_of_before(tmp_path):
    folder = Folder(tmp_path / "f", make=True)
    keep(folder, "5a", (Report("a", "They met.", published="2025-01-17"), []), (Report("b", "They met.", published="2024-12-30"), []))
    keep(folder, "5a", (Report("a", "They met.", published="2025-01-17"), []))
    assert [r.id for r, _ in every(tmp_path / "f")] == ["a"]
    assert len(list((tmp_path / "f" / "reports").rglob("*.parquet"))) == 1


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(LedgerError, match="something else stands there"):
        Folder(tmp_path / "mine", make=True)
    with pytest.raises(LedgerError, match="expected one that `dragoman read --out` made"):
        Archive(tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_folder_that_was_being_made_when_the_program_was_killed_is_made_whole(tmp_path):
    (tmp_path / "f" / "shards").mkdir(parents=True)
    (tmp_path / "f" / f".{MARK}.123.part").write_text('{"fo')
    keep(Folder(tmp_path / "f", make=True), "5a", (Report("a", "They met.", published="2025-01-17"), []))
    assert [r.id for r, _ in every(tmp_path / "f")] == ["a"]


def test_a_folder_of_a_newer_program_is_refused(tmp_path):
    Folder(tmp_path / "f", make=True)
    (tmp_path / "f" / MARK).write_text(json.dumps({"form": 99}))
    with pytest.raises(LedgerError, match="newer Dragoman"):
        Folder(tmp_path / "f")


def test_a_damaged_file_is_named_with_what_to_do(tmp_path):
    folder = Folder(tmp_path / "f", make=True)
    entry = keep(folder, "5a", (Report("a", "They met.", published="2025-01-17"), []))
    (tmp_path / "f" / entry.files[0]).write_bytes(b"PAR1 not any more")
    with pytest.raises(LedgerError, match="5a.parquet"):
        every(tmp_path / "f")


def test_a_file_that_is_damaged_inside_is_named_though_duckdb_does_not_say_which(tmp_path):
    folder, report = Folder(tmp_path / "f", make=True), Report("a", "They signed it.", published="2025-01-17")
    for shard in ("5a", "5b", "5c"):
        entry = keep(folder, shard, (report, [told(report)]))
        if shard == "5b":
            file = tmp_path / "f" / entry.files[1]
    held = bytearray(file.read_bytes())
    length = int.from_bytes(held[-8:-4], "little")
    held[-8 - length:-8] = bytes(b ^ 0x5A for b in held[-8 - length:-8])  # what says where its columns are
    file.write_bytes(held)
    with pytest.raises(LedgerError, match=r"missing or damaged.*remove .*shards/5b\.json"):
        every(tmp_path / "f")


@pytest.mark.parametrize("left", [b"", b"PAR1 cut off", None])
def test_a_file_that_is_cut_short_or_gone_is_named_with_what_to_do_whatever_is_asked(tmp_path, left):
    folder, report = Folder(tmp_path / "f", make=True), Report("a", "They signed it.", published="2025-01-17")
    keep(folder, "5a", (report, [told(report)]))
    file = tmp_path / "f" / keep(folder, "5b", (report, [told(report)])).files[1]
    file.unlink() if left is None else file.write_bytes(left)
    with pytest.raises(LedgerError, match=r"month=1/5b\.parquet.*expected the Parquet.*remove .*shards/5b\.json.*--resume"), ledger_of(tmp_path / "f"):
        pass
    with pytest.raises(LedgerError, match=r"remove .*shards/5b\.json"), Archive(tmp_path / "f") as archive:
        list(archive.series())


@pytest.mark.parametrize("held", ["{}", "[]", '"5b"', '{"files": 3}', '{"files": ["reports/x.parquet"]}', "null"])
def test_a_note_of_a_shard_that_holds_something_else_is_named(tmp_path, held):
    folder = Folder(tmp_path / "f", make=True)
    keep(folder, "5a", (Report("a", "They met.", published="2025-01-17"), []))
    (tmp_path / "f" / "shards" / "5b.json").write_text(held)
    with pytest.raises(LedgerError, match=r"shards/5b\.json: no note of a shard.*expected what.*remove it.*--resume"):
        list(folder.entries())
    if "x.parquet" not in held:  # which names a file, and that is missed first
        with pytest.raises(LedgerError, match=r"shards/5b\.json: no note of a shard"):
            every(tmp_path / "f")


def test_a_note_that_is_not_json_is_named_when_asked_and_not_done_when_read_again(tmp_path):
    folder = Folder(tmp_path / "f", make=True)
    for left in ("", "{", "not this"):
        (tmp_path / "f" / "shards" / "5b.json").write_text(left)
        with pytest.raises(LedgerError, match=r"shards/5b\.json: no note of a shard"):
            every(tmp_path / "f")
    assert folder.entry("5b") is None


@pytest.mark.parametrize("held", ["[]", "{}", '{"form": "1"}', "null"])
def test_a_mark_that_does_not_say_what_the_folder_is_is_named(tmp_path, held):
    Folder(tmp_path / "f", make=True)
    (tmp_path / "f" / MARK).write_text(held)
    with pytest.raises(LedgerError, match=r"f/dragoman\.json: does not say what the folder is; expected"):
        Folder(tmp_path / "f", make=True)


def test_a_shard_is_begun_so_often_and_no_more(tmp_path):
    folder = Folder(tmp_path / "f", make=True)
    for _ in range(TRIES):
        folder.try_again("5a")
    with pytest.raises(DragomanError, match="killed, or out of memory"):
        folder.try_again("5a")
    folder.forget_tries("5a")
    folder.try_again("5a")


def test_an_empty_folder_answers_with_nothing(tmp_path):
    Folder(tmp_path / "f", make=True)
    with Archive(tmp_path / "f") as archive:
        assert archive.counts() == {"reports": 0, "statements": 0, "shards": 0}
        assert list(archive.readings()) == [] and list(archive.series()) == []
