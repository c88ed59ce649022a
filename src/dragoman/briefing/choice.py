"""What of the ledger a brief tells: each matter once, in words that say something."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from dragoman.briefing.phrases import is_cut_short, says_nothing
from dragoman.briefing.view import View
from dragoman.ledger import DIFFUSE, Item, Told, days, sentence, side_of, stems
from dragoman.model import QUADS, Statement

LONG = 365
"""Days after which what is under way is no news of these days: wars and missions of years."""

MONTH = 27
"""Days from which on what is told of them may hold what is told of one of them: *the invasion*, *2022*."""

HABITUAL = frozenset({"CONSULT", "COOPERATE", "ASSAULT"})
"""Types of what two may have done for years before it is announced once more: talks, joint work, a war."""

UNSURE = 0.55
"""Confidence that threats and what is merely possible have at least: of what is less sure hardly any was right where the lines were read."""

SOON = 10
"""Days after which a visit that was to be is told behind all else."""

DECADE = 3652
"""Days of ten years."""

_ANY = stems("military further full-scale large-scale armed joint")
"""Stems of what may be said of any act."""

_SENSES = {
    "visits": re.compile(
        r"visit|trip\b|travel|tour(?!is)|arriv|journey|\b(?:fl(?:y|ies|ew)|go(?:es)?|went|com(?:e|es|ing)|came|host\w*|receiv\w*|welcom\w*)\b", re.I),
    "talks": re.compile(r"\bm[ee]et|\bmet\b|talk|summit|negotiat|discuss|consult|dialogue|conference|\bcall|sp[eo]k|phone|\bround\b", re.I),
    "ceasefire": re.compile(r"cease-?fire|truce|armistice", re.I),
    "invasion": re.compile(r"inva(?:de|sion)|incursion|ground (?:offensive|operation)", re.I)}

PASSING = "CONSULT", "ASSAULT", "CONCEDE"
"""Types of which what is ahead without a day soon comes about, or is overtaken."""

NEAR = 7
"""Days within which two items of the same parties and type that came to the same end are one matter told twice."""

ONCE = frozenset({"SANCTION", "RETREAT", "MOBILIZE"})
"""Types of which the same parties hardly have two ahead of which nobody says when."""

PRIVATE = frozenset({"MNC", "NGO"})
"""Codes of companies and charities, which are no parties of politics by themselves."""

NAMELESS = PRIVATE | {"IGO", "UNK"}
"""Codes under which a party that nobody names says nothing: *an intergovernmental body*."""

_GENERIC = re.compile(
    r"(?:(?:armed|full-scale|military) )?(?:air ?)?"
    r"(?:attacks?|assaults?|bombings?|bombardments?|clashes|conflict|fighting|invasion|raids?|strikes?|shelling|war)", re.IGNORECASE)
"""Words for acts of force that tell, of no known day, what others between the same parties tell."""

_FORCE = re.compile(rf"{_GENERIC.pattern}|(?:military |ground )?(?:invades?|invading|offensives?|action|attack(?:s|ed|ing)?|aggression)", re.IGNORECASE)
"""The same of what is feared or planned."""

_EMPTY = frozenset("be been being is are was were at in on to of by do does did has have had go make made get".split())
"""Words that name no event, whatever follows."""

_CLOSE = 30
"""Characters between what goes on and the word that says so."""

_CONTINUES = re.compile(r"\bcontinu(?:e|es|ed|ing)\b(?:(?!\b(?:and|but|until|while)\b)[^,.;])*$", re.IGNORECASE)
_WILL_CONTINUE = re.compile(r"(?:\s[\w’'-]+){0,4}?\s(?:will|would|to) (?:continue|go on)\b", re.IGNORECASE)
_BYGONE = re.compile(r"\b(?:had|have|previously|formerly|once|earlier)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_PROBED = re.compile(r"\b(?:investigat\w+|probe[ds]?|inquir\w+)\s(?:\w+\s){0,2}?(?:into|of|whether|over|on)\b[^.;]{0,60}$", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|unless|in case)\b(?:(?!\b(?:then|would|will|could|may|might)\b)[^.;:,]){0,80}$", re.IGNORECASE)
_ON = r"(?:(?!\b(?:and(?! \w+ing\b)|but|after|while|as|because|unless|until|who|amid|following|over)\b)[^.;:,]){0,80}$"
_REFUSED = re.compile(rf"\b(?:(?:reject|refus|dismiss|spurn|rebuff|veto|oppos)\w*|(?:turn|vot|shoot|shot)\w*\s(?:down|against))\s{_ON}", re.IGNORECASE)
_ALLEGED = re.compile(
    r"\baccus\w*\b[^.;]{0,200}?\bof (?:plotting|planning|preparing|intending|trying|attempting|seeking) (?:for|to) (?:[\w’'-]+ ){0,3}$", re.IGNORECASE)
_AGES_AGO = re.compile(r"\b(?:in|during|since|throughout) (?:the )?(?:(?:early|mid|late)[ -])?(?:19|20)\d0s\b", re.IGNORECASE)
_OR_ELSE = re.compile(r"\bnot to (?:allow|let|permit|support|help)\b[^.;:]{0,80}$", re.IGNORECASE)


def tells(view: View, key: int, ahead: bool = False) -> bool:
    """Whether the words of a statement at hand say what it is that is done, or is `ahead`."""
    found = view.at_hand(key)
    if found is None:
        return True
    statement, _, phrase = found
    return statement.trigger.casefold() not in _EMPTY and not says_nothing(statement, phrase) and not (ahead and is_cut_short(phrase))


def is_between(e: Told) -> bool:
    """Whether an event is of two that are told apart and is no private affair: not of a state and *a company* of which nobody says which, nor what companies
    do by themselves, nor what a state and a company or charity do together. A state that bans a company, or a charity that accuses a state, is told.
    """
    if is_sport(name for side in e.called.values() for names in side.values() for name in names):
        return False
    private = e.codes & PRIVATE
    unnamed = {code for code in e.codes & NAMELESS if not any(side.get(code) for side in e.called.values())}
    if len(e.codes - unnamed) < 2 or e.actor and set(e.actor) <= unnamed | {"MNC"}:
        return False
    return len(e.codes - private) > 1 or not (
        side_of(e.type) == "cooperation" or not private.isdisjoint(e.actor) and QUADS[e.type] == "material conflict") if private else True


_SPORT = re.compile(r"\b(?:UEFA|FIFA|FIA|IOC|CONCACAF|CONMEBOL|WADA|Olympic|Paralympic|Athletics|Football|Soccer|Basketball|Tennis|Skating|Cycling|"
                    r"Rugby|Cricket|Chess|Formula One|Eurovision|Sports?)\b")
"""Names of bodies of sport, whose bans and complaints are no politics."""


def is_sport(names: Iterable[str]) -> bool:
    """Whether one of these names is that of a body of sport."""
    return any(_SPORT.search(name) for name in names)


def is_condition(statement: Statement, text: str) -> bool:
    """Whether what may be stands under *if*, or in what somebody is warned not to let happen: no one expects it.

    *vows to answer if Norland [strikes]*; not *if it is [attacked], it will [answer]*, of which the second is what is ahead.
    """
    begin, _ = sentence(text, statement.span)
    before = text[begin:statement.span[0]]
    return statement.status == "possible" and bool(_IF.search(before) or _OR_ELSE.search(before))


def is_refused(statement: Statement, text: str) -> bool:
    """Whether what may be, or is planned by others, is what somebody rejects, or accuses them of, so that nobody waits for it: *rejects a [ceasefire]
    proposed by the rebels*, *accuses Norland of trying to [meddle]*.
    """
    begin, _ = sentence(text, statement.span)
    before = text[begin:statement.span[0]]
    if statement.trigger.endswith("ing"):
        before = before.removesuffix("and ")  # *dismissed talk of winning and [joining]*
    return statement.status in ("possible", "planned") and bool(_REFUSED.search(before) or _ALLEGED.search(before))


def is_bygone(statement: Statement, text: str) -> bool:
    """Whether a threat, or what is possible, is told as of a time long past or of what may have been: *had warned*, *once vowed*, *would have crossed*."""
    begin, end = sentence(text, statement.span)
    before = text[max(begin, statement.span[0] - _CLOSE):statement.span[0]]
    if statement.type != "THREATEN" and statement.status != "possible":
        return False
    if _AGES_AGO.search(text, begin, end):
        return True
    old = statement.when and statement.published and days(statement.when)[1] < days(statement.published)[0] - MONTH
    return bool(old or _BYGONE.search(before) or statement.status == "possible" and _PROBED.search(text, begin, statement.span[0]))


def is_doubtful(e: Told) -> bool:
    """Whether what is ahead is a threat, or merely possible, that the reader is not sure of."""
    return (e.type == "THREATEN" or e.status == "possible") and e.confidence < UNSURE


def goes_stale(e: Told, as_of: str, after: int = SOON) -> bool:
    """Whether what soon comes about or never (a visit, a meeting; after a MONTH an act of force or a truce as well) was last heard of so many days ago."""
    return e.type in PASSING[:1 if after < MONTH else None] and days(e.known)[1] < date.fromisoformat(as_of).toordinal() - after


def is_long_past(d: Item, as_of: str, after: int) -> bool:
    """Whether the days for which something was expected ended so many days ago, and nobody spoke of it since then."""
    if not d.dated or not d.expected:
        return False
    return max(days(d.expected)[1], days(d.event.known)[1]) < date.fromisoformat(as_of).toordinal() - after


def is_unheard_rumour(d: Item) -> bool:
    """Whether something was never more than possible, and nothing was heard of it again: that is no outcome."""
    return d.state == "lapsed" and d.event.status == "possible"


def goes_on(statement: Statement, text: str) -> bool:
    """Whether what is to be is told as what is and will go on, which nobody waits for: *the war will continue*, *vows to continue its raids*."""
    begin, end = sentence(text, statement.span)
    before, after = text[max(begin, statement.span[0] - _CLOSE):statement.span[0]], text[statement.span[1]:min(end, statement.span[1] + 2 * _CLOSE)]
    return statement.status == "planned" and bool(_CONTINUES.search(before) or _WILL_CONTINUE.match(after))


def is_done(d: Item, done: Sequence[Told]) -> bool:
    """Whether one of some events that are done is what an item that waits on is about, though they were not merged: of its parties and type, heard of since it
    was opened; on one of the days expected, or in forms of its words where nobody gave a day; a
    visit is what was to bring the two together.
    """
    def fits(e: Told) -> bool:
        if e.type != d.event.type or e.id == d.event.id or (e.last_reported or "") < (d.opened or "") or not _same_sides(e, d.event):
            return False
        if d.dated and d.expected:
            return e.when is not None and _among(e.when, d.expected)
        if e.type == "CONSULT" and "visits" in _senses(e.what) and e.when is not None:
            return days(e.when)[0] > days(d.opened or e.when)[0]
        return bool(stems(e.what) & stems(d.event.what)) and (e.when is None or days(e.when)[1] >= days(d.opened or e.when)[0])

    return any(fits(e) for e in done)


def _same_sides(one: Told, other: Told) -> bool:
    if side_of(one.type) == "cooperation":
        return one.codes == other.codes
    return (set(one.actor), set(one.recipient)) == (set(other.actor), set(other.recipient))


def came_otherwise(entry: dict) -> bool:
    """Whether what came about is told in words of another kind than what was announced, in the report that announced it, before the days for which it
    was, or only as what the two do as a rule: it may be another matter.
    """
    if entry["state"] != "fulfilled":
        return False
    came = [q for q in entry["evidence"] if q["step"] == "fulfilled"]
    opened = [q for q in entry["evidence"] if q["step"] == "opened"]
    if not came or entry["type"] in HABITUAL and all(q["status"] == "ongoing" for q in came):
        return True
    if opened and not any(_senses(q["trigger"]) & _senses(entry["what"]) for q in opened):
        return True
    early = entry["dated"] and entry["expected"] and entry["state_date"] and _ordinal(entry["state_date"]) < days(entry["expected"])[0] - 1
    told = frozenset().union(*(_senses(q["trigger"]) for q in entry["evidence"] if q["step"] != "fulfilled"))
    announced = {q["report"] for q in entry["evidence"] if q["step"] == "opened"}
    return bool(early) or not any(_senses(q["trigger"]) & told and q["report"] not in announced for q in came)


def _senses(trigger: str) -> frozenset[str]:
    """The stems of a trigger's words, and of those for visits and for talks that they are such."""
    return stems(trigger) - _ANY | {name for name, words in _SENSES.items() if words.search(trigger)}


