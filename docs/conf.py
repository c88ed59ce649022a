"""How Sphinx builds these pages into a site: `make docs`. The pages are plain Markdown and read as well on any host of git repositories.

The navigation is made of docs/README.md: each heading that is followed by a table of links becomes a part of it, in that order. The front page of the site
is the README of the repository, with docs/README.md below it. No page may be named `search`, `genindex` or `index`: Sphinx and web servers have theirs.
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
html_theme_options = {name: {"code-font-size": "72%"} for name in ("light_css_variables", "dark_css_variables")}  # 100 columns fit
myst_heading_anchors = 6
pygments_style = "default"
suppress_warnings = ["misc.highlighting_failure"]  # excerpts of JSON with an ellipsis


def parts(text: str) -> list[tuple[str, dict[str, str]]]:
    """The headings of the index with the pages that each links to, in order, and the words of the links; a page stands in the first part that names it."""
    seen: set[str] = set()
    out = []
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        title, _, body = section.partition("\n")
        named = {page: words for words, page in reversed(re.findall(r"\[([^\]]+)\]\(([\w-]+)\.md(?:#[^)]*)?\)", body)) if page not in seen}
        named = dict(reversed(named.items()))
        seen.update(named)
        if named:
            out.append((title.strip(), named))
    return out


def front(app, name: str, source: list[str]) -> None:
    """Put the repository's README before the index, and after it the hidden tables of contents that Sphinx makes its side bar of."""
    if name != root_doc:
        return
    listed = parts(source[0])
    left = sorted({p.stem for p in HERE.glob("*.md")} - {root_doc} - {page for _, pages in listed for page in pages})
    listed += [("More", {page: page for page in left})] if left else []
    trees = []
    for title, pages in listed:
        entries = (f"{words[0].upper()}{words[1:]} <{page}>" for page, words in pages.items())
        trees.append("\n".join(("```{toctree}", ":hidden:", f":caption: {title}", "", *entries, "```")))
    readme = (HERE.parent / "README.md").read_text(encoding="utf-8").replace("](docs/", "](")
    source[0] = "\n\n".join((readme, re.sub(r"^# .*$", "## Its pages, by who you are", source[0], count=1, flags=re.M), *trees)) + "\n"


def outside(app, name: str, source: list[str]) -> None:
    """Show what a page links to outside this folder as its path: the site holds the pages alone."""
    def shown(link: re.Match) -> str:
        return f"`{link[1].strip('`')}`" if link[1].strip("`") == link[2].removeprefix("../") else f"{link[1]} (`{link[2].removeprefix('../')}`)"

    source[0] = re.sub(r"(?<!!)\[([^\]\n]+)\]\((\.\./[^)\s]+)\)", shown, source[0])


def served(app, failed) -> None:
    """The front page is what a web server shows for the folder."""
    made = Path(app.outdir) / f"{root_doc}.html"
    if app.builder.name == "html" and made.exists():
        shutil.copy(made, made.with_name("index.html"))


def setup(app) -> None:
    app.connect("source-read", outside)
    app.connect("source-read", front)
    app.connect("build-finished", served)
