"""What is packed to fill a disk, a memory or a day is given up early; what came before it stands."""
from __future__ import annotations

import gzip
import io
import json
import resource
import time
import zipfile
import zlib

import pytest

from dragoman import intake, unpacking
from dragoman.coders import coded_events
from dragoman.model import CodedEvent, InputError, Report
from tests.coders import test_gdelt, test_plover


def packed(*parts: tuple[bytes, int]) -> bytes:
    """A gzip archive of parts, each repeated so many times, made without holding it unpacked."""
    made, out = zlib.compressobj(9, zlib.DEFLATED, 31), []
    for part, times in parts:
        out += [made.compress(part) for _ in range(times)]
    return b"".join([*out, made.flush()])


REPORT = json.dumps({"text": "Russia and Iran signed a treaty in Moscow.", "published": "2024-02-29"}).encode() + b"\n"


@pytest.mark.parametrize("name, bomb", [
    ("lines.jsonl.gz", (b"\n" * 1_000_000, 40)), ("spaces.jsonl.gz", (b" " * 999_999 + b"\n", 40)), ("text.txt.gz", (b"a " * 500_000, 40)),
    ("page.html.gz", (b"<p>" * 300_000, 40)), ("one.json.gz", (b"[" * 1_000_000, 40)), ("endless.jsonl.gz", (b"a" * 1_000_000, 40))])
def test_a_bomb_is_given_up(tmp_path, name, bomb):
    path = tmp_path / name
    path.write_bytes(packed((REPORT, 1), bomb) if "jsonl" in name else packed(bomb))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = list(intake.reports([str(path)]))
    assert isinstance(found[-1], InputError)
    assert any(word in str(found[-1]) for word in ("more than any text gives", "larger than", "longer than"))
    if "jsonl" in name:
        assert any(isinstance(x, Report) for x in found)
    assert time.process_time() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KB


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_coders_file_that_is_a_bomb_is_given_up_and_what_it_gave_stands(tmp_path, kind):
    path = tmp_path / f"events.{kind}"
    row, fill = test_gdelt.row().encode() + b"\n", b"\n" * 1_000_000
    if kind == "gz":
        path.write_bytes(packed((row, 1), (fill, 40)))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", row)
            for n in range(20):  # each within the bounds, together not
                with archive.open(f"{n}.csv", "w") as member:
                    for _ in range(2):
                        member.write(fill)
    found = list(coded_events("gdelt", str(path)))
    assert isinstance(found[0], CodedEvent)
    assert "more than any text gives" in str(found[-1])


@pytest.mark.parametrize("coder, row", [("gdelt", test_gdelt.row()), ("plover", test_plover.line())])
def test_a_line_without_an_end_is_not_held(tmp_path, coder, row):
    path = tmp_path / "events.gz"
    path.write_bytes(packed((row.encode() + b"\n", 1), (b"x" * 1_000_000, 9)))
    found = list(coded_events(coder, str(path)))
    assert isinstance(found[0], CodedEvent)
    assert "line 2: longer than" in str(found[-1])


def test_what_repeats_itself_as_tables_do_is_read(tmp_path):
    data = packed(*[(REPORT, 1000)] * 30)
    assert len(REPORT) * 30_000 / len(data) > 50
    with unpacking.gunzipped(io.BytesIO(data), "x") as stream:
        assert len(stream.read()) == len(REPORT) * 30_000


def test_a_damaged_archive_is_named(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(REPORT * 100)[:-30])
    assert "damaged gzip archive" in str(list(intake.reports([str(path)]))[-1])
