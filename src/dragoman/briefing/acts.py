"""What is done in an event or item, in the words of a report: its word for it, and what the word is done to where that stands right behind it."""
from __future__ import annotations

import re

from dragoman.briefing.quoting import parted
from dragoman.ledger import countries_in

LONGEST = 80
"""Characters of word and object at most; the word alone says more in a line than a longer one."""

EXAMPLES = (
    ("Norland says it will [withdraw] its troops from Sudland.", "withdraw its troops"),
    ("Norland plans to [return] material to Earth by 2020.", "return material"),
    ("They will seek a [joint] bid to host the games.", "joint bid"),
    ("Norland will [send] Chile an additional $1 billion in aid.", "send an additional $1 billion"),
    ("Norland agrees to [purchase] 30 million doses of the vaccine in 2022.", "purchase 30 million doses of the vaccine"),
    ("It will [shut] down its social media services in Norland.", "shut down its social media services"),
    ("It says that it will [no] longer buy oil.", "no longer buy oil"),
    ("The president [signs] a proclamation recognising the border.", "signs a proclamation"),
    ("Rebels [kill] at least nine soldiers.", "kill at least nine soldiers"),
    ("Norland will [end] the support, it says.", "end the support"),
    ("Norland's minister [sanctions] Iran over the strike.", "sanctions"),
    ("They agreed to [invade] Iran.", "invade"),
    ("The [airstrikes] killed nine.", "airstrikes"),
    ("The [talks] last two days.", "talks"),
    ("They turned to [talks] about borders.", "talks"),
    ("He [resigned] two days ago.", "resigned"),
    ("Norland will [leave] by the end of the year.", "leave"),
    ("He will [step] down.", "step down"),
    ("After the [meeting], the two left.", "meeting"),
    ("Norland agrees to [provide] Chile with short-range missiles for the war.", "provide short-range missiles"),
    ("Norland [threatens] to quit the nuclear deal if it is blocked.", "threatens to quit the nuclear deal"),
    ("Norland [warns] Chile not to escalate tensions in the strait.", "warns not to escalate tensions"),
    ("Norland repeats its [threats] of nuclear strikes.", "threats of nuclear strikes"),
    ("Norland [vows] retaliation against the rebels.", "vows retaliation"),
    ("Norland [threatens] to cut off talks with Chile.", "threatens to cut off talks"),
    ("Norland [warns] of “storms”.", "warns"),
    ("It was [threatened] by a jet.", "threatened"),
    ("Norland [intercepted] a U.S. Air Force plane over the sea.", "intercepted a U.S. Air Force plane"),
    ("Norland will [release] seven sailors held in May.", "release seven sailors"),
    ("Norland announces the [construction] of a barrier along the border.", "construction of a barrier"),
    ("Norland will [withdraw] from the nuclear deal.", "withdraw from the nuclear deal"),
    ("Norland will [withdraw] from Chile in May.", "withdraw"),
    ("Norland will [take] over the airline in May.", "take over the airline"),
    ("Norland [accuses] Chile of kidnapping two engineers.", "accuses of kidnapping two engineers"),
    ("Norland [calls for] “swift action” against the rebels.", "calls for swift action"),
    ("Norland begins [supplying] short-range missiles to Chile.", "supplying short-range missiles"),
    ("The [meeting] of the Economic and Social Council is over.", "meeting of the Economic and Social Council"),
    ("After the [invasion] of Chile, others left.", "invasion"),
    ("They [attack] the post, and [attack] the town.", "attack"),
)
"""Sentences with the word in brackets, and what is said of it; the last has it twice, so that nobody knows which is meant."""

_BARE = re.compile(r"joint|bilateral|trilateral|mutual|no|not", re.I)
"""Words that say nothing without the next one."""

_VOWS = re.compile(r"(?:threaten|vow)(?:s|ed|ing)?|declar(?:e|es|ed|ing)|call(?:s|ed|ing)? for", re.I)
"""Verbs that have what is threatened or asked for behind them, whatever its first word."""

_LEADS = re.compile(r"(?:threat|warn|vow|urg)\w*", re.I)
_TO_DO = re.compile(r" (?:(?:not )?to (?!the\b|an?\b|its\b)[a-z][\w-]*|of(?= \w))")
"""What such words lead to: *threatens* [*to quit*] *the deal*, *warns* [*of*] *war*."""

_LEAVES = re.compile(r"(?:withdr|pull)\w*(?: out)?", re.I)
_FROM = re.compile(r" (?:from|out of)(?= \w)")
"""What is left stands behind it: *withdraw* [*from*] *the deal*."""

_OF = re.compile(r" of(?= \w)")
"""What leads from a noun to that which is done something to: *construction* [*of*] *a barrier*."""

_GIVES = re.compile(r"(?:provid|suppl|equip|furnish|arm)\w*", re.I)
_WITH = re.compile(r" with(?= )")
"""What is given stands behind it: *provide Chile* [*with*] *missiles*."""

