"""A linear pass over markup: what makes a page heavy or hostile is cut before a parser sees it."""
from __future__ import annotations

import html
import re
from dataclasses import dataclass

LONG_TAG = 8_000
"""Characters of a tag beyond which its attributes are dropped."""

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})[^<>]*>|<!--|<!(?=doctype)|<[!?][^<>]*>", re.IGNORECASE)
DROPPED = frozenset(["script", "style", "svg", "iframe", "object", "template", "canvas", "math"])
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
SELF_CLOSING = frozenset("p li dt dd tr td th option thead tbody tfoot colgroup html head body".split())
"""Elements whose end tags authors leave out, and which a parser closes by itself: they add no depth here."""
BLOCKS = frozenset((
    "address article aside blockquote body br caption center dd div dl dt figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre section table td th title tr ul").split())


@dataclass(frozen=True, slots=True)
class Markup:
    """A page without scripts, styles, comments and oversized attributes; its tags, and how deep they nest.

    `weight` is the sum of the depths at all tags: the work of an algorithm that visits every descendant of everything.
    """

    html: str
    tags: int
    depth: int
    weight: int


def slim(page: str) -> Markup:
    """One pass over the page. Structured data (`application/ld+json`) stays, since it holds dates."""
    kept, at, tags, depth, deepest, weight = [], 0, 0, 0, 0, 0
    unclosed: set[str] = set()
    for start, end, closing, name in _tags(page, unclosed):
        kept.append(page[at:start])
        at = end
        if not name:
            continue
        if name in DROPPED and name not in unclosed:
            if name == "script" and "ld+json" in page[start:page.find(">", start)] and end - start < 500_000:
                kept.append(page[start:end])
            continue
        tags += 1
        if name not in VOID and name not in SELF_CLOSING:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
        weight += depth
        kept.append(page[start:end] if end - start <= LONG_TAG else f"<{'/' if closing else ''}{name}>")
    kept.append(page[at:])
    return Markup("".join(kept), tags, deepest, weight)


def lines(page: str) -> list[str]:
    """The text of a page, a line for each block: what is left when no parser can be trusted with it."""
    page = page.replace("\n", " ")
    kept, at = [], 0
    for start, end, _, name in _tags(page, set()):
        kept.append(page[at:start])
        if name in BLOCKS:
            kept.append("\n")
        at = end
    kept.append(page[at:])
    text = "".join(kept)
    return [line for line in (" ".join(html.unescape(part).split()) for part in text.split("\n")) if line]


def _tags(page: str, unclosed: set[str]) -> list[tuple[int, int, bool, str]]:
    """Start, end, whether it closes, and name of each tag; elements in DROPPED count as one tag with their content.

    Names whose end is missing are put into `unclosed`, and searched for once only: that keeps the pass linear.
    """
    found, at = [], 0
    while match := TAG.search(page, at):
        start, end, name = match.start(), match.end(), (match[2] or "").lower()
        if page.startswith("<!--", start):
            close = -1 if "!--" in unclosed else page.find("-->", end)
            if close < 0:
                unclosed.add("!--")
            end = close + 3 if close >= 0 else end
        elif not name and end == start + 2:  # a document type, perhaps with declarations of entities
            simple, subset = page.find(">", end, end + 2000), page.find("[", end, end + 2000)
            close = simple
            if 0 <= subset < (simple if simple >= 0 else subset + 1) and "]>" not in unclosed:
                close = page.find("]>", end) + 1
                if not close:
                    unclosed.add("]>")
            end = close + 1 if close > 0 else max(page.find("<", end), end)
        elif name in DROPPED and not match[1] and name not in unclosed and not match[0].endswith("/>"):
            close = re.compile(rf"</{name}[^<>]*>", re.IGNORECASE).search(page, end)
            if close:
                end = close.end()
            else:
                unclosed.add(name)
        found.append((start, end, bool(match[1]), name))
        at = end
    return found
