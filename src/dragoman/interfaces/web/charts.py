"""Charts and maps as Vega-Lite. Colours are names (`@cooperation`) that the page's script takes from the stylesheet, so that both modes fit."""
from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from urllib.parse import quote

from dragoman.interfaces.web.assets import STATIC, link
from dragoman.interfaces.web.wording import STATES, TENDENCY, dashed, said_day

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the language; nothing is fetched from it."""

BODIES = {"SGP": (103.8, 1.4), "BHR": (50.5, 26.0), "MLT": (14.4, 35.9), "MDV": (73.5, 3.2), "HKG": (114.2, 22.3), "VAT": (12.5, 41.9),
          "MUS": (57.6, -20.3), "CPV": (-23.6, 15.1), "COM": (43.3, -11.7), "SYC": (55.5, -4.7), "TON": (-175.2, -21.2), "WSM": (-172.1,
          -13.8), "EUU": (4.4, 50.8), "NAT": (4.4, 50.9)}
"""Places of states too small for the map, and of two bodies at their seat."""

TIES = 80
"""Pairs of the network that are drawn, the busiest: with more nothing can be seen."""

TENDENCIES = ("closer", "both", "apart", "quiet")

COLOURS, OTHERS = 6, "others"
"""Clusters that have a colour of their own in the network, the largest; and what the legend calls the rest."""

LABELLED = 8
"""Turns that are labelled in a drawing; with more the labels lie upon one another."""

TICKS = 5
"""Lines of figures beside a drawing; where no more events were counted each number has one, since Vega would set some between them."""

TURNED = {"warming": ("cooperation", "▲"), "cooling": ("conflict", "▼")}
"""The side whose colour a turn has, and its sign."""

ROOM = 80
"""Pixels that a label of a turn takes: nearer to the right edge it stands before its line."""

DAYS = {"type": "utc"}
"""The scale of days: they are those of the reports, wherever the reader's clock stands."""

STROKES = {"symbolType": "stroke", "symbolSize": 360, "symbolStrokeWidth": 2.5, "symbolOpacity": 1, "labelLimit": 0}

DATED = "%-d %b %Y"
"""How a day is written beside an axis: with its year, as everywhere on the pages."""

STARTS = 8
"""Days that stand below a series, or so: of weeks their Mondays, where Vega would put Sundays."""

YEARS = 36
"""Months from which years are enough below a series."""

NARROW = 520
"""Pixels of a drawing below which a turn's label is its sign alone, and fewer parties of the network are named: words would lie upon one another."""

WIDE, PHONE = (1050, 520), (290, 340)
"""Pixels across and down over which the network is spread on a desk and on a phone, or so."""

LETTER, LINE = 7, 15
"""Pixels that a letter of a name takes across, and a name down."""


def _chart(height: int, **rest: object) -> dict:
    return {"$schema": SCHEMA, "width": "container", "height": height, "autosize": {"type": "fit-x", "contains": "padding"}, "background": None, **rest}


@cache
def places() -> dict[str, tuple[float, float]]:
    """A point, longitude and latitude, for each code that has a place on the map."""
    shapes = json.loads((STATIC / "countries.json").read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]
    return {**{s["id"]: (s["properties"]["lon"], s["properties"]["lat"]) for s in shapes if s.get("id")}, **BODIES}


