"""Parties that a report names once and then takes as known: *the agreement would be signed*, *the talks resumed*, *the two leaders*.

An event told again shares its word with the one told before (the same-lemma baseline of event coreference). Where a mutual
event has lost a party, it takes the parties of the last one before it that has the same word, the same type and more parties, those
it has among them. Words for the two who met stand for both of them, and what takes two has no recipient. Who is answered, or stands beside the owner
of an act, is no actor of it.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dragoman.model import Actor, Span, Statement
from dragoman.reading.text import overlap

MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})

WORDS = re.compile(r"\b(sign|agree|accord|deal|treat(?:y|ies)|pact|partnership|talk|negotiat|meet|summit|visit|dialogue)", re.I)
"""What two tellings of a mutual event share; stems count alike."""

ALIKE = {"accord": "agree", "deal": "agree", "treaty": "agree", "treaties": "agree", "pact": "agree", "partnership": "agree", "sign": "agree",
         "negotiat": "talk", "dialogue": "talk", "summit": "meet"}

_TWO = (r"(?:leaders|presidents|premiers|(?:prime |foreign |defen[cs]e )?ministers|secretaries|officials|diplomats|delegations|sides|parties|countries|nations|"
        r"states|governments|negotiators|men|women|envoys|chancellors|generals|capitals)")
THEY = re.compile(rf"they|the two|both|(?:the|these|both|the two|these two) {_TWO}", re.I)
"""Words that stand for the two sides of the last mutual event: *they*, *the leaders*, *both ministers*. Counter-examples: *we*, *the Iraqi leaders*."""
SENTENCE = 400
"""Characters before a trigger in which its sentence begins."""
BEGIN = re.compile(r"[.!?]['\"”’]?\s+|\n")
THEIRS = re.compile(rf"(?:{THEY.pattern})\b", re.I)
"""How a sentence begins whose acts are those of both, though the network's actor stands before it: *They reaffirmed their support*."""

ALL_SIDES = {
    "SUPPORT": re.compile(r"(?:sign(?:s|ed)?|conclude[sd]?|initial(?:s|l?ed)?)\b", re.I),
    "AGREE": re.compile(r"agree|accord|deal|pact", re.I),
    "COOPERATE": re.compile(r"(?:joint |military |naval )*(?:exercis|drill|man(?:eu|oeu)v)|(?:\w+ )?(?:work|cooperat|collaborat|coordinat)", re.I),
    "CONSULT": re.compile(r"met$|meet|talks|negotiat|summit|dialogue|discussions?$|conversation|contacts?$", re.I),
    "ASSAULT": re.compile(r"clash|skirmish|exchange|firefight|gun ?(?:battle|fight)|shoot-?out", re.I),
    "ACCUSE": re.compile(r"(?:trad|exchang|swap)\w+ (?:accusations|barbs|insults|blame)", re.I)}
"""How a trigger begins that names what takes two: *signed an accord with Norland*. Counter-examples: *ratified*, *telephoned*, *fought*."""


ASKING = frozenset({"UNO", "IGO", "NGO"})
"""With whom one cooperates without their doing so: *cooperated with the tribunal*."""

CLASSES = frozenset({"IGO", "NGO", "MNC", "REB"})
"""Codes that many parties share: of two bodies, companies or armed groups these do not tell that they are one."""
NEW = re.compile(r"\b(?:own|another|separate|new|fresh|further)(?: [\w-]+)?\s*$", re.I)
"""What goes before an event that is none told before: *its own* meeting, *another* summit."""

ANSWER = re.compile(r"\b(?:in (?:direct |apparent )?(?:answer|response|reply|reaction) to|in (?:apparent )?(?:retaliation|revenge|reprisal|retribution) "
                    r"(?:for|against)|to (?:avenge|retaliate (?:for|against)))\b", re.I)
