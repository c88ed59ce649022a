"""Words of fear, warning, condemnation, protest, hope and welcome, and what links an act with what it answers.

`CUES` gives sentences with the stances read from them, `LINKS` what stands between two acts; tests run them.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.model import Span


class Cue(NamedTuple):
    """Words that take a stand, and where they stand."""

    stance: str
    span: Span


_STANCES = {
    "fear": r"(?<!the )\bfear(?:s|ed|ful|ing)?\b|\bconcern(?:s|ed)?\b|\bworr(?:y|ies|ied)\b|\balarm(?:s|ed)?\b|\banxi(?:ety|ous)\b|\bon edge\b|"
            r"\buneas[ey]\b|\bunease\b|\bapprehensi(?:on|ve)\b|\bwary\b|\bnervous\b|\bdreads?\b|\bafraid\b",
    "warning": r"\bwarn(?:s|ed|ings?)?\b|\bcaution(?:s|ed)? (?:that|against)\b",
    "condemnation": r"\bcondemn(?:s|ed|ing|ations?)?\b|\bdenounc(?:e|es|ed|ing)\b|\bdeplor(?:e|es|ed|ing)\b|\bdecr(?:y|ies|ied)\b|"
                    r"\bcritici[sz](?:e|es|ed|ing)\b|\bslam(?:s|med|ming)?\b|\blambast\w*|\bcensur(?:e|es|ed)\b|\brebuk(?:e|es|ed)\b|"
                    r"\baccus(?:e|es|ed|ing)\b|\bblam(?:e|es|ed|ing)\b|\boutrage(?:d)?\b",
    "protest": r"\bprotest(?:s|ed|ing)? (?:to|against|over|at|about)\b|\bin protest\b|\blodg(?:e|es|ed|ing) (?:\w+ ){0,3}(?:protest|complaint)\b|"
               r"\bobject(?:s|ed|ing|ions?)? to\b|\boppos(?:e|es|ed|ing|ition to)\b|\bsummon(?:s|ed|ing)? (?:\S+ ){1,6}?(?:ambassador|envoy|charg|"
               r"diplomat|consul)|\brejects?\b|\brejected\b|\bunacceptable\b",
    "hope": r"\bhop(?:e|es|ed|ing|eful)\b|\boptimis(?:m|tic)\b",
    "welcome": r"\bwelcom(?:e|es|ed|ing)\b|\bprais(?:e|es|ed|ing)\b|\bhail(?:s|ed|ing)?\b|\bapplaud(?:s|ed|ing)?\b|\bcommend(?:s|ed|ing)?\b|"
               r"\bcongratulat(?:e|es|ed|ing)\b|\bendors(?:e|es|ed|ing)\b",
}
_CUE = re.compile("|".join(f"(?P<{stance}>{words})" for stance, words in _STANCES.items()), re.I)
_NOT_BEFORE = re.compile(
    r"\b(?:not|no|never|nor|without|amid|despite|dismiss\w*|allay\w*|reject\w*|downplay\w*|den(?:y|ies|ied)|eas(?:e|es|ed|ing)|unfounded|overcom\w*|"
    r"climate of|culture of|security|health|safety|environmental|early|travel|weather|tsunami|flood)\s+(?:(?:any|of|the|his|her|its|their|such)\s+)?$|"
    r"n[’']t\s+$", re.I)
_NOT_AFTER = re.compile(r"\s*(?:shots?\b|signs?\b|system|sirens?\b|to (?:death|life|prison)\b|with\b|of corruption|letters?\b)", re.I)

CUES = (
    ("Israeli officials fear that the treaty will bring Tehran a bomb.", "fear"),
    ("Japan is deeply concerned about the sale.", "fear"),
    ("Seoul voiced alarm at the visit.", "fear"),
    ("The neighbours are wary of the pact.", "fear"),
    ("Norland warned that the treaty could start an arms race.", "warning"),
    ("The council condemned the advance.", "condemnation"),
    ("Norland accused Sudland of arming the rebels.", "condemnation"),
    ("India lodged a strong protest over the dam.", "protest"),
    ("Norland objects to the base.", "protest"),
    ("Oslo hopes that the two will sign.", "hope"),
    ("The union welcomed the truce.", "welcome"),
    ("The minister dismissed fears of a war.", None),
    ("Norland does not fear the alliance.", None),
    ("Troops fired warning shots.", None),
    ("A note concerning the treaty was sent.", None),
    ("The spy was condemned to death.", None),
    ("Norland named its security concerns.", None),
    ("A tsunami warning was lifted.", None),
    ("The sale went ahead despite concern abroad.", None),
    ("She ruled in a climate of fear.", None),
    ("Protesters gathered in the square.", None),
)
"""Sentences, and the stance that their words take; None where they take none."""

EDGE = re.compile(rf"{_CUE.pattern}|\bin (?:response|retaliation|reaction)\b|\b(?:sanction|ban|expel|suspend|recall|deploy|tariff|embargo|reject|threat)", re.I)
"""What a report must hold for a stance to stand in it."""

_STEMS = ("concern", "fear", "warn", "condemn", "sanction", "accus", "threat", "deploy", "protest", "suspend", "in response", "retaliation", "reaction",
          "reject", "welcom", "tariff", "ban", "recall", "expel", "embargo", "worr", "alarm", "anxi", "on edge", "uneas", "apprehensi", "wary", "nervous",
          "dread", "afraid", "caution", "denounc", "deplor", "decry", "decri", "critici", "slam", "lambast", "censur", "rebuk", "blam", "outrage", "lodg",
          "object", "oppose", "opposing", "opposition to", "summon", "unacceptable", "hope", "hoping", "optimis", "prais", "hail", "applaud", "commend",
          "congratulat", "endors")
"""Letters of which EDGE finds none without: to look for these takes a tenth of the time."""

_AGAINST = (r"in (?:response|retaliation|reaction) (?:to|for)|in protest (?:at|of|over|against)|because of|due to|as punishment for|to punish|to counter|"
            r"to deter|citing")
LINK = {"SANCTION": re.compile(rf"\b(?:{_AGAINST}|over|for|after|following)\b", re.I),
        "COERCE": re.compile(rf"\b(?:{_AGAINST}|over)\b", re.I),
        "MOBILIZE": re.compile(rf"\b(?:{_AGAINST})\b", re.I)}
"""What links a measure with the matter it answers."""

LINKS = (
    ("SANCTION", "Norland imposed sanctions on Sudland", "over its", "sale of missiles to Eastland", True),
    ("SANCTION", "Norland blacklisted a Sudland firm", "for its part in the", "shipment of oil to Eastland", True),
    ("MOBILIZE", "Norland fired two missiles", "in response to", "joint drills of Sudland and Eastland", True),
    ("COERCE", "Norland expelled an envoy of Sudland", "in retaliation for", "its attack on Eastland", True),
    ("MOBILIZE", "Norland flew bombers", "over the sea as", "Sudland and Eastland held drills", False),
    ("SANCTION", "Norland imposed sanctions on Sudland", "while", "Eastland met Westland", False),
)
"""Type of a measure, its words, what stands between it and a matter, the matter, and whether the first answers the second."""

BREAK = re.compile(r";|[.!?]\s|,\s+(?:while|whereas|but|and|claiming|saying|stating|adding|arguing|calling|describing|which|who)\b|\b(?:while|"
                   r"whereas)\b", re.I)
"""What parts an act from what another clause tells."""

ASIDE = re.compile(r"\b(?:as|after|when|since|because|amid|following)\b", re.I)
"""What leads from a warning to its background: *warned that hunger grows as aid arrives*."""

ITS_OWN = re.compile(
    r"\s+(?:(?:imposed|launched|made|\w+ed)\s+)?(?:on|against|at|with|to|from|for|in|over)\s+(?:its|their|his|her|our)\b|"
    r"[^,;.]{0,60}?\b(?:on|against|of|from|for|in|into|at|with)\s+(?:its|their|his|her|our)\s+(?:[\w-]+\s+){0,2}(?:country|nation|state|employees|staff|workers|citizens|"
    r"nationals|territor\w+|soil|diplomats|embassy|consulate|air ?space|waters|borders?|people|ships?|vessels?|oil|capital|hostages|soldiers)\b", re.I)
"""What is done to the one who voices, right after a matter: *the ban on its ships*, *arrested four of its citizens*. Counter-example: *its war in Eastland*."""

_FEELS = (r"has|have|had|is|are|was|were|also|now|long|been|deeply|increasingly|gravely|very|more|and|voic(?:es?|ed|ing)|express(?:es|ed|ing)?|"
          r"rais(?:es?|ed|ing)|their|its|grave|deep|growing|serious|strong|repeatedly|openly|publicly|privately")
HOLDER = re.compile(
    r"(?:[’']s?)?(?:\s+(?:officials?|officers?|analysts?|experts?|leaders?|ministers?|ministry|governments?|authorities|military|army|diplomats?|media|newspapers?|"
    rf"broadcasters?|lawmakers|politicians|commanders?|sources?|intelligence|security|defen[cs]e|foreign|{_FEELS}|[A-Z][\w.’'-]+))*\s*")
"""What may stand between the name of a state and the words by which it, or somebody of it, fears: *Israeli officials have voiced deep* concern."""

FEELING = re.compile(rf"(?:[’']s?)?(?:\s+(?:{_FEELS})\b.*)?\s*$", re.DOTALL)
"""What of these words tells not who fears, but that they do: *Israeli officials* ( *have voiced deep*), *Norland* (*’s grave*)."""

WITHIN = re.compile(r"\s+(?:in|among|of)\s+(?:the\s+)?(?=[A-Z])")
"""What may stand between a fear and whose it is: *the concern in Israel*."""

LIFTED = re.compile(r"\b(?:remov\w+|lift\w*|end(?:s|ed|ing)?|eas(?:e|es|ed|ing)|waiv\w+|drop(?:s|ped)?|re-?admit\w*|unfreez\w+|relax\w*|revok\w+|"
                    r"reject\w*|refus\w+|block(?:s|ed|ing)?|oppos\w+|"
                    r"repeal\w*|without)"
                    r"\s(?:(?:(?!\b(?:and|but|impos\w+)\b)[^;,]){0,90}\s)?$|\b(?:had|having|after) been\s$|\bafter being\s$", re.I)
"""What stands before a measure that is taken back or long past: *lifted the sanctions*, *after being suspended*."""

EXPULSION = re.compile(r"expel|expul|\bban|\bbar|block|freez|froze|clos|declar|revok", re.I)
"""Triggers of COERCE that are measures of one state towards another; arrests and raids are not."""

SENTENCE = re.compile(r"sentenc|convict|fine[sd]?\b|guilty|jail", re.I)
"""Triggers of SANCTION that are a court's."""

