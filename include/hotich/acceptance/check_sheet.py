"""The check sheet of an acceptance sample: what a person compares with the paper, and what the filled-in sheet says.

Delivery contract §1, `phieu_kiem_mau`: one line a sampled case; `ketQua`, `cotSai` and `ghiChu` are filled in, the name of
the checker stands on the first sheet. A line is found again by the sample's number and the line's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

from hotich.errors import DeliveryError
from hotich.registers import Field, Kind, Register
from hotich.slips.drawing import Drawer, Sheet, slip_file
from hotich.slips.layout import PERSON, SAMPLE_SHEET
from hotich.storage.sample_sheets import SampledCase
from hotich.text.folding import fold

RIGHT, WRONG = "đúng", "sai"
_HEADS: Final = {
    "mau": "số phiếu",
    "dong": "thứ tự",
    "so": "số đăng ký",
    "ketQua": "đúng hay sai",
    "cotSai": "các cột sai",
    "ghiChu": "ghi chú",
    "banQuet": "tên bản quét",
}
"""Column → what it holds."""
_WIDTHS: Final = (7, 7, 10, 10, 24, 24, 33, 17)
_IN_VIEW: Final = 5
"""Columns that stay in view beside those compared: the case and its answer."""
_FIELDS_ON_PAGE: Final = 10
_ANSWERS: Final = ("ketQua", "cotSai", "ghiChu")
_NUMBERED: Final = {name: at for at, name in enumerate(_HEADS)}
_NOT_ON_PAPER: Final = frozenset({"transcriber_name"})
"""Fields that the paper does not have."""


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """A sample of a book, ready to be drawn."""

    sample_id: int
    unit_code: str
    unit_name: str
    year: int
    book_no: int
    case_count: int
    allowed: int
    limit_quality: float
    """Share, 0 to 1."""
    risk: float
    expected: int | None
    """Cases by the inventory; None: it does not say."""
    cases: Sequence[SampledCase]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sheet says of one case."""

    position: int
    is_right: bool
    wrong_fields: tuple[str, ...]
    remark: str | None


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A filled-in check sheet. Lines read = answers + blank + unusable."""

    sample_id: int
    person: str
    """Who checked, as written; "" where the cell is blank."""
    answers: tuple[Answer, ...]
    blank: int
    """Lines without a result."""
    unusable: tuple[str, ...]
    """Why a line can't be used, in Vietnamese, one for each."""

    @property
    def line_count(self) -> int:
        """Lines of the sheet."""
        return len(self.answers) + self.blank + len(self.unusable)


def write_check_sheet(path: Path, register: Register, sheet: CheckSheet) -> None:
    """Draw the check sheet under `path`; it appears whole or not at all."""
    fields = _shown_fields(register, sheet.cases)
    heads = [f"{name}\n{term}" for name, term in _HEADS.items()]
    heads += [f"{field.column}\n{field.term}" for field in fields]
    title = f"Phiếu kiểm mẫu – Sổ {register.term.lower()}, năm {sheet.year}, quyển {sheet.book_no}"
    with slip_file(path, title, f"mẫu {sheet.sample_id}") as drawer:
        drawer.guide(title, _guide(sheet))
        page = drawer.data_sheet(SAMPLE_SHEET, heads, _WIDTHS)
        drawer.fit_row(
            page, 0, [(head, _WIDTHS[min(at, len(_WIDTHS) - 1)] - 2) for at, head in enumerate(heads)]
        )
        for at, case in enumerate(sheet.cases, start=1):
            _draw_case(drawer, page, at, register, sheet, case, fields)
        drawer.close_sheet(page, len(sheet.cases), len(heads), frozen=_IN_VIEW, printed=len(heads))
        # A case is too wide for one page: its number stands on each.
        page.repeat_columns(0, _NUMBERED["so"])
        page.fit_to_pages(ceil(len(heads) / _FIELDS_ON_PAGE), 0)


def _draw_case(
    drawer: Drawer, page: Sheet, at: int, register: Register, sheet: CheckSheet, case: SampledCase,
    fields: Sequence[Field],
) -> None:  # fmt: skip
    known = {
        "mau": str(sheet.sample_id),
        "dong": str(case.position),
        "so": f"{case.entry_no:02d}{case.entry_suffix}",
        "banQuet": case.scan_name or expected_scan_name(register, sheet.year, sheet.book_no, case),
    }
    for name, text in known.items():
        drawer.text(page, at, _NUMBERED[name], text)
    for name in _ANSWERS:
        drawer.answer(page, at, _NUMBERED[name], words=(RIGHT, WRONG) if name == "ketQua" else ())
    texts = [_shown(field, case) for field in fields]
    for column, text in enumerate(texts, start=len(_HEADS)):
        drawer.text(page, at, column, text)
    drawer.fit_row(page, at, [(known["banQuet"], _WIDTHS[6]), *((text, _WIDTHS[-1]) for text in texts)])


