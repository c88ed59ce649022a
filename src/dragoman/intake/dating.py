"""When a report was published: metadata, datelines and bylines, and the date a person gives."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.model import FIRST, within_years

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" \
        r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
WRITTEN = rf"(?:{WEEKDAY}(?:{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|" \
          rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}(?:,?\s+\d{{4}})?)|" \
          r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}/\d{1,2}/\d{1,2})(?!\d)"
CLOCK = r"(?:[\s,|·•–—-]*(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?" \
        r"(?:\s*[ap]\.?m\.?)?(?:\s*\(?(?:GMT|UTC|[A-Z]{2,4})\)?(?:[+-]\d+)?)?)?"

ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d{1,2}:?\d\d.*)?)?)?\s*", re.ASCII)
FIGURES = re.compile(r"\d{8}(?:(?:[01]\d|2[0-3])[0-5]\d[0-6]\d)?", re.ASCII)
DASHED = re.compile(rf"(\d{{1,2}})-(\d{{1,2}}|(?i:{MONTH}))-(\d{{4}})(?:[T ,].*)?", re.ASCII)
TIMED = re.compile(rf"(?i:{WEEKDAY})((?i:{MONTH}))\s+(\d{{1,2}}),?\s+[\d:]{{4,8}}(?:\s+(?:[A-Z]{{1,5}}|[+-]\d{{4}}))?\s+(\d{{4}})", re.ASCII)
"""As `date` and some programs write: 17-Jan-2025, Fri Jan 17 10:00:00 UTC 2025."""

FILE_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)", re.ASCII)
HEAD_LINES = 10
"""Lines in which a dateline or a byline is looked for."""

PLACE = r"[A-Z][\w.’'-]*(?:[ /][A-Z][\w.’'-]*){0,3}(?:,\s[A-Z][\w.’' -]{1,30}?)?"
AGENCY = r"(?P<{}>[A-Z][\w.&’'-]*(?:\s[\w.&’'-]+){{0,3}})"
DATELINE = re.compile(
    rf"(?:(?P<place>{PLACE}?)[,.]?\s+(?:[—–]\s+)?)?(?:\(?(?P<date>(?i:{WRITTEN}))\)?[,.]?\s*)?"
    rf"(?:\({AGENCY.format('agency')}(?:[,;][^()]{{1,60}})?\)|/{AGENCY.format('slashed')}/\.?|(?P<named>[A-Z][A-Z.-]{{3,20}}))?\s*"
    r"(?P<end>—|–|--|-(?:\s|$)|_|(?<=/\.)|(?<=/)|$)")
"""A dateline counts when it has a date or an agency; see `_dateline`."""

LABELLED = re.compile(rf"(?i:(?P<label>published|posted|released|issued|date|updated|last updated|last modified)"
                      rf"(?:\s+on|\s+at)?\s*:?\s*)(?P<date>(?i:{WRITTEN})){CLOCK}(?:\s*[|·•–—-].{{0,60}})?")
BYLINE = re.compile(rf"(?i:by\s)[^|]{{2,80}}?\s*(?:[|·•–—,-]|\s)\s*(?P<date>(?i:{WRITTEN})){CLOCK}")
ALONE = re.compile(rf"(?P<date>(?i:{WRITTEN})){CLOCK}(?:\s*[|·•]\s*.{{0,40}})?")
SOURCE = re.compile(r"(?i:source)\s*:\s*(?:(?P<url>https?://\S+)|"
                    r"(?P<name>[A-Z][\w.&’'-]*(?:\s(?:[A-Z][\w.&’'-]*|of|the)){0,4}))")
KNOWN_AGENCY = re.compile(r".*(?:News|Agency|Press|Media)|Reuters|Xinhua|Interfax.*|AFP|AP|TASS|IRNA|DPA|dpa|EFE|"
                          r"ANSA|PTI|Anadolu|Bloomberg")
"""Names that make an agency of what stands in brackets after a place: 'Sanaa (AFP) –', not 'Putin (Russia) –'."""
NOT_PUBLISHERS = re.compile(r"(?i)getty|shutterstock|photo|image|istock|local time|gmt|file\b|video")


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines of a text say of it. `date` may lack its year, and then has the form --01-13."""

    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The date of a report, how it is known, and what a person should know about it."""

    published: str | None
    dated_by: str | None
    doubts: tuple[str, ...] = ()


def day(value: str) -> str | None:
    """The ISO prefix that a metadata value stands for, months and days of one figure too: the day of a full time as it is written, in its own zone.

    Figures alone are a day (20250114), or a time of web archives (20250114100000).
    """
    value = value.strip()
    if FIGURES.fullmatch(value):
        value = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    if match := ISO.fullmatch(value):
        year, month, monthday = match.groups()
        return "-".join(p.zfill(2) for p in match.groups() if p) if _exists(year, month or "1", monthday or "1") else None
    if match := DASHED.fullmatch(value) or TIMED.fullmatch(value):
        return written("/".join(match.groups()))
    match = re.match(rf"(?i:{WRITTEN})", value)
    found = written(match[0]) if match else None
    return found if found and not found.startswith("--") else None


def written(value: str) -> str | None:
    """A date in words or figures as an ISO date; --01-13 where the year is not said, None where it is ambiguous."""
    numbers = re.findall(r"\d+", value)
    if name := re.search(rf"(?i)\b{MONTH}", value):
        month = next(i for i, m in enumerate(MONTHS, 1) if m.startswith(name[0].lower()[:3]))
        year = numbers[1] if len(numbers) > 1 else None
        if not _exists(year or "2000", month, numbers[0]):
            return None
        return f"{f'{int(year):04}' if year else '-'}-{month:02}-{int(numbers[0]):02}"
    if len(numbers[0]) == 4:
        year, month, monthday = numbers
    else:
        first, second, year = (int(n) for n in numbers)
        if first != second and first <= 12 and second <= 12:
            return None
        monthday, month = (first, second) if second <= 12 else (second, first)
    return f"{int(year):04}-{int(month):02}-{int(monthday):02}" if _exists(year, month, monthday) else None


def read_head(text: str) -> Head:
    """Date, publisher and address that the head of a text states, or its last lines in a 'Source:' line."""
    lines = [line.strip() for line in text[:8000].split("\n") if line.strip()][:HEAD_LINES]
    last = [line.strip() for line in text[-1000:].split("\n") if line.strip()][-3:]
    dates, publisher, url, doubt = {}, None, None, None
    for line in lines:
        rank, found, agency = _line(line)
        if agency and not publisher:
            publisher = agency
        if found and (value := written(found)):
            dates.setdefault(rank, value)
        elif found:
            doubt = f"the date {found} can be read in two ways, or is none; give --published"
    for line in lines + last:
        if len(line) < 200 and (match := SOURCE.fullmatch(line)) and not NOT_PUBLISHERS.search(line):
            publisher, url = match["name"] or publisher, match["url"] or url
    best = min(dates, default=None, key=lambda rank: (dates[rank].startswith("--"), rank))
    return Head(None if best is None else dates[best], publisher, url, doubt if best is None else None)


def is_dating_line(line: str, alone: bool = True) -> bool:
    """Whether a whole line tells the date of the report and nothing else; a date `alone` does so at its head."""
    return len(line) < 150 and any(p.fullmatch(line) for p in (LABELLED, BYLINE, *([ALONE] if alone else [])))


def starts_with_dateline(line: str) -> bool:
    """Whether a line begins with a dateline, or is one that tells the date."""
    rank, found, agency = _line(line)
    return rank < 9


def settle(metadata: str | None, head: Head, given: str | None, today: date | None = None, captured: str | None = None) -> Settled:
    """Choose among the dates of a report: its metadata, its dateline, the date given for those without one, the day it was captured.

    A dateline without its year takes the year that brings it nearest to the date given, else to the day of capture, after which it cannot be.
    """
    doubts = []
    if metadata:
        published, by = metadata, "metadata"
    elif head.date and not head.date.startswith("--"):
        published, by = head.date, "dateline"
        if given and len(given) == 10 and _apart(published, given) > 7:
            doubts.append(f"its dateline says {published}, --published says {given}; the dateline is kept")
    elif head.date and given:
        published, by = _nearest(head.date, given), "dateline"
    elif head.date and captured:
        published, by = _before(head.date, captured), "dateline"
    elif given or captured:
        published, by = given or captured, "given" if given else "captured"
    else:
        published, by = None, None
    if published is None:
        doubts.append(head.doubt or (
            f"its dateline lacks the year ({head.date[2:]}); give --published" if head.date else
            "no date found, so relative dates stay unresolved; give --published"))
    tomorrow = (today or date.today()) + timedelta(days=1)
    if published and published > tomorrow.isoformat()[:len(published)]:
        doubts.append(f"published {published}, which lies in the future; kept, but check it")
    return Settled(published, by, tuple(doubts))


def _line(line: str) -> tuple[int, str | None, str | None]:
    """Rank (the lowest counts most), date and agency of one line."""
    if len(line) < 150:
        if match := LABELLED.fullmatch(line):
            return 3 if match["label"].lower().endswith(("updated", "modified")) else 0, match["date"], None
        if match := BYLINE.fullmatch(line) or ALONE.fullmatch(line):
            return 1, match["date"], None
    match = DATELINE.match(line[:200])
    if not match:
        return 9, None, None
    agency = match["agency"] or match["slashed"] or (match["named"] if match["date"] else None)
    if agency and (agency.endswith(".") or NOT_PUBLISHERS.search(agency)):
        agency = None
    # A place and a dash are not enough: 'Moscow – Tehran train' is a headline.
    place = (match["place"] or "").split(",")[0]
    stands = agency and (match["date"] or match["slashed"] or place.isupper() or KNOWN_AGENCY.fullmatch(agency))
    if not (match["date"] and place or stands):
        return 9, None, None
    return 2, match["date"], agency


def _exists(year: object, month: object, monthday: object) -> bool:
    try:
        found = date(int(str(year)), int(str(month)), int(str(monthday)))
    except ValueError:
        return False
    return within_years(found.isoformat(), first=FIRST)


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _before(yearless: str, captured: str) -> str:
    """The last day of that name up to the day of capture, and one after it for other zones."""
    limit = (date.fromisoformat(captured) + timedelta(days=1)).isoformat()
    years = [f"{y:04}{yearless[1:]}" for y in range(int(captured[:4]) + 1, int(captured[:4]) - 9, -1) if _exists(y, yearless[2:4], yearless[5:])]
    return next((day_ for day_ in years if day_ <= limit), captured)


def _nearest(yearless: str, given: str) -> str:
    """The date with the year that brings it nearest to the given one, which may be a year or a month."""
    if len(given) == 4:
        return given + yearless[1:] if _exists(given, yearless[2:4], yearless[5:]) else given
    anchor = (given + "-15")[:10]
    years = [y for y in (int(given[:4]) + shift for shift in (-1, 0, 1)) if _exists(y, yearless[2:4], yearless[5:])]
    return min((f"{y:04}{yearless[1:]}" for y in years), key=lambda d: _apart(d, anchor), default=given)
