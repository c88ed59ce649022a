"""Who prints whose text: cut, altered and short copies, boilerplate, order, refilling; credits; spelling."""
from __future__ import annotations

import random

import pytest

from dragoman.ledger.copies import DAYS, Copy, Filed, Shelf, order, sketch
from dragoman.ledger.credits import CREDITS, credited, uncredited
from dragoman.ledger.wording import SPELLINGS, UNLIKE, level, words
from dragoman.model import LedgerError

WIRE = """The foreign ministers of Ruthia and Veland will sign a defense agreement in the harbor city of Ostmark on Thursday, officials of both countries said.
The agreement, which took four years to negotiate, lets warships of either navy use three ports of the other and sets up a center for joint exercises.
Veland's minister, Hanna Orlo, told parliament that the program would cost 40 million crowns a year. The opposition called the sum absurd.
Ruthia canceled a first signing in March after a trawler was seized off the Lime Islands. Its owner has been released since.
Neighboring Sarmia, which has claimed the islands since 1921, said it would recognize no agreement that was made over its head.
Analysts doubt that the ports are deep enough for the larger ships, and expect dredging to begin by the end of next year at the earliest."""
HEADS = ("Ports deal near", "Navies to share harbours", "Ostmark awaits ministers")
QUOTE = "“We will believe it when we see ink on paper,” said a fisherman on the quay, who has lost two boats in ten years."


def filed(id_, text, day=0, publisher=None):
    return Filed(id_, day, publisher, credited(text, publisher), sketch(text))


def copies(reports, held=()):
    shelf = Shelf(held)
    return [copy for report in sorted(reports, key=order) if (copy := shelf.take(report))]


def client(n, keep=5):
    british = WIRE.replace("defense", "defence").replace("center", "centre").replace("program ", "programme ")
    lines = british.replace("recognize", "recognise").split("\n")[:keep]
    lines[1:3] = lines[2:0:-1]
    return "\n".join([HEADS[n], f"OSTMARK (Reuters) - {lines[0]}", QUOTE, *lines[1:]])


def unlike(n, words_=60):
    rng = random.Random(n)
    return " ".join("".join(rng.choices("bcdfglmnprst", k=3)) + rng.choice("aeiou") for _ in range(words_)).capitalize() + "."


def test_a_copy_that_is_cut_and_altered_names_its_original():
    found = copies([filed("wire", WIRE, 0, "Reuters"), filed("a", client(0, 3), 1, "Vale Post"), filed("b", client(1, 5), 2, "Compass")])
    assert [(c.report, c.original) for c in found] == [("a", "wire"), ("b", "wire")]
    assert all(0.4 <= c.share <= 1 for c in found)


def test_the_same_text_is_a_whole_copy_and_another_text_none():
    assert copies([filed("a", WIRE), filed("b", WIRE, 1), filed("c", unlike(1), 1)]) == [Copy("b", "a", 1.0)]


def test_a_copy_of_a_copy_names_the_first():
    found = copies([filed("wire", WIRE, 0), filed("a", client(0), 1), filed("b", HEADS[1] + "\n" + client(0), 2)])
    assert {c.original for c in found} == {"wire"} and len(found) == 2


def test_a_long_report_that_quotes_a_short_one_is_no_copy():
    assert not copies([filed("note", WIRE.split("\n")[1], 0), filed("long", unlike(3, 200) + "\n" + WIRE.split("\n")[1], 1)])


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Ruthia recalls its ambassador after Tuesday's raid, TASS reports.", "Ruthia recalls its ambassador after Tuesday’s raid, Interfax reports.", True),
    ("Ruthia recalls its ambassador from Veland after the raid. (Reuters)", "Ruthia recalls its ambassador from Veland after the raid. (AP)", True),
    ("Ruthia recalls its ambassador from Veland after the raid. (Reuters)", "Ruthia's envoy to Veland has been called home over the raid. (AP)", False),
    ("Ruthia reports a record 51 deaths at sea in the past month. (AP)", "Veland reports a record 34 deaths at sea in the past month. (AP)", False),
    ("Ruthia and Veland hold a first round of talks on the islands.", "Ruthia and Veland hold a second round of talks on the islands.", False),
    ("Ruthia’s defence programme is cancelled by the labour cabinet of Veland.", "Ruthia's defense program is canceled by the labor cabinet of Veland.", True),
    ("Ruthia recalls its ambassador from Veland after the raid.", "OSTMARK (Meridian Wire) – Ruthia recalls its ambassador from Veland after the raid.", True),
    ("War in Ostmark", "War in Ostmark", False)])
def test_short_items(one, other, same):
    assert bool(copies([filed("a", one, 0, "A"), filed("b", other, 1, "B")])) is same


def test_a_publisher_that_repeats_its_boilerplate_copies_nothing():
    stock = unlike(7, 60) + " "
    one, other = stock + unlike(8, 60), stock + unlike(9, 60)
    assert not copies([filed("a", one, 0, "Ministry"), filed("b", other, 1, "Ministry")])
    assert copies([filed("a", one, 0, "Ministry"), filed("b", other, 1, "Vale Post")])


