"""What a user installs is free to use, pinned, and installed as pinned."""
from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution, version
from pathlib import Path

import pytest

from requirements import audit

ROOT = Path(__file__).parents[1]


def test_every_package_that_is_run_is_free_to_use():
    packages = audit.pinned()
    bad, missing = audit.wrong(packages)
    assert bad == []
    assert len(missing) < len(packages) / 10, missing  # those of other systems


@pytest.mark.parametrize("said, free", [
    ("MIT", True), ("BSD-3-Clause AND MIT", True), ("Apache Software License", True), ("GPL-3.0-only", False),
    ("LGPL-2.1-or-later", False),
    ("GNU Affero General Public License v3", False),
    ("MIT OR GPL-2.0", True), ("", False), ("Proprietary", False), ("CC-BY-NC-4.0", False), ("SSPL-1.0", False)])
def test_what_is_free_and_what_is_not(monkeypatch, said, free):
    monkeypatch.setattr(audit, "licence", lambda _: said)
    assert (audit.wrong({"pytest": version("pytest")})[0] == []) is free


def test_every_exception_is_still_needed():
    assert not [name for name in audit.EXCEPTIONS if audit.FREE.search(audit.licence(distribution(name)))]


@pytest.mark.parametrize("name", ["run", "dev", "audit", "fuzz"])
def test_pins_have_hashes_and_name_no_host(name):
    words = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|--trusted-host", words)
    for block in re.split(r"\n(?=[A-Za-z0-9])", words.strip()):
        if not block.startswith("#"):
            assert re.match(r"[\w.\[\],-]+==\S+", block), block[:80]
            assert "--hash=sha256:" in block, block[:80]


def test_everything_that_is_asked_for_is_pinned():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = {re.sub(r"[-_.]+", "-", name).lower() for name in audit.pinned()}
    assert {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", a)[0]).lower() for a in asked} <= pinned