def lines(rows: Sequence[dict], by: str, shifts: Sequence[dict] = (), shared: bool = False) -> dict:
    """Cooperation and conflict over time, two lines that are never one sum, in events or (`shared`) per thousand of all the coder has; what is
    announced as triangles; turns as rules, those called before the first period left out.
    """
    field, sides = "{}_share" if shared else "{}", ("cooperation", "conflict")
    values = [{"day": r["start"], "said": said_day(r["start"]), "side": side, "events": r[field.format(side)]} for r in rows for side in sides
              if r[field.format(side)] is not None]
    ahead = [] if shared else [{"day": r["start"], "said": said_day(r["start"]), "side": side, "events": r[f"{side}_ahead"]} for r in rows
                               for side in sides if r[f"{side}_ahead"]]
    most = max((v["events"] for v in (*values, *ahead)), default=0)
    colour = {"field": "side", "type": "nominal", "title": None, "legend": {"orient": "top", **STROKES},
              "scale": {"domain": sides, "range": ["@cooperation", "@conflict"]}}
    x = {"field": "day", "type": "temporal", "title": None, "scale": DAYS, "axis": {"labelOverlap": True, "grid": False, **_days(rows, by)}}
    y = {"field": "events", "type": "quantitative", "title": f"per 1,000 events a {by}" if shared else f"events a {by}",
         "axis": {"values": list(range(most + 1))} if not shared and most <= TICKS else {"tickCount": TICKS}}
    tips = [{"field": "said", "title": f"{by} from"}, {"field": "side"}, {"field": "events"}]
    layers = _turns([s for s in shifts if s["date"] >= rows[0]["start"]], x) if rows else []
    layers.append({"data": {"values": values}, "mark": {"type": "line", "strokeWidth": 2.25, "point": len(rows) < 60},
                   "encoding": {"x": x, "y": y, "color": colour, "strokeDash": {"field": "side", "title": None, "scale": {
                       "domain": sides, "range": [[1, 0], [6, 3]]}}, "tooltip": tips}})
    if ahead:
        layers.append({"data": {"values": ahead}, "mark": {"type": "point", "shape": "triangle-up", "filled": False, "size": 60},
                       "encoding": {"x": x, "y": y, "color": colour, "tooltip": [*tips[:2], {"field": "events", "title": "announced"}]}})
    return _chart(280, layer=layers)


