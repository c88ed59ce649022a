"""How Sphinx builds these pages into a site: `make docs`. The pages are plain Markdown and read as well on any host of git repositories.

The navigation is made of docs/README.md: each heading that is followed by a table or list of links becomes a part of it, in that order.
"""
from __future__ import annotations

import re
import shutil
from pathlib import Path

HERE = Path(__file__).parent

project = "Dragoman"
author = "The Dragoman developers"
copyright = "the Dragoman developers, Apache-2.0"
release = re.search(r'__version__ = "(.+)"', (HERE.parent / "src" / "dragoman" / "__init__.py").read_text(encoding="utf-8"))[1]
extensions = ["myst_parser"]
root_doc = "README"
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"Dragoman {release}"
html_show_sphinx = False
html_copy_source = False
myst_heading_anchors = 6
pygments_style = "default"
suppress_warnings = ["misc.highlighting_failure"]  # excerpts of JSON with an ellipsis


def parts(text: str) -> list[tuple[str, list[str]]]:
    """The headings of the index with the pages that each names, in order; a page stands in the first part that names it."""
    seen: set[str] = set()
    out = []
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        title, _, body = section.partition("\n")
        named = [n for n in dict.fromkeys(re.findall(r"\]\(([\w-]+)\.md(?:#[^)]*)?\)", body)) if n not in seen]
        seen.update(named)
        if named:
            out.append((title.strip(), named))
    return out


def navigation(app, name: str, source: list[str]) -> None:
    """Add to the index, at building time, the hidden tables of contents that Sphinx makes its side bar of."""
    if name != root_doc:
        return
    trees = ["\n".join(("```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```")) for title, pages in parts(source[0])]
    source[0] += "\n\n" + "\n\n".join(trees) + "\n"


def outside(app, name: str, source: list[str]) -> None:
    """Show what a page links to outside this folder as its path: the site holds the pages alone."""
    def shown(link: re.Match) -> str:
        return link[1] if link[1].startswith("`") else f"{link[1]} (`{link[2].removeprefix('../')}`)"

    source[0] = re.sub(r"(?<!!)\[([^\]\n]+)\]\((\.\./[^)\s]+)\)", shown, source[0])


def front(app, failed) -> None:
    """The index is what a web server shows for the folder."""
    made = Path(app.outdir) / f"{root_doc}.html"
    if app.builder.name == "html" and made.exists():
        shutil.copy(made, made.with_name("index.html"))


def setup(app) -> None:
    app.connect("source-read", outside)
    app.connect("source-read", navigation)
    app.connect("build-finished", front)
