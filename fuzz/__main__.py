"""Runs one target (or `all`, one after another) under atheris, the package instrumented for coverage. What it finds is kept, and it goes on.

    python -m fuzz time --seconds 60 [--runs N] [--folder build/fuzz]

Each input may take one second of processor time, instrumented. A distinct fault (the exception and where it was raised) is written to
`FOLDER/TARGET/found/` once; the exit status is 1 where there was any. The last line is a record: inputs, seconds, corpus, faults, slowest.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

LIMIT = 1.0
"""Seconds of processor time that an input may take."""

SHARES = {"time": 3, "codebook": 2, "html": 3, "plain": 4, "jsonl": 3, "coders": 4, "texts": 3, "annotation": 4, "feeds": 3, "warc": 3}
"""Parts of the time that each target gets where all are run: more to those whose input comes from anybody."""

LONGEST = {"time": 120, "codebook": 40, "texts": 200, "annotation": 120, "coders": 800, "jsonl": 800, "plain": 800, "html": 1200,
           "feeds": 800, "warc": 800}
"""Bytes of an input at most; a byte can be a word."""


class TooSlow(Exception):
    """An input over LIMIT."""


def every(a: argparse.Namespace) -> None:
    """Each target in a process of its own, one after another."""
    failed = [target for target, share in SHARES.items() if subprocess.run([
        sys.executable, "-m", "fuzz", target, "--seconds", str(a.seconds * share / sum(SHARES.values())), "--runs", str(a.runs), "--folder", str(a.folder)],
        check=False).returncode]
    sys.exit(f"faults in {', '.join(failed)}: see {a.folder}" if failed else 0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("target", choices=["all", *SHARES])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=0, help="inputs of a target at most; 0: no limit but the time")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    a = parser.parse_args()
    every(a) if a.target == "all" else one_target(a)


def one_target(a: argparse.Namespace) -> None:
    """Fuzz until the limit; does not return."""
    import atheris

    with atheris.instrument_imports(include=["dragoman", "training.polnear"]):
        from fuzz.targets import TARGETS
    from fuzz.words import SEEDS

    home = a.folder / a.target
    corpus, found = home / "corpus", home / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for text in SEEDS[a.target]:
        data = b"\0" + text.encode()
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)

    target, began = TARGETS[a.target], time.monotonic()
    state = {"inputs": 0, "slowest": 0.0, "faults": {}}

    def end() -> None:
        record = {"target": a.target, "inputs": state["inputs"], "seconds": round(time.monotonic() - began, 1), "corpus": sum(1 for _ in corpus.iterdir()),
                  "slowest": round(state["slowest"], 3), "faults": list(state["faults"].values())}
        with (a.folder / "runs.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(record) + "\n")
        print(json.dumps(record), flush=True)
        os._exit(1 if state["faults"] else 0)

    def one(data: bytes) -> None:
        if state["inputs"] % 64 == 0 and time.monotonic() - began > a.seconds or a.runs and state["inputs"] >= a.runs:
            end()
        state["inputs"] += 1
        start = time.process_time()
        try:
            target(data)
            took = time.process_time() - start
            state["slowest"] = max(state["slowest"], took)
            if took > LIMIT:
                raise TooSlow(f"{took:.1f} s of processor time")
        except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} {last.filename}:{last.lineno}" if not isinstance(error, TooSlow) else f"TooSlow {len(data) // 200}"
            if key not in state["faults"]:
                name = hashlib.sha1(data).hexdigest()[:16]
                state["faults"][key] = f"{key}: {error}"[:300]
                (found / name).write_bytes(data)
                (found / f"{name}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="replace")
                print(f"fault: {state['faults'][key]} ({found / name})", file=sys.stderr, flush=True)

    atheris.Setup([sys.argv[0], str(corpus), f"-max_len={LONGEST[a.target]}", "-timeout=120", "-rss_limit_mb=4096", "-verbosity=0", "-print_final_stats=0",
                   f"-artifact_prefix={found}/"], one)
    atheris.Fuzz()


main()
