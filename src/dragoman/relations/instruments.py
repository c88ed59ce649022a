"""What statements tell of treaties, deals and truces: the instrument in a statement's clause, and how far it has come."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dragoman.ledger import first_two, sentence
from dragoman.model import DONE, Report, Span, Statement
from dragoman.relations.subjects import phrase, subjects
from dragoman.relations.tellings import reached
from dragoman.relations.voicings import LOOSE

STAGES = ("negotiated", "announced", "signed", "ratified", "in_force", "suspended")
"""How far an agreement has come; none goes back to an earlier one, and out of `suspended` only what is newly signed, ratified or in force leads."""

TYPES = frozenset({"AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "CONSULT", "SANCTION", "AID", "RETREAT"})
"""Types of statement that may tell of an agreement."""

_NOUNS = (r"(?:(?:strategic|security) )?partnership (?:treaty|agreement|pact|deal|accord)s?|treat(?:y|ies)|pacts?|deals?|accords?|agreements?|"
          r"memorand(?:um|a)(?: of understanding)?|MOUs?|cease-?fires?|truces?|armistice|conventions?|protocols?|compacts?|"
          r"(?:strategic |security )?partnerships?")
_PART = (r"(?!(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
         r"[A-Z][\w’'-]+")
_PARTS = rf"(?:the\s+)?{_PART}(?:\s+(?:(?:of|and|on)\s+(?:the\s+)?)?{_PART})*"
NAMED = re.compile(
    r"\b(?:(?:(?:[A-Z][\w’'.–-]*|\d{4})\s+(?:(?:of|on|and|for|the)\s+){0,3}){1,7}(?:Treaty|Agreement|Accords?|Convention|Pact|Protocol|Partnership|"
    r"Memorandum|Grain Initiative|Armistice|Deal|"
    rf"Statute|Compact)(?:\s+(?:of|on|for)\s+{_PARTS})?|"
    rf"(?:Treaty|Convention|Agreement|Accord|Memorandum|Protocol)\s+(?:of|on|for|against)\s+{_PARTS}|"
    r"New START|JCPOA|Joint Comprehensive Plan of Action|NAFTA|USMCA|CPTPP|RCEP|AUKUS|Rome Statute|Minsk (?:II|agreements?|accords?)|Oslo Accords|"
    r"Open Skies)")
"""Names of agreements: *Comprehensive Strategic Partnership Treaty*, *New START*, *Treaty on Open Skies*; not *the Copper Bay Treaty on Monday*."""

INSTRUMENT = re.compile(rf"\b(?:{_NOUNS})\b(?!-)", re.I)
"""Nouns for what parties agree on."""

_NO_NAME = re.compile(r"National Accord|New Deal|European Convention|Party Convention|National Convention", re.I)
_NOT = re.compile(r"\b(?:green new|new|plea|record|book|film|transfer|sponsorship|TV|broadcast\w*|merger|takeover|big|great|good|better|raw|coalition|"
                  r"plea[- ]bargain|political|"
                  r"no[- ]|ideal|government of national|settlement|television|confidence and supply|real|art of the|health|safety|security|travel|state|"
                  r"parts? and|private)\s$", re.I)
_NOT_AFTER = re.compile(r"\s*(?:with (?:the )?(?:protests?|pandemic|crisis|virus|issue)|centres?|center|breaker)", re.I)

_VERBS = (
    ("suspended", r"suspend\w*|withdr(?:aw|awal|awing|ew|awn|aws)\w*|pull(?:s|ed|ing)? out|pull-?out|quit(?:s|ting)?|leav(?:e|es|ing)|left|abandon\w*|"
                  r"scrap(?:s|ped|ping)?|terminat\w*|denounc\w*|"
                  r"renounc\w*|abrogat\w*|cancel\w*|tear(?:s|ing)? up|tore up|annul\w*|revok\w*|end(?:s|ed|ing)? (?:its|the|their|all|a|an)|"
                  r"no longer in force|break(?:s|ing)? off|walk(?:s|ed) away|"
                  r"collaps\w+|exit(?:s|ed|ing)?"),
    ("in_force", r"reviv(?:e|es|ed|ing)|restor(?:e|es|ed|ing)|reinstat\w*|reactivat\w*|resum(?:e|es|ed|ing)|resurrect\w*|"
                 r"(?:com|go|took|tak|enter|put)\w* (?:in)?to (?:force|effect)|takes? effect|took effect|taking effect|effective|in force|into (?:force|"
                 r"effect)|implement\w*|begins?|began|holds?|holding|starts?|started"),
    ("ratified", r"ratif\w*|approv\w*|acced\w*|accession|(?:re-?)?join(?:s|ed|ing)?|re-?ent(?:er|ry)\w*|adopt(?:s|ed|ing)?|pass(?:es|ed)"),
    ("signed", r"sign(?:s|ed|ing)?\b|signator\w+|ink(?:s|ed)|initial(?:s|led)"),
    ("announced", r"agree[sd]?\b|agreed|reach(?:es|ed|ing)?|str(?:ike|ikes|uck|iking)|announc\w+|conclud\w+|conclusion|clinch\w*|forg(?:e|es|ed)|"
                  r"finali[sz]\w*|seal\w*|declar\w+|broker\w*|secur(?:es|ed)|"
                  r"arriv(?:e|es|ed) at|made|make|makes|accept\w*|arrang\w+|enter(?:s|ed)? into|extend\w*|renew\w*|establish\w*|form(?:s|ed)?|launch\w*"),
    ("negotiated", r"negotiat\w+|talks?|discuss\w*|seek\w*|propos\w+|draft\w*|offer\w*|close to|closer to|near(?:s|ing)|work(?:s|ing)? (?:on|towards?)|"
                   r"revival|mediat\w+|plan\w*|hop(?:e|es|ed|ing)|"
                   r"call(?:s|ed|ing)? for|renegotiat\w+"),
)
_VERB = re.compile(r"\b(?:" + "|".join(f"(?P<{stage}>{words})" for stage, words in _VERBS) + r")", re.I)

STAGE_EXAMPLES = (
    ("SUPPORT", "occurred", "The [signing] of the border treaty will open doors for Norland and Sudland.", "announced"),
    ("SUPPORT", "occurred", "After the [signing] of the border treaty Norland and Sudland held a parade.", "signed"),
    ("SUPPORT", "occurred", "Norland and Sudland [signed] a border treaty.", "signed"),
    ("SUPPORT", "planned", "Norland and Sudland will [sign] a border treaty in May.", "announced"),
    ("SUPPORT", "possible", "Norland may [sign] a border treaty with Sudland.", "negotiated"),
    ("SUPPORT", "occurred", "The parliament of Norland [ratified] the border treaty with Sudland.", "ratified"),
    ("AGREE", "occurred", "Norland and Sudland reached a [deal] on gas.", "announced"),
    ("AGREE", "possible", "Norland hopes for a [deal] with Sudland on gas.", "negotiated"),
    ("CONSULT", "ongoing", "Norland and Sudland [negotiate] a trade agreement.", "negotiated"),
    ("CONSULT", "occurred", "Norland and Sudland held [talks] on a trade agreement.", "negotiated"),
    ("CONCEDE", "planned", "Norland and Sudland agreed to a [ceasefire] from Monday.", "announced"),
    ("CONCEDE", "ongoing", "The [truce] between Norland and Sudland holds.", "in_force"),
    ("CONCEDE", "occurred", "The [ceasefire] between Norland and Sudland took effect at midnight.", "in_force"),
    ("CONCEDE", "occurred", "The [ceasefire] between Norland and Sudland was announced at midnight.", "announced"),
    ("CONCEDE", "occurred", "Norland and Sudland declared a [ceasefire] in the war that began in May.", "announced"),
    ("SUPPORT", "occurred", "Norland and Sudland [revived] the grain agreement.", "in_force"),
    ("COOPERATE", "occurred", "Norland [resumed its border pact] with Sudland.", "in_force"),
    ("SUPPORT", "occurred", "Norland [rejoined] its fishing treaty with Sudland.", "ratified"),
    ("SUPPORT", "occurred", "Norland [restored relations] with Sudland in a deal brokered by Eastland.", None),
    ("AGREE", "occurred", "Norland and Sudland [agreed] to revive the grain agreement.", "announced"),
    ("SUPPORT", "possible", "Norland may [revive] its border pact with Sudland.", "negotiated"),
    ("AGREE", "occurred", "Flights resume, as flows from the [agreement] reached by Norland and Sudland.", "announced"),
    ("CONCEDE", "occurred", "Fighting resumed as the [ceasefire] between Norland and Sudland was declared over.", "announced"),
    ("CONSULT", "occurred", "Norland and Sudland held [talks] to revive the grain agreement.", "negotiated"),
    ("SANCTION", "occurred", "Norland [withdrew] from its fishing treaty with Sudland.", "suspended"),
    ("COOPERATE", "planned", "Norland signed an agreement to [buy] gas from Sudland.", "signed"),
    ("COOPERATE", "planned", "Norland will sign an [agreement] on gas with Sudland in May.", "announced"),
    ("SUPPORT", "denied", "Norland denies that it [signed] a treaty with Sudland.", None),
    ("SUPPORT", "occurred", "Norland [praised] Sudland.", None),
    ("COOPERATE", "occurred", "Norland [sold] gas to Sudland.", None),
    ("CONSULT", "occurred", "The ministers of Norland and Sudland [met] to deal with the flood.", None),
    ("CONSULT", "occurred", "The ministers of Norland and Sudland [met] a year after the treaty was signed.", None),
)
"""Type, status, a sentence with the trigger in brackets, and the stage of an agreement that it tells of."""

GENERIC = frozenset("peace trade free agreement treaty accord accords pact deal memorandum protocol convention partnership initiative strategic "
                    "comprehensive cooperation "
                    "security defence defense political nuclear climate the of and on for a an bilateral mutual new".split())
"""Words that name no one agreement."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement that tells how far an agreement has come: its instrument (`what`, and whether that is a name), parties, subjects and stage."""

    statement: Statement
    stage: str
    what: str
    named: bool
    parties: frozenset[str]
    subjects: tuple[str, ...]

    @property
    def day(self) -> str:
        """When the stage was reached (tellings.reached)."""
        return reached(self.statement, self.statement.status in DONE)


