"""Makes an Office file the same bytes for the same content: its zip's times say nothing."""

import zipfile
from pathlib import Path
from typing import Final

_TIME: Final = (1980, 1, 1, 0, 0, 0)


def pack(path: Path) -> None:
    """Write the zip anew, parts in their order, with one fixed time; whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _TIME), old.read(name), zipfile.ZIP_DEFLATED)
    part.replace(path)
