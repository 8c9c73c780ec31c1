"""The Word template that comes with the package, made from the form's values once and kept as a file.

Clerks change the file in Word; this module only says how the first one looks, so that a new decree or another kind of
report need not be drawn by hand. `tests/unit/reports/test_template.py` holds the kept file to what is built here.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx.oxml import OxmlElement

from hotich.reports.form import Form, load_form
from hotich.reports.lint.parts import DRAFT
from hotich.reports.packing import pack
from hotich.reports.template_sheet import (
    ISSUER_RULE,
    MOTTO_RULE,
    SUBJECT_RULE,
    Sheet,
    draw_rule,
    set_widths,
    write_cell,
)

FILE_NAME: Final = "bao_cao_tien_do.docx"
HEAD_WIDTHS: Final = (75, 90)
"""Columns of the head, mm: the national name in 12 points takes 88."""
_CLOSING_WIDTHS: Final = (80, 85)
_TABLE: Final = (
    ("TT", "tt", 8), ("{name}", "ten", 31), ("Số sổ", "so_so", 13), ("Theo thống kê", "thong_ke", 18),
    ("Đã giao", "da_giao", 17), ("Đã nạp", "da_nap", 17), ("Đã nghiệm thu", "nghiem_thu", 17),
    ("Trả lại", "tra_lai", 12), ("Tỷ lệ %", "ty_le", 11), ("So với kế hoạch", "tinh_trang", 21),
)  # fmt: skip
"""Heading, column, width in mm."""
_LEFT_COLUMNS: Final = ("ten", "tinh_trang", "co_quan", "hoat_dong", "ghi_chu")
_MONEY: Final = (
    ("Cơ quan", "co_quan", 36), ("Hoạt động", "hoat_dong", 34), ("Năm", "nam", 11), ("Dự toán (đồng)", "du_toan", 24),
    ("Được giao (đồng)", "duoc_giao", 24), ("Đã chi (đồng)", "da_chi", 22), ("Ghi chú", "ghi_chu", 14),
)  # fmt: skip
_SIGNS: Final = (
    "Ghi chú: đơn vị tính của các cột số là trường hợp, trừ cột số sổ; tỷ lệ chỉ tính các trường hợp "
    "thuộc thống kê sổ; ● đúng tiến độ, ▲ chậm, ■ chậm nghiêm trọng, "
    "✔ hoàn thành, ○ chưa đến hạn bắt đầu, ◌ chưa có mẫu số."
)
_MEANINGS: Final = (
    "Theo thống kê: số trường hợp trong bản thống kê sổ đang có hiệu lực, trừ số đã gạch bỏ; đơn vị chưa gửi thống kê thì "
    "chưa có mẫu số và không tính tỷ lệ.",
    "Đã giao, đã nạp, đã nghiệm thu: mỗi trường hợp tính một lần; nghiệm thu là đã nạp, không còn dòng trả lại và mẫu kiểm "
    "(nếu phải lấy) đạt. Tỷ lệ chỉ tính các trường hợp đã nghiệm thu thuộc thống kê sổ.",
    "So với kế hoạch: thời điểm mà kế hoạch giao xong khối lượng đã nghiệm thu, so với ngày số liệu, tính bằng tháng; "
    "SPI(t) là tỷ số của hai khoảng thời gian ấy.",
    "Số liệu chốt đến ngày {{ ngay_so_lieu }}, như hệ thống biết lúc {{ biet_den }}; lập lại với hai mốc này cho đúng các số này.",
)


def packaged_template() -> Path:
    """The template kept in the package."""
    return Path(__file__).parent / "templates" / FILE_NAME


def build(out: Path, form: Form | None = None) -> Path:
    """Write the template anew from the form's values."""
    return _Builder(form or load_form()).build(out)


