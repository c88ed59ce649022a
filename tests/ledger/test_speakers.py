"""Who is who among sources."""
import random
from dataclasses import replace

import pytest

from dragoman.ledger.speakers import OUTLETS, PERSONS, Speakers, outlet, person
from dragoman.model import Source


@pytest.mark.parametrize(("surface", "code", "name"), [(*key, name) for key, name in PERSONS.items()])
def test_the_name_in_a_surface(surface, code, name):
    assert person(surface, code) == name


@pytest.mark.parametrize(("surface", "key"), OUTLETS.items())
def test_the_outlet_in_a_surface(surface, key):
    found = outlet(surface)
    assert (found and found[0]) == key


def sources_at(level, told):
    return [(k.name, label.name) for s in told for k, label in Speakers(told).labels(s) if k.level == level]


def test_a_surname_alone_is_the_person_of_that_code_who_alone_bears_it(say):
    told = [say("2025-01-01", "CONSULT", "planned", "IRN>RUS", by=f"official:{code}:{name}", publisher="A", at=at)
            for at, (code, name) in enumerate([("IRN", "Foreign Minister Abbas Araghchi"), ("IRN", "Araghchi"), ("RUS", "Araghchi")])]
    assert sources_at("person", told) == [("abbas araghchi", "Abbas Araghchi"), ("abbas araghchi", "Abbas Araghchi"), ("araghchi", "Araghchi")]


def test_a_surname_that_two_bear_stays_apart(say):
    told = [say("2025-01-01", "CONSULT", "planned", "USA>RUS", by=f"official:USA:{name}", publisher="A", at=at)
            for at, name in enumerate(["Senator John Doe", "Envoy Jane Doe", "Doe"])]
    assert [k for k, _ in sources_at("person", told)] == ["john doe", "jane doe", "doe"]


def test_the_family_name_comes_first_in_some_states(say):
    told = [say("2025-01-01", "CONSULT", "planned", "CHN>RUS", by=f"official:CHN:{name}", publisher="A", at=at)
            for at, name in enumerate(["Foreign Ministry spokeswoman Mao Ning", "Mao"])]
    assert {k for k, _ in sources_at("person", told)} == {"mao ning"}


@pytest.mark.parametrize(("source", "count"), [
    (Source("he", "IRN", "official"), 0), (Source("the ministry", "IRN", "official"), 0), (Source("Officials", "IRN", "official"), 0),
    (Source("Security analysts", "UNK", "expert"), 0), (Source("Turkish authorities", "TUR", "official"), 1), (Source("Hamas", "REB", "official"), 1),
    (Source("an Iranian diplomatic source", "IRN", "anonymous"), 0), (Source("a joint statement", "IRN", "document"), 0),
])
def test_only_who_is_named_counts_as_person_or_office(say, source, count):
    told = [say("2025-01-01", "CONSULT", "planned", "IRN>RUS", by=f"{source.kind}:{source.code}:{source.surface}", publisher="A")]
    assert len(sources_at("person", told)) == count


def test_a_body_that_shares_its_code_has_a_record_of_its_own_whoever_speaks_for_it(say):
    said = [("official", "Yahya Saree"), ("anonymous", "a Houthi spokesman"), ("official", "Hamas"), ("anonymous", "rebels")]
    told = [say("2025-01-01", "ASSAULT", "planned", "REB>ISR", by=f"{kind}:REB:{name}", publisher="A", at=n)
            for n, (kind, name) in enumerate(said)]
    assert sources_at("country", told) == [("the Houthis", "the Houthis"), ("the Houthis", "the Houthis"), ("Hamas", "Hamas"), ("REB", "REB")]
    assert sources_at("person", told) == [("yahya saree", "Yahya Saree"), ("hamas", "Hamas")]


def test_the_levels_of_a_chain(say):
    told = say("2025-01-13", "SUPPORT", "planned", "IRN,RUS", by="media:RUS:the Russian newspaper Izvestia;anonymous:IRN:An Iranian diplomatic source",
               publisher="C")
    assert {(k.level, label.name) for k, label in Speakers([told]).labels(told)} == {
        ("kind", "anonymous"), ("outlet", "Izvestia"), ("country", "IRN"), ("chain", "Izvestia ← anonymous, IRN")}


def test_a_publisher_counts_as_outlet_in_its_own_voice_and_as_the_one_told_where_it_quotes(say):
    own = say("2025-01-13", "SUPPORT", "planned", "IRN,RUS", publisher="The Times of Nowhere")
    quoting = say("2025-01-13", "SUPPORT", "planned", "IRN,RUS", by="official:RUS:the Kremlin", publisher="The Times of Nowhere", at=30)
    assert {(k.level, label.name) for k, label in Speakers([own]).labels(own)} == {("kind", "own voice"), ("outlet", "The Times of Nowhere")}
    assert {(k.level, label.name) for k, label in Speakers([own]).labels(quoting)} == {
        ("kind", "official"), ("person", "Kremlin"), ("country", "RUS"), ("chain", "The Times of Nowhere ← official, RUS")}


def test_a_copy_counts_for_whose_words_it_has(say):
    told = replace(say("2025-01-13", "SUPPORT", "planned", "IRN,RUS", publisher="The Times of Nowhere"), origin="Meridian Wire")
    assert sources_at("outlet", [told]) == [("meridian wire", "Meridian Wire")]


def test_media_that_nobody_names_are_apart_from_outlets(say):
    told = [say("2025-01-13", "SUPPORT", "planned", "IRN,RUS", by=by, publisher="A", at=at)
            for at, by in enumerate(["media:UNK:reportedly", "media:SYR:Syrian state media"])]
    assert {label for _, label in sources_at("outlet", told)} == {"unnamed media"}


def test_who_is_who_does_not_depend_on_order(say):
    told = [say("2025-01-01", "CONSULT", "planned", "USA>RUS", by=f"official:USA:{name}", publisher="A", at=at)
            for at, name in enumerate(["John Doe", "Doe", "U.S. Senator John Doe", "President Ann Roe", "Roe"])]
    wanted = {s.id: list(Speakers(told).labels(s)) for s in told}
    for seed in range(5):
        mixed = random.Random(seed).sample(told, len(told))
        assert {s.id: list(Speakers(mixed).labels(s)) for s in mixed} == wanted
