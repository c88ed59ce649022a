"""What statements tell of things that change hands: from whom to whom, what, and how far it has come."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.ledger import TURNED_DOWN, sentence
from dragoman.model import Report, Span, Statement
from dragoman.relations.cues import BREAK
from dragoman.relations.subjects import ITEMS, NO_ITEM_AFTER, NO_ITEM_BEFORE, phrase
from dragoman.relations.tellings import reached

STAGES = ("possible", "asked", "agreed", "delivered", "refused")
"""How far a transfer has come. It goes from one to a later one; what was refused may still be agreed or delivered."""

TYPES = frozenset({"AID", "COOPERATE", "SUPPORT", "AGREE", "REQUEST", "REJECT", "CONCEDE", "RETREAT"})
"""Types of statement that may tell of a transfer."""

GIVES = re.compile(
    r"\b(?:giv(?:e|es|ing|en)|gave|sen[dt]s?|sending|suppl(?:y|ies|ied|ying)|provid(?:e|es|ed|ing)|deliver(?:s|ed|ing|y|ies)?|sell(?:s|ing)?|sold|"
    r"sales?|donat(?:e|es|ed|ing|ions?)|"
    r"ship(?:s|ped|ping|ments?)?|exports?|exported|exporting|transfers?|transferr(?:ed|ing)|hand(?:s|ed|ing)? over|handover|handing|lend(?:s|ing)?|lent|"
    r"grant(?:s|ed|ing)?|equip(?:s|ped|ping)?|arm(?:s|ed|ing)?|"
    r"repay(?:s|ing)?|repaid|return(?:s|ed|ing)?|contribut(?:e|es|ed|ing)|dispatch(?:es|ed|ing)?|airlift(?:s|ed|ing)?|pump(?:s|ed|ing)?|financ(?:e|es|"
    r"ed|ing)|fund(?:s|ed|ing)?|"
    r"load(?:s|ed|ing)|deployed|help(?:s|ed|ing)?|aid(?:s|ed)?|support(?:s|ed|ing)?|assistance|loans?|passed|pass(?:es|ing)?|offer(?:s|ed|ing)?|"
    r"pledg(?:e|es|ed|ing)|allocat(?:e|es|ed|ing)|"
    r"approv(?:e|es|ed|ing|al)|authori[sz](?:e|es|ed|ing)|send-off|swap(?:s|ped)?|exchang(?:e|es|ed|ing)|releas(?:e|es|ed|ing))\b", re.I)
GETS = re.compile(r"\b(?:bu(?:y|ys|ying)|bought|purchas(?:e|es|ed|ing)|imports?|imported|importing|receiv(?:e|es|ed|ing)|procur(?:e|es|ed|ing|ement)|"
                  r"acquir(?:e|es|ed|ing)|obtain(?:s|ed|ing)?|"
                  r"get(?:s|ting)?|got|order(?:s|ed|ing)?|take delivery)\b", re.I)
"""Triggers by which the actor gives, and by which it gets."""

HANDS = (
    ("AID", "Norland [sent] tanks to Sudland.", ("N", "S", "tanks", "arms")),
    ("AID", "Norland [supplies] Sudland with natural gas.", ("N", "S", "natural gas", "energy")),
    ("COOPERATE", "Sudland [bought] 40 fighter jets from Norland.", ("N", "S", "40 fighter jets", "arms")),
    ("AID", "Norland [gave] Sudland a loan of $3 billion.", ("N", "S", "loan", "money")),
    ("AID", "Norland could [give] Sudland nuclear technology.", ("N", "S", "nuclear technology", "nuclear")),
    ("AID", "Norland [rescued] migrants of Sudland.", None),
    ("AID", "Norland [supports] the government of Sudland.", None),
    ("COOPERATE", "Norland and Sudland [shared] intelligence.", None),
)
"""Type, a sentence with the trigger in brackets (N acts towards S, or gets from S), and supplier, recipient, item and kind read from it."""

_REACH = 90
_CERTAIN = {"occurred": "delivered", "ongoing": "delivered", "planned": "agreed", "possible": "possible", "denied": "refused", "called_off": "refused"}
_DECIDES = re.compile(r"\b(?:approv\w+|authori[sz]\w+|pledg\w+|agree\w*|sign\w*|deal|contract|announc\w+|offer\w*|allocat\w+|promis\w+|plan\w*|will|"
                      r"to be|decid\w+|order\w*|commit\w*)\b", re.I)
_ASKS = (r"[^,;.]{0,50}?\b(?:for|to (?:send|supply|provide|give|sell|deliver|donate|speed|increase|lend|pay)|more|additional)\s"
         r"(?:(?!on\b|about\b|over\b|talks?\b)[\w’'$€£.,-]+\s){0,4}?")
_BARGAIN = re.compile(r"approv|authori|pledg|offer|allocat|arms sale|sale|sell|sold|grant|order|bu[yi]|bought|purchas|procur", re.I)
_ASIDE = re.compile(rf"{BREAK.pattern}|\b(?:after|before|following|despite|amid|since|because|as)\b", re.I)
_PERMITS = re.compile(r"allow|permi|prevent|request", re.I)
_RANK = {"money": 1, "people": 2, "other": 3}
"""What is put behind other kinds that stand near: sums are prices, too."""

_HANDS_OVER = re.compile(r"\b(?:giv\w+|send\w*|suppl(?:y|ies|ying)|provid\w+|deliver\w*|sell\w*|sales?|export\w*|shipping|shipments?|donat\w+|transfers?|"
                         r"transferring|lend\w*)\b", re.I)
_BARGAINS = re.compile(rf"{_HANDS_OVER.pattern}|\b(?:deal|purchase|package|loan)\b", re.I)
_PASSIVE = re.compile(r"\s*(?:(?:that|which|to|will|would|could|may|might|have|has|had|also|it)\s+){0,3}"
                      r"(?:(?:was|were|is|are|be|been|being|also|had)\s+){0,2}", re.I)
_RECEIVES = re.compile(r"\breceiv\w+\s(?:\w+\s){0,3}$", re.I)
_HELPS = re.compile(r"(?:support|help|assist(?!ance)|back|aided|aids)\w*$", re.I)
_REFUSES = re.compile(rf"\b(?:{TURNED_DOWN}|rejections?|refusals?)\b[^,;.]{{0,30}}$", re.I)
_DENIES = re.compile(r"\bden(?:y|ies|ied|ying)\b[^,;.]{0,30}$", re.I)
"""*Norland will deny Sudland's* request *for tanks*."""
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?(?:\w+\s+)?$", re.I)
_TO = re.compile(r"\b(?:to|for)\s+(?:the\s+)?(?:\w+\s+)?$", re.I)
_WEAK = re.compile(r"^(?:support\w*|help\w*|aid\w*|assistance|back\w*|fund\w*|financ\w*|releas\w*|approv\w*|authori\w*|offer\w*|pledg\w*|grant\w*|"
                   r"allocat\w*|pass\w*|deployed)$", re.I)


