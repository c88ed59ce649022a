"""The command line. Tables go to stdout, progress and warnings to stderr.

Exit status: 0; 1 where some inputs failed, each named on stderr; 2 for wrong usage.
"""
from __future__ import annotations

import atexit
import copy
import errno
import gc
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_command_name, get_group

from dragoman import __version__
from dragoman.interfaces import doctor, dyads, exports, health, importing, judging, keeping, logs, mcp, objects, reading, searching, serving, tokens, watching
from dragoman.interfaces.shared import (
    LEDGER,
    About,
    AsOf,
    InStatus,
    Limit,
    MinConfidence,
    OfType,
    Rows,
    Since,
    Where,
    asked_day,
    codes_of,
    first_day,
    named,
    view_of,
    warn,
)
from dragoman.interfaces.shared import console as _console
from dragoman.interfaces.shared import opened as _open
from dragoman.interfaces.shared import show as _print
from dragoman.interfaces.stopping import leave, stopping
from dragoman.model import DragomanError

app = typer.Typer(help="Read news reports about relations between states; keep who does, will, may or denies doing what to whom, and who says so.",
                  no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


Until = Annotated[str | None, typer.Option(callback=asked_day, metavar="DATE", help="Only what was published on that day or earlier.", show_default=False)]


class Levels(StrEnum):
    person = "person"
    outlet = "outlet"
    kind = "kind"
    country = "country"
    chain = "chain"
    all = "all"


class States(StrEnum):
    open = "open"
    closed = "closed"
    all = "all"
    pending = "pending"
    fulfilled = "fulfilled"
    postponed = "postponed"
    called_off = "called_off"
    denied = "denied"
    lapsed = "lapsed"


class Pages(StrEnum):
    text = "text"
    md = "md"
    html = "html"
    json = "json"


@app.command()
def events(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
           type: OfType = None, status: InStatus = None, since: Since = None, until: Until = None, coder: importing.ByCoder = None, limit: Limit = None,
           format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """Events, the latest reported first: reports of one event are one row. With --coder those that other coders made of the news."""
    from dragoman.interfaces import tables
    from dragoman.ledger import in_status, of_types, reported

    if coder and (type or status or since or until):
        raise typer.BadParameter("--type, --status, --since and --until are of your own events: expected none of them beside --coder")
    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} --until {until}: the first day comes after the last; expected --since to be --until or earlier")
    wanted = [*([of_types(type)] if type else []), *([in_status(*status)] if status else []), *reported(since, until)]
    with view_of(ledger, as_of, about, min_confidence) as view:
        if coder:
            _print(importing.events(view, coder, limit, evidence=format is Rows.json), importing.records if format is Rows.csv else importing.rows,
                   format, "No events.", ("coder", *tables.EVENT))
        else:
            _print(view.events(*wanted, evidence=format is Rows.json, most=limit), tables.event_records if format is Rows.csv else tables.event_rows, format,
                   "No events.", tables.EVENT)


@app.command()
def docket(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
           state: Annotated[States | None, typer.Option(help="What became of it. A table shows what is open by default, JSON and CSV all.")] = None,
           limit: Limit = None, format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """What is announced, expected or feared, and what came of it, soonest first. A question mark: the outcome is told both ways, or may be another event's."""
    from dragoman.interfaces import tables

    state = state or (States.open if format is Rows.table else States.all)
    with view_of(ledger, as_of, about, min_confidence) as view:
        _print(view.docket(state, format is Rows.json, limit), tables.docket_records if format is Rows.csv else tables.docket_rows, format,
               f"Nothing is {state.replace('_', ' ')}.", tables.DOCKET)


@app.command()
def rebuild(ledger: Where = LEDGER) -> None:
    """Make all events and the docket anew from the statements and judgements. Readers see the old until the new is there."""
    from dragoman.pipeline import Stopped

    with stopping() as stop, _open(ledger) as book:
        with suppress(Stopped), stop.given_up():
            book.rebuild()
        leave(stop, f"the events that were there before stand; the same command begins again; ledger {named(ledger)}")
        counts = book.counts()
    warn(f"{counts['events']} events made of {counts['statements']} statements of {counts['reports']} reports; ledger {named(ledger)}")


@app.command()
def sources(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
            level: Annotated[Levels, typer.Option(help="Who counts as one source; a chain is an outlet with the kind and country of who told it.")]
            = Levels.person,
            limit: Limit = None, format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """The track record of who says so: what each announced, and how much of it came true. Silence counts against the share; the CSV and
    JSON forms have one without what lapsed beside it."""
    from dragoman import briefing
    from dragoman.interfaces import tables

    with view_of(ledger, as_of, about, min_confidence) as view:
        found = view.sources(None if level is Levels.all else level.value)[:limit]
        _print(found, (lambda entries: [briefing.row(e) for e in entries]) if format is Rows.csv else tables.source_rows, format, "No announcements.",
               briefing.ROW)


@app.command()
def brief(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
          since: Annotated[str | None, typer.Option(callback=first_day, metavar="DATE", help="What is new: heard of since. Else 30 days back.")] = None,
          format: Annotated[Pages, typer.Option(help="Form of the brief.")] = Pages.text) -> None:
    """Headlines, what is new, what is pending and for when, what was resolved, who turns, who is on edge, who disagrees, which sources to doubt."""
    from dragoman import briefing
    from dragoman.interfaces import brief as pages

    with _open(ledger, True, as_of, codes_of(about)) as book:
        made = briefing.brief(book, as_of, codes_of(about), min_confidence, since)
    if format is Pages.json:
        print(json.dumps(made, ensure_ascii=False, indent=1))
    elif format is Pages.text:
        print(pages.text(made, min(_console().width, 100) if sys.stdout.isatty() else 80))
    else:
        print(pages.markdown(made) if format is Pages.md else pages.html(made), end="")


for commands in (reading, doctor, dyads, exports, health, importing, judging, keeping, mcp, objects, searching, serving, tokens, watching):
    commands.register(app)


def _version(value: bool) -> None:
    if value:
        print(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
         log_level: Annotated[logs.Levels, typer.Option(envvar="DRAGOMAN_LOG_LEVEL", help="What is logged to stderr: this, and what is graver.")]
         = logs.Levels.warning,
         log_format: Annotated[logs.Forms, typer.Option(envvar="DRAGOMAN_LOG_FORMAT", help="Form of a line of the log.")] = logs.Forms.text) -> None:
    """Common options."""
    logs.set_up(log_level, log_format)


ORDER = ("read", "add", "watch", "brief", "search", "events", "docket", "dyads", "edge", "agreements", "transfers", "blocs", "sources", "serve", "mcp",
         "export", "import", "merge", "split", "reject", "confirm", "correct", "judgements", "undo", "rebuild", "backup", "restore", "copy",
         "health", "doctor", "token")
"""The commands as the help lists them: reports in, questions, ways out, a person's judgements, upkeep."""


class _Program(TyperGroup):
    """The program, whose help says the first sentence of each command whole."""

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit=1000)) for name, command in self.commands.items()])


