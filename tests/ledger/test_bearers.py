"""Who stands behind a code that many share, and what a party without one is called."""
from __future__ import annotations

import pytest

from dragoman.ledger.bearers import COLLECTIVE, NAMES, bearer, called, names_of
from dragoman.ledger.codebook import first_two, rows

BODIES = {
    ("Ansar Allah", "REB"): "the Houthis", ("Houthi fighters", "REB"): "the Houthis", ("a Houthi spokesman", "REB"): "the Houthis",
    ("ISIL militants", "REB"): "Islamic State", ("The Islamic State's fighters", "REB"): "Islamic State", ("Da'esh", "REB"): "Islamic State",
    ("Islamic State in West Africa Province", "REB"): "ISWAP", ("March 23 Movement rebels", "REB"): "M23", ("M23", "REB"): "M23",
    ("the al-Qaeda affiliate Ansar Dine", "REB"): "Ansar Dine", ("al-Qaeda-linked Abu Sayyaf gunmen", "REB"): "Abu Sayyaf",
    ("Hizbollah", "REB"): "Hezbollah", ("Communist Party of India (Maoist)", "REB"): "the Indian Maoists",
    ("Southern African Development Community", "IGO"): "SADC", ("The International Criminal Court (ICC)", "IGO"): "the ICC",
    ("Opec+", "IGO"): "OPEC+", ("Médecins Sans Frontières hospital", "NGO"): "Médecins Sans Frontières", ("MSF", "NGO"): "Médecins Sans Frontières",
    ("Facebook", "MNC"): "Facebook", ("Royal Dutch Shell", "MNC"): "Shell",
    ("ISIL-linked militants", "REB"): None, ("Taliban-controlled areas", "REB"): None, ("rebels", "REB"): None, ("it is", "REB"): None,
    ("the signal", "MNC"): None, ("Hamas", "NGO"): None, ("Hamas", "PSE"): None, ("", "REB"): None, ("’s", "REB"): None,
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
    ("ISIL-linked militants", "REB"): "ISIL-linked militants", ("Yevgeny Prigozhin", "REB"): "Yevgeny Prigozhin", ("TDF", "REB"): "TDF",
    ("Novavax", "MNC"): "Novavax", ("The Wikimedia Foundation", "NGO"): "the Wikimedia Foundation", ("M23 rebels", "REB"): "M23",
    ("rebel", "REB"): "rebels", ("Islamist", "REB"): "Islamists", ("gunman", "REB"): "a gunman", ("the rebel", "REB"): "the rebel", ("police", "REB"): "police",
    ("Adan Omar al-Rashidi", "REB"): "Adan Omar al-Rashidi", ("Jaysh-ul-Fajr", "REB"): "Jaysh-ul-Fajr", ("Pro-Northern", "REB"): None,
    ("it", "REB"): None, ("they", "UNK"): None, ("The group", "REB"): None, ("the company", "MNC"): None, ("its allies", "UNK"): None,
    ("No group", "REB"): None,
    ("150 targets", "REB"): None, ("Kurdish", "REB"): None, ("terrorism", "REB"): None, ("two", "UNK"): None, ("", "UNK"): None, ("!", "UNK"): None,
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
