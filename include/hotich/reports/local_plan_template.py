"""The Word template of a district's own plan, made from the form's values once and kept as a file that clerks change."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx.oxml import OxmlElement

from hotich.reports.form import Form, load_form
from hotich.reports.lint.parts import DRAFT
from hotich.reports.packing import pack
from hotich.reports.template import HEAD_WIDTHS
from hotich.reports.template_sheet import (
    ISSUER_RULE,
    MOTTO_RULE,
    SUBJECT_RULE,
    Sheet,
    draw_rule,
    set_widths,
    write_cell,
)

PLAN_FILE_NAME: Final = "ke_hoach_dia_ban.docx"
_CLOSING_WIDTHS: Final = (80, 85)
_LEFT: Final = frozenset({"ten", "thoi_gian"})
_CENTRE: Final = frozenset({"tt", "tu", "den"})

Columns = tuple[tuple[str, str, int], ...]
"""Heading, column of the rows, width in mm."""
_STAGES: Final[Columns] = (
    ("TT", "tt", 9), ("Giai đoạn", "ten", 56), ("Thời gian", "thoi_gian", 38), ("Trường hợp", "truong_hop", 22),
    ("Đã nghiệm thu", "da_xong", 21), ("Còn phải làm", "con_lai", 21),
)  # fmt: skip
_UNITS: Final[Columns] = (
    ("TT", "tt", 9), ("Đơn vị lập sổ", "ten", 56), ("Trường hợp", "truong_hop", 23), ("Đã nghiệm thu", "da_xong", 21),
    ("Còn phải làm", "con_lai", 20), ("Từ tháng", "tu", 19), ("Đến tháng", "den", 19),
)  # fmt: skip
_GROUPS: Final[Columns] = (
    ("TT", "tt", 9), ("Giai đoạn, nhóm sổ", "ten", 74), ("Trường hợp", "truong_hop", 23), ("Còn phải làm", "con_lai", 21),
    ("Từ tháng", "tu", 20), ("Đến tháng", "den", 20),
)  # fmt: skip
_MONTHS: Final[Columns] = (("Tháng, nhóm sổ", "ten", 120), ("Trường hợp phải nghiệm thu", "con_lai", 46))
_DETAIL: Final[Columns] = (
    ("Đơn vị, giai đoạn, nhóm sổ", "ten", 83), ("Trường hợp", "truong_hop", 23), ("Còn phải làm", "con_lai", 21),
    ("Từ tháng", "tu", 20), ("Đến tháng", "den", 20),
)  # fmt: skip
_PURPOSE: Final = (
    "Cụ thể hóa nhiệm vụ của {{ dia_ban }} trong {{ ke_hoach_tinh }} của {{ co_quan_tinh }}, bảo đảm dữ liệu hộ tịch do cấp nào "
    "tạo lập thì cấp đó số hóa.",
    "Việc số hóa phải chính xác, đầy đủ, đúng như sổ gốc, kịp thời và bảo vệ dữ liệu cá nhân.",
)
_DUTIES: Final = (
    "Phòng Tư pháp tham mưu, theo dõi, đôn đốc; tổng hợp kết quả, khó khăn, vướng mắc, báo cáo Sở Tư pháp.",
    "Cơ quan tài chính tham mưu bố trí kinh phí và hướng dẫn việc sử dụng kinh phí.",
    "Các đơn vị lập sổ gửi thống kê sổ, tổ chức nhập liệu, kiểm tra và giao nộp theo đúng tiến độ ở các phụ lục.",
)


def packaged_plan_template() -> Path:
    """The template kept in the package."""
    return Path(__file__).parent / "templates" / PLAN_FILE_NAME


def build_plan_template(out: Path, form: Form | None = None) -> Path:
    """Write the template anew from the form's values."""
    return _Builder(form or load_form()).build(out)


