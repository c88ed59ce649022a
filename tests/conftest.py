"""What tests share: the reader as it ships, loaded once; reports of our own words; short ways to make reports and statements."""
from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docs.consoles import Warm
from dragoman import pipeline
from dragoman.ledger import open_ledger
from dragoman.model import Actor, CodedEvent, Report, Source, Statement
from dragoman.reading import Reader
from tests.commands import warm
from tests.servers import Databases, Files, Server

DEMO = Path(__file__).parents[1] / "demo" / "reports"

TREATY = (
    "Russia and Turkmenistan are reportedly planning to sign a border treaty in Ashgabat on Friday.\n"
    "A Turkmen diplomatic source told the newspaper Kommersant that the signing was planned for mid-March. "
    "“We have been working on the text for two years,” he added.\n"
    "Kazakhstan denied that it had sent troops to the border. Kazakh officials fear the treaty could lead to a blockade of the Caspian ports."
)


FIRST = tuple(f"tests/{name}" for name in ("docs/test_consoles.py", "docs/test_generated.py", "interfaces/web/test_pages.py", "pipeline/test_cluster.py",
                                           "pipeline/test_ahead.py"))
"""Files whose tests take tens of seconds each: they come first, or one process would still be at one of them while the other has nothing left to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs on both kinds of ledger is long on a server, but for the ledger's own tests; files of long tests come first."""
    own = Path(__file__).parent / "ledger"
    for item in items:
        if own not in item.path.parents and getattr(item, "callspec", None) and item.callspec.params.get("databases") == "on_server":
            item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(threads=2)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory, worker_id, request) -> Path:
    """A ledger of the demo reports as the reader that ships reads them, made once by one of the processes that run tests: to be looked at, or copied
    by who changes it.
    """
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    path = shared / "demo.db"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            made = shared / "made.db"
            with open_ledger(made) as book:
                told = list(pipeline.add(book, [str(DEMO)], request.getfixturevalue("reader")))
                book.derive()
            assert all(isinstance(x, pipeline.Added) and x.new for x in told)
            made.rename(path)
    return path


@pytest.fixture(scope="session")
def warmed() -> Warm:
    """Real commands without the seconds that each takes to load the program: it is loaded once, and forks."""
    return warm()


@pytest.fixture
def treaty() -> Report:
    return Report("treaty", TREATY, "A border treaty", "2024-03-12", "The Test Courier (invented)")


TEXT = "x" * 400


def make_report(id_: str, published: str | None, publisher: str | None = None) -> Report:
    return Report(id_, TEXT, title=f"Title {id_}", published=published, publisher=publisher,
                  dated_by="given" if published else None)


def make_statement(published: str | None, type_: str, status: str, who: str, *, when: str | None = None,
                   where: str | None = None,
                   by: str = "", trigger: str | None = None, publisher: str | None = None, report: str | None = None,
                   at: int = 0) -> Statement:
    """`who` is "RUS,IRN" or "USA>CAN,MEX", `by` is "official:RUS" or "media:UNK:reportedly" (outermost first, ";"
    between).
    """
    actors, _, recipients = who.partition(">")
    sources = []
    for source in filter(None, by.split(";")):
        kind, code, *surface = source.split(":")
        sources.append(Source(surface[0] if surface else f"the {code} {kind}", code, kind))
    trigger = trigger or type_.lower()
    return Statement(
        report=report or f"{published}/{publisher}", trigger=trigger, span=(at, at + len(trigger)), type=type_,
        status=status,
        actor=tuple(Actor(*c.partition("=")[::2]) if "=" in c else Actor(c, c) for c in actors.split(",") if c),
        recipient=tuple(Actor(*c.partition("=")[::2]) if "=" in c else Actor(c, c)
                        for c in recipients.split(",") if c),
        when=when, when_text="on that day" if when else None, where=where, said_by=tuple(sources), published=published, publisher=publisher, reader="r1")


@pytest.fixture(scope="session")
def say() -> Callable[..., Statement]:
    return make_statement


@pytest.fixture(scope="session")
def filed() -> Callable[..., Report]:
    return make_report


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server that is quick and outlives no crash, with a word where it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:  # short: the name of a socket has 107 characters at most
        made = Server(Path(folder))
        yield made
        made.stop()


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> Files:
    return Files(tmp_path_factory.mktemp("ledgers"))


@pytest.fixture(scope="session")
def on_server(server) -> Databases:
    return Databases(server)


