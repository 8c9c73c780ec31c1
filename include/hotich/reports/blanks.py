"""The blanks of the progress report's template. `docs/reference/mau-bao-cao.md` is written from here."""

from collections.abc import Mapping
from typing import Any, Final

from hotich.reports import filling, words
from hotich.reports.content import Content
from hotich.reports.filling import Blank, Rows
from hotich.text.shown import show_day, show_moment, show_number, show_percent
from hotich.units import Level

BLANKS: Final[tuple[Blank[Content], ...]] = (
    Blank("co_quan.chu_quan", "cơ quan chủ quản, in hoa; trống: không có", lambda c: c.issuer.superior.upper()),
    Blank("co_quan.ten", "cơ quan ban hành báo cáo", lambda c: words.capital(c.issuer.name)),
    Blank("co_quan.ten_hoa", "cơ quan ban hành báo cáo, in hoa", lambda c: c.issuer.name.upper()),
    Blank("co_quan.ky_hieu", "chữ viết tắt trong số, ký hiệu", lambda c: c.issuer.symbol),
    Blank("co_quan.dia_danh", "địa danh", lambda c: c.issuer.place),
    Blank("co_quan.dia_ban", "địa bàn: tỉnh …, huyện …", lambda c: c.issuer.area),
    Blank("co_quan.cap_duoi", "“huyện” trong báo cáo của tỉnh, “đơn vị” trong báo cáo của huyện",
          lambda c: "huyện" if c.issuer.level is Level.PROVINCE else "đơn vị"),
    Blank("ngay_ky", "“ngày … tháng … năm …”, để trống ngày và tháng", lambda c: words.blank_date(c.as_of.year)),
    Blank("kinh_gui", "các dòng kính gửi", lambda c: words.addressee_lines(c.issuer)),
    Blank("can_cu", "các dòng căn cứ", words.basis_lines),
    Blank("nguoi_ky", "các dòng quyền hạn, chức vụ của người ký", lambda c: [one.upper() for one in c.issuer.signer]),
    Blank("noi_nhan", "các dòng nơi nhận, dòng lưu ở cuối", lambda c: words.recipient_lines(c.issuer)),
    Blank("ke_hoach.ten", "tên kế hoạch", lambda c: c.plan.name),
    Blank("ke_hoach.muc", "điểm của kế hoạch giao trách nhiệm báo cáo", lambda c: c.issuer.clause),
    Blank("ky.ten", "kỳ báo cáo: tháng 9 năm 2025, quý III năm 2025", lambda c: c.period.title),
    Blank("ky.tu_den", "“từ 01/07/2025 đến 30/09/2025”: ngày đầu kỳ đến ngày số liệu",
          lambda c: words.period_days(c.period.start, c.as_of)),
    Blank("ky_sau.ten", "kỳ tiếp theo", lambda c: c.period.next().title),
    Blank("ngay_so_lieu", "ngày chốt số liệu, 30/09/2025", lambda c: show_day(c.as_of)),
    Blank("biet_den", "số liệu như hệ thống biết lúc nào, 08:15 02/10/2025", lambda c: show_moment(c.known_at)),
    Blank("chung.thong_ke", "số trường hợp theo thống kê sổ", lambda c: words.planned(c.whole.now)),
    Blank("chung.so_so", "số quyển sổ theo thống kê", lambda c: show_number(c.whole.now.books_planned)),
    Blank("chung.so_mat", "số trường hợp thuộc sổ đã mất", lambda c: show_number(c.whole.now.lost)),
    Blank("chung.da_giao", "số trường hợp đã giao", lambda c: show_number(c.whole.now.delivered)),
    Blank("chung.da_nap", "số trường hợp đã nạp", lambda c: show_number(c.whole.now.loaded)),
    Blank("chung.nghiem_thu", "số trường hợp đã nghiệm thu", lambda c: show_number(c.whole.now.accepted)),
    Blank("chung.nghiem_thu_thong_ke", "trong đó thuộc thống kê sổ: tử số của tỷ lệ",
          lambda c: show_number(c.whole.now.earned)),
    Blank("chung.tra_lai", "số dòng đang trả lại", lambda c: show_number(c.whole.now.returned)),
    Blank("chung.ty_le", "tỷ lệ nghiệm thu, 87,3 %", lambda c: show_percent(c.whole.now.accepted_percent)),
    Blank("chung.thieu_thong_ke", "số đơn vị chưa gửi thống kê sổ",
          lambda c: show_number(c.whole.now.units_without_denominator)),
    Blank("chung.tien_do", "“chậm 7,4 tháng so với kế hoạch (SPI(t) = 0,87: chậm)”",
          lambda c: words.schedule(c.whole.now)),
    Blank("chung.du_bao", "câu dự báo ngày hoàn thành", lambda c: words.forecast(c.whole.now)),
    Blank("chung.toc_do", "câu về tốc độ đạt và cần", lambda c: words.pace(c.whole.now)),
    Blank("chung.giao_trong_ky", "số trường hợp giao thêm trong kỳ",
          lambda c: show_number(c.whole.gained("delivered"))),
    Blank("chung.nap_trong_ky", "số trường hợp nạp thêm trong kỳ", lambda c: show_number(c.whole.gained("loaded"))),
    Blank("chung.nghiem_thu_trong_ky", "số trường hợp nghiệm thu thêm trong kỳ",
          lambda c: show_number(c.whole.gained("accepted"))),
    Blank("nam_ngan_sach", "năm ngân sách của bảng kinh phí", lambda c: str(c.as_of.year)),
    Blank("kinh_phi_tong", "hàng cộng của bảng kinh phí: `{{ kinh_phi_tong.du_toan }}`… như cột của bảng", words.money_total),
    Blank("qua_han", "các câu về giai đoạn quá hạn; danh sách rỗng: không có", words.overdue_lines),
    Blank("khoi_luong", "các câu về khối lượng thay đổi trong kỳ", words.scope_lines),
    Blank("thu_tu", "các câu về nhóm sổ làm không theo thứ tự", words.order_lines),
    Blank("dieu_chinh", "các quyết định điều chỉnh có hiệu lực trong kỳ", lambda c: words.amendment_lines(c.amendments)),
    Blank("kho_khan", "các khó khăn, vướng mắc", words.trouble_lines),
    Blank("de_xuat", "các đề xuất, kiến nghị", words.proposal_lines),
    Blank("nhiem_vu", "các câu về nhiệm vụ kỳ sau: cả địa bàn trước, rồi từng giai đoạn", words.outlook_lines),
)  # fmt: skip
"""Blanks of one value, or of a list of lines of text."""

