"""How fast the reader reads, what of that is the bare network, and how long a start takes."""
from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dragoman.intake import boilerplate
from dragoman.model import Report
from dragoman.pipeline.ahead import ahead
from dragoman.reading import Reader
from dragoman.reading.reader import PIECE
from dragoman.reading.text import paragraphs, pieces

ARTICLE = 400
"""Words of an article, as the field counts speed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds over the same reports: `whole` as the commands read them, as many at a time as there are cores; `alone` one after the other, and the
    `bare` network so. Peak memory of this process in MB.
    """

    reports: int
    words: int
    statements: int
    whole: float
    alone: float
    bare: float
    peak: float

    @property
    def articles(self) -> float:
        """Articles of ARTICLE words a second."""
        return self.words / self.whole / ARTICLE

    @property
    def share(self) -> float:
        """What part of the time of a report the bare network takes; overhead is its inverse."""
        return self.bare / self.alone


def measured(reader: Reader, reports: Sequence[Report], rounds: int = 3) -> Pace:
    """Read the reports, and run the network alone over the same batches, in turns; the best of each counts.

    What slows a shared machine for a moment slows no figure. The bare pass runs as many batches of a report at a time as the reader does, lets the same
    windows leave early, and throws away what comes out.
    """
    given = [(r, boilerplate(r.text)) for r in reports]
    encoder = reader.encoder
    batches = [encoder.batches(encoder.windows(r.text, pieces(r.text, paragraphs(r.text, skip), PIECE))) for r, skip in given]
    bare_pass = partial(encoder.label, gated=True)
    for some in batches[:5]:  # the first runs ask for memory
        list(encoder.each(bare_pass, some))
    bare, alone, whole, statements = float("inf"), float("inf"), float("inf"), 0
    for _ in range(rounds):
        start = time.perf_counter()
        for some in batches:
            for _labels in encoder.each(bare_pass, some):
                pass
        bare = min(bare, time.perf_counter() - start)
        start = time.perf_counter()
        statements = sum(len(reader.read(r, skip)) for r, skip in given)
        alone = min(alone, time.perf_counter() - start)
        start = time.perf_counter()
        for _found in ahead(lambda x: reader.read(*x), given, encoder.threads):
            pass
        whole = min(whole, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2 ** 20 if sys.platform == "darwin" else 2 ** 10)
    return Pace(len(reports), sum(len(r.text.split()) for r in reports), statements, whole, alone, bare, peak)


def started(times: int = 5) -> float:
    """Seconds that `dragoman --help` takes, the best of `times`."""
    return _best(times, "--help")


def cold(text: str, times: int = 3) -> float:
    """Seconds that `dragoman read` takes with one article, from the start of the program to its end, the best of `times`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(text, encoding="utf-8")
        return _best(times, "read", str(path))


def _best(times: int, *args: str) -> float:
    return min(_timed(lambda: subprocess.run([sys.executable, "-m", "dragoman", *args], check=True, capture_output=True)) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def machine() -> str:
    """Processor, memory and versions, in one line."""
    import onnxruntime

    name, memory = platform.processor() or platform.machine(), 0.0
    if Path("/proc/cpuinfo").is_file():
        names = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        name = names[0] if names else name
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    return f"{name}, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}, onnxruntime {onnxruntime.__version__}"
