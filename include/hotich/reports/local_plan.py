"""A district's own plan as a Word document: what fills the blanks of its template, each described once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hotich.budget.local_plan import LocalPlan, Share
from hotich.plan import Stage
from hotich.reports.document import write_document
from hotich.reports.filling import Blank, Rows, fill
from hotich.reports.local_plan_money import money_note, money_rows, money_sum, money_total
from hotich.reports.local_plan_months import TOTAL, by_groups, by_units, by_units_and_groups, ends
from hotich.reports.words import blank_date, capital, tied
from hotich.text.shown import show_day, show_number
from hotich.units import Level


def write_local_plan_document(template: Path, found: LocalPlan, out: Path) -> Path:
    """Write the plan; it appears under `out` whole or not at all. Raises HotichError on a faulty template."""
    return write_document(template, fill(PLAN_BLANKS, found), {}, out)


def _line(tt: str, ten: str, shares: Sequence[Share], **more: str) -> dict[str, str]:
    """A line of a table; every number as people read it."""
    first, last = ends(shares)
    return {
        "tt": tt,
        "ten": ten,
        "truong_hop": show_number(sum(share.planned for share in shares)),
        "da_xong": show_number(sum(share.earned for share in shares)),
        "con_lai": show_number(sum(share.left for share in shares)),
        "tu": first,
        "den": last,
        "dam": "",
        **more,
    }


def _window(stage: Stage) -> str:
    return f"{show_day(stage.window_start)} – {show_day(stage.window_end)}"


def _total(found: LocalPlan) -> dict[str, str]:
    return _line("", TOTAL, found.shares, thoi_gian="")


def _stages(found: LocalPlan) -> list[dict[str, str]]:
    rows = []
    for no, stage in enumerate(found.stages, start=1):
        own = [share for share in found.shares if share.stage == stage]
        rows.append(_line(str(no), f"{tied(stage.name)}: {stage.title}", own, thoi_gian=_window(stage)))
    return rows


def _units(found: LocalPlan) -> list[dict[str, str]]:
    return [
        _line(str(no), found.named(unit), [share for share in found.shares if share.unit == unit])
        for no, unit in enumerate(found.units, start=1)
    ]


def _groups(found: LocalPlan) -> list[dict[str, str]]:
    """Each stage in bold, then its groups in the order of work."""
    rows = []
    for stage in found.stages:
        own = [share for share in found.shares if share.stage == stage]
        rows.append(_line("", tied(stage.name), own, dam="1"))
        for no, group in enumerate(stage.groups, start=1):
            if of_group := [share for share in own if share.group == group]:
                rows.append(_line(str(no), group.term, of_group))
    return rows


def _missing(found: LocalPlan) -> list[str]:
    return [found.named(unit) for unit in found.without_denominator]


def _issuer(found: LocalPlan) -> str:
    return f"Ủy ban nhân dân {found.area_name}"


def _place(found: LocalPlan) -> str:
    """The name without its kind, unless that is a number (NĐ 30/2020)."""
    name = found.area.name_on(found.as_of)
    bare = name.removeprefix(found.area.kind).strip()
    return name if not bare or bare.isdecimal() else bare


def _basis(found: LocalPlan) -> list[str]:
    texts = [*found.plan.text.basis, *(one.decision for one in found.plan.applied)]
    stops = [";"] * (len(texts) - 1) + ["."]
    return [f"Căn cứ {text}{stop}" for text, stop in zip(texts, stops, strict=True)] if texts else []


def _recipients(_: LocalPlan) -> list[str]:
    return ["- Sở Tư pháp (báo cáo);", "- Các đơn vị lập sổ trên địa bàn;", "- Lưu: VT."]


_MONTHS: Final = "mỗi năm một mục: `nam.nam`, `nam.dong`, `nam.tong`; mỗi dòng `d.ten`, `d.t1` … `d.t12`, `d.cong`, `d.dam` (1: in đậm)"

PLAN_BLANKS: Final[tuple[Blank[LocalPlan] | Rows[LocalPlan], ...]] = (
    Blank("co_quan.chu_quan", "cơ quan chủ quản, in hoa; trống: không có", lambda _: ""),
    Blank("co_quan.ten", "cơ quan ban hành: Ủy ban nhân dân …", _issuer),
    Blank("co_quan.ten_hoa", "cơ quan ban hành, in hoa", lambda one: _issuer(one).upper()),
    Blank("co_quan.dia_danh", "địa danh", _place),
    Blank("dia_ban", "địa bàn: huyện …, xã …", lambda one: one.area_name),
    Blank("cap_huyen", "1: kế hoạch của cấp huyện; trống: của cấp xã, khi không còn cấp huyện",
          lambda one: "1" if one.area.level is Level.DISTRICT else ""),
    Blank("ngay_ky", "“ngày … tháng … năm …”, để trống ngày và tháng", lambda one: blank_date(one.as_of.year)),
    Blank("can_cu", "các dòng căn cứ", _basis),
    Blank("nguoi_ky", "các dòng quyền hạn, chức vụ của người ký", lambda _: ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
    Blank("noi_nhan", "các dòng nơi nhận, dòng lưu ở cuối", _recipients),
    Blank("ke_hoach_tinh", "tên kế hoạch của tỉnh", lambda one: one.plan.name),
    Blank("co_quan_tinh", "cơ quan ban hành kế hoạch của tỉnh", lambda one: capital(one.plan.text.issued_by)),
    Blank("ngay_so_lieu", "ngày chốt số liệu", lambda one: show_day(one.as_of)),
    Blank("so_don_vi", "số đơn vị có sổ phải số hóa", lambda one: show_number(len(one.units))),
    Blank("thong_ke", "số trường hợp theo thống kê, kể cả sổ đã mất", lambda one: show_number(one.planned + one.lost)),
    Blank("so_mat", "số trường hợp trong sổ đã mất; trống: không có",
          lambda one: show_number(one.lost) if one.lost else ""),
    Blank("tong", "tổng số trường hợp phải số hóa, đã trừ sổ đã mất", lambda one: show_number(one.planned)),
    Blank("da_xong", "số trường hợp đã nghiệm thu",
          lambda one: show_number(sum(share.earned for share in one.shares))),
    Blank("con_lai", "số trường hợp còn phải nghiệm thu", lambda one: show_number(one.left)),
    Blank("ly_do_nhom_so", "vì sao nhóm sổ theo thứ tự ấy", lambda one: one.plan.group_order.reason),
    Blank("thieu_thong_ke", "các đơn vị chưa gửi thống kê sổ", _missing),
    Blank("kinh_phi_tong", "kinh phí dự kiến, đồng", money_total),
    Blank("kinh_phi_cong", "hàng cộng của bảng kinh phí", money_sum),
    Blank("kinh_phi_luu_y", "số nào chưa kiểm chứng, chưa có đơn giá; trống: không có", money_note),
    Blank("tong_cong", "hàng cộng của các bảng: `{{ tong_cong.truong_hop }}`… như cột của bảng", _total),
    Rows("bang_giai_doan", "từng giai đoạn: tt, ten, thoi_gian, truong_hop, da_xong, con_lai", _stages),
    Rows("bang_don_vi", "từng đơn vị: tt, ten, truong_hop, da_xong, con_lai, tu, den", _units),
    Rows("bang_nhom_so", "giai đoạn (dam = 1) và nhóm sổ: tt, ten, truong_hop, da_xong, con_lai, tu, den", _groups),
    Rows("bang_kinh_phi", "năm (dam = 1) và việc: tt, ten, khoi_luong, don_vi_tinh, don_gia, thanh_tien, ghi_chu; rỗng: chưa "
         "có tệp kinh phí", money_rows),
    Rows("don_vi_nhom_so", "mỗi giai đoạn còn việc một mục: `gd.ten`, `gd.nhom` (tên các nhóm sổ), `gd.dong`, `gd.tong`; mỗi dòng "
         "`d.ten`, `d.so` (theo nhóm), `d.cong`", by_units_and_groups),
    Rows("thang_nhom_so", f"nhóm sổ theo tháng, {_MONTHS}", by_groups),
    Rows("thang_don_vi", f"đơn vị theo tháng, {_MONTHS}", by_units),
)  # fmt: skip
