"""A person judges in the browser, and what was judged holds."""
from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from dragoman.interfaces.web.reports import FORMS
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Statement
from tests.interfaces.web.conftest import serving


def first(site: str) -> tuple[str, str]:
    """A report and one of its statements that stands with others in an event."""
    with urllib.request.urlopen(f"{site}/api/events?about=IRN,RUS&type=SUPPORT&limit=1") as answer:
        [event] = json.load(answer)["rows"]
    return event["shown"]["report"], event["shown"]["statement"]


@pytest.fixture
def desk(site, watch, demo):
    """The page of the report, and what it takes to judge there; afterwards nothing of it holds."""
    report, statement = first(site)
    window = watch(site)
    page = window.go(f"/reports/{report}")

    def panel():
        return page.locator(f"#p-{statement}")

    def opened(*more: str):
        panel().locator("details.judge > summary").click()
        for name in more:
            panel().locator("details.judge details > summary", has_text=name).click()

    yield page, panel, opened, statement
    assert [w for w in window.wrong if "409" not in w] == []
    for j in demo.judgements():
        demo.withdraw([j.id])
    demo.derive()


def test_a_statement_judged_wrong_stays_out_after_reload_until_it_is_undone(site, desk, demo):
    page, panel, opened, statement = desk
    event = panel().locator("dd a").get_attribute("href")
    before = page.request.get(f"{site}/api{event}").json()
    opened()
    panel().get_by_label("Your name").first.fill("Ann")
    panel().get_by_label("Why").first.fill("heard otherwise")
    with page.expect_navigation():
        panel().get_by_role("button", name="Wrong").click()
    assert "Judgement" in page.get_by_role("status").inner_text()
    page.goto(page.url.partition("?")[0])
    assert "left out" in panel().inner_text()
    assert "Read wrongly by Ann: heard otherwise" in panel().inner_text()
    assert page.request.get(f"{site}/api/events/{before['id']}").json().get("statements", []) != before["statements"]
    page.goto(site + "/judgements")
    assert "heard otherwise" in page.locator("main").inner_text()
    [made] = [j for j in demo.judgements() if j.kind == "reject"]
    assert made.statements == (statement,)
    page.get_by_role("button", name=f"Undo judgement {made.id}").click()
    assert "withdrawn" in page.locator("main").inner_text()
    assert page.request.get(f"{site}/api{event}").json()["statements"] == before["statements"]


def test_right_is_shown_and_changes_no_event(site, desk, demo):
    page, panel, opened, _ = desk
    event = page.request.get(f"{site}/api{panel().locator('dd a').get_attribute('href')}").json()
    opened()
    panel().get_by_label("Your name").first.fill("Ben")
    with page.expect_navigation():
        panel().get_by_role("button", name="Right").click()
    assert "Read rightly by Ben" in panel().inner_text()
    after = page.request.get(f"{site}/api/events/{event['id']}").json()
    assert (after["statements"], after["status"]) == (event["statements"], event["status"])
    opened()
    assert panel().get_by_label("Your name").first.input_value() == "Ben"
    with page.expect_navigation():
        panel().get_by_role("button", name="Undo judgement").click()
    assert "withdrawn" in page.get_by_role("status").inner_text()
    assert "Read rightly" not in panel().inner_text()


def test_a_correction_shows_what_was_read_beside_it(desk, demo):
    page, panel, opened, statement = desk
    opened("Correct")
    panel().get_by_label("Status").select_option("denied")
    panel().get_by_label("Where").fill("Sochi")
    panel().get_by_label("Your name").nth(1).fill("Cy")
    with page.expect_navigation():
        panel().get_by_role("button", name="Correct", exact=True).click()
    text = panel().inner_text()
    assert "denied" in text
    assert "Sochi" in text
    assert "Read as" in text
    assert {(j.field, j.value) for j in demo.judgements()} == {("status", "denied"), ("where", "Sochi")}


def test_a_statement_is_split_off_and_merged_again(site, desk, demo):
    page, panel, opened, statement = desk
    old = page.request.get(f"{site}/api{panel().locator('dd a').get_attribute('href')}").json()
    assert len(old["statements"]) > 1
    opened()
    panel().get_by_label("Your name").first.fill("Di")
    with page.expect_navigation():
        panel().get_by_role("button", name="Split off").click()
    new = page.request.get(f"{site}/api{panel().locator('dd a').get_attribute('href')}").json()
    assert set(new["statements"]) & set(old["statements"]) == {statement}
    rest = next(s for s in old["statements"] if s != statement)
    events = {e.id: e for e in demo.events()}
    other = next(id_ for id_, e in events.items() if rest in e.statements)
    opened("Merge")
    panel().get_by_label("Its event is the same as this one").fill(other)
    with page.expect_navigation():
        panel().get_by_role("button", name="Merge", exact=True).click()
    together = page.request.get(f"{site}/api{panel().locator('dd a').get_attribute('href')}").json()
    assert set(together["statements"]) >= set(old["statements"])


