"""A reader in a process of its own: reads as one in this process, is begun anew, and may be killed at any moment."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import dragoman
from dragoman.fetching import Fetcher
from dragoman.model import DragomanError, LedgerError, Report
from dragoman.pipeline import NotReadyError, ReaderBeside, Settled, Stop, Watch, feeds_of
from dragoman.pipeline.opening import Found, Page, read_pages
from tests.local_server import LOCAL
from tests.newsroom import STORIES, open_newsroom, page


@pytest.fixture
def beside() -> Iterator[ReaderBeside]:
    with closing(ReaderBeside()) as reader:
        yield reader


def came(body: bytes | str, link: str = "https://a.example/1", content: str = "", **given: str) -> Page:
    known = dict.fromkeys(("media_type", "charset", "title", "published", "publisher", "why")) | given
    return Page(body.encode() if isinstance(body, str) else body, link, link=link, content=content, **known)


def pages() -> list[Page]:
    """Every story, and pages of which nothing or only the feed's own words can be had."""
    return [*(came(page(name), f"https://a.example/{name}") for name in STORIES), came("<html></html>", "https://a.example/none"),
            came(b"%PDF-1.7", media_type="application/pdf", title="Talks", content=STORIES["aid"][1] + " They agreed to meet." * 20)]


def all_of(report: Report) -> bool:
    return True


def alike(found: list[Found]) -> list[tuple]:
    """All but the time it took; embeddings too, which do not count where statements are compared."""
    return [(f.outcome, f.why, f.report, f.origin, f.statements, [s.embedding for s in f.statements]) for f in found]


