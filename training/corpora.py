"""The corpora of ../shared as plain Python objects. Licences and origins: ../shared/corpus/README.md."""
from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path

from dragoman.intake.wrapping import unwrapped

RELEASES = {"sd": "state_dept/2021-05_2022-06-14.jsonl.gz", "wh": "white_house/statements_2021_2025-06.jsonl.gz"}
"""Files of US government releases, by the letters that stand for them in ids."""


def corpus() -> Path:
    """../shared/corpus beside the checkout, or where DRAGOMAN_CORPUS points."""
    here = Path(os.environ.get("DRAGOMAN_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "corpus")
    if not here.is_dir():
        raise SystemExit(f"{here} is missing: training and evals need the corpora of ../shared (tests and use do not); set DRAGOMAN_CORPUS to their folder")
    return here


def lines(path: Path) -> list[dict]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def paragraphs(text: str, least: int = 60, most: int = 1200) -> list[str]:
    """Paragraphs of so many characters, with the text of links alone; lines broken at a width are joined."""
    text = re.sub(r"\]\(https?://[^)]*\)", "]", unwrapped(text))
    return [p for p in (re.sub(r"\s+", " ", p).strip() for p in re.split(r"\n\s*\n|\n(?=\S)", text)) if least <= len(p) <= most]


def unlabelled() -> list[str]:
    """Texts without labels: current events, US government releases, PolNeAR's training articles. The dev texts are left out."""
    root = corpus()
    held_out = _held_out()
    out = [d["text"] for d in lines(root / "current_events" / "2002-2023.jsonl.gz") if len(d["text"]) > 60]
    for name in RELEASES.values():
        for d in lines(root / name):
            out += paragraphs(d["text"])[:20]
    for f in sorted((root / "polnear" / "train" / "text").iterdir()):
        out += paragraphs(f.read_text(encoding="utf-8"))
    return [t for t in dict.fromkeys(out) if t not in held_out]


def _held_out() -> set[str]:
    return {d["text"] for d in lines(corpus() / "silver" / "dev.jsonl")}


def documents() -> list[str]:
    """Whole texts without labels, as the program takes them in: US government releases, PolNeAR's training articles; none that holds a dev text."""
    root = corpus()
    held_out = _held_out()
    out = [f.read_text(encoding="utf-8") for f in sorted((root / "polnear" / "train" / "text").iterdir())]
    for name in RELEASES.values():
        out += [unwrapped(d["text"]) for d in lines(root / name)]
    return [t for t in dict.fromkeys(out) if held_out.isdisjoint(paragraphs(t))]
