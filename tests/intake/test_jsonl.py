"""JSON lines: text as given, one error for each broken line, nothing lost, nothing held in memory."""

import json
import tracemalloc

import pytest

from dragoman.intake import MAX_DOCUMENT, Notice, boilerplate, reports
from dragoman.model import InputError, Report

GOOD = {
    "id": "a",
    "title": "Talks end",
    "published": "2024-03-05",
    "publisher": "Invented Agency",
    "url": "https://example.org/a",
    "text": "Arvenia and Lusmark ended their talks.",
}


def read(tmp_path, *lines, name="in.jsonl", published=None):
    path = tmp_path / name
    path.write_bytes(
        b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    )
    return list(reports([str(path)], published))


def test_all_keys_of_the_contract_are_read_and_others_ignored(tmp_path):
    [report] = read(tmp_path, GOOD | {"category": ["x"], "date": 5})
    assert report == Report(
        "a", GOOD["text"], "Talks end", "2024-03-05", "Invented Agency", "https://example.org/a", "metadata"
    )


def test_the_text_stays_character_for_character(tmp_path):
    text = (
        "  HomeNewsTalks end in the port of Tellin\r\n"
        "Talks end in the port of Tellin\n\nTop Videos\n3\n\u200b“Good”,\u00a0he said. \n"
    )
    [report] = read(tmp_path, GOOD | {"text": text})
    assert report.text == text
    assert [text[a:b].strip() for a, b in boilerplate(text)] == [
        "HomeNewsTalks end in the port of Tellin",
        "Top Videos",
        "3",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            b'{"text": "cut off',
            "line 2: not valid JSON (Unterminated string starting at at character 10); expected one object",
        ),
        (b"[1, 2]", "line 2: a list; expected an object with the key text"),
        (b'"words"', "line 2: a string; expected an object"),
        (b"null", "line 2: a null; expected an object"),
        ({"title": "x"}, "line 2: no text; expected the key text"),
        ({"text": None}, "line 2: no text"),
        ({"text": " \n"}, "line 2: text is empty"),
        ({"text": 5}, "line 2: text is a number; expected a string"),
        ({"text": "x", "publisher": ["a"]}, "line 2: publisher is a list; expected a string"),
        ({"text": "x", "published": 20240305}, "line 2: published is a number; expected a string"),
        ({"text": "x", "id": True}, "line 2: id is a true or false; expected a string or a whole number"),
        ({"text": "x", "id": "."}, "line 2: id is '.'; expected one without control characters"),
        ({"text": "x", "id": " .. "}, "line 2: id is '..'; expected one"),
        ({"text": "x", "id": "a\nX"}, "line 2: id is 'a\\nX'; expected one"),
        ({"text": "x", "id": "a\x1b[31m"}, "line 2: id is 'a\\x1b[31m'; expected one"),
        ({"text": "x", "id": "a\u2028b"}, "line 2: id is 'a\\u2028b'; expected one"),
        (b"[" * 200_000, "line 2: not valid JSON (a deeply nested value)"),
        (b'{"text": "x", "n": ' + b"9" * 10_000 + b"}", "line 2: not valid JSON (a number too long to be read)"),
    ],
)
def test_a_broken_line_is_named_and_the_others_go_on(tmp_path, line, message):
    first, error, last = read(tmp_path, GOOD, line, GOOD)
    assert first == last
    assert isinstance(error, InputError)
    assert message in str(error)


def test_a_flood_of_errors_is_summed_up(tmp_path):
    *errors, report, summary = read(tmp_path, *[b"{"] * 50, GOOD)
    assert isinstance(report, Report)
    assert len(errors) == 20
    assert "in.jsonl: 30 more lines could not be read, 50 in all" in str(summary)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2021-05-20T22:14:56+00:00", "2021-05-20"),
        ("2025-05-02 16:29:27-04:00", "2025-05-02"),
        ("2023", "2023"),
        ("2023-04", "2023-04"),
        ("20230401", "2023-04-01"),
        ("Mon, 13 Jan 2025 10:00:00 GMT", "2025-01-13"),
        ("13-Jan-2025", "2025-01-13"),
        ("13-01-2025 10:00", "2025-01-13"),
        ("Mon Jan 13 10:00:00 2025", "2025-01-13"),
        ("Mon Jan 13 10:00:00 +0000 2025", "2025-01-13"),
    ],
)
def test_the_day_of_a_time_is_kept(tmp_path, published, expected):
    [report] = read(tmp_path, GOOD | {"published": published})
    assert (report.published, report.dated_by) == (expected, "metadata")


@pytest.mark.parametrize(("written", "published"), [("2024-1-3", "2024-01-03"), ("2024-1", "2024-01"), ("2024-1-3 9:05:00", "2024-01-03")])
def test_a_date_with_months_and_days_of_one_figure_is_read(tmp_path, written, published):
    [report] = read(tmp_path, GOOD | {"published": written})
    assert (report.published, report.dated_by) == (published, "metadata")


@pytest.mark.parametrize("published", ["yesterday", "2024-02-30", "03/04/2024", "03-04-2024", "30-Feb-2024", "0000-00-00", "2024-0-3", "Jan 13 99999",
                                       "13 January 20245", "1/13/20245", "2024-01-131", "0001-01-01", "9999-12-31T00:00:00Z"])
def test_a_report_with_a_nonsense_date_is_read_without_it_and_the_user_told(tmp_path, published):
    told, undated, report = read(tmp_path, GOOD | {"published": published})
    assert f"line 1: published is '{published}', no date that can be read" in told.message
    assert "no date found" in undated.message
    assert (report.published, report.dated_by) == (None, None)


