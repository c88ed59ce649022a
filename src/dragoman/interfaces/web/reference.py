"""The reference of the API as a page of our own, made of its OpenAPI document: it works without a network."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.interfaces.web.asking import Filters
from dragoman.interfaces.web.common import site_of

router = APIRouter(include_in_schema=False)


@router.get("/api/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    document = request.app.openapi()
    shapes = document["components"]["schemas"]
    calls = [{"path": path, "method": method.upper(), "says": call.get("description", ""), "parameters": call.get("parameters", []),
              "gives": _shape(call["responses"]["200"])} for path, ways in document["paths"].items() for method, call in ways.items()]
    used = {name: shapes[name] for name in shapes if name not in ("HTTPValidationError", "ValidationError")}
    return site_of(request).page(request, "reference.html", Filters(), document=document, calls=calls, shapes=used, words_of=words)


def _shape(response: dict) -> str:
    return words(response.get("content", {}).get("application/json", {}).get("schema", {}))


def words(schema: dict) -> str:
    """A schema in a word or two: *list of EventRow*, *string or null*."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(words(s) for s in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {words(schema.get('items', {}))}"
    return schema.get("type", "any value")