def _days(rows: Sequence[dict], by: str) -> dict:
    """Which days stand below a series, and how they are written: of weeks and of a few months their first days, as the tables have them."""
    starts = [r["start"] for r in rows]
    if by == "day" or by == "month" and len(starts) > YEARS:
        return {"tickCount": STARTS, **({"format": DATED} if by == "day" else {})}
    shown = starts[::-(-len(starts) // STARTS) or 1]
    return {"values": [{"year": d.year, "month": d.month, "date": d.day, "utc": True} for d in map(date.fromisoformat, shown)],
            "format": DATED if by == "week" else "%b %Y"}


def _turns(shifts: Sequence[dict], x: dict) -> list[dict]:
    """Turns as layers: shaded from the day on which each began to that on which it could be called, which is a line with a label."""
    layers: list[dict] = []
    for direction, (side, sign) in TURNED.items():
        values = [{"start": s["start"], "day": s["date"], "said": said_day(s["date"]), "what": s["reason"], "label": f"{sign} {direction}", "sign": sign}
                  for s in shifts if s["direction"] == direction]
        if not values:
            continue
        at, tips = {"data": {"values": values}}, [{"field": "said", "title": f"{direction}, called"}, {"field": "what", "title": "reason"}]
        layers += [{**at, "mark": {"type": "rect", "opacity": 0.14, "color": f"@{side}"},
                    "encoding": {"x": {**x, "field": "start"}, "x2": {"field": "day"}, "tooltip": tips}},
                   {**at, "mark": {"type": "rule", "strokeWidth": 1.5, "strokeDash": [2, 3], "color": f"@{side}"}, "encoding": {"x": x, "tooltip": tips}}]
        if len(shifts) <= LABELLED:
            late = f"scale('x', datum.day) > width - {ROOM}"
            layers.append({**at, "mark": {"type": "text", "align": {"expr": f"{late} ? 'right' : 'left'"}, "dx": {"expr": f"{late} ? -5 : 5"},
                                          "baseline": "top", "fontSize": 12, "fontWeight": 600, "color": f"@{side}",
                                          "text": {"expr": f"width < {NARROW} ? datum.sign : datum.label"}},
                           "encoding": {"x": x, "y": {"value": 2}, "tooltip": tips}})
    return layers


def timeline(items: Sequence[dict], today: str) -> dict:
    """Each item from the day it was first heard of to the day for which it is expected, coloured by its state; where no statement gives a day,
    to the last on which it is waited for, with a ring for a point.
    """
    values = []
    for n, d in enumerate(items):
        last = (d["expected"] or d["lapses"] or d["opened"]).rpartition("/")[2]
        values.append({"n": n, "what": d["headline"], "opened": _full(d["opened"]), "last": _full(last), "state": STATES[d["state"]], "dated": d["dated"],
                       "heard": said_day(d["opened"]), "for": said_day(d["expected"]) if d["dated"] else f"no day is given; waited for until {said_day(last)}",
                       "url": f"/docket/{quote(d['id'], safe='')}"})
    x = {"type": "temporal", "title": None, "scale": DAYS, "axis": {"orient": "top", "labelOverlap": True, "tickCount": 7, "format": DATED}}
    y = {"field": "n", "type": "ordinal", "axis": None}
    present = [name for name in STATES if any(v["state"] == STATES[name] for v in values)]
    scale = {"domain": [STATES[name] for name in present], "range": [f"@{name}" for name in present]}
    colour = {"field": "state", "type": "nominal", "title": None, "legend": {"orient": "top"}, "scale": scale}
    tips = [{"field": "what", "title": "what"}, {"field": "state"}, {"field": "heard", "title": "first heard"}, {"field": "for", "title": "expected"}]
    encoding = {"y": y, "color": colour, "tooltip": tips, "href": {"field": "url"}}
    return _chart(32 * len(values), layer=[
        {"data": {"values": [{"today": today, "said": said_day(today)}]}, "mark": {"type": "rule", "color": "@ink", "strokeDash": [2, 3]}, "encoding": {
            "x": {"field": "today", "type": "temporal", "scale": DAYS}, "tooltip": [{"field": "said", "title": "as of"}]}},
        {"data": {"values": values}, "mark": {"type": "bar", "height": 3, "cornerRadius": 2, "yOffset": 7, "y2Offset": 7}, "encoding": {
            **encoding, "x": {"field": "opened", **x}, "x2": {"field": "last"}}},
        *({"data": {"values": [v for v in values if v["dated"] == dated]}, "mark": {"type": "point", "size": 60, "opacity": 1, "yOffset": 7, **how},
           "encoding": {**encoding, "x": {"field": "last", **x}}}
          for dated, how in ((True, {"filled": True}), (False, {"filled": False, "fill": "@paper", "strokeWidth": 2}))
          if any(v["dated"] == dated for v in values)),
        {"data": {"values": values}, "mark": {"type": "text", "align": "left", "fontSize": 12, "yOffset": -5, "color": "@ink", "limit": {"expr": "width - 8"}},
         "encoding": {"y": y, "x": {"value": 4}, "text": {"field": "what"}, "href": {"field": "url"}}}])


def _full(iso: str | None) -> str | None:
    return iso and (iso + "-01-01"[3 * (len(iso) == 7):] if len(iso) < 10 else iso)


def world(countries: Sequence[dict], dyads: Sequence[dict], side: str) -> dict:
    """Countries shaded by how many events of one side they take part in, and the busiest dyads as lines between them."""
    at = places()
    values = [{"code": c["code"], "name": c["name"], "events": c[side], "url": f"/dyads?about={c['code']}"} for c in countries]
    ties = [{"lon": at[d["pair"][0]][0], "lat": at[d["pair"][0]][1], "lon2": at[d["pair"][1]][0], "lat2": at[d["pair"][1]][1],
             "events": d["cooperation"] + d["conflict"], "tendency": TENDENCY[d["tendency"]], "names": dashed(d["names"]),
             "cooperation": d["cooperation"], "conflict": d["conflict"], "url": f"/dyads/{','.join(d['pair'])}"}
            for d in dyads if d["pair"][0] in at and d["pair"][1] in at]
    most = max((c[side] for c in countries), default=0)
    ticks = sorted({1, *(round(most * part) for part in (0.08, 0.35)), most} - {0})
    shapes = {"url": link("countries.json"), "format": {"type": "topojson", "feature": "countries"}}
    return _chart(420, usermeta={"ratio": 0.47}, projection={"type": "naturalEarth1"}, config={"view": {"stroke": None}}, layer=[
        {"data": shapes, "mark": {"type": "geoshape", "fill": "@land", "stroke": "@paper", "strokeWidth": 0.6}},
        {"data": shapes, "transform": [{"lookup": "id", "from": {"data": {"values": values}, "key": "code", "fields": ["name", "events", "url"]}},
                                         {"filter": "datum.events > 0"}],
         "mark": {"type": "geoshape", "stroke": "@paper", "strokeWidth": 0.6},
         "encoding": {"color": {"field": "events", "type": "quantitative",
                                  "scale": {"type": "pow", "exponent": 0.35, "domainMin": 0, "range": ["@land", f"@{side}"], "interpolate": "lab"},
                                  "legend": {"orient": "bottom", "title": f"events of {side}", "gradientLength": 240, "values": ticks, "format": ",d"}},
                      "tooltip": [{"field": "name"}, {"field": "events", "title": side}], "href": {"field": "url"}}},
        {"data": {"values": ties}, "mark": {"type": "rule", "opacity": 0.65, "strokeCap": "round"},
         "encoding": {"longitude": {"field": "lon"}, "latitude": {"field": "lat"}, "longitude2": {"field": "lon2"}, "latitude2": {"field": "lat2"},
                      "strokeWidth": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [0.8, 5]}, "legend": None},
                      "stroke": _tendency(), "href": {"field": "url"},
                      "tooltip": [{"field": "names", "title": "pair"}, {"field": "cooperation"}, {"field": "conflict"}, {"field": "tendency"}]}}])


