"""Every command and script of the pages is run, in a folder like a user's, and prints what the page shows."""
from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import warnings
from pathlib import Path

import pytest
from typer.main import get_command

from docs.consoles import DOT_PRODUCTS, NOT_RUN, ROOT, Command, Session, Warm, blocks, commands, excuse, mismatch
from dragoman.processor import has_dot_products

PAGES = sorted([ROOT / "README.md", ROOT / "demo" / "README.md", *(ROOT / "docs").glob("*.md")])

TOOLS = {"curl": "curl", "ftm": "ftm", "datasette": "datasette", "Rscript": "Rscript", "sqlite3": "sqlite3"}
PACKAGES = ("followthemoney",)


def missing(command: Command, warmed: Warm) -> str | None:
    """What a command needs that this machine does not have."""
    words = {"Rscript"} if command.lang == "r" else set(re.findall(r"[\w-]+", command.text)) if command.lang == "console" else set()
    for tool in words & TOOLS.keys():
        if not (shutil.which(tool) or (warmed.bin / tool).exists()):
            return tool
    return next((p for p in PACKAGES if command.lang == "python" and p in command.text and not importlib.util.find_spec(p)), None)


def misused(text: str) -> str | None:
    """What is wrong with the first command of ours in a line, by its names and options; None where nothing is."""
    from dragoman.interfaces.cli import app

    found = re.search(r"(?:^|[\s/`(])dragoman ([^`]*)", text)
    if not found:
        return None
    try:
        words = shlex.split(found[1].replace("…", ""), comments=True)
    except ValueError as e:
        return str(e)
    words = [w for w in words[:next((i for i, w in enumerate(words) if w in ("|", ">", "<", "2>>", "&&", ";")), None)] if w]
    if not words or words[0].startswith("-"):
        return None
    whole = get_command(app)
    command = whole.commands.get(words[0])
    if command is None:
        return f"there is no command {words[0]}"
    options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    unknown = [w for w in words[1:] if w.startswith("--") and w != "--" and w.strip("[]").split("=")[0] not in options]
    return f"{words[0]} has no {', '.join(unknown)}" if unknown else None


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.stem)
def test_what_a_page_types_runs_and_prints_what_the_page_shows(page, warmed, demo_file, tmp_path):
    """On another kind of processor than that of the pages some reports are read a little differently: there all must run, and what is printed otherwise
    is told.
    """
    wrong: list[str] = []
    other = wrong if has_dot_products() == DOT_PRODUCTS else []
    session = Session(tmp_path / "page", warmed, demo_file)
    try:
        for command in commands(page):
            if excuse(command):
                continue
            if tool := missing(command, warmed):
                warnings.warn(f"not run, as {tool} is not here: {command}", stacklevel=1)
                continue
            code, printed = session.follow(command)
            if code:
                (other if "there is none in the ledger" in printed else wrong).append(f"{command}\n  exit status {code}: {printed[-500:]}")
            elif command.shown and (part := mismatch("\n".join(command.shown), printed)):
                other.append(f"{command}\n  shows: {part[:300]}\n  printed: {printed[:2000]}")
    finally:
        session.close()
    assert not wrong, "\n".join(wrong)
    if other:
        warnings.warn("read otherwise on this kind of processor:\n" + "\n".join(other), stacklevel=1)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_commands_that_are_only_named_exist_with_their_options(page):
    text = page.read_text(encoding="utf-8")
    named = [c.text for c in commands(page) if excuse(c)] + re.findall(r"`((?:\.venv/bin/)?dragoman\s[^`]+)`", text)
    named += re.findall(r"^ {4}\$? ?((?:\.venv/bin/)?dragoman .*)", text, re.M)
    named += [line for block in blocks(page) if block.lang in ("", "ini", "sh") for line in block.text.splitlines() if not line.startswith("useradd ")]
    modules = {m for m in re.findall(r"`python -m ((?:evals|training|docs)[\w.]*)", text) if not importlib.util.find_spec(m)}
    assert [w for line in named if (w := misused(line.replace("\n", " ")))] == []
    assert not modules


def test_every_excuse_is_needed():
    used = {excuse(c) for page in PAGES for c in commands(page)}
    assert set(NOT_RUN) - used == set()


def test_a_page_that_shows_another_output_is_found_out():
    assert mismatch("a b\n...\nd", "a  b\nc\nd") is None
    assert mismatch("a b\n…d", "a b c d") is None
    assert mismatch("conf 0.71", "conf 0.73") is None
    assert mismatch("conf 0.71", "conf 0.79")
    assert mismatch("a c", "a b c")
    assert mismatch("a", "a b")
    assert mismatch("...\nb", "b a")
    assert mismatch("12 of 13", "12 of 14")


def test_what_goes_on_and_cannot_begin_is_found_out(warmed, demo_file, tmp_path):
    session = Session(tmp_path / "page", warmed, demo_file)
    try:
        code, said = session.run("dragoman watch there-is-none.opml --ledger desk.db")
        assert code == 1 and "there-is-none.opml" in said
        code, said = session.run("dragoman serve --ledger there-is-none.db --port many")
        assert code == 2 and "'--port'" in said
    finally:
        session.close()


def test_an_option_that_there_is_not_is_found_out():
    assert misused("dragoman events --abuot IRN") == "events has no --abuot"
    assert misused("dragoman evnets") == "there is no command evnets"
    assert misused("dragoman events --about IRN --format json | head") is None


def test_the_pages_of_commands_are_found():
    assert {Path("tutorial.md"), Path("cookbook.md")} <= {Path(p.name) for p in PAGES if commands(p)}
