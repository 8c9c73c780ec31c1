"""The plan for readers: the table of `hotich plan`, the page of the reference, the JSON schema for editors."""

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from hotich.plan.days import show
from hotich.plan.model import Plan
from hotich.plan.schema import ID_PATTERN, PlanText
from hotich.plan.stage import Stage

_JSON_TYPES: Mapping[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


def plan_table(plan: Plan, as_of: date, done: Iterable[str] = ()) -> list[dict[str, str]]:
    """Rows of text, one per stage of the plan as amended by `as_of`.

    Keys: stage, tier, phase, window, registrations, groups, status, clause.

    Args:
        done: ids of the stages whose work is all done.
    """
    finished = set(done)
    return [
        {
            "stage": stage.id,
            "tier": stage.tier_name,
            "phase": str(stage.phase_no),
            "window": f"{show(stage.window_start)} – {show(stage.window_end)}",
            "registrations": _registrations(stage),
            "groups": " → ".join("+".join(group.registers) for group in stage.groups),
            "status": stage.status(as_of, stage.id in finished).term,
            "clause": stage.clause,
        }
        for stage in plan.at(as_of).stages
    ]


def markdown(plan: Plan) -> str:
    """The reference page of a plan (docs/reference/plan.md), the same text for the same file."""
    sections = [
        _head(plan),
        _stages(plan),
        _groups(plan),
        _tiers(plan),
        _regimes(plan),
        _deadlines(plan),
        _sampling(plan),
        _tracking(plan),
        _amendments(plan),
        _reports(plan),
        _duties(plan),
        _clauses(plan),
    ]
    return "\n\n".join(sections) + "\n"


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a plan file, for editors that complete and check YAML while it is written."""
    schema = _json_type(PlanText)
    schema["properties"]["id"]["pattern"] = f"^{ID_PATTERN}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kế hoạch số hóa sổ hộ tịch",
    } | schema


def _registrations(stage: Stage) -> str:
    if stage.registrations_from is None:
        return f"đến {show(stage.registrations_until)}"
    return f"{show(stage.registrations_from)} – {show(stage.registrations_until)}"


def _table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _head(plan: Plan) -> str:
    number = plan.text.number or "bản nguồn không ghi số, ngày"
    basis = "\n".join(f"* {text}" for text in plan.text.basis)
    return (
        f"# Kế hoạch `{plan.id}`\n\n{plan.name}. {plan.text.issued_by} ({number}); {plan.province.name}, "
        f"mã {plan.province.code}. Giờ: {plan.time_zone}.\n\nCăn cứ:\n\n{basis}"
    )


def _stages(plan: Plan) -> str:
    rows = (
        (
            f"`{stage.id}`",
            stage.name,
            f"{show(stage.window_start)} – {show(stage.window_end)}\n“{stage.window_wording}”",
            f"{_registrations(stage)}\n“{stage.registrations_wording}”",
            stage.reason,
            stage.responsible,
            f"{vietnamese(stage.target_percent)} %",
            stage.clause,
        )
        for stage in plan.stages
    )
    head = (
        "Mã",
        "Giai đoạn",
        "Thời gian thực hiện",
        "Ngày đăng ký",
        "Vì sao",
        "Cơ quan thực hiện",
        "Chỉ tiêu",
        "Điểm",
    )
    return f"## Các giai đoạn\n\n{_table(head, rows)}"


def _groups(plan: Plan) -> str:
    rows = ((str(one.no), f"`{one.id}`", one.term, ", ".join(one.registers)) for one in plan.groups)
    order = plan.group_order
    table = _table(("Thứ tự", "Mã", "Nhóm sổ", "Loại sổ"), rows)
    return f"## Thứ tự nhóm sổ\n\nTrong mỗi giai đoạn ({order.clause}); lý do: {order.reason}.\n\n{table}"


def _tiers(plan: Plan) -> str:
    rows = (
        (
            f"`{one.id}`",
            one.name,
            ", ".join(level.term for level in one.levels),
            show(one.ends.on),
            f"{one.ends.reason} ({one.ends.source})",
        )
        for one in plan.tiers
    )
    head = ("Mã", "Cấp lưu trữ", "Đơn vị cấp", "Đăng ký đến", "Vì sao")
    since = f"Đăng ký điện tử từ {show(plan.electronic_from.on)} ({plan.electronic_from.clause})."
    return f"## Các cấp\n\nCấp nào lập sổ thì cấp đó số hóa. {since}\n\n{_table(head, rows)}"


def _regimes(plan: Plan) -> str:
    rows = (
        (
            f"`{one.id}`",
            one.name,
            show(one.from_) if one.from_ else "",
            show(one.until) if one.until else "",
            "có số quyển" if one.key_by_book else "không có số quyển",
            "\n".join(
                f"{form.name}{f' (từ {show(form.from_)})' if form.from_ else ''}" for form in one.forms
            ),
            one.source,
        )
        for one in plan.regimes
    )
    head = ("Mã", "Chế độ", "Từ", "Đến", "Khoá trường hợp", "Mẫu sổ", "Căn cứ")
    return f"## Chế độ pháp lý theo ngày đăng ký\n\n{_table(head, rows)}"


def _deadlines(plan: Plan) -> str:
    rows = (
        (
            one.title,
            show(one.on),
            f"“{one.wording}”",
            show(one.effective_from) if one.effective_from else "",
            one.source,
        )
        for one in plan.deadlines
    )
    head = ("Thời hạn", "Ngày cuối cùng", "Nguyên văn", "Có hiệu lực từ", "Căn cứ")
    return f"## Thời hạn hoàn thành\n\n{_table(head, rows)}"


def _sampling(plan: Plan) -> str:
    if not plan.text.sampling:
        return "## Lấy mẫu nghiệm thu\n\nKế hoạch không quy định lấy mẫu."
    rows = (
        (
            one.name,
            show(one.from_) if one.from_ else "",
            f"`{one.scheme.value}`"
            + ("" if one.share_percent is None else f", {vietnamese(one.share_percent)} %"),
            f"{vietnamese(one.limit_quality_percent)} %",
            "" if one.risk_percent is None else f"{vietnamese(one.risk_percent)} %",
            str(one.allowed),
            "mọi loại sổ" if one.registers is None else ", ".join(one.registers) or "không lấy mẫu",
            one.source if one.verified else f"{one.source} (chưa có văn bản quy định)",
        )
        for one in plan.text.sampling
    )
    head = (
        "Phương án",
        "Từ ngày",
        "Cách tính",
        "Tỷ lệ sai giới hạn",
        "Rủi ro cao nhất",
        "Được sai",
        "Loại sổ",
        "Căn cứ",
    )
    return f"## Lấy mẫu nghiệm thu\n\n{_table(head, rows)}"


def _tracking(plan: Plan) -> str:
    held = plan.tracking
    left_out = ", ".join(plan.text.excluded_units) or "không có"
    return (
        f"## Theo dõi tiến độ\n\nNgày làm việc theo lịch nghỉ lễ của nước `{held.country}`. SPI(t) từ"
        f" {vietnamese(held.on_time_from)}: đúng tiến độ; từ {vietnamese(held.late_from)}: chậm; dưới đó: chậm nghiêm"
        f" trọng ({held.source}). Đơn vị trong danh mục mà không thuộc kế hoạch: {left_out}."
    )


def vietnamese(number: Decimal) -> str:
    """12.50 → "12,5"."""
    return f"{number.normalize():f}".replace(".", ",")


def _amendments(plan: Plan) -> str:
    if not plan.amendments:
        return "## Điều chỉnh\n\nChưa có quyết định điều chỉnh nào."
    rows = []
    for one in plan.amendments:
        before, after = (
            plan.at(date.fromordinal(one.effective_from.toordinal() - 1)),
            plan.at(one.effective_from),
        )
        changed = "\n".join(_differences(before, after))
        rows.append((one.decision, show(one.decided_on), show(one.effective_from), one.reason, changed))
    head = ("Quyết định", "Ngày ký", "Có hiệu lực", "Lý do", "Thay đổi")
    return f"## Điều chỉnh\n\n{_table(head, rows)}"


def _differences(before: Plan, after: Plan) -> Iterable[str]:
    """What differs between two versions, one line per stage or deadline."""
    old_stages = {one.id: one for one in before.stages}
    new_stages = {one.id: one for one in after.stages}
    for stage_id in dict.fromkeys([*old_stages, *new_stages]):
        old, new = old_stages.get(stage_id), new_stages.get(stage_id)
        if new is None:
            yield f"{stage_id}: bỏ"
        elif old is None:
            yield f"{stage_id}: thêm, {show(new.window_start)} – {show(new.window_end)}, đăng ký {_registrations(new)}"
        else:
            was, now = _shown(old), _shown(new)
            yield from (
                f"{stage_id}, {name}: {was[name]} → {now[name]}" for name in was if was[name] != now[name]
            )
    dropped = sorted(set(after.text.excluded_units) - set(before.text.excluded_units))
    returned = sorted(set(before.text.excluded_units) - set(after.text.excluded_units))
    yield from (f"đơn vị {code}: bỏ khỏi kế hoạch" for code in dropped)
    yield from (f"đơn vị {code}: trở lại kế hoạch" for code in returned)
    for old_deadline, new_deadline in zip(before.deadlines, after.deadlines, strict=True):
        if old_deadline.on != new_deadline.on:
            yield f"{new_deadline.title}: {show(old_deadline.on)} → {show(new_deadline.on)}"


def _shown(stage: Stage) -> dict[str, str]:
    return {
        "thời gian": f"{show(stage.window_start)} – {show(stage.window_end)}",
        "ngày đăng ký": _registrations(stage),
        "nội dung": stage.title,
        "cơ quan": stage.responsible,
        "điểm": stage.clause,
        "thứ tự nhóm": ", ".join(group.id for group in stage.groups),
        "chỉ tiêu": f"{vietnamese(stage.target_percent)} %",
    }


def _reports(plan: Plan) -> str:
    if not plan.text.reports:
        return "## Báo cáo tiến độ\n\nKế hoạch chưa ghi cơ quan báo cáo."
    rows = (
        (
            one.level.term,
            f"{show(one.from_) if one.from_ else ''} – {show(one.until) if one.until else ''}",
            one.issuer,
            "\n".join(one.to),
            ", ".join(kind.term for kind in one.kinds),
            one.clause,
            one.source,
        )
        for one in plan.text.reports
    )
    head = ("Cấp", "Số liệu từ – đến", "Cơ quan báo cáo", "Kính gửi", "Kỳ theo lịch", "Điểm", "Căn cứ của kỳ")
    return f"## Báo cáo tiến độ\n\n{_table(head, rows)}"


def _duties(plan: Plan) -> str:
    rows = ((one.who, one.what, one.clause) for one in plan.duties)
    return f"## Trách nhiệm\n\n{_table(('Cơ quan', 'Việc', 'Điểm'), rows)}"


def _clauses(plan: Plan) -> str:
    return "## Nguyên văn được viện dẫn\n\n" + _table(("Điểm", "Nguyên văn"), plan.clauses.items())


def _json_type(kind: Any) -> dict[str, Any]:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        return {"anyOf": [_json_type(args[0]), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _json_type(args[0])}
    if is_dataclass(kind):
        return _json_object(typing.cast(type, kind))
    if origin is not None:
        return {"type": "object", "additionalProperties": _json_type(args[1])}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    return dict(_JSON_TYPES[kind])


def _json_object(schema: type) -> dict[str, Any]:
    hints = typing.get_type_hints(schema)
    properties = {}
    for field in fields(schema):
        properties[field.name.rstrip("_")] = _json_type(hints[field.name]) | {
            "description": field.metadata["doc"]
        }
    required = [field.name.rstrip("_") for field in fields(schema) if field.default is MISSING]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
