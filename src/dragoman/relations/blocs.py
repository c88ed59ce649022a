"""Blocs: states of which each cooperates with most of the others, more than each would by being busy, and more than they clash.

Louvain's communities (Blondel et al. 2008) of the ties between states say where to look; the core of each, in which every member has ties with
more than half of the others net of its feuds, is a bloc. What is left over may hold another core.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from math import sqrt

from dragoman.relations.series import Occurrence

BODIES = frozenset({"REB", "UNO", "EUU", "NAT"})
"""Codes that are no state: of many groups, or of bodies that states are in."""

MEMBERS = 3

_SHOWN = 30
_SEED = 0

Pair = tuple[str, str]


def blocs(occurrences: Iterable[Occurrence], least: int = 3) -> list[dict]:
    """Blocs of at least three states, those that cooperate most within first; a state is in one bloc at most.

    A tie is a pair with `least` or more events of cooperation done, more than their totals of cooperation would bring about by chance, and
    more than they clash. Keys: `members`, `cooperation` and `conflict_within` (events done), `strength` (the share of all cooperation of the
    members that is within the bloc, 0 to 1), `events` (ids of cooperation, of each tie the best told first, 30 at most).
    """
    good: dict[Pair, list[Occurrence]] = defaultdict(list)
    bad: Counter[Pair] = Counter()
    for o in occurrences:
        if o.standing == "done" and not {o.a, o.b} & BODIES:
            if o.side == "cooperation":
                good[o.a, o.b].append(o)
            else:
                bad[o.a, o.b] += 1
    counts = {pair: len(own) for pair, own in sorted(good.items())}
    found = [_bloc(members, counts, bad, good) for members in _cores(_ties(counts, bad, least))]
    return sorted(found, key=lambda bloc: (-bloc["cooperation"], bloc["members"]))


def _ties(good: Mapping[Pair, int], bad: Mapping[Pair, int], least: int) -> dict[Pair, float]:
    """Cooperation net of conflict of each pair as a cosine: over the geometric mean of what the two do with everyone. Feuds are below 0."""
    busy = _busy(good)
    total = sum(good.values())
    found = {}
    for a, b in sorted({*good, *bad}):
        n, net = good.get((a, b), 0), good.get((a, b), 0) - bad.get((a, b), 0)
        if net < 0 or n >= least and net > 0 and n > busy[a] * busy[b] / (2 * total):
            found[a, b] = net / sqrt(max(1, busy[a] * busy[b]))
    return found


def _busy(good: Mapping[Pair, int]) -> Counter[str]:
    busy: Counter[str] = Counter()
    for pair, n in good.items():
        busy.update(dict.fromkeys(pair, n))
    return busy


def _cores(ties: Mapping[Pair, float]) -> list[list[str]]:
    # Loading networkx takes longer than most commands that never ask for blocs.
    import networkx as nx

    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, tie) for (a, b), tie in ties.items() if tie > 0)
    found, rest = [], [set(part) for part in nx.community.louvain_communities(graph, weight="weight", seed=_SEED)] if graph else []
    while rest:
        part = rest.pop()
        core = _core(part, ties)
        if len(core) >= MEMBERS:
            found.append(sorted(core))
            rest.append(part - core)
    return found


def _core(part: set[str], ties: Mapping[Pair, float]) -> set[str]:
    """What is left of a community once the least tied member goes, one by one, until each is tied to more than half of the others."""
    core = set(part)
    while len(core) >= MEMBERS:
        to = {x: [ties.get((x, y) if x < y else (y, x), 0.0) for y in sorted(core) if y != x] for x in core}
        standing = {x: (sum((tie > 0) - (tie < 0) for tie in own), sum(own), x) for x, own in to.items()}
        weakest = min(core, key=standing.__getitem__)
        if 2 * standing[weakest][0] > len(core) - 1:
            return core
        core.remove(weakest)
    return set()


def _bloc(members: list[str], counts: Mapping[Pair, int], bad: Mapping[Pair, int], good: Mapping[Pair, list[Occurrence]]) -> dict:
    pairs = list(combinations(members, 2))
    within = sum(counts.get(pair, 0) for pair in pairs)
    touching = sum(n for pair, n in counts.items() if set(pair) & set(members))
    best = [sorted(good[pair], key=lambda o: (-o.sources, o.day, o.id)) for pair in pairs if pair in good]
    turns = (own[i].id for i in range(_SHOWN) for own in best if i < len(own))
    return {"members": members, "cooperation": within, "conflict_within": sum(bad.get(pair, 0) for pair in pairs),
            "strength": round(within / touching, 3), "events": list(dict.fromkeys(turns))[:_SHOWN]}