def test_a_future_date_is_kept_with_a_notice(tmp_path):
    notice, report = read(tmp_path, GOOD | {"published": "2999-01-01"})
    assert "line 1: published 2999-01-01, which lies in the future; kept" in notice.message
    assert report.published == "2999-01-01"


def test_a_reports_own_date_wins_over_the_argument(tmp_path):
    with_own, without = read(tmp_path, GOOD, {"text": "Talks ended."}, published="2020-01-01")
    assert (with_own.published, with_own.dated_by) == ("2024-03-05", "metadata")
    assert (without.published, without.dated_by) == ("2020-01-01", "given")


def test_half_characters_are_replaced_without_moving_the_others(tmp_path):
    notice, report = read(tmp_path, b'{"text": "Talks \\ud83d ended.", "published": "2024"}')
    assert report.text == "Talks \ufffd ended."
    assert "lone surrogates" in notice.message


def test_control_characters_are_replaced_without_moving_the_others_and_fall_away_elsewhere(tmp_path):
    text = "Talks\x1b[31m ended.\r\n\tThe border\x9b2J\x85 opens\x0c\x7f\x00 on Monday."
    notice, report = read(tmp_path, GOOD | {"text": text, "title": "Talks\x1b]0;x\x07 end\x9b", "publisher": "\x00Invented\x7f Agency\x0c", "url": "https://a.example/\x1bx"})
    assert report.text == "Talks\ufffd[31m ended.\r\n\tThe border\ufffd2J\n opens\n\ufffd\ufffd on Monday."
    assert (report.title, report.publisher, report.url) == ("Talks]0;x end", "Invented Agency", "https://a.example/x")
    assert "line 1: control characters in text" in notice.message
    [error] = read(tmp_path, GOOD | {"text": " \x1b\x00"})
    assert "line 1: text is empty" in str(error)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_are_understood_and_utf_16_without_one(tmp_path, encoding):
    lines = "".join(
        json.dumps(GOOD | {"id": i, "text": "“Gespräch” in Tellin"}, ensure_ascii=False) + "\n" for i in range(3000)
    )
    (tmp_path / "in.jsonl").write_bytes(lines.encode(encoding))
    items = list(reports([str(tmp_path / "in.jsonl")]))
    assert [item.id for item in items] == [str(i) for i in range(3000)]
    assert {item.text for item in items} == {"“Gespräch” in Tellin"}


def test_an_overlong_line_is_an_error_and_the_next_is_read(tmp_path):
    error, report = read(tmp_path, b'{"text": "' + b"x" * MAX_DOCUMENT + b'"}', GOOD)
    assert "line 1: longer than 20 MB, the limit for one report" in str(error)
    assert report.id == "a"


@pytest.mark.long
def test_a_large_file_is_not_held_in_memory(tmp_path):
    line = json.dumps(GOOD).encode() + b"\n"
    with open(tmp_path / "in.jsonl", "wb") as out:
        for _ in range(60):
            out.write(line * 200)
    tracemalloc.start()
    assert sum(1 for _ in reports([str(tmp_path / "in.jsonl")])) == 12_000
    assert tracemalloc.get_traced_memory()[1] < 1_000_000 < (tmp_path / "in.jsonl").stat().st_size
    tracemalloc.stop()


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("value", [GOOD, [GOOD, GOOD | {"id": "b"}]])
def test_a_json_file_may_hold_one_report_or_a_list(tmp_path, indent, value):
    for name in ("in.json", "in"):
        (tmp_path / name).write_text(json.dumps(value, indent=indent))
        items = list(reports([str(tmp_path / name)]))
        assert [item.id for item in items] == (["a"] if value is GOOD else ["a", "b"])


@pytest.mark.parametrize("content", [
    json.dumps([GOOD, GOOD | {"id": "b"}]), json.dumps([GOOD, GOOD | {"id": "b"}], indent=2),
    f"[\n{json.dumps(GOOD)},\n{json.dumps(GOOD | {'id': 'b'})}\n]\n", f"{json.dumps(GOOD)},\r\n{json.dumps(GOOD | {'id': 'b'})},\r\n"])
def test_a_list_that_is_named_json_lines_is_read(tmp_path, content):
    (tmp_path / "in.jsonl").write_text(content)
    assert [item.id for item in reports([str(tmp_path / "in.jsonl")])] == ["a", "b"]


def test_a_broken_first_line_costs_no_other(tmp_path):
    for broken in (b"# reports", b"{'text': 'x'}", b'{"text": "cut', b"["):
        *_, report = read(tmp_path, broken, GOOD)
        assert report.id == "a"


def test_keys_of_other_names_are_told(tmp_path):
    [error] = read(tmp_path, {"headline": "Talks end", "body": "Talks ended."})
    assert "line 1: no text; expected the key text with the words of the report, where it has headline, body: rename its keys to text, id" in str(error)
    told, report = read(tmp_path, {"headline": "Talks end", "publishedAt": "2025-01-13", "text": "Talks ended."}, published="2025")
    assert "line 1: not read: headline (expected title), publishedAt (expected published); rename what is meant" in told.message
    assert (report.title, report.published) == (None, "2025")


def test_an_item_of_a_list_is_named(tmp_path):
    (tmp_path / "in.json").write_text(json.dumps([GOOD, {}]))
    _, error = reports([str(tmp_path / "in.json")])
    assert "in.json, item 2: no text" in str(error)


def test_notices_do_not_flood_either(tmp_path):
    items = read(tmp_path, *[{"text": f"Round {n} ended."} for n in range(100)])
    assert sum(isinstance(item, Notice) for item in items) == 21
    assert items[-1].message.endswith("80 more warnings, 100 in all")
