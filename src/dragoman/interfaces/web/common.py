"""What the routes of pages share."""
from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from dragoman.interfaces.web.asking import LIMIT, Filters, filters, of_one, query
from dragoman.interfaces.web.site import Site
from dragoman.model import InputError

Asked = Annotated[Filters, Depends(filters)]
AskedAlone = Annotated[Filters, Depends(of_one)]


def site_of(request: Request) -> Site:
    return request.app.state.site


def there(found: Any, what: str) -> Any:
    """What was found; 404 where nothing was."""
    if found is None:
        raise HTTPException(404, f"{what}: there is none in the ledger, or none was known by the day asked about")
    return found


def own(path: str, otherwise: str = "/") -> str:
    """A path of ours, else another one: a link to us sends nobody elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else otherwise


def number(value: str | None, name: str = "page") -> int:
    """A page's number, from 1. InputError where it is none."""
    value = (value or "1").strip()
    if not re.fullmatch(r"0*[1-9]\d{0,5}", value, re.ASCII) or int(value) > 100_000:
        raise InputError(f"{name}={value[:40]}: expected a number from 1 to 100000")
    return int(value)


def leaves(page: int, total: int, path: str, size: int = LIMIT, **params: object) -> dict:
    """Where one is in a list of pages of some size, and the ways on and back. InputError where the list has no such page."""
    last = max(1, -(-total // size))
    if page > last:
        raise InputError(f"page={page}: expected a number from 1 to {last}, the last page of this list")
    return {"page": page, "last": last, "total": total, "first_row": (page - 1) * size + 1 if total else 0, "last_row": min(total, page * size),
            "previous": path + query(**{**params, "page": page - 1 if page > 2 else None}) if page > 1 else None,
            "next": path + query(**{**params, "page": page + 1}) if page < last else None}
