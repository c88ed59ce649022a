"""A file of a coder to events: each line to its coder's parser; what gives no event is counted, what is wrong is named."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from dragoman.coders import gdelt, icews, plover, polecat
from dragoman.coders.files import Fault, LeftOut, Skip, lines
from dragoman.model import CODERS, CodedEvent, InputError

Row = CodedEvent | Skip | Fault
PARSERS: dict[str, Callable[[Iterator[tuple[int, str]]], Iterator[tuple[int, Row]]]] = {
    "icews": icews.rows, "gdelt": gdelt.rows, "polecat": polecat.rows, "plover": plover.rows}

NAMED = 20
"""Lines of a file that are named where they are wrong; of more only the number is told."""


def coded_events(coder: str, path: str) -> Iterator[CodedEvent | InputError | LeftOut]:
    """The events of a file of a coder (one of CODERS), in the order of the file.

    A line that is wrong comes out as an error with its number, and the others go on; at the end rows that give no event are told,
    with the reason. InputError where the coder is none of CODERS.
    """
    if coder not in PARSERS:
        raise InputError(f"{coder}: no coder whose files are read; expected one of {', '.join(CODERS)}")
    left: Counter[str] = Counter()
    wrong = 0
    try:
        for number, row in PARSERS[coder](lines(path)):
            if isinstance(row, CodedEvent):
                yield row
            elif isinstance(row, Skip):
                left[row.reason] += 1
            else:
                wrong += 1
                if wrong <= NAMED:
                    yield InputError(f"{path}, line {number}: {row.what}")
    except InputError as error:  # the file ends here: what it gave so far stands
        yield error
    if wrong > NAMED:
        yield InputError(f"{path}: {wrong - NAMED} more lines are wrong: see that it is a file of {coder}")
    yield from (LeftOut(path, reason, rows) for reason, rows in left.most_common())
