"""Whatever stands in reports, in others' tables and in judgements, pages and exports show it as text: real pages in a real browser."""
from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from dragoman.ledger import Feed, open_ledger
from dragoman.model import Actor, CodedEvent, Report, Source, Statement
from tests.commands import dragoman
from tests.interfaces.web.conftest import serving
from tests.interfaces.web.test_security import ask
from tests.payloads import ADDRESSES, FORMULAS, PAYLOADS

TOGETHER = 12
"""Payloads of one report."""

STRANGE = ", ".join(f"main {tag}" for tag in "iframe object embed base meta link marquee math video audio portal xmp plaintext template".split())
"""Elements that no page of ours has."""

CODES = ("IRN", "RUS", "ISR", "USA", "CHN", "UKR")


def evil(n: int, words: tuple[str, ...], address: str) -> tuple[Report, list[Statement]]:
    """A report every field of which is a payload, and whose statements' words are."""
    text, told, id_ = "", [], f"r{n}/{words[0][:20]}"
    for i, payload in enumerate(words):
        text += "Then "
        begin = len(text)
        text += payload + f" happened. They said {payload} again.\n"
        told.append(Statement(
            id_, payload, (begin, begin + len(payload)), ("SUPPORT", "ASSAULT", "CONSULT", "ACCUSE")[i % 4], ("planned", "occurred", "possible")[i % 3],
            (Actor(payload, CODES[(n + i) % 6], (begin, begin + len(payload))),), (Actor(payload, CODES[(n + i + 1) % 6]),),
            when=f"2024-04-{i % 28 + 1:02}", when_text=payload, where=payload, said_by=(Source(payload, CODES[i % 6], "official"),), confidence=0.95,
            published=f"2024-03-{n % 28 + 1:02}", publisher=words[-1]))
    return Report(id_, text, " ".join(words[:3]), f"2024-03-{n % 28 + 1:02}", words[-1], address), told


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory) -> Path:
    """A ledger file full of payloads."""
    path = tmp_path_factory.mktemp("poison") / "p.db"
    groups = [tuple(PAYLOADS[i:i + TOGETHER]) for i in range(0, len(PAYLOADS), TOGETHER)]
    with open_ledger(path) as ledger:
        addresses = [*ADDRESSES, "https://news.example/1"]
        made = [evil(n, groups[n % len(groups)], addresses[n % len(addresses)]) for n in range(max(len(groups), len(addresses)))]
        for report, statements in made:
            ledger.add(report, statements, "r1")
        for n, payload in enumerate(PAYLOADS):
            report, statements = made[n % len(groups)]
            ledger.confirm([statements[n % len(statements)].id], "the desk " + payload, payload)
        ledger.bring_in(CodedEvent("icews", f"c{n}", f"2024-02-{n % 28 + 1:02}", "CONSULT", "IRN", "RUS", p, p, p, 1.0, p, ADDRESSES[n % len(ADDRESSES)])
                        for n, p in enumerate(PAYLOADS))
        ledger.watch([Feed(f"https://news.example/{n}", p, error=p, etag=p) for n, p in enumerate(PAYLOADS)])
        ledger.derive()
    return path


@pytest.fixture(scope="module")
def served(poisoned) -> Iterator[str]:
    with open_ledger(poisoned) as ledger, serving(ledger) as address:
        yield address


