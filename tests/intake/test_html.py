"""Web pages: the report without the page around it, and pages made to do harm. All outlets and states are invented."""

import time
from itertools import count
from pathlib import Path

import pytest

from dragoman.intake import html, reports
from dragoman.intake.markup import slim
from dragoman.model import InputError, Report

PAGES = Path(__file__).parent / "pages"
SAID = "<p>The ministers of Arvenia and Lusmark signed the pact on Tuesday, and both said that the border opens.</p>"
PLAIN = SAID[3:-4]
HEAD = "<html><head><title>Pact is signed in Tellin</title></head><body>"


def read(tmp_path, page, published="2024-03-05", name="in.html"):
    path = tmp_path / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return list(reports([str(path)], published))


def test_a_page_of_today_gives_the_report_alone():
    [report] = reports([str(PAGES / "modern.html")])
    assert (report.title, report.publisher) == ("Arvenia and Lusmark sign grain pact", "The Invented Courier")
    assert (report.published, report.dated_by) == ("2024-03-05", "metadata")
    assert report.url == "https://courier.example.org/world/arvenia-lusmark-grain-pact"
    lines = report.text.split("\n")
    assert [line.split()[0] for line in lines] == ["The", "“We", "Neighbours", "Officials"]
    for left_out in (
        "Top Videos",
        "Read more",
        "Photo",
        "ceremony",
        "Home",
        "Share",
        "newsletter",
        "Related",
        "©",
        "Jane Roe",
        "script",
    ):
        assert left_out not in report.text


def test_a_page_laid_out_with_a_table_gives_the_report_alone():
    [report] = reports([str(PAGES / "table.html")])
    assert (report.title, report.publisher) == ("Lusmark recalls its ambassador", "Invented Agency")
    assert (report.published, report.dated_by) == ("2003-11-14", "dateline")
    lines = report.text.split("\n")
    assert [line.split()[0] for line in lines] == ["TELLIN", "A", "The"]
    assert "in the café of the customs house" in lines[1]


def test_a_page_of_nothing_but_paragraphs_is_read():
    [report] = reports([str(PAGES / "bare.html")], "2024-02-10")
    assert (report.published, report.dated_by, report.publisher) == ("2024-02-03", "dateline", "Invented Agency")
    assert [line.split()[0] for line in report.text.split("\n")] == ["MOSSHAVEN,", "The", "Fishermen"]


def test_a_future_date_in_the_metadata_is_kept_and_told(tmp_path):
    head = HEAD.replace("<title>", '<meta property="article:published_time" content="2099-01-01T00:00:00Z"><title>')
    notice, report = read(tmp_path, head + SAID)
    assert report.published == "2099-01-01"
    assert "lies in the future" in notice.message


def test_a_date_in_the_prose_is_not_the_date_of_the_page(tmp_path):
    prose = SAID.replace("on Tuesday", "on 2015-07-14, as they had promised at the conference")
    *_, report = read(tmp_path, HEAD + prose + SAID, published=None)
    assert report.published is None


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("windows-1252", '<meta charset="iso-8859-1">'),
        ("windows-1251", '<meta charset="windows-1251">'),
        ("shift_jis", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
        ("utf-8", '<meta charset="windows-1252">'),
        ("utf-16", ""),
        ("utf-16-le", ""),
    ],
)
def test_declared_encodings(tmp_path, encoding, declaration):
    word = {"windows-1251": "Договор", "shift_jis": "条約が署名された"}.get(encoding, "“Café”")
    page = HEAD.replace("<title>", f"{declaration}<title>") + SAID.replace("pact", word)
    [report] = read(tmp_path, page.encode(encoding))
    assert report.text == PLAIN.replace("pact", word)


def test_a_declared_encoding_that_is_none_is_ignored(tmp_path):
    page = HEAD.replace("<title>", '<meta charset="zip"><title>') + SAID.replace("pact", "“Café”")
    notice, report = read(tmp_path, page.encode("cp1252"))
    assert "“Café”" in report.text
    assert "read as Windows-1252" in notice.message