"""What stands between an act and the one that it answers. Who does one of them does not do the other: *tariffs in answer to the duties of Norland*."""
OWNED = re.compile(r"['’]s? (?:[a-z][\w-]* ){0,3}")
"""What stands between an act's name and who alone does it: *Norland's unprovoked* war."""
ITS = re.compile(r"\b(?:its|his|her) (?:(?!(?:in|of|on|for|to|with|by|the|a)\b)[a-z][\w-]* ){0,3}$")
"""What goes before an act whose owner is the last who is named before: *accuses Sudland of arming Norland for its* war."""

UNDERGONE = re.compile(r"(?:came|come|comes|coming|been) under\b", re.I)
PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be) (?:\w+ly )?$")
"""What goes before an act that is done to who is named: *were* asked."""
VISITS = re.compile(r"visit(?:s|ed|ing)?", re.I)
HANDED = re.compile(r"(?:re-?)?(?:extradit|deport|hand\w* over|surrender)", re.I)
TO = re.compile(r" (?:[\w-]+ ){0,4}?to (?:the )?")
"""What stands between who is extradited and the state that takes him."""
OBJECT = re.compile(r" (?:(?:the|its|his|her) )?(?:[A-Z][\w.-]* |[a-z]+ (?=president|minister|leader)){0,4}")
"""What stands between a verb and whom it is done to: *visits* Sudlandic President *Jan Brandt*."""


EXCEPTED = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|excluding|apart from|aside from|other than|with the exception of|but not|minus)\s(?:the )?(?:[A-Z][\w-]*(?:, | and ))*$")
"""What goes before those who take no part: *all its neighbours except* Norland *and* Sudland *will meet*."""
IN_CASE = re.compile(r"\b(?:unless|until|if)\b")
"""What stands between whom a threat is made to and the others who are to avert it: *threatened Norland with tariffs* unless *it and Sudland agreed*."""
ITS_HOST = re.compile(r"(?:\b(?:his|her|their|its)|['’]s?)\s(?:(?:[a-z][\w-]*)\s){0,2}$")
"""What goes before where a visitor goes: *her first* Norland *visit*."""
DEMONYM = re.compile(r"(?:[iey]an|ese|ish|eli|[iq]i|ani|ch|ican|ghan|erman|Saudi|Greek|Thai)$")
"""How a word ends that says whose a visit is, not where it leads to: *his* Norlandian *visit*."""
VISIT = re.compile(r"(?:visit|trip|tour)s?", re.I)
MADE_BY = re.compile(r"\s(?:in|on|against|with|over)\s(?:[\w’'-]+\s){1,4}(?:made|voiced|expressed|uttered|given)\sby\s(?:the\s)?$")
"""What stands between an act and who only spoke of it: *remarks about the* war *in Norland made by* a minister."""


def stem(trigger: str) -> str | None:
    found = WORDS.search(trigger)
    return ALIKE.get(found[1].lower(), found[1].lower()) if found else None


def codes(parties: Sequence[Actor]) -> frozenset[str]:
    return frozenset(p.code for p in parties) - {"UNK"}


def mutual(s: Statement) -> Statement:
    """The statement with all sides as actors, where what it tells takes two and one side of them was taken for its recipient.

    In any other act nobody is on both sides beside others: of several actors, those of the recipient's code are none, and the other way round.
    """
    takes_two = ALL_SIDES.get(s.type)
    done_to, doing = codes(s.recipient), codes(s.actor)
    between = bool(doing and done_to and not doing & done_to)
    among = min(len(doing), len(done_to)) == 1 and (doing < done_to or done_to < doing)
    asked = s.type == "COOPERATE" and done_to & ASKING
    if takes_two and takes_two.match(s.trigger) and (between or among) and not asked:
        return replace(s, actor=(*s.actor, *(r for r in s.recipient if r.code not in doing)), recipient=(), id="")
    if among and done_to < doing:
        return replace(s, actor=tuple(a for a in s.actor if a.code not in done_to), id="")
    if among:
        return replace(s, recipient=tuple(r for r in s.recipient if r.code not in doing), id="")
    return s


