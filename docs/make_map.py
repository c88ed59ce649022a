"""Makes static/countries.json, the map of the web pages, out of the file countries-110m.json of the npm package world-atlas.

    npm pack world-atlas && tar xzf world-atlas-*.tgz && python docs/make_map.py package/countries-110m.json

The shapes are Natural Earth's (public domain), 1:110 million. Each takes our code as its id, and a point in its largest part; Antarctica is left out.
"""
from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src" / "dragoman" / "interfaces" / "web" / "static" / "countries.json"

OTHERWISE = {
    "W. Sahara": "ESH", "United States of America": "USA", "Dem. Rep. Congo": "COD", "Dominican Rep.": "DOM", "Falkland Is.": "FLK",
    "Fr. S. Antarctic Lands": "ATF", "Central African Rep.": "CAF", "Eq. Guinea": "GNQ", "eSwatini": "SWZ", "Solomon Is.": "SLB",
    "Bosnia and Herz.": "BIH", "Macedonia": "MKD", "S. Sudan": "SSD", "Kosovo": "XKX", "Côte d'Ivoire": "CIV", "Palestine": "PSE",
    "Czechia": "CZE", "Turkey": "TUR", "Bahamas": "BHS", "Congo": "COG", "Gambia": "GMB", "United Arab Emirates": "ARE", "Netherlands": "NLD",
    "New Caledonia": "NCL", "United Kingdom": "GBR", "Philippines": "PHL",
    "Somaliland": None, "N. Cyprus": None,
}
"""Names that our table of names writes otherwise; None: a shape that has no code of its own."""

Point = tuple[float, float]

POINTS = {"RUS": (50.0, 57.0), "USA": (-98.0, 39.0), "CAN": (-104.0, 57.0), "FRA": (2.5, 46.8), "NOR": (9.5, 61.5), "CHL": (-71.0, -33.5)}
"""Where most people of a wide country live: lines between countries end there."""


def made(world: dict, names: dict[str, str]) -> dict:
    """The topology with our codes, and without what nobody needs. KeyError for a name that no table has."""
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    lines = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        lines.append(points)
    new: dict[int, int] = {}

    def renumbered(arc: int) -> int:
        at = new.setdefault(arc if arc >= 0 else ~arc, len(new))
        return at if arc >= 0 else ~at

    kept = []
    for shape in world["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name == "Antarctica":
            continue
        code = OTHERWISE[name] if name in OTHERWISE else names[name]
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        _, lon, lat = max(centre(ring(part[0], lines)) for part in parts)
        lon, lat = POINTS.get(code, (lon, lat))
        arcs = [[[renumbered(a) for a in r] for r in part] for part in parts]
        kept.append({"type": shape["type"], "arcs": arcs if shape["type"] == "MultiPolygon" else arcs[0], **({"id": code} if code else {}),
                     "properties": {"code": code, "lon": round(lon, 1), "lat": round(lat, 1)}})
    return {"type": "Topology", "transform": world["transform"], "objects": {"countries": {"type": "GeometryCollection", "geometries": kept}},
            "arcs": [world["arcs"][old] for old in new]}


def ring(arcs: list[int], lines: list[list[Point]]) -> list[Point]:
    """The points of a ring."""
    out: list[Point] = []
    for arc in arcs:
        points = lines[arc] if arc >= 0 else lines[~arc][::-1]
        out += points[1:] if out else points
    return out


def centre(points: list[Point]) -> tuple[float, float, float]:
    """Area and centre of gravity of a ring, in degrees."""
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        twice, x, y = twice + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (abs(twice) / 2, x / (3 * twice), y / (3 * twice)) if twice else (0.0, *points[0])


if __name__ == "__main__":
    with (ROOT / "src" / "dragoman" / "codebook" / "names.tsv").open(encoding="utf-8") as f:
        codes = {row["name"]: row["code"] for row in csv.DictReader(f, delimiter="\t")}
    topology = made(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), codes)
    OUT.write_text(json.dumps(topology, separators=(",", ":")) + "\n", encoding="utf-8")
