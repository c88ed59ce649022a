"""PLOVER's interchange form, as its manual has it and as other coders' files are read."""
import json
from collections import Counter

import pytest

from dragoman import pipeline
from dragoman.ledger import open_ledger

FIELDS = {"id", "has_event", "date", "enddate", "actor", "recipient", "event", "event_loc", "event_text", "quad_code", "event_scale", "mode", "context", "link",
          "text_info", "cite_info", "coder"}
"""Of table 6.1; what else there is stands under `dragoman`."""
ENTITY = {"code", "sector", "entity_text", "identifier_text"}
SECTORS = {"COP", "GOV", "JUD", "LEG", "MIL", "OPP", "REB", "BUS", "CVL", "JRN", "SOC"}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_records_keep_to_the_manual(which, export, request):
    records = lines(export("plover", request.getfixturevalue(which)))
    assert len({r["id"] for r in records}) == len(records)
    for r in records:
        assert set(r) <= FIELDS | {"dragoman"}
        assert r["id"] and len(r["date"]) == 10 and r["actor"] and len(r["event"]) == 1
        assert all(set(x) <= ENTITY and len(x["code"]) == 3 and x.get("sector", "GOV") in SECTORS for x in (*r["actor"], *r.get("recipient", [])))
        assert r.get("context", ["future"])[0] in ("future", "hypothetical")
        assert r["has_event"] is ("context" not in r)
        assert r["event"][0] not in ("AID", "SANCTION") or r["recipient"]
        assert r["dragoman"]["status_now"] != "denied"
        assert (r["quad_code"] <= 2) == (r["event_scale"] > 0)


def test_the_demo_has_the_treaty_as_an_agreement_first_and_then_as_an_act(demo, export):
    treaty = [r for r in lines(export("plover", demo)) if r["dragoman"]["type"] == "SUPPORT" and set(r["dragoman"]["actor"]) == {"IRN", "RUS"}
              and r["dragoman"]["when"] == "2025-01-17"]
    assert [r["event"] for r in treaty[:2]] == [["AGREE"], ["SUPPORT"]]
    assert treaty[0]["date"] < treaty[1]["date"] == "2025-01-17"
    assert treaty[0]["link"] == treaty[1]["link"]
    assert treaty[1]["dragoman"]["cameo"] == "057"


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_dragoman_import_reads_it_back(which, export, request, tmp_path):
    path = export("plover", request.getfixturevalue(which))
    records = [r for r in lines(path) if r["has_event"]]
    with open_ledger(tmp_path / "back.db") as book:
        (tmp_path / "acts.jsonl").write_bytes(path.read_bytes())
        told = list(pipeline.bring_in(book, "plover", str(tmp_path / "acts.jsonl")))
        assert not [x for x in told if isinstance(x, Exception)]
        with book.ask() as asked:
            back = [e for part in asked.coded_parts() for e in part]
    ours = {"EUR": "EUU", "IMG": "REB"}
    pairs = Counter((r["date"], r["event"][0], ours.get(a["code"], a["code"]), ours.get(b["code"], b["code"]))
                    for r in records for a in r["actor"] for b in r.get("recipient", [])
                    if a["code"] != b["code"] and a.get("sector") != "REB" != b.get("sector"))
    got = Counter((e.day, e.type, e.actor, e.recipient) for e in back)
    assert not pairs - got
    assert {e.goldstein for e in back} == {r["event_scale"] for r in records}
