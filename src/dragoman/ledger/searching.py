"""Full-text search over the titles and texts of reports, in one syntax on SQLite (FTS5) and PostgreSQL (tsvector).

Words are compared by their stems without case and accents: *sanction* finds *sanctions*, *Erdogan* finds *Erdoğan*. What a
person types is taken apart into terms of letters and digits before it reaches the database, so no input breaks a query.
"""
from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Select, Text, column, func, insert, literal, literal_column, select, table, type_coerce

from dragoman.ledger import schema as t
from dragoman.ledger.folding import CONFIGURATION, TOKENIZER
from dragoman.model import InputError, Span

MOST_TERMS = 32
GRADES = 10

_INDEX = table(t.SEARCHED, column("rowid"), column("rank"), column("title"), column("text"))
_ROWID = literal_column("report.rowid", Integer)
_TERM = re.compile(r'(-?)"([^"]*)"?(\*?)|(-?)([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_SAMPLE = "such as: treaty \"nuclear technology\" sanction* -football"


class Term(NamedTuple):
    """Words that stand one after another; of a `prefix` the last is only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: a report holds every one of `wanted` (one of them where `any` is true) and none of `unwanted`."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()
    any: bool = False

    def loose(self) -> Words:
        """One of the words wanted is enough."""
        return replace(self, unwanted=(), any=True)


class Hit(NamedTuple):
    """A report that holds the words; `grade` says how well, 1 to GRADES as against the best."""

    report: str
    day: str
    grade: int


def parse(query: str) -> Words:
    """The terms of a query: all words are wanted, "words in quotes" one after another, beginnings*, and not what has a - before it.

    InputError where nothing is wanted, or there are more than MOST_TERMS terms.
    """
    wanted, unwanted = {}, {}
    for no, quoted, star, bare_no, bare in _TERM.findall(query):
        words = tuple(_WORD.findall(_plain(quoted or bare)))
        if words:
            term = Term(words, bool(star) or bare.endswith("*"))
            (unwanted if no or bare_no else wanted)[term] = None
    if not wanted:
        raise InputError(f"{query!r}: no word to search for; expected words that a report holds, {_SAMPLE}")
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise InputError(f"{len(wanted) + len(unwanted)} words to search for; expected at most {MOST_TERMS}, {_SAMPLE}")
    return Words(tuple(wanted), tuple(unwanted))


@contextmanager
def index(connection: Connection) -> Iterator[None]:
    """Index the words of the reports that are inserted meanwhile, in a transaction that writes. PostgreSQL does so by itself."""
    if connection.dialect.name != "sqlite":
        yield
        return
    last = connection.scalar(select(func.max(_ROWID)).select_from(t.report)) or 0
    yield
    new = select(_ROWID, t.report.c.title, t.report.c.text).where(last < _ROWID)
    connection.execute(insert(_INDEX).from_select(["rowid", "title", "text"], new))


def find(connection: Connection, words: Words, most: int, *conditions: ColumnElement[bool]) -> tuple[int, list[Hit]]:
    """How many reports hold the words and meet the conditions (on `report`), and the best of them, then the latest, with their grades."""
    r = t.report
    query, rank, holds = (_in_sqlite if connection.dialect.name == "sqlite" else _in_postgres)(words)
    found = query.where(holds, *conditions)
    count = connection.scalar(found.with_only_columns(func.count())) or 0
    rows = connection.execute(found.add_columns(r.c.id, r.c.day, rank.label("rank")).order_by(rank.desc(), r.c.day.desc(), r.c.id).limit(most)).all()
    best = max((row.rank for row in rows), default=0) or 1
    hits = [Hit(row.id, row.day, max(1, round(GRADES * row.rank / best))) for row in rows]
    return count, sorted(hits, key=lambda hit: (hit.grade, hit.day, hit.report), reverse=True)


def holding(words: Words, texts: Sequence[str]) -> dict[int, list[Span]]:
    """Which of the texts hold the words wanted, by their places in the sequence, each with the spans of the words, in characters.

    It asks FTS5 in memory, also for a ledger in PostgreSQL.
    """
    # Marks that no text holds: FTS5 tells where it found the words only by what it puts around them.
    begin, end = "\ue000", "\ue001"
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE VIRTUAL TABLE w USING fts5(t, tokenize='{TOKENIZER}')")
        database.executemany("INSERT INTO w (rowid, t) VALUES (?, ?)", ((n, x.replace(begin, " ").replace(end, " ")) for n, x in enumerate(texts)))
        return {n: _spans(marked, begin, end) for n, marked in database.execute(
            "SELECT rowid, highlight(w, 0, ?, ?) FROM w WHERE w MATCH ? ORDER BY rowid", (begin, end, _match(replace(words, unwanted=()))))}


def _spans(marked: str, begin: str, end: str) -> list[Span]:
    before, *parts = marked.split(begin)
    spans, at = [], len(before)
    for part in parts:
        inside, _, after = part.partition(end)
        spans.append((at, at + len(inside)))
        at += len(inside) + len(after)
    return spans


def _plain(typed: str) -> str:
    """Without accents, which both databases leave out."""
    return "".join(c for c in unicodedata.normalize("NFD", typed) if not unicodedata.combining(c))


def _match(words: Words) -> str:
    """An expression of FTS5: strings in quotes that hold letters and digits alone."""
    def joined(terms: Sequence[Term], by: str) -> str:
        return "(" + f" {by} ".join(f'"{" ".join(term.words)}"' + " *" * term.prefix for term in terms) + ")"

    return joined(words.wanted, "OR" if words.any else "AND") + (f" NOT {joined(words.unwanted, 'OR')}" if words.unwanted else "")


def _in_sqlite(words: Words) -> tuple[Select, ColumnElement[float], ColumnElement[bool]]:
    query = select().select_from(_INDEX).join(t.report, _INDEX.c.rowid == _ROWID)
    # FTS5 counts its ranks (BM25) downward from nought.
    return query, -_INDEX.c.rank, literal_column(t.SEARCHED).op("MATCH")(literal(_match(words)))


def _in_postgres(words: Words) -> tuple[Select, ColumnElement[float], ColumnElement[bool]]:
    held = literal_column("report.words")
    configuration = literal_column(f"'{CONFIGURATION}'::regconfig")

    def asked(term: Term) -> ColumnElement:
        *before, last = (func.to_tsquery(configuration, type_coerce(word + ":*" * (term.prefix and n == len(term.words)), Text))
                         for n, word in enumerate(term.words, 1))
        return reduce(lambda one, other: func.tsquery_phrase(one, other), [*before, last])

    wanted = reduce(lambda one, other: one.op("||" if words.any else "&&")(other), map(asked, words.wanted))
    expression = reduce(lambda one, other: one.op("&&")(func.tsquery_not(asked(other))), words.unwanted, wanted)
    return select().select_from(t.report), func.ts_rank_cd(held, wanted, 1), held.op("@@")(expression)
