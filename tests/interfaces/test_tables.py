"""Tables as they are drawn on a terminal."""
import io
import json
import os
import pty
import re
import subprocess

import pytest
from rich.console import Console

from dragoman.interfaces.brief import line
from dragoman.interfaces.tables import docket_records, event_records, show
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Statement
from tests.commands import dragoman

COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def test_confidence_is_drawn_in_hundredths_under_a_short_head():
    out = io.StringIO()
    show([{"when": "2025-01-11/2025-01-20", "what": "sign", "confidence": 0.947}], Console(file=out, force_terminal=True, color_system=None, width=60), "None.")
    head, first, second = out.getvalue().splitlines()
    assert head.split() == ["when", "what", "conf"]
    assert first.split() == ["2025-01-11/", "sign", "0.95"]
    assert second.split() == ["2025-01-20"]


def test_figures_and_codes_stay_whole_where_a_terminal_is_too_narrow_for_all():
    out = io.StringIO()
    row = {"expected": "2025-01-17", "type": "COOPERATE", "actor": "IRN RUS", "recipient": "IRN RUS", "what": "transfer of know-how", "firmness": "confirmed",
           "state": "fulfilled", "src": 12, "confidence": 0.96}
    show([row], Console(file=out, force_terminal=True, color_system=None, width=50), "None.")
    assert max(map(len, out.getvalue().splitlines())) <= 50 and "12 0.96" in out.getvalue()


def test_a_share_is_drawn_over_its_interval():
    out = io.StringIO()
    show([{"source": "Izvestia", "said": 26, "share": "0.62 [0.41–0.79]"}], Console(file=out, force_terminal=True, color_system=None, width=60), "None.")
    _, first, second = out.getvalue().splitlines()
    assert first.split() == ["Izvestia", "26", "0.62"]
    assert second.split() == ["[0.41–0.79]"]


def drawn(rows, width):
    out = io.StringIO()
    show(rows, Console(file=out, force_terminal=True, color_system=None, width=width), "None.")
    assert max(map(len, out.getvalue().splitlines())) <= width
    return out.getvalue()


def test_names_of_sources_are_read_at_80_columns_and_what_has_no_room_is_named():
    row = {"source": "Ministry of External Affairs", "code": "IND", "kind": "official", "said": 3, "true": 1, "share": "1.00 [0.21–1.00]",
           "of heard": "1.00 [0.21–1.00]", "on time": 1, "lead": "3", "wrong": 0, "lapsed": 0, "open": 1}
    narrow, wide = drawn([row], 80), drawn([row], 100)
    assert "Ministry of" in narrow and "[0.21–1.00]" in narrow and "No room for: on time, kind" in narrow
    assert "official" in wide and "No room" not in wide


def test_a_sentence_in_which_two_things_are_stated_is_drawn_once_and_piped_with_each():
    row = {"published": "2025-01-03", "type": "COOPERATE", "status": "possible", "actor": "RUS IRN", "recipient": "IRN",
           "sentence": "Officials fear that the treaty could open the way to a transfer.", "publisher": "The Harbour Gazette"}
    shown = drawn([row, {**row, "type": "SUPPORT"}, {**row, "published": "2025-01-04"}], 80)
    assert shown.count("Officials fear") == 2 and "SUPPORT" in shown
    out = io.StringIO()
    show([row, {**row, "type": "SUPPORT"}], Console(file=out, width=80), "None.")
    assert out.getvalue().count(row["sentence"]) == 2


def test_records_for_programs_hold_values_and_no_decoration():
    event = {"when": None, "type": "ASSAULT", "status": "ongoing", "disputed": True, "actor": ["IRN", "RUS"], "recipient": [], "what": "attack", "articles": 2,
             "sources": 1, "confidence": 0.5}
    assert event_records([event]) == [{"when": None, "type": "ASSAULT", "status": "ongoing", "actor": "IRN|RUS", "recipient": "", "what": "attack", "art": 2,
                                       "src": 1, "confidence": 0.5, "disputed": True}]
    item = event | {"expected": "2025-01-01/2025-03-01", "dated": False, "firmness": "reported", "state": "postponed", "postponed_to": "2025-04",
                    "ambiguous": True}
    [row] = docket_records([item])
    assert (row["expected"], row["dated"], row["state"], row["postponed_to"], row["ambiguous"]) == (
        "2025-01-01/2025-03-01", False, "postponed", "2025-04", True)


