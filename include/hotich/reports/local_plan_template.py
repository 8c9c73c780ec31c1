"""The words of the template of a district's own plan, as it comes with the package; clerks change the kept file in Word."""

from pathlib import Path
from typing import Final

from hotich.reports.blocks import CENTRE, TEXT, Column, Paper
from hotich.reports.form import Form
from hotich.reports.local_plan_months import MONTHS

FILE_NAME: Final = "ke_hoach_dia_ban.docx"
TITLE: Final = "Kế hoạch số hóa sổ hộ tịch của địa bàn"
_SYMBOL: Final = "KH-UBND"

_NO: Final = Column("TT", "tt", 9, CENTRE)
_CASES, _DONE, _LEFT = (
    Column("Trường hợp", "truong_hop", 22), Column("Đã nghiệm thu", "da_xong", 21), Column("Còn phải làm", "con_lai", 21),
)  # fmt: skip
_FROM, _UNTIL = Column("Từ tháng", "tu", 19, CENTRE), Column("Đến tháng", "den", 19, CENTRE)
_STAGES: Final = (
    _NO, Column("Giai đoạn", "ten", 69, TEXT), Column("Thời gian", "thoi_gian", 23, CENTRE), _CASES, _DONE, _LEFT,
)  # fmt: skip
_UNITS: Final = (_NO, Column("Đơn vị lập sổ", "ten", 54, TEXT), _CASES, _DONE, _LEFT, _FROM, _UNTIL)
_GROUPS: Final = (_NO, Column("Giai đoạn, nhóm sổ", "ten", 54, TEXT), _CASES, _DONE, _LEFT, _FROM, _UNTIL)
_MONEY: Final = (
    _NO, Column("Năm, việc", "ten", 54, TEXT), Column("Khối lượng", "khoi_luong", 20), Column("Đơn vị tính", "don_vi_tinh", 22, CENTRE),
    Column("Đơn giá (đồng)", "don_gia", 18), Column("Thành tiền (đồng)", "thanh_tien", 28), Column("Ghi chú", "ghi_chu", 14, CENTRE),
)  # fmt: skip
_PURPOSE: Final = (
    "Cụ thể hóa nhiệm vụ của {{ dia_ban }} trong {{ ke_hoach_tinh }} của {{ co_quan_tinh }}, bảo đảm dữ liệu hộ tịch do cấp nào "
    "tạo lập thì cấp đó số hóa.",
    "Việc số hóa phải chính xác, đầy đủ, đúng như sổ gốc, kịp thời và bảo vệ dữ liệu cá nhân.",
)
_DUTIES: Final = (
    "{% if cap_huyen %}Phòng Tư pháp{% else %}Công chức tư pháp – hộ tịch{% endif %} tham mưu, theo dõi, đôn đốc; tổng hợp kết quả, "
    "khó khăn, vướng mắc, báo cáo Sở Tư pháp.",
    "Cơ quan tài chính tham mưu bố trí kinh phí và hướng dẫn việc sử dụng kinh phí.",
    "Các đơn vị lập sổ gửi thống kê sổ, tổ chức nhập liệu, kiểm tra và giao nộp theo đúng tiến độ ở các phụ lục.",
)


def build(out: Path, form: Form | None = None) -> Path:
    """Write the template anew from the form's values."""
    paper = Paper(form)
    paper.head(_SYMBOL)
    paper.title(
        "KẾ HOẠCH", "Số hóa, cập nhật dữ liệu hộ tịch từ các sổ hộ tịch", "trên địa bàn {{ dia_ban }}"
    )
    paper.each("can_cu", "Căn cứ")
    _purpose(paper)
    _quantities(paper)
    _order(paper)
    _money(paper)
    paper.add("V. TỔ CHỨC THỰC HIỆN", "Đề mục 1")
    paper.numbered(_DUTIES)
    paper.closing(
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc thì phản ánh về {{ co_quan.ten }} để được giải quyết"
    )
    _appendices(paper)
    return paper.save(out, TITLE)


def _purpose(paper: Paper) -> None:
    paper.add(
        "Thực hiện {{ ke_hoach_tinh }} của {{ co_quan_tinh }}, {{ co_quan.ten }} xây dựng Kế hoạch số hóa, cập nhật dữ liệu hộ tịch "
        "trên địa bàn, cụ thể như sau:"
    )
    paper.add("I. MỤC ĐÍCH, YÊU CẦU", "Đề mục 1")
    paper.numbered(_PURPOSE)


