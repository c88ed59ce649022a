"""Files that are whole or not there: each is written beside its place under another name, and moved there once it is complete."""
from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dragoman.interfaces.shared import is_database
from dragoman.ledger import refuse_others
from dragoman.model import DragomanError

STDOUT = "-"
MARK = "datapackage.json"
"""The file by which a folder is known as an export of ours, which another one may replace where it holds nothing else."""

EXPORT, ENTITIES = OURS = ("dragoman-export", "dragoman-ftm")
"""Names of our data packages, by which a folder is known as one: of tables, and of followthemoney's entities."""

BESIDE = frozenset({MARK, "README.md", "codebook.csv", "codebook.md"})
"""Files of an export that are none of its data package's resources."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAK = re.compile("\r\n?|\u2028|\u2029")


_LINK = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][\x21\x23-\x3b\x3d\x3f-\x7e]*)?", re.I | re.A)


def link(url: str | None) -> str | None:
    """A web address that every reader of it takes; None where it is none: another scheme, spaces, quotes, letters that must be encoded."""
    return url if url and _LINK.fullmatch(url) else None


def clean(text: str | None) -> str | None:
    """Text without characters that XML, R and spreadsheets refuse; every line break is a line feed."""
    return text if text is None else _CONTROL.sub("", _BREAK.sub("\n", text))


@contextmanager
def file_at(out: str) -> Iterator[TextIO]:
    """A UTF-8 text file that takes its place when all is written; nothing is left of it when that fails. `-` is standard output.

    DragomanError where there is no folder to hold it, it is a folder or a device itself, a database stands there, or it cannot be written.
    """
    if out == STDOUT:
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()
        return
    target = _target(out)
    refuse_others(target, out, ", or - for standard output")
    with _explained(out):
        is_kept = is_database(target)
    if is_kept:
        raise DragomanError(f"{out}: a database stands there, maybe a ledger, and is not overwritten; give another name")
    beside = _beside(target, "part")
    try:
        with _explained(out):
            with beside.open("w", encoding="utf-8", newline="") as f:
                yield f
                f.flush()
                os.fsync(f.fileno())
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def folder_at(out: str) -> Iterator[Path]:
    """A folder that takes its place when all is written. One that is there must be empty or an earlier export and no more, which it replaces.

    DragomanError where it is something else, or cannot be written.
    """
    if out == STDOUT:
        raise DragomanError("-: this form is a folder of several files; give the name of a folder")
    target = _target(out)
    if target.exists() and (not target.is_dir() or not _is_export(target)):
        raise DragomanError(f"{out}: something else stands there; expected no file, an empty folder, or an earlier export and nothing beside it: "
                            "give another name")
    with _explained(out):
        within = Path.cwd().is_relative_to(target)
    if within:
        raise DragomanError(f"{out}: is the folder that you are in, which cannot be replaced from within; go elsewhere, or give another name")
    beside, before = _beside(target, "part"), _beside(target, "old")
    try:
        with _explained(out):
            beside.mkdir()
            yield beside
            if target.exists():
                target.rename(before)
            beside.rename(target)
    finally:
        if before.exists() and not target.exists():
            before.rename(target)
        for rest in (beside, before):
            shutil.rmtree(rest, ignore_errors=True)


def _is_export(folder: Path) -> bool:
    """Whether a folder holds an export of ours and no other file, or nothing at all."""
    held = {p.name for p in folder.iterdir()}
    if not held:
        return True
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
        return told["name"] in OURS and held <= {r["path"] for r in told["resources"]} | BESIDE
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _target(out: str) -> Path:
    target = Path(out).expanduser().resolve()
    if not target.parent.is_dir():
        raise DragomanError(f"{out}: there is no folder {Path(out).parent} to write into; make it first")
    return target


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{ending}")


@contextmanager
def _explained(out: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise DragomanError(f"{out}: cannot be written ({error.strerror or error}); nothing of it was kept") from error
