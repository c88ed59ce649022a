"""Runs the commands that stand in the docs, as a reader would type them, and compares what they print with what the page shows.

A block of code marked `console` holds commands after `$ `, and below each what it prints, where the page shows it. A block of `python` or
`r` is run whole; a block of `text` right after it is what it prints. All blocks of a page are run in order, in one folder. A line of the page
that is only `...` stands for any lines, a `…` inside a line for any text; a decimal number may differ by 0.03, as processors round
eight-bit networks differently. White space counts as one space.

    python -m docs.consoles docs/tutorial.md   # runs a page, and prints each command with its output
"""
from __future__ import annotations

import fcntl
import gzip
import os
import pty
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docs import warm

ROOT = Path(__file__).parents[1]
WIDTH = 100
"""Columns of the terminal that the docs show."""
DOT_PRODUCTS = True
"""Whether what the pages show was made on a processor with dot products of bytes: another kind reads a little differently (docs/benchmark.md)."""
CLOSE = 0.03
STAYS = re.compile(r"^\s*(?:\w+=\S+ )*(?:\.venv/bin/)?(?:dragoman (?:serve|watch)|datasette|python -m http\.server)\b(?!.*--once)")
"""Commands that go on until they are stopped."""
NOT_RUN = {
    r": make test": "runs these tests",
    r"README.md:\d+: make demo": "the tutorial runs it",
    r": alephclient ": "needs a server of Aleph",
    r"team\.md:.*db\.example": "needs a server of PostgreSQL",
    r"--host 0\.0\.0\.0": "would let other machines in",
    r"README.md:\d+: dragoman watch feeds\.opml": "asks feeds of a reader's own for ever",
    r"STREAM\.db|stream\.db|icews18|\bl\.db": "needs a ledger or a file made of the corpora of ../shared",
}
"""Commands that are not run, by a pattern of `page:line: command`, and why. Of those that are ours, the options are checked all the same."""
SCRIPTS = {"python": "script", "r": "Rscript"}
"""Languages whose blocks are run, and by which program."""
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@dataclass(frozen=True)
class Command:
    """A command of a page: its file, line, text (without the prompt), the lines that the page shows below it, and its language."""

    page: Path
    line: int
    text: str
    shown: tuple[str, ...]
    lang: str = "console"

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}: {self.text.splitlines()[0]}"


@dataclass(frozen=True)
class Block:
    """A fenced block of code: the language after the fence, the first line's number, the text."""

    page: Path
    line: int
    lang: str
    text: str


def blocks(page: Path, lang: str | None = None) -> Iterator[Block]:
    """The fenced blocks of a page, in order; of one language where it is given."""
    fence, start, name, held = "", 0, "", []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        found = re.match(r"\s*(```+)\s*(.*)$", line)
        if found and not fence:
            fence, name, start, held = found[1], found[2].strip(), number + 1, []
        elif fence and found and found[1] == fence and not found[2]:
            if lang in (None, name):
                yield Block(page, start, name, "\n".join(held))
            fence = ""
        elif fence:
            held.append(line)


def commands(page: Path) -> list[Command]:
    """The commands and scripts of a page, in order."""
    out: list[Command] = []
    found = list(blocks(page))
    for block, after in zip(found, [*found[1:], None], strict=False):
        if block.lang == "console":
            out += typed(block)
        elif block.lang in SCRIPTS:
            follows = after is not None and after.lang == "text" and after.line - block.line - len(block.text.splitlines()) <= 3
            out.append(Command(page, block.line, block.text, tuple(after.text.splitlines()) if follows else (), block.lang))
    return out


def excuse(command: Command) -> str | None:
    said = f"{command.page.name}:{command.line}: {command.text}"
    return next((pattern for pattern in NOT_RUN if command.lang == "console" and re.search(pattern, said)), None)


def typed(block: Block) -> list[Command]:
    """The commands of a console block, each with the lines below it. A command goes on after a `\\`, and in lines that begin with `> `."""
    out: list[tuple[int, list[str], list[str]]] = []
    for number, line in enumerate(block.text.splitlines(), block.line):
        if line.startswith("$ "):
            out.append((number, [line[2:]], []))
        elif out and not out[-1][2] and (out[-1][1][-1].endswith("\\") or line.startswith(">")):
            out[-1][1].append(line.removeprefix(">").removeprefix(" ") if line.startswith(">") else line)
        elif out:
            out[-1][2].append(line)
    return [Command(block.page, number, "\n".join(lines), tuple(shown)) for number, lines, shown in out]


