"""Who stands behind a code that many share, and what a party without one is called."""
from __future__ import annotations

import pytest

from dragoman.ledger.bearers import COLLECTIVE, NAMES, bearer, called, is_body, names_of, told_as
from dragoman.ledger.codebook import dated, first_two, rows

BODIES = {
    ("Ansar Allah", "REB"): "the Houthis", ("Houthi fighters", "REB"): "the Houthis", ("a Houthi spokesman", "REB"): "the Houthis",
    ("ISIL militants", "REB"): "Islamic State", ("The Islamic State's fighters", "REB"): "Islamic State", ("Da'esh", "REB"): "Islamic State",
    ("Islamic State in West Africa Province", "REB"): "ISWAP", ("March 23 Movement rebels", "REB"): "M23", ("M23", "REB"): "M23",
    ("the al-Qaeda affiliate Ansar Dine", "REB"): "Ansar Dine", ("al-Qaeda-linked Abu Sayyaf gunmen", "REB"): "Abu Sayyaf",
    ("Hizbollah", "REB"): "Hezbollah", ("Communist Party of India (Maoist)", "REB"): "the Indian Maoists",
    ("Southern African Development Community", "IGO"): "SADC", ("The International Criminal Court (ICC)", "IGO"): "the ICC",
    ("Opec+", "IGO"): "OPEC+", ("Médecins Sans Frontières hospital", "NGO"): "Médecins Sans Frontières", ("MSF", "NGO"): "Médecins Sans Frontières",
    ("Ansarullah Bangla Team members", "REB"): "the Ansarullah Bangla Team", ("ISIL-K gunmen", "REB"): "Islamic State Khorasan",
    ("the National Liberation Army (ELN)", "REB"): "the ELN", ("SPLA-IO", "REB"): "the SPLM-IO",
    ("Facebook", "MNC"): "Facebook", ("Royal Dutch Shell", "MNC"): "Shell",
    ("ISIL-linked militants", "REB"): None, ("Taliban-controlled areas", "REB"): None, ("rebels", "REB"): None, ("it is", "REB"): None,
    ("FARC dissidents", "REB"): None, ("the signal", "MNC"): None, ("Hamas", "NGO"): None, ("Hamas", "PSE"): None, ("", "REB"): None, ("’s", "REB"): None,
}


@pytest.mark.parametrize("words", BODIES)
def test_a_body_is_known_by_any_of_its_names(words):
    assert bearer(*words) == BODIES[words]


WORDS = {
    ("Militants", "REB"): "militants", ("The rebels", "REB"): "the rebels", ("A gunman", "UNK"): "a gunman",
    ("Islamist militants", "REB"): "Islamist militants",
    ("Kurdish fighters", "REB"): "Kurdish fighters", ("18 rebels", "REB"): "rebels", ("the two gunmen", "UNK"): "gunmen",
    ("Hundreds of thousands of people", "UNK"): "people", ("a group of militants", "REB"): "militants", ("Gunmen on motorbikes", "UNK"): "gunmen on motorbikes",
    ("suspected Murle armed youth", "REB"): "suspected Murle armed youth", ("human rights groups", "NGO"): "human rights groups",
    ("ISIL-linked militants", "REB"): "ISIL-linked militants", ("Arno Vale", "REB"): "Arno Vale", ("TDF", "REB"): "TDF",
    ("Novavax", "MNC"): "Novavax", ("The Wikimedia Foundation", "NGO"): "the Wikimedia Foundation", ("M23 rebels", "REB"): "M23",
    ("rebel", "REB"): "rebels", ("Islamist", "REB"): "Islamists", ("gunman", "REB"): "a gunman", ("the rebel", "REB"): "the rebel", ("police", "REB"): "police",
    ("Adan Omar al-Rashidi", "REB"): "Adan Omar al-Rashidi", ("Jaysh-ul-Fajr", "REB"): "Jaysh-ul-Fajr", ("Pro-Northern", "REB"): None,
    ("it", "REB"): None, ("they", "UNK"): None, ("The group", "REB"): None, ("the company", "MNC"): None, ("its allies", "UNK"): None,
    ("No group", "REB"): None,
    ("150 targets", "REB"): None, ("Kurdish", "REB"): None, ("terrorism", "REB"): None, ("two", "UNK"): None, ("", "UNK"): None, ("!", "UNK"): None,
    ("Fifteen militants", "REB"): "militants", ("approximately 500 gunmen", "UNK"): "gunmen", ("Twenty-two people", "UNK"): "people",
    ("One person", "UNK"): "one person", ("both sides", "UNK"): "both sides", ("Rights groups", "NGO"): "rights groups",
    ("Pro-Norlandish forces", "REB"): "pro-Norlandish forces", ("Government-aligned militias", "REB"): "government-aligned militias",
    ("Lawyers for Peace", "NGO"): "Lawyers for Peace", ("the \"armed gang\"", "REB"): "the armed gang",
    ("groups supporting the strike movement", "NGO"): "groups supporting the strike movement",
    ("The Sudland Rights Front (SRF)", "NGO"): "the Sudland Rights Front", ("Gunmen in", "REB"): "gunmen", ("people who are", "UNK"): "people",
    ("gunmen in police uniforms", "REB"): "gunmen in police uniforms", ("The military junta", "REB"): "the military junta",
    ("General", "MNC"): None, ("Iceland", "MNC"): None, ("21 Air", "MNC"): None, ("700 people and 50 companies", "MNC"): None,
    ("at least 100 members of a militant organisation that nobody had heard of", "REB"): None,
}


