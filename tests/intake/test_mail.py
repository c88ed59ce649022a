"""Mails: newsletters and press releases, by their text or their HTML, with what their headers say."""
from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from dragoman.intake import Notice, reports
from dragoman.model import InputError

WORDS = "Arvenia and Lusmark ended their talks on grain in Tellin. A spokesman of the ministry said that the border opens on Friday."
PAGE = (f"<html><head><title>Web view</title></head><body><h1>Grain talks end</h1><p>{WORDS}</p><p>The ministers of both countries met for two hours, "
        "and will meet again in May to sign a treaty.</p></body></html>")


def letter(text: str | None = WORDS, page: str | None = None, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in {"From": '"Ministry of Trade, press" <press@trade.example>', "Subject": "Grain talks end – in Tellin",
                        "Date": "Sat, 13 Jan 2024 23:30:00 -0500", **headers}.items():
        if value:
            mail[name.replace("_", "-")] = value
    if text is not None:
        mail.set_content(text)
    if page:
        mail.add_alternative(page, subtype="html") if text is not None else mail.set_content(page, subtype="html")
    return mail


def read(tmp_path, mail: EmailMessage | bytes, published: str | None = None) -> list:
    path = tmp_path / "in.eml"
    path.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
    return list(reports([str(path)], published))


def test_a_mail_is_a_report_of_its_sender_on_its_day(tmp_path):
    [report] = read(tmp_path, letter(Archived_At="<https://trade.example/press/7>"), "2020")
    assert (report.title, report.text, report.publisher) == ("Grain talks end – in Tellin", WORDS, "Ministry of Trade, press")
    assert (report.published, report.dated_by, report.url) == ("2024-01-13", "metadata", "https://trade.example/press/7")


@pytest.mark.parametrize(("headers", "publisher"), [
    ({"From": "press@trade.example", "List-ID": '"Trade news" <news.trade.example>'}, "Trade news"),
    ({"From": "press@trade.example", "List-ID": "<news.trade.example>"}, "trade.example"), ({"From": ""}, None)])
def test_who_publishes_a_mail_of_a_nameless_sender(tmp_path, headers, publisher):
    assert read(tmp_path, letter(**headers))[-1].publisher == publisher


def test_the_html_of_a_mail_is_read_as_a_page_where_its_text_only_leads_there(tmp_path):
    for mail in (letter("Read this in your browser: https://trade.example/7", PAGE), letter(None, PAGE)):
        [report] = read(tmp_path, mail)
        assert (report.title, report.published, report.publisher) == ("Grain talks end – in Tellin", "2024-01-13", "Ministry of Trade, press")
        assert WORDS in report.text and "browser" not in report.text and "<" not in report.text
    long = f"{WORDS}\n\nThe plain text tells it all, and at greater length than the page beside it does, so that it is the one that is read here and no other."
    assert "plain text" in read(tmp_path, letter(long, PAGE))[-1].text


def test_letters_in_other_encodings_and_what_is_attached(tmp_path):
    mail = letter("Arvénia und Lúsmark sprachen in Tellin über Getreide, sagte ein Sprecher.")
    mail.set_param("charset", "iso-8859-1")
    mail.set_content("Arvénia und Lúsmark sprachen in Tellin über Getreide, sagte ein Sprecher.", charset="iso-8859-1")
    mail.add_attachment(b"\x89PNG\0\0", maintype="image", subtype="png", filename="a.png")
    mail.add_attachment("An annex on wheat.", filename="annex.txt")
    [report] = read(tmp_path, mail)
    assert report.text == "Arvénia und Lúsmark sprachen in Tellin über Getreide, sagte ein Sprecher."


def attached() -> EmailMessage:
    mail = letter(None)
    mail.make_mixed()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    return mail


@pytest.mark.parametrize(("mail", "says"), [
    (attached(), "a mail without a text of its own"), (letter(""), "a mail without a text of its own"), (b"Talks ended.\n", "no mail that can be read"),
    (b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 3000, "more parts or headers than are read"),
    (b"From: a@b.example\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(40)), "more parts or headers"),
    (b"X-A: b\n" * 40_000 + b"\nTalks ended.\n", "more parts or headers")])
def test_what_is_no_report_is_refused_with_what_to_do(tmp_path, mail, says):
    [error] = read(tmp_path, mail)
    assert isinstance(error, InputError) and "in.eml" in str(error) and says in str(error)


@pytest.mark.parametrize("header", [b"Subject: " + b"=?utf-8?q?a?= " * 10_000, b"From: " + b"(" * 100_000, b"Date: soon", b"From: <", b"Subject: \xff\xfe",
                                    b"Content-Type: text/plain; charset=rot13", b"Content-Transfer-Encoding: x", b"Archived-At: javascript:alert(1)",
                                    b"Date: Sat, 13 Jan 99999 23:30:00 +9999", b"List-ID: =?x?y?z?="])
def test_a_header_that_no_program_writes_says_nothing_and_takes_no_time(tmp_path, header):
    began = time.monotonic()
    *notices, report = read(tmp_path, header + b"\nX-A: b\n\n" + WORDS.encode())
    assert time.monotonic() - began < 5
    assert report.text == WORDS and report.published is None and report.url is None
    assert all(isinstance(n, Notice) for n in notices)


def test_mails_of_a_folder_are_read(tmp_path):
    read(tmp_path, letter())
    assert [r.title for r in reports([str(tmp_path)])] == ["Grain talks end – in Tellin"]
