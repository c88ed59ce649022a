"""Who says so: spans of sources, cues and contents joined to attributions, and chains of sources for a statement.

The network links a trigger to the words of its source inside a window. What it cannot see is done here: pronouns that
stand for a source named before (*he added*), quotations that run on, and the outlet that was told (*told Izvestia*).
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.model import Source, Span
from dragoman.reading.actors import PERSONS, Actors
from dragoman.reading.cues import AGENTS, HE, HONORIFICS, IT, word_set
from dragoman.reading.mentions import PEOPLE
from dragoman.reading.text import overlap

PRONOUNS = frozenset(["he", "she", "they", "it", "we", "i", "him", "her", "them", "his", "their", "who", "which"])
ANAPHORS = re.compile(
    r"^(?:the|this|that|another)\s+(?:\w+\s+)?(?:source|official|diplomat|minister|president|spokes(?:man|woman|person)|ministry|"
    r"statement|report|agency|newspaper|paper|general|envoy|ambassador|secretary|leader)s?$", re.I)
_OUTLET_WORDS = (r"(?:newspaper|news agency|news service|news site|agency|daily|weekly|(?:television|TV|radio) (?:station|channel|network)|television|TV|radio|"
                 r"magazine|channel|broadcaster|network|website|outlet)")
_NAME = r"(?:Channel\s\d+|[A-Z][\w’'&.-]*|\d+)(?:\s+(?:(?:of|and|for)\s+the|of|the|and|for|al-)?\s?[A-Z][\w’'&.-]*)*"
TOLD = re.compile(
    r"\b(?:told|tells|telling|tell|confirmed to|said to|said on|spoke to|spoke on|speaking to|speaking on|speaking with|"
    r"appeared on|appearing on|interviewed by|remarks to|statement to|"
    r"(?:quoted|cited|carried|reported|published)(?: as saying)? (?:by|in|on[^.;]{0,30}? of)|"
    r"(?:in\s+)?an?\s+(?:exclusive\s+)?interview\b[^.;]{0,40}?\b(?:with|to|for|on))\s+"
    rf"((?:the\s+)?(?:(?:state|national|public)[- ](?:run\s)?(?:television|TV|radio)(?!\s+(?:{_OUTLET_WORDS}|[A-Z]))|"
    rf"(?:(?!that\b|which\b|in\b|on\b|after\b)[\w’'-]+\s+){{0,3}}?{_OUTLET_WORDS}\s+{_NAME}|{_NAME}(?:\s+{_OUTLET_WORDS})?))")
"""An outlet that was told. Examples: *confirmed to the Russian newspaper Izvestia*, *said on ABC News*. Counter-examples: *told parliament*, *told the
Foreign Affairs Committee*.
"""

_REPORTED = (r"(?:,?\s+(?:reported|reports|said|says|wrote|writes)(?:\s+on\s\w+day|\s+\w+day|\s+(?:late|early)\s+on\s+\w+day|\s+last\s+\w+|"
             r"\s+today|\s+yesterday)?)?")
QUOTING = re.compile(rf"{_REPORTED},?\s+(?:which\s+)?(?:has\s+)?(?:quot(?:ed|es|ing)|cit(?:ed|es|ing))\s+", re.I)
"""What stands between an outlet and the one it quotes: *The Argus quoted an official as saying*, *the agency, citing a source, said*, *CNN reported,
quoting an aide*.
"""
POST = re.compile(rf"(?:(?!(?:of|to|by|in|on|for|from|that|and)\b)[\w’'.-]+\s){{0,4}}(?:{'|'.join(sorted(PERSONS))})\s", re.I)
"""A person's office that the network left out before the name: *an immigration official* Jan Brandt."""
HEAD = re.compile(r"[^\W\d_](?:(?!\s(?:of|in|at|for|from|who|which|that|with|on|to|and|by|as|familiar|close)\s)[^,;(–—\n])*")
"""The words of a source up to its head noun or name: *a senior official* in Baku, *Craig*, attorney for his father."""
ONE = word_set("source man woman witness resident aide expert adviser lawmaker")
"""Nouns of one person beside offices and trades (PERSONS)."""
CAPITAL = re.compile(r"\s[A-Z]")
HERE = re.compile(r"th(?:is|e present) (?:newspaper|paper|magazine|correspondent|reporter|writer|agency|news agency|website|column)", re.I)
"""Words for the publisher itself, which is no link of a chain."""
TITLE = re.compile(r"^(?:the\s)?(?:Radio|TV|Televisi[oó]n)\s[A-Z]|(?:^|\w\s)(?:FM|TV|News|Times|Post|Herald|Gazette|Tribune|Observer|Chronicle|Telegraph|"
                   r"Courier|Daily)$")
