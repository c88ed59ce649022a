"""What programs subscribe to: alerts as an Atom feed, and the docket as a calendar."""
from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.briefing import View
from dragoman.interfaces.exports import atom, ical
from dragoman.interfaces.web.common import Asked, site_of

router = APIRouter(include_in_schema=False)


@router.get("/atom.xml")
def feed(request: Request, asked: Asked) -> Response:
    site = site_of(request)
    name = "LEDGER" if "://" in site.ledger.where else Path(site.ledger.where).name
    text = site.kept("atom", asked, lambda view: written(lambda out: atom.write(view, out, name)), slow=True)
    return Response(text, media_type="application/atom+xml")


@router.get("/docket.ics")
def calendar(request: Request, asked: Asked) -> Response:
    def make(view: View) -> str:
        return written(lambda out: ical.write(view, out))

    return Response(site_of(request).kept("ical", asked, make, slow=True), media_type="text/calendar",
                    headers={"Content-Disposition": 'attachment; filename="docket.ics"'})


def written(write: Callable[[str], object]) -> str:
    """What is written to a file of this name, its line ends as they are."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write(str(out))
        return out.read_bytes().decode()
