"""The columns of the annex: heading, width, number format, and what of a line stands in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hotich.charts import headline
from hotich.reports.content import Line

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
    Column("Số sổ theo thống kê", 9, COUNT, _now("books_planned"), True),
    Column("Sổ đã giao", 9, COUNT, _now("books_delivered"), True),
    Column("Sổ đã nạp", 9, COUNT, _now("books_loaded"), True),
    Column("Trường hợp theo thống kê", 12, COUNT, _now("planned"), True),
    Column("Trong đó thuộc sổ đã mất", 10, COUNT, _now("lost"), True),
    Column("Đã giao", 11, COUNT, _now("delivered"), True),
    Column("Đã kiểm tra", 11, COUNT, _now("checked"), True),
    Column("Đã nạp", 11, COUNT, _now("loaded"), True),
    Column("Đã nghiệm thu", 11, COUNT, _now("accepted"), True),
    Column("Nghiệm thu trong thống kê", 11, COUNT, _now("earned"), True),
    Column("Đang trả lại", 9, COUNT, _now("returned"), True),
)  # fmt: skip
SHARE: Final = Column("Tỷ lệ nghiệm thu, %", 9, PERCENT, _now("accepted_percent"))
_REST: Final = (
    Column("Giao trong kỳ", 10, COUNT, _gained("delivered"), True),
    Column("Nạp trong kỳ", 10, COUNT, _gained("loaded"), True),
    Column("Nghiệm thu trong kỳ", 10, COUNT, _gained("accepted"), True),
    Column("Sớm (+), chậm (−), tháng", 9, DECIMAL, _now("months_ahead")),
    Column("SPI(t)", 7, "0.00", _now("spi_t")),
    Column("Tình trạng", 16, TEXT, lambda line: f"{line.now.adherence.shape} {line.now.adherence.term}"),
    Column("So với kế hoạch", 17, TEXT, lambda line: headline(line.now)),
    Column("Hạn", 10, DAY, _now("end")),
    Column("Dự kiến xong", 10, DAY, _now("forecast_end")),
)  # fmt: skip
FIGURES: Final = (*_COUNTS, SHARE, *_REST)
EARNED, PLANNED = (
    next(no for no, one in enumerate(_COUNTS) if one.heading.startswith(words))
    for words in ("Nghiệm thu trong", "Trường hợp theo")
)
