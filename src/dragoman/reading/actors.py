"""Codes of the names in one report.

A surface is coded by its own head where that says enough (`US envoy to Syria`: USA), then by what the report itself
teaches (`Iranian Foreign Minister Abbas Araghchi`, later `Araghchi`), then by office holders of the day, and last, for
pronouns and bare agents (`he`, `police`), by the nearest name before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import pairwise

from dragoman.reading.codebook import WORD, ascii_of, codebook, fold, in_force, on_day
from dragoman.reading.cues import (
    AGENTS,
    AMBIGUOUS,
    CONTEXTUAL,
    DOCUMENTS,
    FIRST_PERSON,
    FRIENDS,
    GROUPS,
    HE,
    HONORIFICS,
    IT,
    LED,
    MNC_NOUNS,
    NEVER_USA,
    NGO_NOUNS,
    NO_CUT,
    NOBODY,
    PARTNERED,
    PREPOSITIONS,
    REBEL_NOUNS,
    REBELS_UNLESS_NAMED,
    ROLES,
    SERVANTS,
    SHIPS,
    TITLES,
    UNO_NOUNS,
    US_TITLES,
    word_set,
)
from dragoman.reading.mentions import PEOPLE, PLACES, Mention, Mentions, Token
from dragoman.reading.nouns import Nouns

STOP = re.compile(r"[.!?;:]['\"”’)]*\s|\n")
LIST = re.compile(r"^\s*(?:,|and|&|/|-|–|or|the|as well as|both|\s)*\s*$")
MEMBER = re.compile(r"(?:'s)?[ -](?:fellow )?(?:member|ally|partner|candidate|applicant)(?:[ -](?:state|country|nation))?s? (?:the )?")
"""What makes a body the mark of a state: `EU member Cyprus`, `NATO ally Turkey`."""
GOVERNMENT = re.compile(r"white house|state department|department of state|whitehouse|state\.gov|u\.?s\. ", re.I)
SPEAKER = re.compile(
    r"\b(?:MR|MS|MRS|SECRETARY|PRESIDENT|ADMIRAL|SENIOR ADMINISTRATION OFFICIAL)\.? ?[A-Z\-]{3,}:"
    r"|\bSENIOR ADMINISTRATION OFFICIAL:"
)
JOINT = re.compile(r"\b(?:joint|leaders[’']|ministers[’']|G-?7|G-?20|Quad) (?:leaders[’']? )?(?:statement|declaration|communiqu)|\bwe, the\b|"
                   r"\b(?:leaders|foreign ministers) of the group of seven\b|\bthe undersigned\b", re.I)
"""What a government releases that speaks for others too."""
LABEL = re.compile(r"^[^\w\n]*((?:[A-Z][A-Z.'’\-]* ){1,5}[A-Z][A-Z'’\-]{2,}):", re.M)
"""Who speaks from here on, in a transcript: `PRESIDENT ABBAS:`."""
FIRST_NAME = re.compile(r" [A-Z][a-z]")
"""What follows a name that is the first of two: `Mohamed Bazoum`."""
CROWNED = frozenset({"king", "queen", "prince", "princess", "emir", "sultan"})
"""Titles of people whose last name a president elsewhere may bear: `King Hussein`."""
OFFICE = re.compile(r"(?:(?:Acting|Senior|Principal|Deputy|U\.?S\.?) )*"
                    r"(?:(?:Assistant|Under|Deputy) Secretary|Special (?:Presidential )?(?:Envoy|Representative))\b")
"""Offices of the US government, whose holders its releases name without their state: `Special Envoy Satterfield`."""
HOLDER = re.compile(r"\b(?:Assistant|Under|Deputy) Secretary ([A-Z][a-z][\w’'-]+)(?! [A-Z]| for\b| of\b)")
"""Such an office with the last name of who holds it."""
OURS = frozenset({"the", "this", "our", "president", "secretary", "administration", "deputy", "under", "assistant", "acting"})
"""Words by which a release of the US government calls its own: `the Secretary`, `this administration`."""
LEADERS = frozenset({"leader", "president", "prime minister", "chancellor"})
"""Offices by whose holder a last name is taken where several bear it: `Modi` is India's."""
SENT = frozenset({"ambassador", "envoy", "representative"})
"""Titles of who is sent, and so leads no state: *Ambassador Kim*."""
ABROAD = FRIENDS | word_set("""
    counterpart counterparts neighbor neighbors neighbour neighbours friend friends enemies adversaries competitors host hosts guest guests""")
