"""What a program has in place of a session: the installation's token, which opens the metrics and nothing else."""

import secrets
from typing import Final

from starlette.requests import Request

from hotich.errors import HotichError
from hotich.settings import Settings
from hotich.web.paths import METRICS, local_path

LEAST: Final = 16
"""Characters of a token that nobody guesses."""


def require_good_token(settings: Settings) -> None:
    """HotichError when the installation's token could be guessed."""
    if settings.metrics_token is not None and len(settings.metrics_token) < LEAST:
        raise HotichError(f"HOTICH_METRICS_TOKEN quá ngắn: đặt một mã ngẫu nhiên từ {LEAST} ký tự trở lên.")


def admits(request: Request, settings: Settings) -> bool:
    """Whether the request reads the metrics and brings the token (`Authorization: Bearer …`)."""
    token = settings.metrics_token
    if token is None or request.method != "GET" or local_path(request) != METRICS:
        return False
    # A header's bytes arrive read as latin-1.
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(given.encode("latin-1"), token.encode())
