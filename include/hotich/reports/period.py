"""The span of time that a report tells of: a month, a quarter, a year, or any days."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hotich.errors import HotichError
from hotich.plan import ReportKind

_DAY = timedelta(days=1)
_MONTHS = {ReportKind.MONTHLY: 1, ReportKind.QUARTERLY: 3, ReportKind.YEARLY: 12}
_QUARTERS = ("I", "II", "III", "IV")
_WRITTEN = {
    ReportKind.MONTHLY: re.compile(r"(?P<year>\d{4})-(?P<no>0?[1-9]|1[0-2])"),
    ReportKind.QUARTERLY: re.compile(r"(?P<year>\d{4})-Q(?P<no>[1-4])", re.IGNORECASE),
    ReportKind.YEARLY: re.compile(r"(?P<year>\d{4})(?P<no>)"),
}
_EXAMPLE = {ReportKind.MONTHLY: "2025-09", ReportKind.QUARTERLY: "2025-Q3", ReportKind.YEARLY: "2025"}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included (kỳ báo cáo)."""

    kind: ReportKind
    start: date
    end: date

    @property
    def id(self) -> str:
        """As written on the command line: "2025-09", "2025-Q3", "2025", "2025-07-01..2025-08-15"."""
        if self.kind is ReportKind.MONTHLY:
            return f"{self.start:%Y-%m}"
        if self.kind is ReportKind.QUARTERLY:
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        if self.kind is ReportKind.YEARLY:
            return f"{self.start.year}"
        return f"{self.start}..{self.end}"

    @property
    def title(self) -> str:
        """As a subject line has it: "tháng 9 năm 2025", "quý III năm 2025", "năm 2025", "từ ngày … đến ngày …"."""
        if self.kind is ReportKind.MONTHLY:
            return f"tháng {month_number(self.start.month)} năm {self.start.year}"
        if self.kind is ReportKind.QUARTERLY:
            return f"quý {_QUARTERS[(self.start.month - 1) // 3]} năm {self.start.year}"
        if self.kind is ReportKind.YEARLY:
            return f"năm {self.start.year}"
        return f"từ ngày {self.start:%d/%m/%Y} đến ngày {self.end:%d/%m/%Y}"

    def next(self) -> "Period":
        """The span after it: the next month, quarter, year, or as many days."""
        start = self.end + _DAY
        if self.kind in _MONTHS:
            return Period(self.kind, start, _end(start, _MONTHS[self.kind]))
        return Period(self.kind, start, start + (self.end - self.start))


def period_of(kind: ReportKind, written: str) -> Period:
    """The period that the text names. Raises HotichError on anything but "2025-09", "2025-Q3", "2025" (by kind)."""
    if kind not in _WRITTEN:
        raise HotichError("Báo cáo đột xuất cần ngày đầu và ngày cuối: ghi --from và --to, bỏ --period.")
    found = _WRITTEN[kind].fullmatch(written.strip())
    if found is None or not 1900 <= int(found["year"]) <= 2999:
        raise HotichError(
            f"Kỳ «{written}» không đọc được: báo cáo {kind.term} ghi dạng {_EXAMPLE[kind]}, "
            "hoặc dùng --from và --to cho khoảng ngày bất kỳ."
        )
    months = _MONTHS[kind]
    start = date(int(found["year"]), (int(found["no"] or 1) - 1) * months + 1, 1)
    return Period(kind, start, _end(start, months))


def span(start: date, end: date) -> Period:
    """Any days. Raises HotichError when they run backwards."""
    if end < start:
        raise HotichError(
            f"Khoảng ngày ngược: từ {start:%d/%m/%Y} đến {end:%d/%m/%Y}. Đổi chỗ --from và --to."
        )
    return Period(ReportKind.SPAN, start, end)


def period_around(kind: ReportKind, on: date) -> Period:
    """The month, quarter or year that a day lies in."""
    months = _MONTHS[kind]
    start = date(on.year, (on.month - 1) // months * months + 1, 1)
    return Period(kind, start, _end(start, months))


def ended_periods(kind: ReportKind, since: date, until: date) -> Iterator[Period]:
    """The periods whose last day lies in `since` … `until`, oldest first."""
    period = period_around(kind, since)
    while period.end <= until:
        yield period
        period = period.next()


def month_number(month: int) -> str:
    """A month as official papers write it: months 1 and 2 with a leading nought (NĐ 30/2020, Phụ lục I)."""
    return f"{month:02d}" if month <= 2 else str(month)


def _end(start: date, months: int) -> date:
    """The last day of the last of so many months."""
    year, month = divmod(start.month - 1 + months - 1, 12)
    year, month = start.year + year, month + 1
    return date(year, month, calendar.monthrange(year, month)[1])