_BREAK = re.compile(r";|[.!?]\s|,\s+(?:while|whereas|but|and|which|who|after|when|as|citing|saying|following|amid|despite)\b|\b(?:while|whereas|after|"
                    r"before|since|following|despite|amid|when|than|until)\b", re.I)
_NEAR = 80
_TALK = re.compile(r"negotiat|talk|discuss|mediat|propos|draft|consult|sign|renegotiat", re.I)
_ELSE = re.compile(r"\b(?:which|could|would|as|because)\b", re.I)
_WITH = re.compile(r"\b(?:with|between(?:\s[^,;.]{1,60}\sand)?|with\s[^,;.]{1,40}\sand)\s+(?:the\s+)?(?:\w+\s+)?$", re.I)
_BROKER = re.compile(r"[\w’'.]+[- ](?:brokered|mediated|sponsored|proposed|backed|led|facilitated)\b", re.I)
_BROKERS = re.compile(r"mediat|broker|facilitat|host", re.I)
_ENDED = re.compile(r"\s*(?:[^,;.]{0,60}\s)?(?:ends|ended|expire[sd]?|(?:was|is|are|been) broken|collapse[sd]?|breaks? down|broke down|fail(?:s|ed))\b", re.I)
_BEGUN = re.compile(r"\s*(?:(?:between|with|in|on|for|of)\s(?:(?!that\b|which\b|who\b)[\w’'-]+\s){1,8}?)?"
                    r"(?:(?:took|takes) effect|(?:came|comes|entered|went|goes) into (?:force|effect)|began|begins|started|holds|held)\b", re.I)