class Minding(ReaderBeside):
    """Does something when a page of some words has been opened, and is in hand."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def read_pages(self, pages, wanted):
        def minded(report: Report) -> bool:
            if self.words in report.text:
                self.mind()
            return wanted(report)

        return super().read_pages(pages, minded)

class Deadly(Minding):
    """Its process is killed, so many times."""

    def __init__(self, words: str, times: int, number: int = signal.SIGKILL) -> None:
        super().__init__(words)
        self.times, self.number, self.died = times, number, set()

    def mind(self) -> None:
        if len(self.died) < self.times:
            self.died.add(self.process)
            os.kill(self.process, self.number)


class Asking(Minding):
    """An end is asked for."""

    def __init__(self, stop: Stop, words: str) -> None:
        super().__init__(words)
        self.mind = stop.ask


@pytest.fixture(scope="module")
def as_here(reader) -> list[tuple]:
    """What a reader in this process makes of the pages."""
    return alike(list(read_pages(reader, pages(), all_of)))


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_it_reads_as_a_reader_in_this_process(beside, reader):
    expected = list(read_pages(reader, pages(), all_of))
    assert {f.outcome for f in expected} == {"kept", "refused"} and {f.origin for f in expected} == {"page", "feed", None}
    assert sum(len(f.statements) for f in expected) > 8
    found = list(beside.read_pages(pages(), all_of))
    assert alike(found) == alike(expected)
    assert beside.version == reader.version
    assert all(f.seconds > 0 for f in found)


def test_what_is_not_wanted_is_not_read(beside):
    asked: list[str] = []
    found = list(beside.read_pages(pages(), lambda report: bool(asked.append(report.id))))
    assert asked == [f.report.id for f in found if f.report]
    assert not any(f.statements for f in found)


@pytest.mark.long
def test_a_new_process_goes_on_where_one_has_read_its_share(as_here):
    processes = []
    with closing(ReaderBeside(pages=2 * len(pages()))) as beside:
        for _ in range(5):
            assert alike(list(beside.read_pages(pages(), all_of))) == as_here
            processes.append(beside.process)
    assert [processes.index(p) for p in processes] == [0, 0, 2, 2, 4]
    assert all(map(gone, processes))


def test_large_pages_of_any_bytes_go_through(beside):
    large = page("aid").encode().replace(b"</body>", b"<!--" + bytes(range(256)).replace(b"\0", b"").replace(b"-", b"") * 19_000 + b"--></body>")
    assert len(large) > 4_800_000
    found = list(beside.read_pages([came(large, f"https://a.example/{n}", charset="utf-8") for n in range(4)], all_of))
    assert [f.outcome for f in found] == ["kept"] * 4, found


@pytest.mark.long
def test_killed_in_the_middle_of_a_batch_every_page_is_read_once(as_here):
    for name in list(STORIES)[::2]:
        with closing(Deadly(STORIES[name][1][:40], 1)) as beside:
            assert alike(list(beside.read_pages(pages(), all_of))) == as_here
            assert len(beside.died) == 1


@pytest.mark.long
def test_killed_while_it_waits_the_next_batch_is_read(beside, as_here):
    for _ in range(2):
        assert alike(list(beside.read_pages(pages(), all_of))) == as_here
        os.kill(beside.process, signal.SIGKILL)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=["killed", "crashed"])
def test_a_page_that_ends_the_process_each_time_takes_no_other_along(site, ledger, number):
    ledger.watch(feeds_of([(open_newsroom(site), None)], 900))
    with closing(Deadly("Afghanistan", 99, number)) as beside, Stop() as stop:
        happened = list(Watch(ledger, Fetcher(allow=LOCAL), lambda: beside, stop, 900, pace=0.0).run(once=True))
    settled = [h for h in happened if isinstance(h, Settled)]
    assert sorted(h.outcome for h in settled) == ["failed"] + ["kept"] * 4
    failed = next(h for h in settled if h.outcome == "failed")
    assert failed.url.endswith("/strike") and "begun 3 times" in failed.why and number.name in failed.why
    assert len(beside.died) == 3
    assert ledger.lead_states() == {"failed": 1, "kept": 4}


def test_asked_to_end_in_the_middle_of_a_batch_what_is_left_is_put_back(site, ledger, look, beside):
    links = "".join(f"<item><title>{n}</title><link>{site.url}/p/{n}</link></item>" for n in range(16))
    site.answers |= {f"/p/{n}": page(f"Talks {n}", f"Ministers of Iran and Iraq met for round {n} on Friday. They agreed to meet again.") for n in range(16)}
    site.answers["/rss"] = f"<rss version='2.0'><channel><title>t</title>{links}</channel></rss>"

    def unready() -> ReaderBeside:
        raise NotReadyError("for now")

    while ledger.lead_states() != {"fetched": 16}:
        with pytest.raises(NotReadyError):
            look(site.url + "/rss", make=unready)
    with Stop() as stop, closing(Asking(stop, "round 5 ")) as asking:
        settled = [h for h in Watch(ledger, Fetcher(allow=LOCAL), lambda: asking, stop, 900, pace=0.0).run() if isinstance(h, Settled)]
    assert [h.title for h in settled] == [str(n) for n in range(6)]
    assert ledger.lead_states() == {"kept": 6, "fetched": 10}
    look(site.url + "/rss", make=lambda: beside)
    assert ledger.lead_states() == {"kept": 16}
    assert all(n == 1 for path, n in Counter(site.paths()).items() if path.startswith("/p/"))


def test_a_reader_that_cannot_be_loaded_is_said(tmp_path):
    package = Path(dragoman.__file__).parent
    shutil.copytree(package, tmp_path / "dragoman", copy_function=os.symlink, ignore=shutil.ignore_patterns("encoder.onnx", "__pycache__"))
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    with closing(ReaderBeside({"PYTHONPATH": path})) as beside, pytest.raises(DragomanError, match="weights expected, encoder.onnx missing"):
        list(beside.read_pages(pages(), all_of))
    assert beside.process is None


def test_a_program_that_was_exchanged_while_it_watches_is_noticed(tmp_path):
    package = Path(dragoman.__file__).parent
    shutil.copytree(package, tmp_path / "dragoman", copy_function=os.symlink, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "dragoman" / "__init__.py").unlink()
    (tmp_path / "dragoman" / "__init__.py").write_text('__version__ = "9.9.9"\n')
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    with closing(ReaderBeside({"PYTHONPATH": path})) as beside, pytest.raises(DragomanError, match="exchanged for another .*/9.9.9.* begin the watch anew"):
        list(beside.read_pages(pages(), all_of))
    assert beside.process is None


def test_a_process_that_cannot_be_begun_is_given_up_after_some_times(tmp_path):
    (tmp_path / "dragoman.py").write_text("raise SystemExit(7)")
    with closing(ReaderBeside({"PYTHONPATH": str(tmp_path)})) as beside, pytest.raises(NotReadyError, match="ended 3 times before it was ready"):
        list(beside.read_pages(pages(), all_of))


@pytest.mark.long
def test_it_leaves_with_the_one_that_began_it(tmp_path):
    program = ("import sys, time; from dragoman.pipeline import ReaderBeside\n"
               "reader = ReaderBeside(); reader.version; print(reader.process, flush=True); time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}) as process:
        pid = int(process.stdout.readline())
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(pid, number)
        time.sleep(0.3)
        assert not gone(pid)
        process.kill()
    until(lambda: gone(pid))


def test_it_is_told_no_secrets_of_the_program_that_began_it(beside, monkeypatch):
    for name in ("DRAGOMAN_WEBHOOK_SECRET", "DRAGOMAN_LEDGER", "PGPASSWORD"):
        monkeypatch.setenv(name, "not for the reader")
    monkeypatch.setenv("ELBONIA", "at large")
    assert beside.version
    told = Path(f"/proc/{beside.process}/environ").read_bytes()
    assert b"not for the reader" not in told and b"ELBONIA=at large" in told


def patched(folder: Path, code: str) -> dict[str, str]:
    """Variables for a process that runs some code before it begins."""
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)])}


STUMBLES = """
import dragoman.intake.pages as pages
from pathlib import Path
from_page = pages.from_page
def stumbles(data, *rest, **known):
    if WORDS in data:
        STUMBLE
    return from_page(data, *rest, **known)