ROWS: Final[tuple[Rows[Content], ...]] = (
    Rows("bang_giai_doan", "từng giai đoạn", lambda c: [words.row(one, no) for no, one in enumerate(c.stages, 1)]),
    Rows("bang_don_vi", "từng huyện (báo cáo của huyện: từng đơn vị), chậm nhất trước",
         lambda c: [words.row(one, no) for no, one in enumerate(c.parts, 1)]),
    Rows("bang_nhom_so", "từng nhóm sổ theo thứ tự của kế hoạch",
         lambda c: [words.row(one, no) for no, one in enumerate(c.groups, 1)]),
    Rows("bang_tong", "một dòng: cả địa bàn", lambda c: [words.row(c.whole)]),
    Rows("bang_chi_tiet", "từng huyện (đơn vị), dưới đó từng nhóm sổ",
         lambda c: [
             line
             for no, one in enumerate(c.sections, 1)
             for line in (words.row(one.line, no) | {"cap": "1"}, *(words.row(group) | {"cap": "2"} for group in one.groups))
         ]),
    Rows("kinh_phi", "kinh phí của năm theo cơ quan chi (chỉ có một cơ quan: theo hoạt động); danh sách rỗng: chưa có số liệu",
         words.money_rows),
)  # fmt: skip

PICTURES: Final[Mapping[str, str]] = {
    "hinh_tien_do": "đường nghiệm thu so với kế hoạch, dự báo",
    "hinh_giai_doan": "sơ đồ các giai đoạn",
    "hinh_don_vi": "so sánh các huyện (đơn vị), chậm nhất trước",
}
"""Name of a blank that a chart fills → what it shows."""

COLUMNS: Final[Mapping[str, str]] = {
    "tt": "số thứ tự",
    "ten": "tên",
    "so_so": "số quyển sổ theo thống kê",
    "so_da_giao": "số quyển đã giao",
    "so_da_nap": "số quyển đã nạp",
    "thong_ke": "số trường hợp theo thống kê",
    "da_giao": "đã giao",
    "da_nap": "đã nạp",
    "nghiem_thu": "đã nghiệm thu, thuộc thống kê sổ: tử số của tỷ lệ",
    "ngoai_thong_ke": "đã nghiệm thu ngoài thống kê sổ: nhiều hơn số theo thống kê, hoặc chưa có thống kê",
    "tra_lai": "đang trả lại",
    "ty_le": "tỷ lệ nghiệm thu, %",
    "thang": "sớm (+), chậm (−), tháng",
    "tinh_trang": "dấu và lời: ▲ Chậm 7,4 tháng",
    "giao_trong_ky": "giao thêm trong kỳ",
    "nap_trong_ky": "nạp thêm trong kỳ",
    "nghiem_thu_trong_ky": "nghiệm thu thêm trong kỳ",
    "han": "hạn hoàn thành",
}
"""Columns of every line of a table."""


MONEY_COLUMNS: Final[Mapping[str, str]] = {
    "co_quan": "cơ quan chi",
    "hoat_dong": "hoạt động",
    "nam": "năm",
    "du_toan": "dự toán, đồng",
    "duoc_giao": "được giao, đồng",
    "da_chi": "đã chi, đồng",
    "con_phai_lam": "phần việc còn lại của năm, đồng",
    "ghi_chu": "“(*)” khi đơn giá hoặc số trang chưa được duyệt",
}
"""Columns of a line of `kinh_phi`."""


def fill(content: Content) -> dict[str, Any]:
    """Everything that the template may name, but the pictures."""
    return filling.fill((*BLANKS, *ROWS), content)
