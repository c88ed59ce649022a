"""The command line as other programs call it: streams, forms, exit statuses."""
import csv
import io
import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dragoman.briefing import View, pages
from dragoman.interfaces.cli import app, program
from dragoman.interfaces.shared import opened
from dragoman.ledger import open_ledger
from dragoman.model import STATUSES, TYPES, DragomanError
from tests.commands import dragoman, run

REPORT = {"id": "r1", "title": "Sanctions", "published": "2024-03-12", "publisher": "The Test Courier (invented)", "url": None,
          "text": "The European Union imposed sanctions on Belarus on Monday.\nJapan's prime minister will visit India next week.\n"
                  "Russia denied that its forces attacked the Ukrainian port."}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("reports")
    (path / "a.jsonl").write_text(json.dumps(REPORT) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ledger(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "l.db"
    done = run("add", folder, "--ledger", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "l.db"
    open_ledger(path).close()
    return path


def test_annotation_is_a_line_a_report(folder):
    done = run("read", folder, "--format", "annotation")
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    got = json.loads(line)
    assert got["id"] == "r1"
    assert got["statements"]
    for s in got["statements"]:
        assert {"trigger", "type", "actor", "recipient", "status", "when", "when_text", "where", "said_by"} <= set(s)
        assert s["type"] in TYPES
        assert s["status"] in STATUSES
        assert s["trigger"] in REPORT["text"]
        assert all(len(pair) == 2 for pair in s["actor"] + s["recipient"]) and all(len(source) == 3 for source in s["said_by"])
        assert not any(key.endswith("_role") for key in s)


def test_jsonl_is_a_line_a_statement_and_csv_a_row(folder):
    as_json = [json.loads(x) for x in run("read", folder, "--format", "jsonl").stdout.splitlines()]
    as_csv = list(csv.DictReader(io.StringIO(run("read", folder, "--format", "csv").stdout)))
    assert [x["id"] for x in as_json] == [x["id"] for x in as_csv]
    assert as_csv[0]["published"] == "2024-03-12"
    for s, row in zip(as_json, as_csv, strict=True):
        for parties in ("actor", "recipient", "said_by"):
            roles = s[f"{parties}_role"]
            assert len(roles) == len(s[parties])
            assert row[f"{parties}_role"] == ("|".join(r or "" for r in roles) if any(roles) else "")
    assert "GOV" in {r["actor_role"] for r in as_csv}  # Japan's prime minister
    assert "IGO" in {r["actor_role"] for r in as_csv}  # the European Union


def test_parquet_holds_the_same_rows(folder, tmp_path):
    import duckdb

    out = tmp_path / "s.parquet"
    with out.open("wb") as f:
        assert subprocess.run(dragoman("read", folder, "--format", "parquet"), stdout=f, timeout=120).returncode == 0
    rows = duckdb.read_parquet(str(out)).project("id, type, confidence").fetchall()
    as_json = [json.loads(x) for x in run("read", folder, "--format", "jsonl").stdout.splitlines()]
    assert [(r[0], r[1]) for r in rows] == [(x["id"], x["type"]) for x in as_json]


def test_a_piped_table_is_tab_separated_without_colour(folder):
    out = run("read", folder).stdout
    assert "\x1b" not in out
    header, *rows = out.splitlines()
    assert header.split("\t")[:4] == ["report", "published", "type", "status"]
    assert all(len(r.split("\t")) == len(header.split("\t")) for r in rows)


def test_standard_input_is_read(folder):
    done = run("read", "-", "--format", "annotation", stdin=json.dumps(REPORT) + "\n")
    assert json.loads(done.stdout)["id"] == "r1"


def test_inputs_that_fail_are_named_and_the_others_go_on(folder, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "b.jsonl").write_text('{"text": "Japan will host talks with India."}\n{broken\n')
    done = run("read", tmp_path / "empty.txt", tmp_path / "none.txt", tmp_path / "b.jsonl", folder, "--format", "annotation")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    for name in ("empty.txt", "none.txt", "b.jsonl"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_publication_date_is_said(tmp_path):
    (tmp_path / "x.txt").write_text("The European Union imposed sanctions on Belarus on Monday.")
    done = run("read", tmp_path / "x.txt")
    assert done.returncode == 0
    assert "unknown" in done.stdout
    assert "date" in done.stderr
    given = run("read", tmp_path / "x.txt", "--published", "2024-03-12")
    assert "2024-03-11" in given.stdout


@pytest.mark.parametrize("args", [["read"], ["read", "x", "--format", "nonsense"], ["read", "x", "--published", "yesterday"], ["frobnicate"],
                                  ["brief", "--as-of", "2024-13-01"], ["events", "--about", "Iran"],
                                  *([c, "--min-confidence", x] for c in ("events", "docket", "brief") for x in ("1.01", "-0.1", "nan", "high"))])
def test_wrong_usage_exits_with_2(args):
    done = run(*args)
    assert done.returncode == 2
    assert not done.stdout.strip() or args == []


def test_adding_twice_adds_nothing(folder, ledger):
    before = run("events", "--ledger", ledger, "--format", "json").stdout
    again = run("add", folder, "--ledger", ledger)
    assert "0 reports added" in again.stderr
    assert "1 held already" in again.stderr
    assert run("events", "--ledger", ledger, "--format", "json").stdout == before


def test_looking_makes_no_ledger(tmp_path):
    done = run("brief", "--ledger", tmp_path / "none.db")
    assert done.returncode == 1
    assert "no ledger there" in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_events_as_json_carry_counts_and_statements(ledger):
    events = json.loads(run("events", "--ledger", ledger, "--format", "json").stdout)
    sanction = next(e for e in events if e["type"] == "SANCTION")
    assert sanction["actor"] == ["EUU"]
    assert sanction["recipient"] == ["BLR"]
    assert (sanction["articles"], sanction["publishers"], sanction["sources"]) == (1, 1, 1)
    assert sanction["statements"]


def test_the_docket_holds_the_visit_and_its_words(ledger):
    items = json.loads(run("docket", "--ledger", ledger, "--format", "json").stdout)
    visit = next(i for i in items if i["type"] == "CONSULT")
    assert set(visit["actor"]) | set(visit["recipient"]) == {"JPN", "IND"}
    assert visit["state"] == "pending"
    assert visit["expected"] == "2024-03-18/2024-03-24"
    assert visit["evidence"][0]["report"] == "r1"
    assert "will visit" in visit["evidence"][0]["quote"]


def test_a_table_of_the_docket_shows_what_is_open_and_other_forms_all(ledger):
    def states(*args):
        return [r["state"] for r in csv.DictReader(io.StringIO(run("docket", "--ledger", ledger, *args).stdout), delimiter="\t")]

    assert states() == states("--state", "open") == ["pending"]
    assert states("--state", "closed") == []
    assert states("--as-of", "2024-12-01") == []
    assert states("--as-of", "2024-12-01", "--state", "lapsed") == ["lapsed"]
    late = json.loads(run("docket", "--ledger", ledger, "--as-of", "2024-12-01", "--format", "json").stdout)
    assert [i["state"] for i in late] == ["lapsed"]
    assert "lapsed" in run("docket", "--ledger", ledger, "--as-of", "2024-12-01", "--format", "csv").stdout


def test_dyads_are_counted_in_every_form(ledger):
    made = json.loads(run("dyads", "--ledger", ledger, "--format", "json").stdout)
    assert ["BLR", "EUU"] in [d["pair"] for d in made]
    assert all(d["events"] and d["evidence"] for d in made)
    rows = list(csv.DictReader(io.StringIO(run("dyads", "--ledger", ledger, "--format", "csv").stdout)))
    assert [r["pair"].split() for r in rows] == [d["pair"] for d in made]
    assert [int(r["conflict"]) for r in rows] == [d["conflict"] for d in made]
    assert "Belarus" in run("dyads", "--ledger", ledger, "--about", "BLR").stdout
    assert run("dyads", "--ledger", ledger, "--as-of", "2024-03-01").stdout == ""


def test_a_rebuild_changes_no_answer(ledger):
    before = run("events", "--ledger", ledger, "--format", "json").stdout
    done = run("rebuild", "--ledger", ledger)
    assert (done.returncode, done.stdout) == (0, "")
    assert "events made of" in done.stderr
    assert run("events", "--ledger", ledger, "--format", "json").stdout == before


def test_as_of_a_day_before_the_report_the_ledger_knows_nothing(ledger):
    assert json.loads(run("events", "--ledger", ledger, "--as-of", "2024-03-11", "--format", "json").stdout) == []


def test_about_keeps_what_all_take_part_in(ledger):
    found = json.loads(run("events", "--ledger", ledger, "--about", "EUU,BLR", "--format", "json").stdout)
    assert {e["type"] for e in found} == {"SANCTION"}


def test_events_of_a_type_and_status_and_of_days_are_those_that_a_page_lists(ledger):
    def ids(*options: str) -> list[str]:
        return [e["id"] for e in json.loads(run("events", "--ledger", ledger, "--format", "json", *options).stdout)]

    every = ids()
    with opened(str(ledger)) as book, View(book) as view:
        page = [e["id"] for e in pages.events(view, ["SANCTION", "ASSAULT"], ["occurred"])["rows"]]
    assert ids("--type", "sanction", "--type", "ASSAULT", "--status", "Occurred") == page and 0 < len(page) < len(every)
    assert ids("--since", "2024-03-12", "--until", "2024") == every and ids("--since", "2024-03-13") == ids("--until", "2024-03-11") == []
    for wrong in (("--since", "2024-03", "--until", "2024-02"), ("--coder", "all", "--type", "aid")):
        done = run("events", "--ledger", ledger, *wrong)
        assert done.returncode == 2 and "expected" in done.stderr


def test_every_list_takes_a_limit(ledger):
    for command in ("events", "docket", "sources", "dyads", "blocs", "edge", "agreements", "transfers", "judgements"):
        form = ("--format", "json", *(("--state", "all") if command == "docket" else ()))
        whole, first = (json.loads(run(command, "--ledger", ledger, *form, *limit).stdout) for limit in ((), ("--limit", "1")))
        assert first == whole[:1], command


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_the_brief_in_every_form_names_the_ledgers_words(ledger, form):
    done = run("brief", "--ledger", ledger, "--format", form)
    assert done.returncode == 0
    words = done.stdout.replace("<mark>", "").replace("</mark>", "")
    assert "will visit" in " ".join(words.split())


def test_the_brief_fits_80_columns_when_piped(ledger):
    assert max(map(len, run("brief", "--ledger", ledger).stdout.splitlines())) <= 80


def confidences(folder):
    return {x["id"]: x["confidence"] for x in map(json.loads, run("read", folder, "--format", "jsonl").stdout.splitlines())}


def test_a_confidence_that_is_none_is_refused_with_what_was_expected(folder):
    done = run("read", folder, "--min-confidence", "1.5")
    assert done.returncode == 2
    assert "expected a number from 0 to 1" in done.stderr
    assert not done.stdout


def test_read_leaves_out_what_is_less_sure_in_every_form(folder, tmp_path):
    import duckdb

    every = confidences(folder)
    least = sorted(every.values())[1]
    kept = [i for i, c in every.items() if c >= least]
    assert 0 < len(kept) < len(every)

    def read(form):
        return run("read", folder, "--min-confidence", least, "--format", form).stdout

    assert [json.loads(x)["id"] for x in read("jsonl").splitlines()] == kept
    assert [x["id"] for x in csv.DictReader(io.StringIO(read("csv")))] == kept
    assert [s["confidence"] for s in json.loads(read("annotation"))["statements"]] == [every[i] for i in kept]
    table = list(csv.DictReader(io.StringIO(read("table")), delimiter="\t"))
    assert [float(x["confidence"]) for x in table] == [every[i] for i in kept]
    out = tmp_path / "s.parquet"
    with out.open("wb") as f:
        subprocess.run(dragoman("read", folder, "--min-confidence", least, "--format", "parquet"), stdout=f, timeout=120)
    assert duckdb.read_parquet(str(out)).project("id, confidence").fetchall() == [(i, every[i]) for i in kept]


@pytest.mark.parametrize("command", ["events", "docket"])
def test_tables_of_the_ledger_carry_confidence_and_leave_out_what_is_less_sure(folder, ledger, command):
    every = confidences(folder)

    def ask(form, least=0.0):
        return run(command, "--ledger", ledger, "--format", form, "--min-confidence", least).stdout

    found = json.loads(ask("json"))
    for e in found:
        told = e.get("statements") or [q["statement"] for q in e["evidence"]]
        assert e["confidence"] == max(every[i] for i in told)
    assert [float(r["confidence"]) for r in csv.DictReader(io.StringIO(ask("csv")))] == [e["confidence"] for e in found]
    assert [float(r["confidence"]) for r in csv.DictReader(io.StringIO(ask("table")), delimiter="\t")] == [e["confidence"] for e in found]
    least = max(e["confidence"] for e in found)
    assert [e["confidence"] for e in json.loads(ask("json", least))] == [least]
    assert json.loads(ask("json", 1)) == []


def test_the_brief_says_how_sure_its_statements_are(folder, ledger):
    least = max(confidences(folder).values())
    made = json.loads(run("brief", "--ledger", ledger, "--format", "json", "--min-confidence", least).stdout)
    assert made["min_confidence"] == least
    assert made["covers"]["statements"] == 1
    assert f"1 statement of confidence {least:g} or more" in " ".join(run("brief", "--ledger", ledger, "--min-confidence", least).stdout.split())
    assert "of confidence" not in run("brief", "--ledger", ledger).stdout


def test_a_file_that_is_no_ledger_is_refused(tmp_path):
    bad = tmp_path / "bad.db"
    bad.write_text("not a database " * 100)
    done = run("events", "--ledger", bad)
    assert done.returncode == 1
    assert "bad.db" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [
    ("events", "--as-of", "9999-12-31"), ("brief", "--as-of", "0999"), ("add", "--published", "9999-12-31", "absent.txt"),
    ("dyads", "--shifts", "--by", "week", "--about", "IRN,RUS"), ("dyads", "--shifts", "--directed")], ids=" ".join)
def test_what_no_ledger_can_be_asked_is_wrong_usage(empty, words):
    done = CliRunner().invoke(app, [*words, "--ledger", str(empty)])
    assert done.exit_code == 2 and "expected" in done.stderr and not done.stdout


def test_looking_at_an_empty_file_leaves_it_as_it_is(tmp_path):
    for content in ("", "\n"):  # of one byte SQLite makes a database
        (tmp_path / "a.db").write_text(content)
        for where in (tmp_path / "a.db", f"sqlite:///{tmp_path}/a.db"):
            with pytest.raises(DragomanError, match="no ledger there"), opened(str(where)):
                pass
        assert (tmp_path / "a.db").read_text() == content and len(list(tmp_path.iterdir())) == 1


def test_an_empty_name_is_wrong_usage(tmp_path):
    for words in (("events", "--ledger", ""), ("export", "atom", ""), ("backup", ""), ("copy", "a.db", ""), ("read", "a.txt", "--out", " "),
                  ("doctor", "--ledger", "")):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 2 and "an empty name" in done.stderr


def test_looking_makes_no_ledger_by_whatever_name(tmp_path):
    for where in (tmp_path / "a.db", f"sqlite:///{tmp_path}/b.db"):
        with pytest.raises(DragomanError, match="no ledger there"), opened(str(where)):
            pass
    assert not list(tmp_path.iterdir())


def test_output_into_a_closed_pipe_ends_quietly(ledger):
    with subprocess.Popen(dragoman("brief", "--ledger", ledger, "--format", "json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        p.stdout.close()
        assert not p.stderr.read() and p.wait(60) == 0


@pytest.mark.parametrize(("encoding", "bullet"), [("", "•".encode()), ("ascii", rb"\u2022")])
def test_what_is_piped_is_utf_8_whatever_the_locale_says(demo_file, encoding, bullet):
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding}
    done = subprocess.run([sys.executable, "-m", "dragoman", "brief", "--ledger", demo_file], capture_output=True, env=plain, timeout=60)
    assert done.returncode == 0 and b"\n" + bullet + b" Iran and Russia" in done.stdout and not done.stderr


def test_every_command_and_option_has_help():
    from typer.main import get_command

    group = get_command(app)
    assert len(group.commands) > 30
    for name, command in group.commands.items():
        assert command.help, name
        for p in command.params:
            if p.name != "help":
                assert p.help, f"{name} {p.name}"


def test_sources_come_as_table_json_and_csv(ledger):
    found = json.loads(run("sources", "--ledger", ledger, "--level", "all", "--format", "json").stdout)
    assert {e["level"] for e in found} >= {"outlet", "kind"}
    for e in found:
        assert e["announcements"] + e["warnings"] + e["denials"] == len(e["evidence"]) > 0
        assert all(q["quote"] and q["report"] == "r1" and q["docket"] for q in e["evidence"])
    rows = list(csv.DictReader(io.StringIO(run("sources", "--ledger", ledger, "--level", "all", "--format", "csv").stdout)))
    assert [(r["level"], r["name"], int(r["announcements"])) for r in rows] == [(e["level"], e["name"], e["announcements"]) for e in found]
    header, *lines = run("sources", "--ledger", ledger, "--level", "outlet").stdout.splitlines()
    assert header.split("\t") == ["source", "code", "kind", "said", "true", "share", "of heard", "on time", "lead", "wrong", "lapsed", "open"]
    assert [line.split("\t")[0] for line in lines] == [e["name"] for e in found if e["level"] == "outlet" and e["announcements"] + e["denials"]]


def test_a_level_of_sources_that_is_none_is_wrong_usage(ledger):
    assert run("sources", "--ledger", ledger, "--level", "village").returncode == 2


@pytest.mark.parametrize("command", [
    ("events",), ("docket", "--state", "all"), ("sources",), ("dyads",), ("dyads", "--about", "IRN,RUS", "--by", "week"), ("edge",),
    ("dyads", "--about", "IRN,RUS", "--by", "week", "--directed"), ("dyads", "--shifts"), ("agreements",), ("transfers",), ("blocs",), ("search", "treaty"),
    ("judgements",)])
def test_csv_has_its_columns_where_there_are_no_rows(command, demo_file, empty, capsys):
    def said(ledger):
        program()([*command, "--format", "csv", "--ledger", str(ledger)], standalone_mode=False)
        return capsys.readouterr().out

    none, some = said(empty), said(demo_file)
    assert none == some.partition("\n")[0] + "\n"
    assert none.count(",") > 3


def test_a_code_that_is_none_is_named_and_not_answered_with_nothing(demo_file):
    done = run("events", "--about", "GER", "--ledger", demo_file)
    assert done.returncode == 2
    assert "GER is not a code of the codebook; expected ISO 3166" in " ".join(done.stderr.replace("│", " ").split())
    assert run("events", "--about", "deu, REB", "--ledger", demo_file).returncode == 0


def test_the_help_lists_the_commands_in_the_order_of_work_and_cuts_no_sentence():
    said = subprocess.run(dragoman("--help"), capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "COLUMNS": "80"}).stdout
    listed = [line.split()[0] for line in said.partition("Commands:\n")[2].splitlines() if line[2:3].strip()]
    assert listed[:4] == ["read", "add", "watch", "brief"] and sorted(listed) == sorted(program().commands)
    assert "..." not in said.partition("Commands:\n")[2]