def test_what_many_reports_share_counts_for_nothing():
    stock = unlike(7, 60) + " "
    reports = [filed(f"{n:02}", stock + unlike(10 + n, 30), 0, f"Ministry {n}") for n in range(17)]
    shelf = Shelf(reports)
    assert shelf.take(filed("new", stock + unlike(99, 30), 1, "Vale Post")) is None
    assert shelf.take(filed("copy", stock + unlike(12, 30), 2, "Compass")).original == "02"


def test_a_week_later_it_is_news_again():
    assert copies([filed("a", WIRE, 0), filed("b", WIRE, DAYS)])
    assert not copies([filed("a", WIRE, 0), filed("b", WIRE, DAYS + 1)])


def test_undated_reports_are_compared_with_undated_ones():
    found = copies([filed("a", WIRE, 0), filed("b", WIRE, None), filed("c", client(0), None), filed("d", client(1), 300)])
    assert [(c.report, c.original) for c in found] == [("c", "b")]


def test_within_a_day_the_agency_comes_first_then_the_fuller_text_then_the_id():
    agency, cut = filed("z", WIRE, 0, "Reuters"), filed("x", client(0, 3), 0, "Vale Post")
    full = filed("y", client(0).replace("OSTMARK (Reuters) - ", ""), 0, "Compass")
    plain = filed("w", WIRE.rpartition("\n")[0], 0, "Meridian"), filed("v", WIRE, 0, "Tribune"), filed("u", WIRE, 0, "Ledger")
    assert cut.credit == "Reuters"
    assert sorted([agency, full, cut], key=order)[::2] == [agency, cut]
    assert [r.id for r in sorted(plain, key=order)] == ["u", "v", "w"]
    assert {c.original for c in copies([cut, full, agency, *plain])} == {"z"}


def many(seed=5):
    """200 reports of thirty days: texts of five words in common at times, copies of them, undated ones."""
    rng = random.Random(seed)
    out = []
    for n in range(80):
        text, day = unlike(n, rng.choice((12, 40, 150, 400))), rng.choice((*range(30), None))
        out.append(filed(f"r{rng.random():.6f}", text, day, rng.choice("AB")))
        for k in range(rng.randint(0, 3)):
            cut = text.split()[:max(10, int(len(text.split()) * rng.uniform(.5, 1)))]
            later = None if day is None else day + rng.randint(0, 9)
            out.append(filed(f"r{rng.random():.6f}", unlike(1000 + 10 * n + k, 3) + " " + " ".join(cut), later, rng.choice("CD")))
    return out


def test_the_order_of_adding_does_not_matter():
    reports = many()
    whole = copies(reports)
    assert len(whole) > 40
    for seed in range(3):
        random.Random(seed).shuffle(reports)
        assert copies(reports) == whole


@pytest.mark.parametrize("day", [3, 8, 15, 29])
def test_a_shelf_filled_again_goes_on_as_if_it_had_never_stopped(day):
    """Only stored sketches go in: the originals of the days before, and every undated report is new."""
    reports = many()
    whole = copies(reports)
    copied = {c.report for c in whole}
    held = [r for r in reports if r.id not in copied and r.day is not None and day - DAYS <= r.day < day]
    new = [r for r in reports if r.day is None or r.day >= day]
    ids = {r.id for r in new}
    assert copies(new, held) == [c for c in whole if c.report in ids]


def test_a_report_that_comes_too_late_for_the_shelf_is_an_error():
    shelf = Shelf([filed("a", WIRE, 5)])
    with pytest.raises(LedgerError, match="report b comes before"):
        shelf.take(filed("b", WIRE, 4))


def test_sketches_are_small_and_the_same_for_every_printing():
    assert len(sketch(unlike(1, 400))) == 518
    assert len(sketch("")) == 6
    assert len(sketch(WIRE.split("\n")[0])) < 200
    assert sketch("OSTMARK, May 4 (AP) — " + WIRE) == sketch(WIRE.replace("defense", "defence"))
    assert sketch("Ruthia’s navy sails.") == sketch("Ruthia's navy sails (Reuters)")


@pytest.mark.parametrize(("text", "publisher", "credit"), CREDITS)
def test_credits(text, publisher, credit):
    assert credited(text, publisher) == credit


def test_a_text_without_its_credits():
    assert uncredited("MOSCOW, May 4 (AP) — The envoy leaves on Friday. (Vale Post) (AP)") == "The envoy leaves on Friday."
    assert uncredited("The envoy (a colonel) leaves on Friday") == "The envoy (a colonel) leaves on Friday"


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_two_spellings_are_one_word(one, other):
    assert level(one) == level(other) == level(one.capitalize())


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_two_words_stay_two(one, other):
    assert level(one) != level(other)


def test_words():
    assert words("The U.S. wants 1,200 “Çelik” drones; 5 per cent") == words("the US wants 1200 Celik drones – 5%")
