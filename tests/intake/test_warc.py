"""Web archives: pages come out, what is damaged is named, and what follows is read."""
import gzip
import random
import re
import subprocess
import sys
import time
import tracemalloc
import zlib
from pathlib import Path

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter
from fastwarc.warc import WarcRecordType

from dragoman.intake import Notice, reports
from dragoman.model import InputError, Report
from tests.intake.archives import archive, http, page, record

TALKS = "Norway and Chile signed a fisheries treaty in Oslo on Friday, the foreign ministry said."
MORE = "The ministers of the two countries had negotiated for eleven months over quotas and ports."


def story(n: int, day: str | None = "2025-01-17", **fields: str) -> bytes:
    return record(f"https://www.harbour.example/{n}", http(page(f"Treaty number {n} is signed", TALKS, MORE, f"It is the {n}th.", day=day), **fields))


def read(path: Path, published: str | None = None) -> tuple[list[Report], list[str], list[str]]:
    items = list(reports([str(path)], published))
    return ([i for i in items if isinstance(i, Report)], [str(i) for i in items if isinstance(i, InputError)],
            [i.message for i in items if isinstance(i, Notice)])


def addresses(found: list[Report]) -> list[str]:
    return [r.url.rpartition("/")[2] for r in found]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "no-name-that-tells", "packed.gz"])
def test_pages_become_reports_with_the_address_of_their_record(tmp_path, name):
    found, errors, notices = read(archive(tmp_path / name, [story(1), story(2)]))
    assert not errors and not notices
    assert addresses(found) == ["1", "2"]
    assert found[0].title == "Treaty number 1 is signed"
    assert (found[0].published, found[0].dated_by, found[0].publisher) == ("2025-01-17", "metadata", "The Harbour Ledger")
    assert TALKS in found[0].text


def test_control_characters_are_in_no_part_of_a_report(tmp_path):
    odd = record("http://ridge.example/\x1b[31mx", http(page("Talks\x1b[2J end", "Norway met Sweden\x9b31m on Monday, the minister said.", day="2025-01-17")))
    [report], errors, _ = read(archive(tmp_path / "a.warc.gz", [odd]))
    assert (report.url, errors) == ("http://ridge.example/[31mx", [])
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", f"{report.title}{report.text}{report.publisher}")


def test_an_archive_packed_as_one_piece_is_read(tmp_path):
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(story(1) + story(2) + story(3)))
    found, errors, _ = read(path)
    assert addresses(found) == ["1", "2", "3"] and not errors


def test_an_archive_comes_by_standard_input(tmp_path):
    path = archive(tmp_path / "a.warc.gz", [story(1), story(2)])
    program = "from dragoman.intake import reports\nfor r in reports(['-']): print(r.url)"
    with path.open("rb") as f:
        out = subprocess.run([sys.executable, "-c", program], stdin=f, capture_output=True, text=True, check=True,
                             env={"PYTHONPATH": str(Path(__file__).parents[2] / "src")}).stdout
    assert [line.rpartition("/")[2] for line in out.split()] == ["1", "2"]


def test_a_page_without_a_date_counts_from_its_capture_and_says_so(tmp_path):
    found, _, notices = read(archive(tmp_path / "a.warc.gz", [story(1, day=None), story(2)]))
    assert [(r.published, r.dated_by) for r in found] == [("2025-01-20", "captured"), ("2025-01-17", "metadata")]
    assert found[0].publisher == "harbour.example"
    assert any("1 reports give no date" in n and "capture" in n for n in notices)


def test_a_date_given_by_a_person_comes_before_the_capture(tmp_path):
    found, _, _ = read(archive(tmp_path / "a.warc.gz", [story(1, day=None)]), "2025-01-10")
    assert (found[0].published, found[0].dated_by) == ("2025-01-10", "given")


@pytest.mark.parametrize(("captured", "published"), [
    ("2025-01-20T09:00:00Z", "2025-01-17"), ("2025-01-02T09:00:00Z", "2024-01-17"), ("2025-01-16T09:00:00Z", "2025-01-17"), ("20250102090000", "2024-01-17")])
def test_a_dateline_without_its_year_is_the_last_before_the_capture(tmp_path, captured, published):
    body = page("Treaty signed", f"OSLO, January 17 (Northern Wire Agency) - {TALKS}", MORE)
    found, _, _ = read(archive(tmp_path / "a.warc.gz", [record("https://a.example/1", http(body), date=captured)]))
    assert (found[0].published, found[0].dated_by) == (published, "dateline")


