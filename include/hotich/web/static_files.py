"""The application's own style sheets, scripts and pictures: nothing is loaded from elsewhere."""

import hashlib
from functools import lru_cache
from importlib.resources import files
from mimetypes import guess_type

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hotich.web.paths import STATIC

router = APIRouter()
_FOLDER = files("hotich.web") / "static"
_ONE_YEAR = "public, max-age=31536000, immutable"


@router.get(STATIC + "{name}")
def static_file(request: Request, name: str) -> Response:
    """A file; under the address that `versioned` gives it may be kept for a year."""
    found = _read(name)
    if found is None:
        raise HTTPException(404)
    content, mark = found
    kind = guess_type(name)[0] or "application/octet-stream"
    lasting = request.query_params.get("v") == mark
    return Response(content, media_type=kind, headers={"Cache-Control": _ONE_YEAR if lasting else "no-cache"})


def versioned(name: str) -> str:
    """The address of a file below the mount; it changes with the content."""
    found = _read(name)
    if found is None:
        raise FileNotFoundError(f"no static file {name}")
    return f"{STATIC}{name}?v={found[1]}"


@lru_cache(maxsize=64)
def _read(name: str) -> tuple[bytes, str] | None:
    file = _FOLDER / name
    if name.startswith(".") or "/" in name or "\\" in name or not file.is_file():
        return None
    content = file.read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]