class _Commands(Mapping[str, TyperCommand]):
    """The commands by name, in the order of the help, each made when it is first asked for: to make all takes longer than most of them run."""

    def __init__(self) -> None:
        named_ = {info.name or get_command_name(info.callback.__name__): info for info in app.registered_commands}
        self._told = {name: named_[name] for name in sorted(named_, key=ORDER.index)}
        self._made: dict[str, TyperCommand] = {}

    def __getitem__(self, name: str) -> TyperCommand:
        if name not in self._made:
            self._made[name] = get_command_from_info(self._told[name], pretty_exceptions_short=app.pretty_exceptions_short,
                                                     rich_markup_mode=app.rich_markup_mode)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


@cache
def program() -> TyperGroup:
    """What `app` describes, ready to be called; once for a process."""
    options = copy.copy(app)
    options.registered_commands, options.info = [], copy.copy(app.info)
    options.info.cls = _Program
    made = get_group(options)
    made.commands = _Commands()
    return made


_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EBADF)
"""How a disk refuses what is written to it, and a standard output that was closed before the program began."""


def _stand_in() -> None:
    """Put something in the place of standard streams that the program was begun without: no file opened later, a ledger say, comes to stand there.

    What is asked for on a closed standard output cannot be written, and fails as on a full disk; messages go nowhere; nothing comes in.
    """
    for name, flags, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.open(os.devnull, flags), mode, encoding="utf-8", closefd=False))


def _settle_output() -> None:
    """What is piped is UTF-8 whatever the locale says, as CSV and JSON are anywhere; a terminal, and who names an encoding, gets escapes for what it lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty() or os.environ.get("PYTHONIOENCODING"):
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8")


def main() -> None:
    """Run the command line; errors a person can act on come out as one line."""
    atexit.register(gc.freeze)  # Python looks for garbage again as it ends: with weights and codebook loaded that takes a quarter of a second
    _stand_in()
    _settle_output()
    output = sys.stdout
    try:
        try:
            program()()
        finally:  # what waits to be printed may be what a disk has no room for
            sys.stdout.flush()
    except DragomanError as e:
        warn(e)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit:
        if sys.stdout is output:
            raise
        sys.exit(0)  # typer saw the reader of our output leave before all was printed, and took the stream away
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as e:
        if e.errno not in _REFUSED or e.filename:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        warn(f"the output cannot be written ({e.strerror}), and what is there of it is not whole: see that it is open and its disk has room, and repeat")
        sys.exit(1)
