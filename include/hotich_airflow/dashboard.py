"""The dashboard inside Airflow: mounted in its API server, shown in its menu, behind the dashboard's own login.

Every Airflow process reads plugins, so nothing is imported or opened until a browser first asks.
"""

import logging
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)

PREFIX = "/hotich"
"""Where the API server serves it."""
VIEW = {
    "name": "Tiến độ",
    "href": PREFIX.lstrip("/") + "/",
    "destination": "nav",
    "url_route": "tien-do",
    "nav_top_level": True,
}
"""The entry of Airflow's menu: a frame of the same origin. The address is relative, for Airflow may stand below a path."""


class Dashboard:
    """ASGI application that becomes the dashboard when it is first asked."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import PlainTextResponse

        from hotich.errors import HotichError

        if scope["type"] != "http":
            return
        try:
            app = self._app if self._app is not None else await run_in_threadpool(self._make)
        except HotichError as error:
            log.warning("Bảng tiến độ chưa mở được: %s", error)
            words = f"Bảng tiến độ chưa mở được. {error}\n"
            await PlainTextResponse(words, 503, {"Cache-Control": "no-store"})(scope, receive, send)
            return
        await app(scope, receive, send)

    def _make(self) -> "ASGIApp":
        from hotich.storage.database import connect
        from hotich.storage.migration import require_head
        from hotich.web import create_app
        from hotich_airflow.moment import task_settings

        with self._lock:
            made = self._app
            if made is None:
                settings = task_settings()
                with connect(settings) as conn:
                    require_head(conn)
                app = create_app(settings)
                # A mounted application has no life of its own: nobody else would begin it, and it ends with the process.
                app.state.warming.start()
                made = self._app = app
            return made


def fastapi_app() -> dict[str, Any]:
    """What Airflow's plugin manager wants to know to mount it."""
    return {"app": Dashboard(), "url_prefix": PREFIX, "name": "hotich"}
