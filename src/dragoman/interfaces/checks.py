"""What `dragoman doctor` looks at: the machine, the program and its weights, the ledger and its feeds. Nothing is changed by looking."""
from __future__ import annotations

import hashlib
import json
import locale
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

from dragoman import __version__
from dragoman.model import DragomanError, Report
from dragoman.processor import DOT_PRODUCTS, cores, flags, has_dot_products

State = Literal["ok", "warn", "fail"]

SENTENCE = "Japan imposed sanctions on India on Monday."
SOON = 5.0
"""Seconds in which a sentence is read, the weights loaded first."""

LOW_MEMORY = 500e6

EXTRAS = {"postgresql": "a ledger in PostgreSQL", "cluster": "`read --engine ray`"}
YEARS = (2025, 2100)
"""Years between which a clock may be right."""


class Check(NamedTuple):
    """What was looked at, whether it is well, what was found, and what to do where it is not."""

    check: str
    state: State
    found: str
    advice: str = ""


def of_machine() -> Iterator[Check]:
    """Python, packages, processor, memory, room for temporary files, clock, and how text is encoded."""
    yield Check("python", "ok" if sys.version_info >= (3, 11) else "fail", f"{platform.python_version()} on {platform.system()} {platform.machine()}",
                "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer, and Dragoman in it")
    yield from packages()
    yield processor()
    if memory := _memory():
        yield Check("memory", "ok" if memory >= LOW_MEMORY else "warn", f"{memory / 1e9:.1f} GB available",
                    "" if memory >= LOW_MEMORY else "close other programs: reading takes 400 MB, a large ledger's pages more")
    yield temporary()
    year = datetime.now(UTC).year
    yield Check("clock", "ok" if YEARS[0] <= year < YEARS[1] else "fail", datetime.now(UTC).isoformat(timespec="seconds"),
                "" if YEARS[0] <= year < YEARS[1] else "set the clock: reports without a date count from the day on which they are added")
    yield encoding()


def packages() -> Iterator[Check]:
    """What the program needs, against the least version that it takes; what only some commands need is named."""
    from packaging.requirements import Requirement

    try:
        asked = [Requirement(r) for r in requires("dragoman") or ()]
    except PackageNotFoundError:
        yield Check("packages", "warn", "Dragoman runs from its source, and is not installed: nothing says what it needs", "install it, as `make demo` does")
        return
    wrong = [fault for r in asked if r.marker is None or r.marker.evaluate({"extra": ""}) if (fault := _missing(r.name, r.specifier))]
    needed = sum(r.marker is None for r in asked)
    yield Check("packages", "fail" if wrong else "ok", "; ".join(wrong) or f"{needed} packages, each new enough",
                "install them anew: `make demo` in Dragoman's folder" if wrong else "")
    for extra, what in EXTRAS.items():
        of_it = [r for r in asked if r.marker and not r.marker.evaluate({"extra": ""}) and r.marker.evaluate({"extra": extra})]
        wrong = [fault for r in of_it if (fault := _missing(r.name, r.specifier))]
        if not of_it:  # installed when there was no such part
            continue
        yield Check(f"for {what}", "ok", "; ".join(wrong) or ", ".join(f"{r.name} {version(r.name)}" for r in of_it),
                    f"only where you want {what}: `pip install -e '.[{extra}]'` in Dragoman's folder" if wrong else "")


def _missing(name: str, specifier) -> str | None:
    try:
        held = version(name)
    except PackageNotFoundError:
        return f"{name} is not installed"
    return None if specifier.contains(held, prereleases=True) else f"{name} {held}, expected {specifier}"