@dataclass(frozen=True, slots=True)
class Handing:
    """A statement that tells of a transfer: from whom to whom, the words of the item, its kind and the stage."""

    statement: Statement
    stage: str
    supplier: frozenset[str]
    recipient: frozenset[str]
    item: str
    kind: str

    @property
    def day(self) -> str:
        """When the stage was reached (tellings.reached)."""
        return reached(self.statement, self.stage == "delivered")


def may_tell(text: str) -> bool:
    """Whether a report could tell of a transfer: to leave out the others."""
    return any(cue.search(text) for cue in ITEMS.values())


def handings(statements: Iterable[Statement], reports: Mapping[str, Report]) -> Iterator[Handing]:
    """Every telling of a transfer from one known party to another."""
    by_report: defaultdict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        by_report[s.report].append(s)
    for id_, stated in by_report.items():
        for s in stated:
            if s.type in TYPES and (found := handing(s, reports[id_].text, stated)):
                yield found


def handing(s: Statement, text: str, stated: Sequence[Statement]) -> Handing | None:
    """What a statement tells of a transfer; None where it tells of none. `stated` are the statements of its report."""
    within = sentence(text, s.span)
    gets, gives = GETS.search(s.trigger), GIVES.search(s.trigger)
    if s.type == "REQUEST":
        return _asked(s, text, within)
    if _PERMITS.search(s.trigger) or s.type == "REJECT" and s.status == "denied":
        return None
    if s.type == "REJECT":
        gets, gives = None, _HANDS_OVER.search(text, s.span[0], min(within[1], s.span[1] + 40))
    elif s.type in ("SUPPORT", "AGREE", "CONCEDE"):
        gets, gives = None, _BARGAINS.search(text, s.span[0], min(within[1], s.span[1] + 60))
    if not (gets or gives):
        return None
    if s.trigger == "aid" and re.search(r"\bto\s$", text[within[0]:s.span[0]]):
        return None
    if not gets and _HELPS.match(s.trigger) and not re.match(r"[^,;.]{0,40}?\b(?:with|in the form of)\b", text[s.span[1]:within[1]]):
        return None
    item = _item(text, s, within, s.type == "RETREAT" or bool(gives and _WEAK.match(s.trigger.strip())))
    if not item:
        return None
    if s.type == "RETREAT" and item[1] == "money":
        return None
    supplier, recipient = _ends(s, text, within, stated, bool(gets))
    stage = _stage(s, text, within)
    if not supplier or not recipient or supplier & recipient or recipient <= {"MNC", "NGO"} or not stage:
        return None
    return Handing(s, stage, supplier, recipient, *item)


