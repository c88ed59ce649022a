"""The names in a text: those of the codebook, and those the text itself ties to a code.

`Iranian Foreign Minister Abbas Araghchi` teaches that Araghchi is Iran's; `Economic Community of West African States
(ECOWAS)` teaches the acronym.
"""
from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from dragoman.model import FAMILY_FIRST
from dragoman.reading.codebook import WORD, Entry, ascii_of, codebook, in_force, on_day
from dragoman.reading.cues import AMBIGUOUS, HONORIFICS, LOWER_STARTS, NOBODY, PREFIXES, ROLES, RULED_UNTIL, SUFFIXES, TITLES

GLUE = re.compile(r"[ \-–/.&\n’']{1,3}")
TAIL = re.compile(r"['’](?:[sS]|ll|re|ve|m|d)$")
POSTED = frozenset({"ambassador", "envoy", "representative", "coordinator", "rapporteur", "adviser", "advisor", "consul", "delegate", "emissary"})
"""Who is sent to a place or a question."""
NO_TRADE = frozenset("list blacklist enlist assist insist resist exist persist consist subsist twist human german roman ottoman".split())
"""What ends like a trade and is none."""
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
ACTS = frozenset("""meeting telling citing quoting accusing urging asking criticizing criticising condemning praising thanking welcoming hosting defying
    told met said saw asked urged accused criticized criticised condemned praised thanked welcomed hosted invited summoned called""".split())
"""A word after a name and a comma that says what its bearer does, not who he is: *Bush, meeting British Prime Minister Margaret Thatcher*."""
RANKS = frozenset({"special", "permanent", "deputy", "chief", "senior", "acting", "outgoing"})
PEOPLE = frozenset({"leader", "minister", "elite", "ambassador", "official"})
PERSONAL = HONORIFICS | frozenset("president chancellor premier minister senator governor secretary king queen general colonel".split())
"""Titles that go before a person's name, not before a town's."""
PLACES = frozenset({"country", "demonym", "capital", "city", "state", "place", "weak", "institution", "loose"})
NOT_PEOPLE = PLACES | {"body", "group", "ngo", "company", "outlet", "unknown", "learned"}


class Token(NamedTuple):
    start: int
    end: int
    word: str
    lower: str
    joined: bool


class Mention(NamedTuple):
    """A name of the codebook, or one learned, in the text: tokens `first` up to `last`."""

    start: int
    end: int
    first: int
    last: int
    code: str
    kind: str


def _glued(gap: str, before: str) -> bool:
    """Whether what stands between two words, no lone space, leaves them one name."""
    return bool(GLUE.fullmatch(gap)) and "\n\n" not in gap and not (gap[0] == "." and len(gap) > 1 and len(ascii_of(before)) > 3)


