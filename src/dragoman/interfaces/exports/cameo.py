"""CAMEO, as GDELT 1.0 lays it out: 58 columns, parted by tabs, no header; a row a pair of parties and act.

Two parties that act together are two rows, one in each direction, as CAMEO's coders have it (PLOVER manual, section 2.4.2).
"""
from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import permutations, product

from dragoman.briefing import View, name_of
from dragoman.interfaces.exports.conventions import Act, acts, told_of
from dragoman.interfaces.exports.passing import passing
from dragoman.interfaces.exports.writing import clean, file_at
from dragoman.model import identity

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code")
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
COLUMNS = ("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{x}" for x in _ACTOR), *(f"Actor2{x}" for x in _ACTOR),
           "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
           *(f"Actor1Geo_{x}" for x in _GEO), *(f"Actor2Geo_{x}" for x in _GEO), *(f"ActionGeo_{x}" for x in _GEO), "DATEADDED", "SOURCEURL")
"""The columns of GDELT 1.0's daily files, in their order."""

GROUPS = {"UNO": ("IGO", "UNO", "UNITED NATIONS"), "NAT": ("IGO", "NAT", "NATO"), "EUU": ("IGO", "EEC", "EUROPEAN UNION"), "IGO": ("IGO", "", ""),
          "NGO": ("NGO", "", ""), "MNC": ("MNC", "", ""), "REB": ("REB", "", "")}
"""Codes of no state: type, known group, name."""

COUNTRIES = {"ROU": "ROM", "XKX": "KSV", "TLS": "TMP", "MNE": "MTN", "IMN": "IMY"}
"""States whose CAMEO code is not ISO's."""

_HOSTED = {"042": "043", "043": "042"}


def write(view: View, out: str) -> str:
    """Write the acts of all events that CAMEO has a code for, and say how many."""
    left_out: Counter[str] = Counter()
    count = 0
    with file_at(out) as f:
        for w in passing(view):
            for act in acts(w, left_out):
                if act.cameo is None:
                    left_out["feared, or words to come: no CAMEO code"] += 1
                    continue
                for row in rows(act):
                    f.write("\t".join(_plain(row.get(name)) for name in COLUMNS) + "\n")
                    count += 1
    return f"{count} rows{told_of(left_out)}"


def rows(act: Act) -> Iterator[dict]:
    """An act as rows, a pair of parties each; what is done together, and consultations, in both directions."""
    e, code = act.event, act.cameo or ""
    if e.recipient:
        pairs = [(a, b, code) for a, b in product(e.actor, e.recipient) if a != b or len(e.actor) == len(e.recipient) == 1]
        if code.startswith("04"):
            pairs += [(b, a, _HOSTED.get(code, code)) for a, b, _ in pairs if a != b]
    else:
        pairs = [(a, b, code) for a, b in permutations(e.actor, 2)] or [(e.actor[0], None, code)]
    shared = _of_act(act)
    for a, b, own in pairs:
        number = int(identity(e.id, act.number, a, b), 16) >> 12
        yield {"GLOBALEVENTID": number, **shared, **_event(own), **_party(act, "Actor1", a), **(_party(act, "Actor2", b) if b else {})}


def _of_act(act: Act) -> dict:
    e, reports = act.event, [act.reports[s.report] for _, s in act.told]
    year, month, day = act.first.split("-")
    root = any("\n" not in r.text[:s.span[0]].strip() for (_, s), r in zip(act.told, reports, strict=True))
    return {"SQLDATE": f"{year}{month}{day}", "MonthYear": f"{year}{month}", "Year": year,
            "FractionDate": f"{int(year) + ((int(month) - 1) * 30 + int(day)) / 365:.4f}",
            "IsRootEvent": int(root), "NumMentions": len(act.told), "NumSources": len({r.publisher or r.id for r in reports}),
            "NumArticles": len({r.id for r in reports}), "ActionGeo_FullName": e.where,
            "DATEADDED": (act.told[0][1].known or act.first).replace("-", ""), "SOURCEURL": next((r.url for r in reports if r.url), reports[0].id)}


def _event(code: str) -> dict:
    root = int(code[:2])
    quad = 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4
    return {"EventCode": code, "EventBaseCode": code[:3], "EventRootCode": code[:2], "QuadClass": quad, "GoldsteinScale": goldstein()[code]}


def _party(act: Act, place: str, code: str) -> dict:
    said = act.party(code)
    role = (said.role if said else None) or ""
    if code in GROUPS:
        kind, group, name = GROUPS[code]
        role = "" if role == kind else role
        return {f"{place}Code": kind + group + role, f"{place}Name": name or (said.surface.upper() if said else kind),
                f"{place}KnownGroupCode": group, f"{place}Type1Code": kind, f"{place}Type2Code": role}
    country = COUNTRIES.get(code, code)
    name = name_of(code).removeprefix("the ").upper()
    return {f"{place}Code": country + role, f"{place}Name": name, f"{place}CountryCode": country, f"{place}Type1Code": role}


@cache
def goldstein() -> dict[str, str]:
    """GDELT's weight of each CAMEO code."""
    with (files("dragoman.codebook") / "cameo.tsv").open(encoding="utf-8") as f:
        return {row["code"]: row["goldstein_gdelt"] for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)}


def _plain(value: object) -> str:
    return "" if value is None else " ".join((clean(str(value)) or "").split())
