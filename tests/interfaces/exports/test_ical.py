"""The docket as a calendar, as icalendar parses it, and by the letter of RFC 5545."""
from datetime import date, timedelta

import icalendar
import pytest

from dragoman.briefing import View
from dragoman.ledger import days, open_ledger


def events(path):
    return {str(e["uid"]): e for e in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_every_dated_item_of_the_docket_is_there_for_its_days(which, export, request):
    ledger = request.getfixturevalue(which)
    found = events(export("ical", ledger))
    with open_ledger(ledger) as book, View(book) as view:
        items = {f"{d['id']}@dragoman.invalid": d for d in view.docket("all") if d["dated"]}
    assert set(found) == set(items)
    for uid, d in items.items():
        first, last = map(date.fromordinal, days(d["expected"]))
        made = found[uid]
        assert made.decoded("dtstart") == first
        assert made.decoded("dtend") == last + timedelta(days=1)
        sure = "CONFIRMED" if d["firmness"] == "confirmed" else "TENTATIVE"
        assert str(made["status"]) == {"fulfilled": "CONFIRMED", "lapsed": "TENTATIVE", "pending": sure}.get(d["state"], "CANCELLED")
        assert d["type"] in made["categories"].cats
        assert not made.errors


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_the_file_keeps_to_rfc_5545(which, export, request):
    raw = export("ical", request.getfixturevalue(which)).read_bytes()
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert all(not set(line) & set(range(9)) for line in lines)
    head = [line.decode("utf-8") for line in lines[:4]]
    assert head[0] == "BEGIN:VCALENDAR"
    assert "VERSION:2.0" in head and any(line.startswith("PRODID:-//Dragoman//") for line in head)
    for made in events(export("ical", request.getfixturevalue(which))).values():
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(made)
        assert made.decoded("dtstamp").tzinfo is not None


def test_words_of_reports_come_through_as_they_are(nasty, export):
    found = {str(e["summary"]): str(e["description"]) for e in events(export("ical", nasty)).values()}
    tariffs = next(text for title, text in found.items() if title.startswith("The US → Canada"))
    assert "called off since 2025-01-12" in tariffs
    assert "-2+3|pipe tariffs" in tariffs
    assert "＝full width" in "".join(found.values())
    month = next(e for e in events(export("ical", nasty)).values() if e.decoded("dtstart") == date(2025, 3, 1))
    assert month.decoded("dtend") == date(2025, 4, 1)


def test_an_id_stays_as_the_docket_moves_on(demo, export):
    before, after = events(export("ical", demo, "--as-of", "2025-01-14")), events(export("ical", demo))
    treaty = [uid for uid, e in after.items() if e.decoded("dtstart") == date(2025, 1, 17) and "SUPPORT" in e["categories"].cats and uid in before]
    assert treaty
    assert str(before[treaty[0]]["status"]) in ("TENTATIVE", "CONFIRMED")
    assert "[fulfilled" in str(after[treaty[0]]["summary"])
    assert int(after[treaty[0]]["sequence"]) > int(before[treaty[0]]["sequence"])
