"""What must hold in a plan beyond its form; every fault is noted with its line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays.utils import list_supported_countries

from hotich.plan.amending import amend
from hotich.plan.days import show
from hotich.plan.reading import Faults, Where
from hotich.plan.reporters import check_reporter
from hotich.plan.schema import (
    ID_PATTERN,
    Change,
    PlanText,
    Sampling,
    SamplingScheme,
    StageText,
    Tier,
    Tracking,
)
from hotich.registers import REGISTERS

_DAY = timedelta(days=1)
_FORMS: tuple[set[str], ...] = (
    {"stage", "set"}, {"deadline", "on"}, {"add_stage"}, {"drop_stage"}, {"drop_units"}, {"add_units"},
)  # fmt: skip
"""Keys of a change that together are one thing to do."""
_At = Mapping[int, Where]
"""Where to report a fault of a stage, by `id()` of it: its own lines, or the amendment that made it so."""


def check_plan(text: PlanText, faults: Faults) -> None:
    """Raise PlanError with every fault of meaning in `text`; amendments are looked at once the rest is sound."""
    _check_ids(text, faults)
    _check_tiers(text, faults)
    _check_groups(text, faults)
    _check_regimes(text, faults)
    _check_clauses(text, faults)
    for no, sampling in enumerate(text.sampling):
        _check_sampling(sampling, text.sampling[:no], ("sampling", no), faults)
    _check_tracking(text.tracking, faults)
    for no, reporter in enumerate(text.reports):
        check_reporter(reporter, text.reports[:no], ("reports", no), faults)
    _check_stages(text, faults, {id(stage): ("stages", no) for no, stage in enumerate(text.stages)})
    faults.refuse()
    _check_amendments(text, faults)
    faults.refuse()


def _check_ids(text: PlanText, faults: Faults) -> None:
    if not re.fullmatch(ID_PATTERN, text.id):
        faults.add(
            ("id",), f"Tên ngắn “{text.id}” không dùng được.", "dùng chữ thường không dấu, số và dấu _"
        )
    try:
        ZoneInfo(text.time_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        faults.add(("time_zone",), f"Không có múi giờ “{text.time_zone}”.", "ghi ví dụ Asia/Ho_Chi_Minh")
    for name in ("tiers", "groups", "stages", "regimes", "deadlines", "amendments"):
        seen: dict[str, int] = {}
        for no, item in enumerate(getattr(text, name)):
            where: Where = (name, no, "id")
            if not re.fullmatch(ID_PATTERN, item.id):
                faults.add(
                    where, f"Tên ngắn “{item.id}” không dùng được.", "dùng chữ thường không dấu, số và dấu _"
                )
            if item.id in seen:
                faults.add(where, f"“{item.id}” đã dùng ở dòng {seen[item.id]}.", "đặt tên khác")
            seen.setdefault(item.id, faults.line(where))


def _check_tiers(text: PlanText, faults: Faults) -> None:
    owner: dict[str, str] = {}
    for no, tier in enumerate(text.tiers):
        for level in tier.levels:
            if level in owner:
                faults.add(
                    ("tiers", no, "levels"),
                    f"Cấp {level.value} vừa thuộc “{owner[level]}” vừa thuộc “{tier.id}”.",
                    "mỗi cấp đơn vị chỉ để ở một nơi",
                )
            owner.setdefault(level, tier.id)


def _check_groups(text: PlanText, faults: Faults) -> None:
    owner: dict[str, str] = {}
    for no, group in enumerate(text.groups):
        if group.no != no + 1:
            faults.add(
                ("groups", no, "no"),
                f"Nhóm “{group.id}” mang số {group.no}, phải là {no + 1}.",
                "đánh số từ 1, liền nhau",
            )
        for index, code in enumerate(group.registers):
            where: Where = ("groups", no, "registers", index)
            if code not in REGISTERS:
                faults.add(where, f"Không có loại sổ “{code}”.", f"dùng một trong: {', '.join(REGISTERS)}")
            elif code in owner:
                faults.add(where, f"Loại sổ {code} đã ở nhóm “{owner[code]}”.", "để mỗi loại sổ ở một nhóm")
            owner.setdefault(code, group.id)
    missing = [code for code in REGISTERS if code not in owner]
    if missing:
        faults.add(("groups",), f"Loại sổ {', '.join(missing)} không ở nhóm nào.", "thêm vào một nhóm")


def _check_regimes(text: PlanText, faults: Faults) -> None:
    regimes = text.regimes
    if not regimes:
        faults.add(("regimes",), "Không có chế độ pháp lý nào.", "ghi ít nhất một chế độ")
        return
    if regimes[0].from_ is not None:
        faults.add(("regimes", 0, "from"), "Chế độ đầu tiên phải không có ngày bắt đầu.", "ghi “from: null”")
    if regimes[-1].until is not None:
        faults.add(
            ("regimes", len(regimes) - 1, "until"), "Chế độ cuối cùng phải còn hiệu lực.", "ghi “until: null”"
        )
    for no in range(1, len(regimes)):
        before, after = regimes[no - 1], regimes[no]
        if before.until is None or after.from_ != before.until + _DAY:
            until = "chưa ghi" if before.until is None else show(before.until)
            faults.add(
                ("regimes", no, "from"),
                f"Chế độ “{after.id}” không nối liền chế độ “{before.id}” (đến {until}).",
                "cho bắt đầu vào ngày ngay sau đó",
            )
        if after.key_by_book and not before.key_by_book:
            faults.add(
                ("regimes", no, "key_by_book"),
                f"“{after.id}” đánh số theo quyển sau khi đã đánh số theo năm.",
                "ghi false",
            )


def _check_sampling(sampling: Sampling, before: tuple[Sampling, ...], where: Where, faults: Faults) -> None:
    """Percentages that mean something, the number that its scheme needs, later ones from later days."""
    if any((one.from_ or date.min) >= (sampling.from_ or date.min) for one in before):
        faults.add((*where, "from"), "Phương án lấy mẫu không theo thứ tự ngày.", "xếp từ cũ đến mới")
    needed = {SamplingScheme.LIMITING_QUALITY: "risk_percent", SamplingScheme.FIXED_SHARE: "share_percent"}
    for name in ("limit_quality_percent", needed[sampling.scheme]):
        value = getattr(sampling, name)
        if value is None or not 0 < value <= 100:
            faults.add(
                (*where, name), f"“{name}” phải lớn hơn 0 và không quá 100.", "ghi số phần trăm, ví dụ 12.5"
            )
    for name, lowest in (("allowed", 0), ("least", 1)):
        if getattr(sampling, name) < lowest:
            faults.add((*where, name), f"“{name}” không được nhỏ hơn {lowest}.", f"ghi {lowest} hoặc hơn")
    for index, code in enumerate(sampling.registers or ()):
        if code not in REGISTERS:
            unknown = f"Không có loại sổ “{code}”."
            faults.add((*where, "registers", index), unknown, f"dùng một trong: {', '.join(REGISTERS)}")


def _check_tracking(tracking: Tracking, faults: Faults) -> None:
    if not 0 < tracking.late_from <= tracking.on_time_from <= 1:
        faults.add(
            ("tracking",),
            f"Các mức SPI(t) {tracking.late_from} và {tracking.on_time_from} không dùng được.",
            "ghi 0 < late_from ≤ on_time_from ≤ 1, ví dụ 0.85 và 0.95",
        )
    if tracking.country not in list_supported_countries(include_aliases=False):
        faults.add(
            ("tracking", "country"),
            f"Không có lịch nghỉ lễ của “{tracking.country}”.",
            "ghi mã nước, ví dụ VN",
        )


def _check_clauses(text: PlanText, faults: Faults) -> None:
    cited: list[tuple[Where, str]] = [(("electronic_from", "clause"), text.electronic_from.clause)]
    cited.append((("group_order", "clause"), text.group_order.clause))
    if text.rollout is not None:
        cited.append((("rollout", "clause"), text.rollout.clause))
    for name in ("tiers", "duties", "reports"):
        cited += [((name, no, "clause"), item.clause) for no, item in enumerate(getattr(text, name))]
    for where, clause in cited:
        _check_clause(clause, text, where, faults)


def _check_clause(clause: str, text: PlanText, where: Where, faults: Faults) -> None:
    if clause not in text.clauses:
        fault = f"Viện dẫn “{clause}” không có trong “clauses”."
        faults.add(where, fault, "chép nguyên văn điểm này vào “clauses”")


def _check_stages(text: PlanText, faults: Faults, at: _At) -> None:
    tiers = {tier.id: tier for tier in text.tiers}
    for stage in text.stages:
        if stage.tier not in tiers:
            fault = f"Không có cấp “{stage.tier}”."
            faults.add((*at[id(stage)], "tier"), fault, f"dùng một trong: {', '.join(tiers)}")
        _check_clause(stage.clause, text, (*at[id(stage)], "clause"), faults)
        _check_stage(stage, {group.id for group in text.groups}, at[id(stage)], faults)
    for tier in text.tiers:
        _check_coverage(tier, [stage for stage in text.stages if stage.tier == tier.id], faults, at)


def _check_stage(stage: StageText, groups: set[str], where: Where, faults: Faults) -> None:
    window, covered = stage.window, stage.registrations
    if window.until < window.from_:
        faults.add(
            (*where, "window"),
            f"Giai đoạn “{stage.id}” kết thúc {show(window.until)} trước khi bắt đầu {show(window.from_)}.",
            "sửa from hoặc until",
        )
    if covered.from_ is not None and covered.until < covered.from_:
        faults.add(
            (*where, "registrations"),
            f"Khoảng ngày đăng ký của “{stage.id}” ngược: {show(covered.from_)} đến {show(covered.until)}.",
            "sửa from hoặc until",
        )
    if not 0 < stage.target_percent <= 100:
        faults.add(
            (*where, "target_percent"),
            f"Chỉ tiêu {stage.target_percent} % của “{stage.id}” không dùng được.",
            "ghi số phần trăm lớn hơn 0 và không quá 100",
        )
    if stage.groups and sorted(stage.groups) != sorted(groups):
        fault = f"Thứ tự nhóm của “{stage.id}” thiếu, thừa hoặc lạ."
        faults.add((*where, "groups"), fault, f"ghi đủ, mỗi nhóm một lần: {', '.join(sorted(groups))}")


def _check_coverage(tier: Tier, stages: list[StageText], faults: Faults, at: _At) -> None:
    """The ranges of a tier follow each other without gap or overlap, and end where its paper registration ended."""
    if not stages:
        no_stage = f"Cấp “{tier.id}” không có giai đoạn nào."
        faults.add(("tiers",), no_stage, "thêm giai đoạn hoặc bỏ cấp này")
        return
    numbers = sorted(stage.phase for stage in stages)
    if numbers != list(range(1, len(stages) + 1)):
        faults.add(
            (*at[id(stages[-1])], "phase"),
            f"Giai đoạn của “{tier.id}” mang số {numbers}.",
            "đánh số từ 1, liền nhau, không trùng",
        )
    ordered = sorted(stages, key=lambda stage: stage.registrations.until)
    for before, after in zip(ordered, ordered[1:], strict=False):
        until, start = before.registrations.until, after.registrations.from_
        where = (*at[id(after)], "registrations")
        if start is None or start <= until:
            faults.add(
                where,
                f"“{after.id}” và “{before.id}” cùng nhận ngày đăng ký {show(until if start is None else start)}.",
                f"cho “{after.id}” bắt đầu từ {show(until + _DAY)}",
            )
        elif start > until + _DAY:
            faults.add(
                where,
                f"Ngày đăng ký {show(until + _DAY)} đến {show(start - _DAY)} không thuộc giai đoạn nào của “{tier.id}”.",
                f"cho “{after.id}” bắt đầu từ {show(until + _DAY)}, hoặc “{before.id}” kết thúc {show(start - _DAY)}",
            )
    last = ordered[-1]
    if last.registrations.until != tier.ends.on:
        faults.add(
            (*at[id(last)], "registrations"),
            f"“{last.id}” nhận đăng ký đến {show(last.registrations.until)}, nhưng cấp “{tier.id}” đến {show(tier.ends.on)}.",
            "sửa cho hai ngày bằng nhau",
        )


def _check_amendments(text: PlanText, faults: Faults) -> None:
    """Each change names what exists by then, and leaves a plan that is still whole."""
    current = text
    for no, amendment in sorted(enumerate(text.amendments), key=lambda one: one[1].effective_from):
        where: Where = ("amendments", no)
        faulty = [
            change
            for index, change in enumerate(amendment.changes)
            if not _check_change(current, change, (*where, "changes", index), faults)
        ]
        before, current = current, current if faulty else amend(current, [amendment])
        if current.stages != before.stages:
            _check_stages(current, faults, dict.fromkeys(map(id, current.stages), where))


def _check_change(text: PlanText, change: Change, where: Where, faults: Faults) -> bool:
    given = {one.name for one in fields(change) if getattr(change, one.name) is not None}
    if given not in _FORMS:
        forms = ", hoặc ".join(
            " với ".join(f"“{name}”" for name in sorted(one, reverse=True)) for one in _FORMS
        )
        faults.add(where, "Một thay đổi phải là một việc.", f"ghi {forms}")
        return False
    stages = [stage.id for stage in text.stages]
    deadlines = [deadline.id for deadline in text.deadlines]
    named = [
        ("stage", change.stage, stages),
        ("drop_stage", change.drop_stage, stages),
        ("deadline", change.deadline, deadlines),
    ]
    faulty = [one for one in named if not _check_known(where, *one, faults)]
    if change.add_stage is not None and change.add_stage.id in stages:
        faulty.append(named[0])
        faults.add((*where, "add_stage"), f"Giai đoạn “{change.add_stage.id}” đã có.", "đặt tên khác")
    excluded = text.excluded_units
    twice = [code for code in change.drop_units or () if code in excluded]
    if twice:
        faulty.append(named[0])
        faults.add((*where, "drop_units"), f"Đơn vị {', '.join(twice)} đã ở ngoài kế hoạch.", "bỏ mã ấy đi")
    inside = [code for code in change.add_units or () if code not in excluded]
    if inside:
        faulty.append(named[0])
        faults.add((*where, "add_units"), f"Đơn vị {', '.join(inside)} vẫn thuộc kế hoạch.", "bỏ mã ấy đi")
    return not faulty


def _check_known(where: Where, key: str, name: str | None, known: Iterable[str], faults: Faults) -> bool:
    if name is None or name in known:
        return True
    what = "thời hạn" if key == "deadline" else "giai đoạn"
    faults.add((*where, key), f"Điều chỉnh {what} “{name}” không có.", f"dùng một trong: {', '.join(known)}")
    return False
