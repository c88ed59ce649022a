"""The answers that docs/mcp.md shows are those of the tools, but for what it leaves out (…)."""
from __future__ import annotations

import json
import re

import pytest

from docs.consoles import DOT_PRODUCTS, ROOT
from dragoman.interfaces.mcp import evidence, tools
from dragoman.ledger import open_ledger
from dragoman.processor import has_dot_products

SHOWN = [json.loads(block) for block in re.findall(r"```json\n(\{\"as_of\".*?)```", (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8"), re.S)]


def left_out(shown: object, told: object) -> object:
    """What is told, with … where the page has it."""
    if isinstance(shown, dict) and isinstance(told, dict):
        return {k: left_out(shown.get(k), v) for k, v in told.items()}
    if shown == ["…"] and told:
        return shown
    if isinstance(shown, list) and isinstance(told, list) and len(shown) == len(told):
        return [left_out(*pair) for pair in zip(shown, told, strict=True)]
    if isinstance(shown, str) and shown.endswith("…") and str(told).startswith(shown[:-1]):
        return shown
    return told


@pytest.mark.skipif(has_dot_products() != DOT_PRODUCTS, reason="its examples are of another kind of processor, which reads a little differently")
def test_the_page_shows_what_the_tools_answer(demo_file):
    with open_ledger(demo_file) as book:
        told = [tools.search(book, '"nuclear technology"', None, None, None, None, None, 10, 0),
                evidence.evidence(book, "ce061046a3b3285f", None, 10, 0, 0),
                tools.docket(book, "closed", ["USA", "MEX"], None, 10, 0)]
    assert len(SHOWN) == len(told)
    for shown, answer in zip(SHOWN, json.loads(json.dumps(told)), strict=True):
        assert left_out(shown, answer) == shown
