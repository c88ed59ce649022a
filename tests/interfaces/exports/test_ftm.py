"""FollowTheMoney's entities and statements, as its package loads and validates them."""
import json
from collections import Counter, defaultdict

import pytest

from dragoman.ledger import open_ledger

ftm = pytest.importorskip("followthemoney", reason="followthemoney is not installed (it needs ICU's headers): pip install -e '.[ftm]'")


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_entities_validate_and_every_value_is_in_the_packages_own_form(which, export, request):
    entities = lines(export("ftm", request.getfixturevalue(which)) / "entities.ftm.json")
    assert len({e["id"] for e in entities}) == len(entities)
    for e in entities:
        proxy = ftm.model.get_proxy(e)
        proxy.schema.validate(e)
        assert proxy.to_dict()["properties"].keys() == e["properties"].keys()
        for name, values in e["properties"].items():
            kind = proxy.schema.get(name).type
            assert [kind.clean(v) for v in values] == values, (name, values)
        assert not [name for name in proxy.schema.required if name != "fileName" and not proxy.get(name)]


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_references_lead_to_entities_of_the_right_kind(which, export, request):
    proxies = {e["id"]: ftm.model.get_proxy(e) for e in lines(export("ftm", request.getfixturevalue(which)) / "entities.ftm.json")}
    seen = Counter()
    for p in proxies.values():
        for prop, value in p.itervalues():
            if prop.type == ftm.registry.entity:
                assert proxies[value].schema.is_a(prop.range), (prop, value)
                seen[prop.name] += 1
    assert {"organizer", "involved", "proof", "entity", "document", "resolved"} <= set(seen)


def test_statements_are_those_that_the_package_makes_of_the_entities(demo, export):
    from followthemoney.statement import Statement

    folder = export("ftm", demo)
    told = defaultdict(dict)
    for line in lines(folder / "statements.json"):
        s = Statement.from_dict(line)
        assert s.id == s.generate_key() == line["id"]
        told[s.entity_id][s.id] = s
    for e in lines(folder / "entities.ftm.json"):
        assert {s.id for s in Statement.from_entity(ftm.model.get_proxy(e), "dragoman")} == set(told[e["id"]])
    every = [s for own in told.values() for s in own.values()]
    dates = {s.original_value for s in every if s.prop == "date" and s.original_value}
    assert {"on Friday"} <= dates or any("Friday" in d for d in dates)  # the report's words beside the day they mean
    assert all(s.first_seen and s.origin for s in every if s.schema in ("Event", "Note", "Article"))


def test_the_treaty_of_the_demo_is_an_event_of_two_states_with_its_quotations(demo, export):
    entities = lines(export("ftm", demo) / "entities.ftm.json")
    (treaty,) = [e for e in entities if e["schema"] == "Event" and e["properties"].get("date") == ["2025-01-17"] and "SUPPORT" in e["properties"]["keywords"]
                 and set(e["properties"]["country"]) == {"ir", "ru"} and len(e["properties"]["proof"]) > 5]
    [name] = treaty["properties"]["name"]
    assert name.startswith("Iran and Russia: signed ") and " treaty" in name
    notes = [e["properties"]["description"][0] for e in entities if e["schema"] == "Note" and treaty["id"] in e["properties"]["entity"]]
    assert len(notes) > 5
    assert any("Izvestia" in n or "embassy" in n for n in notes)


def test_bodies_that_share_a_code_are_entities_by_their_names(nasty, export):
    names = {(e["schema"], e["properties"]["name"][0]) for e in lines(export("ftm", nasty) / "entities.ftm.json") if "party" in e["id"]}
    assert {("Company", "Acme, Inc."), ("Organization", "Water for All"), ("Organization", "Free Men of the Delta"), ("PublicBody", "NATO"),
            ("PublicBody", "European Union"), ("PublicBody", "Kosovo")} <= names


def test_only_links_that_a_browser_may_follow_are_kept(nasty, export):
    links = {v for e in lines(export("ftm", nasty) / "entities.ftm.json") for v in e["properties"].get("sourceUrl", [])}
    assert links == {"https://news.invalid/a?b=c&d=e"}


def test_the_entities_alone_go_to_standard_output(demo, capfdbinary):
    from dragoman.interfaces.cli import program

    program()(["export", "ftm", "-", "--ledger", str(demo)], standalone_mode=False)
    out = capfdbinary.readouterr().out.decode("utf-8")
    assert all(ftm.model.get_proxy(json.loads(line)).id for line in out.splitlines())


@pytest.mark.parametrize(("as_of", "name"), [("2025-01-17", "Iran: visit (under way)"), ("2025-02-05", "Iran: visit")])
def test_what_is_over_on_the_day_of_the_export_is_not_under_way(tmp_path, export, say, filed, as_of, name):
    with open_ledger(tmp_path / "l.db") as book:
        said = say("2025-01-17", "CONSULT", "ongoing", "IRN", when="2025-01-17", trigger="visit")
        book.add(filed(said.report, "2025-01-17"), [said], "r1")
    (event,) = [e for e in lines(export("ftm", tmp_path / "l.db", "--as-of", as_of) / "entities.ftm.json") if e["schema"] == "Event"]
    assert event["properties"]["name"] == [name]