class _Builder(Sheet):
    """Writes the words into a sheet with its styles."""

    def build(self, out: Path) -> Path:
        self.page()
        self.styles()
        self.head()
        self.title()
        self.results()
        self.rest()
        self.closing()
        self.appendices()
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = "Báo cáo tiến độ số hóa sổ hộ tịch", "", ""
        properties.created = properties.modified = datetime(2020, 3, 5)  # noqa: DTZ001 - Word knows no zones
        properties.language = "vi-VN"
        out.parent.mkdir(parents=True, exist_ok=True)
        self.document.save(str(out))
        pack(out)
        return out

    # Page and styles

    # Parts of the document

    def head(self) -> None:
        form = self.form
        table = self.document.add_table(2, 2)
        set_widths(table, HEAD_WIDTHS)
        left, right = table.rows[0].cells
        write_cell(left, [("{%p if co_quan.chu_quan %}", "Cơ quan chủ quản"), ("{{ co_quan.chu_quan }}", "Cơ quan chủ quản"),
                      ("{%p endif %}", "Cơ quan chủ quản"), ("{{ co_quan.ten_hoa }}", "Cơ quan ban hành"), ("", ISSUER_RULE)])  # fmt: skip
        write_cell(
            right, [(form.national_name_text, "Quốc hiệu"), (form.motto_text, "Tiêu ngữ"), ("", MOTTO_RULE)]
        )
        left, right = table.rows[1].cells
        write_cell(left, [("Số:         /BC-{{ co_quan.ky_hieu }}", "Số, ký hiệu"), (DRAFT, "Dự thảo")])
        write_cell(right, [("{{ co_quan.dia_danh }}, {{ ngay_ky }}", "Địa danh, ngày tháng")])
        for cell in table.rows[0].cells:
            draw_rule(cell.paragraphs[-1])

    def title(self) -> None:
        self.add("BÁO CÁO", "Tên loại văn bản")
        self.add("Kết quả số hóa sổ hộ tịch {{ ky.ten }}", "Trích yếu")
        self.add("và nhiệm vụ {{ ky_sau.ten }}", "Trích yếu")
        draw_rule(self.add("", SUBJECT_RULE))
        self.each("kinh_gui", "Kính gửi")
        self.each("can_cu", "Căn cứ")
        self.add(
            "Thực hiện mục {{ ke_hoach.muc }} của Kế hoạch, {{ co_quan.ten }} báo cáo kết quả số hóa sổ hộ tịch "
            "{{ ky.ten }} trên địa bàn {{ co_quan.dia_ban }}, số liệu đến ngày {{ ngay_so_lieu }}, như sau:"
        )

    def results(self) -> None:
        self.add("I. KẾT QUẢ THỰC HIỆN", "Đề mục 1")
        self.add("1. Kết quả chung", "Đề mục 2")
        self.add(
            "Theo thống kê sổ, phải số hóa {{ chung.thong_ke }} trường hợp trong {{ chung.so_so }} quyển sổ (trong đó "
            "{{ chung.so_mat }} trường hợp thuộc sổ đã mất); {{ chung.thieu_thong_ke }} đơn vị chưa gửi thống kê. Đến ngày "
            "{{ ngay_so_lieu }}, đã nghiệm thu {{ chung.nghiem_thu }} trường hợp, trong đó {{ chung.nghiem_thu_thong_ke }} thuộc thống kê "
            "sổ, đạt {{ chung.ty_le }}; đã nạp "
            "{{ chung.da_nap }}; đã giao {{ chung.da_giao }}; đang trả lại {{ chung.tra_lai }} dòng."
        )
        self.add("Tiến độ: {{ chung.tien_do }}. {{ chung.du_bao }} {{ chung.toc_do }}")
        self.add(
            "Trong kỳ ({{ ky.tu_den }}): giao thêm {{ chung.giao_trong_ky }} trường hợp, nạp thêm {{ chung.nap_trong_ky }}, "
            "nghiệm thu thêm {{ chung.nghiem_thu_trong_ky }}."
        )
        self.picture("hinh_tien_do", 1, "Nghiệm thu so với kế hoạch")
        self.add("2. Kết quả theo giai đoạn", "Đề mục 2")
        self.table(1, "Tiến độ từng giai đoạn", "Giai đoạn", ["bang_giai_doan"], total=True)
        self.picture("hinh_giai_doan", 2, "Các giai đoạn của kế hoạch")
        self.add("3. Kết quả theo {{ co_quan.cap_duoi }}", "Đề mục 2")
        self.table(
            2, "Tiến độ từng {{ co_quan.cap_duoi }}, chậm nhất trước", "Đơn vị", ["bang_don_vi"], total=True
        )
        self.picture("hinh_don_vi", 3, "So sánh các {{ co_quan.cap_duoi }}")
        self.add("4. Kết quả theo nhóm sổ", "Đề mục 2")
        self.table(3, "Tiến độ từng nhóm sổ", "Nhóm sổ", ["bang_nhom_so"], total=True)

    def rest(self) -> None:
        self.add("II. GIAI ĐOẠN QUÁ HẠN, KHỐI LƯỢNG THAY ĐỔI", "Đề mục 1")
        for no, (title, name, none) in enumerate(
            (
                ("Giai đoạn quá hạn", "qua_han", "Không có giai đoạn quá hạn."),
                ("Khối lượng thay đổi trong kỳ", "khoi_luong", "Khối lượng theo thống kê sổ không thay đổi."),
                ("Thứ tự nhóm sổ", "thu_tu", "Các giai đoạn làm đúng thứ tự nhóm sổ."),
                ("Điều chỉnh kế hoạch", "dieu_chinh", "Không có quyết định điều chỉnh trong kỳ."),
            ),
            1,
        ):
            self.add(f"{no}. {title}", "Đề mục 2")
            self.each_or(name, none)
        self.add("III. KHÓ KHĂN, VƯỚNG MẮC", "Đề mục 1")
        self.each_or("kho_khan", "Không có khó khăn, vướng mắc được ghi nhận.")
        self.add("IV. ĐỀ XUẤT, KIẾN NGHỊ", "Đề mục 1")
        self.each_or("de_xuat", "Không có đề xuất, kiến nghị.")
        self.add("V. NHIỆM VỤ {{ ky_sau.ten | upper }}", "Đề mục 1")
        self.each_or("nhiem_vu", "Không còn khối lượng phải thực hiện.")
        self.add("{%p if kinh_phi %}")
        self.add("VI. KINH PHÍ", "Đề mục 1")
        self.money()
        self.add("{%p endif %}")
        last = self.add(
            "Trên đây là báo cáo kết quả số hóa sổ hộ tịch {{ ky.ten }} của {{ co_quan.ten }}; số liệu chi tiết ở các phụ lục "
            f"và tệp Excel kèm theo{self.form.body.closing}"
        )
        # A signature never stands alone on a page.
        last.paragraph_format.keep_with_next = True

    def closing(self) -> None:
        table = self.document.add_table(1, 2)
        set_widths(table, _CLOSING_WIDTHS)
        left, right = table.rows[0].cells
        write_cell(left, [(self.form.recipients_text, "Chữ Nơi nhận"), ("{%p for dong in noi_nhan %}", "Nơi nhận"),
                      ("{{ dong }}", "Nơi nhận"), ("{%p endfor %}", "Nơi nhận")])  # fmt: skip
        write_cell(right, [("{%p for dong in nguoi_ky %}", "Người ký"), ("{{ dong }}", "Người ký"),
                       ("{%p endfor %}", "Người ký"), *[("", "Người ký")] * 4])  # fmt: skip

    def appendices(self) -> None:
        note = "(Kèm theo Báo cáo số         /BC-{{ co_quan.ky_hieu }} {{ ngay_ky }} của {{ co_quan.ten }})"
        self.add("Phụ lục I", "Phụ lục")
        self.add("SỐ LIỆU THEO ĐƠN VỊ VÀ NHÓM SỔ", "Tên phụ lục")
        self.add(note, "Kèm theo")
        self.table(None, "", "Đơn vị, nhóm sổ", ["bang_chi_tiet"], total=True)
        self.add("Phụ lục II", "Phụ lục")
        self.add("CÁCH TÍNH CÁC SỐ LIỆU", "Tên phụ lục")
        self.add(note, "Kèm theo")
        for no, text in enumerate(_MEANINGS, 1):
            self.add(f"{no}. {text}")

    # Pieces

    def add(self, text: str, style: str = "Lời văn") -> Any:
        return self.document.add_paragraph(text, style)

    def each(self, name: str, style: str = "Lời văn", before: str = "") -> None:
        self.add(f"{{%p for dong in {name} %}}", style)
        self.add(f"{before}{{{{ dong }}}}", style)
        self.add("{%p endfor %}", style)

    def each_or(self, name: str, none: str) -> None:
        """The lines, or a sentence that says that there are none."""
        self.each(name, before="- ")
        self.add(f"{{%p if not {name} %}}")
        self.add(none)
        self.add("{%p endif %}")

    def picture(self, name: str, no: int, title: str) -> None:
        self.add(f"{{{{ {name} }}}}", "Hình")
        self.add(f"Biểu đồ {no}. {title}. Số liệu đến ngày {{{{ ngay_so_lieu }}}}", "Ghi chú bảng")

    def table(self, no: int | None, title: str, name: str, rows: Iterable[str], *, total: bool) -> None:
        if no is not None:
            self.add(f"Bảng {no}. {title}. Số liệu đến ngày {{{{ ngay_so_lieu }}}}", "Tên bảng, biểu đồ")
        columns = [(heading.format(name=name), column, width) for heading, column, width in _TABLE]
        table = self.grid(columns)
        if total:
            self.loop(table, "bang_tong", columns, bold=True)
        for one in rows:
            self.loop(table, one, columns, levels=no is None)
        if no in {None, 1}:
            self.add(_SIGNS, "Ghi chú bảng")

    def money(self) -> None:
        self.add("Bảng 4. Kinh phí theo hoạt động. Số liệu đến ngày {{ ngay_so_lieu }}", "Tên bảng, biểu đồ")
        self.loop(self.grid(_MONEY), "kinh_phi", _MONEY)
        self.add(
            "Ghi chú: (*) có đơn giá hoặc số trang chưa được cơ quan có thẩm quyền duyệt", "Ghi chú bảng"
        )

    def grid(self, columns: Iterable[tuple[str, str, int]]) -> Any:
        known = list(columns)
        table = self.document.add_table(1, len(known))
        table.style = "Table Grid"
        set_widths(table, [width for _, _, width in known], margin=1)
        for cell, (heading, _, _) in zip(table.rows[0].cells, known, strict=True):
            write_cell(cell, [(heading, "Bảng – giữa")], bold=True)
        header = table.rows[0]._tr.get_or_add_trPr()
        header.append(OxmlElement("w:tblHeader"))
        return table

    def loop(
        self,
        table: Any,
        name: str,
        columns: Iterable[tuple[str, str, int]],
        *,
        bold: bool = False,
        levels: bool = False,
    ) -> None:
        known = list(columns)
        self.tag_row(table, f"{{%tr for d in {name} %}}")
        if levels:
            self.tag_row(table, "{%tr if d.cap == '1' %}")
            self.data_row(table, known, bold=True)
            self.tag_row(table, "{%tr else %}")
        self.data_row(table, known, bold=bold)
        if levels:
            self.tag_row(table, "{%tr endif %}")
        self.tag_row(table, "{%tr endfor %}")

    def tag_row(self, table: Any, text: str) -> None:
        table.add_row().cells[0].paragraphs[0].add_run(text)

    def data_row(self, table: Any, columns: list[tuple[str, str, int]], *, bold: bool) -> None:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (_, column, _) in zip(row.cells, columns, strict=True):
            style = "chữ" if column in _LEFT_COLUMNS else "giữa" if column in {"tt", "nam"} else "số"
            write_cell(cell, [(f"{{{{ d.{column} }}}}", f"Bảng – {style}")], bold=bold)