def _quantities(paper: Paper) -> None:
    paper.add("II. KHỐI LƯỢNG", "Đề mục 1")
    paper.add(
        "Theo thống kê sổ có hiệu lực đến ngày {{ ngay_so_lieu }}, {{ so_don_vi }} đơn vị có {{ thong_ke }} trường hợp "
        "(không kể trường hợp đã gạch bỏ){% if so_mat %}; trừ sổ đã mất: {{ so_mat }}{% endif %}; phải số hóa {{ tong }} trường hợp; "
        "đã nghiệm thu {{ da_xong }}, còn phải nghiệm thu {{ con_lai }} trường hợp."
    )
    paper.when(
        "thieu_thong_ke",
        lambda: paper.add(
            "Chưa gửi thống kê sổ nên chưa có trong kế hoạch này: {{ thieu_thong_ke | join('; ') }}."
        ),
    )
    paper.caption(1, "Khối lượng theo giai đoạn (trường hợp)")
    paper.table(_STAGES, "bang_giai_doan", total="tong_cong", whole=True)
    paper.caption(2, "Khối lượng theo đơn vị (trường hợp)")
    paper.table(_UNITS, "bang_don_vi", total="tong_cong")


def _order(paper: Paper) -> None:
    paper.add("III. LỘ TRÌNH THỰC HIỆN", "Đề mục 1")
    paper.add(
        "Trong mỗi giai đoạn, từng đơn vị làm lần lượt các nhóm sổ theo thứ tự của kế hoạch tỉnh ({{ ly_do_nhom_so }}), rải đều "
        "theo ngày làm việc. Việc quá hạn làm ngay trong tháng tới. Phần việc từng tháng của từng nhóm sổ và từng đơn vị ở các phụ lục."
    )
    paper.caption(3, "Lộ trình theo giai đoạn và nhóm sổ (trường hợp)")
    paper.table(_GROUPS, "bang_nhom_so", total="tong_cong", bold_when="d.dam")


def _money(paper: Paper) -> None:
    paper.add("IV. KINH PHÍ", "Đề mục 1")
    paper.add(
        "Kinh phí bố trí từ ngân sách nhà nước trong dự toán chi thường xuyên hằng năm và các nguồn khác theo quy định của pháp "
        "luật."
    )
    paper.when("bang_kinh_phi", lambda: _estimate(paper))


def _estimate(paper: Paper) -> None:
    paper.add(
        "Kinh phí dự kiến cho khối lượng còn lại: {{ kinh_phi_tong }} đồng"
        "{% if kinh_phi_luu_y %} (số dự kiến có phần chưa kiểm chứng){% endif %}, chia theo năm và việc như sau:"
    )
    paper.caption(4, "Kinh phí dự kiến theo năm và việc")
    paper.table(_MONEY, "bang_kinh_phi", total="kinh_phi_cong", bold_when="d.dam")
    paper.when("kinh_phi_luu_y", lambda: paper.add("Ghi chú: {{ kinh_phi_luu_y }}", "Ghi chú bảng"))


def _appendices(paper: Paper) -> None:
    paper.add("", "Nơi nhận")
    paper.landscape()
    paper.appendix("I", "PHẦN VIỆC TỪNG ĐƠN VỊ THEO NHÓM SỔ", "Kế hoạch", _SYMBOL)
    paper.add("{%p for gd in don_vi_nhom_so %}")
    paper.add(
        "{{ gd.ten }}: trường hợp còn phải nghiệm thu. Số liệu đến ngày {{ ngay_so_lieu }}",
        "Tên bảng, biểu đồ",
    )
    paper.crossed(
        Column("Đơn vị lập sổ", "ten", 60, TEXT), "gd.nhom", Column("", "so", 27), Column("Cộng", "cong", 22), "gd.dong", "gd.tong"
    )  # fmt: skip
    paper.add("{%p endfor %}")
    for number, title, name, heading in (
        ("II", "PHẦN VIỆC TỪNG NHÓM SỔ THEO THÁNG", "thang_nhom_so", "Giai đoạn, nhóm sổ"),
        ("III", "PHẦN VIỆC TỪNG ĐƠN VỊ THEO THÁNG", "thang_don_vi", "Đơn vị lập sổ"),
    ):
        paper.appendix(number, title, "Kế hoạch", _SYMBOL)
        _months(paper, name, heading)


def _months(paper: Paper, name: str, heading: str) -> None:
    """A table a year (T1: January); each stays on one page as long as it fits."""
    columns = (
        Column(heading, "ten", 66, TEXT), *(Column(f"T{no}", f"t{no}", 13.8) for no in MONTHS), Column("Cộng", "cong", 20),
    )  # fmt: skip
    paper.add(f"{{%p for nam in {name} %}}")
    paper.add(
        "Năm {{ nam.nam }}: trường hợp phải nghiệm thu từng tháng (T1 – T12). Số liệu đến ngày {{ ngay_so_lieu }}",
        "Tên bảng, biểu đồ",
    )
    paper.table(columns, "nam.dong", total="nam.tong", bold_when="d.dam", whole=True)
    paper.add("{%p endfor %}")
