"""Which of a report's time expressions are a statement's, and the days that these mean beside its status."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property, partial

from dragoman.model import DONE, Span
from dragoman.reading import dates
from dragoman.reading.retelling import stem
from dragoman.reading.text import beginning_in, overlap

BESIDE = re.compile(r"\s+(?:[^\W\d_]+\s+){0,4}")
"""A few words between a trigger and days: these are its own, whatever days a sentence before told."""
LEADS_ON = re.compile(r"(?:in|on|at|by|since|on the|(?:(?:on|over) )?the weekend of)", re.I)
"""Words that lead on to days, where the network linked no more."""
SOON = re.compile(r"(?:within )?(?:the |an? |\w+ )?(?:hours?|minutes)", re.I)
WITHIN = re.compile(r"\bwithin\s(?:the |an? |\w+ )?$", re.I)
"""*within* hours, *within the* hour: on the day on which what went before was."""
SINCE_THEN = re.compile(r"since(?= ?[,.;:–—])|since then|ever since", re.I)
"""From the day told before until now: *they have met twice since.*"""
APPOSED = re.compile(r",?\s(?:on\s|in\s)?")
"""Between days told roughly and the same told closely: *over four months ago, on* October 7."""
ANOTHER = re.compile(r"[,;:–—]\s(?:and|but|while|as|who|which|when)\b|\b(?:scheduled|planned|agreed|announced|called for|overnight)\b")
"""What parts days from the trigger before them: these are another act's (*was shot down, and by the end of that month*)."""
SINCE_DONE = re.compile(r";\s|\b(?:has|have)\b")
"""What stands between days and an act that was not done on them: *closed its border in August, and Kenya has* stopped *its flights*."""
AND = re.compile(r"[,;:–—]\s(?:and|but|while|as)\s|;\s")
"""What stands between two clauses of a sentence that tell two acts."""
CLAUSE = re.compile(r"[,;:–—]\s|\b(?:that|which|who|whom|where)\s")
"""What ends the clause of a trigger, where days told before it are likelier its own than days after it."""
FROM_THEN = re.compile(r"\bfrom (?:the|that) same (?:day|date)$", re.I)
"""A day that a plan begins on, and that was named before."""
BEGUN = re.compile(r"[^…]*(?:…,? when\b(?:(?!\b(?:has|have)\b)[^.;]){0,120}|(?:\bthe …(?:, \d{4})? |…['’]s )(?:[\w'’-]+ ){0,3})", re.I)
"""What stands around a day (…) since which something is so, before what happened then: *since Monday, when they* cut *relations*, *since the
February* coup, *since Friday's failed* coup.
"""
BEGAN = re.compile(r"\bsince (?:(?!\b(?:said|told|added)\b)[^.;:,“”\"]){3,80}\s$", re.I)
"""What goes before the day on which that began since which something is so: *120 people have been killed since the operation began on* Oct. 9."""
BROKE_OUT = re.compile(r"(?:,? (?:which|that))? (?:began|broke out|started|erupted|resumed)(?: again)? (?:on |in )?", re.I)
"""What stands between what is under way and the day it began: *the clashes broke out on* Sept. 29."""
SO_LONG = re.compile(r"(?:(?!(?:last|this|next|previous|past|same|that|coming|earlier)\b)[\w-]+ ){1,4}(?:hour|day|week|month|year|decade)s?", re.I)
"""A count of days or the like. Counter-examples: *last week*, *the same day*."""
SIDE = re.compile(r" (?:after|before)\b", re.I)
TOLD_NEAR = 60
"""Characters behind it in which a day is told from which it is counted: *four days after the raid of* 2 August."""
BEFORE = re.compile(r"\bbefore $", re.I)
"""What goes before the day until which something may still happen: *will visit before* Christmas."""
ARTICLE = 150
"""Words from which a report is an article, in which what bears no date was often before its day; a shorter one tells news of the day."""
LIKELY = 0.6
"""From how likely on it is so in an article: there the network takes more for news of the day than is."""
SURE = 0.9
"""From how likely on it is so in short news whose words tell no days."""
VAGUE = re.compile(r"recent|prior|previous|past|ago\b|last|long|before|earlier|decade|year|month|week(?!day)", re.I)
"""Words that tell no days, but of days before the report's."""
VISITING = re.compile(r"visit|trip|tour|stay", re.I)
"""What is under way on the report's day where nothing else is said: *on her first visit to Norland she announced aid.*"""
DONE_BEFORE = re.compile(r"\b(?:has|have|had)\s(?:\w+\s){0,2}$")
"""What goes before an act that was done at some time: *has since* refused."""
REMINDED = re.compile(r"\b(?:had|already|previously|earlier|recently|formerly|once)\s(?:\w+\s){0,2}$", re.I)
LONG_AGO = re.compile(
    r"[^.;:\n]{0,60}?\b(?:(?:during|in|throughout) (?:the|his|her|its|their|[A-Z]\w+['’]s) (?:\w+[- ])?(?:term|presidency|tenure|reign|premiership|"
    r"dictatorship|era)\b|during (?:the|its|his) (?:\w+[- ])?(?:war|occupation|uprising)\b|"
    r"in the past\b(?! (?:\d|two|three|few|several|week|month|year|day|hour))|at the time\b)", re.I)
