"""The first page: the stages of the plan, as far as the account may see."""

from fastapi import APIRouter
from starlette.responses import Response

from hotich.progress import stage_table
from hotich.web.context import Signed

router = APIRouter()


@router.get("/")
def start(context: Signed) -> Response:
    """One line a stage."""
    return context.page("start.html", stages=stage_table(context.conn, context.as_of), unit=context.unit)