@pytest.mark.parametrize("counts, says", [
    ((2, 2, 0, 0), "cooperate and clash: 2 cooperative events, 2 of conflict"), ((0, 1, 2, 0), "clash, and announce to cooperate: 0 cooperative events"),
    ((1, 0, 0, 2), "cooperate, and announce to clash: 1 cooperative event,"), ((0, 0, 2, 1), "announce to cooperate and to clash: 0"),
    ((0, 3, 0, 2), "clash: 0 cooperative events, 3 of conflict, 2 announced")])
def test_what_a_pair_only_announces_is_not_told_as_done(counts, says):
    done, clashes, ahead, feared = counts
    told = line("relations", {"names": ["China", "the US"], "tendency": "both", "cooperation": done, "conflict": clashes, "cooperation_ahead": ahead,
                              "conflict_ahead": feared, "sources": 1, "publishers": 1})
    assert told.startswith(f"China and the US {says}")
    assert line("headlines", {"line": "the US and China draw apart"}) == "The US and China draw apart"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A ledger of others, in whose reports and judgements stands what a terminal obeys."""
    path = tmp_path_factory.mktemp("hostile") / "l.db"
    text = "Norway\x1b[31m will send\x9b2J\u202e envoys to Sweden on March 20."
    with open_ledger(path) as book:
        book.add(Report("r1", text, "T\x1b]0;name\x07", "2024-03-01", "A\x1b[2J\u2066\x85B"), [Statement(
            "r1", "send\x9b2J\u202e envoys", (text.index("send"), text.index(" to Sweden")), "CONSULT", "planned", (Actor("Norway\x1b[31m", "NOR"),),
            (Actor("Sweden", "SWE"),), when="2024-03-20", when_text="March 20", published="2024-03-01", publisher="A\x1b[2J\u2066\x85B", reader="r")], "r")
        book.derive()
        book.correct(book.events()[0].statements[0], [("where", "Malm\u00f6\x1b[5m\u202e")], "An\x1b[1mna", "be\u200fcause\x9b1m")
        book.derive()
    return path


@pytest.mark.parametrize("command", [["search", "envoys"], ["events"], ["docket"], ["brief", "--as-of", "2024-03-02"],
                                     ["brief", "--as-of", "2024-03-02", "--format", "md"], ["judgements", "--all"]], ids=" ".join)
def test_what_a_terminal_obeys_is_written_out_drawn_and_piped(hostile, command):
    args = dragoman(*command, "--ledger", hostile)
    piped = subprocess.run(args, capture_output=True, text=True, check=True, timeout=60).stdout
    ours, theirs = pty.openpty()
    done = subprocess.run(args, stdout=theirs, stderr=subprocess.PIPE, check=True, timeout=60, env={**os.environ, "COLUMNS": "150", "TERM": "dumb"})
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode().replace("\r\n", "\n")
    os.close(ours)
    assert done.stderr == b""
    for out in (piped, drawn):
        assert not COMMANDS.search(out), json.dumps(out)
        assert "\\x" in out


def test_statements_are_shown_with_titles_and_publishers_written_out(tmp_path):
    from dragoman.interfaces.tables import Statements

    out = io.StringIO()
    Statements(Console(file=out, force_terminal=True, color_system=None, width=80)).write(Report("r\x1b[1m", "x", "T\x9b2J", None, "P\u202e"), [])
    assert "T\\x9b2J" in out.getvalue() and "P\\u202e" in out.getvalue() and not COMMANDS.search(out.getvalue())
