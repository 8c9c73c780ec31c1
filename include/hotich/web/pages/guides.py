"""Guides: how the numbers are computed, and how to do what the pages show."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from hotich.web.context import Signed
from hotich.web.guides import guide, guides
from hotich.web.paths import GUIDES, home

router = APIRouter()


@router.get(GUIDES)
def index(context: Signed) -> Response:
    """All guides by their titles."""
    return context.page("guides.html", guides=guides(home(context.request)), as_of=None)


@router.get(GUIDES + "/{name}")
def page(context: Signed, name: str) -> Response:
    """One guide; `404` if there is none of that name."""
    try:
        found = guide(name, home(context.request))
    except KeyError:
        raise HTTPException(404) from None
    return context.page("guide.html", guide=found, as_of=None)
