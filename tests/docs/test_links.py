"""Links between the pages lead somewhere, on a host of git repositories and on the site."""
from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(ROOT / name for name in subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT,
                                                      capture_output=True, text=True, check=True).stdout.split())


def prose(text: str) -> str:
    """A page without its fenced code and inline code."""
    text = re.sub(r"^(\s*)(```+).*?^\s*\2\s*$", "", text, flags=re.M | re.S)
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.S)


def links(text: str) -> list[str]:
    return [m[1] for m in re.finditer(r"\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)", prose(text))]


def anchors(text: str) -> set[str]:
    """The anchors that a host of repositories, and MyST, make of the headings: lower case, no punctuation, hyphens for spaces."""
    out: dict[str, int] = {}
    found = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#{1,6} (.+?)\s*#*$", re.sub(r"^(```+).*?^\1\s*$", "", text, flags=re.M | re.S), re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        found.add(f"{slug}-{out[slug]}" if slug in out else slug)
        out[slug] = out.get(slug, 0) + 1
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_are_there(page):
    wrong = []
    for link in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https://", "http://", "mailto:")), link
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            wrong.append(f"{link}: no such file")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
            wrong.append(f"{link}: no such heading")
    assert not wrong


def test_every_page_is_reached_from_the_index():
    index = ROOT / "docs" / "README.md"
    named = {unquote(x).partition("#")[0] for x in links(index.read_text(encoding="utf-8"))}
    assert {p.name for p in (ROOT / "docs").glob("*.md")} - named == {"README.md"}


def test_a_link_that_leads_nowhere_is_seen():
    assert links("[a](b.md#c) `[d](e.md)`\n```\n[f](g.md)\n```\n![h](i.png)") == ["b.md#c", "i.png"]
    assert anchors("# What's *new*: `x`, y\n## A\n## A\n") == {"whats-new-x-y", "a", "a-1"}
