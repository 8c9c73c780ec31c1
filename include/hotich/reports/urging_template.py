"""The words of the letter (công văn) by which units are urged, as it comes with the package; clerks change the kept file in Word."""

from pathlib import Path
from typing import Final

from docx.shared import Pt

from hotich.reports.blocks import CENTRE, TEXT, Column, Paper
from hotich.reports.form import Form

FILE_NAME: Final = "cong_van_don_doc.docx"
TITLE: Final = "Công văn đôn đốc tiến độ số hóa sổ hộ tịch"
_SYMBOL: Final = "{{ co_quan.ky_hieu }}-…"
"""A letter's sign ends with who drafted it, which is for whoever signs to fill in."""
_COLUMNS: Final = (
    Column("TT", "tt", 9, CENTRE), Column("Đơn vị", "don_vi", 33, TEXT), Column("Việc", "viec", 30, TEXT),
    Column("Số liệu", "so_lieu", 50, TEXT), Column("Cần làm", "can_lam", 43, TEXT),
)  # fmt: skip
_ASKED: Final = (
    "Thực hiện ngay các việc ở cột «Cần làm»; số liệu chi tiết của từng đơn vị ở tệp trong thư mục của đơn vị.",
    "Có khó khăn, vướng mắc thì phản ánh qua hệ thống, nêu rõ đề nghị, để kịp thời tháo gỡ.",
)


def build(out: Path, form: Form | None = None) -> Path:
    """Write the template anew from the form's values."""
    paper = Paper(form)
    paper.head(_SYMBOL, f"{paper.form.letter_subject_text}đôn đốc tiến độ số hóa sổ hộ tịch")
    paper.add("Kính gửi: {{ kinh_gui }}", "Kính gửi").paragraph_format.space_before = Pt(12)
    paper.add(
        "Thực hiện mục {{ ke_hoach.muc }} của {{ ke_hoach.ten }}, {{ co_quan.ten }} đã rà soát tiến độ đến ngày {{ ngay_so_lieu }}. "
        "Có {{ so_don_vi }} đơn vị với {{ so_viec }} việc mới phát sinh hoặc nặng thêm so với lần đôn đốc trước, nêu ở Phụ lục."
    )
    paper.add("{{ co_quan.ten }} đề nghị các đơn vị:")
    paper.numbered(_ASKED)
    paper.closing("{{ co_quan.ten }} đề nghị các đơn vị quan tâm thực hiện")
    paper.appendix("", "CÁC VIỆC ĐƯỢC ĐÔN ĐỐC", "Công văn", _SYMBOL)
    paper.table(_COLUMNS, "bang")
    paper.add("Số liệu đến ngày {{ ngay_so_lieu }}", "Ghi chú bảng")
    return paper.save(out, TITLE)
