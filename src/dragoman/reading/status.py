"""Words that settle a status which the network leaves open.

Where it is in doubt, words of the same sentence lean towards one (`likeliest`). Others decide (`settled`): what is put off or cancelled is called off, though
it was planned; what an earlier version of the report is told to have said wrongly is denied; what somebody is accused of preparing, or a plan would do, is
possible.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.model import Span

LEAN = 3.3
"""How many times as likely a status is by words that lean towards it, as the network has it: what is surer than that, no word turns."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """Words that lean towards a status, in a sentence whose trigger stands in ⟨⟩; of any type unless `types` names some. `example` has them, `other` hasn't."""

    status: str
    words: re.Pattern[str]
    example: str
    other: str
    types: frozenset[str] | None = None

    def holds(self, type_: str, sentence: str) -> bool:
        """Whether a trigger of a type stands with these words."""
        return (self.types is None or type_ in self.types) and bool(self.words.search(sentence))


LEANINGS = (
    Leaning("possible", re.compile(
        r"\b(?:suspicions?|suspect(?:s|ed)?|allegations?|alleged(?:ly)?|believed?|believes|thought|understood|presumed|feared|fears?|rumou?r(?:s|ed)?|possibl[ey]|"
        r"suggest(?:s|ed|ing)?|said to)\b[^;]{0,100}⟨", re.I),
        "Four guards are thought to have been ⟨killed⟩.", "Four guards were ⟨killed⟩, it is thought."),
    Leaning("possible", re.compile(r"\b(?:if|unless|whether)\b(?! not\b)[^;]{0,80}⟨|⟩[^;]{0,80}\b(?:if|unless|whether)\b", re.I),
            "Deputies asked whether Norland had ⟨shelled⟩ the port.", "Norland, which was asked, has ⟨shelled⟩ the port."),
    Leaning("possible", re.compile(
        r"\b(?:proposals?|offer(?:s|ed|ing)?|conditions?|options?|readiness|ability|authority|authori[sz](?:es?|ed|ing)|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|"
        r"prevent(?:s|ed|ing)?|avert(?:s|ed|ing)?|let|negotiat(?:e|es|ed|ing)|terms|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|call(?:s|ed|ing)? for)\b"
        r"[^.;]{0,60}⟨", re.I),
        "The rule allows its guards to ⟨detain⟩ crews.", "Its guards ⟨detain⟩ crews on any terms."),
    Leaning("possible", re.compile(r"⟩[^.;!?]*\?$"), "Will Norland ⟨sell⟩ its missiles to Sudland?", "Norland will ⟨sell⟩ its missiles to Sudland. Why?"),
    Leaning("possible", re.compile(r"\b(?:(?:may|might|could)(?: \w+){0,2}|(?:able|free|entitled) to) ⟨"),
            "The envoy may soon ⟨return⟩.", "In May the envoy ⟨returned⟩."),
    Leaning("possible", re.compile(r"\b(?:suspicion|charge[sd]?|indict(?:ed|ment)|wanted|on trial|in connection|questioned|acquitted)\b[^.;]{0,60}⟨", re.I),
            "Two men were charged with the ⟨bombing⟩.", "The ⟨bombing⟩ led to charges.", frozenset({"ASSAULT", "COERCE", "MOBILIZE"})),
    Leaning("denied", re.compile(
        r"(?:(?<!if )\b(?:not(?! only\b)|never|no|nor|neither|none|den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing) out|reject(?:s|ed)?)\b|n[’']t\b)[^;]{0,60}⟨|"
        r"⟩[^.;]{0,60}(?:\b(?:not(?! only\b)|never|rul(?:e|es|ed|ing) out|bogus|false|nothing)\b|n[’']t\b)", re.I),
        "⟨Talks⟩ between the two never took place.", "⟨Talks⟩ between the two took not only days."),
    Leaning("occurred", re.compile(r"\b(?:during|as part of|after|following) (?:[\w’'-]+ ){1,5}⟨", re.I),
            "During her first ⟨trip⟩ to Norland she announced aid.", "She is on a ⟨trip⟩ to Norland.", frozenset({"CONSULT"})),
    Leaning("occurred", re.compile(r"\b(?:express|reaffirm|affirm|emphasi[sz]|underscor|underlin|reiterat|stress|voic|convey|thank)\w* [^.;]{0,80}⟨", re.I),
            "She underscored her country's strong ⟨support⟩ for Norland.", "Norland has her country's strong ⟨support⟩.", frozenset({"SUPPORT"})),
    Leaning("ongoing", re.compile(
        r"\b(?:(?:end|ends|ended|ending|halt|stop|cease)(?! of\b)|despite|amid|continu(?:ed|es|ing)|ongoing|still|sustained|pending|straight|"
        r"(?:days|weeks|months|years) of)\b(?: [\w’'-]+){0,4} ⟨", re.I),
        "It urged Norland to end its rocket ⟨attacks⟩.", "It met at the end of a week's ⟨talks⟩."),
    Leaning("ongoing", re.compile(r"\b(?:sanctions|embargo|bans?|blacklist|restrictions|blockade)⟩", re.I),
            "He called the ⟨sanctions⟩ illegal.", "They ⟨sanctioned⟩ two firms.", frozenset({"SANCTION", "COERCE"})),
    Leaning("ongoing", re.compile(
        r"\b(?:has|have)(?: (?!been\b)\w+){0,2} ⟨[^⟩]*⟩(?![^.;]*\b(?:times|twice)\b)[^.;]{0,60}\b(?:since\b|for (?:years|months|decades|weeks))", re.I),
        "Norland has ⟨bought⟩ its arms since the 1960s.", "Norland has ⟨met⟩ them nine times since May."),
    Leaning("ongoing", re.compile(r"(?:\b(?:am|is|are|was|were) (?:being|\w+ing)(?: [\w’'-]+){0,3}|\bnow) ⟨", re.I),
            "The rebels say that they now ⟨control⟩ the town.", "The rebels say that they ⟨took⟩ the town."),
    Leaning("called_off", re.compile(r"\b(?:was|were) to have (?:been )?⟨", re.I),
            "Eleven captives were to have been ⟨freed⟩ this month.", "Eleven captives have been ⟨freed⟩ this month."),
)

