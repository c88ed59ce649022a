"""Reports about other countries: what stands where after names of other lengths were put in."""
from training.augment import pattern_of, renamed

NEW = {"Iran": "Mozambique", "Iranian": "Mozambican", "France": "Peru", "French": "Peruvian"}
NAMES = pattern_of(frozenset(NEW) | {"Saudi"})
LINE = {"text": "Iran and France met. Iranians cheered, a French-led group did not; the Saudi side and France met Iran again.", "statements": [
    {"trigger": "met", "at": 16, "actor": [["Iran", "IRN"], ["France", "FRA"]], "recipient": [], "said_by": [], "when_text": None, "where": "France"},
    {"trigger": "met", "at": 93, "actor": [["France", "FRA"]], "recipient": [["Iran", "IRN"]], "said_by": [["Iran", "IRN", "official"]]}]}


def test_a_trigger_that_stands_twice_is_found_where_it_stood():
    text = LINE["text"]
    assert [text[s["at"]:s["at"] + 3] for s in LINE["statements"]] == ["met", "met"]
    new = renamed(LINE, NEW, NAMES)
    assert new["text"] == "Mozambique and Peru met. Mozambicans cheered, a French-led group did not; the Saudi side and Peru met Mozambique again."
    first, second = new["statements"]
    assert new["text"][:first["at"]] == "Mozambique and Peru " and new["text"][second["at"]:] == "met Mozambique again."


def test_parties_sources_and_places_have_the_new_names_and_the_old_codes():
    first, second = renamed(LINE, NEW, NAMES)["statements"]
    assert (first["actor"], first["where"], first["when_text"]) == ([["Mozambique", "IRN"], ["Peru", "FRA"]], "Peru", None)
    assert (second["recipient"], second["said_by"]) == ([["Mozambique", "IRN"]], [["Mozambique", "IRN", "official"]])


def test_a_line_without_places_of_triggers_gets_none():
    (made,) = renamed({"text": "Iran voted.", "statements": [{"trigger": "voted", "actor": [], "recipient": [], "said_by": []}]}, NEW, NAMES)["statements"]
    assert "at" not in made
