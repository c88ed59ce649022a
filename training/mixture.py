"""A weighted mean of several trained weights (Wortsman et al. 2022, *Robust fine-tuning of zero-shot models*; *Model soups*).

    python -m training.mixture OUT.pt FIRST.pt [SHARE=OTHER.pt …]

Each of the others weighs its share, the first what is left. All must come of one network (of the first, trained on with `training.train --start`): those
made apart have nothing between them. What one lacks (weights taken back from graphs have no `fact`) is the first's.
"""
from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch

State = Mapping[str, torch.Tensor]


def mixed(first: State, others: Mapping[str, tuple[float, State]]) -> dict[str, torch.Tensor]:
    """The mean, by names of the others with their shares (together at most 1). ValueError where one has other shapes or shares are out of bounds."""
    left = 1 - sum(share for share, _ in others.values())
    if left < -1e-9 or any(share < 0 for share, _ in others.values()):
        raise ValueError(f"shares: expected none under 0 and at most 1 together, got {', '.join(str(share) for share, _ in others.values())}")
    for name, (_, state) in others.items():
        if odd := sorted(k for k in state if k not in first or first[k].shape != state[k].shape):
            raise ValueError(f"{name}: expected weights of the same network as the first, but {odd[0]} differs")
    return {k: left * w + sum(share * state.get(k, w) for share, state in others.values()) for k, w in first.items()}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("first", type=Path)
    ap.add_argument("others", nargs="*", metavar="SHARE=OTHER.pt")
    a = ap.parse_args()
    parts = [other.partition("=") for other in a.others]
    if wrong := [share + mark + path for share, mark, path in parts if not path or not re.fullmatch(r"\d*\.?\d+", share)]:
        ap.error(f"{wrong[0]}: expected SHARE=OTHER.pt, as 0.4=leg.pt")
    others = {path: (float(share), torch.load(path, weights_only=True)) for share, _, path in parts}
    torch.save(mixed(torch.load(a.first, weights_only=True), others), a.out)
    shutil.copy(a.first.with_suffix(".tokenizer.json"), a.out.with_suffix(".tokenizer.json"))


if __name__ == "__main__":
    main()