BEFORE = re.compile(
    r"\b(?<!may )(?<!could )(?<!might )(?<!not )(?:put(?:s|ting)? off|h[oe]ld(?:s|ing)? off\b[^.;,]{0,20}\bon|postpon(?:e|es|ed|ing)|"
    r"shelv(?:e|es|ed|ing)|cancel(?:s|led|ed|ling|ing)?|call(?:s|ed|ing)? off|defer(?:s|red|ring)?|scrap(?:s|ped|ping)?|escap(?:es|ed)|avert(?:s|ed))\b"
    r"(?P<between>[^.;,“”\"]{0,32})$", re.I)
"""Examples: *put off until January the* signing, *will hold off for a month on the* tariffs, *escaped American* tariffs. Counter-examples:
*may cancel the* summit, *is postponed as the two sides* accused."""

AFTER = re.compile(
    r"^[^.;,“”\"]{0,40}?\b(?:(?:was|were|been|be|is|are|being)\s(?!not\b|never\b)(?:\w+\s)?"
    r"(?:postponed|cancell?ed|put off|called off|shelved|scrapped|put on hold|paused)"
    r"|(?:would|will|did) not take place|on hold)\b", re.I)
"""Examples: talks *planned for June were called off*, a summit *would not take place*. Counter-example: *refused; the trip was cancelled*."""

NOT_OFF = re.compile(
    r"^[^.;,“”\"]{0,40}?\b(?:was|were|is|are|has|have|had|will)\s(?:not|never)\s(?:be(?:en)?\s)?"
    r"(?:postponed|delayed|cancell?ed|put off|called off|shelved|scrapped|put on hold|paused|suspended)\b"
    r"(?P<done>[^.;]{0,60}\b(?:took (?:effect|place)|(?:went|came) into (?:effect|force)|went ahead|began|started)\b)?", re.I)
"""What follows what is not called off: tariffs *on Norland were not paused, and took effect* today, a visit that *was not cancelled*."""