@pytest.fixture(scope="session", params=["files", "on_server"])
def databases(request) -> Files | Databases:
    """Where ledgers are kept: in files, or on a server. What asks for it, or for a ledger, runs on both."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def place(databases) -> Iterator[Callable[[], str]]:
    """Gives the place of a new ledger, a path or a URL, each time it is called."""
    made: list[str] = []

    def new() -> str:
        made.append(databases.lend())
        return made[-1]

    yield new
    for where in made:
        databases.give_back(where)


@pytest.fixture
def ledger(place):
    with open_ledger(place()) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def keep():
    """Adds statements to a ledger, each with the report it names, in the order in which reports first appear."""
    def keep_(ledger, statements, reader="r1"):
        reports: dict[str, list[Statement]] = {}
        for statement in statements:
            reports.setdefault(statement.report, []).append(statement)
        for id_, held in reports.items():
            ledger.add(make_report(id_, held[0].published, held[0].publisher), held, reader)
    return keep_


@pytest.fixture(scope="session")
def story() -> list[Statement]:
    """Two months of the news: a treaty, a tariff that is put off, a denied deployment, airstrikes, talks, a war that
    goes on.
    """
    s = make_statement
    return [
        s("2025-01-09", "CONSULT", "planned", "IRN>RUS", when="2025-01-17", where="Moscow", by="official:IRN",
          publisher="A",
          trigger="visit"),
        s("2025-01-13", "SUPPORT", "planned", "RUS,IRN", when="2025-01-13/2025-01-20", by="media:UNK:reportedly",
          publisher="B",
          trigger="publicly sign"),
        s("2025-01-13", "SUPPORT", "planned", "IRN,RUS", by="media:RUS:Izvestia;anonymous:IRN", publisher="C",
          trigger="would be signed"),
        s("2025-01-13", "SUPPORT", "planned", "IRN,RUS", when="2025-01-17", by="official:RUS", publisher="D",
          trigger="sign"),
        s("2025-01-17", "SUPPORT", "occurred", "RUS,IRN", when="2025-01-17", where="Moscow", publisher="A",
          trigger="signed"),
        s("2025-01-18", "SUPPORT", "occurred", "IRN,RUS", publisher="B", trigger="signed"),
        s("2025-01-18", "CONSULT", "occurred", "IRN>RUS", where="Moscow", publisher="B", trigger="visit", at=30,
          report="2025-01-18/B"),
        s("2025-01-20", "SANCTION", "planned", "USA>CAN,MEX", when="2025-02-01", by="official:USA", publisher="A",
          trigger="tariffs"),
        s("2025-01-31", "SANCTION", "called_off", "USA>CAN", publisher="B", trigger="tariffs"),
        s("2025-02-03", "SANCTION", "planned", "USA>CAN,MEX", when="2025-03-04", publisher="A", trigger="tariffs"),
        s("2025-03-04", "SANCTION", "occurred", "USA>CAN,MEX", when="2025-03-04", publisher="A", trigger="tariffs"),
        s("2025-01-10", "MOBILIZE", "occurred", "PRK>RUS", when="2025-01", by="official:UKR", publisher="A",
          trigger="deployed"),
        s("2025-01-11", "MOBILIZE", "occurred", "PRK>RUS", by="official:KOR", publisher="B", trigger="deployed"),
        s("2025-01-12", "MOBILIZE", "denied", "PRK>RUS", by="official:RUS", publisher="C", trigger="deployed"),
        s("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", when="2025-01-13", where="Kharkiv", publisher="A",
          trigger="airstrike"),
        s("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", when="2025-01-13", where="Kharkiv region", publisher="B",
          trigger="strike"),
        s("2025-01-17", "ASSAULT", "occurred", "RUS>UKR", when="2025-01-16", where="Kharkiv", publisher="A",
          trigger="airstrike",
          at=60, report="2025-01-17/A"),
        s("2025-01-10", "ASSAULT", "ongoing", "RUS>UKR", publisher="D", trigger="war"),
        s("2025-01-30", "ASSAULT", "ongoing", "RUS>UKR", publisher="C", trigger="war in Ukraine"),
        s("2025-01-13", "COOPERATE", "possible", "RUS>IRN", by="official:ISR", publisher="E", trigger="transfer"),
    ]


@pytest.fixture(scope="session")
def year() -> list[CodedEvent]:
    """Events of two other coders in five months: threats and talks of two pairs, what happens inside a country, and who is not known."""
    out = []
    for n in range(1, 29):
        day = f"2018-0{n % 5 + 1}-{n:02}"
        out += [
            CodedEvent("icews", f"i{n}a", day, "THREATEN", "PRK", "USA", "North Korea", "United States", "130", -4.4, url=f"story {n}"),
            CodedEvent("icews", f"i{n}b", day, "CONSULT", "USA", "PRK", "United States", "North Korea", "040", 1.0, "Singapore"),
            CodedEvent("icews", f"i{n}c", day, "COERCE", "RUS", "RUS", "Police (Russia)", "Protester (Russia)", "173", -5.0),
            CodedEvent("icews", f"i{n}d", day, "ACCUSE", "GBR", "UNK", "United Kingdom", "Somebody", "112", -2.0),
            CodedEvent("gdelt", f"g{n}", day, "SANCTION", "GBR", "RUS", "BRITAIN", "RUSSIA", "166", None, mentions=n)]
    return out
