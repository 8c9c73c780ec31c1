"""What a person writes about a document on money, read and checked: the same for the command line and the workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hotich.budget.costing import Costing
from hotich.budget.payers import Payers
from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.storage.ledger import NewEntry
from hotich.storage.states import EntryKind
from hotich.text.dates import read_date
from hotich.text.folding import fold
from hotich.text.shown import show_day
from hotich.text.unicode import clean, fault

COLUMNS: Final[Mapping[str, str]] = {
    "kind": "Loại",
    "authority": "Mã cơ quan",
    "year": "Năm ngân sách",
    "activity": "Việc",
    "quantity": "Khối lượng",
    "amount": "Số tiền (đồng)",
    "document_number": "Số chứng từ",
    "document_on": "Ngày chứng từ",
    "content": "Nội dung",
}
"""What a line says → its heading."""
OPTIONAL: Final = frozenset({"quantity"})
_MOST: Final = 10**15
_LONGEST: Final = 500
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class UnusableCellError(Exception):
    """A value can't be used; says what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads lines under one plan and budget file. `today`: no document is dated later."""

    plan: Plan
    costing: Costing
    today: date

    def read(self, cells: Mapping[str, Any]) -> tuple[NewEntry | None, list[str]]:
        """The entry that the cells make, or None and why, a sentence a fault, each naming its column.

        cells: key of `COLUMNS` → what was written (text, number or date; blank or absent: nothing).
        """
        faults: list[str] = []

        def take(name: str, read: Callable[[Any], Any]) -> Any:
            value = cells.get(name)
            text = value.strip() if isinstance(value, str) else value
            if text in {None, ""}:
                if name not in OPTIONAL:
                    faults.append(f"cột “{COLUMNS[name]}” trống: điền giá trị")
                return None
            try:
                return read(text)
            except UnusableCellError as error:
                faults.append(f"cột “{COLUMNS[name]}”: {error}")
            return None

        kind, activity = take("kind", _kind), take("activity", self._activity)
        year, quantity, amount = take("year", _year), take("quantity", _count), take("amount", _count)
        number, on = take("document_number", _text), take("document_on", self._day)
        content = take("content", _text)
        unit_id = take("authority", lambda text: self._unit_id(text, year, on))
        if faults:
            return None, faults
        return (
            NewEntry(
                kind=kind, unit_id=unit_id, year=year, activity=activity, amount=amount, quantity=quantity,
                document_number=number, document_on=on, content=content,
            ),
            [],
        )  # fmt: skip

    def _activity(self, value: Any) -> str:
        """An activity by its id or name."""
        wanted = fold(_text(value))
        for one in self.costing.activities:
            if wanted in {fold(one.id), fold(one.term)}:
                return one.id
        names = "; ".join(one.term for one in self.costing.activities)
        raise UnusableCellError(f"không có việc “{value}”. Chọn một trong: {names}")

    def _day(self, value: Any) -> date:
        if isinstance(value, date):
            found: date | None = date(value.year, value.month, value.day)
        else:
            read = read_date(clean(str(value)))
            found = read.first if read.state == "full" else None
        if found is None:
            raise UnusableCellError(f"“{value}” không phải ngày. Ghi dạng 05/01/2026")
        if found > self.today:
            raise UnusableCellError(
                f"{show_day(found)} sau hôm nay ({show_day(self.today)}). Ghi ngày của chứng từ đã có"
            )
        return found

    def _unit_id(self, value: Any, year: int | None, on: date | None) -> int | None:
        """The authority as of the document, or as of the end of its budget year if that came before."""
        if year is None or on is None:
            return None
        code = str(int(value)) if isinstance(value, float) else _text(value)
        try:
            return Payers(self.plan.at(on), self.costing, min(on, date(year, 12, 31))).find(code).unit_id
        except HotichError as error:
            raise UnusableCellError(str(error).rstrip(".")) from error


def _kind(value: Any) -> EntryKind:
    wanted = fold(_text(value))
    for kind in EntryKind:
        if wanted in {fold(kind.value), fold(kind.term)}:
            return kind
    raise UnusableCellError(
        f"“{value}” không dùng được. Ghi {' hoặc '.join(kind.term for kind in EntryKind)}"
    )


def _year(value: Any) -> int:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        raise UnusableCellError(f"“{value}” không phải năm. Ghi 4 chữ số, ví dụ 2026")
    return int(text)


def _count(value: Any) -> int:
    """A whole number above 0: 15000000, or 15.000.000 as Vietnamese offices write it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise UnusableCellError(f"“{value}” không phải số. Ghi số nguyên, ví dụ 15000000")
    if isinstance(value, float):
        if not value.is_integer():
            raise UnusableCellError(f"“{value}” có phần lẻ. Ghi số nguyên: đồng không có phần lẻ")
        value = int(value)
    text = str(value).replace("\u00a0", " ").strip()
    groups = text.split(".")
    if len(groups) > 1 and groups[0].isdigit() and all(len(part) == 3 for part in groups[1:]):
        text = "".join(groups)
    if text.startswith("-"):
        raise UnusableCellError(
            f"“{value}” là số âm. Muốn sửa khoản đã ghi thì đảo bút toán: `hotich budget cancel <số>`"
        )
    if not (text.isascii() and text.isdigit()):
        raise UnusableCellError(f"“{value}” không phải số nguyên. Ghi ví dụ 15000000 hoặc 15.000.000")
    if not 0 < int(text) <= _MOST:
        raise UnusableCellError(f"“{value}” không dùng được. Ghi số từ 1 đến {_MOST:,}".replace(",", "."))
    return int(text)


def _text(value: Any) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    cleaned = clean(text)
    if cleaned is None or fault(text) or len(cleaned) > _LONGEST:
        raise UnusableCellError(f"có ký tự điều khiển hoặc dài quá {_LONGEST} ký tự. Gõ lại ô này")
    return cleaned
