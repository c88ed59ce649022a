"""A server on this machine, and a watch of its feeds."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dragoman.fetching import Fetcher
from dragoman.pipeline import Happening, Stop, Watch, feeds_of
from tests.local_server import LOCAL, LocalServer


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