def expected_scan_name(register: Register, year: int, book_no: int, case: SampledCase) -> str:
    """The name that the Ministry's rule gives the case's scan (domain handbook §2)."""
    return (
        f"{register.code}.{year}.{book_no:02d}.{case.registered_on.isoformat()}"
        f".{case.entry_no:03d}{case.entry_suffix}.pdf"
    )


def _shown_fields(register: Register, cases: Sequence[SampledCase]) -> list[Field]:
    """The template's columns, also blank ones (the paper may have something), and filled ones of other editions."""
    own = {field.name for field in register.fields}
    filled = {name for case in cases for name, value in case.values.items() if value or name in case.written}
    return [
        field
        for field in register.all_fields
        if field.name not in _NOT_ON_PAPER and (field.name in own or field.name in filled)
    ]


def _shown(field: Field, case: SampledCase) -> str:
    """The value as it was keyed; a code with its word, for comparing with the paper."""
    value, written = case.values.get(field.name), case.written.get(field.name)
    if (
        value
        and field.codes is not None
        and value in field.codes.values
        and field.codes.values[value] != value
    ):
        return f"{value} {field.codes.values[value]}"
    if written is not None:
        return written
    if value and field.kind is Kind.DATE:
        return ".".join(reversed(value.split("-")))
    return value or ""


def _guide(sheet: CheckSheet) -> list[str]:
    limit = ceil(sheet.case_count * Fraction(str(sheet.limit_quality)))
    whole = len(sheet.cases) == sheet.case_count
    drawn = (
        "tất cả các trường hợp" if whole else "những trường hợp máy chọn ngẫu nhiên, không ai đoán trước được"
    )
    fails = (
        f"Có từ {sheet.allowed + 1} trường hợp sai trở lên thì quyển sổ không đạt và phải nhập lại cả quyển."
    )
    meaning = (
        f"Một quyển có từ {limit} trường hợp sai trở lên ({_percent(sheet.limit_quality)} hoặc hơn) chỉ lọt qua lần kiểm này"
        f" với xác suất không quá {_percent(sheet.risk, up=True)}."
        if sheet.risk
        else "Kiểm đủ từng ấy thì không quyển nào sai đến mức phải phát hiện mà lọt qua được."
    )
    return [
        f"Đơn vị: {sheet.unit_name} ({sheet.unit_code}). Phiếu số {sheet.sample_id}: {len(sheet.cases)} trên"
        f" {sheet.case_count} trường hợp đã nạp của quyển, {drawn}.",
        "",
        "Câu hỏi cho từng dòng: những gì ghi ở dòng này có đúng hết với trang sổ giấy không?",
        "",
        f"1. Ghi họ tên người kiểm vào ô «{PERSON}» ở trên. Người đã nhập quyển này hoặc đã quyết định khác biệt thì không được kiểm.",
        f"2. Mở trang «{SAMPLE_SHEET}». Với mỗi dòng, mở sổ giấy (hoặc bản quét ở cột «banQuet») đúng số đăng ký và so từng cột.",
        f"3. Cột «ketQua»: chọn {RIGHT} hoặc {WRONG}. Khác một chữ, một dấu, một chữ số, thừa hay thiếu một ô đều là sai; chỉ khác"
        " chữ hoa, chữ thường hoặc dấu cách thì không sai. Mã (như giới tính) so bằng chữ đứng sau mã.",
        f"4. Dòng {WRONG}: ghi tên các cột sai vào «cotSai», cách nhau bằng dấu chấm phẩy, ví dụ: meNgaySinh; chaHoTen. Nếu sổ giấy"
        " không có trường hợp này thì ghi vào «ghiChu».",
        "5. Chỗ sổ mờ, rách không đọc được thì không kể là sai; ghi rõ ở «ghiChu».",
        "6. Không sửa giá trị trong phiếu này. Kiểm hết mọi dòng, lưu lại, giữ nguyên tên tệp, đặt vào thư mục của đơn vị.",
        "",
        f"Ý nghĩa: {fails} {_fewer(sheet.allowed)} {meaning}",
        *_totals(sheet),
    ]


def _fewer(allowed: int) -> str:
    return f"Sai tối đa {allowed} thì đạt." if allowed else "Không trường hợp nào sai thì đạt."


