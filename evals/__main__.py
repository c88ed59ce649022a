"""All evals against their floors.

    python -m evals [NAME ...] [--raise-floors] [--lower-floors NAME ...]

Exit status 1 where an eval failed or a figure fell under its floor; the others run all the same. Floors rise with --raise-floors; one falls only by name.
Those of the reader are of a processor with dot products of bytes (VNNI); one without rounds otherwise, and has its own (floors-without-vnni.json).
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys

from evals.common import below, raise_floors, shared

EVALS = ("reading", "attribution", "plover", "status", "dates", "actors", "calibration", "constructions", "copies", "coreference", "goldstein",
         "shifts", "speed")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(EVALS)}; all by default")
    ap.add_argument("--raise-floors", action="store_true")
    ap.add_argument("--lower-floors", nargs="*", default=[], metavar="NAME")
    a = ap.parse_args()
    shared()
    found, short, failed = {}, [], []
    for name in a.names or EVALS:
        print(f"== {name}", flush=True)
        run = subprocess.run([sys.executable, "-m", f"evals.{name}"], capture_output=True, text=True)
        print(run.stdout, end="")
        if run.returncode:
            print(run.stderr, file=sys.stderr)
            failed.append(f"evals.{name} failed")
            continue
        found[name] = json.loads(run.stdout.strip().splitlines()[-1])
        short += below(name, found[name])
    if a.raise_floors or a.lower_floors:
        raise_floors(found, a.lower_floors)
        short = []
    if failed + short:
        sys.exit("\n".join(failed + short))


if __name__ == "__main__":
    main()
