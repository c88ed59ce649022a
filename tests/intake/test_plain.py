"""Plain text: title, dateline, paragraphs, encodings."""

import pytest

from dragoman.intake import Notice, reports
from dragoman.intake.front import split
from dragoman.intake.plain import paragraphs, split_title
from dragoman.model import InputError

BODY = "Arvenia and Lusmark ended their talks on grain. A spokesman said that the border opens."


def read(tmp_path, content, published=None, name="in.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(reports([str(path)], published))


def test_a_title_is_told_from_the_text(tmp_path):
    [report] = read(tmp_path, f"Grain talks end in Tellin\n\nPublished: 13 January 2024\n\n{BODY}\n")
    assert (report.title, report.text) == ("Grain talks end in Tellin", BODY)


@pytest.mark.parametrize(
    "first",
    [
        "Arvenia said on Monday that it ended the talks.",
        "TELLIN (AP) — The talks of Arvenia",
        "Talks",
        "- the first of points",
        "x " * 100,
    ],
)
def test_what_does_not_look_like_a_title_is_text(first):
    assert split_title([first, BODY]) == (None, [first, BODY])


def test_what_a_web_page_left_in_a_text_is_dropped(tmp_path):
    title = "Grain talks between Arvenia and Lusmark end"
    [_, report] = read(
        tmp_path, f"HomeWorld{title}\n{title}\nBy Jane Roe\n{BODY}\nTop Videos\n3\nThe port reopens.\n(Photo: AFP)\n"
    )
    assert (report.title, report.text) == (title, f"{BODY}\nThe port reopens.")


@pytest.mark.parametrize(
    ("line", "published", "publisher"),
    [
        ("MOSCOW, January 13, 2025 (Agency) — Lavrov said", "2025-01-13", "Agency"),
        ("JERUSALEM, Jan 13, 2025 (AFP) – The minister", "2025-01-13", "AFP"),
        ("OSLO, January 13, 2025 (The Test Wire, invented outlet) - Lavrov said", "2025-01-13", "The Test Wire"),
        ("London — January 13, 2025 — The minister", "2025-01-13", None),
        ("Published: 13 January 2025", "2025-01-13", None),
        ("Published on Jan. 13, 2025 at 3:15 pm EST", "2025-01-13", None),
        ("By Jane Roe | 13/01/2025", "2025-01-13", None),
        ("Monday, January 13, 2025", "2025-01-13", None),
        ("NAIROBI, Kenya (AP) _", None, "AP"),
        ("(Reuters) - Iran will sign", None, "Reuters"),
        ("TEHRAN, Jan. 13 (IRNA) -- Iran will sign", None, "IRNA"),
        ("MOSCOW, January 13. /TASS/. Russia will sign", None, "TASS"),
        ("Vladimir Putin (Russia) — the president", None, None),
        ("Lavrov (Foreign Minister): we will sign", None, None),
        ("Tehran – Moscow railway opens", None, None),
        ("In May 2025 the ministers met", None, None),
        ("Source: Invented Agency", None, "Invented Agency"),
        ("Source: Iran will sign the deal in January", None, None),
    ],
)
def test_datelines_and_bylines(tmp_path, line, published, publisher):
    *_, report = read(tmp_path, f"{line}\n{BODY}")
    assert (report.published, report.publisher) == (published, publisher)
    assert report.dated_by == ("dateline" if published else None)


@pytest.mark.parametrize(
    ("given", "published"),
    [("2025-01-14", "2025-01-13"), ("2025", "2025-01-13"), ("2024-12-30", "2025-01-13"), ("2024-02", "2024-01-13")],
)
def test_a_dateline_without_a_year_takes_it_from_the_given_date(tmp_path, given, published):
    [report] = read(tmp_path, f"TEHRAN, Jan. 13 (IRNA) -- {BODY}", given)
    assert (report.published, report.dated_by) == (published, "dateline")


def test_a_dateline_without_a_year_is_unresolved_otherwise(tmp_path):
    notice, report = read(tmp_path, f"TEHRAN, Jan. 13 (IRNA) -- {BODY}")
    assert "in.txt: its dateline lacks the year (01-13); give --published" in notice.message
    assert report.published is None


def test_a_date_that_can_be_read_in_two_ways_is_not_read(tmp_path):
    notice, report = read(tmp_path, f"By Jane Roe | 03/04/2025\n{BODY}")
    assert "the date 03/04/2025 can be read in two ways" in notice.message
    assert report.published is None


def test_a_file_name_with_a_day_dates_the_report(tmp_path):
    [report] = read(tmp_path, BODY, "2020-01-01", name="agency_2024-03-05_talks.txt")
    assert (report.published, report.dated_by) == ("2024-03-05", "metadata")


def test_a_dateline_far_from_the_given_date_is_kept_and_told(tmp_path):
    notice, report = read(tmp_path, f"TELLIN, March 5, 2024 (AP) -- {BODY}", "2025-01-13")
    assert "its dateline says 2024-03-05, --published says 2025-01-13" in notice.message
    assert report.published == "2024-03-05"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_silently(tmp_path, encoding):
    [report] = read(tmp_path, "“Gespräch”, sagt Çelik – René aß.".encode(encoding), "2024")
    assert report.text == "“Gespräch”, sagt Çelik – René aß."


def test_windows_1252_is_read_and_told(tmp_path):
    notice, report = read(tmp_path, ("“Café”, said René. " + BODY).encode("cp1252"), "2024")
    assert report.text == "“Café”, said René. " + BODY
    assert "read as Windows-1252" in notice.message


def test_other_encodings_are_guessed_and_told(tmp_path):
    russian = (
        "Министр иностранных дел заявил, что переговоры между двумя странами завершились подписанием соглашения. " * 5
    )
    notice, report = read(tmp_path, russian.encode("cp1251"), "2024")
    assert report.text == russian.strip()
    assert "a guess: save it as UTF-8" in notice.message


def test_damaged_utf_8_keeps_the_rest(tmp_path):
    notice, report = read(tmp_path, "“Gespräch”, sagt Çelik – René aß.".encode()[:-1] + "ä".encode()[:1] + b".", "2024")
    assert report.text == "“Gespräch”, sagt Çelik – René aß\ufffd."
    assert "1 damaged characters" in notice.message


def test_control_characters_go_and_line_breaks_are_one_kind(tmp_path):
    [report] = read(tmp_path, "Talks\x07 ended\u00ad.\r\nThe border\x1b opens.\u2028It is\u200b open.", "2024")
    assert report.text == "Talks ended.\nThe border opens.\nIt is open."


def test_lines_broken_at_a_width_are_joined_and_others_are_not():
    wrapped = (
        "Arvenia and Lusmark ended their talks on grain in the port of Tellin\n"
        "on Tuesday, and a spokesman said that the border will open as soon as\nthe inspection post is built."
    )
    assert paragraphs(f"{wrapped}\n\nA second paragraph.") == [wrapped.replace("\n", " "), "A second paragraph."]
    assert paragraphs("First paragraph of text.\nSecond paragraph of text.") == [
        "First paragraph of text.",
        "Second paragraph of text.",
    ]


def test_nothing_but_furniture_is_an_error(tmp_path):
    [error] = read(tmp_path, "Advertisement\nRead more\n3\n")
    assert isinstance(error, InputError)
    assert "in.txt: nothing but a title and page furniture" in str(error)


def test_no_date_is_told(tmp_path):
    notice, report = read(tmp_path, BODY)
    assert notice == Notice(f"{tmp_path}/in.txt: no date found, so relative dates stay unresolved; give --published")
    assert (report.published, report.dated_by) == (None, None)


def test_a_document_of_a_million_lines_is_an_error(tmp_path):
    [error] = read(tmp_path, "Talks ended.\n" * 1_000_000)
    assert "in.txt: 1,000,000 lines, where at most 200,000 are read" in str(error)


FRONT = """---
# clipped
title: "Grain talks: \\"no end\\" in Tellin"
Date: 2024-01-13T09:30:00Z
source: The Tellin Post   # the paper
url: https://post.example/grain
tags: [grain, talks]
authors:
  - Jane Roe
- loose
---
"""


def test_front_matter_says_what_the_report_is_and_is_no_part_of_it(tmp_path):
    for text, name in ((FRONT + BODY, "in.md"), ("\n" + FRONT.replace("\n", "\r\n") + "\n" + BODY, "2024-05-05-in.txt")):
        [report] = read(tmp_path, text, name=name)
        assert (report.title, report.published, report.dated_by) == ('Grain talks: "no end" in Tellin', "2024-01-13", "metadata")
        assert (report.publisher, report.url, report.text) == ("The Tellin Post", "https://post.example/grain", BODY)


def test_front_matter_of_web_clippers_has_an_address_as_its_source_and_titles_in_lines(tmp_path):
    report = read(tmp_path, f"---\ntitle: >-\n  Grain talks\n  end in Tellin\nsource: 'https://post.example/a'\n...\n# Grain talks end in Tellin\n\n{BODY}")[-1]
    assert (report.title, report.url, report.publisher, report.text) == ("Grain talks end in Tellin", "https://post.example/a", None, BODY)


@pytest.mark.parametrize("head", [
    "---\nBREAKING: Grain talks end\n---\n", "---\ntitle: Grain\nThe talks of Arvenia ended.\n---\n", "---\nGrain talks end.\n---\n",
    "---\ntitle: [a, b]\n---\n", "---\ntitle: Grain talks end\n", "title: Grain talks end\n---\n",
    "---\ntitle: Grain\n" + "note: long\n" * 2000 + "---\n", "---\n" + "title: Grain " * 100 + "\n---\n"])
def test_what_is_not_plainly_front_matter_stays_text(head):
    assert split(head + BODY) == ({}, head + BODY)


def test_front_matter_without_a_date_that_can_be_read_or_without_a_text(tmp_path):
    notice, report = read(tmp_path, f"---\ntitle: Grain talks\ndate: soon\n---\n{BODY}", "2024-01")
    assert "dated 'soon', no date that can be read" in notice.message
    assert (report.published, report.dated_by) == ("2024-01", "given")
    [error] = read(tmp_path, "---\ntitle: Grain talks\n---\n")
    assert isinstance(error, InputError) and "empty" in str(error)
