"""The words of the progress report's template, as it comes with the package.

Clerks change the kept file in Word; this module only says how the first one reads, so that a new decree or another kind
of report need not be drawn by hand. `tests/unit/reports/test_papers.py` holds the kept file to what is built here.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hotich.reports.blocks import CENTRE, TEXT, Column, Paper
from hotich.reports.form import Form

FILE_NAME: Final = "bao_cao_tien_do.docx"
TITLE: Final = "Báo cáo tiến độ số hóa sổ hộ tịch"
_SYMBOL: Final = "BC-{{ co_quan.ky_hieu }}"
_MONEY: Final = (
    Column("Cơ quan", "co_quan", 44, TEXT), Column("Hoạt động", "hoat_dong", 34, TEXT), Column("Dự toán (đồng)", "du_toan", 25),
    Column("Được giao (đồng)", "duoc_giao", 24), Column("Đã chi (đồng)", "da_chi", 24), Column("Ghi chú", "ghi_chu", 14, CENTRE),
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


def build(out: Path, form: Form | None = None) -> Path:
    """Write the template anew from the form's values."""
    paper = Paper(form)
    paper.head(_SYMBOL)
    paper.title("BÁO CÁO", "Kết quả số hóa sổ hộ tịch {{ ky.ten }}", "và nhiệm vụ {{ ky_sau.ten }}")
    paper.each("kinh_gui", "Kính gửi")
    paper.each("can_cu", "Căn cứ")
    paper.add(
        "Thực hiện mục {{ ke_hoach.muc }} của Kế hoạch, {{ co_quan.ten }} báo cáo kết quả số hóa sổ hộ tịch "
        "{{ ky.ten }} trên địa bàn {{ co_quan.dia_ban }}, số liệu đến ngày {{ ngay_so_lieu }}, như sau:"
    )
    _results(paper)
    _rest(paper)
    paper.closing(
        "Trên đây là báo cáo kết quả số hóa sổ hộ tịch {{ ky.ten }} của {{ co_quan.ten }}; số liệu chi tiết ở các phụ lục "
        "và tệp Excel kèm theo"
    )
    _appendices(paper)
    return paper.save(out, TITLE)


def _results(paper: Paper) -> None:
    paper.add("I. KẾT QUẢ THỰC HIỆN", "Đề mục 1")
    paper.add("1. Kết quả chung", "Đề mục 2")
    paper.add(
        "Theo thống kê sổ, phải số hóa {{ chung.thong_ke }} trường hợp trong {{ chung.so_so }} quyển sổ (trong đó "
        "{{ chung.so_mat }} trường hợp thuộc sổ đã mất); {{ chung.thieu_thong_ke }} đơn vị chưa gửi thống kê. Đến ngày "
        "{{ ngay_so_lieu }}, đã nghiệm thu {{ chung.nghiem_thu }} trường hợp, trong đó {{ chung.nghiem_thu_thong_ke }} thuộc thống kê "
        "sổ, đạt {{ chung.ty_le }}; đã nạp "
        "{{ chung.da_nap }}; đã giao {{ chung.da_giao }}; đang trả lại {{ chung.tra_lai }} dòng."
    )
    paper.add("Tiến độ: {{ chung.tien_do }}. {{ chung.du_bao }} {{ chung.toc_do }}")
    paper.add(
        "Trong kỳ ({{ ky.tu_den }}): giao thêm {{ chung.giao_trong_ky }} trường hợp, nạp thêm {{ chung.nap_trong_ky }}, "
        "nghiệm thu thêm {{ chung.nghiem_thu_trong_ky }}."
    )
    paper.picture("hinh_tien_do", 1, "Nghiệm thu so với kế hoạch")
    paper.add("2. Kết quả theo giai đoạn", "Đề mục 2")
    paper.caption(1, "Tiến độ từng giai đoạn")
    _figures(paper, "Giai đoạn", "bang_giai_doan")
    paper.add(_SIGNS, "Ghi chú bảng")
    paper.picture("hinh_giai_doan", 2, "Các giai đoạn của kế hoạch")
    paper.add("3. Kết quả theo {{ co_quan.cap_duoi }}", "Đề mục 2")
    paper.caption(2, "Tiến độ từng {{ co_quan.cap_duoi }}, chậm nhất trước")
    _figures(paper, "Đơn vị", "bang_don_vi")
    paper.picture("hinh_don_vi", 3, "So sánh các {{ co_quan.cap_duoi }}")
    paper.add("4. Kết quả theo nhóm sổ", "Đề mục 2")
    paper.caption(3, "Tiến độ từng nhóm sổ")
    _figures(paper, "Nhóm sổ", "bang_nhom_so")


