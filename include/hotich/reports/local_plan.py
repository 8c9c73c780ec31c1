"""A district's own plan as a Word document: what fills the blanks of its template, each described once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hotich.budget.local_plan import LocalPlan, Share, monthly
from hotich.plan import Stage
from hotich.reports.document import write_document
from hotich.reports.words import blank_date, capital
from hotich.text.shown import show_day, show_number
from hotich.units import Unit


@dataclass(frozen=True, slots=True)
class PlanBlank:
    """A blank of the template: its name (Vietnamese without diacritics), what it holds, and what fills it."""

    name: str
    meaning: str
    make: Callable[[LocalPlan], Any]


def write_local_plan_document(template: Path, found: LocalPlan, out: Path) -> Path:
    """Write the plan; it appears under `out` whole or not at all. Raises HotichError on a faulty template."""
    return write_document(template, {blank.name: blank.make(found) for blank in PLAN_BLANKS}, {}, out)


def _months(shares: Sequence[Share]) -> tuple[str, str]:
    months = list(monthly(shares))
    return (months[0].term, months[-1].term) if months else ("–", "–")


def _line(tt: str, ten: str, shares: Sequence[Share], **more: str) -> dict[str, str]:
    """A line of a table; every number as people read it."""
    first, last = _months(shares)
    return {
        "tt": tt,
        "ten": ten,
        "truong_hop": show_number(sum(share.planned for share in shares)),
        "da_xong": show_number(sum(share.accepted for share in shares)),
        "con_lai": show_number(sum(share.left for share in shares)),
        "tu": first,
        "den": last,
        "dam": "",
        **more,
    }


def _window(stage: Stage) -> str:
    return f"từ {show_day(stage.window_start)} đến {show_day(stage.window_end)}"


def _stages(found: LocalPlan) -> list[dict[str, str]]:
    rows = []
    for no, stage in enumerate(found.stages, start=1):
        own = [share for share in found.shares if share.stage == stage]
        rows.append(_line(str(no), f"{stage.name}: {stage.title}", own, thoi_gian=_window(stage)))
    return rows


def _units(found: LocalPlan) -> list[dict[str, str]]:
    return [
        _line(str(no), _named(unit), [share for share in found.shares if share.unit == unit])
        for no, unit in enumerate(found.units, start=1)
    ]


def _groups(found: LocalPlan) -> list[dict[str, str]]:
    """Each stage in bold, then its groups in the order of work."""
    rows = []
    for stage in found.stages:
        own = [share for share in found.shares if share.stage == stage]
        rows.append(_line("", stage.name, own, dam="1"))
        for no, group in enumerate(stage.groups, start=1):
            if of_group := [share for share in own if share.group == group]:
                rows.append(_line(str(no), group.term, of_group))
    return rows


def _by_month(found: LocalPlan) -> list[dict[str, str]]:
    """Each month in bold, then its groups."""
    rows = []
    groups = list(dict.fromkeys(group for stage in found.plan.stages for group in stage.groups))
    for month in found.months:
        sums = {
            group: sum(
                cases
                for share in found.shares
                if share.group == group
                for at, cases in share.by_month
                if at == month
            )
            for group in groups
        }
        rows.append({"ten": f"Tháng {month.term}", "con_lai": show_number(sum(sums.values())), "dam": "1"})
        rows += [
            {"ten": group.term, "con_lai": show_number(cases), "dam": ""}
            for group, cases in sums.items()
            if cases
        ]
    return rows


def _by_unit(found: LocalPlan) -> list[dict[str, str]]:
    """Each unit in bold, then its stages and groups with work left."""
    rows = []
    for unit in found.units:
        own = [share for share in found.shares if share.unit == unit]
        rows.append(_line("", _named(unit), own, dam="1"))
        for share in own:
            if share.left:
                rows.append(_line("", f"Giai đoạn {share.stage.phase_no}: {share.group.term}", [share]))
    return rows


def _named(unit: Unit) -> str:
    return f"{unit.name} ({unit.code})"


def _missing(found: LocalPlan) -> list[str]:
    return [_named(unit) for unit in found.without_denominator]


def _issuer(found: LocalPlan) -> str:
    return f"Ủy ban nhân dân {found.area_name}"


def _place(found: LocalPlan) -> str:
    """The name without its kind, unless that is a number (NĐ 30/2020)."""
    name = found.area.name_on(found.as_of)
    bare = name.removeprefix(found.area.kind).strip()
    return name if not bare or bare.isdecimal() else bare


def _basis(found: LocalPlan) -> list[str]:
    texts = [*found.plan.text.basis, *(one.decision for one in found.plan.applied)]
    ends = [";"] * (len(texts) - 1) + ["."]
    return [f"Căn cứ {text}{end}" for text, end in zip(texts, ends, strict=True)] if texts else []


PLAN_BLANKS: Final = (
    PlanBlank("co_quan", "cơ quan ban hành: Ủy ban nhân dân …", _issuer),
    PlanBlank("dia_ban", "địa bàn: huyện …, xã …", lambda one: one.area_name),
    PlanBlank("dia_danh", "địa danh", _place),
    PlanBlank("ngay_ky", "“ngày … tháng … năm …”, để trống ngày và tháng", lambda one: blank_date(one.as_of.year)),
    PlanBlank("can_cu", "các dòng căn cứ", _basis),
    PlanBlank("ke_hoach_tinh", "tên kế hoạch của tỉnh", lambda one: one.plan.name),
    PlanBlank("co_quan_tinh", "cơ quan ban hành kế hoạch của tỉnh", lambda one: capital(one.plan.text.issued_by)),
    PlanBlank("ngay_so_lieu", "ngày chốt số liệu", lambda one: show_day(one.as_of)),
    PlanBlank("so_don_vi", "số đơn vị có sổ phải số hóa", lambda one: show_number(len(one.units))),
    PlanBlank("tong", "tổng số trường hợp phải số hóa", lambda one: show_number(one.planned)),
    PlanBlank("con_lai", "số trường hợp còn phải nghiệm thu", lambda one: show_number(one.left)),
    PlanBlank("ly_do_nhom_so", "vì sao nhóm sổ theo thứ tự ấy", lambda one: one.plan.group_order.reason),
    PlanBlank("thieu_thong_ke", "các đơn vị chưa gửi thống kê sổ", _missing),
    PlanBlank("bang_giai_doan", "từng giai đoạn: tt, ten, thoi_gian, truong_hop, da_xong, con_lai", _stages),
    PlanBlank("bang_don_vi", "từng đơn vị: tt, ten, truong_hop, da_xong, con_lai, tu, den", _units),
    PlanBlank("bang_nhom_so", "giai đoạn (dam = 1) và nhóm sổ: tt, ten, truong_hop, con_lai, tu, den", _groups),
    PlanBlank("bang_thang", "tháng (dam = 1) và nhóm sổ: ten, con_lai", _by_month),
    PlanBlank("bang_chi_tiet", "đơn vị (dam = 1), giai đoạn và nhóm sổ còn việc: ten, truong_hop, con_lai, tu, den", _by_unit),
)  # fmt: skip
