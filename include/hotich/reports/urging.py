"""The draft by which a province's department urges the units (thông báo đôn đốc), in the form of administrative documents."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from docx.oxml import OxmlElement

from hotich.plan import Plan
from hotich.reminders import News, UnitReminders
from hotich.reports import words
from hotich.reports.document import write_document
from hotich.reports.form import Form, load_form
from hotich.reports.issuer import Issuer
from hotich.reports.lint.parts import DRAFT
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
from hotich.text.shown import show_day, show_number

_CLOSING_WIDTHS: Final = (80, 85)
_COLUMNS: Final = (
    ("TT", "tt", 9, "giữa"), ("Đơn vị", "don_vi", 33, "chữ"), ("Việc", "viec", 30, "chữ"), ("Số liệu", "so_lieu", 50, "chữ"),
    ("Cần làm", "can_lam", 43, "chữ"),
)  # fmt: skip
"""Heading, blank, width in mm, how it stands."""


def write_notice(
    out: Path, plan: Plan, issuer: Issuer, units: Sequence[UnitReminders], news: Mapping[tuple[int, str], News], as_of: date
) -> Path:  # fmt: skip
    """Write the draft about what is news: number, date and signature stay blank. It appears whole or not at all."""
    form = load_form()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "mau.docx"
        _Notice(form).build(template)
        return write_document(template, _filled(plan, issuer, units, news, as_of), {}, out, form)


def _filled(
    plan: Plan, issuer: Issuer, units: Sequence[UnitReminders], news: Mapping[tuple[int, str], News], as_of: date
) -> dict[str, Any]:  # fmt: skip
    rows = [
        {
            "don_vi": unit.name,
            "viec": one.subject.term,
            "so_lieu": one.words,
            "can_lam": one.subject.next_step,
        }
        for unit in units
        for one in unit.reminders
        if (one.unit_id, one.key) in news
    ]
    told = {unit_id for unit_id, _ in news}
    return {
        "co_quan": {
            "chu_quan": issuer.superior.upper(), "ten_hoa": issuer.name.upper(), "ten": issuer.name,
            "ky_hieu": issuer.symbol, "dia_danh": issuer.place,
        },
        "ngay_ky": words.blank_date(as_of.year),
        "ngay_so_lieu": show_day(as_of),
        "ke_hoach": plan.name,
        "muc": issuer.clause,
        "so_don_vi": show_number(len(told)),
        "so_viec": show_number(len(rows)),
        "bang": [row | {"tt": str(no)} for no, row in enumerate(rows, 1)],
        "nguoi_ky": [one.upper() for one in issuer.signer],
        "noi_nhan": words.recipient_lines(issuer),
    }  # fmt: skip


class _Notice(Sheet):
    """Writes the words of the draft into a sheet with its styles."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.page()
        self.styles()

    def build(self, out: Path) -> None:
        self._head()
        self._add("THÔNG BÁO", "Tên loại văn bản")
        self._add("Đôn đốc tiến độ số hóa sổ hộ tịch", "Trích yếu")
        draw_rule(self._add("", SUBJECT_RULE))
        self._add("Kính gửi: Các đơn vị có tên trong Phụ lục", "Kính gửi")
        self._text()
        self._closing()
        self._appendix()
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = "Đôn đốc tiến độ số hóa sổ hộ tịch", "", ""
        properties.language = "vi-VN"
        self.document.save(str(out))

    def _add(self, text: str, style: str = "Lời văn") -> Any:
        return self.document.add_paragraph(text, style)

    def _head(self) -> None:
        table = self.document.add_table(2, 2)
        set_widths(table, HEAD_WIDTHS)
        left, right = table.rows[0].cells
        write_cell(left, [
            ("{%p if co_quan.chu_quan %}", "Cơ quan chủ quản"), ("{{ co_quan.chu_quan }}", "Cơ quan chủ quản"),
            ("{%p endif %}", "Cơ quan chủ quản"), ("{{ co_quan.ten_hoa }}", "Cơ quan ban hành"), ("", ISSUER_RULE),
        ])  # fmt: skip
        write_cell(
            right,
            [
                (self.form.national_name_text, "Quốc hiệu"),
                (self.form.motto_text, "Tiêu ngữ"),
                ("", MOTTO_RULE),
            ],
        )
        for cell in (left, right):
            draw_rule(cell.paragraphs[-1])
        left, right = table.rows[1].cells
        write_cell(left, [("Số:         /TB-{{ co_quan.ky_hieu }}", "Số, ký hiệu"), (DRAFT, "Dự thảo")])
        write_cell(right, [("{{ co_quan.dia_danh }}, {{ ngay_ky }}", "Địa danh, ngày tháng")])

    def _text(self) -> None:
        self._add(
            "Thực hiện mục {{ muc }} của {{ ke_hoach }}, {{ co_quan.ten }} đã rà soát tiến độ đến ngày {{ ngay_so_lieu }}. Có "
            "{{ so_don_vi }} đơn vị với {{ so_viec }} việc mới phát sinh hoặc nặng thêm so với lần đôn đốc trước, nêu ở Phụ lục."
        )
        self._add("{{ co_quan.ten }} đề nghị các đơn vị:")
        for no, text in enumerate((
            "Thực hiện ngay các việc ở cột «Cần làm»; số liệu chi tiết của từng đơn vị ở tệp trong thư mục của đơn vị.",
            "Có khó khăn, vướng mắc thì phản ánh qua hệ thống, nêu rõ đề nghị, để kịp thời tháo gỡ.",
        ), 1):  # fmt: skip
            self._add(f"{no}. {text}")
        self._add(f"{{{{ co_quan.ten }}}} thông báo để các đơn vị biết, thực hiện{self.form.body.closing}")

    def _closing(self) -> None:
        table = self.document.add_table(1, 2)
        set_widths(table, _CLOSING_WIDTHS)
        left, right = table.rows[0].cells
        write_cell(left, [
            (self.form.recipients_text, "Chữ Nơi nhận"), ("{%p for dong in noi_nhan %}", "Nơi nhận"), ("{{ dong }}", "Nơi nhận"),
            ("{%p endfor %}", "Nơi nhận"),
        ])  # fmt: skip
        write_cell(right, [
            ("{%p for dong in nguoi_ky %}", "Người ký"), ("{{ dong }}", "Người ký"), ("{%p endfor %}", "Người ký"),
            *[("", "Người ký")] * 4,
        ])  # fmt: skip

    def _appendix(self) -> None:
        self._add("Phụ lục", "Phụ lục")
        self._add("CÁC VIỆC ĐƯỢC ĐÔN ĐỐC", "Tên phụ lục")
        self._add(
            "(Kèm theo Thông báo số         /TB-{{ co_quan.ky_hieu }} {{ ngay_ky }} của {{ co_quan.ten }})",
            "Kèm theo",
        )
        table = self.document.add_table(1, len(_COLUMNS))
        table.style = "Table Grid"
        set_widths(table, [width for _, _, width, _ in _COLUMNS], margin=1)
        for cell, (heading, _, _, _) in zip(table.rows[0].cells, _COLUMNS, strict=True):
            write_cell(cell, [(heading, "Bảng – giữa")], bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        table.add_row().cells[0].paragraphs[0].add_run("{%tr for d in bang %}")
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (_, name, _, align) in zip(row.cells, _COLUMNS, strict=True):
            write_cell(cell, [(f"{{{{ d.{name} }}}}", f"Bảng – {align}")])
        table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")