class Mentions:
    """Tokens and named mentions of a text. `learned` maps lower-case names (acronyms in capitals) to codes."""

    def __init__(self, text: str, published: str | None, learn: bool = True) -> None:
        self.text, self.published, self.book = text, published, codebook()
        self.tokens = self._tokens(text)
        self.learned: dict[str, str] = {}
        self.family: set[str] = set()
        self.borne: set[str] = set()
        self.mentions = self._scan()
        if learn:
            self._learn()

    @staticmethod
    def _tokens(text: str) -> list[Token]:
        found = [m.span() for m in WORD.finditer(text)]
        out = []
        for (start, end), (following, _) in pairwise([*found, (-1, -1)]):
            raw, stop = text[start:end], end
            if raw.isalpha():
                word = raw if raw.isascii() else ascii_of(raw)
            elif tail := TAIL.search(raw):
                stop -= len(tail[0])
                word = ascii_of(raw[:tail.start()])
            else:
                word = ascii_of(raw)
            joined = following - end == 1 and text[end] == " " or following > 0 and _glued(text[end:following], raw)
            out.append(Token(start, stop, word, word.lower(), joined))
        return out

    def _scan(self) -> list[Mention]:
        tokens = self.tokens
        out: list[Mention] = []
        i, n = 0, len(tokens)
        while i < n:
            token = tokens[i]
            found, j = self._longest(i)
            if found and token.lower == "the" and token.joined and self._longest(i + 1)[1] > j:
                i += 1  # The Guardian Council, and not The Guardian
                continue
            if found is not None and (entry := self._choose(found, i, j)):
                out.append(
                    Mention(
                        token.start,
                        tokens[j - 1].end,
                        i,
                        j,
                        entry.code,
                        "official" if entry.table == "officials" else entry.kind,
                    )
                )
                i = j
            else:
                i += 1
        return out

    def _longest(self, i: int) -> tuple[str | None, int]:
        """The key of the longest name of the codebook that begins at token i, and the token behind it; None where none does."""
        tokens, names = self.tokens, self.book.names
        token, n = tokens[i], len(tokens)
        word = token.word
        if not word or not (word[0].isupper() or token.lower in LOWER_STARTS or word[0].isdigit()):
            return None, i
        most = self.book.longest.get(token.lower, 0)
        j = i + 1
        while j - i < most and j < n and tokens[j - 1].joined:
            j += 1
        while j - i > 1:
            key = " ".join(t.lower for t in tokens[i:j])
            if key in names and (word[0].isupper() or tokens[j - 1].word[:1].isupper()):
                return key, j
            j -= 1
        if word in names:
            return word, j
        if word[0].isupper() and token.lower in names:
            return token.lower, j
        if i + 2 < n and len(tokens[i + 1].word) == 1 and token.joined and tokens[i + 1].joined:
            key = f"{token.lower} {tokens[i + 2].lower}"
            if key in names:
                return key, i + 3
        return None, i

    def _choose(self, key: str, i: int, j: int) -> Entry | None:
        """The entry of a name that holds here, or None where the words name somebody or something else."""
        entries = self.book[key]
        entry = on_day(entries, self.published) or entries[0]
        before, after = self._capital(i - 1, i), self._capital(j, j)
        if entry.kind == "weak" and (before or after or self._titled(i) or self._affixed(i) or any(e.kind == "leader" for e in entries)):
            return None
        if entry.table == "outlets" and (self._titled(i) or after and " " not in key.removeprefix("the ") and not self.tokens[j - 1].word.isupper()):
            return None  # Mr Fox, The National Bureau of Investigation
        if entry.table == "officials" and " " not in key and (after or before and self.tokens[i - 1].lower not in TITLES):
            return None  # Saddam Haftar, Isaias Rodriguez
        holds = (entry.start or entry.end) and in_force(entry, self.published)
        if (entry.kind in PEOPLE or entry.table == "officials") and " " in key and not holds and self._goes_on(j):
            return None  # Park Jin Hyok, Francisco Flores de Freites
        if entry.kind == "city" and before and self.tokens[i - 1].lower not in TITLES and " " not in key:
            return None
        if (
            entry.kind == "leader"
            and " " not in key
            and not (
                i
                and self.tokens[i - 1].lower in TITLES
                and self.tokens[i - 1].joined
                and in_force(entry, self.published)
                and not after
            )
        ):
            return None
        if (rule := AMBIGUOUS.get(key)) and (self.published or "") < RULED_UNTIL.get(key, "9999"):
            code = rule(
                self.text,
                self.tokens[i].start,
                self.tokens[j - 1].end,
                self.tokens[i - 1].word if before else "",
                self.tokens[j].word if after else "",
            )
            return entry._replace(code=code) if code else None
        return entry

    def _titled(self, i: int) -> bool:
        """Whether a title goes before a name: `President Bush` is no town."""
        before = self.tokens[i - 1] if i else None
        return before is not None and before.joined and before.word[:1].isupper() and before.lower in PERSONAL

    def _affixed(self, i: int) -> bool:
        """Whether a particle goes before a name: `Badr al-Hassan` is no town, nor `dos Santos`."""
        return i > 0 and self.tokens[i - 1].joined and self.tokens[i - 1].lower in LOWER_STARTS

    def _goes_on(self, j: int) -> bool:
        """Whether a name goes on at token j, so that it is somebody else's: with a capital, or with a particle (*de*) and one."""
        particle = j < len(self.tokens) and self.tokens[j].lower in LOWER_STARTS and self.tokens[j - 1].joined and self.tokens[j].joined
        return self._capital(j, j) or particle and self._capital(j + 1, j + 1)

    def _capital(self, k: int, edge: int) -> bool:
        """Whether token k is a capitalised word that runs into or out of the name at `edge`, as a first name does."""
        if not 0 <= k < len(self.tokens):
            return False
        token, link = self.tokens[k], self.tokens[k if k < edge else edge - 1]
        return (
            link.joined
            and token.word[:1].isupper()
            and token.word[1:2].islower()
            and self.text[link.end : link.end + 1] == " "
            and token.lower not in NOBODY
            and token.lower not in ROLES
        )

    def _learn(self) -> None:
        """Names the text itself ties to a code: after a title, in apposition, as an acronym; and surnames of known
        people."""
        tokens, learned = self.tokens, self.learned
        covered = {k for m in self.mentions for k in range(m.first, m.last)}
        for m in self.mentions:
            if m.kind in ("outlet", "unknown", "weak", "loose"):
                continue
            if m.kind in PEOPLE or m.last - m.first > 1 and m.kind not in NOT_PEOPLE:
                self._surname(m.first, m.last, m.code)
            if (
                m.last < len(tokens)
                and self.text[m.end : tokens[m.last].start] == " ("
                and tokens[m.last].word.isupper()
                and 2 <= len(tokens[m.last].word) < 8
            ):
                learned.setdefault(tokens[m.last].word, m.code)
            if m.kind in PEOPLE or self.slanted(m):
                continue
            back = m.first - 1 - (m.first > 0 and tokens[m.first - 1].lower == "the")
            k, role = m.last, back > 0 and tokens[back - 1].lower in ROLES and (
                tokens[back].lower == "of" or tokens[back].lower == "for" and tokens[back - 1].lower not in POSTED)
            owns = self.text[m.end:m.end + 2].lower() in ("'s", "’s")  # met with NATO's top general, Christopher Cavoli
            if not owns and m.first and tokens[m.first - 1].lower in ("in", "to", "at", "from", "on", "with", "against"):
                continue
            while (
                k < len(tokens)
                and k - m.last < 9
                and tokens[k - 1].joined
                and k not in covered
                and (
                    tokens[k].lower in ROLES
                    or tokens[k].lower in TITLES
                    or tokens[k].lower in ("of", "and", "for", "the")
                    or tokens[k].lower in RANKS
                    or self._trade(tokens[k])
                )
            ):
                role = role or tokens[k].lower in ROLES or self._trade(tokens[k])
                k += 1
            k = self._past_post(m.last, k, covered)
            if role and k < len(tokens) and (tokens[k - 1].joined or self._between_commas(k, covered)):
                self._name(k, m.code, covered)
        for m in self.mentions:
            if m.kind in PLACES | {"body", "group"} and m.kind not in ("weak", "loose") and not self.slanted(m):
                self._apposition(m, covered)
        for k in range(2, len(tokens)):
            if (
                tokens[k].word.isupper()
                and 2 < len(tokens[k].word) < 8
                and self.text[tokens[k].start - 1] == "("
                and tokens[k].word not in learned
            ):
                words = {t.lower for t in tokens[max(0, k - 6) : k] if t.word[:1].isupper()}
                if (
                    words & {"liberation", "rebel", "guerrilla", "jihad", "resistance", "insurgent"}
                    and k - 1 not in covered
                ):
                    learned[tokens[k].word] = "REB"
        if learned:
            self._recall(self._without_towns(covered))

    def _without_towns(self, covered: set[int]) -> set[int]:
        """Give up towns that are called as somebody the text names: `Juan Manuel Santos`, later `Santos`."""
        towns = {m.first for m in self.mentions if m.kind in ("weak", "city") and m.last == m.first + 1 and self.tokens[m.first].lower in self.borne}
        self.mentions = [m for m in self.mentions if m.first not in towns]
        return covered - towns

    @staticmethod
    def _trade(token: Token) -> bool:
        """Whether a word calls somebody by what he does: *journalist*, *spokesman*, not *blacklist*."""
        return token.lower.endswith(("ist", "man")) and token.lower not in NO_TRADE

    def _between_commas(self, k: int, covered: set[int]) -> bool:
        """Whether a name of two words or more, and no more, stands between commas from token k on: *the Russian ambassador, Alexey Dedov, said*."""
        tokens, j = self.tokens, k
        if self.text[tokens[k - 1].end:tokens[k].start] != ", ":
            return False
        while j < len(tokens) and j - k < 4 and j not in covered and tokens[j].word[:1].isupper() and tokens[j].lower not in NOBODY | ROLES | TITLES:
            j += 1
            if not tokens[j - 1].joined:
                break
        return j - k > 1 and self.text[tokens[j - 1].end:tokens[j - 1].end + 1] == ","

    def _past_post(self, first: int, k: int, covered: set[int]) -> int:
        """The token behind the place that somebody is posted to: *Russian ambassador to Iran* Alexey Dedov; `k` where there is none."""
        tokens, j = self.tokens, k
        while j > first and tokens[j - 1].lower in ("for", "the"):
            j -= 1
        if not POSTED.intersection(t.lower for t in tokens[first:j]):
            return k
        while j < len(tokens) and tokens[j].lower in ("to", "for", "on", "the") and tokens[j].joined:
            j += 1
        if j == k or j not in covered:
            return k
        while j in covered:
            j += 1
        return j if j < len(tokens) else k

    def _name(self, k: int, code: str, covered: set[int]) -> None:
        j = k
        while (
            j < len(self.tokens)
            and j - k < 5
            and (self.tokens[j].word[:1].isupper() or self.tokens[j].lower in LOWER_STARTS)
            and j not in covered
            and self.tokens[j].lower not in NOBODY
        ):
            j += 1
            if not self.tokens[j - 1].joined:
                break
        if j > k and self.tokens[j - 1].word[:1].isupper() and len(self.tokens[j - 1].word) > 1:
            self.learned.setdefault(" ".join(t.lower for t in self.tokens[k:j]), code)
            self._surname(k, j, code)

    def _surname(self, first: int, last: int, code: str) -> None:
        """Learn the name by which a report goes on to call a person: the last, and the first where that is the family's (`Moon` of `Moon Jae-in`)."""
        own, name = self.tokens[last - 1], self.tokens[first]
        small = not own.word[:1].isupper()
        if not small:
            self.learned.setdefault(own.lower, code)
            if last - first > 1:
                self.borne.add(own.lower)
        if last - first > 1 and (small or code in FAMILY_FIRST) and name.word[:1].isupper() and name.lower not in NOBODY | TITLES:
            self.learned.setdefault(name.lower, code)
            self.family.add(name.lower)

    def _apposition(self, m: Mention, covered: set[int]) -> None:
        """`Abbas Araghchi, Iran's foreign minister,` and `Abbas Araghchi, the foreign minister of Iran`."""
        tokens = self.tokens
        k = m.first - 1
        while k >= 0 and m.first - k < 6 and tokens[k].joined and tokens[k].word[:1].islower():
            k -= 1
        if (
            k < 0
            or self.text[tokens[k].end : tokens[k].end + 2] != ", "
            or not tokens[k].word[:1].isupper()
            or k in covered
        ):
            return
        between = [t.lower for t in tokens[k + 1 : m.first]]
        if RELATIVE.intersection(between) or between[:1] and between[0] in ACTS or POSTED.intersection(between) and between[-1] in ("to", "for", "on"):
            return  # a sheikh whom Washington named; his envoy for North Korea
        near = {t.lower for t in tokens[k + 1 : min(len(tokens), m.last + 5)]}
        if near & ROLES:
            first = k
            while (
                first > 0
                and tokens[first - 1].joined
                and tokens[first - 1].word[:1].isupper()
                and first - 1 not in covered
                and k - first < 3
            ):
                first -= 1
            if k > first or tokens[k].lower not in NOBODY:
                self.learned.setdefault(" ".join(t.lower for t in tokens[first : k + 1]), m.code)
                self._surname(first, k + 1, m.code)

    def _recall(self, covered: set[int]) -> None:
        """Mentions of learned names, the longest first."""
        most = max(key.count(" ") for key in self.learned) + 1
        k, out = 0, list(self.mentions)
        while k < len(self.tokens):
            token = self.tokens[k]
            if k in covered or not token.word[:1].isupper():
                k += 1
                continue
            for j in range(min(k + most, len(self.tokens)), k, -1):
                key = (
                    token.word
                    if j == k + 1 and token.word in self.learned
                    else " ".join(t.lower for t in self.tokens[k:j])
                )
                if key in self.learned and not covered & set(range(k, j)) and not (key in self.family and self._capital(j, j)):
                    out.append(Mention(token.start, self.tokens[j - 1].end, k, j, self.learned[key], "learned"))
                    k = j - 1
                    break
            k += 1
        self.mentions = sorted(out)

    def slanted(self, m: Mention, start: int = 0, end: int = 1 << 40) -> bool:
        """`Iran-backed`, `pro-Russian`, `Israeli-occupied`: the name only colours what follows, within start and
        end."""
        return bool(
            m.end + 2 < end
            and SUFFIXES.match(self.text, m.end)
            or PREFIXES.search(self.text[max(start, m.start - 6) : m.start])
        )