def test_judging_works_by_keyboard_alone(desk):
    page, panel, _, statement = desk
    summary = panel().locator("details.judge > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Eve")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "confirm"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Read rightly by Eve" in panel().inner_text()


def test_what_cannot_be_judged_says_what_was_expected(site, desk):
    page, panel, opened, statement = desk
    opened("Correct")
    panel().get_by_label("When").fill("soon")
    panel().get_by_label("Your name").nth(1).fill("Flo")
    with page.expect_response(lambda r: r.request.method == "POST") as answer:
        panel().get_by_role("button", name="Correct", exact=True).click()
    assert answer.value.status == 409
    assert "'soon' is not a date" in page.locator("main").inner_text()
    page.go_back()


def post(site: str, path: str, cookie: str = "", headers: dict | None = None, **form: str) -> int:
    request = urllib.request.Request(site + path, urllib.parse.urlencode(form).encode(), {"Cookie": cookie, **(headers or {})})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_form_of_another_site_is_refused(site, demo):
    _, statement = first(site)
    form = {"judgement": "reject", "author": "Mallory", "report": "x"}
    with urllib.request.urlopen(site + "/judgements") as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert "SameSite=strict" in answer.headers["Set-Cookie"]
    path = f"/statements/{statement}/judge"
    assert post(site, path, form_token="", **form) == 403
    assert post(site, path, cookie, form_token="0" * 64, **form) == 403
    with urllib.request.urlopen(urllib.request.Request(site + f"/reports/{first(site)[0]}", headers={"Cookie": cookie})) as answer:
        token = answer.read().decode().split('name="form_token" value="')[1][:64]
    assert post(site, path, "dragoman_form=another", form_token=token, **form) == 403
    assert post(site, path, cookie, {"Sec-Fetch-Site": "cross-site"}, form_token=token, **form) == 403
    assert post(site, "/judgements/1/withdraw", cookie, form_token="1") == 403
    assert demo.judgements() == []


def formed(site: str, path: str, **form: str) -> tuple[int, str]:
    """What a form of ours that is sent to a path is answered: the status and the page."""
    with urllib.request.urlopen(f"{site}/reports/{first(site)[0]}") as answer:
        cookie, token = answer.headers["Set-Cookie"].partition(";")[0], answer.read().decode().split('name="form_token" value="')[1][:64]
    request = urllib.request.Request(site + path, urllib.parse.urlencode({"form_token": token, **form}).encode(), {"Cookie": cookie})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def judged(demo):
    """Afterwards no judgement holds."""
    yield demo
    for j in demo.judgements():
        demo.withdraw([j.id])
    demo.derive()


@pytest.fixture
def long(tmp_path):
    """The address of a ledger with a report of two statements for each that has its forms at hand, and the last of them."""
    words = "Norland accused Sudland. "
    made = [Statement("long", "accused", (n * len(words) + 8, n * len(words) + 15), "ACCUSE", "occurred", (Actor("Norland", "SWE"),),
                      (Actor("Sudland", "NOR"),), published="2024-03-21", publisher="The Norland Post") for n in range(2 * FORMS)]
    with open_ledger(tmp_path / "long.db") as ledger:
        ledger.add(Report("long", words * 2 * FORMS, "Long", "2024-03-21", "The Norland Post"), made, "r1")
        ledger.derive()
        with serving(ledger) as address:
            yield address, made[-1].id, ledger


def test_a_long_report_has_the_forms_of_the_statement_that_is_asked_for(long, watch):
    site, last, ledger = long
    page = watch(site).go("/reports/long?as_of=2024-04-01")
    assert page.locator("article.panel").count() == 2 * FORMS
    assert page.locator("article.panel form").count() == 0
    panel = page.locator(f"#p-{last}")
    with page.expect_navigation():
        panel.get_by_role("link", name="Judge").click()
    assert "as_of=2024-04-01" in page.url
    assert page.locator("article.panel:has(form)").count() == 1
    panel.get_by_label("Your name").first.fill("Ann")
    with page.expect_navigation():
        panel.get_by_role("button", name="Wrong").click()
    assert "left out" in panel.inner_text()
    assert [j.statements for j in ledger.judgements()] == [(last,)]


