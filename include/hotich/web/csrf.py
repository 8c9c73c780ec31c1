"""A token in every form that only our own page can know: without it nothing is changed."""

import hashlib
import hmac

from fastapi import HTTPException
from starlette.requests import Request

from hotich.web.paths import cookie_of, form_cookie_of

FIELD = "ma_bieu_mau"
"""Name of the hidden field."""
HEADER = "x-ma-bieu-mau"
"""The same for requests of scripts."""
_SAFE = {"GET", "HEAD", "OPTIONS"}


def token_for(secret: str) -> str:
    """The token of a browser that holds `secret` in a cookie which no script and no other site reads."""
    return hmac.new(b"hotich.bieu-mau", secret.encode(), hashlib.sha256).hexdigest()


def secret_of(request: Request) -> str | None:
    """The cookie that the token stands on: of the session, or of the page where one signs in."""
    name = cookie_of(request) if request.state.session else form_cookie_of(request)
    return request.cookies.get(name)


async def require_token(request: Request) -> None:
    """Dependency of every route: a request that may change something must bring the token."""
    if request.method in _SAFE:
        return
    secret = secret_of(request)
    given = request.headers.get(HEADER) or (await request.form()).get(FIELD)
    if (
        secret is None
        or not isinstance(given, str)
        or not hmac.compare_digest(given.encode(), token_for(secret).encode())
    ):
        raise HTTPException(
            403, "Biểu mẫu đã cũ hoặc không phải của trang này. Hãy mở lại trang rồi gửi lại."
        )
