"""The card of the weights: what they were trained on, under which licences, and from which files exactly."""
from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from dragoman.reading.relation import MARKS
from training.corpora import corpus
from training.sizes import HELD_OUT, Size
from training.train import EPOCHS

DATA = {
    "silver/train.jsonl": "texts as their source (CC BY-SA 4.0; public domain; none), statements of the project",
    "polnear/train": "no licence: train, measure",
    "plover/PLV_train.tsv": "no licence: train, measure",
    "status/UDS_IH2/train.jsonl": "CC BY-SA 4.0",
    "status/UW/train.jsonl": "no licence: train, measure",
    "current_events/2002-2023.jsonl.gz": "CC BY-SA 4.0; unlabelled, and texts of training/data",
    "state_dept/2021-05_2022-06-14.jsonl.gz": "public domain; unlabelled, and texts of training/data",
    "white_house/statements_2021_2025-06.jsonl.gz": "public domain; unlabelled, and texts of training/data",
}


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files, folders walked in order."""
    h = hashlib.sha256()
    for path in paths:
        for f in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if f.is_file():
                h.update(f.name.encode() + b"\0" + f.read_bytes())
    return h.hexdigest()


def card(name: str, seed: int, size: Size) -> dict:
    """What card.json holds; figures are added by hand from the evals."""
    own = Path(__file__).parent / "data"
    return {
        "version": name,
        "lean": {},
        "marks": list(MARKS),
        "architecture": f"{size.encoder}, with a letter-case embedding; heads as in training/network.py; weights in eight bits",
        "starts_from": size.starts_from,
        "licence": "Apache-2.0",
        "seed": seed,
        "epochs": EPOCHS,
        "data": {k: {"licence": v, "sha256": digest([corpus() / k])} for k, v in DATA.items()},
        "own_data": {f.name: digest([f]) for f in sorted(own.rglob("*.jsonl")) if f not in HELD_OUT},
        "made_with": {"python": platform.python_version(), **{p: version(p) for p in ("torch", "onnx", "onnxruntime", "tokenizers")}},
        "command": "make train",
    }
