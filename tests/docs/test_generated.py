"""Pages that are made from the program are what it gives today, and the pages build into a site."""
from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.consoles import DOT_PRODUCTS, mismatch
from dragoman.processor import has_dot_products

DOCS = Path(__file__).parents[2] / "docs"


def differs(page: str, made: str) -> str | None:
    """The first line of a page that is not what is made now; decimal numbers may differ a little, as processors round differently."""
    written = (DOCS / page).read_text(encoding="utf-8").splitlines()
    for line, new in zip(written, made.splitlines(), strict=False):
        if line != new and (mismatch(line, new) or "…" in line):
            return f"{page} has: {line}\nmade now: {new}"
    return None if len(written) == len(made.splitlines()) else f"{page} has {len(written)} lines, made now: {len(made.splitlines())}"


@pytest.mark.skipif(has_dot_products() != DOT_PRODUCTS, reason="its examples are of another kind of processor, which reads a little differently")
def test_the_reference_of_the_api_is_what_the_server_says_and_answers(demo_file, tmp_path):
    from docs.make_api import reference
    from dragoman.ledger import open_ledger

    with open_ledger(shutil.copy(demo_file, tmp_path)) as ledger:
        assert not differs("api.md", reference(ledger)), "run `python -m docs.make_api`"


def test_the_reference_of_the_rooms_is_what_their_docstrings_say():
    from docs.make_python import reference

    assert not differs("python.md", reference()), "run `python -m docs.make_python`"


def test_the_reader_says_of_the_examples_what_the_codebook_shows(reader):
    from docs.make_examples import PAGE, reference

    written, made = (text.splitlines() for text in (PAGE.read_text(encoding="utf-8"), reference(reader)))
    other = [(a, b) for a, b in zip(written, made, strict=True) if a != b and a.startswith("|")]
    assert len(other) <= 2, f"run `python -m docs.make_examples`: {other}"  # two may turn, as processors round differently


def test_every_type_status_kind_and_role_has_an_example_and_a_counter_example():
    from docs.make_examples import examples
    from dragoman.model import KINDS, SECTORS, STATUSES, TYPES

    have = {(e["section"], e["of"], e["is"]) for e in examples()}
    wanted = {("type", t) for t in TYPES} | {("status", s) for s in STATUSES} | {("source", k) for k in KINDS} | {("role", r) for r in SECTORS}
    assert have == {(*w, is_) for w in wanted for is_ in ("yes", "no")}


def test_the_reader_is_right_in_most_of_the_examples():
    from docs.make_examples import PAGE

    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(("| `", "| not `"))]
    assert len(rows) == 80
    assert sum(" | = | " in row for row in rows) >= 60


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    if not all(importlib.util.find_spec(name) for name in ("sphinx", "myst_parser", "furo")):
        pytest.skip("Sphinx, MyST or Furo is not installed")
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", out / ".doctrees", DOCS, out / "html"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out / "html"


def test_the_pages_build_into_a_site_without_a_warning(site):
    assert {p.stem for p in DOCS.glob("*.md")} <= {p.stem for p in site.glob("*.html")}
    assert (site / "index.html").read_text(encoding="utf-8") == (site / "README.html").read_text(encoding="utf-8")


def test_the_side_bar_has_every_page_under_a_heading_of_the_index(site):
    from docs.conf import parts

    listed = parts((DOCS / "README.md").read_text(encoding="utf-8"))
    assert len(listed) >= 6
    bar = (site / "index.html").read_text(encoding="utf-8")
    bar = bar[bar.index('class="sidebar-tree"'):]
    for title, pages in listed:
        assert title in bar
        for page in pages:
            assert f'href="{page}.html"' in bar, page


def test_the_site_loads_nothing_from_elsewhere(site):
    import re

    pages = list(site.glob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//[^"]+"', text), page.name