def _tendency() -> dict:
    return {"field": "tendency", "type": "nominal", "title": None, "legend": {"orient": "top", **STROKES}, "scale": {
        "domain": [TENDENCY[name] for name in TENDENCIES], "range": ["@cooperation", "@both", "@conflict", "@faint"]}}


def _readable(nodes: Sequence[dict], width: int, height: int) -> set[str]:
    """The codes of the nodes whose names, the busiest first, lie upon no other name in a drawing of so many pixels."""
    spans = {axis: (min(n[axis] for n in nodes), max(n[axis] for n in nodes)) for axis in "xy"} if nodes else {}
    kept: dict[str, tuple[float, float, float]] = {}
    for n in sorted(nodes, key=lambda n: -n["events"]):
        x, y = ((n[axis] - first) / ((last - first) or 1) * size for (axis, (first, last)), size in zip(spans.items(), (width, height), strict=True))
        half = LETTER * len(n["name"]) / 2
        if all(abs(x - other) > half + others or abs(y - at) > LINE for other, at, others in kept.values()):
            kept[n["code"]] = x, y, half
    return set(kept)


def network(made: dict) -> dict:
    """Parties that cooperate lie near each other; lines say which pairs draw closer and which apart."""
    at = {n["code"]: n for n in made["nodes"]}
    ties = [{"x": at[a]["x"], "y": at[a]["y"], "x2": at[b]["x"], "y2": at[b]["y"], "names": dashed(d["names"]), "tendency": TENDENCY[d["tendency"]],
             "cooperation": d["cooperation"], "conflict": d["conflict"], "events": d["cooperation"] + d["conflict"], "url": f"/dyads/{a},{b}"}
            for d in sorted(made["links"], key=lambda d: -d["cooperation"] - d["conflict"])[:TIES] for a, b in [d["pair"]]]
    wide, narrow = (_readable(made["nodes"], *size) for size in (WIDE, PHONE))
    nodes = [{**n, "bloc": f"cluster {n['bloc']}" if 0 < n["bloc"] <= COLOURS else OTHERS, "url": f"/dyads?about={n['code']}",
              "wide": n["code"] in wide, "narrow": n["code"] in narrow} for n in made["nodes"]]
    shown = range(1, min(COLOURS, len(made["blocs"])) + 1)
    x, y = ({"field": name, "type": "quantitative", "axis": None, "scale": {"zero": False, "padding": 24}} for name in "xy")
    return _chart(520, usermeta={"ratio": 0.56, "least": 420}, config={"view": {"stroke": None}}, layer=[
        {"data": {"values": ties}, "mark": {"type": "rule", "opacity": 0.5, "strokeCap": "round"},
         "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "stroke": _tendency(), "href": {"field": "url"},
                      "strokeWidth": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [0.5, 4]}, "legend": None},
                      "tooltip": [{"field": "names", "title": "pair"}, {"field": "cooperation"}, {"field": "conflict"}, {"field": "tendency"}]}},
        {"data": {"values": nodes}, "mark": {"type": "circle", "opacity": 1, "stroke": "@paper", "strokeWidth": 1.5},
         "encoding": {"x": x, "y": y, "size": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [40, 700]}, "legend": None},
                      "fill": {"field": "bloc", "type": "nominal", "title": None, "legend": {"orient": "bottom", "columns": 4}, "scale": {
                          "domain": [*(f"cluster {n}" for n in shown), OTHERS], "range": [*(f"@bloc{n}" for n in shown), "@faint"]}},
                      "href": {"field": "url"}, "tooltip": [{"field": "name"}, {"field": "events"}, {"field": "bloc", "title": "cluster"}]}},
        {"data": {"values": nodes}, "mark": {"type": "text", "dy": -17, "fontSize": 12, "color": "@ink"},
         "transform": [{"filter": f"width < {NARROW} ? datum.narrow : datum.wide"}], "encoding": {"x": x, "y": y, "text": {"field": "name"}}}])
