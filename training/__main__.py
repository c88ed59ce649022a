"""`make train`: the whole way from corpora to weights that ship.

    python -m training [--out training/out] [--ship] [--marks] [--from STEP]

Steps: warmup (masked words on unlabelled texts), train (all tasks), export (ONNX, int8), card (data hashes; the map of
confidence, cross-fitted on silver dev: run training.calibrate again with lines that training leaves out, where there are).
Without --ship the weights stay in the output folder; measure them there with `python -m evals.reading --weights FOLDER`
before they replace those in src/dragoman/weights.
"""
from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from training.card import card

STEPS = ("warmup", "train", "export", "card")
HERE = Path(__file__).parent


def run(*args: object) -> None:
    print("$", *args, flush=True)
    subprocess.run([sys.executable, "-m", *map(str, args)], check=True)


def main() -> None:
    ap = argparse.ArgumentParser(prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", type=Path, default=HERE / "out")
    ap.add_argument("--from", dest="start", choices=STEPS, default="warmup", help="begin at this step, with what the steps before left")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--version", default="minilm6-dev")
    ap.add_argument("--marks", action="store_true", help="put marks around the parties of relations (see training.folds)")
    ap.add_argument("--ship", action="store_true", help="copy the result to src/dragoman/weights")
    a = ap.parse_args()
    marks = ["--marks"] if a.marks else []
    a.out.mkdir(parents=True, exist_ok=True)
    warm, trained, folder = a.out / "warm.pt", a.out / "trained.pt", a.out / "weights"
    steps = STEPS[STEPS.index(a.start):]
    if "warmup" in steps:
        run("training.warmup", warm, "--seed", a.seed)
    if "train" in steps:
        run("training.train", trained, "--encoder", warm, "--seed", a.seed, *marks)
    if "export" in steps:
        run("training.export", trained, folder, "--version", a.version, *marks)
    (folder / "card.json").write_text(json.dumps(card(a.version, a.seed, a.marks), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    run("training.calibrate", folder)
    if a.ship:
        shutil.copytree(folder, HERE.parent / "src" / "dragoman" / "weights", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
