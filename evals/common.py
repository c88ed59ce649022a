"""What the evals share: where the corpora are, the scorer, and the floors that only rise."""
from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from dragoman.processor import has_dot_products
from training.corpora import corpus

FLOORS = Path(__file__).with_name("floors.json")
WITHOUT = Path(__file__).with_name("floors-without-vnni.json")
"""Floors where the processor has no dot products of bytes, which rounds the reader's products otherwise: some statements turn. What is not in there has
the floor of FLOORS.
"""


def shared() -> Path:
    """The folder that holds corpus/, tools/ and model-report/; a clear word where it is missing."""
    return corpus().parent


def scorer():
    """The module ../shared/tools/score_reading.py."""
    import importlib.util

    path = shared() / "tools" / "score_reading.py"
    if not path.is_file():
        raise SystemExit(f"{path} is missing: expected the scorer of ../shared")
    spec = importlib.util.spec_from_file_location("score_reading", path)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


def lines(path: Path) -> list[dict]:
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def macro_f1(gold: Sequence, got: Sequence) -> float:
    """Mean F1 over the classes that occur in the gold; 0 where there is none. Both sequences have one class an item."""
    pairs = Counter(zip(gold, got, strict=True))
    asked, given = Counter(gold), Counter(got)
    return sum(2 * pairs[k, k] / (asked[k] + given[k]) for k in asked) / max(1, len(asked))


def finish(figures: dict) -> None:
    """Print the figures as the last line."""
    print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}))


def flat(figures: dict, prefix: str = "") -> dict:
    """Figures without nesting: `{"exact": {"cue": 0.7}}` as `{"exact.cue": 0.7}`."""
    out: dict = {}
    for k, v in figures.items():
        out |= flat(v, f"{prefix}{k}.") if isinstance(v, dict) else {prefix + k: v}
    return out


def below(name: str, figures: dict) -> list[str]:
    """Figures of an eval that fell under their floors."""
    floors = _written(FLOORS).get(name, {})
    if not has_dot_products():
        floors |= _written(WITHOUT).get(name, {})
    figures = flat(figures)
    return [f"{name} {k}: {figures.get(k, 0):.4f} is under its floor {v}" for k, v in floors.items() if figures.get(k, 0) < v]


def falls(name: str) -> bool:
    """Whether a figure is the better the lower it is, and has no floor: shares of errors, calibration errors and Brier scores."""
    return name.startswith("error") or name.rpartition("_")[2] in ("ece", "brier")


def raise_floors(found: dict[str, dict], lower: Iterable[str] = ()) -> None:
    """Write floors of this kind of processor a hair under the figures found; a floor falls only where `lower` names its eval."""
    path = FLOORS if has_dot_products() else WITHOUT
    floors = _written(path)
    for name, figures in found.items():
        figures = flat(figures)
        old = floors.setdefault(name, {})
        for k in [k for k, v in figures.items() if isinstance(v, float) and v <= 1 and not falls(k)]:
            new = int(figures[k] * 1000 - 2) / 1000
            if new > old.get(k, -1) or name in lower:
                old[k] = new
    path.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    print("floors written", file=sys.stderr)


def _written(path: Path) -> dict[str, dict[str, float]]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
