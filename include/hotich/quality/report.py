"""The validation report that people open offline: what was checked and found, made from GX's results, without values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from hotich.quality.suites import BOOK_SUITE
from hotich.registers import REGISTERS

_LOCAL: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_SEVERITIES: Final = {"error": "Trả lại", "warning": "Cảnh báo", "notice": "Lưu ý"}


@dataclass(frozen=True, slots=True)
class BookLine:
    """One delivered book in the report's table; nothing in it names a person."""

    unit: str
    register: str
    year: int
    book_no: int
    state: str
    """What became of the file, in Vietnamese."""
    row_count: int
    returned_count: int
    warned_count: int
    notices: tuple[str, ...] = ()
    """Messages of the book rules that it broke, with numbers where they help ("Thiếu số: 3, 7–9")."""


@dataclass(slots=True)
class _RuleLine:
    rule_id: str
    severity: str
    message: str
    source: str
    failed: int = 0


@dataclass(slots=True)
class _SuiteLine:
    name: str
    term: str
    versions: set[str] = field(default_factory=set)
    gx_versions: set[str] = field(default_factory=set)
    row_count: int = 0
    rules: dict[str, _RuleLine] = field(default_factory=dict)

    @property
    def broken(self) -> list[_RuleLine]:
        """The rules that some row breaks: errors first, then by how many."""
        order = list(_SEVERITIES)
        found = (line for line in self.rules.values() if line.failed)
        return sorted(found, key=lambda line: (order.index(line.severity), -line.failed, line.rule_id))


def write_report(
    path: Path,
    title: str,
    summaries: Iterable[Mapping[str, Any]],
    books: Sequence[BookLine] = (),
    made_at: datetime | None = None,
) -> Path:
    """Write one self-contained HTML page to `path` and return the path; an existing page is replaced whole.

    `summaries` are those of the verdicts (`Verdict.summary`, as read back from `validation.json`) of any number of batches;
    counts of the same rule are added up. `made_at` (with time zone; default now) is shown in Vietnamese time.
    """
    environment = Environment(
        loader=PackageLoader("hotich.quality", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    suites = _added_up(summaries)
    page = environment.get_template("report.html").render(
        title=title,
        made_at=(made_at or datetime.now(_LOCAL)).astimezone(_LOCAL).strftime("%H:%M ngày %d/%m/%Y"),
        suites=suites,
        books=books,
        severities=_SEVERITIES,
        row_count=sum(suite.row_count for suite in suites if suite.name != BOOK_SUITE),
        returned_count=sum(book.returned_count for book in books),
        warned_count=sum(book.warned_count for book in books),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(page, encoding="utf-8")
    part.replace(path)
    return path


def _added_up(summaries: Iterable[Mapping[str, Any]]) -> list[_SuiteLine]:
    suites: dict[str, _SuiteLine] = {}
    for summary in summaries:
        name = summary["suite"]
        term = f"Sổ {REGISTERS[name].term.lower()}" if name in REGISTERS else "Quyển sổ"
        suite = suites.setdefault(name, _SuiteLine(name, term))
        suite.versions.add(summary["rules_version"])
        suite.gx_versions.add(summary["gx_version"])
        suite.row_count += summary["rows"]
        for found in summary["rules"]:
            line = suite.rules.setdefault(
                found["rule_id"],
                _RuleLine(found["rule_id"], found["severity"], found["message"], found["source"]),
            )
            line.failed += found["failed"]
    order = [*REGISTERS, BOOK_SUITE]
    return sorted(suites.values(), key=lambda suite: order.index(suite.name))


def _number(value: int) -> str:
    """1234567 as Vietnamese people write it: 1.234.567."""
    return f"{value:,}".replace(",", ".")
