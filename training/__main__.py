"""`make train`: the whole way from corpora to weights that ship.

    python -m training [--size small|base|large] [--out training/out] [--ship] [--from STEP]

Sizes, all with the same interface: `base` ships, six layers of MPNet-base; `small` is MiniLM-L6, a third of the size and twice as
fast; `large` has all twelve layers, for a machine that has the memory and for teaching smaller ones.

Steps: warmup (masked words on unlabelled texts; for `small` alone, whose weights were made for sentences), train (all tasks),
export (ONNX, eight bits), card (data hashes; the gate, by which windows without a trigger leave the encoder early; the map of confidence,
fitted on lines that training leaves out; the event head, fitted on what the exported encoder says of ECB+ train).
Without --ship the weights stay in the output folder; measure them there with `python -m evals.reading --weights FOLDER`
before they replace those in src/dragoman/weights.
"""
from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from training.card import card
from training.seal import note, seal
from training.sizes import HELD_OUT, SIZES, STEPS

HERE = Path(__file__).parent


def run(*args: object) -> None:
    print("$", *args, flush=True)
    subprocess.run([sys.executable, "-m", *map(str, args)], check=True)


def main() -> None:
    ap = argparse.ArgumentParser(prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--size", choices=SIZES, default="base")
    ap.add_argument("--out", type=Path, default=HERE / "out")
    ap.add_argument("--from", dest="start", choices=STEPS, default="warmup", help="begin at this step, with what the steps before left")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--version", help="name of the weights; SIZE-dev by default")
    ap.add_argument("--ship", action="store_true", help="copy the result to src/dragoman/weights")
    a = ap.parse_args()
    size, version = SIZES[a.size], a.version or f"{a.size}-dev"
    a.out.mkdir(parents=True, exist_ok=True)
    warm, trained, folder = (a.out / f"{a.size}{end}" for end in ("-warm.pt", ".pt", "-weights"))
    steps = STEPS[STEPS.index(a.start):]
    if "warmup" in steps and size.warmup:
        run("training.warmup", warm, "--seed", a.seed)
    if "train" in steps:
        run("training.train", trained, *(["--encoder", warm] if size.warmup else ["--mpnet", size.layers]), *size.options, "--marks", "--seed", a.seed)
    if "export" in steps:
        run("training.export", trained, folder, "--version", version, "--marks")
    note(folder, card(version, a.seed, size))
    run("training.gate", folder)
    run("training.calibrate", folder, "--lines", *HELD_OUT)
    run("training.coreference", folder)
    seal(folder)
    if a.ship:
        shutil.copytree(folder, HERE.parent / "src" / "dragoman" / "weights", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
