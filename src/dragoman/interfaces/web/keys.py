"""Who may ask: tokens of which the server knows only hashes, each with a name, what it allows, and until when.

A token that we make has 256 random bits, so that nobody finds it from its SHA-256; a slow hash, which passwords need, would only slow the server.
"""
from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from dragoman.model import DragomanError, InputError

Scope = Literal["read", "judge"]
SCOPES: tuple[Scope, ...] = ("read", "judge")
"""What a token allows: to read, or to judge too."""

MARK = "sha256:"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Key:
    """A token as the server knows it. `until` is the last day (ISO, UTC) on which it holds, None for no end; `revoked` when it was taken back."""

    name: str
    scope: Scope
    hash: str
    made: str = ""
    until: str | None = None
    revoked: str | None = None

    @property
    def holds(self) -> bool:
        """Whether it opens anything today."""
        return self.revoked is None and (self.until is None or self.until >= datetime.now(UTC).date().isoformat())

    @property
    def id(self) -> str:
        """What stands for it in a cookie; it tells nothing of the token."""
        return hashlib.sha256(f"key {self.hash}".encode()).hexdigest()[:16]


class Keys:
    """The tokens that open a server: one given when it starts, and those of a file, which is read again when it changes.

    DragomanError where the file cannot be read or holds what is no key: a server that does not know its keys lets nobody in.
    """

    def __init__(self, keys: Iterable[Key] = (), file: Path | None = None) -> None:
        self._given, self._file = tuple(keys), file
        self._held: tuple[Key, ...] = ()
        self._stamp: tuple[int, int, int] | None = None
        self._lock = threading.Lock()
        self._look()

    @classmethod
    def of(cls, token: str | None, file: Path | None = None) -> Keys | None:
        """The keys of a token, plain or as `sha256:…`, and of a file; None where there is neither, and anybody on this machine may ask."""
        if token is None and file is None:
            return None
        given = token and (token[len(MARK):] if token.startswith(MARK) else digest(token))
        if given and not _HASH.fullmatch(given):
            raise InputError(f"the token begins with {MARK}: expected its SHA-256 in 64 hex digits after it, as `dragoman token` prints it")
        return cls([Key("token", "judge", given)] if given else [], file)

    def opened_by(self, token: str) -> Key | None:
        """The key that a token opens; all are compared, in the same time whatever the token is."""
        shown, found = digest(token), None
        for key in self._now():
            if hmac.compare_digest(shown, key.hash) and key.holds:
                found = key
        return found

    def by_id(self, id_: str) -> Key | None:
        """The key of a session, if it still holds."""
        return next((key for key in self._now() if hmac.compare_digest(key.id.encode(), id_.encode()) and key.holds), None)

    def _now(self) -> tuple[Key, ...]:
        self._look()
        return self._given + self._held

    def _look(self) -> None:
        if self._file is None:
            return
        try:
            found = self._file.stat()
        except OSError as error:
            raise DragomanError(f"{self._file}: cannot be read ({error.strerror}); expected the file of tokens that `dragoman token` writes") from error
        stamp = found.st_ino, found.st_mtime_ns, found.st_size
        with self._lock:
            if stamp != self._stamp:
                self._held, self._stamp = tuple(read(self._file)), stamp


def read(path: Path) -> list[Key]:
    """The keys of a file, a JSON object a line. DragomanError where it cannot be read, or a line is no key."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DragomanError(f"{path}: cannot be read ({error}); expected the file of tokens that `dragoman token` writes") from error
    return [_key(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _key(line: str, where: str) -> Key:
    try:
        key = Key(**json.loads(line))
        good = (_NAME.fullmatch(key.name) and key.scope in SCOPES and _HASH.fullmatch(key.hash)
                and (key.until is None or date.fromisoformat(key.until).isoformat() == key.until) and isinstance(key.revoked, str | None))
    except (ValueError, TypeError, RecursionError):
        good = False
    if not good:
        raise DragomanError(f"{where}: no key; expected what `dragoman token` writes, such as "
                            '{"name": "desk", "scope": "read", "hash": "…64 hex digits…", "until": "2027-01-31"}')
    return key


def add(path: Path, name: str, scope: Scope, until: str | None) -> str:
    """Make a token, and keep its hash in a file, which is made where there is none, for its owner's eyes alone. The token, which is shown this once.

    InputError where the name is none, or is taken by a token that holds.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"{name}: no name of a token; expected up to 64 letters, digits and . _ @ -")
    held = read(path) if path.exists() else []
    if any(key.name == name and key.holds for key in held):
        raise InputError(f"{name}: a token of this name holds already; revoke it first, or give another name")
    token, key = make(name, scope, until)
    _write(path, [*held, key])
    return token


def make(name: str, scope: Scope, until: str | None) -> tuple[str, Key]:
    """A new token, and what is kept of it."""
    token = "dragoman_" + secrets.token_urlsafe(32)
    return token, Key(name, scope, digest(token), datetime.now(UTC).isoformat(timespec="seconds"), until)


def revoke(path: Path, name: str) -> None:
    """Take a token back: it opens nothing any more, nor do the sessions begun with it. InputError where none of the name holds."""
    held = read(path)
    if not any(key.name == name and key.holds for key in held):
        raise InputError(f"{name}: no token of this name holds in {path}")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    _write(path, [Key(**{**asdict(key), "revoked": now}) if key.name == name and key.holds else key for key in held])


def _write(path: Path, keys: list[Key]) -> None:
    """Replace the file as a whole: who reads it sees the old one or the new."""
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)  # for its owner's eyes alone
        try:
            with open(handle, "w", encoding="utf-8") as out:
                out.writelines(json.dumps(asdict(key)) + "\n" for key in keys)
                out.flush()
                os.fsync(out.fileno())
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise DragomanError(f"{path}: cannot be written ({error.strerror or error}); nothing was changed") from error
