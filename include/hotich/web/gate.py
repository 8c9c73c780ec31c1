"""Before every route: who asks. Nothing but what `OPEN` names answers to somebody who is not signed in."""

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hotich.errors import HotichError
from hotich.storage import sessions
from hotich.storage.sessions import Session
from hotich.web import tokens
from hotich.web.parts import Parts
from hotich.web.paths import HEALTH, LOGIN, LOGOUT, PASSWORD, STATIC, cookie_of, home, local_path

OPEN: dict[str, str] = {
    LOGIN: "one must be able to sign in",
    HEALTH: "says only that the process answers, for whoever watches it",
    STATIC: "the style sheet of the page where one signs in; the files hold no data",
}
"""Paths that anybody may ask for → why. A path that ends in "/" stands for all below it."""
_SAFE = {"GET", "HEAD", "OPTIONS"}


class Gate:
    """ASGI layer: lets a request through with `scope["state"]["session"]`, or answers it itself."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no websockets here: unanswered, the server closes it
        request = Request(scope, receive)
        answer = await self._refusal(request)
        await (answer or self._app)(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        """What to answer instead of the route; None: the request may pass."""
        state = request.scope.setdefault("state", {})
        state["session"] = None
        path = local_path(request)
        if path.startswith(STATIC):
            return None
        if request.method not in _SAFE and _is_foreign(request):
            return self._page(
                request, 403, "Yêu cầu này đến từ một trang khác nên không được nhận. Hãy mở lại trang."
            )
        try:
            state["session"] = session = await self._session(request)
        except HotichError as error:
            return None if path == HEALTH else self._page(request, 503, str(error))
        if session is None:
            passes = is_open(path) or tokens.admits(request, self._parts.settings)
            return None if passes else self._to_login(request)
        if session.account.must_change and path not in {PASSWORD, LOGOUT}:
            return None if is_open(path) else RedirectResponse(home(request) + PASSWORD, 303)
        return None

    async def _session(self, request: Request) -> Session | None:
        token = request.cookies.get(cookie_of(request))
        return await run_in_threadpool(self._read, token) if token else None

    def _read(self, token: str) -> Session | None:
        with self._parts.connections.door() as conn:
            return sessions.read(conn, token)

    def _to_login(self, request: Request) -> Response:
        """Where to sign in, and back; a request that is no page's is only refused."""
        if request.method not in _SAFE or "text/html" not in request.headers.get("accept", "text/html"):
            return self._page(request, 401, "Phải đăng nhập để xem nội dung này.")
        wanted = local_path(request) + (f"?{request.url.query}" if request.url.query else "")
        target = home(request) + LOGIN
        return RedirectResponse(target if wanted == "/" else f"{target}?tiep={quote(wanted, safe='/')}", 303)

    def _page(self, request: Request, status: int, sentence: str) -> Response:
        return self._parts.pages.error(request, status, sentence)


def is_open(path: str) -> bool:
    """Whether anybody may ask for that path."""
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN)


def _is_foreign(request: Request) -> bool:
    """Whether a browser says that another site's page makes this request (old browsers say nothing: the token decides)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin: Any = request.headers.get("origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("host")
