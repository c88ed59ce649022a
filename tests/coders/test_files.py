"""Files plain and packed, and those that cannot be read."""
import gzip
import zipfile

import pytest

from dragoman.coders import coded_events
from dragoman.model import CodedEvent, InputError

TEXT = "\ufeffdate\tsource\trelation\ttarget\r\n2018-03-08\tMauricio Macri\tConsult\tCôte d'Ivoire\r\n"


def test_plain_gz_and_zip_give_the_same(tmp_path):
    (tmp_path / "a.tsv").write_bytes(TEXT.encode())
    (tmp_path / "b.gz").write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/events.tab", TEXT)
    found = [list(coded_events("icews", str(tmp_path / name))) for name in ("a.tsv", "b.gz", "c.zip")]
    assert found[0] == found[1] == found[2]
    assert [(e.actor, e.recipient, e.recipient_text) for e in found[0]] == [("ARG", "CIV", "Côte d'Ivoire")]


def test_a_file_that_is_cut_off_gives_what_it_holds_and_says_so(tmp_path):
    rows = "".join(f"2018-03-{d:02}\tJapan\tConsult\tChina {n}\n" for n in range(2000) for d in range(1, 29))
    packed = gzip.compress(("date\tsource\trelation\ttarget\n" + rows).encode())
    (tmp_path / "cut.gz").write_bytes(packed[:len(packed) // 2])
    *found, error = coded_events("icews", str(tmp_path / "cut.gz"))
    assert len(found) > 1000 and all(isinstance(e, CodedEvent) for e in found)
    assert isinstance(error, InputError) and "cut.gz: cannot be read after line" in str(error)


@pytest.mark.parametrize("name", ["missing.tsv", "."])
def test_what_is_no_file_is_named(tmp_path, name):
    (error,) = coded_events("icews", str(tmp_path / name))
    assert isinstance(error, InputError) and str(tmp_path) in str(error)


def test_bytes_that_are_no_utf_8_break_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"date\tsource\trelation\ttarget\n2018-03-08\tS\xe3o Tom\xe9\tConsult\tChina\n")
    (event,) = coded_events("icews", str(tmp_path / "a"))
    assert event.recipient == "CHN" and event.actor_text == "S\ufffdo Tom\ufffd"


def test_an_unknown_coder_is_refused(tmp_path):
    with pytest.raises(InputError, match="expected one of icews, gdelt, polecat, plover"):
        next(coded_events("acled", str(tmp_path)))