def is_misdated(d: Item) -> bool:
    """Whether the days expected are a decade or more, which no one announces: *the next hundred years*."""
    return d.dated and d.expected is not None and days(d.expected)[1] - days(d.expected)[0] > DECADE


def is_of_years(e: Told, as_of: str) -> bool:
    """Whether an event under way began so long (`LONG`) ago that it is no news."""
    return e.status == "ongoing" and e.when is not None and days(e.when)[0] < date.fromisoformat(as_of).toordinal() - LONG


def told_apart(events: Iterable[Told], split: Collection[str] = ()) -> list[Told]:
    """Events in their order without those that a reader takes for one that stands before them, but for those that a person `split` off (ids).

    So are acts of force of one day between the same parties, and talks of no known day, or of the day before or after (*met today*, where it is tomorrow),
    where the parties are told to have met. Where one has another party besides, that stays which half of the sources at least tell.
    """
    kept: list[Told] = []
    for e in events:
        n = next((n for n, other in enumerate(kept) if _is_told_by(e, other) and not {e.id, other.id} & set(split)), None)
        if n is None:
            kept.append(e)
        elif e.codes < kept[n].codes and 2 * e.voices >= kept[n].voices:
            kept[n] = e
    return kept


def _is_told_by(one: Told, other: Told) -> bool:
    if one.type != other.type:
        return False
    if one.type == "ASSAULT" and one.when is None and one.codes == other.codes and _GENERIC.fullmatch(one.what):
        return _called_alike(one, other)
    if QUADS[one.type] == "material conflict":
        sides = [(set(x.actor), set(x.recipient)) for x in (one, other)]
        within = any(a <= c and b <= d and (a or b) for (a, b), (c, d) in (sides, sides[::-1]))
        again = one.codes == other.codes and stems(one.what) & stems(other.what) and _is_wide(one, other)
        return within and _called_alike(one, other) and bool(one.when is not None and one.when == other.when or again)
    return one.type == "CONSULT" and one.codes == other.codes and (
        one.when is None or other.when is None or _apart(one.when, other.when) <= 1) and _called_alike(one, other)


