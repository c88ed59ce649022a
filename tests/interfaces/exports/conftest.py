"""Ledgers to export: the demo reports as the reader reads them, and a small one full of what files trip over."""
from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.interfaces.cli import program
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement

ROOT = Path(__file__).parents[3]

NASTY = (
    "<script>alert('&')</script> ]]>", "@SUM(A1)", "+Ta\tb, \"quoted\"\r\nand broken", "-2+3|pipe", '=HYPERLINK("http://x.invalid";"click")',
    "peace 🕊️ 👩‍👩‍👧 متن", "bell\x07 and \x1b[31m red \u2028 line", "a;b,c\\d:e", "＝full width")
"""Words that spreadsheets, XML, terminals and calendars take for something else."""

LINKS = ("javascript:alert(1)", "http://ex ample.invalid/\"><b>", "https://news.invalid/a?b=c&d=e", None, "https://news.invalid/ü")


def _acts():
    """Type, status, who, when, by: an event of each kind that exports treat in their own way."""
    iran, own = Source("the Iranian ministry", "IRN", "official"), Source("Israeli officials", "ISR", "official")
    return [
        ("2025-01-10", "CONSULT", "planned", "IRN>RUS", "2025-01-17", "visit", iran),
        ("2025-01-17", "CONSULT", "occurred", "IRN>RUS", "2025-01-17", "visited", None),
        ("2025-01-11", "SANCTION", "planned", "USA>CAN", "2025-02", "tariffs", None),
        ("2025-01-12", "SANCTION", "called_off", "USA>CAN", None, "tariffs", None),
        ("2025-01-13", "ASSAULT", "possible", "IRN>ISR", None, "strike back", iran),
        ("2025-01-13", "AID", "possible", "RUS>PRK", None, "give", own),
        ("2025-01-12", "ASSAULT", "denied", "RUS>UKR", "2025-01-11", "attacked", None),
        ("2025-01-14", "SUPPORT", "occurred", "BRA,PER", "2025-01-13/2025-01-14", "signed", None),
        ("2025-01-14", "MOBILIZE", "planned", "TUR", "2025-03", "deploy", None),
        ("2025-01-15", "ASSAULT", "occurred", "REB=Free Men of the Delta>NGA", "2025", "raided", None),
        ("2025-01-15", "ACCUSE", "occurred", "NGO=Water for All>MNC=Acme, Inc.", None, "sues", None),
        ("2025-01-16", "COERCE", "occurred", "ROU>XKX", "2025-01-16", "arrested", None),
        ("2025-01-16", "SANCTION", "occurred", "FRA", None, "suspends", None),
        ("2025-01-16", "PROTEST", "occurred", ">FRA", None, "march", None),
        (None, "ACCUSE", "occurred", "EUU>NAT", None, "criticised", None),
        ("2025-01-18", "CONSULT", "called_off", "EGY,SDN", "2025-01-20", "talks", None),
    ]


def _party(said: str, bad: str) -> Actor:
    """CODE or CODE=WORDS."""
    code, _, words = said.partition("=")
    return Actor(words or f"{bad} of {code}", code, None, "GOV" if code == "IRN" else None)


def _nasty(path: Path) -> Path:
    with open_ledger(path) as book:
        for n, (published, type_, status, who, when, trigger, by) in enumerate(_acts()):
            bad = NASTY[n % len(NASTY)]
            trigger = f"{bad} {trigger}" if n % 2 else trigger
            text = f"{bad} " + "word " * (n * 9) + f"says that {trigger}, {bad}. Ünïcödé {'ü' * 90} end."
            at = text.index(trigger, len(bad) + 1)
            report = Report(f"{bad}/{n}", text, bad, published, f"{bad} Post" if n % 3 else None, LINKS[n % len(LINKS)], published and "given")
            sides = [tuple(_party(said, bad) for said in ([side] if "=" in side else side.split(",")) if said) for side in (*who.split(">"), "")[:2]]
            book.add(report, [Statement(
                report.id, trigger, (at, at + len(trigger)), type_, status, *sides, when=when, when_text=bad if when else None, where=bad,
                said_by=(by,) if by else (), confidence=0.5 + n / 50, published=published, publisher=report.publisher, reader="r1")], "r1")
    return path


@pytest.fixture(scope="session")
def nasty(tmp_path_factory) -> Path:
    return _nasty(tmp_path_factory.mktemp("nasty") / "nasty.db")


@pytest.fixture(scope="session")
def demo(demo_file) -> Path:
    return demo_file


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    """Runs `dragoman export` in this process, and gives where it wrote to."""
    made: dict[tuple, Path] = {}

    def export_(form: str, ledger: Path, *options: str) -> Path:
        key = (form, ledger, options)
        if key not in made:
            out = tmp_path_factory.mktemp(form) / "out"
            program()(["export", form, str(out), "--ledger", str(ledger), *options], standalone_mode=False)
            made[key] = out
        return made[key]
    return export_
