"""The slip of arbitration: every difference of two keyings of a book, for a third person who looks into the paper.

It has the contract's seven columns (delivery contract §4), so that it comes back through the reader of the returned slips:
a cell is found by sha256, dong, cot. A line about a whole row has no `cot` and is answered in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from hotich.registers import Register
from hotich.slips import Slip, slip_name
from hotich.slips.drawing import Drawer, Mark, Sheet, slip_file
from hotich.slips.layout import ARBITRATION_SHEET, COLUMNS, CONFIRMED, EMPTY, IN_BOOK, NOT_IN_BOOK, PERSON
from hotich.storage.states import Finding, Weight

SOURCE: Final = "DOI-CHIEU"
"""Stands in `ruleId`: what found the difference is no rule."""
_BESIDE: Final = ("lanNhapHai", "soDangKy", "banQuet")
_WIDTHS: Final = (5, 6, 20, 12, 48, 26, 26, 26, 11, 20)
_ANSWER: Final = COLUMNS.index("giaTriDung")
_MARKS: Final = {Weight.CONTENT: Mark.ERROR, Weight.LIGHT: Mark.WARNING}


@dataclass(frozen=True, slots=True)
class ArbitratedBook:
    """The book whose keyings differ."""

    unit_code: str
    unit_name: str
    register: Register
    year: int
    book_no: int

    @property
    def name(self) -> str:
        """What the slip is called."""
        return slip_name(Slip.ARBITRATION, self.unit_code, self.register.code, self.year, self.book_no)


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One open difference; values as written, None: blank."""

    number: str
    """Entry number and year of the case."""
    sha256: str
    """Of the file that holds the case's loaded row; of a case that is not loaded the second keying's file."""
    row_no: int
    field: str
    """Name of the field; "" for the whole row."""
    finding: Finding
    weight: Weight
    first_value: str | None
    second_value: str | None
    scan: str | None
    """Name of the scanned file, where it is known."""


def digest(book: ArbitratedBook, lines: Sequence[DifferenceLine]) -> str:
    """Equal digests: the same slip."""
    return sha256(repr((book.name, book.unit_name, tuple(lines))).encode()).hexdigest()


def write_arbitration(path: Path, book: ArbitratedBook, lines: Sequence[DifferenceLine]) -> None:
    """Write the slip with these lines, which stand grouped by case. The file appears whole or not at all."""
    title = f"Phiếu đối chiếu – Sổ {book.register.term.lower()}"
    with slip_file(path, f"Phiếu đối chiếu – sổ {book.register.code}") as drawer:
        drawer.guide(title, _guide(book, lines))
        headers = (*COLUMNS, *_BESIDE)
        sheet = drawer.data_sheet(ARBITRATION_SHEET, headers, _WIDTHS)
        for at, line in enumerate(lines, start=1):
            _draw_line(drawer, sheet, at, book.register, line)
        drawer.close_sheet(sheet, len(lines), len(headers), frozen=len(COLUMNS), printed=len(headers))


def _draw_line(drawer: Drawer, sheet: Sheet, at: int, register: Register, line: DifferenceLine) -> None:
    field = register.field(line.field) if line.field else None
    reason = _reason(line, field.term if field else "")
    mark = _MARKS[line.weight]
    drawer.clipped(sheet, at, 0, line.sha256)
    known = (str(line.row_no), field.column if field else "", SOURCE, reason)
    for column, value in enumerate(known, start=1):
        drawer.text(sheet, at, column, value)
    drawer.text(sheet, at, _ANSWER - 1, line.first_value, mark)
    beside = (line.second_value, line.number, line.scan)
    for column, text in enumerate(beside, start=len(COLUMNS)):
        drawer.text(sheet, at, column, text, mark if column == len(COLUMNS) else None)
    _offer_answers(drawer, sheet, at, register, line)
    shown = zip(
        (*known, line.first_value or "", "", *(text or "" for text in beside)), _WIDTHS[1:], strict=True
    )
    drawer.fit_row(sheet, at, shown)


