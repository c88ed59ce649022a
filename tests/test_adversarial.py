"""Texts made to be slow: every step from a file to the ledger takes no more than some seconds a megabyte of them.

Each text is a run of something, long enough that what takes the square of its length would not end. The network is left out: its time
grows with the number of words whatever they are.
"""
from __future__ import annotations

import io
import json
import signal
from contextlib import contextmanager, nullcontext, suppress

import pytest

from dragoman.briefing import phrase
from dragoman.intake import boilerplate, sources
from dragoman.interfaces.web.highlight import paragraphs as shown
from dragoman.interfaces.web.highlight import pieces as cut
from dragoman.interfaces.web.wording import dimmed, marked
from dragoman.ledger import context, copies, credits, searching
from dragoman.model import Actor, InputError, Report, Source, Statement
from dragoman.reading.actors import Actors
from dragoman.reading.assembly import Assembly, Draft, Sighting
from dragoman.reading.attribution import Attribution, is_person, quoted, reported, told_outlet
from dragoman.reading.roles import Roles
from dragoman.reading.text import paragraphs, pieces, sentences
from dragoman.reading.timing import Timing

SIZE = 25_000
SECONDS = 1.5
"""Processor seconds that a step may take for SIZE characters; the slowest takes some tenths of one."""

RUNS = {
    "one word": "a", "one WORD": "A", "capitals": "IRAN AND RUSSIA SIGN A TREATY ", "lines": "Aa bb.\n", "empty lines": "a\n\n",
    "zero width": "\u200bIr\u2060an ", "right to left": "\u202eIran\u202c ", "combining": "é̂̃", "combining alone": "́", "brackets": "(",
    "brackets and words": "(a ", "square": "[a](", "quotes": "\"", "curly": "“", "quoted words": "\"a ", "apostrophes": "'", "stops": ".",
    "initials": "A. ", "initials run on": "A.", "dashes": "-", "dash and word": "A - ", "blanks": " ", "hard blanks": "\u00a0", "tabs": "a\t",
    "digits": "1", "numbers": "1 ", "numbers, commas": "1,", "names, commas": "A, ", "months": "January ", "days": "3 May 2024 ",
    "from and to": "from 3 to 5 May and ", "weeks": "two weeks ago ", "the": "the ", "said": "said ", "countries": "Iran ",
    "offices": "President Putin of Russia, ", "he said": "he said he ", "slashes": "A/", "addresses": "http://", "sources": "Source: A ",
    "by": "By A ", "home": "Home > ", "shares": "share ", "and": "A and ", "semicolons": "; ", "colons": "a: ", "U.S.": "U.S. ", "Mr.": "Mr. ",
    "faces": "😀", "hyphens": "Iran-Russia-", "denials": "Iran denied that it will not sign. ", "quotations": "“We will sign,” he said. ",
    "credits": "(AP), ", "more credits": ". (Reuters)", "underscores": "_", "carets": "<a ", "entities": "&amp;", "stars": "* ",
    "ranges": "2024-01-03/", "kanji": "的", "surrogates": "� ", "of": "of Iran of Iran's ", "with inputs": "\nWith inputs from AP ",
    "newlines": "\n", "dashes on lines": "\n-", "capital words": "North South ", "the council": "the council ",
    "reporting": "\nReporting by Ann Lee for ", "since": "since the ", "that month": "that June 14 ", "last week of": "last week of ",
    "before": "began on 3 May before the ",
}


