"""Where alerts go: standard output, files of JSON lines, webhooks. What does not arrive is owed, kept in the ledger, and tried again."""
from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import hmac
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.model import DragomanError, InputError, identity

if TYPE_CHECKING:
    from dragoman.fetching import Fetcher
    from dragoman.ledger import Ledger, Owed

log = logging.getLogger("dragoman.alerts")

FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0
"""Seconds that the waits between tries to deliver grow from, and at most."""

_LOOKED_BACK = 2_000_000
"""Bytes at the end of a file in which an alert is looked for that may have been written when the program ended."""


class Undelivered(DragomanError):
    """An alert that did not arrive; `after` how many seconds the receiver asks to wait, if it does."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Targets:
    """Those who are told, as the command line names them: `-`, a path, or an http(s) URL.

    In the ledger a webhook is named by its host and a hash, since its URL may open a door. `secret` signs what goes to webhooks.
    `noted` is called with the channel and whether it arrived.
    """

    def __init__(self, named: Sequence[str], fetcher: Fetcher, secret: str | None, noted: Callable[[str, bool], None] = lambda *_: None) -> None:
        self._fetcher, self._key, self._noted = fetcher, key_of(secret) if secret else None, noted
        self._by_name = {name_of(target): target for target in named}
        self._resting: dict[str, float] = {}
        self._cut = False

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    def deliver(self, ledger: Ledger, ending: Callable[[], bool] = lambda: False) -> None:
        """Deliver what is owed and due. One that fails lets the others of its target wait, so that a dead receiver is not asked again and again.

        Once the program is `ending`, webhooks wait for its next start: a slow one would hold up the end for each alert.
        """
        from dragoman.fetching import backoff
        from dragoman.ledger import stamp

        while True:
            ready = [name for name, target in self._by_name.items()
                     if self._resting.get(name, 0.0) <= time.monotonic() and not (is_url(target) and ending())]
            owed = ledger.owed(ready) if ready else []
            if not owed:
                return
            for one in owed:
                if self._resting.get(one.target, 0.0) > time.monotonic() or is_url(self._by_name[one.target]) and ending():
                    continue
                if not ledger.trying(one):
                    continue
                try:
                    self._send(one)
                except Undelivered as error:
                    wait = max(error.after or 0.0, backoff(one.tries + 1, FIRST_WAIT, LONGEST_WAIT), 1.0)
                    ledger.put_off(one, str(error), stamp(wait))
                    self._resting[one.target] = time.monotonic() + wait
                    self._noted(_channel(self._by_name[one.target]), False)
                    log.warning("an alert did not arrive: %s", error, extra={"target": one.target, "tries": one.tries + 1})
                else:
                    ledger.delivered(one)
                    self._noted(_channel(self._by_name[one.target]), True)

    def _send(self, owed: Owed) -> None:
        target, line = self._by_name[owed.target], json.dumps(owed.body, ensure_ascii=False)
        if target == "-":
            self._show(line)
        elif is_url(target):
            self._post(target, owed.body["id"], line.encode())
        else:
            append(Path(target), line, owed.body["id"] if owed.tries else None)

    def _show(self, line: str) -> None:
        """Add a line to standard output, past its buffer: what is not taken is not left there, to come with the next line or to fail the end."""
        out = getattr(sys.stdout.buffer, "raw", sys.stdout.buffer)
        left = memoryview((b"\n" if self._cut else b"") + line.encode() + b"\n")
        try:
            while left:
                taken = out.write(left)
                if not taken:
                    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
                left, self._cut = left[taken:], taken < len(left)
        except OSError as error:
            raise Undelivered(f"standard output: cannot be written ({error.strerror or error})") from error

    def _post(self, url: str, id_: str, body: bytes) -> None:
        from dragoman.fetching import FetchError, asked_to_wait

        try:
            response = self._fetcher.post(url, body, headers=signed(self._key, id_, int(time.time()), body))
        except FetchError as error:
            raise Undelivered(_veiled(str(error), url), error.after) from error
        if not 200 <= response.status < 300:
            raise Undelivered(f"{name_of(url)}: answers with status {response.status}; expected 2xx", asked_to_wait(response))


def is_url(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def name_of(target: str) -> str:
    """What a target is called in the ledger and in messages. FetchError where it is a URL that is none."""
    if not is_url(target):
        return target if target == "-" else str(Path(target).expanduser().absolute())
    from dragoman.fetching import place

    at = place(target)
    return f"{at.scheme}://{at.authority} ({identity(at.url)[:8]})"


def _veiled(message: str, url: str) -> str:
    """What went wrong with a webhook, with its name in place of its URL, however that is written there: as given, made plain, or cut."""
    from dragoman.fetching import place

    forms = {form[:length] for form in (url.strip(), place(url).url) for length in (len(form), 200, 100)}
    for form in sorted(forms, key=len, reverse=True):
        message = message.replace(form, name_of(url))
    return message


def key_of(secret: str) -> bytes:
    """The key of a secret: the bytes that follow whsec_ in base64, as Standard Webhooks has it, else the secret itself."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise InputError("DRAGOMAN_WEBHOOK_SECRET: what follows whsec_ is no base64; expected a secret of Standard Webhooks, or any other text") from error


def signed(key: bytes | None, id_: str, at: int, body: bytes) -> dict[str, str]:
    """Headers of a webhook: the alert's id, which a receiver knows it by when it comes twice, the time, and with a key the signature.

    The form is that of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 of id, time and body, parted by full stops, in base64.
    """
    headers = {"webhook-id": id_, "webhook-timestamp": str(at)}
    if key is not None:
        made = hmac.new(key, b".".join((id_.encode(), str(at).encode(), body)), hashlib.sha256).digest()
        headers["webhook-signature"] = "v1," + base64.b64encode(made).decode()
    return headers


def append(path: Path, line: str, maybe: str | None = None) -> None:
    """Add a line to a file, for good. Where the id `maybe` is given, the line may be there already, and is then left as it is."""
    path = path.expanduser()
    try:
        with open(path, "a+b") as f:
            end = f.seek(0, os.SEEK_END)
            f.seek(max(0, end - (_LOOKED_BACK if maybe else 1)))
            held = f.read(_LOOKED_BACK)
            if maybe and any(f'"id": "{maybe}"'.encode() in one and one.endswith(b"}") for one in held.split(b"\n")):
                return
            broken = b"\n" if held and not held.endswith(b"\n") else b""
            f.write(broken + line.encode() + b"\n")
            f.flush()
            os.fsync(f.fileno())
    except OSError as error:
        raise Undelivered(f"{path}: cannot be written ({error.strerror or error})") from error


def _channel(target: str) -> str:
    return "stdout" if target == "-" else "webhook" if is_url(target) else "file"
