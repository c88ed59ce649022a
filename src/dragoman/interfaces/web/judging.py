"""Forms by which a person judges: they go to the ledger's own log, and the page that they came from shows what holds."""
from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from dragoman.briefing import pages as data
from dragoman.interfaces.web.asking import chosen
from dragoman.interfaces.web.common import own, site_of
from dragoman.interfaces.web.security import is_ours
from dragoman.ledger import Judgement, Ledger, shown
from dragoman.ledger import read_as as value_of
from dragoman.model import InputError

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=2000)]
KINDS = ("confirm", "reject", "correct", "split", "merge")


def known(request: Request, token: str) -> None:
    """403 where the form is not one of ours; LedgerError where the ledger is gone that it would be written to."""
    if not is_ours(request, site_of(request).secret, token):
        raise HTTPException(403, "this form was not made for this browser, or the server was started anew: go back, load the page again, and repeat")
    site_of(request).held()


@router.post("/statements/{id}/judge")
async def judge(request: Request, id: str, judgement: Text = "", form_token: Text = "", author: Text = "", reason: Text = "", report: Text = "",
                event: Text = "", other: Text = "") -> RedirectResponse:
    known(request, form_token)
    kind = chosen(judgement, KINDS, "judgement")
    author = _line(author).strip()
    if not author:  # the ledger would take who runs the server
        raise InputError("a judgement needs a name: say who you are in the field *Your name*")
    ledger, given = site_of(request).ledger, await request.form()
    values = [(field, _value(field, given[field])) for field in data.CORRECTED if field in given]
    made = await run_in_threadpool(_judged, ledger, kind, id, event, other, values, author, _line(reason))
    numbers = ",".join(str(j.id) for j in made)
    answer = RedirectResponse(f"/reports/{quote(report, safe='')}?judged={numbers}#p-{quote(id, safe='')}", 303)
    answer.set_cookie("dragoman_author", quote(author[:100]), max_age=365 * 86400, httponly=True, samesite="strict",
                      secure=request.url.scheme == "https")
    return answer


def _line(words: str) -> str:
    """Words of a form without control characters."""
    return "".join(c for c in words if c.isprintable())


def _value(field: str, given: UploadFile | str) -> str:
    """What a form gives for a field, spaces of any kind as one, and without control characters. InputError where it is a file."""
    if not isinstance(given, str):
        raise InputError(f"{field}: a file was sent; expected the words of the field, as the form of the page sends them")
    return _line(" ".join(given.split()))


def _id_of(other: str) -> str:
    """The id of an event that is given as such, or as the address of its page."""
    return re.sub(r".*/events/", "", other.strip()).partition("?")[0].partition("#")[0]


def _judged(ledger: Ledger, kind: str | None, id_: str, event: str, other: str, values: list[tuple[str, str]], author: str, reason: str) -> list[Judgement]:
    made: list[Judgement]
    if kind == "confirm":
        made = ledger.confirm([id_], author, reason)
    elif kind == "reject":
        made = ledger.reject([id_], author, reason)
    elif kind == "split":
        made = ledger.split(event, [id_], author, reason)
    elif kind == "merge":
        made = ledger.merge(event, [_id_of(other)], author, reason)
    else:
        made = ledger.correct(id_, _changed(ledger, id_, values), author, reason)
    ledger.derive()
    return made


def _changed(ledger: Ledger, id_: str, values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the fields of the form, those that a person changed; what a form cannot hold apart (spaces, control characters) is no change."""
    with ledger.ask() as asked:
        read = ledger.statement(id_)
        standing = asked.rulings.apply([read]) if read else []
    if not standing:  # it is gone, or a person left it out meanwhile: the ledger says so
        return values
    now = standing[0]
    return [(field, value) for field, value in values if value != _value(field, shown(value_of(now, field)))]


@router.post("/judgements/{number}/withdraw")
def withdraw(request: Request, number: int, form_token: Text = "", back: Text = "/judgements") -> RedirectResponse:
    known(request, form_token)
    ledger = site_of(request).ledger
    ledger.withdraw([number])
    ledger.derive()
    where, hash_, at = own(back, "/judgements").partition("#")
    return RedirectResponse(f"{where}{'&' if '?' in where else '?'}judged={number}{hash_}{at}", 303)