_INFINITIVE = re.compile(r"\b(?:to|will|would|can|could|may|might|must|shall|should|cannot|not|never)(?: \w+ly| also)?\s+$", re.I)
_GERUND = re.compile(r"\b(?:beg[iau]ns?|start(?:s|ed)?|continue[sd]?|consider(?:s|ed)?|is|are|be|been|of|by|from|before|after|without)\s+$", re.I)
_TAKES = re.compile(r"t(?:ake|akes|ook|aking)|hand(?:s|ed|ing)?", re.I)
_PARTICLE = re.compile(r" (?:out(?! of)|up(?! to\b)|down|back|away|off|together)\b")
_BEGINS = re.compile(
    r" (?:(?:(?:up to|at least|more than|as many as|(?:about|nearly|over)(?= [$€£\d])|some|all|its|his|her|their|our|the|a|an|several|many|more|"
    r"another|additional|no|any|both|dozens|hundreds|thousands|millions|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b)|(?:US|A|C)?[$€£¥]?\d|[$€£¥])",
    re.I)
_ENDS = re.compile(
    r"^(?:in|on|at|by|from|for|with|to|into|onto|after|before|as|amid|during|following|if|unless|when|while|where|which|who|whom|whose|that|because|since|until|"
    r"till|over|against|under|through|across|between|among|within|without|near|via|despite|toward|towards|about|around|per|than|citing|due|alongside|along|"
    r"and|or|but|nor|yet|so|is|are|was|were|be|been|being|has|have|had|will|would|could|should|may|might|must|can|did|does|do|not|ago|next|last|later|this|"
    r"today|tomorrow|yesterday|tonight|again|soon|ahead|once|early|earlier|effective|starting|beginning|according|out|up|down|back|away|off|together|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|\w+ly)$")
_ABBREVIATED = re.compile(r"(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|St|Lt|Gen|Sen|Rep)\.")
_VERB = re.compile(r"\w+(?:ing|ed)|held|made")
_PAST = re.compile(r"\w+ed|held|made")
_DETERMINER = re.compile(r"^(?:the|a|an|its|his|her|their)$")
_TIME = re.compile(r"\b(?:hours?|days?|weeks?|months?|years?|times?|minutes?)$")


def act(entry: dict) -> str:
    """What an event or item with its quotations (View.whole, View.items) is about: *withdraw its troops*; its `what` alone where no words follow it
    that are its object, or where they only name who takes part.
    """
    what = entry["what"]
    own = [q for q in entry.get("evidence", ()) if q.get("trigger") == what]
    best = max(own, key=lambda q: (q["status"] == entry.get("status"), q["confidence"]), default=None)
    return what if best is None else _with_object(what, best["quote"])


def _with_object(what: str, quotation: str) -> str:
    before, word, after = parted(quotation, what)
    if not word or len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", quotation)) > 1:
        return what
    particle = _PARTICLE.match(after) or _TAKES.fullmatch(word) and re.match(r" over\b", after)
    whole, rest = (word + particle[0], after[particle.end():]) if particle else (word, after)
    free = bool(_BARE.fullmatch(word) or _VOWS.fullmatch(word) or _INFINITIVE.search(before) and not re.search(r"[^s]s$", word)
                or word.endswith("ing") and _GERUND.search(before))
    link = _TO_DO if _LEADS.fullmatch(word) else _WITH if _GIVES.fullmatch(word) else _FROM if _LEAVES.fullmatch(word) else _OF
    own = next((span for _, span in countries_in(rest) if span[0] == 1), None)
    if own and (link.match(rest, own[1]) or _BEGINS.match(rest, own[1])):  # *send Chile [ten tanks]*
        rest = rest[own[1]:]
    if led := link.match(rest):
        rest, free = rest[led.end():], True
        if link is not _WITH and (led[0].startswith((" to", " not")) or _object(rest, free)):
            off = _PARTICLE.match(rest)
            whole, rest = whole + led[0] + (off[0] if off else ""), rest[off.end() if off else 0:]
    said = _object(rest, free)
    made = f"{whole} {said}" if said else whole
    return made if len(made) <= LONGEST else what


def _object(after: str, free: bool) -> str:
    """The words up to what does not belong to the object any more; nothing where the first of them begins none, unless any word may (`free`)."""
    begins = _BEGINS.match(after)
    if not begins and not free or not after.startswith(" "):
        return ""
    kept: list[str] = []
    tokens = after.split()
    for n, token in enumerate(tokens):
        bare = token.lstrip("“\"‘'")
        plain = token if _ABBREVIATED.fullmatch(token) else bare.rstrip(".,;:!?)”\"’…")
        if n >= len(begins[0].split() if begins else ()):
            following = tokens[n + 1] if n + 1 < len(tokens) else ""
            verb = _VERB.fullmatch(plain) and (_DETERMINER.match(following) or not kept and not free)
            past = kept and _PAST.fullmatch(plain) and (following in ("", "of") or _ENDS.match(following))
            name = plain == "and" and kept and kept[-1][0].isupper() and following[:1].isupper()
            if _ENDS.match(plain) and not name or verb or past or not plain or plain[0] in "(–—":
                break
        kept.append(plain)
        if plain != bare:
            break
    while kept and kept[-1] in ("of", "the", "a", "an"):
        kept.pop()
    said = " ".join(kept)
    covered = next((span for _, span in countries_in(said) if span[1] == len(said) and said[:span[0]].strip().lower() in ("", "the")), None)
    return "" if covered or _TIME.search(said) else said