def _rest(paper: Paper) -> None:
    paper.add("II. GIAI ĐOẠN QUÁ HẠN, KHỐI LƯỢNG THAY ĐỔI", "Đề mục 1")
    for no, (title, name, none) in enumerate(
        (
            ("Giai đoạn quá hạn", "qua_han", "Không có giai đoạn quá hạn."),
            ("Khối lượng thay đổi trong kỳ", "khoi_luong", "Khối lượng theo thống kê sổ không thay đổi."),
            ("Thứ tự nhóm sổ", "thu_tu", "Các giai đoạn làm đúng thứ tự nhóm sổ."),
            ("Điều chỉnh kế hoạch", "dieu_chinh", "Không có quyết định điều chỉnh trong kỳ."),
        ),
        1,
    ):
        paper.add(f"{no}. {title}", "Đề mục 2")
        paper.each_or(name, none)
    paper.add("III. KHÓ KHĂN, VƯỚNG MẮC", "Đề mục 1")
    paper.each_or("kho_khan", "Không có khó khăn, vướng mắc được ghi nhận.")
    paper.add("IV. ĐỀ XUẤT, KIẾN NGHỊ", "Đề mục 1")
    paper.each_or("de_xuat", "Không có đề xuất, kiến nghị.")
    paper.add("V. NHIỆM VỤ {{ ky_sau.ten | upper }}", "Đề mục 1")
    paper.each_or("nhiem_vu", "Không còn khối lượng phải thực hiện.")
    paper.when("kinh_phi", lambda: _money(paper))


def _money(paper: Paper) -> None:
    paper.add("VI. KINH PHÍ", "Đề mục 1")
    paper.caption(4, "Kinh phí năm {{ nam_ngan_sach }}")
    paper.table(_MONEY, "kinh_phi", total="kinh_phi_tong")
    paper.add(
        "Ghi chú: (*) chưa kiểm chứng: có đơn giá hoặc số trang chưa được cơ quan có thẩm quyền duyệt, không dùng làm căn cứ chi",
        "Ghi chú bảng",
    )


def _appendices(paper: Paper) -> None:
    paper.appendix("I", "SỐ LIỆU THEO ĐƠN VỊ VÀ NHÓM SỔ", "Báo cáo", _SYMBOL)
    _figures(paper, "Đơn vị, nhóm sổ", "bang_chi_tiet", levels=True)
    paper.add(_SIGNS, "Ghi chú bảng")
    paper.appendix("II", "CÁCH TÍNH CÁC SỐ LIỆU", "Báo cáo", _SYMBOL)
    paper.numbered(_MEANINGS)


def _figures(paper: Paper, heading: str, name: str, *, levels: bool = False) -> None:
    """The whole in bold, then the lines of a list; `levels`: parts in bold, each with its own lines."""
    columns = _figure_columns(heading)
    table = paper.grid(columns)
    paper.loop(table, "bang_tong", columns, bold=True, keep=True)
    paper.loop(table, name, columns, bold_when="d.cap == '1'" if levels else "")


def _figure_columns(heading: str) -> Sequence[Column]:
    counts = (
        ("Theo thống kê", "thong_ke"), ("Đã giao", "da_giao"), ("Đã nạp", "da_nap"), ("Đã nghiệm thu", "nghiem_thu"),
    )  # fmt: skip
    return (
        Column("TT", "tt", 7, CENTRE), Column(heading, "ten", 34, TEXT), Column("Số sổ", "so_so", 13),
        *(Column(title, blank, 17) for title, blank in counts), Column("Trả lại", "tra_lai", 11), Column("Tỷ lệ %", "ty_le", 11),
        Column("So với kế hoạch", "tinh_trang", 21, TEXT),
    )  # fmt: skip