def plain(words: str) -> str:
    """Words without what a browser does not show, white space as one blank."""
    kept = (" " if c.isspace() else c for c in words if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join("".join(kept).split())


def rows(address: str, path: str) -> list[dict]:
    return json.loads(ask(address, path).body)["rows"]


def test_no_page_runs_or_fetches_anything_and_all_is_shown_as_text(served, watch):
    reports = [f"r{n}/{PAYLOADS[i][:20]}" for n, i in enumerate(range(0, len(PAYLOADS), TOGETHER))]
    events, items = rows(served, "/api/events?limit=200"), rows(served, "/api/docket?state=all&limit=50")
    names = [s["name"] for s in rows(served, "/api/sources?level=person&limit=50")]
    quote = urllib.parse.quote
    paths = ["/", "/events", "/events?page=2", "/docket?state=all", "/docket?view=timeline", "/docket?view=calendar&month=2024-04", "/dyads",
             "/dyads/IRN,RUS", "/dyads/ISR,RUS?by=week", "/edge", "/agreements", "/transfers", "/sources?level=person", "/sources?level=outlet",
             "/sources?level=chain", "/map", "/network", "/status", "/judgements", "/judgements?page=2", "/search?q=happened", "/events?coder=icews",
             "/search?q=" + quote(PAYLOADS[0]), "/nowhere/" + quote(PAYLOADS[10]), "/events?about=" + quote(PAYLOADS[13]),
             "/login?then=" + quote("javascript:pwned(100)"), "/login?then=" + quote(PAYLOADS[0]), "/events?as_of=" + quote(PAYLOADS[4]), "/api/docs",
             *(f"/reports/{quote(r, safe='')}" for r in reports), *(f"/events/{e['id']}" for e in events[:6]), *(f"/docket/{d['id']}" for d in items[:4]),
             *(f"/sources/person/{quote(name, safe='')}" for name in names[:5])]
    window = watch(served)
    page, dialogs, seen = window.page, [], []
    page.set_default_timeout(60_000)
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    page.context.add_init_script("window.ran = []; window.pwned = n => window.ran.push(n); document.addEventListener('securitypolicyviolation', "
                                 "e => window.ran.push('csp ' + e.blockedURI + ' ' + e.violatedDirective));")
    unlinked = re.compile(r"(?i)^[\s\x00-\x20]*(javascript|data|vbscript|file|blob|about|ftp|feed|view-source):")
    for path in paths:
        window.go(path)
        assert page.evaluate("window.ran") == [], path
        assert page.evaluate(f"document.querySelectorAll('{STRANGE}').length") == 0, path
        found = page.evaluate("[...document.querySelectorAll('[href], [src], [action]')].map(x => x.getAttribute('href') || x.getAttribute('src') || "
                              "x.getAttribute('action'))")
        assert not [x for x in found if unlinked.match(x or "")], path
        assert not [x for x in found if "evil.example" in (urllib.parse.urlsplit(x).netloc or "")], path
        handlers = page.evaluate("[...document.querySelectorAll('*')].flatMap(x => [...x.attributes]).filter(a => /^on/i.test(a.name)).map(a => a.name)")
        assert handlers == [], path
        seen.append(plain(page.evaluate("document.body.innerText")))
        assert page.url.startswith(served), path
    assert not dialogs
    refused = ("400 (Bad Request)", "404 (Not Found)", "WARN Infinite extent")  # paths that are wrong on purpose; Vega on a layer without points
    assert [w for w in window.wrong if not any(r in w for r in refused)] == []
    text = "\n".join(seen)
    lost = [p for p in PAYLOADS if plain(p) not in text]
    assert not lost


def test_without_the_escaping_of_scripts_nothing_runs_either(served, watch):
    """Where JavaScript is off, what is in a noscript element is markup."""
    window = watch(served, java_script_enabled=False)
    for path in ("/", "/events", "/docket", f"/reports/{urllib.parse.quote(f'r2/{PAYLOADS[2 * TOGETHER][:20]}', safe='')}"):
        window.go(path)
    assert window.wrong == []


def test_answers_to_programs_are_what_they_say(served):
    for path, kind in (("/api/events?limit=200", "application/json"), ("/api/judgements", "application/json"), ("/api/sources", "application/json"),
                       ("/atom.xml", "application/atom+xml"), ("/docket.ics", "text/calendar"),
                       ("/api/nothing/" + urllib.parse.quote(PAYLOADS[0]), "application/problem+json")):
        answer = ask(served, path)
        assert answer.getheader("content-type").startswith(kind), path
        assert answer.getheader("x-content-type-options") == "nosniff"


@pytest.mark.parametrize("payload", ["x\r\nSet-Cookie: a=b", "/\r\nLocation: //evil.example/", "\r\n\r\n<script>pwned(1)</script>", "//evil.example",
                                     "/\\evil.example"])
def test_no_answer_has_a_line_of_a_caller_among_its_headers(served, payload):
    whole = urllib.parse.quote(payload, safe="")
    for path in (f"/login?then={whole}", f"/events?as_of={whole}", f"/static/{whole}", f"/reports/{whole}"):
        answer = ask(served, path)
        assert "a=b" not in str(answer.headers).lower()
        assert "evil.example" not in (answer.getheader("location") or "")


def run(*args: str) -> subprocess.CompletedProcess:
    done = subprocess.run(dragoman(*args), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done


def test_the_brief_as_a_page_runs_nothing_from_a_file(poisoned, tmp_path, browser):
    path = tmp_path / "brief.html"
    path.write_text(run("brief", "--ledger", str(poisoned), "--format", "html", "--since", "2024-01-01").stdout, encoding="utf-8")
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("request", lambda r: None if r.url.startswith("file:///") else wrong.append(r.url))
    page.on("dialog", lambda d: (wrong.append(d.message), d.dismiss()))
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.context.add_init_script("window.ran = []; window.pwned = n => window.ran.push(n);")
    page.goto(path.as_uri())
    assert page.evaluate("window.ran") == []
    assert page.evaluate("[...document.querySelectorAll('*')].flatMap(x => [...x.attributes]).filter(a => /^on/i.test(a.name)).length") == 0
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object, embed, svg, math, form, base').length") == 0
    assert wrong == []
    context.close()


def test_exports_parse_and_hold_no_formula(poisoned, tmp_path):
    import icalendar
    import networkx

    for form in ("csv", "atom", "ical", "graphml", "plover", "cameo"):
        run("export", form, str(tmp_path / form), "--ledger", str(poisoned))
    feed = etree.parse(str(tmp_path / "atom"), etree.XMLParser(resolve_entities=False, huge_tree=False)).getroot()
    assert not [x for x in feed.iter("{*}link") if not x.get("href").startswith(("http://", "https://", "urn:", "tag:"))]
    assert not [x for x in feed.iter() if isinstance(x.tag, str) and etree.QName(x).localname in ("script", "img", "svg", "iframe")]
    calendar = icalendar.Calendar.from_ical((tmp_path / "ical").read_bytes())
    assert {x.name for x in calendar.walk()} <= {"VCALENDAR", "VEVENT"}
    assert len(networkx.read_graphml(tmp_path / "graphml")) > 1
    assert all(json.loads(line) for line in (tmp_path / "plover").read_text(encoding="utf-8").splitlines())
    checked = 0
    for path in sorted((tmp_path / "csv").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                checked += len(row)
                assert not [c for c in row if is_formula(c)], path
    assert checked > 1000


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute a cell: those that begin with a sign, but for numbers."""
    return cell[:1] in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20" and cell != "" and not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)


COMMANDS = (("events",), ("events", "--coder", "all"), ("docket", "--state", "all"), ("sources", "--level", "all"), ("dyads",),
            ("dyads", "--by", "week", "--about", "IRN,RUS"), ("edge",), ("agreements",), ("transfers",), ("judgements", "--all"),
            ("search", "happened"), ("blocs",))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_cell_of_a_commands_csv_is_a_formula(poisoned, command, capsys, monkeypatch):
    from dragoman.interfaces.cli import program

    monkeypatch.setattr(sys, "argv", ["dragoman", *command, "--ledger", str(poisoned), "--format", "csv"])
    program()(standalone_mode=False)
    out = capsys.readouterr().out
    assert "\r" not in out
    assert not [c for row in csv.reader(io.StringIO(out, newline="")) for c in row if is_formula(c)]


def test_the_payloads_are_many():
    assert len(set(PAYLOADS)) >= 100
    assert all(any(p.startswith(c) for p in FORMULAS) for c in "=+-@\t\r")
