"""The metrics for Prometheus: to a program that has the installation's token, or to an account that sees the province."""

import gzip
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from fastapi import APIRouter, HTTPException
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from hotich.plan import load_plan
from hotich.progress import exposition
from hotich.storage.sessions import Session
from hotich.web.context import data_date, parts_of
from hotich.web.parts import Parts
from hotich.web.paths import METRICS, STAGE

router = APIRouter()


@router.get(METRICS)
def metrics(request: Request) -> Response:
    """All metrics of the data date; `?giai-doan=`: of one stage."""
    parts = parts_of(request)
    plan, as_of = load_plan(parts.settings.plan), data_date(request, parts)
    stage_id = request.query_params.get(STAGE)
    with _admitted(request, parts) as conn:
        if stage_id is not None:
            plan.at(as_of).stage(stage_id)
        conn.execute("SELECT set_config('hotich.as_of', %s, true)", [as_of.isoformat()])
        board = parts.boards.get(conn, None, plan, as_of)
        content = exposition(conn, plan, as_of, board=board, stage_id=stage_id)
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        # A name is written once for each of tens of thousands of lines.
        content, headers["Content-Encoding"] = gzip.compress(content, compresslevel=1), "gzip"
    return Response(content, headers=headers)


@contextmanager
def _admitted(request: Request, parts: Parts) -> Generator[psycopg.Connection[Any]]:
    """A connection for whoever may read all counts; a smaller account is refused. Without a session it is the token."""
    session: Session | None = request.state.session
    if session is None:
        with parts.connections.counts() as conn:
            yield conn
    elif session.sees_all:
        with parts.connections.pages(session.token_hash) as conn:
            yield conn
    else:
        raise HTTPException(403, "Chỉ tài khoản cấp tỉnh xem được mọi chỉ số.")
