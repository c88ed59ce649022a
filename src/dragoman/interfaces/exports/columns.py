"""The tables that analysts load: what each holds, column by column. The codebook, the data package and the Parquet types are made of this."""
from __future__ import annotations

from typing import NamedTuple

from dragoman.briefing import ROW
from dragoman.ledger import LEVELS, STATES
from dragoman.model import CODERS, KINDS, QUADS, SECTORS, STATUSES, TYPES


class Column(NamedTuple):
    """A column: `kind` is text, integer, number, boolean, date or list (of text); `values` those it can take, where they are few."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()


class Table(NamedTuple):
    """A table: one row is a `row`; `key` names the columns that tell rows apart, `refers` columns that hold another table's key."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    refers: tuple[tuple[str, str], ...] = ()


def text(name: str, meaning: str, unit: str = "", values: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", meaning, unit, values)


def whole(name: str, meaning: str, unit: str) -> Column:
    return Column(name, "integer", meaning, unit)


def yes(name: str, meaning: str) -> Column:
    return Column(name, "boolean", meaning)


PREFIX = "ISO 8601 prefix: day, month or year; an interval is two, parted by /"
CODES = "ISO 3166 alpha-3, or one of the codebook's codes"
SHARE = "0 to 1"
QUAD = tuple(dict.fromkeys(QUADS.values()))

WHEN = (text("when", "when it happens, as precisely as the reports say; empty where none does", PREFIX),
        Column("when_first", "date", "first day that `when` can mean"), Column("when_last", "date", "last day that `when` can mean"))

CALLED = tuple(Column(f"{side}_called", "list", f"what the {side} is called whose code many share (`REB`, `IGO`, `NGO`, `MNC`), or who has none: names as the "
                      "codebook has them, most told first, else a report's words; empty where nothing says") for side in ("actor", "recipient"))

EVENTS = Table("events", "an event: what the statements of one happening add up to", ("id",), (
    text("id", "the event; the same as long as its first statement is"),
    text("type", "what is done, by PLOVER's types", values=TYPES),
    text("quad", "verbal or material, cooperation or conflict", values=QUAD),
    Column("score", "number", "PLOVER's conflict-cooperation score of the type (manual, table 2.2), whatever the status", "from -10 to 10"),
    text("status", "whether it happened: what the reports say by the day asked about", values=STATUSES),
    yes("disputed", "one side denies what another asserts"),
    Column("actor", "list", "who does it; all sides of a mutual event", CODES),
    Column("recipient", "list", "to whom it is done; the host of a visit; empty where it is mutual, or nobody is named", CODES), *CALLED,
    yes("mutual", "two sides or more do it together: all of them are actors"),
    *WHEN,
    text("where", "the place, in a report's words"),
    text("what", "the words that name it in the statement that shows it, verbatim"),
    Column("first_reported", "text", "publication date of its first report", PREFIX),
    Column("last_reported", "text", "publication date of its last report", PREFIX),
    whole("articles", "reports that tell of it, copies counted", "reports"),
    whole("publishers", "outlets that tell of it", "outlets"),
    whole("sources", "who says so in the end: a state's officials and state media count once, a copy as its original", "sources"),
    Column("publisher_names", "list", "names of the outlets"),
    Column("source_names", "list", "names or codes of the sources"),
    whole("statements", "statements that it is made of", "statements"),
    Column("confidence", "number", "that of its surest statement: the probability that a careful reader sees an event of this type there", SHARE),
    text("shown", "the statement that `what` is taken from"),
), (("shown", "statements"),))

STATEMENTS = Table("statements", "a statement: one event as one source presents it", ("id",), (
    text("id", "the statement: a hash of report, place, type, status, parties and sources"),
    text("event", "the event that it is part of"),
    text("report", "the report that it stands in"),
    text("published", "publication date of the report", PREFIX),
    text("publisher", "outlet of the report"),
    text("origin", "whose words these are where not the publisher's: the report copies another, or credits an agency"),
    text("type", "what is done, by PLOVER's types", values=TYPES),
    text("status", "whether it happened, as this source says", values=STATUSES),
    Column("actor", "list", "who does it", CODES), Column("actor_text", "list", "the words for each, verbatim"),
    Column("actor_role", "list", "part of the state or society that each is; an empty item where the words do not say, an empty cell where they say it of none",
           values=SECTORS),
    Column("recipient", "list", "to whom it is done", CODES), Column("recipient_text", "list", "the words for each, verbatim"),
    Column("recipient_role", "list", "as actor_role", values=SECTORS),
    text("trigger", "the words that name the event, verbatim"),
    *WHEN,
    text("when_text", "words of the date, verbatim"), text("where", "words of the place, verbatim"),
    Column("said_by", "list", "who says so, outermost first; empty where the reporter asserts it"),
    Column("said_by_code", "list", "code of each", CODES), Column("said_by_kind", "list", "kind of each", values=KINDS),
    Column("said_by_role", "list", "as actor_role", values=SECTORS),
    whole("start", "first character of the trigger in the report's text", "characters"),
    whole("end", "character after its last", "characters"),
    Column("confidence", "number", "the probability that a careful reader would write down an event of this type here", SHARE),
    text("step", "status of the event from this statement on", values=STATUSES),
    whole("round", "windows the event had been put off from by then", "windows"),
    Column("merge_score", "number", "how sure the program is that it belongs to the event; 1 for the first", SHARE),
    text("merge_reason", "why it was put there"),
    yes("judged", "a person judged about it: corrected, merged or split"),
    text("reader", "version of the weights and rules that read it"),
), (("event", "events"), ("report", "reports")))

DOCKET = Table("docket", "an item of the docket: an event announced, expected or feared, for one window of days", ("id",), (
    text("id", "the item"), text("event", "the event that is waited for"),
    text("type", "what is announced, by PLOVER's types", values=TYPES),
    text("status", "status of the event by the day asked about", values=STATUSES),
    Column("actor", "list", "who is to do it", CODES), Column("recipient", "list", "to whom", CODES), *CALLED,
    text("what", "the words that name it"),
    text("opened", "publication date of the first report of it", PREFIX),
    text("expected", "when it is expected; where `dated` is false, the days in which what has no date is waited for", PREFIX),
    Column("expected_first", "date", "first day of `expected`"), Column("expected_last", "date", "last day of `expected`"),
    yes("dated", "a statement gives the days"),
    text("firmness", "how firm it is", values=("rumoured", "reported", "announced", "confirmed")),
    text("state", "what became of it by the day asked about", values=tuple(s for s in STATES if s not in ("open", "closed", "all"))),
    text("state_date", "day of the report that ended it (the call-off, where it was planned anew later), or on which it lapsed", PREFIX),
    text("postponed_to", "the window it was put off to, where somebody says", PREFIX),
    yes("ambiguous", "the outcome is told both ways, or may be another event's"),
    Column("lapses", "date", "first day on which it lapses where nothing is heard"),
    whole("sources", "who says so in the end, of the event", "sources"), whole("publishers", "outlets that tell of the event", "outlets"),
    whole("evidence", "statements that bear on it", "statements"),
    Column("confidence", "number", "that of the event's surest statement", SHARE),
), (("event", "events"),))

REPORTS = Table("reports", "a report, without its text", ("id",), (
    text("id", "the report"), text("title", "its title"), text("published", "publication date", PREFIX),
    text("publisher", "outlet"), text("url", "address"),
    text("dated_by", "how the date is known", values=("given", "metadata", "dateline", "captured")),
    whole("length", "characters of its text", "characters"),
    text("copy_of", "the report whose text it prints, where it is a copy"),
), (("copy_of", "reports"),))

_COUNTS = {"announcements": "items that it said are planned or expected", "came_true": "of these, those that took place",
           "on_time": "came true within the window", "early": "came true before it", "late": "came true after it", "put_off": "given another date",
           "called_off": "cancelled", "denied": "denied by a party", "lapsed": "not heard of by the end of window and grace", "open": "still awaited",
           "ambiguous": "told both ways, or may be another event's", "wrong": "announcements called off or denied, and denials that were wrong",
           "warnings": "items that it said may happen or are feared", "warnings_true": "of these, those that took place",
           "warnings_open": "of these, those awaited", "denials": "items or events that it said do not happen",
           "denials_right": "of these, those that did not", "denials_wrong": "of these, those that did",
           "denials_disputed": "of these, those that others assert and nothing settles", "denials_open": "of these, those whose window is not past"}
_SHARES = {"share": "came_true among the settled announcements", "share_low": "lower end of its 95 per cent interval (Wilson)", "share_high": "upper end",
           "heard_share": "the same without what lapsed", "heard_low": "lower end of its interval", "heard_high": "upper end"}
_LEADS = {"lead_first": "first quartile of days from statement to event", "lead_median": "median", "lead_third": "third quartile"}


def _of_source(name: str) -> Column:
    if name in _COUNTS:
        return whole(name, _COUNTS[name], "items or events" if name.startswith("denials") else "items")
    if name in _SHARES:
        return Column(name, "number", f"{_SHARES[name]}; empty where none is settled", SHARE)
    if name in _LEADS:
        return Column(name, "number", f"{_LEADS[name]}; empty where none came true on a known day", "days")
    return {"level": text("level", "who counts as one source", values=LEVELS), "name": text("name", "the source"),
            "code": text("code", "its code; empty where there is none", CODES),
            "kind": text("kind", "its kind; empty where there is none", values=(*KINDS, "own voice"))}[name]


SOURCES = Table("sources", "the track record of a source on a level", ("level", "name", "code", "kind"), tuple(map(_of_source, ROW)))

DYADS = Table("dyads", "a pair of parties in a week in which something is told between them", ("a", "b", "week"), (
    text("a", "one of the two; the first in the alphabet", CODES), text("b", "the other", CODES),
    text("a_name", "its short English name"), text("b_name", "its short English name"),
    Column("week", "date", "Monday of the week in which it happened, if known (background: of the middle of its month); else was first told of so"),
    *(whole(name, meaning, "events") for name, meaning in (
        ("cooperation", "cooperation that occurred or is under way"), ("conflict", "conflict that occurred or is under way"),
        ("cooperation_ahead", "cooperation planned"), ("conflict_ahead", "conflict planned"),
        ("cooperation_possible", "cooperation that may come"), ("conflict_possible", "conflict that may come or is feared"),
        ("verbal_cooperation", "of cooperation: words"), ("material_cooperation", "of cooperation: deeds"),
        ("verbal_conflict", "of conflict: words"), ("material_conflict", "of conflict: deeds"))),
    Column("cooperation_weight", "number", "sum of the Goldstein weights of the cooperation that occurred or is under way (docs/shifts.md)", "0 and more"),
    Column("conflict_weight", "number", "the same of conflict, as a positive number", "0 and more"),
    whole("total", "all events that occurred or are under way in the week, whoever takes part (about whom the export is or not): to divide by", "events"),
))

_RESTS = (
    Column("first", "text", "day on which the first report that tells of it was published", PREFIX),
    Column("last", "text", "day on which the last was", PREFIX),
    whole("sources", "independent reports: a copy counts as its original", "reports"), whole("publishers", "outlets that tell of it", "outlets"),
    Column("publisher_names", "list", "their names"), Column("statements", "list", "the statements that show it"))

STANCES = Table("stances", "what a third party voices about others: who is on edge", ("who", "of", "stance"), (
    text("who", "the third party", CODES), text("name", "its short English name"), Column("of", "list", "whom it is about", CODES),
    text("stance", "what is voiced", values=("fear", "warning", "protest", "countermeasure", "condemnation", "hope", "welcome")),
    Column("strength", "number", "how strongly: it rises with sources and with each step from fear to countermeasure (docs/relations.md)", SHARE),
    Column("speakers", "list", "who says it, in the words of the reports"), *_RESTS))

AGREEMENTS = Table("agreements", "an agreement told of", ("id",), (
    text("id", "the agreement"), text("what", "what it is called"), Column("parties", "list", "its parties", CODES),
    Column("subjects", "list", "what it is about: defence, nuclear, trade, counter-terrorism and so on (docs/relations.md)"),
    text("stage", "how far it has come", values=("negotiated", "announced", "signed", "ratified", "in_force", "suspended")),
    Column("stages", "list", "each stage with its day"), Column("events", "list", "the events that are part of it"), *_RESTS))

TRANSFERS = Table("transfers", "a transfer told of: arms, money, energy, people and so on", ("id",), (
    text("id", "the transfer"), Column("supplier", "list", "who gives", CODES), Column("recipient", "list", "who takes", CODES),
    text("item", "what is given, in the words of a report"),
    text("kind", "its kind", values=("arms", "nuclear", "energy", "money", "food", "medical", "technology", "people", "other")),
    text("stage", "how far it has come", values=("possible", "asked", "agreed", "delivered", "refused")),
    Column("stages", "list", "each stage with its day"), Column("events", "list", "the events that are part of it"), *_RESTS))

CODED = Table("coded_events", "an event of another coder (`dragoman import`), as it has it", ("id",), (
    text("coder", "whose event it is", values=CODERS), text("id", "a hash of the coder and its row"),
    Column("day", "date", "the coder's day"), text("type", "PLOVER's type, by way of the coder's code", values=TYPES),
    text("quad", "verbal or material, cooperation or conflict", values=QUAD),
    text("actor", "who does it; UNK where nobody is known", CODES), text("recipient", "to whom it is done", CODES),
    text("actor_text", "the coder's name of the actor"), text("recipient_text", "of the recipient"),
    text("code", "the coder's own event code; read it as text, for its leading zeros"),
    Column("goldstein", "number", "the weight that the coder gives", "from -10 to 10"), text("where", "its place"),
    text("url", "a link, or the coder's id of the story"), whole("mentions", "how often it was told of; 1 where the coder does not count", "mentions"),
))

TABLES = (EVENTS, STATEMENTS, DOCKET, DYADS, STANCES, AGREEMENTS, TRANSFERS, SOURCES, REPORTS, CODED)
