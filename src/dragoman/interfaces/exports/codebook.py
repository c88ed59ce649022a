"""What goes with the tables: the codebook (CSV and Markdown), a Frictionless data package, and how to read and to repeat it."""
from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dragoman import __version__
from dragoman.interfaces.exports.columns import TABLES, Column, Table
from dragoman.interfaces.exports.writing import EXPORT, MARK
from dragoman.interfaces.formats import guarded

_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date", "list": "string"}
HEAD = ("table", "column", "type", "unit", "meaning", "values")

_README = """# Events and statements from news reports

Made by Dragoman {version} as of {as_of} from {reports}.{limits}
To make it again from the same ledger:

    {command}

{tables}

`codebook.md` (and `codebook.csv`, for programs) says what every column holds; `datapackage.json` says it in the form of the
[Frictionless Data Package](https://specs.frictionlessdata.io/data-package/).

{how}
What is one event, what a status or a source is, and how good all this is: Dragoman's `docs/codebook.md` and `README.md`.
Texts of reports are not part of this; `start` and `end` of a statement are characters of the text of its report.
"""
_COMMA = """CSV: RFC 4180, UTF-8 without a mark, one header row, lines end in CR LF. An empty cell is a missing value, `TRUE` and `FALSE` are
booleans, a list is joined by `|`. Dates of unknown day are text (`2025-01`); the columns `..._first` and `..._last` are days.
A text cell that begins with `=`, `+`, `-`, `@` (also of full width), a tab or a line break has an apostrophe before it, so that no
spreadsheet takes it for a formula (OWASP, *CSV Injection*): to have the text itself, take the first apostrophe away where one of these follows.

    events <- read.csv("events.csv", na.strings = "", encoding = "UTF-8")                 # R
    events$when_first <- as.Date(events$when_first)
    items <- function(x) strsplit(paste0(ifelse(is.na(x), "", x), "|"), "|", fixed = TRUE)
    actors <- items(events$actor)                  # with strsplit alone a last item that is empty would be lost
    pd.read_csv("events.csv", keep_default_na=False, na_values=[""])                      # pandas
    SELECT * FROM 'events.csv'                                                            -- DuckDB
"""
_PARQUET = """Parquet: text, 64-bit integers, doubles, booleans, days (`DATE`), and lists of text.

    events <- arrow::read_parquet("events.parquet")                                       # R
    pd.read_parquet("events.parquet")                                                     # pandas
    SELECT * FROM 'events.parquet' WHERE list_contains(actor, 'IRN')                      -- DuckDB
"""


class Made(NamedTuple):
    """How an export was made: day, limits, the command that makes it again, and how many reports it rests on."""

    as_of: str
    about: tuple[str, ...]
    min_confidence: float
    command: str
    reports: int


def describe(folder: Path, ending: str, rows: Mapping[str, int], made: Made) -> None:
    """Write the codebook, the data package and the README beside tables that are complete."""
    (folder / "codebook.csv").write_text(as_csv(), encoding="utf-8", newline="")
    (folder / "codebook.md").write_text(f"# Codebook\n\n{as_markdown()}", encoding="utf-8")
    (folder / MARK).write_text(json.dumps(package(folder, ending, rows, made), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    limits = [*([f"Only what {', '.join(made.about)} take part in."] if made.about else []),
              *([f"Statements of confidence {made.min_confidence:g} or more."] if made.min_confidence else [])]
    (folder / "README.md").write_text(_README.format(
        version=__version__, as_of=made.as_of, reports=f"{made.reports:,} report{'s' * (made.reports != 1)}",
        limits="".join(f" {x}" for x in limits), command=made.command,
        tables="\n".join(f"- `{t.name}.{ending}`: {rows[t.name]:,} rows; one is {t.row}" for t in TABLES),
        how=_COMMA if ending == "csv" else _PARQUET), encoding="utf-8")


def as_csv() -> str:
    """The codebook as CSV: a row a column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows([guarded(x) for x in (t.name, c.name, c.kind, c.unit, c.meaning, "|".join(c.values))] for t in TABLES for c in t.columns)
    return out.getvalue()


def as_markdown(level: int = 2) -> str:
    """The codebook as Markdown: a table a table."""
    return "\n".join(f"{'#' * level} `{t.name}`: a row is {t.row}\n\n| column | type | holds |\n|---|---|---|\n" + "".join(
        f"| `{c.name}` | {c.kind} | {_told(c)} |\n" for c in t.columns) for t in TABLES)


def _told(c: Column) -> str:
    values = ": " + ", ".join(f"`{v}`" for v in c.values) if c.values else ""
    return (c.meaning + (f" ({c.unit})" if c.unit else "") + values).replace("|", "\\|")


def package(folder: Path, ending: str, rows: Mapping[str, int], made: Made) -> dict:
    """The Frictionless descriptor of a folder whose tables are complete."""
    return {"profile": "tabular-data-package" if ending == "csv" else "data-package", "name": EXPORT,
            "title": "Events and statements from news reports", "version": __version__,
            "dragoman": {"version": __version__, "as_of": made.as_of, "about": list(made.about), "min_confidence": made.min_confidence,
                         "command": made.command},
            "resources": [_resource(t, folder / f"{t.name}.{ending}", rows[t.name]) for t in TABLES]}


def _resource(t: Table, path: Path, rows: int) -> dict:
    comma = path.suffix == ".csv"
    with path.open("rb") as f:
        digest = hashlib.file_digest(f, "sha256").hexdigest()
    return {"name": t.name, "path": path.name, "description": f"A row is {t.row}.", "format": path.suffix[1:], "bytes": path.stat().st_size,
            "hash": f"sha256:{digest}", "rows": rows,
            **({"profile": "tabular-data-resource", "mediatype": "text/csv", "encoding": "utf-8",
                "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True}} if comma
               else {"mediatype": "application/vnd.apache.parquet"}),
            "schema": {"fields": [_field(c, comma) for c in t.columns], "missingValues": [""], "primaryKey": list(t.key),
                       "foreignKeys": [{"fields": name, "reference": {"resource": "" if other == t.name else other, "fields": "id"}}
                                       for name, other in t.refers]}}


def _field(c: Column, comma: bool) -> dict:
    kind = _TYPES[c.kind] if comma or c.kind != "list" else "array"
    return {"name": c.name, "type": kind, "description": c.meaning, **({"unit": c.unit} if c.unit else {}),
            **({"trueValues": ["TRUE"], "falseValues": ["FALSE"]} if c.kind == "boolean" and comma else {}),
            **({"constraints": {"enum": list(c.values)}} if c.values and c.kind == "text" else {})}