"""Names that tell that they are an outlet's: *Viti FM*, *Radio Lagune*, *the Financial Observer*."""
NO_OUTLET = re.compile(r"\b(?:Committee|Commission|Council|Parliament|Congress|Ministry|Minister|Department|Office|Assembly|Senate)\b")
"""What makes words that hold an outlet's name another one: *the Knesset's Foreign Affairs and Defense Committee*."""

SAYS = re.compile(r"\b(?:according to|said|told|add(?:s|ed)|confirm(?:s|ed)|reported)\b", re.I)
PASSIVE = re.compile(r"\b(?:is|are|was|were|been)\s+(?:\w+\s+)?(?:said|told|confirmed|reported)\b", re.I)
"""Words of saying whose subject is not who says it: *is said to*, *has been told that*, *it was later confirmed*."""
HEARSAY = re.compile(r"\b(?:is|are|was|were|been)\s(?:\w+\s)?reported\b|\breported\sto\b")
"""What is reported by nobody in particular: *he was reported* killed, *reported to* have left."""

SPOKEN = re.compile(r"\b(?:says?|said|report(?:s|ed)?|claim(?:s|ed)?|add(?:s|ed))\b", re.I)
ITSELF = re.compile(rf"{SPOKEN.pattern}(?:\s(?:on\s)?\w+day|\s[^,;.“\"]{{,50}}?(?=\sthat\s))?(?:\sthat)?\s(?:s?he|it|they)"
                    r"\s(?:(?:is|was|are|were)\s)?(?:\w+ly\s)?\Z")
PASSED_ON = re.compile(
    r"(?:\s+(?:(?:on\s+)?\w+day|today|yesterday))?(?:\s+that)?\s+((?:(?:the|an?|his|her|its|their)\s)?(?:[\w’'.-]+\s){0,4}?[\w’'.-]+)"
    r"\s(?:(?:has|had|have)\s)?(?:told|informed|assured|warned)\s(?!that\b|of\b|about\b|against\b)")
"""What follows a word of saying where a speaker passes on what somebody told somebody: *the minister said* his government had told *envoys that* …"""
CLAUSE = re.compile(r"\b(?:he|she|it|they|who|which|that|when|while|if|as|and|but|was|were|is|are|has|had|have|be|been|will|would|to|after|before|by|not)\b",
                    re.I)
"""What no phrase holds that names the one who told it."""

VIEW = re.compile(r"((?:the|an?|one|another)\s(?:[\w-]+\s)?(?:concern|fear|worry|hope|expectation|belief|view|feeling|suspicion|assumption|consensus)s?"
                  r"\s(?:in|among|within|inside|of|at)\s[^.,;:“”\"]{2,60}?)\s(?:is|are|was|were|remains?)\sthat\s", re.I)
"""Words for what somebody thinks, before what it is: *the fear in Norland* is that. Counter-example: *the fear is that*."""
INSERTED = re.compile(r",[”\"’']?\s(?:(?:as|so)\s)?$")
INSERTION_ENDS = re.compile(r"(?:\s(?:on\s)?(?:\w+day|today|yesterday|the same (?:day|evening))|\sin an? \w+(?: \w+)?)?\s?(?:[,.;:]|$)")
"""What stands before and after who says so where that is put in: *the island, he* repeated, *is ours*. Counter-example: *in May Norland* accused *them*."""
BREAK = re.compile(r"[,;:]\s|\n|[.!?]\s|\b(?:who|which|that|because|and\s(?!$))")
REPORTING = re.compile(r"\b(?:said|says?|reported|reports|according to|told|announced|added|confirmed|replied)\b", re.I)
DEPENDENT = re.compile(
    r"(?:^|[.\n]\s?)(?:When|If|As|After|Before|Although|While|Since)\b[^,]*$|\b(?:who|which|where)\s(?:[\w’'-]+\s){0,5}$|"
    r"\b(?:of|on|in|at|near|from|with|by|for|to|after|before|over|against|amid|during|since)\s"
    r"(?:(?!(?:was|were|is|are|has|have|had|been|be|would|will|could|may|might|should|must)\s)[\w’'-]+\s){0,3}$")