def _stage(s: Statement, text: str, within: Span) -> str:
    if s.type == "REJECT":
        return "refused"
    if _REFUSES.search(text, max(within[0], s.span[0] - 50), s.span[0]):
        return "refused"
    stage = "agreed" if s.status == "called_off" and s.outlook == "put_off" else _CERTAIN[s.status]
    if stage == "delivered" and (s.type in ("SUPPORT", "AGREE", "CONCEDE") or _BARGAIN.match(s.trigger)
                                 or _DECIDES.search(text, max(within[0], s.span[0] - 30), s.span[0])):
        return "agreed"
    return stage


def _asked(s: Statement, text: str, within: Span) -> Handing | None:
    """A request for something: who asks is to get it from who is asked."""
    actors, recipients = s.codes
    item = _item(text, s, within, True)
    between = text[s.span[1]:within[1]]
    if not item or not actors or not recipients or actors & recipients or not re.match(_ASKS + re.escape(item[0].split()[0]), between, re.I):
        return None
    if re.search(r"\b(?:not to|stop|end|halt|refrain|cease|embargo|ban|withdraw|release|lay down|hand over)\b", between[:80], re.I):
        return None
    if re.search(rf"\b{re.escape(item[0].split()[-1])} (?:away|back|home|out)\b", between):
        return None
    before = text[max(within[0], s.span[0] - 50):s.span[0]]
    return Handing(s, "refused" if _REFUSES.search(before) or _DENIES.search(before) else "asked", recipients, actors, *item)


def _item(text: str, s: Statement, within: Span, strict: bool) -> tuple[str, str] | None:
    """The words and kind of the thing nearest after a trigger, else in it or right before it (*weapons were sent*)."""
    trigger = s.span
    own = _nearest(text, *trigger, True, text[slice(*trigger)])
    if own and own[1] != "other" and not GIVES.fullmatch(text[slice(*own[0])]):
        return " ".join(text[slice(*own[0])].split()), own[1]
    stop = _ASIDE.search(text, trigger[1], within[1])
    end = min(stop.start() if stop else within[1], trigger[1] + _REACH)
    found = _nearest(text, trigger[0], end, True, text[slice(*trigger)])
    if not found and not strict:
        found = _nearest(text, max(within[0], trigger[0] - 50), trigger[0], False)
        found = found if found and _PASSIVE.fullmatch(text, found[0][1], trigger[0]) else None
    if not found:
        return None
    span, kind = found
    begin = within[0] if span[1] <= trigger[0] else trigger[0] if span[0] < trigger[1] else trigger[1]
    parties = [p.span[1] for p in (*s.actor, *s.recipient) if p.span and begin < p.span[1] <= span[0]]
    a, b = phrase(text, span, max([begin, *parties]))
    for last in {p.surface.split()[-1] for p in s.recipient if p.surface}:  # gave Sudland missiles, where the reading places Sudland elsewhere
        a += len(last) + 1 if text.startswith(f"{last} ", a) and a + len(last) < span[0] else 0
    return " ".join(text[a:b].split()), kind


def _nearest(text: str, begin: int, end: int, ahead: bool, trigger: str = "") -> tuple[Span, str] | None:
    best: tuple[int, int, Span, str] | None = None
    for rank, (kind, cue) in enumerate(ITEMS.items()):
        for m in cue.finditer(text, begin, end):
            if NO_ITEM_BEFORE.search(text, max(0, m.start() - 12), m.start()) or NO_ITEM_AFTER.match(text, m.end()):
                continue
            if ahead and m.start() < begin + len(trigger) and re.match(r"grant|order|load", m[0], re.I):
                continue
            away = m.start() - begin if ahead else end - m.end()
            if best is None or (_RANK.get(kind, 0), away, rank) < (_RANK.get(best[3], 0), best[0], best[1]):
                best = away, rank, m.span(), kind
    return best and (best[2], best[3])


def _ends(s: Statement, text: str, within: Span, stated: Sequence[Statement], gets: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Supplier and recipient: actor and recipient, turned round where the actor gets; one that the statement lacks is looked for after *from* or *to*."""
    actors, recipients = s.codes
    if not gets and actors and recipients and _RECEIVES.search(text, within[0], s.span[0]):
        gets = all(a.span and a.span[1] < s.span[0] for a in s.actor) and all(r.span and r.span[0] > s.span[1] for r in s.recipient)
    supplier, recipient = (recipients, actors) if gets else (actors, recipients)
    named = _named(text, (s.span[1], within[1]), stated, _FROM)
    if gets:
        supplier -= _named(text, (s.span[1], within[1]), stated, _TO)
    if gets or not supplier:
        supplier = named or supplier
        recipient = recipient - supplier
    if not recipient:
        recipient = _named(text, (s.span[1], within[1]), stated, _TO) - supplier
    return supplier, recipient


def _named(text: str, within: Span, stated: Sequence[Statement], before: re.Pattern[str]) -> frozenset[str]:
    return frozenset(p.code for o in stated for p in (*o.actor, *o.recipient) if p.span and p.code != "UNK" and within[0] <= p.span[0] < within[1]
                     and before.search(text, within[0], p.span[0]))
