"""What is watched, what feeds name, and who has it in hand."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.ledger import MOST_READS, Done, Feed, Lead, Poll, Watcher, open_ledger, stamp
from dragoman.model import Report

HOST = "https://harbour.example"


def feed(name: str = "a", every: int = 900) -> Feed:
    return Feed(f"{HOST}/{name}", None, every=every, at=f"{HOST}/{name}", host=HOST)


def lead(n: int, link: str | None = "", **given) -> Lead:
    link = f"{HOST}/news/{n}" if link == "" else link
    return Lead(f"guid {n}", link, f"link {link}" if link else None, HOST if link else "", f"title {n}", "2025-01-17", given.get("updated"), "Harbour",
                given.get("content", "words of the feed"))


def watcher(id_: str = "w1", once: bool = False) -> Watcher:
    return Watcher(id_, "desk", 1, 900, once, stamp(), stamp())


def report(n: int, text: str | None = None, publisher: str = "Harbour") -> Report:
    return Report(f"r{n}", text or f"Report number {n} of the day.", published="2025-01-17", publisher=publisher)


@pytest.fixture
def watched(ledger):
    ledger.join(watcher())
    ledger.watch([feed()])
    (taken,) = ledger.take_feeds("w1", 10)
    return ledger, taken


def test_a_feed_that_is_listed_is_due_at_once_and_taken_by_one(ledger):
    ledger.join(watcher("w1"))
    ledger.join(watcher("w2"))
    ledger.watch([feed("a"), feed("b")])
    assert [f.url for f in ledger.take_feeds("w1", 1)] == [f"{HOST}/a"]
    assert [f.url for f in ledger.take_feeds("w2", 10)] == [f"{HOST}/b"]
    assert ledger.take_feeds("w2", 10) == []
    assert ledger.next_feed() is None
    ledger.leave(["w1"])
    assert [f.url for f in ledger.take_feeds("w2", 10)] == [f"{HOST}/a"]


def test_busy_hosts_and_feeds_of_others_are_left(ledger):
    ledger.join(watcher())
    ledger.watch([feed("a"), feed("b")])
    assert ledger.take_feeds("w1", 10, busy=[HOST]) == []
    assert [f.url for f in ledger.take_feeds("w1", 10, among={f"{HOST}/b"})] == [f"{HOST}/b"]


def test_feeds_tried_since_a_time_are_left_where_only_those_before_are_asked_for(watched):
    ledger, taken = watched
    begun = stamp()
    ledger.watch([feed("b")])
    ledger.polled(taken, Poll(stamp(-1), "asked to wait", counts=False))
    assert ledger.next_feed() < begun <= ledger.next_feed(before=begun)
    assert [f.url for f in ledger.take_feeds("w1", 10, before=begun)] == [f"{HOST}/b"]
    assert ledger.next_feed(before=begun) is None
    assert [f.url for f in ledger.take_feeds("w1", 10, before=stamp(1))] == [f"{HOST}/a"]


def test_a_list_takes_the_place_of_the_one_before(ledger):
    ledger.watch([feed("a"), feed("b")])
    ledger.watch([feed("b", every=60), feed("c")], alone=True)
    assert {f.url[-1]: (f.state, f.every) for f in ledger.feeds()} == {"a": ("resting", 900), "b": ("watched", 60), "c": ("watched", 900)}
    ledger.watch([feed("a")])
    assert {f.state for f in ledger.feeds()} == {"watched"}


def test_what_a_feed_names_is_noted_once_and_what_came_of_asking_is_kept(watched):
    ledger, taken = watched
    assert ledger.polled(taken, Poll(
        stamp(900), leads=[lead(1), lead(2)], etag='"1"', last_modified="Fri", title="Harbour World", at=f"{HOST}/new", host=HOST)) == 2
    (f,) = ledger.feeds()
    assert (f.title, f.etag, f.last_modified, f.at, f.fetched, f.new, f.failures, f.error) == ("Harbour World", '"1"', "Fri", f"{HOST}/new", 1, 2, 0, None)
    assert f.last_ok and f.last_tried and f.next_at > stamp(800)
    assert ledger.polled(f, Poll(stamp(900), leads=[lead(1), lead(2), lead(3)], etag='"2"')) == 1
    assert ledger.polled(f, Poll(stamp(900), unchanged=True)) == 0
    (f,) = ledger.feeds()
    assert (f.etag, f.fetched, f.new, f.title) == ('"2"', 3, 3, "Harbour World")


def test_failures_are_counted_until_it_is_well_again(watched):
    ledger, taken = watched
    for _ in range(2):
        ledger.polled(taken, Poll(stamp(), "no answer"))
    ledger.polled(taken, Poll(stamp(), "asked to wait", counts=False))
    (f,) = ledger.feeds()
    assert (f.failures, f.error, f.last_ok, f.fetched) == (2, "asked to wait", None, 0)
    ledger.polled(f, Poll(stamp(), leads=[lead(1)]))
    (f,) = ledger.feeds()
    assert (f.failures, f.error, f.fetched) == (0, None, 1)
    ledger.polled(f, Poll(stamp(), "410", gone=True))
    assert ledger.feeds()[0].state == "gone"
    assert ledger.take_feeds("w1", 10) == []
    ledger.watch([feed()])
    assert ledger.feeds()[0].state == "gone"


def test_the_same_link_in_another_feed_is_a_duplicate(watched):
    ledger, taken = watched
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1)]))
    ledger.watch([feed("b")])
    (other,) = ledger.take_feeds("w1", 10)
    assert ledger.polled(other, Poll(stamp(900), leads=[lead(1), lead(2)])) == 2
    assert ledger.lead_states() == {"duplicate": 1, "waiting": 2}


def test_of_those_that_named_a_link_whose_page_was_refused_one_with_words_is_read_and_then_the_next(watched):
    ledger, taken = watched
    ledger.watch([feed(name) for name in "bcde"])
    others = {f.url[-1]: f for f in ledger.take_feeds("w1", 10)}
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1)]))
    for name, words in (("b", ""), ("c", "a few words"), ("d", "more words than the others have")):
        ledger.polled(others[name], Poll(stamp(900), leads=[lead(1, content=words)]))
    assert ledger.lead_states() == {"duplicate": 3, "waiting": 1}
    ((found,),) = ledger.take_leads("w1", 1, 10).values()
    ledger.without(found, "status 404")
    read = []
    while pages := ledger.take_fetched("w1", 10):
        (page,) = pages
        read.append(page.content)
        ledger.settle([Done(page, "refused", page.why)], "r1")
    assert read == ["words of the feed", "more words than the others have", "a few words"]
    assert ledger.lead_states() == {"duplicate": 1, "refused": 3}
    assert ledger.polled(others["e"], Poll(stamp(900), leads=[lead(1, content="words enough at last")])) == 1
    (page,) = ledger.take_fetched("w1", 10)
    assert page.content == "words enough at last"
    ledger.settle([Done(page, "kept", None, report(1), (), "feed")], "r1")
    assert ledger.take_fetched("w1", 10) == []


def test_leads_are_taken_by_host_in_turn_and_by_one_only(watched):
    ledger, taken = watched
    far = Lead("far", "https://coast.example/1", "x", "https://coast.example", None, None, None, None, "")
    ledger.polled(taken, Poll(stamp(900), leads=[*map(lead, range(5)), far]))
    found = ledger.take_leads("w1", hosts=2, each=3)
    assert {host: [x.guid for x in of] for host, of in found.items()} == {HOST: ["guid 0", "guid 1", "guid 2"], "https://coast.example": ["far"]}
    assert [x.guid for x in ledger.take_leads("w1", 1, 10)[HOST]] == ["guid 3", "guid 4"]
    assert ledger.take_leads("w1", 1, 10) == {}
    ledger.later(found[HOST][0], "busy", stamp(-1), counts=True)
    assert ledger.take_leads("w1", 1, 10, busy=[HOST]) == {}
    (again,) = ledger.take_leads("w1", 1, 10)[HOST]
    assert (again.tries, again.why) == (1, "busy")


def test_a_page_is_kept_until_it_is_read_and_only_then_let_go(watched):
    ledger, taken = watched
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1), lead(2, None), lead(3)]))
    one, three = ledger.take_leads("w1", 1, 10)[HOST]
    ledger.got(one, b"<html>" * 1000, f"{HOST}/final", "text/html", "utf-8")
    ledger.without(three, "it is not there")
    pages = {x.guid: x for x in ledger.take_fetched("w1", 10)}
    assert (pages["guid 1"].page, pages["guid 1"].url, pages["guid 1"].charset) == (b"<html>" * 1000, f"{HOST}/final", "utf-8")
    assert (pages["guid 2"].page, pages["guid 2"].content) == (None, "words of the feed")
    assert pages["guid 3"].why == "it is not there"
    done = ledger.settle([Done(pages["guid 1"], "kept", None, report(1), (), "page"), Done(pages["guid 2"], "kept", None, report(2), (), "feed"),
                          Done(pages["guid 3"], "refused", "it is not there")], "r1")
    assert [d.outcome for d in done] == ["kept", "kept", "refused"]
    (f,) = ledger.feeds()
    assert (f.kept, f.refused) == (2, 1)
    assert {x["title"]: (x["state"], x["origin"], x["report_id"]) for x in ledger.leads()} == {
        "title 1": ("kept", "page", "r1"), "title 2": ("kept", "feed", "r2"), "title 3": ("refused", None, None)}
    assert ledger.counts()["reports"] == 2
    with ledger._reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM feed_entry WHERE page IS NOT NULL OR content IS NOT NULL").scalar() == 0


def test_the_very_words_of_one_publisher_are_kept_once(watched):
    ledger, taken = watched
    ledger.polled(taken, Poll(stamp(900), leads=[lead(n, None) for n in range(4)]))
    pages = ledger.take_fetched("w1", 10)
    reports = [report(0, "The same words."), report(1, "The same words."), report(2, "The same words.", "Another"), report(3)]
    done = ledger.settle([Done(p, "kept", None, r, (), "feed") for p, r in zip(pages, reports, strict=True)], "r1")
    assert [d.outcome for d in done] == ["kept", "duplicate", "kept", "kept"]
    assert ledger.counts()["reports"] == 3


def test_what_changed_is_fetched_again_a_few_times_and_no_more(watched):
    ledger, taken = watched
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1)]))
    for n in range(6):
        for found in ledger.take_leads("w1", 1, 10).values():
            ledger.got(found[0], b"page", f"{HOST}/1", None, None)
            (page,) = ledger.take_fetched("w1", 10)
            ledger.settle([Done(page, "kept", None, report(n), (), "page")], "r1")
        ledger.polled(taken, Poll(stamp(900), leads=[lead(1, updated="2025-01-18T00:00:00+00:00")]))  # before it was seen
        assert ledger.lead_states() == {"kept": 1}
        ledger.polled(taken, Poll(stamp(900), leads=[lead(1, updated=f"2999-01-{n + 1:02}T00:00:00+00:00")]))
    assert ledger.counts()["reports"] == 3


def test_what_stands_under_the_guid_of_another_is_a_lead_of_its_own(watched):
    ledger, taken = watched
    for n, link in ((1, ""), (2, ""), (2, ""), (3, None), (3, None), (1, "")):  # whatever is the newest has one guid
        newest = replace(lead(n, link, content=f"words of {n}", updated=f"2999-01-0{n}T00:00:00+00:00"), guid="newest")
        ledger.polled(taken, Poll(stamp(900), leads=[newest]))
    assert sorted(x["title"] for x in ledger.leads()) == ["title 1", "title 2", "title 3"] and ledger.lead_states() == {"waiting": 2, "fetched": 1}
    ledger.polled(taken, Poll(stamp(900), leads=[replace(newest, link=f"{HOST}/moved", link_id="moved"), replace(newest, title="Corrected: title 1")]))
    assert ledger.lead_states() == {"waiting": 2, "fetched": 1}


@pytest.mark.parametrize("outcome,why", [("kept", "its very words are held already"), ("refused", "status 404"), ("failed", "begun 3 times")])
def test_an_update_that_brings_nothing_leaves_an_entry_with_its_report_and_the_next_is_fetched(watched, outcome, why):
    ledger, taken = watched

    def came(outcome: str, text: str, why: str | None = None) -> str:
        """What the one lead that waits came to."""
        ((found,),) = ledger.take_leads("w1", 1, 10).values()
        ledger.got(found, b"page", found.link, None, None)
        (page,) = ledger.take_fetched("w1", 10)
        (done,) = ledger.settle([Done(page, outcome, why, report(int(text[0]), text) if outcome == "kept" else None, (), "page")], "r1")
        return done.outcome

    ledger.polled(taken, Poll(stamp(900), leads=[lead(1)]))
    assert came("kept", "1 said so.") == "kept"
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1, updated="2999-01-01T00:00:00+00:00")]))
    assert came(outcome, "1 said so.", why) == ("duplicate" if outcome == "kept" else outcome)
    (held,) = ledger.leads()
    assert (held["state"], held["report_id"], held["origin"], held["why"]) == ("kept", "r1", "page", f"its update: {why}")
    assert [(f.kept, f.refused) for f in ledger.feeds()] == [(1, 0)]
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1, updated="2999-01-01T00:00:00+00:00"), lead(2)]))
    assert came("kept", "1 said so.") == "duplicate"  # under another link
    ledger.polled(taken, Poll(stamp(900), leads=[lead(1, updated="2999-01-02T00:00:00+00:00")]))
    assert came("kept", "2 was wrong: a correction.") == "kept"
    assert ledger.counts()["reports"] == 2
    assert [(x["state"], x["report_id"]) for x in ledger.leads()] == [("duplicate", None), ("kept", "r2")]


def test_a_page_whose_reading_never_ends_is_tried_alone_and_then_given_up(watched):
    ledger, taken = watched
    ledger.polled(taken, Poll(stamp(900), leads=[lead(n, None) for n in range(3)]))
    assert len(ledger.take_fetched("w1", 10)) == 3
    reads = []
    for _ in range(MOST_READS):
        (alone,) = ledger.take_fetched("w1", 10)
        reads.append((alone.guid, alone.reads))
    assert [r for _, r in reads] == [1, 1, 1]
    assert len({g for g, _ in reads}) == 3
    ledger.put_back([alone])
    (alone,) = ledger.take_fetched("w1", 10)
    assert alone.reads == 1


def test_a_flood_of_entries_is_taken_in_part_and_the_rest_asked_for_again(watched):
    ledger, taken = watched
    assert ledger.polled(taken, Poll(stamp(900), leads=[lead(n) for n in range(1200)], etag='"1"')) == 1000
    assert ledger.feeds()[0].etag is None


def test_watchers_are_known_by_their_signs_of_life(ledger):
    ledger.join(watcher("w1"))
    ledger.join(watcher("w2", once=True))
    before = {w.id: w.beat for w in ledger.watchers()}
    ledger.beat("w1")
    ledger.leave(["w2"])
    after = {w.id: w for w in ledger.watchers()}
    assert after["w1"].beat >= before["w1"]
    assert (after["w1"].stopped, after["w1"].once) == (None, False)
    assert after["w2"].stopped and after["w2"].once


def test_feeds_asked_for_before_their_time_are_those_that_are_well_and_not_asked_lately(watched):
    ledger, taken = watched
    ledger.polled(taken, Poll(stamp(900), unchanged=True))
    ledger.watch([feed("b"), feed("c")])
    for f in ledger.take_feeds("w1", 10):
        ledger.polled(f, Poll(stamp(900), "no answer" if f.url.endswith("b") else None))
    ledger.ask_now()
    assert ledger.take_feeds("w1", 10) == []
    with ledger._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE feed SET last_tried = '2025-01-01T00:00:00.000+00:00'")
    ledger.ask_now()
    assert {f.url[-1] for f in ledger.take_feeds("w1", 10)} == {"a", "c"}


def test_two_that_open_the_same_ledger_share_the_work(tmp_path):
    where = tmp_path / "shared.db"
    with open_ledger(where) as one, open_ledger(where) as two:
        one.join(watcher("w1"))
        two.join(watcher("w2"))
        one.watch([feed(str(n)) for n in range(40)])
        taken = [f.url for book, id_ in ((one, "w1"), (two, "w2")) * 4 for f in book.take_feeds(id_, 7)]
        assert len(taken) == len(set(taken)) == 40