NOT_YET_OFF = re.compile(
    r"\b(?:(?:discussions?|talk|questions?|thoughts?|idea|possibility|consider\w*|mull\w*|weigh\w*|discuss\w*|contemplat\w*)(?: (?:about|of|on))?|"
    r"(?:whether|threat\w*|ready|urg\w*|ask\w*|call\w*|press\w*)\b[^.;,]{0,30}\bto) "
    r"(?:postpon|cancel|call|delay|defer|put|suspend|scrap|shelv)\w*(?: off)? (?:[\w’'-]+ ){0,4}$", re.I)
"""What goes before what is not called off: *considered postponing the* visit, *whether to cancel the* talks, *threatened to call off the* summit."""

TO_HAVE = re.compile(r"\b(?:was|were) to have (?:been )?(?:\w+ ){0,2}$")
"""Examples: *was to have* flown, *were to have been* freed. Counter-example: *claimed to have* freed."""

WERE_TO_HAVE = re.compile(
    r"^(?: (?!(?:who|for|while|after|before|said|says)\b)[\w’'-]+){0,6}?(?:,? (?:which|that)|,? (?:at|on|for|during) which(?: [\w’'-]+){1,6}?)?,?"
    r" (?:was|were) to have (?:been )?\w+")
"""What follows what was to be: tariffs *were to have begun*, a summit *in May that was to have brought*. Counter-example: gather *for a summit that was to have
been a feast*."""

CLAUSE = re.compile(r"\b(?:as|after|if|until|unless|when|because|and|but|over|linked)\b", re.I)
"""A word that begins another clause: what stands behind it was not put off. (A date after *until* may follow the cue: see TO_DATE.)"""

TO_DATE = re.compile(r"\buntil (?:\w+ ){1,3}?(?=the\b|its\b|a\b|his\b|her\b|their\b)", re.I)

_SAID = r"\b(?:said|stated|reported|claimed|wrote|suggested|indicated|implied|misreported|announced|gave|described|identified|named)\b"
RETRACTED = re.compile(
    r"\b(?:earlier|previous|prior|original|initial) versions? of (?:this|the|our|its) (?:article|story|report|dispatch|post|item|piece|headline)\b"
    rf"[^;\n]{{0,60}}?{_SAID}[^;\n]{{0,140}}$|"
    r"\b(?:article|story|report|dispatch|item|version|alert)\b[^;\n]{0,100}?\b(?:incorrectly|wrongly|erroneously|mistakenly|inaccurately)\s"
    rf"{_SAID}[^;\n]{{0,140}}$|"
    r"\b(?:withdr[ae]w\w*|retract\w*) (?:its|an?|the|our|his|her|their) (?:[\w’'-]+ ){0,3}?"
    r"(?:reports?|story|stories|articles?|dispatch|alert|claims?|allegations?|accusations?|statements?)\b[^;.\n]{0,40}?\b(?:that|concerning|about)\b"
    r"[^;\n]{0,140}$", re.I)
"""What stands before what a report says that an earlier one had wrong: *an earlier version of this article said that Norland*, *wrongly reported that the
army*. Counter-example: *an earlier report by the agency said that Norland*.
"""

_TO = r"(?: for| to)? (?:(?:an?|the|its|their|his|her) )?(?:\w+ )?[“\"‘'`]*$"
PREPARED = re.compile(rf"\b(?:accus|alleg|suspect|blam)\w*\b[^.;]{{0,160}}\bof (?:plotting|planning|preparing|intending|trying|attempting|seeking){_TO}", re.I)
"""Examples: *accused Norland of preparing an* assault, *of plotting to* attack. Counter-examples: *accused of* shelling, *was preparing an* assault."""

WISHED = re.compile(
    r"\b(?<!to )(?:request(?:s|ed|ing)?|propos(?:es|ed|ing)|demand(?:s|ed|ing)?|(?:ask(?:s|ed|ing)?|appeal(?:s|ed)?) for)"
    r" (?:(?:an?|another|urgent|fresh|new|further|emergency|direct|immediate|formal|bilateral|trilateral|peace) )*$", re.I)