_PAST = re.compile(r"\b(?:anniversary of|violat\w+(?: of)?|breach\w*(?: of)?|despite|failed|failing|under|according to|comply with|compliance with|"
                   r"abide by|in line with|terms of|part of|termination of)\b[^,;.]{0,40}$", re.I)
TRUCE = re.compile(r"cease-?fire|truce|armistice|cessation", re.I)
"""Instruments that end fighting for a time."""


_REVIVES = re.compile(r"reviv|restor|reinstat|resum|resurrect", re.I)
_SOMETHING_ELSE = re.compile(r"\b(?:in|under|through|by|with|as|at|after|from|relations?|ties|talks?|negotiations?|flights?)\b", re.I)
"""What stands between a revival and an instrument that is not what is revived: *restored relations in a deal*."""

_NOMINAL = re.compile(r"(?:the\s+)?(?:signing|signature|ratification|conclusion)", re.I)
_TO_COME = re.compile(r"[^;.]{0,60}?\b(?:will|would|could|may|is (?:planned|expected|due|set|to))\b", re.I)
"""*The signing of the pact will open doors*: it is still to come, whatever status its statement has."""
_AHEAD = re.compile(r"\b(?:will|would|shall|should|to|may|might|can|could)\s(?:\w+ly\s)?$", re.I)


