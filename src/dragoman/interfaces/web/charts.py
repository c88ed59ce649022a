"""Charts and maps as Vega-Lite. Colours are names (`@cooperation`) that the page's script takes from the stylesheet, so that both modes fit."""
from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from dragoman.interfaces.web.assets import STATIC, link
from dragoman.interfaces.web.wording import STATES

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the language; nothing is fetched from it."""

BODIES = {"SGP": (103.8, 1.4), "BHR": (50.5, 26.0), "MLT": (14.4, 35.9), "MDV": (73.5, 3.2), "HKG": (114.2, 22.3), "VAT": (12.5, 41.9),
          "MUS": (57.6, -20.3), "CPV": (-23.6, 15.1), "COM": (43.3, -11.7), "SYC": (55.5, -4.7), "TON": (-175.2, -21.2), "WSM": (-172.1,
          -13.8), "EUU": (4.4, 50.8), "NAT": (4.4, 50.9)}
"""Places of states too small for the map, and of two bodies at their seat."""

TIES = 80
"""Pairs of the network that are drawn, the busiest: with more nothing can be seen."""

TENDENCIES = ("closer", "both", "apart")


def _chart(height: int, **rest: object) -> dict:
    return {"$schema": SCHEMA, "width": "container", "height": height, "autosize": {"type": "fit-x", "contains": "padding"}, "background": None, **rest}


@cache
def places() -> dict[str, tuple[float, float]]:
    """A point, longitude and latitude, for each code that has a place on the map."""
    shapes = json.loads((STATIC / "countries.json").read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]
    return {**{s["id"]: (s["properties"]["lon"], s["properties"]["lat"]) for s in shapes if s.get("id")}, **BODIES}


def lines(rows: Sequence[dict], by: str, shifts: Sequence[dict] = (), shared: bool = False) -> dict:
    """Cooperation and conflict over time, two lines that are never one sum, in events or (`shared`) per thousand of all the coder has; what is
    announced as triangles; turns as rules.
    """
    field = "{}_share" if shared else "{}"
    values = [{"day": r["start"], "side": side, "events": r[field.format(side)]} for r in rows for side in ("cooperation", "conflict")
              if r[field.format(side)] is not None]
    ahead = [] if shared else [{"day": r["start"], "side": side, "events": r[f"{side}_ahead"]} for r in rows for side in ("cooperation", "conflict")
                               if r[f"{side}_ahead"]]
    colour = {"field": "side", "type": "nominal", "title": None, "legend": {"orient": "top", "symbolType": "stroke"},
              "scale": {"domain": ["cooperation", "conflict"], "range": ["@cooperation", "@conflict"]}}
    x = {"field": "day", "type": "temporal", "title": None, "axis": {"labelOverlap": True, "tickCount": 8, "grid": False}}
    y = {"field": "events", "type": "quantitative", "title": f"per 1,000 events a {by}" if shared else f"events a {by}",
         "axis": {"tickCount": 5, **({} if shared else {"tickMinStep": 1})}}
    tips = [{"field": "day", "type": "temporal", "title": f"{by} from", "format": "%-d %B %Y"}, {"field": "side"}, {"field": "events"}]
    layers: list[dict] = [
        {"data": {"values": values}, "mark": {"type": "line", "strokeWidth": 2, "point": len(rows) < 60},
         "encoding": {"x": x, "y": y, "color": colour, "strokeDash": {"field": "side", "title": None, "scale": {
             "domain": ["cooperation", "conflict"], "range": [[1, 0], [6, 3]]}}, "tooltip": tips}}]
    if ahead:
        layers.append({"data": {"values": ahead}, "mark": {"type": "point", "shape": "triangle-up", "filled": False, "size": 60},
                       "encoding": {"x": x, "y": y, "color": colour, "tooltip": [*tips[:2], {"field": "events", "title": "announced"}]}})
    if shifts:
        layers.append({"data": {"values": [{"day": s["date"], "what": f"{s['direction']}: {s['reason']}"} for s in shifts]},
                       "mark": {"type": "rule", "strokeDash": [2, 3], "color": "@ink", "strokeWidth": 1.5},
                       "encoding": {"x": x, "tooltip": [{"field": "day", "type": "temporal", "title": "turn", "format": "%-d %B %Y"}, {"field": "what"}]}})
    return _chart(260, layer=layers)


def timeline(items: Sequence[dict], today: str) -> dict:
    """Each item from the day it was first heard of to the day or days it is expected, coloured by its state."""
    values = []
    for n, d in enumerate(items):
        last = (d["expected"] or d["lapses"] or d["opened"]).rpartition("/")[2]
        values.append({"n": n, "what": d["headline"], "opened": _full(d["opened"]), "last": _full(last), "state": STATES[d["state"]],
                       "url": f"/docket/{quote(d['id'], safe='')}"})
    x = {"type": "temporal", "title": None, "axis": {"orient": "top", "labelOverlap": True, "tickCount": 7}}
    y = {"field": "n", "type": "ordinal", "axis": None}
    present = [name for name in STATES if any(v["state"] == STATES[name] for v in values)]
    colour = {"field": "state", "type": "nominal", "title": None, "legend": {"orient": "top"}, "scale": {
        "domain": [STATES[name] for name in present], "range": [f"@{name}" for name in present]}}
    tips = [{"field": "what", "title": "what"}, {"field": "state"}, {"field": "opened", "type": "temporal", "title": "first heard", "format": "%-d %B %Y"},
            {"field": "last", "type": "temporal", "title": "expected", "format": "%-d %B %Y"}]
    encoding = {"y": y, "color": colour, "tooltip": tips, "href": {"field": "url"}}
    return _chart(32 * len(values), layer=[
        {"data": {"values": [{"today": today}]}, "mark": {"type": "rule", "color": "@ink", "strokeDash": [2, 3]}, "encoding": {
            "x": {"field": "today", "type": "temporal"}, "tooltip": [{"field": "today", "type": "temporal", "title": "as of", "format": "%-d %B %Y"}]}},
        {"data": {"values": values}, "mark": {"type": "bar", "height": 3, "cornerRadius": 2, "yOffset": 7, "y2Offset": 7}, "encoding": {
            **encoding, "x": {"field": "opened", **x}, "x2": {"field": "last"}}},
        {"data": {"values": values}, "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "yOffset": 7}, "encoding": {
            **encoding, "x": {"field": "last", **x}}},
        {"data": {"values": values}, "mark": {"type": "text", "align": "left", "fontSize": 12, "yOffset": -5, "color": "@ink", "limit": {"expr": "width - 8"}},
         "encoding": {"y": y, "x": {"value": 4}, "text": {"field": "what"}, "href": {"field": "url"}}}])


def _full(iso: str | None) -> str | None:
    return iso and (iso + "-01-01"[3 * (len(iso) == 7):] if len(iso) < 10 else iso)


def world(countries: Sequence[dict], dyads: Sequence[dict], side: str) -> dict:
    """Countries shaded by how many events of one side they take part in, and the busiest dyads as lines between them."""
    at = places()
    values = [{"code": c["code"], "name": c["name"], "events": c[side], "url": f"/dyads?about={c['code']}"} for c in countries]
    ties = [{"lon": at[d["pair"][0]][0], "lat": at[d["pair"][0]][1], "lon2": at[d["pair"][1]][0], "lat2": at[d["pair"][1]][1],
             "events": d["cooperation"] + d["conflict"], "tendency": d["tendency"], "names": " – ".join(d["names"]),
             "cooperation": d["cooperation"], "conflict": d["conflict"], "url": f"/dyads/{','.join(d['pair'])}"}
            for d in dyads if d["pair"][0] in at and d["pair"][1] in at]
    shapes = {"url": link("countries.json"), "format": {"type": "topojson", "feature": "countries"}}
    return _chart(420, usermeta={"ratio": 0.47}, projection={"type": "naturalEarth1"}, config={"view": {"stroke": None}}, layer=[
        {"data": shapes, "mark": {"type": "geoshape", "fill": "@land", "stroke": "@paper", "strokeWidth": 0.6}},
        {"data": shapes, "transform": [{"lookup": "id", "from": {"data": {"values": values}, "key": "code", "fields": ["name", "events", "url"]}},
                                         {"filter": "datum.events > 0"}],
         "mark": {"type": "geoshape", "stroke": "@paper", "strokeWidth": 0.6},
         "encoding": {"color": {"field": "events", "type": "quantitative",
                                  "scale": {"type": "pow", "exponent": 0.35, "domainMin": 0, "range": ["@land", f"@{side}"]},
                                  "legend": {"orient": "bottom", "title": f"events of {side}", "gradientLength": 160, "tickCount": 3, "format": "d"}},
                      "tooltip": [{"field": "name"}, {"field": "events", "title": side}], "href": {"field": "url"}}},
        {"data": {"values": ties}, "mark": {"type": "rule", "opacity": 0.65, "strokeCap": "round"},
         "encoding": {"longitude": {"field": "lon"}, "latitude": {"field": "lat"}, "longitude2": {"field": "lon2"}, "latitude2": {"field": "lat2"},
                      "strokeWidth": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [0.8, 5]}, "legend": None},
                      "stroke": _tendency(), "href": {"field": "url"},
                      "tooltip": [{"field": "names", "title": "pair"}, {"field": "cooperation"}, {"field": "conflict"}, {"field": "tendency"}]}}])


def _tendency() -> dict:
    return {"field": "tendency", "type": "nominal", "title": None, "legend": {"orient": "top", "symbolType": "stroke"}, "scale": {
        "domain": [*TENDENCIES, "quiet"], "range": ["@cooperation", "@both", "@conflict", "@faint"]}}


def network(made: dict) -> dict:
    """Parties that cooperate lie near each other; lines say which pairs draw closer and which apart."""
    at = {n["code"]: n for n in made["nodes"]}
    ties = [{"x": at[a]["x"], "y": at[a]["y"], "x2": at[b]["x"], "y2": at[b]["y"], "names": " – ".join(d["names"]), "tendency": d["tendency"],
             "cooperation": d["cooperation"], "conflict": d["conflict"], "events": d["cooperation"] + d["conflict"], "url": f"/dyads/{a},{b}"}
            for d in sorted(made["links"], key=lambda d: -d["cooperation"] - d["conflict"])[:TIES] for a, b in [d["pair"]]]
    nodes = [{**n, "bloc": f"cluster {n['bloc']}" if 0 < n["bloc"] <= 6 else "none", "url": f"/dyads?about={n['code']}"} for n in made["nodes"]]
    x, y = ({"field": name, "type": "quantitative", "axis": None, "scale": {"zero": False, "padding": 24}} for name in "xy")
    return _chart(520, usermeta={"ratio": 0.56, "least": 420}, config={"view": {"stroke": None}}, layer=[
        {"data": {"values": ties}, "mark": {"type": "rule", "opacity": 0.5, "strokeCap": "round"},
         "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "stroke": _tendency(), "href": {"field": "url"},
                      "strokeWidth": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [0.5, 4]}, "legend": None},
                      "tooltip": [{"field": "names", "title": "pair"}, {"field": "cooperation"}, {"field": "conflict"}, {"field": "tendency"}]}},
        {"data": {"values": nodes}, "mark": {"type": "circle", "opacity": 1, "stroke": "@paper", "strokeWidth": 1.5},
         "encoding": {"x": x, "y": y, "size": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [40, 700]}, "legend": None},
                      "fill": {"field": "bloc", "type": "nominal", "title": None, "legend": {"orient": "bottom", "columns": 4}, "scale": {
                          "domain": [*(f"cluster {n}" for n in range(1, min(6, len(made["blocs"])) + 1)), "none"],
                          "range": [*(f"@bloc{n}" for n in range(1, min(6, len(made["blocs"])) + 1)), "@faint"]}},
                      "href": {"field": "url"}, "tooltip": [{"field": "name"}, {"field": "events"}, {"field": "bloc", "title": "cluster"}]}},
        {"data": {"values": nodes}, "mark": {"type": "text", "dy": -17, "fontSize": 12, "color": "@ink"},
         "encoding": {"x": x, "y": y, "text": {"field": "name"}}}])