def mismatch(shown: str, printed: str) -> str | None:
    """The first part of what a page shows that the program does not print, in order; None where all is there."""
    text = " ".join(printed.split())
    parts = re.split(r"(?:(?<=\s)|^)\.\.\.(?=\s|$)|…", " ".join(shown.split()))
    at = 0
    for n, part in enumerate(parts):
        part = part.strip()
        if not part:
            continue
        pattern = re.sub(r"\d+\\\.\d+", r"(\\d+\\.\\d+)", re.escape(part)).replace(r"\ ", r"\s*")
        wanted = [float(x) for x in re.findall(r"\d+\.\d+", part)]
        tried = re.compile(pattern + (r"\s*$" if n == len(parts) - 1 else ""))
        found = tried.match(text, at) if n == 0 else next((m for m in tried.finditer(text, at) if near(m, wanted)), None)
        if found is None or not near(found, wanted):
            return part
        at = found.end()
        while at < len(text) and text[at] == " ":
            at += 1
    return None if at == len(text) or not parts[-1].strip() else f"(more is printed: {text[at:at + 80]})"


def near(found: re.Match, wanted: Sequence[float]) -> bool:
    return all(abs(float(x) - w) <= CLOSE for x, w in zip(found.groups(), wanted, strict=True))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Warm:
    """The warm process, and a folder of the programs that a page's shell finds: dragoman, python, and those of the environment."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        address = str(folder / "warm")
        paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        self.process = subprocess.Popen([sys.executable, "-m", "docs.warm", address], cwd=ROOT, env=os.environ | {"PYTHONPATH": paths})
        warm.shim(self.bin / "dragoman", address)
        warm.shim(self.bin / "module", address, "module")
        warm.shim(self.bin / "script", address, "script")
        (self.bin / "activate").touch()  # a session's path holds these programs already
        python = self.bin / "python"
        python.write_text(f'#!/bin/bash\nif [[ $1 == -m && $2 =~ ^(evals|training|docs)(\\.|$) ]]; then shift; exec "{self.bin}/module" "$@"; fi\n'
                          f'PYTHONPATH="{paths}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        for name in ("datasette", "ftm", "sqlite-utils"):
            if (Path(sys.executable).parent / name).exists():
                (self.bin / name).symlink_to(Path(sys.executable).parent / name)
        warm.wait_for(address)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)


class Session:
    """A folder in which a page's commands are typed one after the other, with the files the docs speak of in it.

    `folder` is made: the demo reports, Makefile and a README's report.txt, as in the repository; `desk.db`, `dragoman.db` and
    `demo/ledger.db` are ledgers of the demo reports, copied from `ledger`; `reports/` holds a few of the demo reports.
    """

    def __init__(self, folder: Path, warmed: Warm, ledger: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.port, self.staying = folder, free_port(), []
        shutil.copytree(ROOT / "demo", folder / "demo", ignore=shutil.ignore_patterns("ledger.db*"))
        (folder / "reports").mkdir()
        for path in sorted((ROOT / "demo" / "reports").glob("2025-01-1[3-7]*")):
            shutil.copy(path, folder / "reports")
        for name in ("desk.db", "dragoman.db", "demo/ledger.db"):
            shutil.copy(ledger, folder / name)
        for name in ("Makefile", "pyproject.toml", "requirements", "docs", "src"):
            (folder / name).symlink_to(ROOT / name)
        (folder / ".venv").mkdir()
        (folder / ".venv" / "bin").symlink_to(warmed.bin)
        (folder / ".venv" / "run.done").touch()
        first = commands(ROOT / "README.md")[0]  # cat report.txt
        (folder / "report.txt").write_text("\n".join(first.shown) + "\n", encoding="utf-8")
        with gzip.open(folder / "events.tab.gz", "wt", encoding="utf-8") as out:
            out.write((ROOT / "demo" / "icews.tab").read_text(encoding="utf-8"))
        self.environ = {k: v for k, v in os.environ.items() if not k.startswith(("DRAGOMAN_", "PYTHON", "COLUMNS", "MAKE", "MFLAGS"))} | {
            "PATH": f"{warmed.bin}{os.pathsep}{os.environ['PATH']}", "TERM": "xterm", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
            "HOME": str(folder), "DRAGOMAN_WARM": str(warmed.bin)}

    def run(self, text: str, seconds: float = 120) -> tuple[int, str]:
        """Exit status and output of a command as a person types it: standard output (a terminal of 100 columns), then standard error."""
        text = text.replace("8765", str(self.port))
        if STAYS.match(text) and not text.rstrip().endswith("&"):
            return self.stay(text)
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
        held: list[bytes] = []
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(["bash", "-c", text], cwd=self.folder, env=self.environ, stdin=subprocess.DEVNULL, stdout=follower, stderr=errors,
                                       start_new_session=True)
            os.close(follower)
            reader = threading.Thread(target=drain, args=(leader, held))
            reader.start()
            try:
                code = process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                code = 124
            reader.join(10)
            os.close(leader)
            errors.seek(0)
            out = b"".join(held) + errors.read()
        return code, self.plain(out)

    def follow(self, command: Command, seconds: float = 120) -> tuple[int, str]:
        """Exit status and output of a command or script of a page."""
        if command.lang == "console":
            return self.run(command.text, seconds)
        path = self.folder / f".script-{command.line}.{command.lang}"
        path.write_text(command.text.replace("8765", str(self.port)) + "\n", encoding="utf-8")
        return self.run(f"{SCRIPTS[command.lang]} {path.name}", seconds)

    def stay(self, text: str, seconds: float = 30) -> tuple[int, str]:
        """Start what goes on until the session ends or the next of its kind starts, and give what it says first."""
        self.close()
        if "--port" not in text:
            text = re.sub(r"(dragoman serve)\b", rf"\1 --port {self.port}", text)
        path = self.folder / ".said"
        with path.open("wb") as out:
            process = subprocess.Popen(["bash", "-c", f"exec {text}" if re.match(r"(?:\.venv/bin/)?(dragoman|datasette)", text) else text], cwd=self.folder,
                                       env=self.environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        self.staying.append(process)
        until = time.monotonic() + seconds
        ours = "dragoman serve" in text  # listens before it says so
        served = not re.search(r"dragoman watch\b", text)  # what watches answers nobody there, and says when it has begun
        while time.monotonic() < until and process.poll() is None and not (
                (answers(self.port) and (path.stat().st_size or not ours)) if served else path.stat().st_size):
            time.sleep(0.05)
        time.sleep(0.2 if served else 1.0)  # for its last words
        return process.poll() or 0, self.plain(path.read_bytes())

    def plain(self, out: bytes) -> str:
        text = ANSI.sub("", out.decode("utf-8", "replace")).replace(str(self.port), "8765")
        return "\n".join(line.rstrip() for line in text.splitlines())

    def close(self) -> None:
        for process in self.staying:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
        self.staying.clear()


def drain(leader: int, held: list[bytes]) -> None:
    """Take what a terminal is sent until nobody holds its other end."""
    while True:
        try:
            got = os.read(leader, 1 << 16)
        except OSError:
            return
        if not got:
            return
        held.append(got)


def followed(pages: Sequence[Path]) -> Iterator[tuple[Command, int, str, str | None]]:
    """Each command of pages that is run, with its exit status, what it prints, and the first part of what its page shows that it does not print.

    A page has a session of its own; the warm process and the ledger of the demo reports are of all.
    """
    with tempfile.TemporaryDirectory() as place:
        warmed = Warm(Path(place) / "warm")
        ledger = Path(place) / "demo.db"
        subprocess.run([warmed.bin / "dragoman", "add", ROOT / "demo" / "reports", "--ledger", ledger], check=True)
        for number, page in enumerate(pages):
            session = Session(Path(place) / str(number), warmed, ledger)
            for command in commands(page):
                if not excuse(command):
                    code, printed = session.follow(command)
                    yield command, code, printed, mismatch("\n".join(command.shown), printed) if command.shown else None
            session.close()
        warmed.close()


def main(args: Sequence[str]) -> None:
    started = time.monotonic()
    for command, code, printed, wrong in followed(list(map(Path, args))):
        print(f"$ {command.text}\n{printed}\n--- {command} exit {code}, {time.monotonic() - started:.1f} s")
        if wrong:
            print(f"--- shown but not printed: {wrong}")
        started = time.monotonic()


if __name__ == "__main__":
    main(sys.argv[1:])