"""What goes before and after an act of which news only reminds: *had earlier* refused, threatened it *during his first term*, *in the past*."""
BEFORE_IT = 60
"""Characters before an act in which such words are looked for."""
AROUND = 600
"""Characters before an expression that are read again with it."""
LATELY = 250
"""Characters within which a day was told from which *within hours* and *since* are counted."""
YESTERDAY = 2
"""Days back to which what was *set for Wednesday* was to be; farther back, it is the Wednesday to come."""
SET_FOR = re.compile(r"\b(?:set|scheduled|planned|pencilled in|called|due|slated|expected|fixed|billed|arranged)(?: to [a-z]+(?: [a-z]+)?)? (?:for|on) $|"
                     r"\b(?:was|were) to (?:have )?(?:been |be )?[a-z]+(?: in [A-Z]\w+| with [A-Z]\w+)?(?: on)? $|"
                     r"\b(?:was|were) to (?!have\b)[a-z]+ (?:(?!\b(?:said|told|after|before|when)\b)[^.,;:]){1,90} on $|"
                     r"\bto (?:have )?(?:take effect|taken effect|begin|begun|start|started|open|opened|meet|met|visit|visited)(?: on)? $", re.I)
"""What was to happen on a day, and is called off."""
CALLED_OFF_ON = re.compile(
    r".*\b(?:was|were|been|being|is|are)\s(?:\w+ly\s)?(?:postponed|cancell?ed|put off|called off|shelved|scrapped)"
    r"(?: by (?:(?!\b(?:for|due|set|planned|until|to)\b)[^.;:]){2,50})?\s(?:late |early )?(?:on )?(?:last )?(?:late )?[A-Z]\w+day(?: \w+)?$", re.DOTALL)
"""What ends with the weekday on which something is called off, which is not that for which it was planned: *were cancelled by both sides on Monday*.
Counter-examples: *called off Tuesday's talks*, *were postponed until Monday*.
"""
PUT_OFF_FROM = re.compile(
    r"\b(?:postpon(?:e|es|ed|ing)|put(?:s|ting)? (?:it |them )?off|mov(?:e|es|ed|ing)|delay(?:s|ed|ing)?|reschedul(?:e|es|ed|ing)|defer(?:s|red|ring)?|"
    r"push(?:es|ed|ing)? (?:it |them )?back)\b"
    r"(?:(?!\b(?:which|who|due|cancel\w*|set|planned|scheduled|expected|to (?:be|run|last|take)|held|lasting)\b)[^.;:“”]){0,120}\bfrom (?:the )?$", re.I)