def processor() -> Check:
    """onnxruntime, and what of the processor it can use."""
    try:
        import onnxruntime
    except ImportError as error:
        return Check("onnxruntime", "fail", str(error), "install it: `pip install onnxruntime`; on old processors or systems an older one")
    words = flags()
    told = [name for name in ("avx2", "avx512f", *DOT_PRODUCTS, "amx_int8", "i8mm") if name in words]
    found = f"onnxruntime {onnxruntime.__version__}, {cores()} cores, {', '.join(told) or 'no vector instructions known of'}"
    if words and not told:
        return Check("onnxruntime", "warn", found, "reading will be slow: this processor lacks AVX2")
    if words and not has_dot_products():
        return Check("onnxruntime", "warn", found, "reading takes some three times as long, and is nearly as good: this processor lacks VNNI")
    return Check("onnxruntime", "ok", found)


def _memory() -> float | None:
    try:
        found = re.search(r"(?m)^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def temporary() -> Check:
    """Whether events can be derived, and tables exported: both lay rows aside on disk."""
    try:
        with tempfile.TemporaryFile() as f:
            f.write(b"x" * 1_000_000)
            f.flush()
    except OSError as error:
        return Check("temporary files", "fail", f"{error.strerror or error}", "give TMPDIR a folder that can be written and has room")
    return Check("temporary files", "ok", tempfile.gettempdir())


def encoding() -> Check:
    """Whether names of files and what goes to a terminal are UTF-8."""
    found = {"files": sys.getfilesystemencoding(), "output": sys.stdout.encoding or "none", "locale": locale.getpreferredencoding(False)}
    other = [f"{name} {value}" for name, value in found.items() if value.lower().replace("-", "").replace("_", "") != "utf8"]
    return Check("encoding", "warn" if other else "ok", ", ".join(other) or "UTF-8",
                 "set LANG=C.UTF-8 (or PYTHONUTF8=1): letters beyond ASCII may not be printed" if other else "")


def of_weights(folder: Path | None = None) -> Iterator[Check]:
    """The files of the reader against the digests in their card, and a sentence read with them."""
    where = folder or Path(str(files("dragoman") / "weights"))
    try:
        card = json.loads((where / "card.json").read_text(encoding="utf-8"))
        wrong = [f"{name} is missing" if not (where / name).is_file() else f"{name} is damaged" for name, digest in card["files"].items()
                 if not (where / name).is_file() or hashlib.sha256((where / name).read_bytes()).hexdigest() != digest]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        card, wrong = {}, [f"card.json: {error!r}"]
    advice = "put the weights back: install Dragoman anew, or fetch its source again"
    yield Check("weights", "fail", "; ".join(wrong), advice) if wrong else Check(
        "weights", "ok", f"{card['version']}, {len(card['files'])} files as the card says")
    if not wrong:
        yield reading(where)


def reading(where: Path) -> Check:
    """A sentence read from the beginning."""
    from dragoman.pipeline import Reader

    begin = time.perf_counter()
    try:
        found = Reader(where).read(Report("doctor", SENTENCE, published="2024-03-12"))
    except (DragomanError, RuntimeError, ValueError) as error:
        return Check("reader", "fail", f"a sentence cannot be read: {error}", "install onnxruntime and Dragoman anew")
    taken = time.perf_counter() - begin
    right = any(s.type == "SANCTION" and s.codes == (frozenset({"JPN"}), frozenset({"IND"})) for s in found)
    if not right:
        return Check("reader", "fail", f"{SENTENCE!r} is not read as a sanction by Japan on India", "the weights or onnxruntime do not fit this processor: "
                                       "try another version of onnxruntime, and report it")
    return Check("reader", "ok" if taken < SOON else "warn", f"Dragoman {__version__} read a sentence in {taken:.2f} s, the weights loaded first",
                 "" if taken < SOON else "the machine is busy or slow; reading will be, too")


def tried(name: str, look: Callable[[], Check | Iterator[Check]], advice: str) -> Iterator[Check]:
    """What `look` finds; where the look itself fails, that is the finding."""
    try:
        found = look()
        yield from [found] if isinstance(found, Check) else found
    except DragomanError as error:
        yield Check(name, "fail", str(error), advice)