def _of(text: str, step: str) -> None:
    middle = (len(text) // 2, len(text) // 2 + 5)
    if step == "intake":
        found = list(sources._read(lambda: nullcontext(io.BufferedReader(io.BytesIO(text.encode()))), "n.txt", "n.txt", None))
        for report in (x for x in found if isinstance(x, Report)):
            boilerplate(report.text, report.title)
    elif step == "lines":
        line = json.dumps({"text": text, "title": text[:3000], "published": text[:300], "publisher": text[:3000], "url": text[:3000]}).encode()
        list(sources._read(lambda: nullcontext(io.BufferedReader(io.BytesIO(line))), "n.jsonl", "n.jsonl", None))
    elif step == "cutting":
        pieces(text, paragraphs(text), 750)
        for stretch in paragraphs(text):
            sentences(text, stretch)
        quoted(text)
    elif step == "dates":
        timing = Timing(text, "2024-01-03", lambda span: (0, len(text)))
        for trigger in ((at, at + 4) for at in range(0, len(text), len(text) // 20)):
            linked = [t.span for t in timing.times[-3:]]
            for status in ("planned", "ongoing", "occurred", "called_off"):
                timing.when(linked, trigger, status)
    elif step == "names":
        actors = Actors(text, "2024-01-03", text[:2000], text[:2000])
        roles = Roles(actors)
        for token in actors.tokens[::max(1, len(actors.tokens) // 40)]:
            for code in actors.code((token.start, token.end)):
                roles.role((token.start, token.end), code)
    elif step == "sources":
        actors, whole = Actors(text, "2024-01-03"), (0, len(text))
        told_outlet(text, whole, actors)
        reported(text, whole, actors)
        is_person(Source(text, "UNK", "other", whole), actors)
    elif step == "ledger":
        copies.sketch(text)
        credits.credited(text, "The Vale Post")
        for at in range(0, len(text), len(text) // 20):
            context.context(text, (at, at + 4), ("IRN",))
            for status in ("planned", "possible", "occurred", "denied"):
                context.outlook(text, (at, at + 4), status)
        context.is_corrected(text)
    else:
        with suppress(InputError):
            searching.parse(text)
        dimmed(text[:5000])
        for at in range(0, len(text), 500):
            phrase(Statement("r", text[at:at + 4], (at, at + 4), "AID", "occurred", recipient=(Actor(text[at + 5:at + 500], "REB"),)), text)
        marked(text, text[5:9])
        shown(cut(text, [{"spans": {"trigger": [middle], "actor": [middle], "recipient": [], "source": [(0, len(text))]}}]))


STEPS = ("intake", "lines", "cutting", "dates", "names", "sources", "ledger", "showing")


class LateError(BaseException):
    """What ends a step that would not."""


@contextmanager
def at_most(seconds: float):
    def late(*_):
        raise LateError

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("step", STEPS)
def test_no_text_is_slow(step):
    slow = []
    for name, run in RUNS.items():
        try:
            with at_most(SECONDS):
                _of("Iran said " + run * (SIZE // len(run)) + " signed.", step)
        except LateError:
            slow.append(name)
    assert not slow, f"{step}: {', '.join(slow)}"


def test_a_body_is_looked_for_once_among_capital_words():
    text = "The UN Security Council met. " + "North South " * (SIZE // 12) + "the council said so. " * 200
    actors = Actors(text, "2024-01-03")
    with at_most(SECONDS):
        assert {actors.code((at, at + 11)) for at in range(len(text) - 200 * 21, len(text), 21)} == {("UNO",)}


def test_a_pronoun_is_looked_up_among_the_last_sources_before_it():
    text = "Diplomats said so. He said that they met. " * 1500
    said = [Attribution((at + 10, at + 14), (at, at + 9), None) for at in range(0, len(text), 42)]
    drafts = [Draft((at + 36, at + 39), "CONSULT", "occurred", (0.9, 0.9), 0.0, {"source": [(at + 19, at + 21)], "outer": [], "actor": [], "recipient": [],
                    "when": [], "where": []}) for at in range(0, len(text), 42)]
    with at_most(4 * SECONDS):
        found = Assembly(Report("r", text, published="2024-01-03"), Sighting(drafts, said), "1", lambda *_: 1.0).statements()
    assert {s.said_by[-1].surface for s in found} == {"He"}
