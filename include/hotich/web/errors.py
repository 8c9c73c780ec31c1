"""What people see when something goes wrong: a page with a sentence that says what to do, never a trace."""

import logging
import secrets
import traceback

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hotich.errors import DatabaseUnavailableError, HotichError
from hotich.web.parts import Parts

log = logging.getLogger(__name__)

_SENTENCES = {
    403: "Tài khoản này không được xem hoặc làm việc này. Cần thì hỏi người quản trị ở Sở Tư pháp.",
    404: "Địa chỉ không đúng, hoặc nội dung không thuộc phạm vi tài khoản này được xem. Hãy chọn lại từ trang đầu.",
    405: "Hãy quay lại trang trước và dùng nút của trang.",
    422: "Địa chỉ hoặc biểu mẫu có giá trị không hợp lệ. Hãy chọn lại từ trang đầu.",
}


def add_handlers(app: FastAPI) -> None:
    """Give every kind of failure its page."""

    def page(request: Request, status: int, sentence: str) -> Response:
        answer: Response = app.state.parts.pages.error(request, status, sentence)
        return answer

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        own = isinstance(error.detail, str) and error.detail.isascii() is False
        sentence = error.detail if own else _SENTENCES.get(error.status_code, "Hãy quay lại trang trước.")
        answer = page(request, error.status_code, sentence)
        answer.headers.update(error.headers or {})
        return answer

    async def invalid(request: Request, _error: Exception) -> Response:
        return page(request, 422, _SENTENCES[422])

    async def ours(request: Request, error: Exception) -> Response:
        return page(request, 503 if isinstance(error, DatabaseUnavailableError) else 400, str(error))

    app.add_exception_handler(HTTPException, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HotichError, ours)


class Failures:
    """ASGI layer: an error that nobody foresaw gives a page with a number, and its place in the log under that number."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            number = secrets.token_hex(4)
            # Kind and places only: an error's text may quote a row.
            frames = traceback.extract_tb(error.__traceback__)
            place = "\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
            log.error("Lỗi %s ở %s: %s\n%s", number, scope.get("path"), type(error).__name__, place)
            if begun:
                raise RuntimeError(f"Lỗi {number}") from None
            sentence = f"Lỗi đã được ghi lại dưới số {number}: hãy báo số này cho người quản trị."
            await self._parts.pages.error(Request(scope, receive), 500, sentence)(scope, receive, send)