"""Whom a government calls *our* and who is of another state."""
UNKNOWN = ("UNK",)

BASED = re.compile(r"[-– ](?:based|headquartered)\b(?! in\b| at\b)")
"""Behind where somebody has his seat, who is not of that state for it."""
SEAT = re.compile(r" (?:in|of) (?:the )?")
HAGUE = word_set("court prosecutor prosecutors tribunal judge judges")
"""Who in The Hague is no Dutchman."""
TRIBUNAL = re.compile(r"International Court of Justice|World Court|\bICJ\b|\bICTY\b|[Tt]ribunal")
LOCAL = word_set("local regional provincial district town city civil civilian village tribal state municipal military")
"""What makes an administration none of Washington's."""
CRAFT = re.compile(r"(?:[A-Z][\w-]*\d[\w-]*|\d[\w-]*|jets?|warplanes?|fighters?|bombers?|helicopters?|aircraft|planes?|drones?|trucks?|tanks?|missiles?)\b")
"""What a maker's name before it only tells the make of: *an Ivorian Sukhoi jet*."""
GROUP_OF = frozenset({"group", "groups", "organization", "organizations", "organisation", "organisations", "agencies"})

NO_STATE = frozenset({"UNK", "REB", "IGO", "NGO", "MNC", "UNO", "EUU", "NAT"})
PERSONS = ROLES | {"pastor", "man", "woman", "academic", "teacher", "engineer", "priest", "dual"}
HYPHENATED = re.compile(r"[-–]Americans?\b| Americans\b")
"""Behind where somebody's family is from, who is an American: *Cuban-Americans*."""
OF_BOTH = word_set("""force forces troops military army armies navy navies coalition alliance task governments officials delegations patrol patrols
    jets aircraft ships commission committee summit talks""")
"""What is of both states that a hyphen joins: *Korean-American forces*."""
GUNMEN = word_set("gunman gunmen")
"""Who may be of an armed group, or of none that is known."""
NOBODY_ABROAD = word_set(
    "ambassador embassy envoy consulate consul peacekeepers troops diplomat diplomats forces"
)


