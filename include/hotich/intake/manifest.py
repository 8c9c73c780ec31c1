"""`manifest.sha256`: which files are whole, by their check sums (delivery contract §1)."""

import posixpath
import re

from hotich.errors import DeliveryError

_LINE = re.compile(r"\\?([0-9A-Fa-f]{64}) [ *](.+)")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def read_manifest(path: str, content: bytes) -> tuple[dict[str, str], list[str]]:
    """Path below the inbox → SHA-256 (lower case) of each listed file, and what was wrong with other lines.

    Args:
        path: the manifest's own path below the inbox; names in it are relative to its folder.
        content: in `sha256sum` format, UTF-8.

    Raises:
        DeliveryError: not UTF-8 text; says how to write it.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DeliveryError(
            f"{path} không phải văn bản UTF-8. Tạo lại bằng lệnh sha256sum hoặc lưu bằng Notepad kiểu UTF-8."
        ) from error
    folder = posixpath.dirname(path)
    sums: dict[str, str] = {}
    problems = []
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            if line.strip():
                problems.append(f"{path}, dòng {number}: không đúng dạng “<mã SHA-256>  <tên tệp>”.")
            continue
        name = match.group(2)
        if line.startswith("\\"):
            name = re.sub(r"\\\\|\\n|\\r", lambda escape: _ESCAPES[escape.group()], name)
        target = posixpath.normpath(posixpath.join(folder, name))
        if name.startswith("/") or target.startswith(".."):
            problems.append(f"{path}, dòng {number}: tên tệp phải nằm trong thư mục của manifest.")
            continue
        sums[target] = match.group(1).lower()
    return sums, problems
