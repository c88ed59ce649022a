"""What programs subscribe to: alerts as an Atom feed, and the docket as a calendar."""
from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.interfaces.web.common import Asked, site_of

router = APIRouter(include_in_schema=False)


@router.get("/atom.xml")
def feed(request: Request, asked: Asked) -> Response:
    site = site_of(request)
    name = "LEDGER" if "://" in site.ledger.where else Path(site.ledger.where).name
    return Response(site.whole("atom", asked, name), media_type="application/atom+xml")


@router.get("/docket.ics")
def calendar(request: Request, asked: Asked) -> Response:
    return Response(site_of(request).whole("ical", asked), media_type="text/calendar",
                    headers={"Content-Disposition": 'attachment; filename="docket.ics"'})
