"""Writes the SHA-256 of each file of weights into their card, so that `dragoman doctor` knows a damaged one.

    python -m training.seal [FOLDER]
"""
from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "src" / "dragoman" / "weights"


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the graphs and the tokenizer, by name."""
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted([*folder.glob("*.onnx"), folder / "tokenizer.json"])}


def note(folder: Path, told: Mapping[str, object]) -> None:
    """Put entries into the card of a folder of weights; what else it holds stays."""
    card = folder / "card.json"
    card.write_text(json.dumps(json.loads(card.read_text(encoding="utf-8")) | dict(told), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def seal(folder: Path) -> None:
    """Put the digests into the card."""
    note(folder, {"files": digests(folder)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED)
    seal(parser.parse_args().folder)


if __name__ == "__main__":
    main()
