"""The columns of the annex: heading, width, number format, and what of a line stands in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hotich.reports.content import Line
from hotich.reports.words import status

COUNT, DECIMAL, PERCENT, DAY, TEXT = "#,##0", "#,##0.0", "0.0", "dd/mm/yyyy", "@"
"""Excel's number formats; their signs are those of the reader's settings, Vietnamese ones in Vietnam."""


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: float
    form: str
    value: Callable[[Line], Any]
    summed: bool = False
    """Its total is the sum of the rows."""


def _now(name: str) -> Callable[[Line], Any]:
    return lambda line: getattr(line.now, name)


def _gained(name: str) -> Callable[[Line], Any]:
    return lambda line: line.gained(name)


_COUNTS: Final = (
    Column("Số sổ theo thống kê", 7, COUNT, _now("books_planned"), True),
    Column("Sổ đã giao", 7, COUNT, _now("books_delivered"), True),
    Column("Sổ đã nạp", 7, COUNT, _now("books_loaded"), True),
    Column("Trường hợp theo thống kê", 9.5, COUNT, _now("planned"), True),
    Column("Thuộc sổ đã mất", 7, COUNT, _now("lost"), True),
    Column("Đã giao", 9.5, COUNT, _now("delivered"), True),
    Column("Đã nạp", 9.5, COUNT, _now("loaded"), True),
    Column("Đã nghiệm thu", 9.5, COUNT, _now("earned"), True),
    Column("Nghiệm thu ngoài thống kê", 9.5, COUNT, _now("uncounted"), True),
    Column("Đang trả lại", 7, COUNT, _now("returned"), True),
)  # fmt: skip
SHARE: Final = Column("Tỷ lệ nghiệm thu, %", 7, PERCENT, _now("accepted_percent"))
_REST: Final = (
    Column("Giao trong kỳ", 8, COUNT, _gained("delivered"), True),
    Column("Nạp trong kỳ", 8, COUNT, _gained("loaded"), True),
    Column("Nghiệm thu trong kỳ", 8, COUNT, _gained("earned"), True),
    Column("Sớm (+), chậm (−), tháng", 8, DECIMAL, _now("months_ahead")),
    Column("SPI(t)", 6, "0.00", _now("spi_t")),
    Column("So với kế hoạch", 17, TEXT, lambda line: status(line.now)),
    Column("Hạn", 9.5, DAY, _now("end")),
    Column("Dự kiến xong", 9.5, DAY, _now("likely_end")),
)  # fmt: skip
FIGURES: Final = (*_COUNTS, SHARE, *_REST)
SHORT: Final = FIGURES[:-1]
"""Of long tables, whose lines have no forecast drawn."""
EARNED, PLANNED = (
    next(no for no, one in enumerate(_COUNTS) if one.heading.startswith(start))
    for start in ("Đã nghiệm thu", "Trường hợp theo")
)
