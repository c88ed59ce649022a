"""A report with every statement marked in its text, and the form by which a person judges it."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.briefing import pages as data
from dragoman.interfaces.web.common import Asked, site_of, there
from dragoman.interfaces.web.highlight import paragraphs, pieces
from dragoman.ledger import EXAMPLES

router = APIRouter(include_in_schema=False)

FORMS = 40
"""Statements of a page that have their forms at hand; of more, the one that is asked for. A browser looks through all forms of a page before it shows it:
of 260 statements for ten seconds.
"""


@router.get("/reports/{id:path}", response_class=HTMLResponse)
def one_report(request: Request, asked: Asked, id: str, judged: str = "", judge: str = "") -> HTMLResponse:
    site = site_of(request)
    with site.view(asked) as view:
        found = there(data.report(view, id), f"report {id}")
    made = {int(n) for n in judged.split(",") if n.isascii() and n.isdecimal() and len(n) < 12}
    news = [j for j in site.ledger.judgements(withdrawn=True) if j.id in made] if made else []
    others = {s["event"]["id"]: s["event"]["headline"] for s in found["statements"] if s["event"]}
    return site.page(request, "report.html", asked, report=found, paragraphs=paragraphs(pieces(found["text"], found["statements"])), news=news,
                     others=others, examples=EXAMPLES, few=len(found["statements"]) <= FORMS, judge=judge)