"""What goes before talks that one side wants: *requested a* meeting, *asked for direct* talks. Counter-examples: *agreed to request*
talks, *called for an emergency* meeting, which he holds himself."""

_NONSENSE = (r"(?:nonsense|absurd|baseless|groundless|unfounded|untrue|false|fake(?: news)?|fabricat\w+|fiction|fantas\w+|hysteria|hysterical|ridiculous|"
             r"ludicrous|laughable|propaganda|(?:an? |outright |pure )*(?:lies?|hoax|myth))")
DISMISSED = re.compile(r"\b(?:call(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|describ(?:es|ed|ing)|label(?:s|l?ed|l?ing)|brand(?:s|ed|ing)|reject(?:s|ed|ing)?)\b"
                       r"(?!\s(?:for|on|off)\b)(?:(?!\b(?:and|but|while|after|when)\b)[^.;,“”\"]){1,80}$", re.I)
AS_NONSENSE = re.compile(rf"(?:(?!\b(?:and|but|while|that)\b)[^.;,“”\"]){{0,50}}?\s(?:(?:as|to be) )?[“\"‘']?(?:\w+ )?{_NONSENSE}\b", re.I)
"""What stands before and after what somebody says is not so: *called the planned* attack *on Norland “nonsense”*, *dismissed talk of a* coup *as absurd*."""

OPEN = re.compile(
    r"\b(?:plan|proposal|bill|draft|scenario|scheme|blueprint|amendment)\b[^.;]{0,60}\bwould (?:\w+ ){0,3}$|"
    r"\b(?:hopes?|hoped|hoping) (?:\w+ )?to (?:\w+ ){0,3}$", re.I)
"""Examples: *under the plan Norland would* cut its garrison, *hope to* visit. Counter-examples: *said it would* cut, *plans to* talk."""

LEFT_OPEN = re.compile(
    r"(?:\bnot|n[’']t|\bno|\bcannot|\bnever|\bneither|\bnothing|\bunable to|\b(?:refus|declin)\w+ to) (?:\w+ )?"
    r"(?:guarantees?|certain(?:ty)?|assurances?|assured?|sure|clear|rul(?:e|es|ing|ed) out|exclud(?:e|es|ed)|preclud(?:e|es|ed))\b[^.;]{0,70}$", re.I)
"""What stands before an act that is neither promised nor denied: *did not rule out* talks, *does not guarantee that he will be*
freed. Counter-example: *ruled out* talks."""

ANNOUNCED = re.compile(r"\b(?:announc(?:e|es|ed|ing)|agree(?:s|d)? (?:to|on)|decid(?:e|es|ed) to|scheduled)\b[^.;]{0,90}$", re.I)
"""What stands before an act that is told of beforehand: *agree to* lift *the ban on December 15*. Counter-example: *had agreed, and* lifted."""
FROM = re.compile(r"\b(?:(?:from|starting|beginning|effective|as of)(?: on| from)?|(?:scheduled|planned|set|due) (?:for|on)) (?:the )?$", re.I)
"""What stands before the day from which it is so: *bans flights from* January 1."""
UNTIL = re.compile(r"\b(?:until|till|through|to|by|before|after)(?: at least)? (?:the )?$", re.I)
"""What stands before a day that is not the first of it: *extends the ban until* January 31."""

NEAR = 110
"""Characters before a trigger in which these are looked for."""

MEETINGS_AND_DEALS = frozenset({"CONSULT", "COOPERATE", "SUPPORT", "AGREE", "SANCTION"})

BORDER = re.compile(r"(?<![A-Z])[.!?][”\"’']?\s+(?=[“\"‘A-Z])|\n")
"""Where a sentence ends."""


_REPORT = r"(?:reports?|story|stories|articles?|dispatch(?:es)?|alerts?|claims?|allegations?|accusations?|statements?|assertions?|accounts?)"
TAKEN_BACK = re.compile(rf"\b{_REPORT} (?:(?:\w+ )?(?:on|in|by|from) [\w ]{{1,30}} )?(?:that|of|about|on|concerning|accusing|saying|alleging)\b"
                        r"[^;.\n]{0,100}$", re.I)
