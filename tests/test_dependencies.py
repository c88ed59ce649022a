"""What a user installs is free to use, pinned, and installed as pinned."""
from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions, version
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


def plain(name: str) -> str:
    """A package's name as all its spellings have it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def declared(*extras: str) -> set[str]:
    """The packages that are asked for, those of some extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(map(plain, sum((project["optional-dependencies"][name] for name in extras), project["dependencies"])))


def test_everything_that_is_asked_for_is_pinned():
    assert declared() <= set(map(plain, audit.pinned()))


def test_everything_that_is_imported_is_asked_for():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names} | {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"dragoman"}
    of = packages_distributions()
    asked = declared("cluster", "postgresql")
    assert len(tops) > 20
    assert not [top for top in tops if asked.isdisjoint(map(plain, of.get(top, [top])))]