def _offer_answers(drawer: Drawer, sheet: Sheet, at: int, register: Register, line: DifferenceLine) -> None:
    if line.finding is Finding.DOUBLED:
        drawer.text(sheet, at, _ANSWER, None)
    elif line.field:
        offered = dict.fromkeys(value for value in (line.first_value, line.second_value) if value)
        blank = (EMPTY,) if None in {line.first_value, line.second_value} else ()
        field = register.field(line.field)
        drawer.answer(sheet, at, _ANSWER, field=field, offered=(*offered, *blank), words=(CONFIRMED,))
    else:
        drawer.answer(sheet, at, _ANSWER, words=(IN_BOOK, NOT_IN_BOOK))


def _reason(line: DifferenceLine, term: str) -> str:
    number = f"Số {line.number}"
    match line.finding:
        case Finding.ONLY_FIRST:
            return f"{number}: chỉ lần nhập một có. Xem sổ gốc rồi chọn: {IN_BOOK} hoặc {NOT_IN_BOOK}."
        case Finding.ONLY_SECOND:
            return f"{number}: chỉ lần nhập hai có. Xem sổ gốc rồi chọn: {IN_BOOK} hoặc {NOT_IN_BOOK}."
        case Finding.DOUBLED:
            return (
                f"{number}: lần nhập hai có nhiều dòng mang số này. Không trả lời ở đây: sửa số trong tệp .short theo sổ"
                " gốc rồi gửi lại tệp ấy."
            )
        case _:
            light = line.weight is Weight.LIGHT
            much = "chỉ khác cách viết, không bắt buộc trả lời" if light else "hai lần nhập khác nhau"
            return f"{number} – {term}: {much}. Ghi giá trị đúng như sổ gốc."


def _guide(book: ArbitratedBook, lines: Sequence[DifferenceLine]) -> tuple[str, ...]:
    cases = len({line.number for line in lines})
    content = sum(line.weight is Weight.CONTENT for line in lines)
    return (
        f"Đơn vị: {book.unit_name} ({book.unit_code}). Năm {book.year}, quyển {book.book_no}.",
        f"Hai người nhập quyển này khác nhau ở {content} chỗ về nội dung, {len(lines) - content} chỗ chỉ khác cách viết"
        f" (ô màu vàng), trong {cases} trường hợp.",
        "",
        f"1. Người làm phiếu này không được là người đã nhập lần một hay lần hai. Ghi họ tên vào ô «{PERSON}» ở trên.",
        f"2. Mở trang «{ARBITRATION_SHEET}». Mỗi dòng là một chỗ khác nhau: «giaTriCu» là điều người nhập lần một đã ghi,"
        " «lanNhapHai» là của người nhập lần hai; «soDangKy» và «banQuet» cho biết tìm ở đâu.",
        "3. Xem sổ gốc (hoặc bản quét) rồi ghi giá trị đúng vào cột «giaTriDung» (màu xanh): chọn trong danh sách, hoặc tự ghi"
        " nếu cả hai đều sai.",
        f"4. Lần nhập một đúng thì cũng có thể ghi: {CONFIRMED}. Sổ không ghi gì ở chỗ ấy thì chọn: {EMPTY}.",
        f"5. Dòng không có tên cột ở «cot» nói về cả trường hợp: chọn {IN_BOOK} hoặc {NOT_IN_BOOK}.",
        "6. Lưu lại, giữ nguyên tên tệp, đặt vào thư mục của đơn vị. Không đổi tên cột, không xóa cột.",
        "",
        "Chưa rõ thì để trống; chỗ ấy sẽ chờ. Sổ gốc là căn cứ: ghi đúng như sổ, kể cả chỗ lạ.",
        "Quyển sổ chưa được nghiệm thu khi còn chỗ khác nội dung chưa trả lời ở cột trọng yếu.",
    )
