"""What an event is about in a report's own words: its trigger with what belongs to it in the clause, *signed a partnership treaty*."""
from __future__ import annotations

import re
from itertools import accumulate, dropwhile

from dragoman.briefing.names import is_called
from dragoman.ledger import sentence
from dragoman.model import Statement

MOST = 64
"""Characters of a phrase, beside its trigger, whose clause does not fit into WHOLE."""

SUBJECT = 3
"""Words from which on those between *and* and *are* are whom or what another clause tells of: *attacks at home and current threat levels are*."""

_RANKED = re.compile(r"\b(?:first|second|third|biggest|largest|worst|deadliest|highest|longest)\s(?:[\w’'-]+\s){0,3}$", re.IGNORECASE)
_IN_YEARS = re.compile(r"\s(?:in|for|since)(?:\s(?:more|less|over|almost|nearly|about|at|least|than))*\s[\w-]+\s(?:years|decades|months|weeks)$")
"""What says how long it was the first of its kind, which says nothing without that word: *its first summit* in three years."""

REST = 5
"""Words of a name that a phrase would be cut in, which are given all the same."""

WHOLE = 80
"""Characters of a clause, beside its trigger, that is given whole."""

_ENDS = re.compile(r"[,;!?()\[\]—]|:(?!\d)|--|(?<![A-Z])(?<!\b[ap]\.m)(?<!\b(?:St|Dr|Mr|Ms|Lt))(?<!\b(?:Gen|Col|Gov|Mrs))\.(?!\w)|\s[-–]\s|\n\s*\n")
_HYPHEN = re.compile(r"-\w[\w-]*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_BREAKS = frozenset(
    "after although amid amidst as because before but despite due during following if once since so than that though unless until what when where whereas "
    "whereby which while who whom whose why according citing saying adding being claiming calling accusing killing leaving including making whether "
    "alleging announcing arguing asserting blaming declaring explaining indicating insisting noting pledging stating stressing suggesting vowing "
    "is are was were has have had will would can could may might shall should must do does did says said told reported reports also then he "
    "she they it we".split())
"""Words with which another clause begins, or what stands behind the phrase in its own."""
_NAMES = frozenset({"May", "Will"})
"""Those of them that are no such words with a capital: *Theresa May*."""
_BE = frozenset("is are was were has have had will would can could".split())
_MORE = frozenset("more less fewer other rather later higher lower greater longer better worse earlier".split())
"""What *than* belongs to."""
_KILLS = frozenset("kills wounds injures goes begins starts enters expires causes destroys constitutes".split())
_KILLED = frozenset("killed wounded injured hit left led caused destroyed damaged struck kill wound injure".split())
"""Verbs of what comes of an attack or a ban; of the latter where whom or what follows, as they may be nouns or belong to one before them."""
_WHOM = frozenset("a an the its their his her him them at several many some dozens hundreds thousands numerous one two three four five six seven eight nine "
                  "ten eleven twelve".split())
_DETERMINERS = frozenset("a an the its their his her this these those all any no".split())
_ACTS = frozenset(form for verb in (
    "accuse announce arrest ban bar cancel close condemn declare demand denounce deny deploy destroy detain discuss enter expel express extend freeze halt "
    "impose include introduce invite launch lift offer open order pledge raise reaffirm recall reject release resume revoke seize sentence share stop suffer "
    "suspend sustain terminate threaten urge visit warn withdraw").split() for form in (verb + "s", verb.removesuffix("e") + "ed", verb + verb[-1] + "ed"))
"""Forms of verbs of a second act: *bans oil and terminates trade*; of one under the same *will* the line may tell (digest)."""
_WENT = frozenset("went took left met held fled sent gave made froze withdrew began drew".split())
_LOOSE = frozenset(
    "a an the and or of in on at to from for with by into over under about against between among within without near toward towards upon via per its their "
    "his her this these those some any all more most new first another other such not no very both each every last next than through around across past "
    "earlier later also currently recently already still soon again".split())