class Actors:
    """Codes of the names in one report."""

    def __init__(self, text: str, published: str | None, title: str | None = None, publisher: str | None = None) -> None:
        self.text, self.published, self.book = text, published, codebook()
        named = Mentions(text, published)
        self.tokens, self.mentions, self.learned = named.tokens, named.mentions, named.learned
        self.slanted = named.slanted
        self.named = {m.first: m for m in named.mentions}
        self.starts = [t.start for t in self.tokens]
        self.common = {t.word for t in self.tokens if t.word.islower()}
        self.breaks = [m.end() for m in STOP.finditer(text)]
        self.at = [m.start for m in self.mentions]
        self.about = Counter(m.code for m in self.mentions if m.kind not in ("outlet", "unknown", "company", "ngo"))
        if title and not self.about:
            self.about = Counter(m.code for m in Actors(title, published).mentions if m.code != "UNK")
        self.speaks_usa = bool(publisher and GOVERNMENT.search(publisher + " ")) or bool(SPEAKER.search(text))
        self.speaks_alone = self.speaks_usa and not JOINT.search(f"{title or ''} {text[:400]}")
        for m in HOLDER.finditer(text) if self.speaks_usa else ():
            self.learned.setdefault(m[1].lower(), "USA")
        self.labels = list(LABEL.finditer(text)) if self.speaks_usa else []
        self.memo: dict[tuple[int, int], tuple[str, ...]] = {}
        self.guessed: set[tuple[int, int]] = set()
        self.elsewhere: set[tuple[int, int]] = set()
        self.settled: set[tuple[int, int]] = set()
        self.nouns = Nouns(text, self.mentions)
        self.pointed_at: dict[tuple[int, int], tuple[list[int], list[str]]] = {}

    # what a surface stands for

    def code(self, span: tuple[int, int]) -> tuple[str, ...]:
        """Codes of the surface text[start:end]; ('UNK',) where nothing is known."""
        if span not in self.memo:
            self.memo[span] = self._code(*span)
            if self.memo[span] == UNKNOWN and span not in self.settled:
                self.guessed.add(span)
        return self.memo[span]

    def sure(self, span: tuple[int, int]) -> bool:
        """Whether the surface itself gives its code; a pronoun, a bare agent (*police*) and an unknown name do not."""
        self.code(span)
        return span not in self.guessed

    def named_elsewhere(self, span: tuple[int, int]) -> bool:
        """Whether what gives the code stands nowhere in the text, so that nothing there can be pointed at: who holds office, who publishes."""
        self.code(span)
        return span in self.elsewhere

    def _code(self, start: int, end: int) -> tuple[str, ...]:
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        words = self.tokens[first:last]
        while (
            words
            and words[0].lower in NOBODY
            and len(words) > 1
            and words[0].lower not in ("his", "her", "its", "their", "our", "my")
        ):
            words = words[1:]
        if not words:
            return UNKNOWN
        lower = [w.lower for w in words]
        if (
            len(words) == 1
            and lower[0] in FIRST_PERSON | HE | IT
            and (words[0].word == "I" or not words[0].word.isupper())
        ):
            ours = self.speaks_alone and lower[0] in FIRST_PERSON
            (self.elsewhere if ours else self.guessed).add((start, end))
            return self._pronoun(lower[0], start)
        inside = [m for m in self.mentions[bisect_left(self.at, start) : bisect_left(self.at, end)] if m.end <= end + 1]
        own = lower[-1] in ("president", "secretary", "administration") and OURS.issuperset(lower)
        if self.speaks_usa and (own or "vice" in lower and all(m.kind == "leader" for m in inside)):
            self.elsewhere.add((start, end))
            return ("USA",)
        if code := self.nouns.code(start, end):
            self.settled.add((start, end))
            return (code,)
        if len(words) > 1 and words[0].word in SHIPS and words[1].word[:1].isupper():
            self.settled.add((start, end))
            return (SHIPS[words[0].word],)
        inside = [m for m in inside if not (m.kind == "company" and m.end < end and CRAFT.match(self.text, m.end + 1, end))]
        segments = self._segments(words, inside)
        nouns = {w.lower for w in words[: len(words)] if w.end <= segments[0][1]}
        if self._is_of_no_state(segments, inside, nouns):
            self.settled.add((start, end))
            return UNKNOWN
        if found := self._by_mention(segments, inside, nouns):
            return found
        if (
            not inside
            and (key := fold(self.text[words[0].start : words[-1].end])) not in AMBIGUOUS
            and (entries := self.book[key])
            and words[0].word[0].isupper()
        ):
            if any(e.kind == "leader" for e in entries):
                entries = [e for e in entries if e.kind != "weak"]
                if self._holds_office(words, segments):
                    self.elsewhere.add((start, end))
            if len(words) == 1 and all(e.kind == "leader" for e in entries) and len(held := self._in_office(words[0])) == 1:
                return tuple(held)  # *Stoltenberg* of 2020 is NATO, of 2010 Norway
            return ((on_day(entries, self.published) or entries[0]).code,)
        if coined := self._by_noun(nouns):
            if nouns & GUNMEN:
                self.guessed.add((start, end))
            return coined
        if any(m.code == "UNK" or self.slanted(m, start, end) for m in inside):
            return UNKNOWN
        if lower[0] in US_TITLES:
            return ("USA",)
        if named := self._by_surname(words):
            if self._holds_office(words, segments):
                self.elsewhere.add((start, end))
            return named
        if lower[-1] in FRIENDS or len(words) > 1 and nouns & {"world", "foreign", "international", "other", "various"}:
            return UNKNOWN
        if "fighters" in nouns:
            return ("REB",)
        if "committee" in nouns and nouns & {"house", "senate", "select", "congressional"}:
            return ("USA",)
        if lower[0] in ("his", "her", "its", "their", "our", "my", "your"):
            ours = self.speaks_alone and lower[0] in ("our", "my") and not nouns & ABROAD
            (self.elsewhere if ours else self.guessed).add((start, end))
            return self._pronoun(lower[0], start)
        if lower[-1] in ("north", "south") and len(words) == 1 and "Korea" in self.text:
            return ("PRK" if lower[0] == "north" else "KOR",)
        if "administration" in nouns and not nouns & LOCAL or self.speaks_usa and nouns & {"president", "secretary", "vice", "ambassador"}:
            if "ambassador" in nouns:  # theirs or ours
                self.guessed.add((start, end))
            return ("USA",)
        if (self.speaks_usa and len(words) > 1 and words[-1].word[:1].isupper() and words[0].word[:1].isupper()
                and nouns & (TITLES | HONORIFICS) and not nouns & NEVER_USA):
            if OFFICE.match(self.text, start, end):
                self.settled.add((start, end))
            return ("USA",)
        if lower[-1] in ("group", "groups", "organization", "organisation") and self.about["REB"]:
            return ("REB",)
        self.guessed.add((start, end))
        if nouns & AGENTS:
            return self._context(start, end, nouns)
        if words[-1].word[:1].isupper() and len(words) > 1:
            states = [c for c in self.about if c not in NO_STATE]
            return (states[0],) if len(states) == 1 else UNKNOWN
        return UNKNOWN

    def _segments(self, words: list[Token], inside: list[Mention]) -> list[tuple[int, int, str]]:
        """The surface cut at its prepositions: (start, end, preposition), the head first with ''."""
        within = {k for m in inside for k in range(m.start, m.end)}
        seats = {m.end for m in inside if BASED.match(self.text, m.end)}
        cuts = [w for w in words[1:] if w.lower in PREPOSITIONS and w.start not in within and self.text[w.start - 1] not in "-–" and w.start - 1 not in seats
                and not NO_CUT.match(self.text, w.start)]
        edges = [min([words[0].start, *[m.start for m in inside]]), *[w.start for w in cuts], words[-1].end + 1]
        return [(edges[k], edges[k + 1], "" if k == 0 else cuts[k - 1].lower) for k in range(len(edges) - 1)]

    def _by_mention(
        self, segments: list[tuple[int, int, str]], inside: list[Mention], nouns: set[str]
    ) -> tuple[str, ...]:
        also = ("by",) * bool(nouns & DOCUMENTS) + ("for",) * bool(nouns & SERVANTS)
        if seats := [m for m in inside if BASED.match(self.text, m.end)]:  # *London-based Amnesty International*, *a Moscow-based company*
            others = [m for m in inside if m not in seats]
            if any(m.start < segments[0][1] and m.code != "UNK" for m in others):
                inside = others
            elif coined := self._by_noun(nouns):
                return coined
        order = [segments[0], *[s for p in ("loyal", "of", *also, "from", "in", "at") for s in segments[1:] if s[2] == p]]
        for start, end, preposition in order:
            found = [
                m for m in inside if start <= m.start < end and not self.slanted(m, segments[0][0], segments[-1][1])
            ]
            if preposition in ("in", "at") and nouns & NOBODY_ABROAD:
                continue
            if preposition == "in" and nouns & HAGUE and [self.key(m) for m in found] == ["the hague"]:
                return ("UNO" if self.tribunal else "IGO",)
            if preposition and nouns & REBEL_NOUNS and not any(m.kind in ("group", "institution", "body") for m in found):
                continue
            firm = [m for m in found if m.code != "UNK" and m.kind not in ("outlet", "state", "loose")] or [
                m for m in found if m.code != "UNK"
            ]
            if not firm:
                continue
            if not preposition:
                if nouns & FRIENDS and all(m.kind in PLACES for m in firm) and not (PARTNERED.match(self.text, firm[-1].end) and firm[-1].code != "USA"):
                    return UNKNOWN
                led = nouns & LED and firm[-1].kind in PEOPLE and self.text.startswith(("'s ", "’s "), firm[-1].end)
                own = "settlers" in nouns or {m.code for m in firm} == {"PSE"} and not nouns & GROUPS
                if led or nouns & REBEL_NOUNS and not own and not any(m.kind in PEOPLE or m.kind in ("group", "body") for m in firm):
                    return ("REB",)
                if nouns & MNC_NOUNS and all(m.kind in PLACES for m in firm):
                    return ("MNC",)
                if (nouns & NGO_NOUNS or GROUP_OF.intersection(nouns) and nouns & {"rights", "aid"}) and all(m.kind in PLACES for m in firm):
                    return ("NGO",)
                if nouns & (UNO_NOUNS | {"workers", "staff"}) and any(m.code == "UNO" for m in firm):
                    return ("UNO",)
            if not preposition and all(m.kind in PEOPLE or m.kind == "learned" for m in firm) and (home := self._home(segments, inside)):
                return (home,)
            loose = all(m.kind == "institution" and self.key(m) in CONTEXTUAL for m in firm)
            if loose and (away := self._abroad(firm[0])):
                return (away,)
            return self._several(firm, nouns)
        return ()

    def _is_of_no_state(self, segments: list[tuple[int, int, str]], inside: list[Mention], nouns: set[str]) -> bool:
        """Whether the words say that a party is of some state, not of which: *Western officials*, *a European diplomat*, *a diplomat in Amman*."""
        keys = {self.key(m) for m in inside if m.start < segments[0][1] and not self.slanted(m)}
        if keys and keys <= {"western", "west"} or not keys and "regional" in nouns and nouns & {"leaders", "ministers", "powers"}:
            return True
        if keys == {"european"} and nouns & {"ambassador", "ambassadors", "countries", "nations", "states", "governments", "allies", "partners"}:
            return True
        if not nouns & {"diplomat", "diplomats", "attache", "attaches"}:
            return False
        return keys == {"european"} or not keys and len(segments) > 1 and segments[1][2] in ("in", "at")

    @cached_property
    def tribunal(self) -> bool:
        """Whether the text tells of the UN's courts in The Hague."""
        return bool(TRIBUNAL.search(self.text))

    def _home(self, segments: list[tuple[int, int, str]], inside: list[Mention]) -> str | None:
        """The state that a person's own words name: `King Abdullah of Jordan`, whoever else bears the name."""
        for start, end, preposition in segments[1:2]:
            if preposition == "of":
                return next((m.code for m in inside if start <= m.start < end and m.kind in ("country", "capital") and m.code not in NO_STATE), None)
        return None

    def _several(self, firm: list[Mention], nouns: set[str]) -> tuple[str, ...]:
        """One code for a noun phrase, several for names side by side (`Russia, China and Iran`, `Russian-Iranian`)."""
        parts: list[list[Mention]] = [[firm[0]]]
        for left, right in pairwise(firm):
            gap = self.text[left.end : right.start]
            if HYPHENATED.match(self.text, left.end) and not nouns & OF_BOTH:  # Cuban-Americans
                parts[-1] = [*parts[-1][:-1], right]
                continue
            side = gap.strip() != "" and LIST.match(gap) or re.search(r",? and (?:the |its )?$|, (?:the )?$|/$", gap)
            parts.append([right]) if side else parts[-1].append(right)
        codes = []
        for part in parts:
            groups = [m for m in part if m.kind in ("group", "company", "ngo")]
            own = [m for m in part if m.kind != "institution" or self.key(m) not in CONTEXTUAL]
            part = groups or own or part
            member = len(part) > 1 and MEMBER.fullmatch(self.text[part[0].end : part[1].start])
            codes.append(part[1 if member else 0].code)
        return tuple(dict.fromkeys(codes))

    def _abroad(self, m: Mention) -> str | None:
        """The country where a `Senate` or `Congress` is said to sit, or that named last before it in a report that speaks of that country alone."""
        seat = SEAT.match(self.text, m.end)  # the Ministry of Defence in Colombo
        if seat and (o := next((o for o in self.mentions if o.start == seat.end() and o.kind in ("country", "capital", "city")), None)):
            return o.code if o.code not in NO_STATE else None
        others = [o for o in self.mentions if o.kind in PLACES and o.code not in NO_STATE]
        others = [o for o in others if self.key(o) not in CONTEXTUAL]
        one = len({o.code for o in others}) == 1 and others[0].start < m.start
        return others[0].code if one else None

    @cached_property
    def bare(self) -> dict[int, Mention]:
        """Names of states and capitals by where they begin; *Norlanders*, of *Norlander*, is none."""
        keys = {m: self.key(m) for m in self.mentions if m.kind in ("country", "capital")}
        return {m.start: m for m, key in keys.items() if not (key.endswith("s") and self.book[key[:-1]])}

    def key(self, m: Mention) -> str:
        """The folded name of a mention."""
        return " ".join(t.lower for t in self.tokens[m.first : m.last])

    def _by_noun(self, nouns: set[str]) -> tuple[str, ...]:
        if nouns & REBEL_NOUNS or nouns & REBELS_UNLESS_NAMED:
            return ("REB",)
        if nouns & MNC_NOUNS:
            return ("MNC",)
        if nouns & NGO_NOUNS or {"rights", "group"} <= nouns or {"aid", "agencies"} <= nouns or {"rights", "groups"} <= nouns:
            return ("NGO",)
        return ("UNO",) if nouns & UNO_NOUNS else ()

    def _by_surname(self, words: list[Token]) -> tuple[str, ...]:
        """Somebody in office near the day of the report: `Mr. Blinken`, `President Sarkozy`, `Rubio`."""
        names = [
            w
            for w in words
            if w.word[:1].isupper() and w.lower not in HONORIFICS and w.lower not in ROLES and w.lower not in NOBODY
        ]
        if not names or len(names) > 3:
            return ()
        for word in reversed(names):
            if word.lower in self.learned:
                return (self.learned[word.lower],)
        if len(names) > 1 and words[0].lower not in HONORIFICS | TITLES:
            return ()
        if self.text[names[-1].start - 1] in "-–":  # Ms. Jean-Pierre
            return ()
        sent = not SENT.isdisjoint(w.lower for w in words)
        codes = self._in_office(names[-1], sent=sent)
        if len(codes) != 1 and not sent:
            codes = {e.code for e in self.book.by_surname(names[-1].lower)} & set(self.about) or self._in_office(names[-1], LEADERS)
        return (codes.pop(),) if len(codes) == 1 else ()

    def _in_office(self, surname: Token, offices: frozenset[str] = frozenset(), sent: bool = False) -> set[str]:
        """The countries in which somebody of that last name holds office, or one of these, on the day of the report; where he was `sent`, as an envoy."""
        held = (e for e in self.book.by_surname(surname.lower) if in_force(e, self.published) and (e.start or e.end))
        return {e.code for e in held if (not offices or e.kind in offices) and not (sent and SENT.isdisjoint(e.kind.split()))}

    def _holds_office(self, words: list[Token], segments: list[tuple[int, int, str]]) -> bool:
        """Whether the words end with the last name of somebody, of one country, who holds office on the day of the report."""
        named_so = len(words) == 1 or words[0].lower not in CROWNED
        held = self._in_office(words[-1], sent=not SENT.isdisjoint(w.lower for w in words))
        return len(segments) == 1 and len(held) == 1 and named_so and not FIRST_NAME.match(self.text, words[-1].end) and not self._is_of_others(words[-1])

    def _is_of_others(self, surname: Token) -> bool:
        """Whether the report gives a last name to somebody whom the codebook does not know, by a first name: *Lia Castro*, later *Castro*."""
        before = (self.tokens[k - 1] for k, t in enumerate(self.tokens) if k and t.lower == surname.lower and t.word[:1].isupper() and k not in self.within)
        return any(t.joined and t.word[:1].isupper() and t.word[1:2].islower() and t.lower not in HONORIFICS | TITLES | ROLES | NOBODY for t in before)

    @cached_property
    def within(self) -> set[int]:
        """Tokens inside names of several, but for the first."""
        return {k for m in self.mentions for k in range(m.first + 1, m.last)}

    # what lies around it

    def sentence(self, at: int) -> tuple[int, int]:
        """Characters [start, end) of the sentence, or part of one before a semicolon or colon, in which a character stands."""
        k = bisect_right(self.breaks, at)
        return (self.breaks[k - 1] if k else 0), (self.breaks[k] if k < len(self.breaks) else len(self.text))

    def _pronoun(self, word: str, at: int) -> tuple[str, ...]:
        if word in FIRST_PERSON and self.speaks_usa:
            label = next((m for m in reversed(self.labels) if m.start() < at), None)
            found = self._by_surname([t for t in self.tokens if label.start(1) <= t.start < label.end(1)]) if label else ()
            return found or ("USA",)
        if m := self.antecedent(word, at):
            return (m.code,)
        return (self.about.most_common(1)[0][0],) if self.about else UNKNOWN

    def antecedent(self, word: str, at: int) -> Mention | None:
        """The name that a pronoun at a place stands for: the first of its sentence before it, else of the one before."""
        start, _ = self.sentence(at)
        before = [m for m in self.mentions[: bisect_left(self.at, at)] if m.code != "UNK" and m.kind != "outlet"]
        if word in HE:
            people = [m for m in before if m.kind in PEOPLE or m.kind == "learned"]
            if people:
                here = [m for m in people if m.start >= start] or people[-1:]
                return here[0]
        here = [m for m in before if m.start >= start and not self.slanted(m)]
        if here:
            return here[0]
        if before:
            begin, _ = self.sentence(max(0, start - 2))
            last = [m for m in before if m.start >= begin] or before[-1:]
            return last[0]
        return None

    def _context(self, start: int, end: int, nouns: set[str]) -> tuple[str, ...]:
        """The country a bare agent acts in: named last before it in the sentence, else first after it, else what the
        report is about."""
        a, z = self.sentence(start)
        barred = NO_STATE | {"USA"} if nouns & NEVER_USA else NO_STATE
        states = [
            m
            for m in self.mentions
            if m.code not in barred and not self.slanted(m) and m.kind not in ("outlet", "company", "ngo")
        ]
        before = [m for m in states if a <= m.start < start]
        after = [m for m in states if end <= m.start < z]
        places = [
            m
            for m in before + after
            if re.search(
                r"\b(?:in|near|at|across|of|from|outside)(?: the)?(?: \w+)?,? $",
                self.text[max(0, m.start - 20) : m.start],
            )
        ]
        for group in (before[-1:], places[:1], after[:1]):
            if group:
                return (group[0].code,)
        earlier = [m for m in states if m.start < start]
        if earlier:
            return (Counter(m.code for m in earlier).most_common(1)[0][0],)
        rest = [c for c, _ in self.about.most_common() if c not in barred]
        return (rest[0],) if rest else UNKNOWN

    # single names

    def outlet(self, surface: str) -> str | None:
        """Code of a known media outlet, or None: `the newspaper Izvestia` -> RUS."""
        words = WORD.findall(surface)
        most = [max(self.book.longest.get(w, 0), self.book.longest.get(w.lower(), 0)) for w in map(ascii_of, words)]
        for length in range(min(len(words), max(most, default=0)), 0, -1):
            for k in range(len(words) - length + 1):
                if length <= most[k] and (words[k][:1].isupper() or words[k][:1].isdigit()):
                    key = fold(" ".join(words[k : k + length]))
                    for entry in (*self.book[key], *(self.book[key.lower()] if key.isupper() else ())):
                        if entry.table == "outlets":
                            return entry.code
        return None
