"""The application's own style sheets, scripts, letters and pictures: nothing is loaded from elsewhere."""

import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hotich.charts.script import write_script
from hotich.charts.theme import FONTS
from hotich.web.paths import STATIC

router = APIRouter()
_FOLDERS = (files("hotich.web") / "static", FONTS)
CHART_SCRIPT = "vega.js"
_ADDRESS = re.compile(rb'url\("([\w.-]+)"\)')
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


def provide_chart_script(folder: Path) -> None:
    """Serve the script that draws charts; it is made below `folder` when it is not there yet (3 s)."""
    content = write_script(folder).read_bytes()
    _made[CHART_SCRIPT] = content, _mark(content)


_made: dict[str, tuple[bytes, str]] = {}
"""Files that no folder of the program holds."""


@lru_cache(maxsize=64)
def _read_file(name: str) -> tuple[bytes, str] | None:
    if name.startswith(".") or "/" in name or "\\" in name:
        return None
    file = next((folder / name for folder in _FOLDERS if (folder / name).is_file()), None)
    if file is None:
        return None
    content = file.read_bytes()
    if name.endswith(".css"):
        content = _ADDRESS.sub(_with_mark, content)
    return content, _mark(content)


def _with_mark(found: re.Match[bytes]) -> bytes:
    """A file named in a style sheet, beside it, under the address that may be kept."""
    named = found[1].decode()
    read = _read_file(named)
    if read is None:
        raise FileNotFoundError(f"a style sheet names {named}, which is not there")
    return f'url("{named}?v={read[1]}")'.encode()


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _read(name: str) -> tuple[bytes, str] | None:
    return _made.get(name) or _read_file(name)