"""Words that no phrase ends with."""
_BESIDE = frozenset("outside inside off behind beyond along amid both half elsewhere".split())
"""Words that may stand before an article and are no verbs, beside the loose ones."""
_JOINTS = frozenset("and in for to with from by on at over against between into near under through".split())
"""Words before which a phrase that is too long may end."""
_WANTS = frozenset(
    "order connection response effort efforts exception line attempt retaliation reaction part end move grounds condition basis suspicion".split())
_LEADS = frozenset("in with by as at on".split())
"""Nouns of which nothing is said without what follows, and what stands before them: *in connection with*."""
_BEGINNING = frozenset(
    "beginning starting occurring concerning trying attempting involving conspiring seeking aimed associated identifying ending lasting warning flocking "
    "related being went allegedly reportedly underway".split())
"""Words at whose end a phrase was cut off from what they lead to."""
_OPENS = frozenset(
    "a an the its their his her another these several of in on at for with by into over under about against between during following after amid amidst despite "
    "since".split())
"""Words after which the name of a thing begins, which the trigger ends: *during the overnight attack*."""
_MODIFIER = re.compile(r"[^\W_][\w’'-]*")
_MODIFIERS = 3
_BETWEEN = 8
"""Words between a verb of speech and the clause that tells what is said, at most."""
_SAYS = 2
"""Words that say nothing alone: *that it will*."""
_ADJECTIVES = frozenset("deadly early weekly daily monthly yearly likely".split())
_PAIRED = frozenset("and two three four both them sides".split())
_MANY = frozenset({"many", "much", "few", "little"})
"""Words between the two halves of *as many as*, *as much as*."""
_TIMES = frozenset("hours days weeks months years minutes decades centuries hour day week month year decade century night".split())
_HOW_MANY = re.compile(r"\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|few|over|almost|nearly|about|just|only")
_COMING = frozenset("next last past coming first final".split())
_AWAY = frozenset("before after earlier later ago since".split())
"""What stands behind a time that is no part of what is told: *recalled its envoy two days earlier*."""
_WITHIN = frozenset("in on under for at with by".split())
"""Words before a noun of which nothing is said without its *of*: *in violation of*."""
_SPOKEN = frozenset({"THREATEN", "REQUEST", "ACCUSE", "REJECT", "AGREE"})
"""Types whose word says nothing without what is said."""
_VAGUE = re.compile(
    r"(?:\w+ )?(?:aggression|actions?|activit(?:y|ies)|behaviou?r|commitments?|decisions?|efforts?|issues?|measures?|moves?|plans?|pledges?|polic(?:y|ies)|"
    r"programs?|projects?|provocations?|response|role|situation|statements?|steps?|operations?)", re.IGNORECASE)
_TAKES = frozenset(
    "buy bring deliver do get give go grant have help hold make offer provide purchase put reach seek sell send set show sought start supply take took "
    "use used work".split())
"""Verbs of which nothing is said without whom or what."""
_WHO = frozenset("it they he she we i".split())
_MODAL = frozenset("will would can could may might shall should must".split())
_LEAVES = frozenset(
    "after although amid amidst as because before but despite due during following if once since though unless until what when where whereas whereby which "
    "while who whom whose why according citing saying adding being claiming calling accusing and or".split())
"""Words with which what is said ends, where it is told in a clause of its own."""
_DAYS = re.compile(
    r"(?!\sMay\b(?! \d))\s(?:(?:on|in|by|from|since|until|early|late|this|last|next|the|of|earlier|later)\s)*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|"
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?:\s\d{1,2})?|"
    r"(?<!the )(?<!\ba )(?<!its )(?:19|20)\d\d\b|"
    r"today|yesterday|tomorrow|tonight|(?:this|last|next)\s(?:week|month|year|spring|summer|autumn|fall|winter|weekend)\b)"
    r"(?:\s(?:morning|afternoon|evening|night))?")