def _apart(one: str, other: str) -> int:
    """How many days lie between two days or intervals, as far as their ends tell."""
    return max(abs(a - b) for a, b in zip(days(one), days(other), strict=True))


def _is_wide(one: Told, other: Told) -> bool:
    """Whether one of two events has no day, or days of a month or more among which those of the other are."""
    if one.when is None or other.when is None:
        return True
    return any(_among(a, b) and days(b)[1] - days(b)[0] >= MONTH for a, b in ((one.when, other.when), (other.when, one.when)))


def _among(inner: str, outer: str) -> bool:
    """Whether all days of one day or interval are among those of another."""
    (a, b), (c, d) = days(inner), days(outer)
    return c <= a and b <= d


def _called_alike(one: Told, other: Told) -> bool:
    """Whether those of a shared code bear the same names in both, where both have it."""
    return all(names == other.called[side][code] for side, own in one.called.items() for code, names in own.items() if code in other.called.get(side, {}))


def in_a_row(view: View, events: Iterable[Told]) -> list[list[Told]]:
    """Events in their order, those together that are told as if they were one: of one type, days and parties, by forms of one word. Attacks of a day are
    several, and so is what a person split.
    """
    events, rows = list(events), []
    apart = view.split_off(events)
    for e in events:
        row = next((row for row in rows if _are_one(row[0], e) and not apart & {row[0].id, e.id}), None)
        rows.append([e]) if row is None else row.append(e)
    return rows