def test_requests_revisits_pictures_and_missing_pages_are_passed_over_and_counted(tmp_path):
    found, errors, notices = read(archive(tmp_path / "a.warc.gz", [
        record("https://a.example/r", b"GET / HTTP/1.1\r\n\r\n", WarcRecordType.request, "application/http; msgtype=request"),
        record("https://a.example/v", http(page("Seen before", TALKS)), WarcRecordType.revisit),
        record("https://a.example/p", http(b"\x89PNG....", "image/png")),
        record("https://a.example/m", http(page("Not found", MORE), status="404 Not Found")),
        record("https://a.example/f", http(b"", status="302 Found", Location="/1")),
        record("https://a.example/e", http(b"")), story(1)]))
    assert addresses(found) == ["1"] and not errors
    assert any("4 of 5 responses passed over: 2 with a status other than 200, 1 no text or HTML, 1 empty" in n for n in notices)


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_a_record_without_an_address_is_passed_over_and_counted(tmp_path, packed):
    nameless = record("", http(page("Treaty is signed", TALKS, MORE)))
    (tmp_path / "a.warc").write_bytes(packed(story(1) + nameless + nameless.replace(b"WARC-Target-URI: \r\n", b"") + story(2)))
    found, errors, notices = read(tmp_path / "a.warc")
    assert addresses(found) == ["1", "2"] and not errors
    assert any("2 of 4 responses passed over: 2 without an address" in n for n in notices)


def test_extracted_text_and_saved_resources_are_read(tmp_path):
    text = f"Treaty signed in the north\n{TALKS}\n{MORE}\n".encode()
    found, errors, _ = read(archive(tmp_path / "a.warc.wet.gz", [
        record("https://a.example/t", text, WarcRecordType.conversion, "text/plain"),
        record("https://a.example/h", page("A treaty is signed", TALKS, MORE), WarcRecordType.resource, "text/html; charset=utf-8")]))
    assert addresses(found) == ["t", "h"] and not errors
    assert found[0].title == "Treaty signed in the north"


@pytest.mark.parametrize(("how", "packed"), [
    ("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate, without zlib's head", lambda body: zlib.compress(body)[2:-4]),
    ("br", brotli.compress), ("deflate, kept as a word only", None), ("br, kept as a word only", None),
    ("identity", bytes), ("gzip, kept as a word only", None)])