def _totals(sheet: CheckSheet) -> list[str]:
    if sheet.expected is None or sheet.expected == sheet.case_count:
        return []
    return [
        f"Thống kê sổ ghi {sheet.expected} trường hợp (đã trừ số gạch bỏ), đã nạp {sheet.case_count}: xem trang khóa sổ; nếu thiếu"
        " trường hợp thì báo người nhập, nếu thống kê sai thì gửi lại thống kê."
    ]


def _percent(share: float, *, up: bool = False) -> str:
    """0.125 → "12,5 %"; `up`: rounded up, so that the sentence stays true."""
    exact = Fraction(str(share)) * 1000
    tenths = ceil(exact) if up else round(exact)
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth} %" if tenth else f"{whole} %"


def read_check_sheet(
    register: Register, guide: Iterable[tuple[int, Sequence[str]]], lines: Iterable[tuple[int, Sequence[str]]]
) -> SheetReading:
    """Read a filled-in check sheet. `guide`, `lines`: (row number, texts of the cells) of its two sheets.

    Raises DeliveryError when it is no check sheet, or of several samples.
    """
    rows = [(row_no, list(cells)) for row_no, cells in lines if any(cells)]
    columns = _columns(rows)
    numbers = {_cell(cells, columns["mau"]) for _, cells in rows[1:]}
    if len(numbers) != 1 or not (number := numbers.pop()).isdigit():
        raise DeliveryError(
            "Cột mau của phiếu không còn nguyên: dùng lại phiếu đã nhận, không chép dòng từ phiếu khác."
        )
    reading = SheetReading(int(number), _person(guide), (), 0, ())
    seen: set[int] = set()
    for row_no, cells in rows[1:]:
        reading = _take_line(
            reading, register, row_no, {name: _cell(cells, at) for name, at in columns.items()}, seen
        )
    return reading


def _columns(rows: Sequence[tuple[int, Sequence[str]]]) -> dict[str, int]:
    header = [(text.split() or [""])[0] for text in rows[0][1]] if rows else []
    needed = ("mau", "dong", *_ANSWERS)
    if missing := [name for name in needed if name not in header]:
        raise DeliveryError(
            f"Trang «{SAMPLE_SHEET}» thiếu cột {', '.join(missing)}: dùng lại phiếu đã nhận, không đổi tên hay xóa cột."
        )
    return {name: header.index(name) for name in needed}


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _person(guide: Iterable[tuple[int, Sequence[str]]]) -> str:
    label = fold(PERSON)
    found = (_cell(cells, 1) for _, cells in guide if cells and fold(cells[0]) == label)
    return next(found, "")


def _take_line(
    reading: SheetReading, register: Register, row_no: int, cells: Mapping[str, str], seen: set[int]
) -> SheetReading:
    result, named, remark = fold(cells["ketQua"]), cells["cotSai"], cells["ghiChu"] or None
    if not result and not named:
        return replace(reading, blank=reading.blank + 1)
    try:
        position = _position(cells["dong"], seen)
        wrong = _wrong_fields(register, named)
        if result not in {RIGHT, WRONG}:
            raise _UnusableLineError(f"cột ketQua phải là {RIGHT} hoặc {WRONG}")
        if result == RIGHT and wrong:
            raise _UnusableLineError(f"ghi {RIGHT} mà lại nêu cột sai; bỏ một trong hai")
        if result == WRONG and not wrong and remark is None:
            raise _UnusableLineError(f"ghi {WRONG} mà không nêu cột sai; ghi vào cotSai hoặc ghiChu")
    except _UnusableLineError as error:
        return replace(reading, unusable=(*reading.unusable, f"Dòng {row_no}: {error}."))
    answer = Answer(position, result == RIGHT, wrong, remark)
    return replace(reading, answers=(*reading.answers, answer))


class _UnusableLineError(Exception):
    """The line can't be used; says why."""


def _position(text: str, seen: set[int]) -> int:
    if not text.isdigit() or int(text) in seen:
        raise _UnusableLineError("cột dong không còn nguyên; dùng lại phiếu đã nhận")
    seen.add(int(text))
    return int(text)


def _wrong_fields(register: Register, named: str) -> tuple[str, ...]:
    """Names of the fields whose columns (or terms) are named."""
    known = {fold(field.column): field.name for field in register.all_fields}
    known |= {fold(field.term): field.name for field in register.all_fields} | known
    parts: list[str] = []
    for part in named.replace("\n", ";").split(";"):
        # Terms hold commas themselves.
        parts += [part] if fold(part) in known else part.split(",")
    parts = [part.strip() for part in parts if part.strip()]
    if unknown := [part for part in parts if fold(part) not in known]:
        raise _UnusableLineError(f"không có cột “{unknown[0][:40]}”; ghi đúng tên cột ở dòng đầu của trang")
    return tuple(dict.fromkeys(known[fold(part)] for part in parts))