def without_others(s: Statement, text: str) -> Statement:
    """The statement without parties that its sentence names beside it: who is excepted, who is to avert a threat, who only spoke of an act; where a visitor
    goes is his host.
    """
    if any(p.span is None for p in (*s.actor, *s.recipient)):
        return s
    begin, end = sentence(text, s.span)

    def is_excepted(p: Actor) -> bool:
        return p.span is not None and bool(EXCEPTED.search(text, begin, p.span[0]))

    def spoke(p: Actor) -> bool:
        return p.span is not None and bool(MADE_BY.fullmatch(text, s.span[1], p.span[0]))

    def is_host(p: Actor) -> bool:
        return (p.span is not None and text[p.span[1]:s.span[0]] == " " and bool(VISIT.fullmatch(s.trigger)) and not DEMONYM.search(p.surface)
                and len(codes(s.actor)) > 1 and bool(ITS_HOST.search(text, begin, p.span[0])))

    hosts = tuple(a for a in s.actor if is_host(a))
    spoken = any(map(spoke, s.actor))
    actor = () if spoken else tuple(a for a in s.actor if a not in hosts and not is_excepted(a))
    recipient = hosts or tuple(r for r in s.recipient if not is_excepted(r))
    if s.type == "THREATEN" and (case := IN_CASE.search(text, s.span[1], end)) and recipient and recipient[0].span and recipient[0].span[1] <= case.start():
        recipient = tuple(r for r in recipient if r.span and r.span[1] <= case.start())
    return s if (actor, recipient) == (s.actor, s.recipient) else replace(s, actor=actor, recipient=recipient, id="")


def together(s: Statement, two: frozenset[str], text: str = "") -> Statement:
    """The statement with both of the two that met last, where a word for both of them was taken for one, or the sentence before for what it stands for."""
    if len(codes(s.actor)) > 1 or codes(s.recipient) & two:
        return s
    begin = sentence(text, s.span)[0]
    theirs = THEIRS.match(text, begin, s.span[0])
    they = next((a for a in s.actor if a.code in two | {"UNK"} and (THEY.fullmatch(a.surface) or theirs and a.code in two and a.span and a.span[1] < begin)),
                None)
    if they is None:
        return s
    own = bool(THEY.fullmatch(they.surface))
    called = they if own or not theirs else replace(they, surface=theirs[0], span=theirs.span(), role=None)
    both = (replace(called, code=code) for code in sorted(two))
    return replace(s, actor=(*(a for a in s.actor if a is not they), *both), id="")


def answered(s: Statement, text: str) -> Statement:
    """The statement without actors of the act that it answers, or that answers it; one of them is its recipient where it has none."""
    if s.type in MUTUAL or len(codes(s.actor)) < 2 or any(a.span is None for a in s.actor):
        return s
    begin, end = sentence(text, s.span)
    answer = ANSWER.search(text, begin, end)
    if not answer or answer.start() <= s.span[0] < answer.end():
        return s
    before = s.span[0] < answer.start()
    doing = tuple(a for a in s.actor if a.span and (a.span[0] < answer.start()) == before)
    others = tuple(a for a in s.actor if a not in doing)
    if not codes(doing) or not codes(others) - codes(doing):
        return s
    return replace(s, actor=doing, recipient=s.recipient or others, id="")


def owned(s: Statement, text: str) -> Statement:
    """The statement of an act that its name's owner does, without other actors: *Sudland's complicity in Norland's war*."""
    if s.type in MUTUAL or len(codes(s.actor)) < 2 or (both := ALL_SIDES.get(s.type)) and both.match(s.trigger):
        return s
    owner = next((a for a in s.actor if a.span and a.code != "UNK" and OWNED.fullmatch(text, a.span[1], s.span[0])), None)
    if owner is None and ITS.search(text, max(0, s.span[0] - 60), s.span[0]) and all(a.span and a.span[1] < s.span[0] for a in s.actor):
        owner = max((a for a in s.actor if a.code != "UNK"), key=lambda a: a.span or (0, 0))
    if owner is None or not owner.span or re.search(r"(?:\band\b|,)\s*(?:the )?$", text[:owner.span[0]][-12:]):
        return s
    return replace(s, actor=(owner,), id="")


