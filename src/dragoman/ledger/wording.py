"""The words of a report, brought to one form, so that two printings of a text give the same words.

Case, accents, quotation marks and other punctuation, dots of initials, commas of figures, and British or American
spelling are levelled. Levelling decides no meaning: it may take two words for one (*four* and *for*), as long as two
spellings of one word come out alike. `SPELLINGS` and `UNLIKE` are examples and counter-examples, and tests run them.
"""
from __future__ import annotations

import re
from functools import lru_cache

from dragoman.ledger.codebook import unaccented

SPELLINGS = (
    ("organise", "organize"), ("organised", "organized"), ("mobilisation", "mobilization"), ("analyse", "analyze"),
    ("labour", "labor"), ("neighbouring", "neighboring"), ("honourable", "honorable"), ("favoured", "favored"),
    ("centre", "center"), ("centres", "centers"), ("centred", "centered"), ("kilometre", "kilometer"), ("theatre", "theater"),
    ("cancelled", "canceled"), ("travelling", "traveling"), ("counsellor", "counselor"), ("labelled", "labeled"),
    ("programme", "program"), ("defence", "defense"), ("licence", "license"), ("practise", "practice"), ("cheque", "check"),
    ("judgement", "judgment"), ("sceptical", "skeptical"), ("dialogue", "dialog"), ("fulfil", "fulfill"), ("grey", "gray"),
    ("aluminium", "aluminum"), ("ageing", "aging"), ("towards", "toward"), ("manoeuvres", "maneuvers"), ("tonnes", "tons"))
UNLIKE = (("defence", "offence"), ("centre", "central"), ("minister", "ministry"), ("labour", "label"), ("five", "nine"),
          ("Iran", "Iraq"), ("attack", "attacks"), ("official", "officials"))

_TABLE = {
    "programme": "program", "programmes": "programs", "practise": "practice", "practised": "practiced", "practising": "practicing",
    "cheque": "check", "cheques": "checks", "sceptic": "skeptic", "sceptics": "skeptics", "sceptical": "skeptical",
    "scepticism": "skepticism", "fulfil": "fulfill", "enrol": "enroll", "instalment": "installment", "skilful": "skillful",
    "grey": "gray", "aluminium": "aluminum", "ageing": "aging", "towards": "toward", "afterwards": "afterward",
    "amongst": "among", "whilst": "while", "learnt": "learned", "manoeuvre": "maneuver", "manoeuvres": "maneuvers",
    "tonne": "ton", "tonnes": "tons", "aeroplane": "airplane", "aeroplanes": "airplanes", "artefact": "artifact",
    "artefacts": "artifacts", "mould": "mold", "plough": "plow", "tyre": "tire", "tyres": "tires", "kerb": "curb",
    "paediatric": "pediatric", "anaesthetic": "anesthetic", "encyclopaedia": "encyclopedia", "cosy": "cozy"}
_RULES = tuple((re.compile(pattern), to) for pattern, to in (
    (r"(?<=..)is(?=(?:e|ed|es|ing|er|ers|ation|ations|ational)$)", "iz"),
    (r"(?<=l)ys(?=(?:e|ed|es|ing|er|ers)$)", "yz"),
    (r"(?<=..)our(?=(?:s|ed|ing|ite|ites|able|ably|ful|hood|hoods|ly|er|ers)?$)", "or"),
    (r"(?<=[bcdgptv])red$", "ered"),
    (r"(?<=[bcdgptv])re(?=s?$)", "er"),
    (r"(?<=.)ll(?=(?:ed|ing|er|ers|or|ors)$)", "l"),
    (r"(?<=[cfln])enc(?=es?$)", "ens"),
    (r"(?<=g)ement(?=s?$)", "ment"),
    (r"(?<=..)ogue(?=s?$)", "og")))
NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred hundreds thousand thousands million billion dozen dozens "
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())
DAYS_OF_WEEK = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday Today Yesterday".split())
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_FIGURE = re.compile(r"(?<=\d)[,  ](?=\d{3}\b)")
_PER_CENT = re.compile(r"\bper cent\b|(?<=\d) ?%", re.IGNORECASE)


def words(text: str) -> list[str]:
    """The words of a text in their order, each as `level` has it."""
    return [level(word) for word in tokens(text)]


def tokens(text: str) -> list[str]:
    """The words of a text in their order and letter case, figures and initials without commas and dots."""
    text = _INITIALS.sub(lambda m: m[0].replace(".", "") + " ", _PER_CENT.sub(" percent", text))
    return _WORD.findall(_FIGURE.sub("", text))


def is_particular(word: str) -> bool:
    """Whether a word, in its letter case, tells one event from its like: a figure, a number, a name; days of the week apart."""
    return (word[0].isupper() or word[0].isdigit() or word.casefold() in NUMBERS) and word not in DAYS_OF_WEEK


@lru_cache(maxsize=1 << 13)
def level(word: str) -> str:
    """The one form of a word in all its spellings; no word of a language need come of it (*exercise* gives *exercize*)."""
    word = re.sub(r"['’ʼ]", "", word.casefold())
    if not word.isascii():
        word = unaccented(word)
    if word in _TABLE:
        return _TABLE[word]
    for pattern, to in _RULES:
        word = pattern.sub(to, word)
    return word
