"""Texts whose lines were broken at a fixed width."""
from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.intake import reports
from dragoman.intake.documents import MAX_LINES
from dragoman.intake.wrapping import unwrapped

REPORTS = sorted((Path(__file__).parents[2] / "demo" / "reports").glob("*.txt"))
ARTICLE = [
    "The foreign ministers of Arvenia and Lusmark ended two days of talks on grain in the port of Tellin on Tuesday, and a spokesman for the first said "
    "that the border will open to lorries as soon as the inspection post at the bridge is built.",
    "Lusmark's embassy confirmed the date. A diplomat who would not be named told the Tellin Courier that an agreement is expected in May.",
    "Borland, which buys most of the grain, was not at the talks. It denied on Monday that it had threatened to close its own border.",
]


def broken(paragraphs: list[str], width: int, end: str = "\n") -> str:
    return (end * 2).join(end.join(textwrap.wrap(p, width, break_long_words=False, break_on_hyphens=False)) for p in paragraphs)


@pytest.mark.parametrize("width", [50, 60, 66, 72, 80, 99])
def test_a_text_broken_at_a_width_is_as_it_was(width):
    assert unwrapped(broken(ARTICLE, width)) == "\n\n".join(ARTICLE)


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_the_demos_reports_broken_at_72_characters_are_as_they_were(path):
    paragraphs = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    assert unwrapped(broken(paragraphs, 72)) == "\n\n".join(paragraphs)


def test_other_line_ends_keep_their_length():
    text = broken(ARTICLE, 72, "\r\n")
    assert len(unwrapped(text)) == len(text)
    assert [" ".join(p.split()) for p in unwrapped(text).split("\n") if p.strip()] == ARTICLE


def test_items_of_a_list_stay_apart_and_their_lines_are_joined():
    items = ["-   Arvenia will let fifty lorries a day through the pass, and half as many of them in winter.",
             "-   [The text of the agreement](https://www.tellin.example/agreements/grain/2025/january/full-text-of-it)",
             "-   Lusmark will build the inspection post at the bridge within the year, and pay for it itself.",
             "1.  Borland is asked to join."]
    text = broken(ARTICLE, 72) + "\n\n" + "\n".join(
        textwrap.fill(item, 72, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False) for item in items)
    made = unwrapped(text)
    assert [" ".join(line.split()) for line in made.split("\n")[-4:]] == [" ".join(item.split()) for item in items]
    assert len(made) == len(text)


@pytest.mark.parametrize("text", [
    "\n".join(ARTICLE),
    "Arvenia and Lusmark end their talks on grain in Tellin\nBorland denies that it threatened to close its border\nA diplomat expects the agreement in May",
    "The talks ended.\nThe border opens.\nNobody was hurt.\nThe ministers left on Tuesday.",
    "Dear friends of the port,\nwe write to you today from Tellin,\nwhere the talks have ended,\nand thank you all for having come.",
    "One line alone, of which there is no break.",
    "\n\n\n", "", "\n".join("ab" * 30 for _ in range(50)),
], ids=lambda t: repr(t[:20]))
def test_what_has_no_width_stays_as_it_is(text):
    assert unwrapped(text) == text


def test_a_text_of_too_many_lines_stays_as_it_is():
    text = broken(ARTICLE, 72) + "\n" * MAX_LINES
    assert unwrapped(text) == text


@given(st.lists(st.text("aB .\n\r-–*1)\u00a0é", max_size=120), max_size=30).map("\n".join))
def test_nothing_changes_but_breaks(text):
    made = unwrapped(text)
    assert len(made) == len(text)
    assert all(a == b or (a in "\r\n" and b == " ") for a, b in zip(text, made, strict=True))


def test_a_report_in_json_lines_is_read_by_its_paragraphs(tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text(json.dumps({"text": broken(ARTICLE, 72), "published": "2025-01-14"}) + "\n", encoding="utf-8")
    [report] = reports([str(path)])
    assert report.text == "\n\n".join(ARTICLE)