"""What goes before a word that hangs on another, so that it may be what everybody knows."""
STATING = re.compile(r"(?:(?:has|have|had)\s)?(?:\w+ly\s|also\s)?(?:report|claim|conclude|estimate|acknowledge|insist|complain|protest|state|announce|rule|"
                     r"find|assert|maintain|testifie|allege|reveal)(?:s|d|ed)?(?:\s(?:on\s\w+day|last\s\w+))?", re.I)
NAMED = re.compile(r"\b(?:amid|after|on|of|by|from|the|its|his|with|despite)\s$", re.I)
"""What goes before a word of stating that is a noun: *amid* reports *that*."""
FAR = 240
"""Characters from a cue to the verb of its clause at most."""
NO_SAYING = re.compile(r"^(?:is|are|was|were|been|being)\b|ing$", re.I)
"""Cues that tell nothing of who says it: *was told*, *citing*."""
CHARGED = re.compile(r"^(?:(?:has|have|had)\s)?(?:\w+ly\s|always\s|also\s)?(?:accus(?:e|es|ed|ing)\s(?!of\b)[^.;:\n]{1,90}\bof|den(?:y|ies|ied|ying))\s"
                     r"(?:having\s(?:\w+ly\s|ever\s)?|being\s)?$|^(?:(?:has|have|had)\s)?(?:\w+ly\s|always\s|also\s)?"
                     r"den(?:y|ies|ied|ying)\sthat\s(?:[\w’'-]+\s){1,6}$", re.I)

_NOUNS = r"(?:(?!(?:of|to|by|that|who|which|and|or|it|he|she|they|was|were|is|are|been|be)\b)[\w’'.-]+\s+){0,3}"
BACKGROUND = re.compile(
    rf"\b(?:after|since|until|following|amid|over|from|for|into|including|because of|in (?:response|retaliation) (?:to|for))\s+({_NOUNS})$", re.I)
ASIDE = re.compile(r",\s+(?:who|which|when)\s+(?:[\w’'.-]+\s+){0,3}$", re.I)
"""What goes before an event that a speaker's words only touch on: *may be lifted after the* tests, *the base, which NATO is* enlarging."""
BY, AT = re.compile(r"\s+by\b"), re.compile(r"\s+(?:in|as|at|on)\b")
BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+|not\s+|also\s+|later\s+|then\s+)?$", re.I)

OUTLET = re.compile(rf"(?:\bAn?\s+)?((?:[Tt]he\s+)?(?:[\w’'-]+\s+{_OUTLET_WORDS}\s+)?{_NAME}(?:\s+(?:{_OUTLET_WORDS}|news))?)")
REPORTED = re.compile(rf",[”\"]?\s+((?:the\s+)?(?:[\w-]+\s+){{0,3}}?{_NAME}(?:\s+{_OUTLET_WORDS})?)\s+(?:reported|reports|quoted\shim\sas\ssaying)"
                      r"(?:\s+(?:on\s)?(?:\w+day|today))?\.?\s*$")

