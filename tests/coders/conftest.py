"""Files of coders as a test writes them, and what is read from them."""
from __future__ import annotations

import pytest

from dragoman.coders import LeftOut, coded_events
from dragoman.model import CodedEvent


@pytest.fixture
def code(tmp_path):
    """What a coder's file of these lines gives: events, errors as text, and what was left out as pairs of reason and rows."""
    def code_(coder: str, *lines: str, name: str = "file"):
        path = tmp_path / name
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        found = list(coded_events(coder, str(path)))
        return ([x for x in found if isinstance(x, CodedEvent)], [str(x) for x in found if not isinstance(x, CodedEvent | LeftOut)],
                [(x.reason, x.rows) for x in found if isinstance(x, LeftOut)])
    return code_
