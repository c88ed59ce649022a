"""Writes docs/api.md: every path of the REST API with its parameters, the shape of its answer and a real one, from the demo reports.

    python -m docs.make_api [LEDGER]     # a ledger of demo/reports; made anew where none is given

All of it comes from the program's OpenAPI document (`/api/openapi.json` of a server) and from its answers; a test compares.
"""
from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from dragoman.interfaces.web import make_app
from dragoman.ledger import Ledger, open_ledger

PAGE = Path(__file__).with_name("api.md")
DAY = "2025-02-05"
LONG = 60
"""Characters of a text that an example shows."""
WIDE = 120
"""Characters of a line of an example, where it can be broken."""

INTRO = """# The REST API: every path, parameter and answer

`dragoman serve --ledger desk.db` answers these paths; all only read. [The page on the web](web.md) tells of tokens and errors,
[the cookbook](cookbook.md#the-api-from-python) how to go through a list. A server has the same as an OpenAPI document (`/api/openapi.json`) and as a
page to try it on (`/api/docs`).

This page is made from the program by `python -m docs.make_api`. Examples are of the demo ledger (`make demo`), cut: a `…` stands for the rest of a text or
list. Fields may be added to an answer. A parameter that a path does not take, or that is given twice, is answered with 400, which names those it takes.
"""


def reference(ledger: Ledger) -> str:
    """The whole page, for a ledger of the demo reports."""
    from fastapi.testclient import TestClient

    app = make_app(ledger)
    try:
        document = app.openapi()
        client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=True)
        return "\n".join([INTRO, *shared(document), *paths(document, client), *shapes(document)]) + "\n"
    finally:
        app.state.site.close()


COMMON = ("as_of", "about", "min_confidence", "limit", "offset")


def shared(document: dict) -> list[str]:
    """The parameters that most paths take, each once."""
    found = {p["name"]: p for path in document["paths"].values() for p in path["get"].get("parameters", ())}
    return ["## Parameters that most paths take", "", *table([found[name] for name in COMMON]), ""]


def table(parameters: list[dict]) -> list[str]:
    return ["| parameter | type | what it does |", "|---|---|---|", *(
        f"| `{p['name']}`{' (in the path)' if p['in'] == 'path' else ''} | {kind(p['schema'])} | {cell(p.get('description', ''))}{default(p['schema'])} |"
        for p in parameters)]


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def default(schema: dict) -> str:
    parts = [f"default {schema['default']}"] if schema.get("default") is not None else []
    parts += [f"at most {schema['maximum']}"] if schema.get("maximum") is not None else []
    return f" ({', '.join(parts)})" if parts else ""