def test_codings_of_the_body_are_undone(tmp_path, how, packed):
    body = page("Treaty is signed", TALKS, MORE, day="2025-01-17")
    coding = how.partition(",")[0]
    found, errors, _ = read(archive(tmp_path / "a.warc.gz", [
        record("https://a.example/1", http((packed or bytes)(body), Content_Encoding=coding)), story(2)]))
    assert addresses(found) == ["1", "2"] and not errors
    assert TALKS in found[0].text


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)])
def test_a_packed_body_that_breaks_off_is_read_with_a_word(tmp_path, coding, pack):
    body = page("Treaty is signed", TALKS, *(f"{MORE} This was meeting {n} of {n * n}." for n in range(300)), day="2025-01-17")
    packed = pack(body)
    found, errors, notices = read(archive(tmp_path / "a.warc.gz", [
        record("https://a.example/half", http(packed[:len(packed) // 2], Content_Encoding=coding)),
        record("https://a.example/whole", http(packed, Content_Encoding=coding))]))
    assert addresses(found) == ["half", "whole"] and len(found[0].text) < len(found[1].text) and not errors
    assert [n.partition("a.warc.gz, ")[2] for n in notices] == ["https://a.example/half: its packed page does not come to its end; what is there is read"]


def test_of_a_zstandard_body_that_breaks_off_the_blocks_before_are_read(tmp_path):
    body = page("Treaty is signed", TALKS, *(f"{MORE} This was meeting {n} of {n * n}." for n in range(3000)), day="2025-01-17")
    packed = zstandard(body, tmp_path / "page.zst")
    found, errors, notices = read(archive(tmp_path / "a.warc.gz", [record(f"https://a.example/{name}", http(data, Content_Encoding="zstd")) for name, data in (
        ("half", packed[:len(packed) // 2]), ("whole", packed), ("nothing", packed[:100]))]))
    assert addresses(found) == ["half", "whole"] and 100_000 < len(found[0].text) < len(found[1].text)
    assert "https://a.example/half: its packed page does not come to its end" in notices[0]
    assert len(errors) == 1 and "https://a.example/nothing: its page cannot be unpacked" in errors[0]


def zstandard(body: bytes, path: Path) -> bytes:
    with ZstdWriter(path.open("wb")) as writer:
        writer.write(body)
    return path.read_bytes()


def test_a_chunked_body_is_joined(tmp_path):
    body = page("Treaty is signed", TALKS, MORE)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:200], body[200:])) + b"0\r\n\r\n"
    found, errors, _ = read(archive(tmp_path / "a.warc", [record("https://a.example/1", http(chunks, Transfer_Encoding="chunked"))]))
    assert TALKS in found[0].text and MORE in found[0].text and not errors


def test_the_charset_of_the_server_is_used(tmp_path):
    words = page("Réunion à Orléans", "Le ministre a rencontré son homologue à Orléans, où ils ont signé un accord.", MORE)
    body = words.decode().encode("iso-8859-15")
    found, _, notices = read(archive(tmp_path / "a.warc.gz", [record("https://a.example/1", http(body, "text/html; charset=iso-8859-15"))]))
    assert found[0].title == "Réunion à Orléans"
    assert not any("UTF-8" in n for n in notices)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("damage", ["cut", "overwritten", "garbage between"])
def test_after_a_damage_reading_goes_on_at_the_next_record(tmp_path, name, damage):
    records = [gzip.compress(story(n), mtime=0) if name.endswith("gz") else story(n) for n in range(6)]
    if damage == "cut":
        records[2] = records[2][:len(records[2]) // 2]
    elif damage == "overwritten":
        records[2] = b"\x07" * len(records[2])
    else:
        records.insert(2, b"once there was something here\r\n\r\n")
    (tmp_path / name).write_bytes(b"".join(records))
    found, errors, _ = read(tmp_path / name)
    assert addresses(found) == [str(n) for n in range(6) if n != 2 or damage == "garbage between"]
    assert 1 <= len(errors) <= 2
    assert all(name in e and "again" in e for e in errors)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_archive_that_ends_in_the_middle_says_so(tmp_path, name):
    whole = archive(tmp_path / name, [story(1), story(2)]).read_bytes()
    (tmp_path / name).write_bytes(whole[:-200])
    found, errors, _ = read(tmp_path / name)
    assert addresses(found) == ["1"]
    assert len(errors) == 1


def test_an_archive_that_ends_anywhere_in_its_last_record_says_so(tmp_path):
    request = record("https://a.example/r", b"GET / HTTP/1.1\r\n\r\n", WarcRecordType.request, "application/http; msgtype=request")
    head, _, block = story(2).partition(b"\r\n\r\n")
    lines = sorted(head.split(b"\r\n"), key=lambda line: line.startswith(b"Content-Length"))  # which many crawlers write last
    for last in (b"\r\n".join(lines) + b"\r\n\r\n" + block, request):
        for end in (*range(1, len(last) - 4, 7), len(last) - 5):
            (tmp_path / "a.warc").write_bytes(story(1) + last[:end])
            found, errors, notices = read(tmp_path / "a.warc")
            assert addresses(found) == ["1"] and len(errors) == 1 and "nothing after it can be read" in errors[0], last[:end]
            assert not any("passed over" in n for n in notices)


@pytest.mark.parametrize("wrong", [b"Content-Length: -", b"Content-Length: none", b"X: "])
def test_a_record_that_does_not_say_how_long_it_is_is_named_and_not_counted_as_missing(tmp_path, wrong):
    (tmp_path / "a.warc").write_bytes(story(1) + story(2).replace(b"Content-Length: ", wrong) + story(3))
    found, errors, notices = read(tmp_path / "a.warc")
    assert addresses(found) == ["1", "3"] and not notices
    assert len(errors) == 1 and "harbour.example/2 is cut short, or does not say how long it is" in errors[0]


def test_a_head_that_is_cut_short_does_not_lend_its_address_to_the_next_record(tmp_path):
    head, _, rest = story(2).partition(b"Content-Length: ")
    address = b"WARC-Target-URI: https://www.harbour.example/2\r\n"
    assert address in rest
    (tmp_path / "a.warc").write_bytes(story(1) + head + address + story(3) + story(4))
    found, errors, _ = read(tmp_path / "a.warc")
    assert [(r.url[-1], r.title) for r in found] == [(n, f"Treaty number {n} is signed") for n in "134"] and len(errors) == 1


def test_a_body_that_swells_is_refused_in_bounded_memory_and_time(tmp_path):
    bomb = gzip.compress(b"<html><p>" + b"a" * 200_000_000, 1)
    twice = gzip.compress(gzip.compress(b"<html>" + b"b" * 100_000_000, 1), 1)
    path = archive(tmp_path / "a.warc.gz", [
        record("https://a.example/bomb", http(bomb, Content_Encoding="gzip")), story(1),
        record("https://a.example/twice", http(twice, Content_Encoding="gzip, gzip")), story(2),
        record("https://a.example/plain", http(b"<html>" + b"c" * 30_000_000)), story(3)])
    del bomb, twice
    tracemalloc.start()
    began = time.perf_counter()
    found, errors, _ = read(path)
    taken, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert addresses(found) == ["1", "2", "3"]
    assert len(errors) == 3 and all("larger than 20 MB" in e for e in errors)
    assert peak < 150_000_000
    assert taken < 10


def test_a_record_that_is_far_too_long_is_left_without_reading_it(tmp_path):
    path = archive(tmp_path / "a.warc.gz", [story(1), record("https://a.example/huge", http(b"\0" * 210_000_000)), story(2)])
    found, errors, _ = read(path)
    assert addresses(found) == ["1", "2"]
    assert len(errors) == 1 and "huge" in errors[0]


FORGED = record("https://www.reuters.com/world/1", f"OSLO, January 17 (Reuters) - {MORE}".encode(), WarcRecordType.conversion, "text/plain").decode()
QUOTING = record("https://www.harbour.example/quoting", http(page("How archives are made", TALKS, f"So begins one:</p><pre>{FORGED}</pre><p>", MORE)))


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
@pytest.mark.parametrize("records", [[story(1), QUOTING, story(2)], [story(1), QUOTING]])
def test_a_page_that_quotes_a_record_is_one_page_of_its_own_address(tmp_path, packed, records):
    (tmp_path / "a.warc").write_bytes(packed(b"".join(records)))
    found, errors, _ = read(tmp_path / "a.warc")
    assert addresses(found) == ["1", "quoting", "2"][:len(records)] and not errors
    assert found[1].publisher == "harbour.example" and TALKS in found[1].text


def test_a_page_that_quotes_a_record_is_not_looked_into_where_a_later_record_is_damaged(tmp_path):
    request = record("https://a.example/r", b"GET / HTTP/1.1\r\n\r\n", WarcRecordType.request, "application/http; msgtype=request")
    (tmp_path / "a.warc").write_bytes(QUOTING + request + b"once there was something here\r\n\r\n" + story(2))
    found, errors, _ = read(tmp_path / "a.warc")
    assert addresses(found) == ["quoting", "2"] and len(errors) == 1


def test_a_record_that_is_far_too_long_is_not_looked_into(tmp_path):
    long = record("https://a.example/huge", http(FORGED.encode() + b"\0" * 210_000_000))
    for records in ([story(1), long, story(2)], [story(1), long]):
        (tmp_path / "a.warc").write_bytes(b"".join(records))
        found, errors, _ = read(tmp_path / "a.warc")
        assert addresses(found) == ["1", "2"][:len(records) - 1]
        assert len(errors) == 1 and "huge" in errors[0]


def test_a_record_whose_length_is_far_too_large_hides_none_behind_it(tmp_path):
    (tmp_path / "a.warc").write_bytes(story(1) + story(2).replace(b"Content-Length: ", b"Content-Length: 999999") + story(3))
    found, errors, _ = read(tmp_path / "a.warc")
    assert addresses(found) == ["1", "3"] and len(errors) == 1


@pytest.mark.parametrize("content", [b"", b"WARC/1.0\r\n", b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\n", b"no archive at all " * 40])
def test_what_holds_no_page_is_an_error_that_names_the_file(tmp_path, content):
    (tmp_path / "a.warc").write_bytes(content)
    found, errors, _ = read(tmp_path / "a.warc")
    assert not found
    assert errors and all("a.warc" in e for e in errors)


def test_whatever_bytes_are_changed_every_report_is_whole_or_missing_and_something_is_said(tmp_path):
    rng = random.Random(3)
    members = [gzip.compress(story(n), mtime=0) for n in range(8)]
    whole = b"".join(members)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole)
    expected = {r.url: r for r in read(path)[0]}
    for _ in range(20):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 3)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        hurt = {n for n in range(8) if data[sum(map(len, members[:n])):sum(map(len, members[:n + 1]))] != members[n]}
        found, errors, notices = read(path)
        whole_ones = {f"https://www.harbour.example/{n}" for n in range(8) if n not in hurt}
        assert {r.url: r for r in found if r.url in whole_ones} == {url: expected[url] for url in whole_ones}
        assert len(found) == 8 or errors or notices


def test_a_folder_of_packed_json_lines_and_archives_is_read_in_order(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.jsonl.gz").write_bytes(gzip.compress(b'{"id": "j", "text": "Chile thanked Norway.", "published": "2025-01-18"}\n'))
    archive(tmp_path / "a.warc.gz", [story(1)])
    found, errors, _ = read(tmp_path)
    assert [r.url or r.id for r in found] == ["https://www.harbour.example/1", "j"] and not errors