def _are_one(one: Told, other: Told) -> bool:
    same = all(getattr(one, name) == getattr(other, name) for name in ("type", "when"))
    return (same and one.when is not None and QUADS[one.type] != "material conflict" and one.id != other.id and one.codes == other.codes
            and bool(stems(one.what) & stems(other.what)))


def once(view: View, items: Sequence[Item]) -> list[dict]:
    """Items in their order, what is told in a row as one, with the sources and quotations of all (`in_a_row`); of those of cooperation, or of conflict,
    that one sentence announces between the same parties that whose words tell of the others, or the most told; of those that are one matter
    (`is_same`) the most telling.
    """
    shown = {d.id: entry for d, entry in zip(items, view.items(items), strict=True)}
    row_of = {e.id: row for row in in_a_row(view, {d.event.id: d.event for d in items}.values()) for e in row}
    found: dict[tuple, list[dict]] = {}
    for d in items:
        row, entry = row_of[d.event.id], shown[d.id]
        first = entry["evidence"][0]
        if len(row) > 1:
            told = (q for x in items if x.event in row for q in shown[x.id]["evidence"])
            counts = {"sources": len({s for e in row for s in e.sources}), "publishers": len({p for e in row for p in e.publishers})}
            entry = {**entry, **counts, "evidence": sorted(told, key=lambda q: q["published"] or "")}
            own = found.setdefault((row[0].id,), [])
        else:
            own = found.setdefault((d.event.codes, side_of(d.event.type), *view.place(first["report"], first["span"])), [])
        n = next((n for n, other in enumerate(own) if len(row) > 1 or _tells(entry, other) or _tells(other, entry)), None)
        if n is None:
            own.append(entry)
        else:
            own[n] = _fuller(own[n], entry)
    kept: list[dict] = []
    for entry in (entry for own in found.values() for entry in own):
        n = next((n for n, other in enumerate(kept) if is_same(entry, other)), None)
        if n is None:
            kept.append(entry)
        else:
            kept[n] = max(kept[n], entry, key=_exact)
    return kept