class _Builder(Sheet):
    """Writes the words into a sheet with its styles."""

    def build(self, out: Path) -> Path:
        self.page()
        self.styles()
        self.head()
        self.body()
        self.closing()
        self.appendices()
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = (
            "Kế hoạch số hóa sổ hộ tịch của địa bàn",
            "",
            "",
        )
        properties.created = properties.modified = datetime(2020, 3, 5)  # noqa: DTZ001 - Word knows no zones
        properties.language = "vi-VN"
        out.parent.mkdir(parents=True, exist_ok=True)
        self.document.save(str(out))
        pack(out)
        return out

    def head(self) -> None:
        table = self.document.add_table(2, 2)
        set_widths(table, HEAD_WIDTHS)
        left, right = table.rows[0].cells
        write_cell(left, [("{{ co_quan | upper }}", "Cơ quan ban hành"), ("", ISSUER_RULE)])
        national = (self.form.national_name_text, "Quốc hiệu")
        write_cell(right, [national, (self.form.motto_text, "Tiêu ngữ"), ("", MOTTO_RULE)])
        left, right = table.rows[1].cells
        write_cell(left, [("Số:         /KH-UBND", "Số, ký hiệu"), (DRAFT, "Dự thảo")])
        write_cell(right, [("{{ dia_danh }}, {{ ngay_ky }}", "Địa danh, ngày tháng")])
        for cell in table.rows[0].cells:
            draw_rule(cell.paragraphs[-1])
        self.add("KẾ HOẠCH", "Tên loại văn bản")
        self.add("Số hóa, cập nhật dữ liệu hộ tịch từ các sổ hộ tịch", "Trích yếu")
        self.add("trên địa bàn {{ dia_ban }}", "Trích yếu")
        draw_rule(self.add("", SUBJECT_RULE))

    def body(self) -> None:
        self.each("can_cu", "Căn cứ")
        self.add(
            "Thực hiện {{ ke_hoach_tinh }} của {{ co_quan_tinh }}, {{ co_quan }} xây dựng Kế hoạch số hóa, cập nhật dữ liệu hộ tịch "
            "trên địa bàn, cụ thể như sau:"
        )
        self.heading("I. MỤC ĐÍCH, YÊU CẦU", 1)
        for no, text in enumerate(_PURPOSE, start=1):
            self.add(f"{no}. {text}")
        self.heading("II. KHỐI LƯỢNG", 1)
        self.add(
            "Theo thống kê sổ có hiệu lực đến ngày {{ ngay_so_lieu }}, {{ so_don_vi }} đơn vị phải số hóa {{ tong }} trường hợp "
            "(không kể trường hợp đã gạch bỏ và sổ đã mất); còn phải nghiệm thu {{ con_lai }} trường hợp."
        )
        self.add("{%p if thieu_thong_ke %}")
        self.add("Chưa gửi thống kê sổ nên chưa có trong kế hoạch này: {{ thieu_thong_ke | join('; ') }}.")
        self.add("{%p endif %}")
        self.caption(1, "Khối lượng theo giai đoạn")
        self.loop(_STAGES, "bang_giai_doan")
        self.caption(2, "Khối lượng theo đơn vị")
        self.loop(_UNITS, "bang_don_vi")
        self.heading("III. LỘ TRÌNH THỰC HIỆN", 1)
        self.add(
            "Trong mỗi giai đoạn, từng đơn vị làm lần lượt các nhóm sổ theo thứ tự của kế hoạch tỉnh ({{ ly_do_nhom_so }}), rải đều "
            "theo ngày làm việc. Việc quá hạn làm ngay trong tháng tới."
        )
        self.caption(3, "Lộ trình theo giai đoạn và nhóm sổ")
        self.loop(_GROUPS, "bang_nhom_so", levels=True)
        self.heading("IV. KINH PHÍ", 1)
        self.add(
            "Kinh phí bố trí từ ngân sách nhà nước trong dự toán chi thường xuyên hằng năm và các nguồn khác theo quy định của pháp "
            "luật; dự toán lập riêng theo khối lượng ở mục II."
        )
        self.heading("V. TỔ CHỨC THỰC HIỆN", 1)
        for no, text in enumerate(_DUTIES, start=1):
            self.add(f"{no}. {text}")
        self.add(
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc thì phản ánh về {{ co_quan }} để được giải quyết"
            f"{self.form.body.closing}"
        )

    def closing(self) -> None:
        table = self.document.add_table(1, 2)
        set_widths(table, _CLOSING_WIDTHS)
        left, right = table.rows[0].cells
        lines = ("- Sở Tư pháp (báo cáo);", "- Các đơn vị lập sổ trên địa bàn;", "- Lưu: VT.")
        write_cell(
            left, [(self.form.recipients_text, "Chữ Nơi nhận"), *((line, "Nơi nhận") for line in lines)]
        )
        signer = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
        write_cell(right, [*((line, "Người ký") for line in signer), *[("", "Người ký")] * 4])

    def appendices(self) -> None:
        note = "(Kèm theo Kế hoạch số         /KH-UBND {{ ngay_ky }} của {{ co_quan }})"
        for no, title, columns, name in (
            ("I", "PHẦN VIỆC TỪNG THÁNG", _MONTHS, "bang_thang"),
            ("II", "PHẦN VIỆC TỪNG ĐƠN VỊ", _DETAIL, "bang_chi_tiet"),
        ):
            self.add(f"Phụ lục {no}", "Phụ lục")
            self.add(title, "Tên phụ lục")
            self.add(note, "Kèm theo")
            self.loop(columns, name, levels=True)
        self.add("Đơn vị tính: trường hợp. Số liệu đến ngày {{ ngay_so_lieu }}", "Ghi chú bảng")

    def add(self, text: str, style: str = "Lời văn") -> Any:
        return self.document.add_paragraph(text, style)

    def heading(self, text: str, level: int) -> None:
        self.add(text, f"Đề mục {level}")

    def caption(self, no: int, title: str) -> None:
        self.add(f"Bảng {no}. {title}. Số liệu đến ngày {{{{ ngay_so_lieu }}}}", "Tên bảng, biểu đồ")

    def each(self, name: str, style: str) -> None:
        self.add(f"{{%p for dong in {name} %}}", style)
        self.add("{{ dong }}", style)
        self.add("{%p endfor %}", style)

    def loop(self, columns: Iterable[tuple[str, str, int]], name: str, *, levels: bool = False) -> None:
        """A table of rows; `levels`: those with dam = 1 are bold."""
        known = list(columns)
        table = self.document.add_table(1, len(known))
        table.style = "Table Grid"
        set_widths(table, [width for _, _, width in known], margin=1)
        for cell, (heading, _, _) in zip(table.rows[0].cells, known, strict=True):
            write_cell(cell, [(heading, "Bảng – giữa")], bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.tag(table, f"{{%tr for d in {name} %}}")
        if levels:
            self.tag(table, "{%tr if d.dam %}")
            self.cells(table, known, bold=True)
            self.tag(table, "{%tr else %}")
        self.cells(table, known, bold=False)
        if levels:
            self.tag(table, "{%tr endif %}")
        self.tag(table, "{%tr endfor %}")

    def tag(self, table: Any, text: str) -> None:
        table.add_row().cells[0].paragraphs[0].add_run(text)

    def cells(self, table: Any, columns: list[tuple[str, str, int]], *, bold: bool) -> None:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (_, column, _) in zip(row.cells, columns, strict=True):
            style = "chữ" if column in _LEFT else "giữa" if column in _CENTRE else "số"
            write_cell(cell, [(f"{{{{ d.{column} }}}}", f"Bảng – {style}")], bold=bold)
