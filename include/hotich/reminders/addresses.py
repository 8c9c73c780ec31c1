"""Where mail for an office goes: a csv that the installation keeps; addresses of offices, never names of persons."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from hotich.errors import HotichError
from hotich.units import UnitRegistry

UNIT, ADDRESS = "don_vi", "dia_chi"
"""The columns: GSO code of a unit, and one address; a unit with several has several lines."""
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,63}")


def read_addresses(path: Path, units: UnitRegistry) -> Mapping[str, Sequence[str]]:
    """Unit code → its addresses; empty where there is no such file.

    Raises HotichError on a faulty line, naming the line but not the address.
    """
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise HotichError(f"Không đọc được {path}: lưu lại dạng CSV UTF-8.") from None
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    if reader.fieldnames is None or not {UNIT, ADDRESS} <= {name.strip() for name in reader.fieldnames}:
        raise HotichError(f"{path}, dòng 1: phải có hai cột {UNIT},{ADDRESS}.")
    found: dict[str, list[str]] = defaultdict(list)
    for row in reader:
        code, address = ((row.get(name) or "").strip() for name in (UNIT, ADDRESS))
        if not code and not address:
            continue
        if not units.lives(code):
            raise HotichError(
                f"{path}, dòng {reader.line_num}: không có đơn vị mang mã “{code}”; xem `hotich units`."
            )
        if not _ADDRESS.fullmatch(address):
            raise HotichError(
                f"{path}, dòng {reader.line_num}: địa chỉ thư không đúng. Ghi đúng một địa chỉ của cơ quan, không ghi tên người."
            )
        if address not in found[code]:
            found[code].append(address)
    return dict(found)
