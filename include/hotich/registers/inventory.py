"""The inventory of original books (bảng thống kê sổ): one row a book, the source of all control totals."""

from dataclasses import dataclass

from hotich.registers import codes
from hotich.registers.blocks import own
from hotich.registers.model import CodeList, Field, Kind

FILE_NAME = "thong_ke_so.xlsx"
"""Name of the inventory in a unit's folder (delivery contract §1)."""


def _column(
    name: str, column: str, term: str, kind: Kind, code_list: CodeList | None = None, hint: str = ""
) -> Field:
    # An inventory counts books; it names nobody.
    return own(name, column, term, kind, code_list, private=False, hint=hint)


@dataclass(frozen=True, slots=True)
class Inventory:
    """The columns of `thong_ke_so.xlsx`, described like those of a register."""

    term: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    """Names of the fields that make a row's key within a unit; they and `case_count` can't be absent."""

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def by_column(self, column: str) -> Field | None:
        """The field under the header `column` (exact), None when unknown."""
        return next((field for field in self.fields if field.column == column), None)


INVENTORY = Inventory(
    term="Thống kê sổ hộ tịch gốc",
    fields=(
        _column("register_code", "loaiSo", "Loại sổ", Kind.CODE, codes.REGISTER_TYPE),
        _column("year", "nam", "Năm của sổ", Kind.YEAR, hint="4 chữ số"),
        _column("book_number", "quyenSo", "Quyển số", Kind.BOOK_NUMBER, hint="số quyển, ví dụ 1"),
        _column("opened_on", "ngayMoSo", "Ngày mở sổ", Kind.DATE, hint="dd.mm.yyyy"),
        _column("locked_on", "ngayKhoaSo", "Ngày khóa sổ", Kind.DATE, hint="dd.mm.yyyy"),
        _column("page_count", "tongSoTrang", "Tổng số trang", Kind.COUNT, hint="theo trang khóa sổ"),
        _column("case_count", "tongSoTruongHop", "Tổng số trường hợp", Kind.COUNT, hint="theo trang khóa sổ"),
        _column("struck_out_count", "soTruongHopDaGachBo", "Số trường hợp đã gạch bỏ", Kind.COUNT),
        _column("condition", "tinhTrang", "Tình trạng sổ", Kind.CODE, codes.BOOK_CONDITION),
        own("note", "ghiChu", "Ghi chú"),
    ),
    key=("register_code", "year", "book_number"),
)