"""What goes before the day that something is put off from, and that which it is put off to: *postponed his visit to Cyprus from* March 20 to May 15.
Counter-example: *postponed the drills, planned from* March 20 to March 25, which are the days of the drills.
"""


class Timing:
    """The times of one report. `sentence` gives the sentence of a span, `find` the expressions of the text, where somebody else has them too."""

    def __init__(self, text: str, published: str | None, sentence: Callable[[Span], Span], find: Callable[[], list[dates.TimeExpression]] | None = None):
        self.text, self.published, self.sentence = text, published, sentence
        self._find = find or partial(dates.find, text, published)

    @cached_property
    def times(self) -> list[dates.TimeExpression]:
        return self._find()

    @cached_property
    def today(self) -> date | None:
        return dates.today(self.published)

    def when(self, linked: Sequence[Span], trigger: Span, status: str) -> tuple[str | None, str | None]:
        """Days and words of a statement, from the spans that the network links to its trigger; both None where it links none."""
        found = [w for w in linked if status != "called_off" or not CALLED_OFF_ON.match(self.text, max(0, w[0] - 100), w[1])]
        if not found:
            return None, None
        told_before = found[0][0] < self.sentence(trigger)[0]
        near = told_before and [w for w in found if BESIDE.fullmatch(self.text[trigger[1]:w[0]])] or found
        times = [t for w in near if (t := self._told_in(w))] or [t for w in near if (t := self._led_to(w, trigger))]
        if not times:
            return self._after_told(near[0], trigger, status), self.text[slice(*near[0])]
        time = self._own(times, trigger) if status != "called_off" else times[0]
        if status != "called_off" and self._after_another(time, trigger):
            return None, time.text
        value = self._turned(time, trigger, status) or self._after_told(time.span, trigger, status)
        ahead = value and self.today and status in ("planned", "possible") and not self.text.startswith(("'", "’"), time.span[1])
        if ahead and trigger[1] <= time.span[0] and BEFORE.search(self.text, max(0, time.span[0] - 8), time.span[0]):
            value = self._until(value)
        return value, time.text

    def of_another(self, where: Span, trigger: Span) -> bool:
        """Whether days stand in a later sentence that neither goes on with a quotation nor names the act again: *praised it. On Tuesday* a court …"""
        if where[0] < self.sentence(trigger)[1]:
            return False
        begin = self.sentence(where)[0]
        return self.text[begin] not in "“\"'`" and stem(self.text[slice(*trigger)]) not in self.text[begin:where[0]].lower()

    def of_today(self, trigger: Span, status: str, sure: float) -> bool:
        """Whether an act to which no days are linked is of the report's day, which the network takes for so likely. In an article only what it tells as news
        is, in a sentence of that day, or in the past tense and in one without days; the rest is what the reader is reminded of (*China opposes the plan*;
        *has rejected it*; *fled the coup of 2016*).
        """
        begin, end = self.sentence(trigger)
        near = max(begin, trigger[0] - BEFORE_IT)
        if REMINDED.search(self.text, near, trigger[0]) or status in DONE and LONG_AGO.match(self.text[trigger[1]:min(end, trigger[1] + 2 * BEFORE_IT)]):
            return False
        if not self.is_article:
            return sure > 0.5
        told = [t.value for t in self._told_between(begin, end) if t.value and t.kind in ("date", "time")]
        if str(self.today) in told:
            return sure > 0.5 and status in DONE
        words = self.text[slice(*trigger)]
        news = status == "occurred" and not re.match(r"\w+s\b", words) or status == "ongoing" and VISITING.match(words)
        return sure > LIKELY and bool(news) and not told and not DONE_BEFORE.search(self.text, near, trigger[0])

    def is_news(self, words: str, status: str, sure: float) -> bool:
        """Whether an act is of the report's day though words without days tell when it was: *was later arrested*, *after Friday prayers*."""
        return sure > SURE and status in DONE and not self.is_article and not VAGUE.search(words)

    @cached_property
    def is_article(self) -> bool:
        return self.text.count(" ") >= ARTICLE

    def _told_between(self, begin: int, end: int) -> Sequence[dates.TimeExpression]:
        """The expressions that begin in a stretch of the text."""
        return beginning_in((begin, end), self.times, lambda t: t.span[0])

    def _told_in(self, where: Span) -> dates.TimeExpression | None:
        """The expression that the network's words are of: of several the first that tells days."""
        within = [t for t in self.times if overlap(t.span, where)]
        first = next((t for t in within if t.value), next(iter(within), None))
        after = next((t for t in within if first and first.kind == "time" and t.kind == "date" and t.span[0] == first.span[1] + 1), None)
        return after or first  # overnight April 6

    def _led_to(self, where: Span, trigger: Span) -> dates.TimeExpression | None:
        """The expression right after the network's words, where these only lead on to it (*on* of *on 13 June*)."""
        before = (where[1] <= trigger[0] and self.text[slice(*where)].lower() == "on" and self.sentence(trigger) == self.sentence(where)
                  and not SINCE_DONE.search(self.text, where[1], trigger[0]))
        if not LEADS_ON.fullmatch(self.text, *where) or not before and not self._same_clause(trigger, where):
            return None
        return next((t for t in self.times if where[1] < t.span[0] and self.text[where[1]:t.span[0]] in (" ", " the ")), None)

    def _after_another(self, time: dates.TimeExpression, trigger: Span) -> bool:
        """Whether an act was so long after another, of which no day is told near: these words count back to the other (*left three weeks after the raid*)."""
        if not SO_LONG.fullmatch(time.text) or not SIDE.match(self.text, time.span[1]) or not self._same_clause(trigger, time.span):
            return False
        return not any(t.value for t in self._told_between(time.span[1] + 1, time.span[1] + TOLD_NEAR))

    def _same_clause(self, trigger: Span, where: Span) -> bool:
        """Whether days after a trigger can be its own, and no other act's."""
        return trigger[1] <= where[0] and self.sentence(trigger) == self.sentence(where) and not ANOTHER.search(self.text, trigger[1], where[0])

    def _own(self, times: Sequence[dates.TimeExpression], trigger: Span) -> dates.TimeExpression:
        """The expression that says most of when: the first that tells days, but one after the trigger comes before one that another verb has."""
        first, *others = [t for t in times if t.value] or times
        for t in others:
            if t.span[1] <= trigger[0] and self._parted(first.span[1], t.span[0]) and not self._parted(t.span[1], trigger[0]):
                return t  # lost a plane in January, and on Feb. 18 shot down another
            if t.span[1] <= trigger[0] and APPOSED.fullmatch(self.text, first.span[1], t.span[0]) and len(t.value or "") > len(first.value or ""):
                return t  # over four months ago, on October 7
            if (first.span[1] < trigger[0] - 1 and self.sentence(first.span) == self.sentence(trigger) and self._same_clause(trigger, t.span)
                    and not CLAUSE.search(self.text, trigger[1], t.span[0]) and (t.kind == "date" or t.kind == "time" and "day" in t.text)):
                return t
        return first

    def _parted(self, begin: int, end: int) -> bool:
        """Whether what stands between begins another clause, with its own verb."""
        return bool(AND.search(self.text, begin, end))

    def _turned(self, time: dates.TimeExpression, trigger: Span, status: str) -> str | None:
        """The days of an expression. Where what is planned would be over, or what happened is yet to come, the words are resolved as its status has it
        (*will impose tariffs on China on Saturday, it said on Friday*).
        """
        today = self.today
        if not time.value or not today:
            return time.value
        if status in ("planned", "possible") and FROM_THEN.search(self.text, max(0, time.span[1] - 40), time.span[1]):  # not from the day on which it was said
            coming = [t.value for t in self.times if t.span[1] <= time.span[0] and t.value and t.value.partition("/")[0] > str(today)]
            return coming[-1] if coming else time.value
        if status == "called_off" and "/" in time.value and PUT_OFF_FROM.search(self.text[self.sentence(time.span)[0]:time.span[0]]):
            return self._put_off_to(time.span, *time.value.split("/"))
        before = self.text[max(0, time.span[0] - 120):time.span[0]]
        lead = before[-30:] + ("the …" if time.text.lower().startswith("the ") else "…")
        if status in DONE and dates.SINCE.search(before) and BEGUN.fullmatch(lead + self.text[time.span[1]:trigger[0]]):
            return time.value.partition("/")[0]
        if status in DONE and "/" not in time.value and time.value < str(today)[:len(time.value)]:
            began = BEGAN.search(self.text[self.sentence(time.span)[0]:time.span[0]])
            if began and trigger[1] <= time.span[0] - len(began[0]):
                return f"{time.value}/{today}"
        if status == "ongoing" and "/" not in time.value and time.value < str(today) and BROKE_OUT.fullmatch(self.text, trigger[1], time.span[0]):
            return f"{time.value}/{today}"
        gone = (today - date.fromisoformat(dates.last_day(time.value))).days
        if gone > 0 and (status == "planned" or status == "called_off" and gone > YESTERDAY and SET_FOR.search(before)):
            tense = "future"
        elif status in DONE and (time.value.partition("/")[0] > str(today) or status == "occurred" and time.value.startswith(f"{today}/")):
            tense = "past"
        else:
            return time.value
        a, text = self._around(time.span)
        again = dates.find(text, self.published, [(time.span[0] - a, tense)])
        return next((t.value for t in again if (t.span[0] + a, t.span[1] + a) == time.span), time.value)

    def _after_told(self, words: Span, trigger: Span, status: str) -> str | None:
        """The days that words without any mean, seen from the day told before them: *within hours*, *ever since*; what may come *within hours* may today."""
        begin = min(words[0], trigger[0])
        within = SOON.fullmatch(self.text, *words) and (self.text.startswith("within", words[0]) or WITHIN.search(self.text, max(0, words[0] - 20), words[0]))
        since = SINCE_THEN.fullmatch(self.text, *words) or SINCE_THEN.match(self.text, words[0], words[1] + 2)
        if not self.today or not (within or since):
            return None
        if within and status in ("planned", "possible"):
            return str(self.today)
        told = [t.value for t in self._told_between(begin - LATELY, begin) if t.value and "/" not in t.value and t.value < str(self.today)]
        if not told or status not in DONE or within and len(told[-1]) < 10:
            return None
        return told[-1] if within else f"{told[-1]}/{self.today}"

    def _around(self, span: Span) -> tuple[int, str]:
        """Where a stretch of text around an expression begins, and the stretch, as much of it as is needed to resolve the expression again."""
        a = span[0] - AROUND
        a = self.text.find(" ", a, span[0]) + 1 if a > 0 else 0
        return a, self.text[a:span[1] + AROUND // 4]

    def _until(self, value: str) -> str:
        """From today to the last day that *before* some days leaves, where it is to come: a day is a deadline that counts, a month or a weekend is not."""
        first, today = value.partition("/")[0], str(self.today)
        last = first if first == value and len(first) == 10 else str(date.fromisoformat(first + "-01-01"[len(first) - 4:]) - timedelta(days=1))
        return f"{today}/{last}" if last > today else value

    def _put_off_to(self, span: Span, first: str, last: str) -> str:
        """The second of the two days that an expression gives (*March 20 to May 15*): as it is found alone, else the last day of both."""
        a, text = self._around(span)
        alone = (t.value for _, t in dates.matches(text, self.published) if span[0] < t.span[0] + a and t.span[1] + a == span[1])
        return next((value for value in alone if value and value.partition("/")[0] > first), last)