def may_tell(text: str) -> bool:
    """Whether a report could tell of an agreement: to leave out the others."""
    return bool(INSTRUMENT.search(text) or NAMED.search(text) or _known()[0].search(text))


@cache
def _known() -> tuple[re.Pattern[str], dict[str, str]]:
    """Names of well-known agreements (codebook/agreements.tsv), words of the common sort also in lower case; and the agreement of each, by the folded name."""
    of = first_two("agreements.tsv")

    def word(w: str) -> str:
        words = re.escape(w.replace("–", "-")).replace(r"\-", "[-–]")
        return f"(?i:{words})" if w.casefold() in GENERIC else words

    names = sorted(of, key=lambda name: (-len(name), name))
    found = "|".join(r"\s+".join(word(w) for w in name.split()) for name in names)
    return re.compile(rf"\b(?:{found})\b(?!-)"), {_folded(name): agreement for name, agreement in of.items()}


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("–", "-").split())


def tellings(statements: Iterable[Statement], reports: Mapping[str, Report]) -> Iterator[Telling]:
    """Every telling of an agreement between two parties at least, or of one that has a name."""
    by_report: defaultdict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        by_report[s.report].append(s)
    for id_, stated in by_report.items():
        text = reports[id_].text
        if not may_tell(text):
            continue
        for s in stated:
            found = telling(s, text, stated)
            if found and found.parties - LOOSE and (len(found.parties) > 1 or found.named and own_words(found.what)):
                yield found


def telling(s: Statement, text: str, stated: Sequence[Statement]) -> Telling | None:
    """What a statement tells of an agreement; None where it tells of none. `stated` are the statements of its report."""
    if s.type not in TYPES or s.status in ("denied", "called_off"):
        return None
    within = sentence(text, s.span)
    found = _instrument(text, s, within)
    if not found:
        return None
    span, named, stage = found
    begin, end = (span if named else phrase(text, span, within[0]))
    stop = _BREAK.search(text, end, within[1])
    after = _ELSE.split(text[end:min(stop.start() if stop else within[1], end + 140)])[0]
    # An instrument that the trigger's words stand after is told of by these too: an agreement to buy vaccines.
    what = " ".join(text[begin:end].split())
    broker = _BROKER.search(text, begin, end)
    brokers = {p.code for o in stated for p in (*o.actor, *o.recipient) if broker and p.span and broker.start() <= p.span[0] < broker.end()}
    if broker and begin <= s.span[0] and s.span[1] <= broker.end():
        return None
    brokered = _BROKERS.search(s.trigger) or _BROKERS.search(text[max(within[0], begin - 20):begin])
    own = s.codes[1] if brokered else frozenset().union(*s.codes)
    parties = (own | _with(text, (begin, end + min(len(after), 90)), stated)) - brokers
    return Telling(s, stage, what, named, parties, tuple(subjects(f"{what} {after}")))


def _with(text: str, within: Span, stated: Sequence[Statement]) -> set[str]:
    """Codes of those whom an agreement's words name as parties: *a deal with Sudland*, *the pact between Norland and Sudland*."""
    return {p.code for o in stated for p in (*o.actor, *o.recipient) if p.span and p.code != "UNK" and within[0] <= p.span[0] < within[1]
            and _WITH.search(text, within[0], p.span[0])}


def _instrument(text: str, s: Statement, within: Span) -> tuple[Span, bool, str] | None:
    """The instrument that a trigger handles, whether it is a name, and the stage."""
    best: tuple[int, Span, bool, str] | None = None
    for m in _mentions(text, within):
        span, named = m
        stage = _stage(text, s, span, within)
        away = max(0, span[0] - s.span[1], s.span[0] - span[1])
        if stage and (best is None or away < best[0]):
            best = away, span, named, stage
    return best and best[1:]


def _mentions(text: str, within: Span) -> Iterator[tuple[Span, bool]]:
    known = [m.span() for m in _known()[0].finditer(text, *within)]
    names = known + [m.span() for m in NAMED.finditer(text, *within) if not _NO_NAME.search(m[0]) and not any(a < m.end() and m.start() < b for a, b in known)]
    for span in names:
        yield span, True
    for m in INSTRUMENT.finditer(text, *within):
        if not any(a <= m.start() <= b + 1 for a, b in names) and not _NOT.search(text, max(within[0], m.start() - 40), m.start()) \
                and not _NOT_AFTER.match(text, m.end()) and not re.search(r"\bto\s$", text[max(0, m.start() - 4):m.start()]):
            yield m.span(), False


