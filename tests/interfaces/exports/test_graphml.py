"""The graph, as networkx loads it, and as Gephi asks for it."""
from xml.etree import ElementTree

import networkx as nx
import pytest

from dragoman.briefing import View
from dragoman.ledger import open_ledger

MARK = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_networkx_reads_the_dyads_of_the_ledger(which, export, request):
    ledger = request.getfixturevalue(which)
    graph = nx.read_graphml(export("graphml", ledger))
    with open_ledger(ledger) as book, View(book) as view:
        dyads = {tuple(d["pair"]): d for d in view.dyads(evidence=False)}
    assert {tuple(sorted(e)) for e in graph.edges} == set(dyads)
    for a, b, held in graph.edges(data=True):
        told = dyads[tuple(sorted((a, b)))]
        assert {name: held[name] for name in ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "tendency")} == {
            name: told[name] for name in ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "tendency")}
        assert held["weight"] > 0 and isinstance(held["weight"], int)
        assert held.get("first", "") <= held.get("last", "")
    for _, node in graph.nodes(data=True):
        assert node["label"] and node["events"] >= 1


def test_the_keys_have_ids_of_their_own_and_numeric_types(demo, export):
    keys = ElementTree.parse(export("graphml", demo)).getroot().findall(f"{MARK}key")
    assert len({k.get("id") for k in keys}) == len(keys)
    types = {(k.get("for"), k.get("attr.name")): k.get("attr.type") for k in keys}
    assert types["edge", "weight"] in ("int", "long")
    assert types["edge", "cooperation_weight"] == "double"
    assert types["node", "label"] == "string"


def test_iran_and_russia_are_close_in_the_demo(demo, export):
    held = nx.read_graphml(export("graphml", demo)).edges["IRN", "RUS"]
    assert held["tendency"] == "closer"
    assert held["cooperation_weight"] > held["conflict_weight"]
    assert held["first"] <= "2025-01-17" <= held["last"]
