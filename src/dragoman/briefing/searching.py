"""Search: the sentences that hold the words asked for, each with what is stated in it and the events that this is told of."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dragoman.briefing.view import View
from dragoman.ledger import DATELINE, Place, Words, holding, in_status, of_types, parse, sentence_ends
from dragoman.model import Report, Span

LOOKED_AT = 2000
"""Reports, the best first, whose sentences are looked at."""

SIFTED = 20_000
"""Reports of which those that tell of the events asked for are looked for."""

LONGEST = 300
"""Characters of a quotation."""


@dataclass(slots=True)
class _Passage:
    """A sentence of a report, its words parted by single blanks, and what is stated in it; without a span the title."""

    report: str
    span: Span | None
    end: int
    words: str
    keys: list[int] = field(default_factory=list)
    events: dict[str, None] = field(default_factory=dict)
    marks: Sequence[Span] = ()


def search(view: View, query: str, limit: int = 20, offset: int = 0, *, types: Collection[str] = (), statuses: Collection[str] = (),
           since: str | None = None) -> dict:
    """What reports say in the words of a query (ledger.parse), best first, then latest.

    A hit is a sentence that holds all of the words and states something; or, after these, a report that holds them in other places, with the
    sentence that holds most of them. `types`, `statuses` and the view's `about` and `min_confidence` are those of the events told
    of: then a report without such an event is no hit. `since` (ISO day) leaves out reports that count from an earlier day.
    Gives `total`, the number of hits; `complete`, false where so many reports hold the words that only the LOOKED_AT best of them
    were looked at; `reports`, how many reports hold the words; and `hits` from `offset` on, `limit` at most. Each has the report,
    `quote` with the `span` of the sentence in the report's text (None: the quote is its title) and `marks`, the spans of the words in the quote;
    the ids of `events`, and the `statements` as quotations. InputError where the query has no word.
    """
    words = parse(query)
    conditions = [*([of_types(types)] if types else []), *([in_status(*statuses)] if statuses else [])]
    sifted = bool(conditions or view.about or view.min_confidence)
    reports, found = view.asked.hits(words, since, SIFTED if sifted else LOOKED_AT)
    places = view.asked.places((hit.report for hit in found), *conditions)
    telling = {place.report for place in places}
    looked_at = [hit for hit in found if not sifted or hit.report in telling][:LOOKED_AT]
    complete = len(found) == reports and (not sifted or len(looked_at) == len(telling))
    texts = view.asked.reports(hit.report for hit in looked_at)
    stated = _stated(texts, [place for place in places if place.report in texts])
    flat = [p for passages in stated.values() for p in passages]
    for n, marks in holding(words, [p.words for p in flat]).items():
        flat[n].marks = marks
    exact, rest = [], []
    for hit in looked_at:
        passages = [p for p in stated.get(hit.report, ()) if p.marks]
        exact += [(hit.grade, hit.day, p) for p in passages]
        rest += [] if passages else [hit.report]
    exact.sort(key=lambda x: x[:2], reverse=True)  # those of one report stay in the order of the text
    whole = [p for _, _, p in exact][offset:offset + limit]
    left = max(0, offset - len(exact))
    loose = rest[left:left + limit - len(whole)]
    shown = [*whole, *(_best(texts[id_], stated.get(id_, ()), words) for id_ in loose)]
    return {"query": query, "total": len(exact) + len(rest), "complete": complete, "reports": reports, "hits": _hits(view, shown, texts)}


def _hits(view: View, passages: Sequence[_Passage], texts: dict[str, Report]) -> list[dict]:
    told = view.told(key for p in passages for key in p.keys)
    copies = view.asked.originals(p.report for p in passages)
    out = []
    for p in passages:
        report = texts[p.report]
        quote, marks = _cut(p.words, p.marks)
        out.append({"report": report.id, "title": report.title, "url": report.url, "published": report.published, "publisher": report.publisher,
                    **({"copy_of": copies[report.id]} if report.id in copies else {}), "quote": quote, "span": p.span and list(p.span),
                    "marks": [list(m) for m in marks], "events": list(p.events), "statements": [told[key] for key in p.keys if key in told]})
    return out


def _stated(texts: dict[str, Report], places: Sequence[Place]) -> dict[str, list[_Passage]]:
    """The sentences in which reports state something, in their order."""
    out: dict[str, list[_Passage]] = {}
    bounds: dict[str, list[int]] = {}
    for place in places:
        text = texts[place.report].text
        ends = bounds.setdefault(place.report, sentence_ends(text))
        begin = ([0, *ends])[bisect_right(ends, place.span[0])]
        end = next(iter(ends[bisect_left(ends, max(place.span[1], begin + 1)):]), len(text))
        line = DATELINE.match(text, begin, place.span[0])
        passages = out.setdefault(place.report, [])
        if not passages or passages[-1].end != end:
            passages.append(_passage(place.report, text, line.end() if line else begin, end))
        passages[-1].keys.append(place.key)
        passages[-1].events[place.event] = None
    return out


def _best(report: Report, stated: Sequence[_Passage], words: Words) -> _Passage:
    """Of a report that holds the words here and there the sentence, else the title, that holds most of them, and all events that it tells of."""
    line = DATELINE.match(report.text)
    ends = [0, *sentence_ends(report.text), len(report.text)]
    passages = [_passage(report.id, report.text, line.end() if line and a < line.end() < b else a, b) for a, b in pairwise(ends) if a < b]
    if report.title:
        passages.append(_Passage(report.id, None, 0, " ".join(report.title.split())))
    found = holding(words.loose(), [p.words for p in passages])
    for n, marks in found.items():
        passages[n].marks = marks
    best = max(passages, key=lambda p: len({p.words[a:b].lower() for a, b in p.marks}))
    best.keys = [key for p in stated if p.end == best.end for key in p.keys]
    best.events = {event: None for p in stated for event in p.events}
    return best


def _passage(report: str, text: str, begin: int, end: int) -> _Passage:
    return _Passage(report, (begin, begin + len(text[begin:end].rstrip())), end, " ".join(text[begin:end].split()))


def _cut(words: str, marks: Sequence[Span]) -> tuple[str, list[Span]]:
    """A sentence cut to LONGEST characters around the first words found, and where these stand in it."""
    if len(words) <= LONGEST:
        return words, list(marks)
    first = marks[0][0] if marks else 0
    left = max(0, min(first - LONGEST // 3, len(words) - LONGEST))
    right = min(len(words), left + LONGEST)
    while left > 0 and words[left - 1] != " ":
        left -= 1
    while right < len(words) and words[right] != " ":
        right += 1
    before = "…" if left else ""
    shift = len(before) - left
    return (before + words[left:right] + ("…" if right < len(words) else ""),
            [(a + shift, b + shift) for a, b in marks if left <= a and b <= right])
