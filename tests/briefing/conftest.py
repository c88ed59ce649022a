"""A ledger in which a pair draws closer."""
from datetime import date, timedelta

import pytest

from dragoman.model import CodedEvent


def day(n):
    return (date(2024, 1, 1) + timedelta(n)).isoformat()


@pytest.fixture
def thaw(ledger, say, keep):
    """Ten weeks of quarrel of others each day, and a pair that begins to meet on the sixtieth day."""
    told = [say(day(n), "ACCUSE", "occurred", f"{a}>{b}", by=f"official:{a}", publisher=f"P{n % 3}", trigger=f"accused{n}", when=day(n), at=8 * i)
            for n in range(75) for i, (a, b) in enumerate((("BRA", "ARG"), ("PER", "CHL"), ("EGY", "SDN")))]
    told += [say(day(n), "CONSULT", "occurred", "NOR>SWE", publisher=f"P{n % 3}", trigger=f"met{n}", when=day(n), at=100 + 2 * (n - 60))
             for n in range(60, 75)]
    told += [say(day(74), "CONSULT", "planned", "NOR>SWE", publisher="P9", trigger="will meet", when=day(90), at=300)]
    keep(ledger, told)
    ledger.bring_in([CodedEvent("icews", f"i{n}", day(n), "AID", "NOR", "SWE", "Norway", "Sweden", "070", 7.0) for n in range(10)])
    return ledger
