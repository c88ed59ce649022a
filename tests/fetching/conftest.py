"""A server on this machine."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local_server import LocalServer


@pytest.fixture
def site() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server
