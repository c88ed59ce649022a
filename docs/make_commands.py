"""Write docs/commands.md from the command line itself: `python docs/make_commands.py`. A test compares the two."""
from __future__ import annotations

from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from dragoman.interfaces.cli import app

INTRO = "Tables go to stdout, progress and warnings to stderr. Exit status: 0; 1 where some inputs failed, each named on stderr; 2 for wrong usage."


def reference() -> str:
    """The whole page: what `--help` prints, command by command."""
    out = ["# Commands", "", INTRO, ""]
    for name in sorted(get_command(app).commands):
        text = CliRunner().invoke(app, [name, "--help"], prog_name="dragoman", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).output
        out += [f"## dragoman {name}", "", "```", "\n".join(line.rstrip() for line in text.strip().splitlines()), "```", ""]
    return "\n".join(out)


if __name__ == "__main__":
    Path(__file__).with_name("commands.md").write_text(reference(), encoding="utf-8")
