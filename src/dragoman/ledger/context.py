"""The words around a statement's trigger: what it is about, beyond type and parties, and whether it looks ahead.

They are taken from the report when it is added, so that events can be merged without its text.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from dragoman.ledger.codebook import first_two, unaccented

LETTERS = 6
"""Letters by which a word is known: enough to match *withdraw* to *withdrawal*."""

MOST = 24
"""Words of a context at most, those nearest to the trigger."""

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_STOP = re.compile(r"(?<![.!?])[.!?]+[”\"’')\]]*\s+(?=[“\"‘'(\[]?[A-Z0-9])|\n+")
_ABBREVIATED = re.compile(rf"\b(?:[A-Z]|{'|'.join(first_two('abbreviations.tsv'))})\.$")
ABBREVIATED_EXAMPLES = {"the U.S.": True, "said Gen.": True, "in Oct.": True, "the Rev.": True, "Orvelle Corp.": True, "the war.": False, "at home.": False}
"""Ends of text after which a full stop is no end of a sentence, and ends where it is."""


DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,80}[^.\n]{0,100}?\s[-–—]{1,2}\s")
"""Place, date and agency before a report's first sentence: *MOSCOW, January 13, 2025 (Agency) -*. Counter-example: *US-led*."""


REACH = 4000
"""Characters on either side of a trigger in which its sentence is looked for: what is longer is no sentence."""