def kind(schema: dict) -> str:
    """A JSON schema in a word or two; what may be null is marked by a question mark."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{title(name)}](#{title(name).lower().replace(' ', '-')})"
    if "anyOf" in schema:
        kinds = [kind(s) for s in schema["anyOf"] if s.get("type") != "null"]
        return " or ".join(kinds) + ("?" if len(kinds) < len(schema["anyOf"]) else "")
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    return "text" if schema.get("type") == "string" else schema.get("type", "any")


def title(name: str) -> str:
    """The name of a shape as a heading: Page_EventRow_ is a page of EventRow."""
    found = re.fullmatch(r"Page_(\w+?)_", name)
    return f"Page of {found[1]}" if found else name


def paths(document: dict, client) -> list[str]:
    out = []
    for path, methods in document["paths"].items():
        get = methods["get"]
        own = [p for p in get.get("parameters", ()) if p["name"] not in COMMON]
        common = [f"`{p['name']}`" for p in get.get("parameters", ()) if p["name"] in COMMON]
        answer = get["responses"]["200"]["content"]["application/json"]["schema"]
        out += [f"## GET {path}", "", cell(get.get("description", "")), "", *(table(own) if own else ()), *([""] if own else ()),
                f"Takes {', '.join(common)}. " * bool(common) + f"Answers {kind(answer)}.", "", *example(path, common, client), ""]
    return out


def example(path: str, common: list[str], client) -> list[str]:
    """A question about the demo ledger and its answer, cut."""
    given = [f"as_of={DAY}"] * ("`as_of`" in common) + ["limit=1"] * ("`limit`" in common)
    whole = filled(path, client)
    asked = f"{whole}{'&' if '?' in whole else '?'}{'&'.join(given)}"
    response = client.get(asked)
    if response.status_code != 200:
        raise ValueError(f"{asked}: {response.text}")
    return ["```", f"GET {asked}", "```", "", "```json", laid(cut(response.json())), "```"]


def filled(path: str, client) -> str:
    """A path with an id of the demo ledger for what stands in braces."""
    fixed = {"/api/dyads/{pair}": "/api/dyads/IRN,RUS", "/api/sources": "/api/sources?level=all",
             "/api/sources/{level}/{name}": "/api/sources/person/Kremlin", "/api/search": "/api/search?q=treaty"}
    if path in fixed or "{" not in path:
        return fixed.get(path, path)
    if path.startswith("/api/reports"):
        return path.replace("{id}", first(client, f"/api/events?about=IRN,RUS&as_of={DAY}&limit=1")["shown"]["report"])
    listed = path.split("/{")[0]
    return path.replace("{id}", first(client, f"{listed}?about=IRN,RUS&as_of={DAY}&limit=1" + "&state=closed" * listed.endswith("docket"))["id"])


def first(client, asked: str) -> dict:
    return client.get(asked).json()["rows"][0]


def cut(value: object, depth: int = 0) -> object:
    """A value with long texts and lists cut short."""
    if isinstance(value, dict):
        return {k: cut(v, depth + 1) for k, v in value.items()} if depth < 4 else "…"
    if isinstance(value, list):
        kept = [cut(v, depth + 1) for v in value[:1 if any(isinstance(v, dict | list) for v in value) else 3]]
        return kept + ["…"] * (len(value) > len(kept))
    if isinstance(value, str) and len(value) > LONG:
        return value[:LONG].rsplit(" ", 1)[0] + " …"
    return value


def laid(value: object, margin: int = 0) -> str:
    """JSON with as much on a line as fits."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or margin + len(line) <= WIDE:
        return line
    left, right = "{}" if isinstance(value, dict) else "[]"
    parts = [f"{json.dumps(k, ensure_ascii=False)}: {laid(v, margin + len(k) + 6)}" for k, v in value.items()] if isinstance(value, dict) else [
        laid(v, margin + 2) for v in value]
    out, held = [], ""
    for part in parts:
        if held and ("\n" in part or "\n" in held or margin + len(held) + len(part) + 4 > WIDE):
            out.append(held + ",")
            held = ""
        held = f"{held}, {part}" if held else part
    return left + "\n  ".join("\n".join([*out, held]).split("\n")) + right


def shapes(document: dict) -> list[str]:
    """The shapes of answers, in the order of their names."""
    out = ["## Shapes of answers", "", "A `?` marks what may be null. [The codebook](codebook.md) says what the values mean.", ""]
    for name, schema in sorted(document["components"]["schemas"].items()):
        if name in ("HTTPValidationError", "ValidationError"):
            continue
        out += [f"### {title(name)}", "", *([cell(schema["description"]), ""] if schema.get("description") else []), "| field | type | is |", "|---|---|---|"]
        out += [f"| `{field}` | {kind(s)} | {cell(s.get('description', ''))} |" for field, s in schema.get("properties", {}).items()] + [""]
    return out[:-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "demo.db"
        with open_ledger(path) as ledger:
            if len(sys.argv) < 2:
                from dragoman import pipeline

                list(pipeline.add(ledger, [str(PAGE.parents[1] / "demo" / "reports")], pipeline.Reader()))
            PAGE.write_text(reference(ledger), encoding="utf-8")


if __name__ == "__main__":
    main()
