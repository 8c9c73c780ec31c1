"""The application: its layers from the outside in, and what each request finds at hand."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import Depends, FastAPI

from hotich.settings import Settings
from hotich.web import door, errors, measures, static_files
from hotich.web.boards import Boards
from hotich.web.budgets import Budgets
from hotich.web.connections import Connections
from hotich.web.csrf import require_token
from hotich.web.gate import Gate
from hotich.web.headers import SecurityHeaders
from hotich.web.pages import ROUTERS
from hotich.web.parts import Parts
from hotich.web.rendering import Pages
from hotich.web.tokens import require_good_token
from hotich.web.trends import Trends
from hotich.web.warming import Warming


def create_app(settings: Settings, *, as_of: date | None = None) -> FastAPI:
    """The dashboard of one installation, ready for any ASGI server or to be mounted in another application.

    `as_of`: data date of pages that name none (default: today). The database must be at the program's revision.
    """
    require_good_token(settings)
    app = FastAPI(
        title="hotich",
        openapi_url=None,  # no description of routes for strangers, and no page that asks a CDN
        dependencies=[Depends(require_token)],
        lifespan=_living,
    )
    static_files.provide_chart_script(settings.home / "web")
    parts = Parts(settings, as_of, Connections(settings), Boards(), Budgets(), Trends(), Pages())
    app.state.parts = parts
    app.state.warming = Warming(settings, parts.connections, parts.boards, parts.budgets, as_of)
    errors.add_handlers(app)
    app.include_router(door.router)
    app.include_router(static_files.router)
    app.include_router(measures.router)
    for router in ROUTERS:
        app.include_router(router)
    # The last one added is the outermost.
    app.add_middleware(errors.Failures, parts=parts)
    app.add_middleware(Gate, parts=parts)
    app.add_middleware(SecurityHeaders)
    return app


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncGenerator[None]:
    warming: Warming = app.state.warming
    warming.start()
    yield
    warming.stop()
    app.state.parts.connections.close()
