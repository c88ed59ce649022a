"""The form in which one shows the token, and the way out."""
from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dragoman.interfaces.web.common import own, site_of
from dragoman.interfaces.web.security import COOKIE, LASTS, caller, session

router = APIRouter(include_in_schema=False)

PAUSE = 0.5
"""Seconds that a wrong token waits for its answer."""


@router.get("/login", response_class=HTMLResponse)
def form(request: Request, then: str = "/") -> Response:
    return _form(request, then)


@router.post("/login")
async def login(request: Request, token: Annotated[str, Form(max_length=1000)] = "", then: Annotated[str, Form(max_length=2000)] = "/") -> Response:
    site = site_of(request)
    if site.keys is None:
        return RedirectResponse("/", 303)
    key = site.keys.opened_by(token.strip())
    if key is None:
        await asyncio.sleep(PAUSE)
        return _form(request, then, "That is not the token of this server.", 401)
    site.wrong.give_back(caller(request))
    answer = RedirectResponse(own(then), 303)
    answer.set_cookie(COOKIE, session(site.secret, key), max_age=LASTS, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


@router.post("/logout")
def logout() -> Response:
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _form(request: Request, then: str, wrong: str | None = None, status: int = 200) -> Response:
    text = site_of(request).templates.get_template("login.html").render(then=own(then), wrong=wrong)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