@pytest.mark.parametrize("words", WORDS)
def test_who_has_no_name_goes_by_words_that_tell_of_people(words):
    assert called(*words) == WORDS[words]


def test_the_body_most_told_of_comes_first_and_words_stand_only_where_none_is_named():
    told = [["rebels"], ["M23"], ["the ADF", "Allied Democratic Forces"], ["ADF fighters"]]
    assert names_of("REB", told) == ["the ADF", "M23"]
    assert names_of("REB", [["it"], ["rebels"], ["gunmen"]]) == ["rebels"]
    assert names_of("REB", [["it"], []]) == []
    assert len(names_of("REB", [["Hamas"], ["Hezbollah"], ["M23"], ["ETA"], ["JNIM"]])) == NAMES


def test_what_is_shown_of_a_name_is_found_under_it_again_and_every_name_shown_is_the_codebooks():
    known = {name: code for table in ("groups.tsv", "bodies.tsv", "organisations.tsv") for name, code in rows(table) if code in COLLECTIVE}
    shown = first_two("bearers.tsv")
    assert set(shown) <= set(known)
    assert len(rows("bearers.tsv")) == len(shown)
    astray = {name: bearer(name, code) for name, code in known.items() if bearer(name, code) != shown.get(name, name)}
    assert not astray


LEADERS = {
    ("Yahya Sinwar", "REB", "2023-10-12"): "Hamas", ("Hamas leader Yahya Sinwar", "REB", None): "Hamas", ("Abubakar Shekau", "REB", "2016-01-01"): "Boko Haram",
    ("Wagner's Yevgeny Prigozhin", "REB", "2023-09-02"): "Wagner", ("Yevgeny Prigozhin", "REB", "2023-06-24"): "Wagner",
    ("Yevgeny Prigozhin", "REB", "2023-09-02"): None, ("Yevgeny Prigozhin", "UNK", "2023-06-24"): None, ("Christine Lagarde", "IGO", "2018-03"): "the IMF",
    ("Sepp Blatter", "NGO", "2015-05-29"): "FIFA", ("Sepp Blatter", "NGO", "2016-12-06"): None,
    ("former FIFA president Sepp Blatter", "NGO", "2015-05-29"): "FIFA",
    ("a former aide to Osama bin Laden", "REB", None): None, ("Roberto Azevêdo", "IGO", "2014-01-01"): "the WTO",
}


@pytest.mark.parametrize("words", LEADERS)
def test_who_leads_a_body_stands_for_it_as_long_as_he_does(words):
    assert bearer(*words) == LEADERS[words]


def test_every_leader_holds_an_office_of_a_shared_code_and_every_body_is_known():
    held = {name for name, code, _, _ in dated("officials.tsv") if code in COLLECTIVE}
    shown = first_two("bearers.tsv")
    own = {shown.get(name, name) for table in ("groups.tsv", "bodies.tsv", "organisations.tsv") for name, code in rows(table) if code in COLLECTIVE}
    assert set(first_two("leaders.tsv")) <= held
    assert set(first_two("leaders.tsv").values()) <= own
    assert {x for row in rows("wings.tsv") for x in row} <= own
    assert all(map(is_body, own))


@pytest.mark.parametrize(("one", "other", "alike"), [
    (["Hamas"], ["the Qassam Brigades"], True), (["the Qassam Brigades"], ["the Qassam Brigades"], True), (["Hamas"], ["the al-Quds Brigades"], False),
    (["ISWAP"], ["Islamic State Khorasan"], False), (["Islamic State", "ISWAP"], ["Islamic State Khorasan"], False), (["Islamic State"], ["ISWAP"], True)])
def test_a_wing_is_told_of_as_whose_it_is_and_two_wings_are_apart(one, other, alike):
    assert told_as(one, other) == told_as(other, one) == alike


def test_of_a_wing_and_whose_it_is_only_the_more_told_is_named():
    assert names_of("REB", [["Hamas"], ["al-Qassam Brigades"], ["Hamas", "M23"]]) == ["Hamas", "M23"]
    assert names_of("REB", [["Hamas"], ["al-Qassam Brigades"]]) == ["the Qassam Brigades"]


def test_the_names_of_leaders_are_those_of_the_days_of_the_statements():
    assert names_of("NGO", [["Sepp Blatter"], ["Sepp Blatter"]], ["2015-06-02", "2016-12-06"]) == ["FIFA"]
    assert names_of("NGO", [["Sepp Blatter"]], ["2016-12-06"]) == ["Sepp Blatter"]
