"""The stem of an event's head word: what the same-lemma baseline of event coreference goes by.

All forms of a word share it: endings come off by rule, irregular forms by a table, then a last *e* and a doubled letter go, so
that *planned*, *plans* and *announced*, *announce* meet. Verbs and the nouns of the same form share it too (*attacks*).
"""
from __future__ import annotations

import re

IRREGULAR = {form: base for line in """
be is are was were been being am; have has had; do does did done; go goes went gone; say said; make made; take took taken; come came; see saw seen;
get got gotten; give gave given; find found; think thought; tell told; become became; leave left; feel felt; bring brought bringing; begin began
begun; keep kept; hold held; write wrote written; stand stood; hear heard; mean meant; meet met; run ran; pay paid; sit sat; speak spoke spoken; lie
lay lain lying; lead led; grow grew grown; lose lost; fall fell fallen; send sent; build built; understand understood; draw drew drawn; break broke
broken; spend spent; rise rose risen; drive drove driven; buy bought; wear wore worn; choose chose chosen; seek sought; throw threw thrown; catch
caught; deal dealt; win won; fight fought; teach taught; eat ate eaten; shoot shot; shake shook shaken; sell sold; steal stole stolen; strike struck
stricken; flee fled; fly flew flown; forget forgot forgotten; hang hung; hide hid hidden; know knew known; ride rode ridden; ring rang rung; sing sang
sung; sink sank sunk; sleep slept; swear swore sworn; sweep swept; swim swam swum; swing swung; tear tore torn; wake woke woken; bear bore born borne;
beat beaten; bend bent; bind bound; bite bit bitten; bleed bled; blow blew blown; breed bred; cling clung; creep crept; dig dug; feed fed; forbid
forbade forbidden; freeze froze frozen; grind ground; kneel knelt; lay laid; lend lent; light lit; overcome overcame; overtake overtook overtaken;
overthrow overthrew overthrown; prove proven; shrink shrank; slay slew slain; slide slid; spin spun; spring sprang sprung; speed sped; show shown;
drink drank drunk; undergo underwent undergone; withdraw withdrew withdrawn; withhold withheld; use used using; die died dying; tie tied tying; sue
sued suing; free freed; agree agreed; man men; woman women; child children; crisis crises; basis bases
""".replace("\n", " ").split(";") for base, *forms in [line.split()] for form in [base, *forms]}

LOOSE = frozenset("to of in on at for by with from into out up down off over about as through after against away back under upon "
                  "a an the his her its their be".split())
"""Words at the end of a mention that are not its head: *checked into*, *took over*."""

_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1$")


def stem(word: str) -> str:
    """What all forms of a word share, lower case: `announc` of *announced*, `meet` of *met*, `plan` of *planning*."""
    w = re.sub(r"’s$|'s$|^\W+|\W+$", "", word.lower())
    if w in IRREGULAR:
        w = IRREGULAR[w]
    elif w.endswith(("ies", "ied")) and len(w) > 4:
        w = w[:-3] + "y"
    elif w.endswith(("sses", "shes", "ches", "xes", "zzes")):
        w = w[:-2]
    elif w.endswith("s") and not w.endswith(("ss", "us", "is")) and len(w) > 3:
        w = w[:-1]
    else:
        cut = re.sub(r"(?<!e)ed$|(?<!th)ing$", "", w)
        if len(cut) > 2 and re.search(r"[aeiouy]", cut):
            w = cut
    return _DOUBLE.sub(r"\1", w.removesuffix("e") if len(w) > 3 else w)


def head(mention: str) -> str:
    """The word that stands for a mention: the first of a verb with its particle, the one before *of*, else the last."""
    words = mention.lower().split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in LOOSE:
        kept.pop()
    if len(kept) < len(words):
        return kept[0]
    if "of" in kept[1:]:
        return kept[kept.index("of", 1) - 1]
    if len(kept) > 1 and (kept[0].endswith(("ing", "ed")) or kept[1] in LOOSE):
        return kept[0]
    return kept[-1]
