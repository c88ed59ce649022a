"""GraphML: parties as nodes, pairs as edges, for networkx and Gephi. The graph grows with pairs, not with events."""
from __future__ import annotations

import io

from dragoman.briefing import View, all_of
from dragoman.interfaces.exports.writing import clean, file_at
from dragoman.ledger import Told, day_of, dyad_pairs, side_of
from dragoman.relations import GOLDSTEIN, tendency

COUNTS = ("cooperation", "conflict", "cooperation_ahead", "conflict_ahead")


def write(view: View, out: str) -> str:
    """Write the graph of what is done and planned between parties, and say how large it is."""
    import networkx

    graph = networkx.Graph(as_of=view.as_of, about=",".join(view.about), description="Parties and what they do with and to each other; docs/exports.md")
    for part in view.asked.event_parts(view.asked.not_lapsed()):
        for e in part:
            if e.status in ("occurred", "ongoing", "planned"):
                _count(graph, e)
    for a, b, held in graph.edges(data=True):
        counts = [held[name] for name in COUNTS]
        held |= {"tendency": tendency(*counts), "weight": sum(counts), "label": f"{all_of(a)} – {all_of(b)}",
                 "cooperation_weight": held["cooperation_weight"] / 100, "conflict_weight": held["conflict_weight"] / 100}
        for code in (a, b):
            node = graph.nodes[code]
            node.update({name: node.get(name, 0) + held[name] for name in COUNTS})
    for code, node in graph.nodes(data=True):
        node.update({"label": clean(all_of(code)), "code": code, "partners": graph.degree(code)})
    made = io.BytesIO()
    networkx.write_graphml(graph, made)
    with file_at(out) as f:
        f.write(made.getvalue().decode("utf-8") + "\n")
    return f"{len(graph)} nodes, {graph.number_of_edges()} edges"


def _count(graph, e: Told) -> None:
    """Count an event, of whatever day: a graph needs none."""
    side, day, pairs = side_of(e.type), day_of(e), sorted(dyad_pairs(e))
    for code in dict.fromkeys(code for pair in pairs for code in pair):
        graph.add_node(code)
        graph.nodes[code]["events"] = graph.nodes[code].get("events", 0) + 1
    for a, b in pairs:
        if not graph.has_edge(a, b):
            graph.add_edge(a, b, **dict.fromkeys(COUNTS, 0), cooperation_weight=0, conflict_weight=0)
        held = graph.edges[a, b]
        held[side + "_ahead" * (e.status == "planned")] += 1
        if e.status != "planned":
            held[f"{side}_weight"] += round(abs(GOLDSTEIN[e.type]) * 100)
            if day:
                held["first"], held["last"] = min(day, held.get("first", day)), max(day, held.get("last", day))
