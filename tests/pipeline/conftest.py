"""A server on this machine, and a watch of its feeds; shards to read, and what one process reads in them."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dragoman import pipeline
from dragoman.fetching import Fetcher
from dragoman.pipeline import Happening, Stop, Watch, feeds_of
from tests.intake.archives import archive, http, page, record
from tests.local_server import LOCAL, LocalServer
from tests.pipeline.shards import SAYINGS, lines


@pytest.fixture
def site() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture
def look(ledger, reader) -> Callable[..., list[Happening]]:
    """Look once at feeds, or again at those that are on the list, as if their time had come; what happened."""
    def look_(*urls: str, make=lambda: reader, **given) -> list[Happening]:
        ledger.watch(feeds_of([(url, None) for url in urls], 900))
        with ledger._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE feed SET next_at = '2025-01-01T00:00:00.000+00:00', last_tried = NULL")
        with Stop() as stop:
            return list(Watch(ledger, Fetcher(allow=LOCAL, **({"seconds": 1.2, "most": 2_000_000} | given)), make, stop, 900, pace=0.0).run(once=True))
    return look_


@pytest.fixture(scope="session")
def inputs(tmp_path_factory):
    """Four shards of three kinds."""
    folder = tmp_path_factory.mktemp("in")
    lines(folder / "a.jsonl.gz", 0, 12)
    lines(folder / "b.jsonl.gz", 12, 12)
    archive(folder / "c.warc.gz", [record(f"https://n.example/{n}", http(page(f"News {n} of the day", SAYINGS[n], SAYINGS[n - 1], day="2025-02-03")))
                                   for n in range(6)])
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"OSLO, Jan. {n + 10}, 2025 (Northern Wire Agency) - {SAYINGS[n]}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def expected(inputs, reader):
    """What one process reads without any engine."""
    found = [r for r in pipeline.read([str(inputs)], reader) if isinstance(r, pipeline.Reading)]
    assert sum(len(r.statements) for r in found) > 30
    return sorted(((r.report, r.statements) for r in found), key=lambda row: row[0].id)


@pytest.fixture(scope="session")
def read_locally(inputs, tmp_path_factory):
    """The folder into which two processes read the inputs, what became of each shard, those that were planned, and how far they were said to be."""
    folder, planned, moved = tmp_path_factory.mktemp("local") / "f", [], []
    found = list(pipeline.read_to(str(folder), [str(inputs)], workers=2, planned=planned.extend, moved=moved.append))
    return folder, found, planned, moved