WITHDRAWN = re.compile(
    r"[^;.\n“”\"]{0,90}?\b(?:(?:is|are|was|were|been|being)\s(?:\w+\s)?(?:withdrawn|retracted|taken back)|turned out to be (?:false|untrue|wrong)|"
    r"(?:was|were|is|are|proved) (?:\w+ly )?(?:false|untrue|unfounded|baseless|a hoax))\b", re.I)
"""What stands before and after what is told to have been said in vain: *a report that Norland had* shelled *the port was withdrawn*."""


def likeliest(chances: Mapping[str, float], type_: str, text: str, span: Span) -> str:
    """The status that is likeliest by the network's probabilities (of each of `STATUSES`) and by the words around the trigger."""
    most = max(chances.values())
    rivals = {status: p for status, p in chances.items() if p * LEAN > most}
    if len(rivals) == 1:
        return next(iter(rivals))
    sentence = f"{_before(text, span, 200)}⟨{text[slice(*span)]}⟩{_after(text, span, 150)}"
    leant = {x.status for x in LEANINGS if x.status in rivals and x.holds(type_, sentence)}
    return max(rivals, key=lambda status: rivals[status] * (LEAN if status in leant else 1))


def _before(text: str, span: Span, most: int) -> str:
    """What stands before a trigger in its sentence, of so many characters at most."""
    return BORDER.split(text[max(0, span[0] - most):span[0]])[-1]


def _after(text: str, span: Span, most: int) -> str:
    """What stands behind a trigger in its sentence, of so many characters at most, with the mark at its end."""
    rest = text[span[1]:span[1] + most]
    end = BORDER.search(rest)
    return rest[:end.start() + (end[0] != "\n")] if end else rest.rstrip()


def settled(status: str, type_: str, text: str, span: Span) -> str:
    """`denied`, `called_off` or `possible` where the words around the trigger say so, else the status as it is.

    Only what the network takes for planned, or for a meeting, deal or measure that occurred, is taken for called off.
    """
    if RETRACTED.search(_before(text, span, 300)):
        return "denied"
    if TAKEN_BACK.search(_before(text, span, 160)) and WITHDRAWN.match(text, span[1]):
        return "denied"
    if status in ("planned", "occurred") and PREPARED.search(_before(text, span, 2 * NEAR)):
        return "possible"
    if status == "called_off" and NOT_YET_OFF.search(text, max(0, span[0] - NEAR), span[0]):
        return "planned"
    if status == "called_off" and (not_off := NOT_OFF.match(text[span[1]:span[1] + 160])):
        return "occurred" if not_off["done"] else "planned"
    if status == "denied" and LEFT_OPEN.search(_before(text, span, 130)):
        return "possible"
    if DISMISSED.search(_before(text, span, 130)) and AS_NONSENSE.match(_after(text, span, 110)):
        return "denied"
    if status == "planned" and type_ == "CONSULT" and WISHED.search(text, max(0, span[0] - NEAR), span[0]):
        return "possible"
    was_to_have = TO_HAVE.search(text, max(0, span[0] - 50), span[0]) or WERE_TO_HAVE.match(text[span[1]:span[1] + 120])
    if was_to_have and status in ("planned", "occurred", "possible"):
        return "called_off"
    if status != "planned" and not (status == "occurred" and type_ in MEETINGS_AND_DEALS):
        return status
    before = BEFORE.search(text[max(0, span[0] - 70):span[0]])
    if before and not CLAUSE.search(TO_DATE.sub("", before["between"])):
        return "called_off"
    if AFTER.match(text[span[1]:span[1] + 80]):
        return "called_off"
    return "possible" if status == "planned" and OPEN.search(text, max(0, span[0] - NEAR), span[0]) else status


def beforehand(text: str, trigger: Span, words: Span, sentence: Span) -> bool:
    """Whether what is told as done is only announced or agreed for a day that is still to come, which `words` tell: *agree to lift the ban on Friday next*."""
    before = text[sentence[0]:words[0]]
    return not UNTIL.search(before) and bool(ANNOUNCED.search(text[sentence[0]:trigger[0]]) or trigger[1] <= words[0] and FROM.search(before))
