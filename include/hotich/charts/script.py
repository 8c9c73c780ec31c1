"""The script that draws charts in a browser: Vega, Vega-Lite and their interpreter in one file, out of vl-convert's own copy.

No CDN and no npm: the library that makes the pictures carries the JavaScript it makes them with. The file is written once for each
version, into the working folder. Expressions are interpreted (`ast`), not compiled, so that a page may forbid `eval`.
"""

import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import Final

import vl_convert as vlc

from hotich.charts.chart import VEGA_LITE

_DRAW: Final = (Path(__file__).parent / "draw.js").read_text(encoding="utf-8")


def write_script(folder: Path) -> Path:
    """The script below `folder` under a name that changes with its content; made (3 s) only if it is not there yet."""
    versions = (
        vlc.get_vega_version(),
        VEGA_LITE,
        vlc.get_vega_embed_version(),
        version("vl-convert-python"),
        _DRAW,
    )
    name = f"vega-{hashlib.sha256(repr(versions).encode()).hexdigest()[:16]}.js"
    target = folder / name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{name}.{os.getpid()}.part")
        part.write_text(vlc.javascript_bundle(_DRAW, vl_version=VEGA_LITE), encoding="utf-8")
        part.replace(target)
    return target