def _stops(text: str, begin: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """What parts the sentences of a text, with the blanks after it."""
    return (stop for stop in _STOP.finditer(text, begin, len(text) if end is None else end)
            if "\n" in stop[0] or not _ABBREVIATED.search(text[max(0, stop.start() - 8):stop.start() + 1]))


def sentence_ends(text: str) -> list[int]:
    """Where each sentence but the last ends and the next begins."""
    return [stop.end() for stop in _stops(text)]


def sentence(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Characters [start, end) of the sentence that holds the span."""
    begin, end = max(0, span[0] - REACH), min(len(text), span[1] + REACH)
    for stop in _stops(text, begin, end):
        if stop.end() <= span[0]:
            begin = stop.end()
        elif stop.start() >= span[1]:
            end = stop.end()
            break
    line = DATELINE.match(text, begin, span[0])
    return (line.end() if line else begin), end


@cache
def weights() -> dict[str, float]:
    """Inverse document frequency of the commoner words (codebook/words.tsv): ln(N / n); a word not in it is as rare as can be."""
    return {word: float(weight) for word, weight in first_two("words.tsv").items()}


RARE = 8.0
"""Weight of a word that the table does not hold."""


TELLS = 3.6
"""Words that weigh less are common to reports of all kinds, and left out of a context."""

_EMPTY = frozenset("off put would could should about before until while during being between because through without another several later since "
                   "only also than".split())
_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)?")


def weight(word: str) -> float:
    """How much a shared word tells: 0 for *the*, RARE for a name seldom heard."""
    return weights().get(word, RARE)


@lru_cache(maxsize=1 << 13)
def known_by(word: str) -> str:
    """The letters by which a word is known: its first six, small; figures as they stand."""
    word = re.sub(r"[’']s?$", "", word.casefold())
    return word if any(c.isdigit() for c in word) else word[:LETTERS]


_ALSO = {"U.S.": "USA", "US": "USA", "U.S": "USA", "America": "USA", "UK": "GBR", "U.K.": "GBR", "Brits": "GBR"}
"""Names that the table of countries, which is folded, does not hold as they are written."""


@cache
def _names() -> dict[str, frozenset[str]]:
    """The first four letters of each word of a country's name, by code."""
    return {code: frozenset(w[:4] for w in _WORD.findall(name.casefold())) for code, name in first_two("names.tsv").items()}


@cache
def _countries() -> tuple[dict[str, str], re.Pattern[str]]:
    """Names of countries and capitals and the adjectives made of them, small, with their codes; and what finds them in a text."""
    rows = [line.split("\t") for line in (files("dragoman.codebook") / "countries.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    names = {name.casefold(): code for name, code, since, until, kind, *_ in rows if not since and not until and kind != "unknown" and len(name) > 2}
    names |= {name.casefold(): code for name, code in _ALSO.items()}
    longest = sorted(names, key=len, reverse=True)
    return names, re.compile(rf"(?<!\w)(?=[A-Z])(?i:{'|'.join(map(re.escape, longest))})(?!\w)")


def countries_in(text: str) -> list[tuple[str, tuple[int, int]]]:
    """The countries that a text names by name, capital or the adjective made of it (*Israel*, *Jerusalem*, *Israeli*): codes and characters, in order."""
    names, pattern = _countries()
    return [(names[m[0].casefold()], m.span()) for m in pattern.finditer(text)]


def named(code: str, text: str) -> bool:
    """Whether a text names a code's country (`countries_in`)."""
    return any(found == code for found, _ in countries_in(text))


@cache
def _towns() -> dict[str, str]:
    return first_two("cities.tsv")


@lru_cache(maxsize=1 << 13)
def lands(place: str) -> frozenset[str]:
    """The countries that the words of a place name, else those of its towns: *Moscow*, *the Kremlin in Moscow*, *Kazan*; empty where none is known."""
    plain = unaccented(place)
    found = frozenset(code for code, _ in countries_in(plain))
    return found or frozenset(_towns()[part] for part in map(str.strip, plain.casefold().split(",")) if part in _towns())


def context(text: str, span: tuple[int, int], codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Words of the sentence around the trigger that say what it is about, the rarest first.

    The trigger is left out, and so are the names of the parties' countries (`codes`), which the codes tell already; the names of
    persons stay. Of a long sentence the words nearest to the trigger are kept.
    """
    begin, end = sentence(text, span)
    known = frozenset().union(*(_names().get(code, frozenset()) for code in codes))
    found: dict[str, int] = {}
    for word in _WORD.finditer(text, begin, end):
        stem = known_by(word[0])
        away = max(word.start() - span[1], span[0] - word.end())
        if away >= 0 and len(stem) > 2 and stem[:4] not in known and weight(stem) > TELLS and stem not in _EMPTY and not _YEAR.fullmatch(stem):
            found[stem] = min(away, found.get(stem, away))
    return tuple(sorted(sorted(found, key=lambda s: (found[s], s))[:MOST], key=lambda s: (-weight(s), s)))


@cache
def _squares() -> dict[str, float]:
    return {word: weight ** 2 for word, weight in weights().items()}


def size(words: Iterable[str]) -> float:
    """The sum of the squared weights of words."""
    held = _squares()
    return sum([held.get(w, RARE ** 2) for w in words])


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Cosine (0 to 1) of two contexts, words weighted by inverse document frequency (Salton and Buckley 1988)."""
    there = frozenset(other)
    shared = [w for w in one if w in there]
    return cosine_of(size(shared), size(one), size(other)) if shared else 0.0


def cosine_of(shared: float, one: float, other: float) -> float:
    """The cosine of two contexts by the sizes of what they share and of each."""
    return shared / (one * other) ** 0.5 if shared else 0.0


_OFF = re.compile(
    r"(?:(?<!to )|\b(?:decid(?:es|ed|ing)|decision|forced|had|chose|chooses|opt(?:s|ed)) to )\bcancel(?:s|led|ed|ling|lation)?\b|"
    r"\bcall(?:s|ed|ing)? off\b|\bscrap(?:s|ped|ping)?\b|\bdisinvit\w*|"
    r"\b(?:abandon|drop|shelv|halt|suspend)(?:s|es|ed|ped|ping|ing)? (?:its |their |his |her |the |a )?(?:\w+ )?(?:plans?|bid|visit|trip)\b", re.I)
_ENDED = re.compile(
    r"\b(?:abandon\w*|drop(?:s|ped|ping)?|suspend\w*|halt(?:s|ed|ing)?|block(?:s|ed|ing)?|reject(?:s|ed|ing)?|refus\w+|repeal\w*|revers\w+|overturn\w*|not to|"
    r"cancel\w*|freez(?:e|es|ing)|froze|pull(?:s|ed|ing)? out of|withdr[ae]w\w* from|break(?:s|ing)? off|broke off|no longer)\b", re.I)
_NUMBER = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|sixty|ninety"
_PUT_OFF = re.compile(
    r"(?<!not )\b(?:postpon\w+|put(?:s|ting)? off|h[oe]ld(?:s|ing)? off|delay(?:s|ed|ing)?|defer(?:s|red|ring)?|push(?:ed|es|ing)? back|paus(?:e|es|ed|ing)|"
    rf"reschedul\w+|(?:for|by) (?:at least )?(?:another |a further )?(?:an?|{_NUMBER}|several|a few)\s(?:more )?(?:days?|weeks?|months?))\b", re.I)
_PUTS_OFF = re.compile(r"(?<!not )\b(?:postpon\w+|put(?:s|ting)? off|h[oe]ld(?:s|ing)? off|delay(?:s|ed|ing)?|defer(?:s|red|ring)?|push(?:ed|es|ing)? back|"
                       r"paus(?:e|es|ed|ing)|reschedul\w+)\b", re.I)
_WILL_NOT = re.compile(r"\b(?:(?:will|would|shall|should|can|could|do|does|is|are) not|won[’']t|wouldn[’']t|no (?:plans?|intention|longer|need)|"
                       r"rul(?:es|ed|ing) out|never|"
                       r"not (?:plan|intend|consider|going|be)\w*|reject\w*|refus\w+|"
                       r"den(?:y|ies|ied|ying) (?:that )?(?:(?!(?:had|has|have|was|were|who|which)\b)[\w’'-]+ ){1,7}?"
                       r"(?:will|would|(?:plan|intend)(?:s|ned|ed)? to|(?:is|are|was|were) (?:planning|preparing|going) to)|"
                       r"den(?:y|ies|ied|ying) (?:(?:that|there|were|are|it|they|has|have|had|having|any|a|the|its|their|such|reports|rumou?rs|of) )*plans?)\b",
                       re.I)
_MISSES = re.compile(
    r"\b(?:(?:not|n[’']t|fail(?:s|ed|ing)? to|unable to|cannot) (?:meet|make|keep(?: to)?|hit)|miss(?:es|ed|ing)?) "
    r"(?:(?!(?:and|but|as|after)\b)[\w’'-]+ ){0,6}?(?:deadlines?|target dates?|timetables?)\b", re.I)
"""What is not done by its day, and so is put off, not given up: *will not meet the May 1 deadline to*."""
_CARRIED_OUT = re.compile(
    r"(?<!to )(?<!will )(?<!would )(?<!could )(?<!may )(?<!might )(?<!not )(?<!never )\b(?:carr(?:y|ies|ied|ying) out|ma(?:k(?:e|es|ing)|de) good on|"
    r"follow(?:s|ed|ing)? through (?:on|with)|act(?:s|ed|ing) on|deliver(?:s|ed|ing) on|fulfil(?:s|led|ling)?) (?:[\w’'-]+ ){1,3}?(?:threats?|ultimatum)\b|"
    r"\bas (?:(?:it|he|she|they|[A-Z][\w’'-]+) )?(?:had )?(?:previously |repeatedly )?threatened\b(?! (?:by|with))",
    re.I)
_REFUSALS = (
    ("reject(?:s|ed|ing)?", "rejected"), ("turn(?:s|ed|ing)? down", "turned down"), ("refus(?:e|es|ed|ing)", "refused"),
    ("declin(?:e|es|ed|ing)", "declined"), ("dismiss(?:es|ed|ing)?", "dismissed"), ("spurn(?:s|ed|ing)?", "spurned"),
    ("rebuff(?:s|ed|ing)?", "rebuffed"), ("brush(?:es|ed|ing)? (?:aside|off)", "brushed (?:aside|off)"))
TURNED_DOWN = f"(?:{'|'.join(forms for forms, _ in _REFUSALS)})"
"""A pattern of the verbs by which somebody says no to what is offered or asked for."""
_OFFER = r"\b(?:offers?|proposals?|invitations?|overtures?|suggestions?|bids?|ideas?|appeals?|calls?|requests?|demands?|ultimatum)\b"
_ELSEWHERE = "and|but|while|as|after|because|who|which"
_REVERSES = "suspend|stop|halt|block|delay|postpone|cancel|end|drop|lift|ban|prevent|overturn"
_REFUSES = re.compile(
    rf"(?<!not )(?<!may )(?<!might )(?<!could )(?<!would )(?<!will )(?<!should )(?<!to )(?<!never )\b{TURNED_DOWN}\b(?:(?!\b(?:and|but|while|who|which)\b)"
    rf"[^.;:,]){{0,60}}?{_OFFER}(?:(?!\b(?:{_ELSEWHERE}|{_REVERSES})\b)[^.;:]){{0,90}}$", re.I)
_IS_REFUSED = re.compile(rf"(?:(?!\b(?:{_ELSEWHERE}|report)\b)[^.;:]){{0,60}}?\b(?:was|were|is|are|has been|have been|had been)\s(?:\w+ly\s)?"
                         rf"(?:{'|'.join(participle for _, participle in _REFUSALS)})\b", re.I)
_RETRACTS = re.compile(
    r"\b(?:earlier|previous|prior|original|initial) versions? of (?:this|the|our|its)\b|\b(?:incorrectly|wrongly|erroneously|mistakenly|inaccurately)\b|"
    r"\b(?:withdr[ae]w\w*|retract\w*) (?:its|an?|the|our) (?:[\w’'-]+ ){0,3}?(?:reports?|story|stories|article|dispatch|alert)\b", re.I)
_PIECE = "(?:article|story|report|dispatch|item)"
_CORRECTED = re.compile(
    r"\A\W{0,9}(?-i:CORRECTION|CORRECTED|CLARIFICATION)\b|(?m:^)[^\w\n]{0,9}(?:correction|corrected|clarification)[^\w\n]{0,2}[:–—-]|"
    rf"(?m:^)[^\w\n]{{0,9}}This {_PIECE} (?:was|has been) (?:corrected|amended|updated to correct)\b|"
    rf"\b(?:earlier|previous|original|initial) version of this {_PIECE}\b", re.I)
_CORRECTS = re.compile(r"[(\[]\s*(?:correct(?:s|ing)\s[^()\[\]\n]{0,160}|correct(?:ed|ion)(?::[^()\[\]\n]{0,160})?)[)\]]", re.I)

CORRECTED_EXAMPLES = (
    ("CORRECTION: Northland expelled two envoys of Eastland.", None, True),
    ("Northland expelled two envoys of Eastland.", "Correction: Envoys expelled", True),
    ("ORVELL (Meridian Wire) - (Corrects nationality in first paragraph) Northland expelled two envoys.", None, True),
    ("Northland expelled two envoys.\nCorrection: An earlier version said that there were three.", None, True),
    ("Northland expelled two envoys.\nThis article has been corrected to say how many.", None, True),
    ("An earlier version of this story said that Northland expelled three envoys.", None, True),
    ("Correction officers went on strike in Northland.", None, False),
    ("Northland's markets saw a correction: shares fell.", None, False),
    ("The minister corrects his course (corrected for inflation, wages fell).", None, False),
)
"""Texts with their titles, and whether they say that the report corrects an earlier one."""

_HEAD = 300
"""Characters from the begin of a text in which brackets may say that it is corrected."""

_THREAT = re.compile(r"(?:.*\W)?threats?", re.I)
_SAYS_WHAT = re.compile(r"\s+(?:(?:by|from|against|made|on)\s[^,.;]{0,50}?\s)?(?:to|of|that)\b", re.I)
_RECALLS = re.compile(r"(?<!\w)had (?:\w+ ){0,2}$", re.I)
_THREATENED = re.compile(r"(?:threaten|warn|vow)ed\b", re.I)
_TOLD = re.compile(r"\b(?:said|told|added|claimed|reported|revealed|announced|confirmed|stated|wrote)\b", re.I)
"""What makes *had threatened* news told in the past: *he said that Northland had threatened to*."""
_BESIDE = 50
_AHEAD = re.compile(
    r"\b(?:could|may|might|would|think(?:s|ing)? of|thought of|mull\w*|weigh(?:s|ing)?|float(?:s|ed|ing)?|"
    r"will|shall|should|must|to be|plan\w*|prepar\w+|consider\w*|propos\w+|threat\w*|warn\w*|vow\w*|pledg\w+|promis\w+|fear\w*|"
    r"concern\w*|worr\w+|risk\w*|urg\w+|call(?:s|ed|ing)? (?:for|on)|demand\w*|ask\w*|hop(?:e|es|ed|ing)|expect\w*|intend\w*|ready|willing\w*|open to|"
    r"possib\w+|potential\w*|deadline|if|unless|whether|offer\w*|aim\w*|seek\w*|wants?|prospect\w*|likely|next|upcoming|impending|until|"
    r"vote\w* on|bill)\b", re.I)
_PAST = re.compile(
    r"\b(?:alleg\w+|accus\w+|suspect\w*|claim\w*|blam\w+|responsib\w+|behind|charg(?:e|es|ed)|convict\w*|guilty|"
    r"(?:may|might|could|must|appears? to|believed to|thought to|said to|reported to|reportedly) have)\b", re.I)

OUTLOOK_EXAMPLES = (
    ("A minister says that the army may [deploy] tanks on the border.", "possible", "ahead"),
    ("Officials fear that the treaty could lead to a [transfer] of warheads.", "possible", "ahead"),
    ("Officials say that the group may have [fired] the rocket.", "possible", None),
    ("The envoy is accused of [bribing] two ministers.", "possible", None),
    ("Northland postpones the [visit] to May.", "called_off", "put_off"),
    ("Northland cancels the [visit].", "called_off", "off"),
    ("The president decided to cancel the [meeting].", "called_off", "off"),
    ("Northland's envoy was forced to cancel his [visit].", "called_off", "off"),
    ("Northland urges Eastland to cancel the [visit].", "called_off", "ended"),
    ("Northland says it will hold off on [tariffs] for a month.", "called_off", "put_off"),
    ("A court blocks the [ban] on the app.", "occurred", "ended"),
    ("Northland halts the [funding] of the police.", "called_off", "ended"),
    ("Eastland drops its plan to [deport] the families.", "called_off", "off"),
    ("The two governments agree to [delay] the departure until May.", "occurred", "put_off"),
    ("The [tariffs] on Eastland were not paused.", "called_off", None),
    ("The minister will [visit] for two weeks.", "planned", None),
    ("Northland says that it will not [join] the bloc.", "denied", "ended"),
    ("Northland denies the [attack] on the tanker.", "denied", None),
    ("Northland denied that it would [send] troops.", "denied", "ended"),
    ("Northland denied on Monday that its new president would [visit] Eastland.", "denied", "ended"),
    ("The minister denies reports that his country will [join] the bloc.", "denied", "ended"),
    ("Northland denied that it was planning to [send] troops.", "denied", "ended"),
    ("Northland denied plans to [send] troops.", "denied", "ended"),
    ("Northland denies having any plan to [visit] Eastland.", "denied", "ended"),
    ("Northland denied that it had [sent] troops who would hold the town.", "denied", None),
    ("Northland denied planning the [attack] on the tanker.", "denied", None),
    ("Northland denied that it planned the [attack].", "denied", None),
    ("An earlier version of this article said that Northland [signed] the treaty.", "denied", "retracted"),
    ("In a story of May 3, the agency wrongly reported that Northland [attacked] the port.", "denied", "retracted"),
    ("Northland will not meet the deadline of May 1 to [withdraw] its troops.", "denied", "put_off"),
    ("Northland missed its deadline to [return] the ships.", "denied", "put_off"),
    ("Northland will not [sign] before the deadline.", "denied", "ended"),
    ("Northland suspends for six months the [ban] on the app.", "called_off", "put_off"),
    ("Northland suspends the [tariffs] for at least another six months.", "called_off", "put_off"),
    ("The agency retracted its story that Northland [attacked] the port.", "denied", "retracted"),
    ("The [drills] end after a week.", "called_off", None),
    ("Northland carried out its threat and [closed] the border.", "occurred", "carried_out"),
    ("Northland [recalled] its envoy, making good on a threat made in May.", "occurred", "carried_out"),
    ("Northland [closed] the border on Monday, as it had threatened.", "occurred", "carried_out"),
    ("Northland said that it would carry out its threat and [close] the border.", "occurred", None),
    ("The drills began despite [threats] from Northland.", "occurred", "named"),
    ("A school was closed after a [bomb threat].", "occurred", "named"),
    ("Northland's [threat] to close the border was condemned.", "occurred", None),
    ("Northland, which had earlier [threatened] to close the border, closed it.", "occurred", "recalled"),
    ("Northland [threatened] to close the border, which had been open.", "occurred", None),
    ("Eastland said that Northland had [threatened] to close the border.", "occurred", None),
    ("Northland repeated its [threats] against Eastland of a blockade.", "occurred", None),
    ("A destroyer [turned] back after Northland threatened to ram it.", "occurred", None),
    ("Northland [guards] its border as threatened by rebels.", "occurred", None),
    ("Greyland rejected Northland's offer to [send] troops.", "possible", "ended"),
    ("Greyland turned down an invitation to [talks] from Northland.", "possible", "ended"),
    ("The offer by Northland to [mediate] was rejected by Greyland.", "possible", "ended"),
    ("Northland's proposal for [talks] in May has been turned down.", "possible", "ended"),
    ("Greyland dismissed as a trick the proposal that both [withdraw].", "possible", "ended"),
    ("A court rejects a bid to suspend the vote that would [ban] the party.", "possible", "ahead"),
    ("Greyland did not reject Northland's offer to [send] troops.", "possible", "ahead"),
    ("Greyland may reject Northland's offer to [send] troops.", "possible", "ahead"),
    ("Greyland rejected the report and offered to [send] troops.", "possible", "ahead"),
    ("Greyland rejected the offer and may [deploy] troops.", "possible", "ahead"),
)
"""Sentences with the trigger in brackets, the status read, and what the words around it tell."""


@lru_cache(maxsize=1)
def is_corrected(text: str, title: str | None = None) -> bool:
    """Whether a report says that it is a corrected version of an earlier one, or that one was wrong."""
    return any(_CORRECTED.search(words) or _CORRECTS.search(words, 0, _HEAD) for words in (title or "", text))


def outlook(text: str, span: tuple[int, int], status: str) -> str | None:
    """What the words around a trigger tell beyond its status.

    `ahead` of something possible that has not happened yet (not: alleged to have happened), `ended` of what was offered or asked for and turned down;
    `put_off`, `off` or `ended` where the words say that something is postponed, or cancelled before it came about, or else halted, blocked or refused: of a
    call-off in its sentence, else beside the trigger; of a denial, that something will not be (not: has not been), or not by its day (`put_off`);
    `carried_out` of what was done as threatened; `named` of a threat in a noun that says not of what; `recalled` of one that had been made before;
    `retracted` of what an earlier report is told to have said wrongly. None otherwise.
    """
    begin, end = sentence(text, span)
    if status == "possible":
        if _REFUSES.search(text, begin, span[0]) or re.search(_OFFER, text[begin:span[0]], re.I) and _IS_REFUSED.match(text, span[1], end):
            return "ended"
        before, after = text[max(begin, span[0] - 110):span[0]], text[span[1]:min(end, span[1] + 60)]
        past = list(_PAST.finditer(before))
        ahead = list(_AHEAD.finditer(before)) or list(_AHEAD.finditer(after))
        return "ahead" if ahead and not (past and past[-1].end() > span[0] - max(begin, span[0] - 110) - 60) else None
    if status == "called_off":
        words = text[begin:end]
        return "put_off" if _PUT_OFF.search(words) else "off" if _OFF.search(words) else "ended" if _ENDED.search(words) else None
    if status == "denied":
        if _RETRACTS.search(text, begin, span[0]):
            return "retracted"
        if _MISSES.search(text, begin, end):
            return "put_off"
        return "ended" if _WILL_NOT.search(text[begin:end]) else None
    if _CARRIED_OUT.search(text, begin, end):
        return "carried_out"
    if _THREAT.fullmatch(text, *span) and not _SAYS_WHAT.match(text, span[1], end):
        return "named"
    if _THREATENED.match(text, *span) and _RECALLS.search(text, begin, span[0]) and not _TOLD.search(text, begin, span[0]):
        return "recalled"
    words = text[max(begin, span[0] - _BESIDE):min(end, span[1] + _BESIDE // 2)]
    return "put_off" if _PUTS_OFF.search(words) else "off" if _OFF.search(words) else "ended" if _ENDED.search(words) else None
