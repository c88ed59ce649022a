"""Countries on a map, and in a network of who is close to whom: what happens between them, counted and laid out."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from math import log1p, sqrt

from dragoman.briefing.names import all_of
from dragoman.briefing.view import View
from dragoman.ledger import recent

SEED = 7
"""Layout and clusters begin from the same place each time."""

_MIDDLE, _PULL = "", 0.35


def pairs(view: View, since: str | None = None) -> list[dict]:
    """Dyads as rows without quotations, the busiest first; `since` (ISO day) leaves out events that nobody spoke of since."""
    return view.dyads(evidence=False) if since is None else view.pairs(recent(since))


def countries(dyads: Collection[dict]) -> list[dict]:
    """Countries, the busiest first: `code`, `name`, how many events of others it takes part in (`cooperation`, `conflict`, done), and with whom most."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    others: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for d in dyads:
        for code, other in (d["pair"], d["pair"][::-1]):
            counts[code].update(cooperation=d["cooperation"], conflict=d["conflict"])
            others[code][other] += d["cooperation"] + d["conflict"]
    rows = [{"code": code, "name": all_of(code), "cooperation": n["cooperation"], "conflict": n["conflict"],
             "with": [all_of(x) for x, k in others[code].most_common(3) if k]} for code, n in counts.items()]
    return sorted(rows, key=lambda r: (-r["cooperation"] - r["conflict"], r["code"]))


def network(dyads: Collection[dict], most: int = 60) -> dict:
    """The busiest parties as `nodes` (place, `bloc`, events) and what binds or divides them as `links`; `blocs` lists who clusters with whom.

    The layout is Fruchterman and Reingold's (1991), drawn together by cooperation alone; blocs are the communities that Louvain's method
    (Blondel et al. 2008) finds in what cooperation outweighs conflict. The same dyads always give the same picture.
    """
    import networkx as nx

    ranked = [r["code"] for r in countries(dyads)][:most]
    kept = set(ranked)
    links = [d for d in dyads if kept.issuperset(d["pair"]) and d["cooperation"] + d["conflict"] > 0]
    close, drawn = nx.Graph(), nx.Graph()
    close.add_nodes_from(ranked)
    drawn.add_nodes_from(ranked)
    for d in links:
        if d["cooperation"]:
            drawn.add_edge(*d["pair"], weight=log1p(d["cooperation"]))
        if d["cooperation"] > d["conflict"]:
            close.add_edge(*d["pair"], weight=d["cooperation"] - d["conflict"])
    drawn.add_weighted_edges_from((code, _MIDDLE, _PULL) for code in ranked)  # what hangs together with nothing else stays in the picture
    place = nx.spring_layout(drawn, k=2 / sqrt(len(ranked) + 1), weight="weight", seed=SEED, iterations=120)
    found = nx.community.louvain_communities(close, weight="weight", seed=SEED) if ranked else []
    blocs = sorted((sorted(c, key=ranked.index) for c in found if len(c) > 1), key=lambda c: (-len(c), ranked.index(c[0])))
    of = {code: n for n, bloc in enumerate(blocs, 1) for code in bloc}
    counts = Counter(dict.fromkeys(ranked, 0))
    for d in links:
        for code in d["pair"]:
            counts[code] += d["cooperation"] + d["conflict"]
    return {"nodes": [{"code": c, "name": all_of(c), "x": round(float(place[c][0]), 4), "y": round(float(place[c][1]), 4), "bloc": of.get(c, 0),
                       "events": counts[c]} for c in ranked],
            "links": [{"pair": d["pair"], "names": d["names"], "cooperation": d["cooperation"], "conflict": d["conflict"], "tendency": d["tendency"]}
                      for d in links],
            "blocs": [[{"code": c, "name": all_of(c)} for c in bloc] for bloc in blocs]}