def is_same(one: dict, other: dict) -> bool:
    """Whether two items are one matter as a reader sees it: of the same parties and type, settled alike within days (`NEAR`), or both ahead, the days of the
    one among those of the other; or, of types of which there is hardly a second (`ONCE`), of no known day.
    """
    if any(one[name] != other[name] for name in ("type", "state", "called")) or _codes(one) != _codes(other):
        return False
    if one["type"] in DIFFUSE:
        return False
    if one["state"] not in ("pending", "lapsed"):
        return bool(one["state_date"] and other["state_date"]) and abs(_ordinal(one["state_date"]) - _ordinal(other["state_date"])) <= NEAR
    if one["dated"] and other["dated"]:
        return _among(one["expected"], other["expected"]) or _among(other["expected"], one["expected"])
    if one["type"] in ONCE:
        return one["evidence"][0]["report"] != other["evidence"][0]["report"]
    return one["type"] == "ASSAULT" and not (one["dated"] or other["dated"]) and (
        bool(_senses(one["what"]) & _senses(other["what"])) or all(_FORCE.fullmatch(x["what"]) for x in (one, other)))


def _codes(entry: dict) -> tuple[frozenset[str], frozenset[str]]:
    sides = frozenset(entry["actor"]), frozenset(entry["recipient"])
    return (sides[0] | sides[1], frozenset()) if side_of(entry["type"]) == "cooperation" else sides


def _ordinal(day: str) -> int:
    return days(day)[0]


def _exact(entry: dict) -> tuple:
    """By what an item is shown rather than another of the same matter: a known day, the narrower, more sources, more words."""
    first, last = days(entry["expected"]) if entry["dated"] and entry["expected"] else (0, 0)
    return entry["dated"], first - last, entry["sources"], len(entry["phrase"])


def _fuller(one: dict, other: dict) -> dict:
    """Of two entries that whose words tell of both, else the more told, else the surer."""
    return max(one, other, key=lambda x: (_tells(x, one) and _tells(x, other), x["sources"], x["evidence"][0]["confidence"]))


def _tells(one: dict, other: dict) -> bool:
    """Whether the words of one entry tell of another."""
    return other["what"] in one["phrase"]


def denied_by_somebody(entry: dict) -> bool:
    """Whether somebody is named who denies a disputed event: what a report itself has not so is no denial."""
    return any(q["status"] == "denied" and q["said_by"] for q in entry["evidence"])


def is_dispute(entry: dict) -> bool:
    """Whether two who are named disagree about an event: figures that reports give by themselves are often of unlike days or places."""
    figures = [d for d in entry.get("disagreements", ()) if d["what"] != "whether"]
    spoken = {c["source"] for d in figures for c in d["claims"] if not c["source"].endswith(", in its own voice")}
    return len(spoken) > 1 if figures else denied_by_somebody(entry)