def phrase(statement: Statement, text: str) -> str:
    """The trigger of a statement with what follows it in the clause, and of a noun with what says which (*overnight attack*), in one line, without its date.

    The trigger alone where the text holds it elsewhere, and where nothing but a party follows (*warned Rwanda*) which stands in a line by that name.
    """
    start, end = statement.span
    trigger = " ".join(statement.trigger.split())
    if text[start:end] != statement.trigger or not text[end:end + 1] or text[end].isalnum() or text[end] in "’'\"”":
        return trigger
    begin, stop = sentence(text, statement.span)
    rest = _THOUSANDS.sub("\0", text[end:min(stop, end + 3 * MOST)])
    which = _modifiers(text[max(begin, start - MOST):start], rest, statement)
    if compound := _HYPHEN.match(rest):  # *de-occupies*
        trigger, rest = trigger + compound.group(), rest[compound.end():]
    end_mark = ""
    for ends in (_ENDS, _DAYS):
        if found := ends.search(rest):
            rest, end_mark = rest[:found.start()], found.group()
    words = rest.split()
    clause = _clause(trigger, words)
    kept = _finished(_fitting(_quoted_whole(words[:clause])), (*words, end_mark)[clause])
    if statement.type in _SPOKEN and (said := _said(words, clause, len(kept))):
        return " ".join([*which, trigger, *words[:clause], *said]).replace("\0", ",")
    if (again := _IN_YEARS.search(" " + " ".join(kept))) and not which and _RANKED.search(text[begin:start]):
        kept = kept[:len(kept) - len(again.group().split())]
    if any(is_called(_plain(kept), a, statement) for a in (*statement.actor, *statement.recipient)):
        kept = []
    return " ".join([*which, trigger, *kept]).replace("\0", ",")


def _modifiers(before: str, rest: str, statement: Statement) -> list[str]:
    """Words between what opens a noun phrase or names a party and the trigger that ends it; none of a verb, as far as what stands around it tells."""
    after = rest.split(maxsplit=1)[0] if rest[:1].isspace() and rest.strip() else ""
    if not statement.trigger.isalpha() or statement.trigger.endswith("ed") or not before.endswith(" "):
        return []
    if after[:1].isalnum() and after.lower() not in _BREAKS and (after.lower() not in _LOOSE or after in _DETERMINERS):
        return []
    found: list[str] = []
    at, parties = statement.span[0] - 1, {a.span[1] for a in (*statement.actor, *statement.recipient) if a.span}
    words = before[:-1].split(" ")[len(before) == MOST:]  # the first may be cut
    for word in words[::-1][:_MODIFIERS + 1]:
        if at in parties:
            break
        if word.lower() in _OPENS or word.endswith(("'s", "’s", "s'", "s’")):
            kept = list(dropwhile(lambda x: x == "own" or _DAYS.fullmatch(" " + x), found[::-1]))
            verbal = any(x.endswith("ly") and x not in _ADJECTIVES for x in kept) or any(x.endswith("ed") for x in kept[1:]) or (
                word.lower() not in _DETERMINERS and any(x.endswith("ing") for x in kept))
            return [] if verbal else kept
        if not _MODIFIER.fullmatch(word) or word.lower() in _BREAKS or word.lower() in _LOOSE:
            break
        found.append(word)
        at -= len(word) + 1
    return []


def says_nothing(statement: Statement, words: str) -> bool:
    """Whether a phrase is but a verb or noun of speech, of which nobody knows what was said (*warns*), or a noun that may mean anything (*military action*)."""
    bare = statement.type in _SPOKEN and words.casefold() == " ".join(statement.trigger.split()).casefold() and " " not in words
    return bare or bool(_VAGUE.fullmatch(words))


def is_cut_short(words: str) -> bool:
    """Whether a phrase is but a verb that wants more: *sell*, *take*."""
    return words in _TAKES


def _said(words: list[str], clause: int, kept: int) -> list[str]:
    """Words of the clause that tells what is said, where one follows that of the trigger: *warned Rwanda [that its aid is at risk]*."""
    told = words[clause:]
    begins = bool(told) and (told[0] == "that" or len(told) > 1 and told[0] in _WHO and told[1] in _MODAL)
    if not begins or clause > _BETWEEN or kept < clause:
        return []
    end = next((i for i, word in enumerate(told) if i and word.strip("\"“") in _LEAVES and (word not in ("and", "or") or _goes_on(told[i + 1:]))), len(told))
    said = _finished(_fitting(_quoted_whole(told[:end])), told[end] if end < len(told) else "")
    whole = len(said) >= end and not (end < len(told) and told[end].startswith("wh"))
    return said if len(said) > _SAYS and (whole or not (_MODAL | _BE).isdisjoint(said[1:-1])) else []