def one_side(s: Statement, text: str) -> Statement:
    """The statement of what one party alone is named for, with it on one side: who is *asked* or *comes under* fire does not do it.

    Whom somebody *visits* is no second actor, but the host; to whom somebody is *extradited*, no actor but the recipient.
    """
    pair = [p.span for p in (*s.actor, *s.recipient) if p.span] if len(s.actor) == len(s.recipient) == 1 and s.actor[0].code == s.recipient[0].code else []
    if len(pair) == 2 and overlap(*pair):
        undergone = UNDERGONE.match(s.trigger) or PASSIVE.search(text, max(0, s.span[0] - 40), s.span[0])
        return replace(s, actor=(), id="") if undergone else replace(s, recipient=(), id="")
    if s.type == "CONSULT" and not s.recipient and VISITS.fullmatch(s.trigger):
        hosts = tuple(p for p in s.actor if p.span and p.span[0] > s.span[1] and OBJECT.fullmatch(text, s.span[1], p.span[0]))
        guests = tuple(p for p in s.actor if p not in hosts)
        if codes(guests) and codes(hosts) - codes(guests):
            return replace(s, actor=guests, recipient=hosts, id="")
    if HANDED.match(s.trigger) and (taking := tuple(a for a in s.actor if a.span and TO.fullmatch(text, s.span[1], a.span[0]))):
        return replace(s, actor=tuple(a for a in s.actor if a not in taking), recipient=(*s.recipient, *taking), id="")
    return s


def sentence(text: str, span: Span) -> Span:
    """Characters of the sentence in which a trigger stands, of SENTENCE before and behind it at most."""
    begin = max((m.end() for m in BEGIN.finditer(text, max(0, span[0] - SENTENCE), span[0])), default=0 if span[0] <= SENTENCE else span[0])
    after = BEGIN.search(text, span[1], span[1] + SENTENCE)
    return begin, after.start() if after else min(len(text), span[1] + SENTENCE)


def known(before: Statement, s: Statement, text: str) -> bool:
    """Whether an event told again has all its parties among those of the one told before; bodies and groups by their words, not by their code."""
    parties = (*s.actor, *s.recipient)
    called = {p.surface.removeprefix("the ").removeprefix("The ") for p in (*before.actor, *before.recipient)}
    if any(p.code in CLASSES and p.surface.removeprefix("the ").removeprefix("The ") not in called for p in parties):
        return False
    return codes(parties) < codes((*before.actor, *before.recipient)) and not NEW.search(text[max(0, s.span[0] - 40):s.span[0]])


def completed(statements: Sequence[Statement], text: str = "") -> list[Statement]:
    """The statements of a text in its order, those that lost a party with the parties of the event they tell again."""
    whole: dict[tuple[str, str], Statement] = {}
    two: frozenset[str] = frozenset()
    out = []
    for s in statements:
        s = without_others(owned(answered(mutual(one_side(s, text)), text), text), text)
        s = together(s, two, text) if two else s
        sides = codes(s.actor) | codes(s.recipient) if s.type == "CONSULT" else codes(s.actor)  # host and guest have met
        if s.type in MUTUAL and len(sides) == 2:
            two = sides
        word = stem(s.trigger)
        if s.type in MUTUAL and word:
            both = codes(s.actor) | codes(s.recipient)
            before = whole.get((s.type, word))
            if before and len(both) < 2 and known(before, s, text):
                s = replace(s, actor=before.actor, recipient=before.recipient)
            elif len(both) > 1:
                whole[s.type, word] = s
        out.append(s)
    return out
