"""Marks in a text: nothing is lost, and what lies within another is seen."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.interfaces.web.highlight import ROLES, paragraphs, pieces

TEXT = "Iran's ambassador in Moscow said that Iran may sign.\n\nRussia denies it."


def stated(**spans: list[tuple[int, int]]) -> dict:
    return {"spans": {role: [list(s) for s in spans.get(role, [])] for role in ROLES}}


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_overlapping_spans_are_cut_where_they_begin_and_end():
    one = stated(trigger=[at("sign")], source=[at("Iran's ambassador in Moscow")], actor=[at("Iran")])
    two = stated(trigger=[at("said that Iran may sign")])
    found = pieces(TEXT, [one, two])
    assert "".join(p.text for p in found) == TEXT
    marked = [(p.text, p.role, p.statement, p.begins) for p in found if p.role]
    assert marked[0] == ("Iran", "actor", 0, ())
    assert marked[1] == ("'s ambassador in Moscow", "source", 0, ())
    assert ("said that Iran may ", "trigger", 1, (1,)) in marked
    assert ("sign", "trigger", 0, (0,)) in marked
    assert next(p for p in found if p.text == "sign").others == (0, 1)


@given(st.lists(st.tuples(st.integers(-2, 80), st.integers(-2, 80), st.sampled_from(ROLES)), max_size=12))
def test_whatever_the_spans_the_text_stays_and_every_trigger_has_its_place(spans):
    statements = [stated(**{role: [(a, b)]}) for a, b, role in spans]
    found = pieces(TEXT, statements)
    assert "".join(p.text for p in found) == TEXT
    begun = [n for p in found for n in p.begins]
    assert sorted(begun) == [n for n, (a, b, role) in enumerate(spans) if role == "trigger" and 0 <= a < b <= len(TEXT)]
    shown = paragraphs(found)
    assert ["".join(p.text for p in paragraph) for paragraph in shown] == ["Iran's ambassador in Moscow said that Iran may sign.", "Russia denies it."]


def test_a_text_without_statements_is_one_plain_piece():
    assert [(p.text, p.role) for p in pieces("Nothing.", [])] == [("Nothing.", None)]
    assert pieces("", []) == []