def test_a_page_without_text_says_what_to_do(tmp_path):
    [error] = read(tmp_path, HEAD + "<div id='app'></div><script>load()</script></body></html>")
    assert isinstance(error, InputError)
    assert "no running text in the page" in str(error)


DEEP = 100_000
ENTITIES = (
    '<!DOCTYPE html [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)

BOMBS = {
    "deep": HEAD + "<div>" * DEEP + SAID + "</div>" * DEEP,
    "unclosed tags": HEAD + "<font>" * DEEP + SAID,
    "unclosed lists": HEAD + "<ul><li>" * DEEP + SAID,
    "unclosed comments": HEAD + "<!--" * DEEP + SAID,
    "unclosed scripts": HEAD + "<script>" * DEEP + SAID,
    "one vast attribute": HEAD + '<p data-x="' + "A" * 10_000_000 + '"></p>' + SAID,
    "many attributes": HEAD + "<p " + 'a="b" ' * 1_600_000 + "></p>" + SAID,
    "inline image": HEAD + '<img src="data:image/png;base64,' + "iVBORw0KGgo" * 1_000_000 + '">' + SAID,
    "script": HEAD + "<script>" + "var x = 'abcdefgh';" * 500_000 + "</script>" + SAID,
    "short lists": HEAD + ("<ul><li>x" * 30 + "</li></ul>" * 30) * 240 + SAID,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_page_made_to_do_harm_still_gives_its_text(tmp_path, kind):
    began = time.perf_counter()
    *_, report = read(tmp_path, BOMBS[kind])
    assert time.perf_counter() - began < 20
    assert isinstance(report, Report)
    assert PLAIN in report.text


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (ENTITIES + "<html><body><p>&l11;</p></body></html>", "no running text in the page"),
        (HEAD + "<i></i>" * 500_000 + SAID, "1,000,008 tags, where at most 300,000 are read"),
        ("<!doctype html[" * 100_000, "no running text in the page"),
        ("<a" * 3_000_000, "tags, where at most 300,000 are read"),
    ],
)
def test_a_page_without_end_or_text_is_one_error(tmp_path, page, message):
    began = time.perf_counter()
    errors = [item for item in read(tmp_path, page) if isinstance(item, InputError)]
    assert time.perf_counter() - began < 20
    assert len(errors) == 1
    assert message in str(errors[0])


def test_a_page_read_without_its_layout_keeps_title_and_date_and_says_so(tmp_path):
    head = HEAD.replace("<title>", '<meta property="article:published_time" content="2023-05-06T00:00:00Z"><title>')
    notice, report = read(tmp_path, head + "<div>" * DEEP + "<ul><li>Home</li></ul>" + SAID)
    assert "read without its layout, menus may remain (it has 100,013 tags, nested 100,001 deep)" in notice.message
    assert (report.title, report.published, report.text) == ("Pact is signed in Tellin", "2023-05-06", PLAIN)


def test_slimming_keeps_text_and_structured_data():
    page = (
        '<p>a<!-- x --><script>b()</script><script type="application/ld+json">{"a": 1}</script>'
        "<style>c</style>d &lt; e</p>"
    )
    assert slim(page).html == '<p>a<script type="application/ld+json">{"a": 1}</script>d &lt; e</p>'
    assert slim("<div><p>a<p>b<br></div>").depth == 1


def test_what_the_libraries_remember_of_pages_is_let_go_of(monkeypatch):
    from htmldate.extractors import try_date_expr

    monkeypatch.setattr(html, "FORGETS", 30)
    monkeypatch.setattr(html, "_pages", count(1))

    def remembered(pages: range) -> int:
        for n in pages:
            body = f"<p>The ministers of Iran and Russia met for the {n}th time and signed what they had agreed on.</p>" * 3
            assert list(html.read(f"<html><head><title>Meeting {n}</title></head><body><article>{body}</article></body></html>".encode(), "p", None))
        return try_date_expr.cache_info().currsize

    try_date_expr.cache_clear()
    assert remembered(range(29)) > 20 and remembered(range(29, 31)) < 10
