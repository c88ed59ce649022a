"""The shards of an input: the parts that are read, remembered and resumed one by one."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from dragoman.intake.documents import Item, limited, shown
from dragoman.intake.sources import STDIN, is_archive, reports, walk
from dragoman.model import identity

TOGETHER = 200
"""Files of one report each that make a shard: enough that a shard is work for minutes, few enough that repeating one costs no more."""


@dataclass(frozen=True, slots=True)
class Shard:
    """An archive (JSON lines, WARC), or some files of one folder. `size` is their bytes, `mark` stands for names, sizes and times of change.

    `name` is what a person calls it, the path of the archive or of the first file as it can be printed; `id` is the same wherever the
    program runs, as long as the path is.
    """

    name: str
    paths: tuple[str, ...]
    size: int
    mark: str

    @property
    def id(self) -> str:
        return _id(self.paths[0])

    @property
    def others(self) -> tuple[str, ...]:
        """What a person calls its other files."""
        return tuple(map(shown, self.paths[1:]))

    @property
    def overtaken(self) -> tuple[str, ...]:
        """Ids of the shards that began with one of its other files, before files that came in between moved the borders."""
        return tuple(map(_id, self.paths[1:]))


def shards(paths: Iterable[str]) -> Iterator[Shard]:
    """The shards of files, folders and standard input, each file once, in an order that depends on nothing but names.

    What does not exist is a shard too: reading it says so.
    """
    seen: set[str] = set()
    for path in paths:
        if path == "-":
            yield Shard(STDIN, ("-",), 0, "")
            continue
        files = list(walk(path)) if os.path.isdir(path) else [path]
        if not files:  # reading it says that there is nothing in it
            yield _shard([path])
        fresh = [file for file in files if (where := os.path.abspath(file)) not in seen and not seen.add(where)]
        for (_, alone), some in groupby(fresh, key=lambda file: (os.path.dirname(file), is_archive(file))):
            same = list(some)
            step = 1 if alone else TOGETHER
            for i in range(0, len(same), step):
                yield _shard(same[i:i + step])


def reports_of(shard: Shard, published: str | None = None, passed: Callable[[int], None] | None = None) -> Iterator[Item]:
    """The reports of a shard, as `reports` gives them."""
    found = reports(shard.paths, published, passed)
    return limited(found, os.path.dirname(shard.name) or shard.name, "files", errors=None) if len(shard.paths) > 1 else found


def _id(path: str) -> str:
    return identity(STDIN if path == "-" else os.path.abspath(path))


def _shard(files: list[str]) -> Shard:
    marks, size = [], 0
    for file in files:
        try:
            found = os.stat(file)
        except OSError:
            marks += [file, "missing"]
            continue
        size += found.st_size if os.path.isfile(file) else 0
        marks += [os.path.basename(file), found.st_size, found.st_mtime_ns]
    return Shard(shown(files[0]), tuple(files), size, identity(*marks))
