"""The vocabularies that fuzzed bytes can speak, and the texts from which each target starts (`words.json`, in our own words)."""
from __future__ import annotations

import json
from pathlib import Path

_DATA = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))

TIMES, NAMES, PLAIN, HTML, JSON, VALUES, ROWS, FEEDS, ARCHIVE = (
    _DATA["words"][name] for name in ("TIMES", "NAMES", "PLAIN", "HTML", "JSON", "VALUES", "ROWS", "FEEDS", "ARCHIVE"))
SEEDS: dict[str, list[str]] = _DATA["seeds"]