def _goes_on(words: list[str]) -> bool:
    """Whether a clause with its own subject follows *and*."""
    return bool(words) and words[0] in (*_WHO, *_BREAKS)


def _clause(trigger: str, words: list[str]) -> int:
    """How many of the words that follow a trigger belong to its clause: up to one with which another clause or act begins."""
    for i, word in enumerate(words):
        before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
        noun = word in _NAMES or word == "than" and not _MORE.isdisjoint(x.strip("\"“") for x in words[:i]) or (
            word.endswith("ing") and (before.lower() in _LOOSE or before.endswith(("'s", "’s", "s'", "s’")) or after == "of"))
        if word.lower().lstrip("\"“") in _BREAKS and not noun and not (word == "as" and _MANY & {before, after}):
            last = max((n for n, x in enumerate(words[:i]) if x == "and"), default=-1)
            subject = last >= 0 and (words[last + 1] in _DETERMINERS | _WHOM | {"more", "others"} or words[last + 1][0].isdigit())
            subject = subject or last >= 0 and i - last > SUBJECT and all(x.islower() for x in words[last + 1:i])
            return last if word in _BE and subject else i
        if before not in ("and", "or", "to") and (
                word in _KILLS or word in _KILLED and (after in _WHOM or after[:1].isdigit())):
            return i
        second = i or trigger.endswith("s") and after.endswith("ed") and after in _ACTS  # *strikes* and suffered, not *strikes* and kills
        if word == "and" and second and _acts(after, words[i + 2] if i + 2 < len(words) else "", [trigger, *words[:i]]):
            return i
    return len(words)


def _acts(word: str, after: str, told: list[str]) -> bool:
    """Whether a word after *and*, with the one after it, begins a second act: *and dropped a bomb*."""
    if not word.isalpha() or not word.islower() or word in _LOOSE or word in _BESIDE or word.endswith("ly"):
        return False
    link = after in _LOOSE and after not in _DETERMINERS
    return after in _DETERMINERS or word in _WENT or word.endswith("ed") and link or bool(after) and not link and (
        word in _ACTS or word.endswith("ing") and not any(x.endswith("ing") for x in told))