TITLES = frozenset("Prime President Minister Foreign Defence Defense Ministry Secretary State States United General Council European Union Affairs Former "
                   "Security Parliament Government Human Rights International Department Court North South Republic Office Chief Chairman Senator".split())
"""Words of a name that do not tell whose it is."""

ANAPHOR = re.compile(
    r"\s*(?:[\w’']+\s+){0,4}?(?:(?:the|this|that|these|such|those|both)\s+(?:\w+\s+)?(?:moves?|decisions?|deals?|agreements?|accords?|pact|treaty|"
    r"sales?|strikes?|attacks?|"
    r"visits?|plans?|actions?|steps?|announcement|test|launch(?:es)?|exercises?|drills?|meetings?|incident|raids?|killings?|bombings?|assault|offensive|"
    r"operation|sanctions?|measures?|recognition|ruling|invasion|annexation|transfer|shipments?)|it\b|this\b)", re.I)
"""What points back to the sentence before, right after an act of speech: *condemned the move*."""


POINTS_BACK = re.compile(rf"(?:\s+in\s+(?:the\s+)?[A-Z]\w+)?\s*(?:(?:is|was|that|over|about|of|at|as)\s+){{0,3}}(?:{ANAPHOR.pattern})", re.I)
"""What points back to a matter, right after a fear: *fear the deal*, *the concern in Israel is that this agreement*."""


def cues(text: str, begin: int = 0, end: int | None = None) -> Iterator[Cue]:
    """The cues in a stretch of text that are not negated or another's, from left to right."""
    for m in _CUE.finditer(text, begin, len(text) if end is None else end):
        if not _NOT_BEFORE.search(text, max(begin, m.start() - 30), m.start()) and not _NOT_AFTER.match(text, m.end()):
            yield Cue(m.lastgroup or "", m.span())


def may_voice(text: str) -> bool:
    """Whether a stance could stand in a report (EDGE): to leave out the others before they are looked at."""
    letters = text.lower()
    return any(stem in letters for stem in _STEMS) and EDGE.search(text) is not None