pages.from_page = stumbles
"""


@pytest.mark.long
def test_a_page_over_which_the_program_fails_is_failed_and_says_how(tmp_path):
    variables = patched(tmp_path, STUMBLES.replace("WORDS", "b'Afghanistan'").replace("STUMBLE", "raise KeyError('odd')"))
    with closing(ReaderBeside(variables)) as beside:
        found = list(beside.read_pages(pages(), all_of))
    assert [f.outcome for f in found].count("failed") == 1
    assert "begun 3 times" in (failed := next(f.why for f in found if f.outcome == "failed")) and "KeyError: 'odd'" in failed
    assert [f.outcome for f in found].count("kept") == len(STORIES)


@pytest.mark.long
def test_where_the_process_ends_over_any_page_none_is_failed(tmp_path):
    variables = patched(tmp_path, STUMBLES.replace("WORDS", "b''").replace("STUMBLE", "raise ImportError('half of a library')"))
    with closing(ReaderBeside(variables)) as beside, pytest.raises(NotReadyError, match="ends over any page .*half of a library"):
        list(beside.read_pages(pages(), all_of))


@pytest.mark.long
def test_a_page_that_never_comes_to_an_end_is_given_up(tmp_path, caplog):
    once = f"if not (mark := Path({str(tmp_path / 'mark')!r})).exists(): mark.touch(); "
    held = "import re; re.match('(a+)+$', 64 * 'a' + 'b')"  # no other thread runs meanwhile
    variables = patched(tmp_path, STUMBLES.replace("WORDS", "b'Afghanistan'").replace("STUMBLE", once + held))
    with closing(ReaderBeside(variables, seconds=8)) as beside:
        found = list(beside.read_pages(pages(), all_of))
    assert [f.outcome for f in found].count("kept") == len(STORIES) + 1
    assert (tmp_path / "mark").exists() and "nothing came of it in 8 s" in caplog.text


@pytest.mark.long
def test_a_page_may_take_its_time_where_it_is_the_watch_that_is_slow():
    def slowly(report: Report) -> bool:
        time.sleep(0 if asked else 9)
        return bool(asked.append(report)) or True

    asked: list[Report] = []
    with closing(ReaderBeside(seconds=8)) as beside:
        first = beside.version and beside.process
        assert [f.outcome for f in beside.read_pages(pages()[:2], slowly)] == ["kept"] * 2
        assert beside.process == first


@pytest.mark.parametrize("said", ["hello", "5"])
def test_what_is_printed_before_it_begins_is_no_answer(tmp_path, said):
    with closing(ReaderBeside(patched(tmp_path, f"print({said!r})"))) as beside, pytest.raises(NotReadyError, match="ended 3 times before it was ready"):
        list(beside.read_pages(pages(), all_of))
    assert beside.process is None


@pytest.mark.long
def test_a_signal_without_a_name_is_said_by_its_number(caplog):
    with closing(Deadly(STORIES["aid"][1][:40], 1, signal.SIGRTMIN + 1)) as beside:
        assert all(f.outcome != "failed" for f in beside.read_pages(pages(), all_of))
    assert f"signal {signal.SIGRTMIN + 1}" in caplog.text


@pytest.mark.long
def test_a_batch_that_is_given_up_leaves_nothing_to_the_next(beside, as_here):
    asked = []

    def fails(report: Report) -> bool:
        asked.append(report)
        if len(asked) == 3:
            raise LedgerError("full")
        return True

    with pytest.raises(LedgerError, match="full"):
        list(beside.read_pages(pages(), fails))
    assert beside.process is None
    assert alike(list(beside.read_pages(pages(), all_of))) == as_here
    coming = beside.read_pages(pages(), all_of)
    next(coming)
    coming.close()
    assert beside.process is None
    assert alike(list(beside.read_pages(pages(), all_of))) == as_here


def test_it_takes_no_modules_from_the_folder_in_which_it_runs(beside, tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('of the folder')")
    monkeypatch.chdir(tmp_path)
    assert beside.version


def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@pytest.mark.parametrize("module,spared", [("dragoman.pipeline.apart", "sqlalchemy"), ("dragoman.pipeline.watching", "onnxruntime"),
                                           ("dragoman.pipeline.watching", "lxml")])
def test_each_process_loads_only_what_it_needs(module, spared):
    program = f"import sys, {module}; print({spared!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
    assert done.stdout == "False\n"
