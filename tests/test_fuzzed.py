"""What fuzzing found once stays fixed, and every target of it runs here too: on its seeds, and on what hypothesis makes of its vocabulary."""
from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.coders import icews
from dragoman.coders.files import Fault
from dragoman.intake import dating, opml
from dragoman.ledger.corrections import parsed, shown
from dragoman.model import CodedEvent, InputError
from fuzz.targets import TARGETS
from fuzz.words import SEEDS

FOUND = {  # inputs that once ended in something else than an answer or an error for people
    "html": [b"\x00/h1><<p>\x00\x00od.\x00y", bytes.fromhex("740000930000002f68313e3c3c703e6f640079")],
    "feeds": [b"\x00<rss version=\"2.0\"><channel><item></link><link></link></item></link></channel></rss>z",
              b"\x00<opml version=\"2.0\"><head/><body><outline ops:=\"x\" xmlUrl=\"https://a.example/\"/></body></opml>\n"],
    "warc": [b"\x00WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nWARC-Date: 2024-02-29T10:00:00Z\r\n"
             b"WARC-Target-URI: https://news.example/1\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 0\r\n\r\n\r\n\r\n"],
    "time": [b"\x0022.2.0447", bytes.fromhex("00322e32322f303434373630"), b"\x003 January \xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa4"],
    "annotation": [b"\x00UNK:media:9\n:", b"\x00IRN:official:x: :"],
    "coders": [b"\x00date\tdate\tsource\trelation\ttarget\n2018-03-14\tMake a visit\tx\ty\x00"]}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds_and_what_was_found(name):
    for data in [*(b"\0" + seed.encode() for seed in SEEDS[name]), *FOUND.get(name, ())]:
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_anything_within_a_second(name):
    TARGETS[name](b"\0" + SEEDS[name][0].encode())  # what is loaded once is loaded

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from([0, 1, 2, 2, 2]), st.binary(max_size=120))
    def check(how, data):
        began = time.process_time()
        TARGETS[name](bytes([how]) + data)
        assert time.process_time() - began < 1

    check()


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["UNK:media:", "IRN:official", ";", ":", "x", " ", "\n", "\u2028"]), max_size=8).map("".join))
def test_a_chain_of_sources_is_the_same_written_again(text):
    try:
        value = parsed("said_by", text)
    except Exception as error:  # noqa: BLE001
        assert type(error).__name__ == "LedgerError"  # noqa: PT017
        return
    assert parsed("said_by", shown(value)) == value


def test_columns_of_one_name_count_once():
    lines = ["date\tdate\tsource\trelation\ttarget", "2018-03-14\t2019-01-01\tJapan\tMake a visit\tFrance", "2018-03-14\tx"]
    (_, event), (_, fault) = icews.rows(iter(enumerate(lines, 1)))
    assert isinstance(event, CodedEvent)
    assert event.day == "2018-03-14"
    assert fault == Fault("2 columns where 5 or more were expected")


@pytest.mark.parametrize("given_, day", [
    ("22.2.0447", "0447-02-22"), ("2024-01-03", "2024-01-03"),
    ("3 January \u0662\u0660\u0662\u0664", "2024-01-03"), ("\u0662\u0660\u0662\u0664-01-03", "2024-01-03")])
def test_a_day_has_four_figures_of_ours_for_its_year(given_, day):
    assert dating.day(given_) == day


def test_a_list_with_a_broken_name_is_read():
    assert [x.url for x in opml.read(b'<opml><body><outline ops:="x" xmlUrl="https://a.example/"/></body></opml>', "l.opml")] == ["https://a.example/"]
    with pytest.raises(InputError):
        opml.read(b"<opml:", "l.opml")
