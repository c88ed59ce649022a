"""Which lines of a text are not part of the report: page furniture, and repetitions of the title."""
from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.intake.dating import is_dating_line
from dragoman.intake.rules import RULES
from dragoman.model import Span

LONGEST = 300
"""Characters of the longest line that a rule may drop."""

HEAD = 8
"""Lines within which a title may be repeated without being known beforehand."""

RUN_ON = 60
"""Characters of the longest breadcrumb that runs on into the title."""


def boilerplate(text: str, title: str | None = None) -> list[Span]:
    """Spans of the lines that a reader of the text should skip, without their line breaks.

    The title, if it is given, is skipped wherever it stands as a line; otherwise its first copy is kept.
    """
    spans, start = [], 0
    lines = text.split("\n")
    dropped = furniture(lines, title)
    for index, line in enumerate(lines):
        if index in dropped:
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def clean(paragraphs: Sequence[str], title: str | None = None) -> list[str]:
    """The paragraphs that are part of the report."""
    dropped = furniture(paragraphs, title)
    return [p for index, p in enumerate(paragraphs) if index not in dropped and p.strip()]


def rule_of(line: str, at_head: bool = True) -> str | None:
    """The name of the rule that drops a line. A date that stands alone heads an entry when it comes later."""
    line = line.strip()
    if not line or len(line) > LONGEST:
        return None
    if is_dating_line(line, alone=at_head):
        return "date line"
    return next((rule.name for rule in RULES if rule.pattern.fullmatch(line)), None)


def furniture(lines: Sequence[str], title: str | None = None) -> set[int]:
    """Indexes of the lines to drop."""
    head = [index for index, line in enumerate(lines[:10 * HEAD]) if line.strip()][:HEAD]
    last = max(head, default=-1)
    dropped = {index for index, line in enumerate(lines) if rule_of(line, at_head=index <= last)}
    known = _key(title) if title else ""
    if known:
        dropped.update(index for index, line in enumerate(lines) if len(line) <= LONGEST and _key(line) == known)
    seen = set()
    for index in head:
        key = _key(lines[index])
        if key in seen and len(key) > 20 and index not in dropped:
            dropped.add(index)
        seen.add(key)
    titles = [title or "", *(lines[index] for index in head)]
    dropped.update(index for index in head if any(_runs_on(lines[index].strip(), t.strip()) for t in titles))
    return dropped


def _runs_on(line: str, title: str) -> bool:
    """Whether a line is a short breadcrumb that touches the title, or ends in a separator: 'HomeWorldTalks fail'."""
    before = line[:-len(title)] if len(title) > 20 and line.endswith(title) else ""
    return 0 < len(before) <= RUN_ON and bool(
        re.fullmatch(r"(?:[A-Z][\w&’'-]*\s?){1,6}(?<!\s)|.*[>»›/|:]\s*", before))


def _key(line: str) -> str:
    """A line as far as it counts in a comparison: letters and figures, in lower case."""
    return re.sub(r"[\W_]+", " ", line).strip().lower()
