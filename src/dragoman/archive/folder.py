"""A folder of what was read, shard by shard: which shards are done, and in which files their rows are.

    FOLDER/dragoman.json                                  what this folder is
    FOLDER/shards/SHARD.json                              a shard that is done: the last file of it that is written
    FOLDER/reports/year=2025/month=1/SHARD.parquet       its rows, by month of publication
    FOLDER/statements/year=2025/month=1/SHARD.parquet

Files that no entry of `shards/` names are of a shard that was not finished; nobody reads them, and they are replaced when it is.
"""
from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from dragoman.archive.layout import TABLES
from dragoman.ledger import folder_lock
from dragoman.model import DragomanError, LedgerError

MARK = "dragoman.json"
PARTS = ("shards", ".work", ".tries", *TABLES)
FORM = 1
TRIES = 3
"""How often a shard is begun whose process dies under it, before it is given up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A shard that is done. `mark` stands for the input as it was, and is empty where some of it could not be opened; `how` for reader and settings.

    `files` are relative to the folder; `errors` and `notices` are what was said of its inputs; `seconds` is how long a process worked on it, `cpu` how
    long its cores did, and `memory` the most that the process had held by then, in MB. `others` are the files of its input beside the first, `name`.
    """

    shard: str
    name: str
    mark: str
    how: str
    size: int
    reports: int
    statements: int
    seconds: float
    done: str
    files: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    cpu: float = 0.0
    memory: float = 0.0
    others: tuple[str, ...] = ()


def is_folder(path: str | Path) -> bool:
    """Whether a path is a folder that `Folder` made."""
    return (Path(path) / MARK).is_file()


class Folder:
    """A folder of what was read; made where there is none, if `make`. LedgerError where something else stands there."""

    def __init__(self, path: str | Path, make: bool = False) -> None:
        self.path = Path(path)
        if make:
            with self.written():
                self._make()
        try:
            held = json.loads((self.path / MARK).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LedgerError(f"{path}: no folder of reports that were read ({error}); expected one that `dragoman read --out` made") from error
        form = held.get("form") if isinstance(held, dict) else None
        if not isinstance(form, int):
            raise LedgerError(f"{self.path / MARK}: does not say what the folder is; expected the file that `dragoman read --out` wrote, which is the same in "
                              "each folder that this version makes: put it back from another one")
        if form > FORM:
            raise LedgerError(f"{path} was written by a newer Dragoman (form {form}, this program knows {FORM}): update Dragoman")

    def _make(self) -> None:
        if is_folder(self.path):
            return
        if self.path.exists() and (not self.path.is_dir() or any(not _is_ours(there.name) for there in self.path.iterdir())):
            raise LedgerError(f"{self.path}: something else stands there; expected no file, an empty folder, or one that `read --out` made")
        for name in PARTS:
            (self.path / name).mkdir(parents=True, exist_ok=True)
        write_whole(self.path / MARK, json.dumps({"form": FORM, "tables": {t: list(c) for t, c in TABLES.items()}}, indent=1))

    @contextmanager
    def written(self) -> Iterator[None]:
        """Turns what a disk says that refuses into a LedgerError that names the folder, and what to do."""
        try:
            yield
        except OSError as error:
            raise LedgerError(f"{self.path}: the folder cannot be written ({error.strerror or error}): see that its disk has room and that you may write "
                              "there, and repeat; --resume leaves out what is done") from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder for one run that writes to it, until it or its process ends. LedgerError where another run of this machine holds it.

        Where the file system has no such locks, as folders on NFS, nobody is kept out.
        """
        with folder_lock(self.path) as lock:
            if not lock.take():
                raise LedgerError(f"{self.path}: another run writes to it; wait until it is done, or give another folder")
            yield

    def entry(self, shard: str) -> Entry | None:
        """What is known of a shard that is done. LedgerError where its note holds something else."""
        try:
            held = json.loads(self._entry(shard).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        try:
            held = {"others": (), **held}  # notes of before do not name them
            return Entry(**{**held, **{key: tuple(map(str, held[key])) for key in ("files", "errors", "notices", "others")}})
        except (KeyError, TypeError) as error:
            raise self.no_note(shard) from error

    def entries(self) -> Iterator[Entry]:
        """All shards that are done, by id."""
        for path in sorted((self.path / "shards").glob("*.json")):
            if found := self.entry(path.stem):
                yield found

    def no_note(self, shard: str) -> LedgerError:
        """What is said of a note in `shards/` that is none."""
        return LedgerError(f"{self._entry(shard)}: no note of a shard that is done; expected what `dragoman read --out` writes there: remove it, and "
                           f"`dragoman read PATH... --out {self.path} --resume` makes it again")

    def lost(self, entry: Entry) -> tuple[str, ...]:
        """The files of a shard that is done which are gone, or empty: as a disk that failed, or a copy that broke off, leaves them."""
        return tuple(name for name in entry.files if not (self.path / name).is_file() or not (self.path / name).stat().st_size)

    def enter(self, entry: Entry) -> None:
        """Note that a shard is done; from here on its files count."""
        with self.written():
            write_whole(self._entry(entry.shard), json.dumps(asdict(entry), ensure_ascii=False, indent=1))
            self._tries(entry.shard).unlink(missing_ok=True)

    def clear(self, shard: str) -> None:
        """Remove what there is of a shard, done or not."""
        with self.written():
            self._entry(shard).unlink(missing_ok=True)
            for table in TABLES:
                for file in (self.path / table).glob(f"year=*/month=*/{shard}.parquet"):
                    file.unlink(missing_ok=True)
        for left in (self.path / ".work").glob(f"{shard}-*"):
            shutil.rmtree(left, ignore_errors=True)

    def work(self, shard: str) -> Path:
        """Where what this process has not finished of a shard waits."""
        return self.path / ".work" / f"{shard}-{platform.node()}-{os.getpid()}"

    def try_again(self, shard: str) -> None:
        """Count that a shard is begun. DragomanError where that was done too often: then the process that read it has died each time."""
        tries = self._tries(shard)
        with self.written(), tries.open("ab") as f:
            f.write(b".")
        if tries.stat().st_size > TRIES:
            raise DragomanError(f"the process that read it ended {TRIES} times without a word (killed, or out of memory); "
                                "give it more memory or fewer workers, or split the file")

    def forget_tries(self, shard: str) -> None:
        """Let a shard be begun afresh."""
        with self.written():
            self._tries(shard).unlink(missing_ok=True)

    def _entry(self, shard: str) -> Path:
        return self.path / "shards" / f"{shard}.json"

    def _tries(self, shard: str) -> Path:
        return self.path / ".tries" / shard


def _is_ours(name: str) -> bool:
    """Whether what stands in a folder without its mark may be of a program that was killed while it made the folder."""
    return name in PARTS or name.startswith(f".{MARK}.")


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, whenever the program or the machine stops."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with beside.open("w", encoding="utf-8") as f:
        f.write(text)
        f.flush()
        os.fsync(f.fileno())
    beside.replace(path)
