"""Finds a plan file, reads and checks it, and loads its units."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hotich.errors import PlanError
from hotich.plan.checks import check_plan
from hotich.plan.model import Plan
from hotich.plan.reading import Faults, Where, decoded, read_text
from hotich.plan.schema import PlanText, UnitsSource
from hotich.units import UnitRegistry

PACKAGED = Path(__file__).parent
"""Folder of the plans that come with the package."""


def load_plan(name_or_path: str | Path) -> Plan:
    """The plan as issued, by packaged name ("ben_tre_2019") or path of a plan file.

    An unchanged file is read once per process.

    Raises:
        PlanError: not found, or faulty; one line per fault: file, line, what is wrong, what to do.
    """
    path = _path(name_or_path)
    facts = path.stat()
    return _load(path, facts.st_mtime_ns, facts.st_size)


def packaged_plans() -> list[str]:
    """Names of the plans that come with the package."""
    return sorted(path.stem for path in PACKAGED.glob("*.yaml"))


def _path(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.suffix not in {".yaml", ".yml"}:
        path = PACKAGED / f"{name_or_path}.yaml"
    if not path.is_file():
        raise PlanError(
            f"Không có kế hoạch “{name_or_path}”. Ghi đường dẫn tới tệp .yaml, hoặc một trong: "
            f"{', '.join(packaged_plans())}."
        )
    return path.resolve()


@lru_cache(maxsize=16)
def _load(path: Path, _mtime_ns: int, _size: int) -> Plan:
    content = path.read_bytes()
    faults = Faults(str(path))
    text = read_text(decoded(content, faults), PlanText, faults)
    check_plan(text, faults)
    files = [path.parent / name for name in (text.units.file, text.units.changes_file) if name]
    units = _units(path.parent, text.units, faults)
    if not units.lives(text.province.code):
        faults.add(
            ("province", "code"),
            f"Mã tỉnh “{text.province.code}” không có trong danh mục đơn vị.",
            "thêm tỉnh vào danh mục",
        )
    _check_unit_codes(text, units, faults)
    faults.refuse()
    digest = hashlib.sha256(b"\0".join([content, *(file.read_bytes() for file in files)])).hexdigest()
    return Plan(issued=text, text=text, path=path, sha256=digest, units=units)


def _check_unit_codes(text: PlanText, units: UnitRegistry, faults: Faults) -> None:
    """Units that the plan leaves out or takes in again stand in the list."""
    named: list[tuple[Where, tuple[str, ...]]] = [(("excluded_units",), text.excluded_units)]
    for no, amendment in enumerate(text.amendments):
        for index, change in enumerate(amendment.changes):
            where: Where = ("amendments", no, "changes", index)
            named += [((*where, "drop_units"), change.drop_units or ())]
            named += [((*where, "add_units"), change.add_units or ())]
    for where, codes in named:
        unknown = [code for code in codes if not units.lives(code)]
        if unknown:
            faults.add(
                where,
                f"Mã đơn vị {', '.join(unknown)} không có trong danh mục.",
                "sửa mã, hoặc thêm vào danh mục",
            )


def _units(folder: Path, source: UnitsSource, faults: Faults) -> UnitRegistry:
    if bool(source.file) == bool(source.list):
        faults.add(
            ("units",),
            "Danh mục đơn vị phải ở một nơi.",
            "ghi “file” (tệp csv) hoặc “list” (ngay trong tệp này)",
        )
        faults.refuse()
    try:
        if source.file:
            changes = folder / source.changes_file if source.changes_file else None
            return UnitRegistry.from_csv(folder / source.file, changes)
        units = _rows(source.list, ("units", "list"), faults)
        return UnitRegistry.from_rows(units, _rows(source.changes, ("units", "changes"), faults))
    except PlanError as error:
        line = faults.line(("units",))
        place = "" if ", dòng " in str(error) else f"{faults.file}, dòng {line}: "
        raise PlanError(f"{place}{error}") from error


def _rows(items: tuple[Any, ...], where: Where, faults: Faults) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Inline rows as a csv would give them, each with its place in the plan file."""
    for no, item in enumerate(items):
        values = {field.name: getattr(item, field.name) for field in fields(item)}
        row = {
            name: value.isoformat() if isinstance(value, date) else value or ""
            for name, value in values.items()
        }
        yield f"{faults.file}, dòng {faults.line((*where, no))}", row