def test_who_corrects_what_another_person_left_out_meanwhile_is_told_so(site, judged):
    report, statement = first(site)
    judged.reject([statement], "Ann", "")
    judged.derive()
    code, page = formed(site, f"/statements/{statement}/judge", judgement="correct", author="Ben", report=report, where="Rome")
    assert code == 409
    assert "rejected by judgement" in page


def test_a_name_is_kept_without_control_characters(site, judged):
    report, statement = first(site)
    assert formed(site, f"/statements/{statement}/judge", judgement="confirm", author="An\0n\x1b[2J", reason="a\r\nb", report=report)[0] == 200
    assert [(j.author, j.reason) for j in judged.judgements()] == [("Ann[2J", "ab")]


@pytest.mark.parametrize("author", ["", " ", "\u200b", "\x1b\r\n \u202e\ufeff"])
def test_who_gives_no_name_that_can_be_read_judges_nothing(site, judged, author):
    report, statement = first(site)
    code, page = formed(site, f"/statements/{statement}/judge", judgement="confirm", author=author, report=report)
    assert code == 400
    assert "a judgement needs a name" in page
    assert judged.judgements() == []


def test_a_file_is_no_value_and_a_value_has_no_control_characters(site, judged):
    report, statement = first(site)
    with urllib.request.urlopen(f"{site}/reports/{report}") as answer:
        cookie, token = answer.headers["Set-Cookie"].partition(";")[0], answer.read().decode().split('name="form_token" value="')[1][:64]
    fields = {"form_token": token, "judgement": "correct", "author": "Ann", "report": report}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    parts.append('--b\r\nContent-Disposition: form-data; name="where"; filename="a"\r\n\r\nOslo\r\n--b--\r\n')
    request = urllib.request.Request(f"{site}/statements/{statement}/judge", "".join(parts).encode(), {
        "Cookie": cookie, "Content-Type": "multipart/form-data; boundary=b"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400
    assert "where: a file was sent" in refused.value.read().decode()
    assert judged.judgements() == []
    assert formed(site, f"/statements/{statement}/judge", judgement="correct", author="Ann", report=report, where="Os\x1b[31mlo\u202e\n x")[0] == 200
    assert [(j.field, j.value) for j in judged.judgements()] == [("where", "Os[31mlo x")]


def test_an_event_is_merged_with_one_whose_page_is_named(site, judged):
    report, statement = first(site)
    with urllib.request.urlopen(f"{site}/api/reports/{report}") as answer:
        events = {s["id"]: s["event"]["id"] for s in json.load(answer)["statements"] if s["event"]}
    mine, other = events[statement], next(e for e in events.values() if e != events[statement])
    form = {"judgement": "merge", "author": "Ann", "report": report, "event": mine}
    code, page = formed(site, f"/statements/{statement}/judge", other=mine, **form)
    assert code == 409
    assert "give another event to merge with it" in page
    assert "Nothing was changed" in page
    assert "`dragoman" not in page
    assert formed(site, f"/statements/{statement}/judge", other=f" {site}/events/{other}?as_of=2025-02-05#h", **form)[0] == 200
    assert [j.kind for j in judged.judgements()] == ["merge"]


def test_two_who_judge_at_once_are_both_heard(site, judged):
    report, statement = first(site)

    def judge(name: str) -> list[int]:
        return [formed(site, f"/statements/{statement}/judge", judgement="confirm", author=name, report=report)[0] for _ in range(4)]

    with ThreadPoolExecutor() as pool:
        assert {code for codes in pool.map(judge, ("Ann", "Ben")) for code in codes} == {200}
    assert Counter(j.author for j in judged.judgements()) == {"Ann": 4, "Ben": 4}


def test_what_is_too_long_is_not_said_back_whole(site, judged):
    code, page = formed(site, f"/statements/{first(site)[1]}/judge", judgement="confirm", author="A", reason="x" * 3000)
    assert code == 400
    assert "at most 2000 characters" in page
    assert len(page) < 5000


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"])
def test_undoing_leads_to_no_other_site(site, judged, back):
    [made] = judged.confirm([first(site)[1]], "Ann", "")
    code, page = formed(site, f"/judgements/{made.id}/withdraw", back=back)
    assert code == 200
    assert f"Judgement {made.id} is withdrawn" in page


def test_the_document_names_all_that_is_said_of_a_judgement(site, judged):
    judged.confirm([first(site)[1]], "Ann", "")
    with urllib.request.urlopen(f"{site}/api/judgements") as listed, urllib.request.urlopen(f"{site}/api/openapi.json") as document:
        [told, *_] = json.load(listed)["rows"]
        assert set(told) == set(json.load(document)["components"]["schemas"]["Judged"]["properties"])