QUOTES = re.compile(r"(?:[“\"]|``|(?<!\w)''(?=\w))((?:(?!'')[^”\"]){3,})(?:[”\"]|''|$)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with what it says (content) and who says it (source); either may be missing. Spans are characters of the report."""

    cue: Span
    source: Span | None
    content: Span | None


def _gap(a: Span, b: Span) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def link(sources: Sequence[Span], cues: Sequence[Span], contents: Sequence[Span]) -> list[Attribution]:
    """Join each cue to the source nearest to it and to a content next to it, within one window."""
    out = []
    for cue in cues:
        source = min((s for s in sources if s != cue), key=lambda s: _gap(s, cue), default=None)
        beside = [c for c in contents if not (c[0] <= cue[0] and cue[1] <= c[1])]
        content = min(beside, key=lambda c: (_gap(c, cue), c[0] < cue[0]), default=None)
        out.append(Attribution(cue, source, content))
    return out


def says(text: str, told: Attribution) -> bool:
    """Whether an attribution's cue is a plain word of saying, so that what it reports is its source's word: others (*believes*, *expects*) are so too
    seldom to go by.
    """
    cue = text[slice(*told.cue)]
    heard = PASSIVE.search(cue) and told.source and told.source[0] < told.cue[0]
    return bool(SAYS.search(cue)) and not heard and not (cue.endswith("reported") and HEARSAY.search(text, max(0, told.cue[1] - 20), told.cue[1] + 4))


def aside(text: str, told: Attribution) -> bool:
    """Whether source and cue are put in between commas or at a sentence's end, so that what stands beside them is the source's word, whatever the verb."""
    if not told.source or not 0 <= max(told.cue[0], told.source[0]) - min(told.cue[1], told.source[1]) <= 2:
        return False
    begin, end = min(told.cue[0], told.source[0]), max(told.cue[1], told.source[1])
    if begin == told.cue[0] and " " in text[slice(*told.cue)] and not SAYS.search(text[slice(*told.cue)]):  # *have unsettled many Americans*
        return False
    return bool(INSERTED.search(text, max(0, begin - 6), begin) and INSERTION_ENDS.match(text, end) and not NO_SAYING.search(text[slice(*told.cue)]))


def told_after(text: str, told: Attribution, span: Span) -> bool:
    """Whether what is put in after an act is whose word the act is, in the words that the network took for no content: *talks were put off, officials said,*
    for want of time. Counter-examples: on the *talks* of June, officials said; who *fled*, officials said; when it *fled*, officials said.
    """
    begin = min(told.cue[0], told.source[0]) if told.source else 0
    if begin <= span[1] or not REPORTING.search(text[slice(*told.cue)]) or BREAK.search(text, span[1], begin - 2):
        return False
    return aside(text, told) and not DEPENDENT.search(text, max(0, span[0] - 60), span[0])


def stated(text: str, told: Attribution, span: Span) -> bool:
    """Whether the verb at `span` is that of the clause that a word of stating takes: *rules that the two may be* expelled. Counter-examples: *rules that the
    men who* fled, *states that a clause in the* truce.
    """
    if not told.content or not STATING.fullmatch(text, *told.cue) or not text.startswith("that ", told.content[0]):
        return False
    if told.source and text[slice(*told.source)] in ("who", "which") or NAMED.search(text, max(0, told.cue[0] - 12), told.cue[0]):
        return False
    before = text[told.content[0] + 5:min(span[0], told.content[0] + FAR)]
    if not 0 < told.content[0] - told.cue[1] < 12 or span[0] - told.content[0] >= FAR:
        return False
    return not DEPENDENT.search(before) and not re.search(r"\b(?:that|whether)\b(?<!and that)", before)


def charged(text: str, cue: Span, span: Span) -> bool:
    """Whether the verb at `span` is what a cue of accusing or denying takes: *accused them of* shelling, *denied having* sold, *denied that it had* sold."""
    return 0 < span[0] - cue[0] < FAR and bool(CHARGED.search(text[cue[0]:span[0]]))


def touched_on(text: str, content: Span, span: Span) -> bool:
    """Whether reported words only touch on an event, as background that the report vouches for too: *after the* raid, *the accord* signed by both."""
    event, before, after = text[slice(*span)], text[content[0]:span[0]], text[span[1]:content[1]]
    behind = BACKGROUND.search(before)
    if ASIDE.search(before) or behind and (behind[1] or not event.endswith("ing")):  # *after the bombing*, not *for bombing*
        return True
    return event.endswith("ed") and not BE.search(before) and bool(BY.match(after) or before.endswith(", ") and AT.match(after))


def of_itself(text: str, sentence: int, span: Span) -> bool:
    """Whether the verb at `span` tells what a speaker does by saying so: *the minister said that she* condemns *the raid*; no act of before (*had asked*)."""
    return bool(ITSELF.search(text, sentence, span[0]))


def passed_on(text: str, cue: Span, span: Span) -> Span | None:
    """Who told what a speaker passes on, where the words between the speaker's word of saying and `span` name him: *said an envoy had told her that* …"""
    m = PASSED_ON.match(text, cue[1], span[0]) if SPOKEN.search(text[slice(*cue)]) else None
    return m.span(1) if m and not CLAUSE.search(m[1]) else None


def viewed(text: str, sentence: Span, span: Span) -> Span | None:
    """Whose view it is that a sentence tells before `span`, in the words for both: *the fear in Norland is that Sudland will attack*."""
    m = VIEW.search(text, sentence[0], span[0])
    return m.span(1) if m else None


SILENT = re.compile(
    r"(?:,[^,.;\n]{1,60},)?(?: [\w-]+){0,2}? (?:(?:would|did|does|do|could|has|have|had)(?: not|n[’']t)|(?:declin|refus)(?:es|ed|ing) to)(?: \w+ly| yet)* "
    r"(?:say|said|comment(?:ed)?|confirm(?:ed)?|elaborate|respond(?:ed)?|answer(?:ed)?|specif(?:y|ied)|disclosed?)\b(?P<rest>[^.;\n]*)", re.I)
TELLS = re.compile(r"\b(?:but|and|though|although|while|only|except)\b.*\b"
                   r"(?:sa(?:id|ys?)|told|adds?|added|acknowledg\w+|admit\w*|insist\w*|den(?:y|ied|ies)|call(?:s|ed))\b", re.I)
"""What follows who leaves a thing unsaid, and is no source of it: the ministry *would not say*. Counter-example: it *would not say, but denied* the raid."""


def keeps_silent(text: str, source: Span) -> bool:
    """Whether words tell of somebody that he does not say what is asked."""
    silent = SILENT.match(text, source[1])
    return bool(silent and not TELLS.search(silent["rest"]))


def quoted(text: str) -> list[Span]:
    """Stretches between quotation marks, one paragraph at a time; one left open runs to the paragraph's end."""
    out = []
    for p in re.finditer(r"[^\n]+", text):
        out += [(p.start() + m.start(1), p.start() + m.end(1)) for m in QUOTES.finditer(p.group())]
    return out


def _outlet(surface: str, span: Span, actors: Actors) -> Source | None:
    """An outlet by its name, or by a word of its name or beside it (*the Moscow radio station Ekho*, *Viti FM*); None for anybody else."""
    if NO_OUTLET.search(surface) or HERE.match(surface) or surface.partition(" ")[0].rstrip(".").lower() in HONORIFICS:
        return None
    code = actors.outlet(surface)
    if code is None and (re.search(rf"\b{_OUTLET_WORDS}\b", surface) or TITLE.search(surface)):
        code = next(iter(actors.code(span)), "UNK")
    return None if code is None else Source(surface, code, "media", span)


def told_outlet(text: str, sentence: Span, actors: Actors) -> Source | None:
    """The outlet that a sentence's speaker told, if it names one."""
    for m in TOLD.finditer(text, sentence[0], sentence[1]):
        surface = re.sub(r"['’]s$", "", m.group(1)).rstrip(".,’'")
        if found := _outlet(surface, (m.start(1), m.start(1) + len(surface)), actors):
            return found
    return None


def quoted_by(text: str, outlet: Span, sources: Sequence[Span]) -> Span | None:
    """The source whom an outlet quotes, if one stands right behind the word for it."""
    m = QUOTING.match(text, outlet[1])
    return next((s for s in sources if m and (0 <= s[0] - m.end() < 3 or POST.fullmatch(text, m.end(), s[0]))), None)


def quoting(text: str, source: Span, sentence: Span, actors: Actors) -> Source | None:
    """The outlet that quotes a source, where it stands right before the word for it: *Channel 12, quoting* a senior official."""
    verb = next((m for m in QUOTING.finditer(text, sentence[0], source[0]) if m.end() == source[0] or POST.fullmatch(text, m.end(), source[0])), None)
    for m in OUTLET.finditer(text, sentence[0], verb.start()) if verb else ():
        if text[m.end():verb.start()] in ("", " report"):
            return _outlet(m[1], m.span(1), actors)
    return None


def reported(text: str, sentence: Span, actors: Actors) -> Source | None:
    """The outlet by which a whole sentence is told at its end: *Iran condemns the act, a spokesman said, the official news agency IRNA reported.*"""
    m = REPORTED.search(text, sentence[0], sentence[1])
    return _outlet(m[1], m.span(1), actors) if m and actors.outlet(m[1]) else None


def told_through(source: Span, attributions: Sequence[Attribution]) -> Span | None:
    """The source in whose words another source is quoted: *Al Jazeera says that an official denied it*."""
    return next((x.source for x in attributions if x.source and x.content and x.content[0] <= source[0] and source[1] <= x.content[1]
                 and not overlap(x.source, source)), None)


def is_anaphor(surface: str) -> bool:
    """Whether a source's words only point back to one named before."""
    return surface.lower() in PRONOUNS and (len(surface) == 1 or not surface.isupper()) or bool(ANAPHORS.match(surface))  # *who*, not *WHO*


def is_person(source: Source, actors: Actors) -> bool:
    """Whether a source's words name one person: an office or trade in the singular, or a name that is no country's, body's or outlet's."""
    head = HEAD.match(source.surface)
    if not head or not source.span:
        return False
    word = head[0].split()[-1].rstrip(".")
    if not word[:1].isupper() or word.lower() in PERSONS:
        return word.lower() in PERSONS or word in ONE
    at = source.span[0] + len(head[0].rstrip(". ")) - 1
    k = bisect_right(actors.at, at) - 1
    if k >= 0 and at < (named := actors.mentions[k]).end:
        return named.kind in PEOPLE or named.kind == "learned" and not word.isupper()
    return word.lower() not in AGENTS and not word.isupper()


def may_be(anaphor: Source, source: Source, actors: Actors) -> bool:
    """Whether a source is of the kind that an anaphor stands for: one person for *he*, none for *it* or *they*, one of Qatar for *the Qatari minister*."""
    word = anaphor.surface.lower()
    if word in HE or word in IT:
        return is_person(source, actors) is (word in HE)
    named = CAPITAL.search(anaphor.surface) or word.endswith("ministry")
    return not named or "UNK" in (anaphor.code, source.code) or anaphor.code == source.code


def antecedent(source: Source, chains: Sequence[tuple[Span, tuple[Source, ...]]]) -> tuple[Source, ...] | None:
    """The chain that an anaphor stands for: the last one before it whose innermost source could be meant.

    `chains` holds spans of innermost sources with their chains, in the order of the text.
    """
    if source.span is None:
        return None
    word = source.surface.lower()
    person = word in ("he", "she", "him", "her", "his", "i")
    noun = word.split()[-1] if word not in PRONOUNS else None
    for span, chain in reversed(chains):
        last = chain[-1]
        if span[1] > source.span[0] or is_anaphor(last.surface):
            continue
        if person and last.kind in ("media", "document"):
            continue
        if noun and noun not in last.surface.lower():
            continue
        return chain
    return None


def without_publisher(chain: tuple[Source, ...], publisher: str | None) -> tuple[Source, ...]:
    """The chain less the report's own publisher (*told VOA* in a VOA report)."""
    chain = tuple(s for s in chain if s is chain[-1] or not HERE.fullmatch(s.surface))
    if not publisher:
        return chain
    own = {_plain(name) for name in publisher.split(", via ")}
    return tuple(s for s in chain if not (s.kind == "media" and _plain(s.surface) in own))


def _plain(outlet: str) -> str:
    """An outlet's name without the words that it may have or lack: *BBC News* is the *BBC*."""
    return re.sub(r"^the\s|(?<!sky)(?<!fox)\s(?:news|newspaper|news agency|magazine)$", "", outlet.lower())