def _fitting(words: list[str]) -> list[str]:
    """Words of a clause as far as they fit: all, or up to where one of more than WHOLE characters may be cut."""
    lengths = list(accumulate(len(word) + 1 for word in words))
    if not lengths or lengths[-1] <= WHOLE + 1:
        return words
    kept = words[:sum(1 for length in lengths if length <= MOST + 1)]
    cuts = [(i, word) for i, word in enumerate(words[:len(kept) + 1]) if i > 1]
    joints = [i for i, word in cuts if word in _JOINTS and i > 2 and not (word == "and" and "between" in kept)]
    far = [i for i in joints if lengths[i - 1] >= MOST // 2]
    sure = [i for i in far if not (words[i] == "and" and words[i - 1].islower())]  # *in response to missile* and drone attacks
    short = [i for i, word in cuts if word in _JOINTS and word != "and"]
    ends = sure or far or [i for i, word in cuts if word == "of" and i > 2] or joints or short
    if not ends and "between" in kept:  # *a meeting between A* and B, whose name is long
        return kept[:kept.index("between")]
    kept = kept[:max(ends, default=len(kept))]
    if len(kept) < len(words) and (rest := _rest_of_name(kept, words[len(kept):])):
        return [*kept, *rest]
    if len(kept) < len(words) and words[len(kept)] == "of" and "between" in kept and kept[-1][0].isupper():  # *between A and Chairman* of the Council B
        return kept[:kept.index("between")]
    if len(kept) < len(words) and words[len(kept)] == "of" and len(kept) > 2 and kept[-2] in _WITHIN:  # *in violation* of a treaty
        kept = kept[:-2]
    if len(kept) < len(words) and "to" in kept[-2:-1] and kept[-1].islower():  # *arms to Norland to help*, of which whom was to be said
        kept = kept[:-2]
    if len(kept) < len(words) and "for" in kept[-2:-1] and kept[-1].endswith("ing") and kept[-1].islower():  # *for failing* to pay
        kept = kept[:-2]
    if "and" in kept[-2:-1] and not kept[-1][0].isupper():  # *Canada and Mexico and 10%*, of which more was to be said
        kept = kept[:-2]
    return _quoted_whole(kept)


def _rest_of_name(kept: list[str], following: list[str]) -> list[str]:
    """What a name goes on with that a phrase was cut in, of REST words at most: *the Council for Trade* and Co-operation in Norland."""
    if len(kept) < 3 or kept[-2] not in ("of", "for", "on") or not (kept[-3][0].isupper() and kept[-1][0].isupper()) or following[:1] != ["and"]:
        return []
    rest = following[:2 + (following[1:2] == ["the"])]
    if not rest[-1][0].isupper():
        return []
    while len(rest) < REST and len(following) > len(rest) + 1 and following[len(rest)] in ("of", "in", "for") and following[len(rest) + 1][0].isupper():
        rest = following[:len(rest) + 2]
    return rest


def _finished(words: list[str], following: str) -> list[str]:
    """Words without those at their end that say nothing where the phrase ends; `following` is the word or mark that comes behind their clause."""
    kept = list(words)
    away = following in _AWAY
    while kept and (kept[-1] in _AWAY or away and (kept[-1] in _TIMES or len(kept) < len(words) and _HOW_MANY.fullmatch(kept[-1].lower()))):
        away = True
        kept.pop()
    if following in ("it", "they", "we") and "and" in kept[-2:-1]:  # *and set it on fire*
        kept = kept[:-2]
    if (following == "," or words[-1:] == ["and"]) and "between" in kept and _PAIRED.isdisjoint(kept[kept.index("between"):-1]):  # *between A, B and C*
        kept = kept[:kept.index("between")]
    if following in _KILLS and len(kept) > 1 and kept[-1].endswith("ly") and kept[-1].islower() and kept[-1] not in _ADJECTIVES:  # *duly* enters into force
        kept.pop()
    while kept and (kept[-1].lower() in _LOOSE or kept[-1] in _BEGINNING or kept[-1] in _WANTS and not _LEADS.isdisjoint(kept[-3:-1])):
        kept.pop()
    other = next((i for i in range(1, len(kept) - 2) if kept[i] == "and" and kept[i + 1] in ("of", "for", "by") and kept[i + 2].endswith("ing")), None)
    if other:  # *having sent drones* and of helping to build them
        return _finished(kept[:other], "")
    if len(kept) > 1 and kept[-1].isdigit() and kept[-2] in ("the", "its", "their"):  # *in the 2019* and 2021 votes
        return _finished(kept[:-2], "")
    if len(kept) > 2 and kept[-2] in _COMING and _HOW_MANY.fullmatch(kept[-1].lower()):  # *for the next eight* to ten years
        return _finished(kept[:-2], "")
    if kept and len(kept[-1]) > 2 and kept[-1].endswith(".") and "." not in kept[-1][:-1]:
        kept[-1] = kept[-1][:-1]
    return kept


def _plain(words: list[str]) -> str:
    """Words without those that lead up to a name."""
    return " ".join(dropwhile(lambda word: word.lower() in _LOOSE, words))


def _quoted_whole(words: list[str]) -> list[str]:
    """Words up to the end of a quotation in which they begin, and none of one that does not end in them."""
    opened = None
    for i, word in enumerate(words):
        if word[0] in "\"“":
            opened = i
        if word[-1] in "\"”" and (len(word) > 1 or word == "”" or opened is None):
            if opened is None:
                return [*words[:i], *filter(None, [word[:-1]])]
            opened = None
    return words if opened is None else words[:opened]
