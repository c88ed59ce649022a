"""Page furniture: every rule runs on its examples, and no rule drops a counter-example."""

import time

import pytest

from dragoman.intake import boilerplate
from dragoman.intake.cleaning import clean, rule_of
from dragoman.intake.rules import RULES

TITLE = "Arvenia and Lusmark sign grain pact"


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule in RULES for line in rule.examples])
def test_a_rule_drops_its_examples(rule, line):
    assert rule.pattern.fullmatch(line)
    assert rule_of(f"  {line} ")


@pytest.mark.parametrize("line", [line for rule in RULES for line in rule.counter_examples])
def test_no_rule_drops_a_counter_example(line):
    assert rule_of(line) is None


def test_rules_are_named_once_and_have_both_kinds_of_examples():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(len(rule.examples) > 1 and len(rule.counter_examples) > 1 for rule in RULES)


@pytest.mark.parametrize(
    "line", [f"HomeWorld{TITLE}", f"Home Blog: {TITLE}", f"News | {TITLE}", f"World » Europe » {TITLE}"]
)
def test_a_breadcrumb_that_runs_on_into_the_title_is_dropped(line):
    assert clean([line, TITLE, "They signed it."], TITLE) == ["They signed it."]
    assert clean([line, TITLE, "They signed it."]) == [TITLE, "They signed it."]


@pytest.mark.parametrize("line", [f"The day on which {TITLE}", f"Minister denies that {TITLE}", f"{TITLE}, again"])
def test_a_line_that_has_the_title_in_it_is_kept(line):
    assert clean([line, "They signed it."], TITLE) == [line, "They signed it."]


def test_a_known_title_is_dropped_wherever_it_stands_and_an_unknown_one_once():
    lines = [TITLE, TITLE, "They signed it.", f"{TITLE}!"]
    assert clean(lines, TITLE) == ["They signed it."]
    assert clean(lines[:3]) == [TITLE, "They signed it."]


def test_a_date_alone_is_dropped_at_the_head_and_kept_as_the_heading_of_an_entry():
    entries = [f"Entry {n} of the chronicle." for n in range(8)]
    assert clean(["March 5, 2024", *entries, "March 6, 2024"]) == [*entries, "March 6, 2024"]


def test_a_short_line_that_comes_twice_is_kept():
    assert clean(["Q: And Lusmark?", "Yes.", "Yes."]) == ["Q: And Lusmark?", "Yes.", "Yes."]


def test_spans_cover_the_lines_and_not_their_breaks():
    text = f"HomeNews{TITLE}\r\n{TITLE}\r\n\r\nThey signed it.\n  Top Videos\n3\n"
    assert [text[a:b].strip() for a, b in boilerplate(text)] == [f"HomeNews{TITLE}", "Top Videos", "3"]
    assert boilerplate("") == []


@pytest.mark.parametrize(
    "line",
    [
        "A b " * 74,
        "A.b-" * 74,
        "By " + "Aaa " * 70 + "!",
        "Share " * 49 + "z",
        "Home > " * 40 + ".",
        "Photo: " + "a" * 290,
        " " * 299 + "x",
        "a/" * 149,
        "X " * 149,
        "subscribe " * 29,
        "MOSCOW, " * 37,
        "Published " * 20 + "13 January 2025" + " " * 90 + "x",
    ],
)
def test_no_line_makes_a_rule_slow(line):
    began = time.perf_counter()
    boilerplate("\n".join([line] * 100))
    assert time.perf_counter() - began < 5
