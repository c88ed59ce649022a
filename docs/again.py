"""Writes anew what the commands of pages print, where a page shows something else: the program or its reader has changed.

    python -m docs.again docs/tutorial.md README.md …

Lines of a page that are only `...` go on standing for any lines, and a line that ends with `…` for a longer one: the lines between are those of the
output that are likest. What cannot be placed so is named, for a person to mend. `git diff` shows what has changed: prose that tells figures is not touched.
"""
from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path

from docs.consoles import Command, followed, mismatch

REST = "..."


def renewed(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The lines that a page shows, as they are printed now."""
    parts = _parts(shown)
    if len(parts) == 1 and REST not in shown:
        return [_cut(shown[i] if i < len(shown) else "", line) for i, line in enumerate(printed)]
    out: list[str] = []
    at = 0
    for n, part in enumerate(parts):
        first, last = n == 0 and shown[0] != REST, n == len(parts) - 1 and shown[-1] != REST
        rest = sum(map(len, parts[n + 1:]))
        begin = 0 if first else len(printed) - len(part) if last else _likest(part, printed, at, len(printed) - rest)
        out += [] if first else [REST]
        out += [_cut(old, new) for old, new in zip(part, printed[begin:begin + len(part)], strict=False)]
        at = begin + len(part)
    return out + [REST] * (shown[-1] == REST)


def _parts(shown: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == REST:
            parts.append([])
        else:
            parts[-1].append(line)
    return [p for p in parts if p]


def _likest(part: Sequence[str], printed: Sequence[str], first: int, last: int) -> int:
    """Where in the output the lines begin that are likest to those of a part."""
    places = range(first, max(first, last - len(part)) + 1)
    return max(places, key=lambda i: sum(SequenceMatcher(None, a, b, autojunk=False).ratio() for a, b in zip(part, printed[i:], strict=False)))


def _cut(old: str, new: str) -> str:
    """A line with what the one that stood there left out left out, where that was cut."""
    before, cut, after = old.rstrip().partition("…")
    return f"{new[:len(before)].rstrip()}…{after}" if cut and len(new) >= len(old) and new.endswith(after) else new


def rewrite(page: Path, command: Command, lines: Sequence[str]) -> bool:
    """Put lines where the page shows a command's output. False where they are not found."""
    text = page.read_text(encoding="utf-8").splitlines()
    old = list(command.shown)
    for at in range(command.line - 1, len(text) - len(old) + 1):
        if [t.strip() for t in text[at:at + len(old)]] == [o.strip() for o in old]:
            indent = text[at][:len(text[at]) - len(text[at].lstrip())] if not old[0].startswith(" ") else ""
            text[at:at + len(old)] = [(indent + line).rstrip() for line in lines]
            page.write_text("\n".join(text) + "\n", encoding="utf-8")
            return True
    return False


def main(pages: Sequence[str]) -> None:
    for page, found in groupby(followed(list(map(Path, pages))), key=lambda told: told[0].page):
        changed = []
        for command, code, printed, wrong in found:
            if code:
                print(f"{command}: exit status {code}: {printed[-300:]}")
            elif wrong:
                changed.append((command, renewed(command.shown, printed.strip("\n").splitlines()), printed))
        for command, lines, printed in reversed(changed):  # the lower first: lines above keep their numbers
            if not rewrite(page, command, lines) or mismatch("\n".join(lines), printed):
                print(f"{command}: to be mended by hand; it prints\n{printed}\n")
        print(f"{page}: {len(changed)} outputs written anew")


if __name__ == "__main__":
    main(sys.argv[1:])
