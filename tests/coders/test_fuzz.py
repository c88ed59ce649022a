"""Whatever stands in a file, lines come out as events that a ledger takes, or are named; nothing breaks."""
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.coders import LeftOut, coded_events
from dragoman.ledger import open_ledger
from dragoman.model import CODERS, CodedEvent, InputError
from tests.coders import test_gdelt, test_icews, test_plover, test_polecat

STARTS = {"icews": test_icews.HEADER, "gdelt": test_gdelt.row(), "polecat": test_polecat.HEADER, "plover": test_plover.line()}
ROWS = {"icews": test_icews.row(), "gdelt": test_gdelt.row(), "polecat": test_polecat.row(), "plover": test_plover.line()}
TEXT = st.text(st.characters(exclude_characters="\n\r\t"), max_size=12) | st.sampled_from(["9" * 5000, "-1e999", "\0", "NaN", "2018-03-14", "010", "USA; RUS"])
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["\ud800", "\0", "USA", "2024-01-01"]),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.sampled_from(["code", "url"]), inner, max_size=3),
                    max_leaves=6)


@st.composite
def damaged(draw, coder: str) -> str:
    """A good row with some cells or fields changed."""
    if coder == "plover":
        record = {**test_plover.RECORD, **draw(st.dictionaries(st.sampled_from([*test_plover.RECORD, "has_event"]), JSON, max_size=3))}
        return json.dumps(record)
    cells = ROWS[coder].split("\t")
    for at in draw(st.lists(st.integers(0, len(cells) - 1), max_size=4)):
        cells[at] = draw(TEXT)
    return "\t".join(cells)


@pytest.mark.parametrize("coder", CODERS)
def test_lines_give_events_or_are_named(coder):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(damaged(coder) | st.text(st.characters(exclude_characters="\n"), max_size=30), max_size=5))
    def check(lines):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "f"
            path.write_bytes("\n".join([STARTS[coder], *lines, ROWS[coder]]).encode("utf-8", "surrogatepass"))
            found = list(coded_events(coder, str(path)))
            assert {type(x) for x in found} <= {CodedEvent, InputError, LeftOut}
            events = [x for x in found if isinstance(x, CodedEvent)]
            assert events  # the good row at the end, whatever stood before it
            with open_ledger(Path(folder) / "l.db") as ledger:
                ledger.bring_in(events)
                with ledger.ask() as asked:
                    assert {e.id: e for e in asked.coded_events()} == {e.id: e for e in reversed(events)}

    check()
