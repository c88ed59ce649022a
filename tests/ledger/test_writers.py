"""Several processes on one ledger: they add the same reports, judge, rebuild and read at once, and it comes to what one writer comes to."""
from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable

import pytest

from dragoman.ledger import open_ledger
from dragoman.ledger.connection import connect
from dragoman.ledger.turns import is_taken, turn
from dragoman.model import Actor, Report, Statement

REPORTS = 60

COMMON = """
import json, random, sys
from tests.ledger.test_writers import told
from dragoman.ledger import open_ledger
where, seed = sys.argv[1], int(sys.argv[2])
rng = random.Random(seed)
"""

ADDER = COMMON + """
numbers = list(range(60))
rng.shuffle(numbers)
with open_ledger(where) as ledger:
    while numbers:
        some = [numbers.pop() for _ in range(min(len(numbers), rng.choice([1, 3, 8])))]
        ledger.add_together([told(n) for n in some], "r1")
        if rng.random() < 0.4:
            ledger.derive()
    ledger.derive()
"""

JUDGE = COMMON + """
import time
from dragoman.model import LedgerError
with open_ledger(where) as ledger:
    for n in range(0, 24, 4):
        id_ = told(n)[1][0].id
        while ledger.statement(id_) is None:
            time.sleep(0.05)
        ledger.reject([id_], "ann")
        ledger.correct(told(n + 1)[1][0].id, [("where", "Kazan")], "ann") if ledger.statement(told(n + 1)[1][0].id) else None
"""

REBUILDER = COMMON + """
with open_ledger(where) as ledger:
    for _ in range(4):
        ledger.rebuild()
"""

READER = COMMON + """
from dragoman.briefing import brief
with open_ledger(where) as ledger:
    for _ in range(6):
        with ledger.ask() as asked:
            held = asked.full_events()
            assert [e.id for e in held] == [e.id for e in asked.full_events()]
            assert sum(len(e.statements) for e in held) == asked.covers()["statements"]
        brief(ledger)
"""


def told(n: int) -> tuple[Report, list[Statement]]:
    """Report `n`: one visit is told of by several, in each of four pairs."""
    day, id_ = f"2025-01-{n % 20 + 1:02}", f"r{n}"
    a, b = (("IRN", "RUS"), ("NOR", "CHL"), ("JPN", "IND"), ("PER", "KEN"))[n % 4]
    statements = [Statement(id_, "visit", (at, at + 5), "CONSULT", "planned" if n < 40 else "occurred", (Actor(a, a),), (Actor(b, b),),
                            when=f"2025-02-{n % 3 + 1:02}" if at else None, published=day, publisher=f"P{n % 5}", reader="r1") for at in (0, 9)]
    return Report(id_, f"visit to {n} " + "word " * (20 + n), published=day, publisher=f"P{n % 5}"), statements


@pytest.fixture
def start(warmed, tmp_path) -> Callable[[str, str, int], subprocess.Popen]:
    """Begins a process that runs code on a ledger."""
    def start_(code: str, where: str, seed: int) -> subprocess.Popen:
        path = tmp_path / f"{seed}.py"
        path.write_text(code)
        return subprocess.Popen([warmed.bin / "script", path, where, str(seed)], stderr=subprocess.PIPE, text=True)
    return start_


def events(ledger) -> str:
    return json.dumps([[e.id, e.type, e.status, e.statements, e.reports, e.sources, [list(map(str, (s.statement, s.step, s.score))) for s in e.history]]
                       for e in ledger.events()])


def test_four_writers_a_judge_a_rebuilder_and_readers_come_to_what_one_writer_comes_to(place, start):
    where, alone = place(), place()
    processes = [start(code, where, seed) for seed, code in enumerate([ADDER] * 4 + [JUDGE, REBUILDER, READER, READER])]
    ended = [(p.communicate()[1], p.returncode) for p in processes]
    assert [(error, code) for error, code in ended if code] == []
    with open_ledger(where) as ledger, open_ledger(alone) as one:
        counts = ledger.counts()
        assert (counts["reports"], counts["readings"], counts["statements"], counts["superseded"]) == (REPORTS, REPORTS, 2 * REPORTS, 0)
        one.add_together([told(n) for n in range(REPORTS)], "r1")
        for judgement in ledger.judgements():
            one._keep([judgement], judgement.author, judgement.reason)
        assert len(one.judgements()) >= 6
        assert events(ledger) == events(one)
        before = events(ledger)
        ledger.rebuild()
        assert events(ledger) == before


@pytest.mark.long
def test_who_was_overtaken_holds_others_off_until_it_is_done(place, start):
    where = place()
    open_ledger(where).close()
    engine = connect(where)
    with turn(engine, hold=True):
        waiting = start(COMMON + "from time import time\nopen_ledger(where).rebuild()", where, 0)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(3)
        begin = time.monotonic()
    assert waiting.wait(60) == 0
    assert time.monotonic() - begin < 30
    waiting.stderr.close()
    with turn(engine, hold=False), turn(engine, hold=False):  # nobody holds it: nobody waits
        assert not is_taken(engine)
    with turn(engine, hold=True):
        assert is_taken(engine)
    assert not is_taken(engine)
    engine.dispose()