def _stage(text: str, s: Statement, noun: Span, within: Span) -> str | None:
    """The stage that a statement tells of an instrument; None where its trigger doesn't handle it."""
    if _PAST.search(text, within[0], noun[0]):
        return None
    base = _class(s.trigger)
    if s.span[0] <= noun[0] and noun[1] <= s.span[1] or noun[0] <= s.span[0] and s.span[1] <= noun[1]:
        base = _before(text, phrase(text, noun, within[0]), within) or base or _default(s)
        if s.type not in ("AGREE", "CONCEDE", "COOPERATE", "SUPPORT"):
            return None
        if s.type == "CONCEDE" and _ENDED.match(text, noun[1], within[1]):
            return "suspended" if s.status in DONE else None
        if s.status in DONE and _BEGUN.match(text, noun[1], within[1]):
            base = "in_force"
    elif s.span[1] <= noun[0]:
        between = text[s.span[1]:noun[0]]
        if len(between) > _NEAR or _BREAK.search(between) or _REVIVES.match(s.trigger) and _SOMETHING_ELSE.search(text[s.span[0]:noun[0]]):
            return None
        if s.type == "CONSULT":
            base = ("negotiated" if base != "signed" else base) if _TALK.search(s.trigger) and re.search(r"\b(?:on|about|for|over|to|towards?|"
    r"of)\b", between) or (
                _TALK.match(s.trigger) and base in ("negotiated", "signed")) else None
        elif s.type == "CONCEDE" and not TRUCE.search(text[noun[0]:noun[1]]):
            return None
    else:
        between = text[noun[1]:s.span[0]]
        if len(between) > _NEAR or _BREAK.search(between):
            return None
        if not (s.type in ("SUPPORT", "SANCTION") and base) or not re.search(r"\b(?:was|were|is|are|be|been|being|to|that|which)\b|^\s*$", between):
            base = _before(text, noun, within) if re.search(r"^\s*(?:to|on|for|under which|that (?:would|will)|allowing|in which|"
    r"whereby)\b", between) else None
    if base == "ratified" and s.span[1] <= noun[0] and re.search(r"\b(?:draft|bill|plan|proposal|decision|bid)\b", text[s.span[1]:noun[0]], re.I):
        base = "announced"
    if base == "signed" and re.match(r"[^;.]{0,80}\binto law\b", text[noun[1]:within[1]]):
        base = "ratified"
    if base is None or s.type == "SANCTION" and base != "suspended" or s.type in ("AID", "RETREAT") and base == "suspended":
        return None
    if base in ("signed", "ratified") and _NOMINAL.fullmatch(s.trigger) and _TO_COME.match(text, s.span[1], within[1]):
        base = "announced"
    return _by_status(base, s)


def _by_status(stage: str, s: Statement) -> str | None:
    if stage == "suspended":
        return stage if s.status in DONE and s.type == "SANCTION" else None
    if s.type == "CONCEDE" and s.status == "ongoing":
        return "in_force"
    if s.status == "possible":
        return "negotiated"
    if s.status == "planned" and s.type in ("SUPPORT", "AGREE", "CONCEDE") and stage in ("signed", "ratified", "in_force"):
        return "announced"
    return stage


def _class(words: str) -> str | None:
    m = _VERB.search(words)
    return m.lastgroup if m else None


def _default(s: Statement) -> str:
    return "announced" if s.status in ("occurred", "planned", "ongoing") else "negotiated"


def _before(text: str, noun: Span, within: Span) -> str | None:
    """The stage that the nearest verb before an instrument says, none but its own words between; what somebody will sign is announced."""
    words = text[max(within[0], noun[0] - _NEAR):noun[0]]
    for stop in _BREAK.finditer(words):
        words = words[:0] if stop.end() == len(words) else words
    found = [m for m in _VERB.finditer(words) if not _BREAK.search(words, m.end()) and not (
        _REVIVES.match(m[0]) and _SOMETHING_ELSE.search(words, m.end()))]
    if found and found[-1].lastgroup in ("signed", "ratified", "in_force") and _AHEAD.search(words, 0, found[-1].start()):
        return "announced"
    return found[-1].lastgroup if found else None


def own_words(name: str) -> str:
    """The words of a name that are no one else's, or those of the agreement that is known by it; empty where all are of the common sort."""
    name = _known()[1].get(_folded(name), name)
    words = re.findall(r"[\w’'-]+", name.casefold())
    return " ".join(words) if set(words) - GENERIC else ""
