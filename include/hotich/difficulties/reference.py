"""The page about the thresholds, written from the file that sets them."""

from collections.abc import Mapping

from hotich.difficulties.thresholds import (
    DIFFICULTY_MEASURES,
    REMINDER_MEASURES,
    Kind,
    Subject,
    Thresholds,
    load_thresholds,
)

_HEAD = """# Các ngưỡng: nêu khó khăn, đôn đốc (thresholds)

Sinh từ `include/hotich/difficulties/thresholds.yaml`. Cách đổi: [khó khăn, vướng mắc](../how-to/kho-khan-vuong-mac.md#đổi-ngưỡng).
«Chưa xác nhận»: lựa chọn của phần mềm, chờ cơ quan có thẩm quyền quyết định.

## Khó khăn, vướng mắc

| `id` | Loại | Số liệu nêu khi | Trả lời trước | Đề nghị kèm theo | Căn cứ |
|---|---|---|---|---|---|
"""
_REMINDERS = """
## Đôn đốc

Vượt thêm một bậc thì nhắc lại. Bậc tính bằng ngày; `pace` tính bằng phần trăm tốc độ đang đạt trên tốc độ cần có.

| `id` | Việc | Phép đo | Các bậc | Việc cần làm | Căn cứ |
|---|---|---|---|---|---|
"""
_MEASURES = """
## Phép đo và số liệu

Các chỗ `{…}` mà lời văn (`wording`) được dùng.

"""


def markdown(thresholds: Thresholds | None = None) -> str:
    """`docs/reference/thresholds.md`."""
    read = thresholds or load_thresholds()
    kinds = "".join(_kind(kind) for kind in read.difficulties)
    subjects = "".join(_subject(subject) for subject in read.reminders)
    repeating = read.repeating
    again = (
        f"\nCùng một bậc, số việc gấp {repeating.factor} lần lần nhắc trước và hơn ít nhất {repeating.least} thì cũng nhắc lại. Lên xuống"
        f" quanh một bậc trong {repeating.quiet_days} ngày sau lần nhắc thì không nhắc lại. {_source(repeating.verified, repeating.source)}.\n"
    )
    measures = _figures("Khó khăn", DIFFICULTY_MEASURES) + _figures("Đôn đốc", REMINDER_MEASURES)
    return _HEAD + kinds + _REMINDERS + subjects + again + _MEASURES + measures


def _kind(kind: Kind) -> str:
    asks = {"own": "chính đơn vị", "above": "cấp trên trực tiếp"}[kind.asks.value]
    cells = (f"`{kind.id}`", kind.term, _when(kind), asks, kind.proposal, _source(kind.verified, kind.source))
    return f"| {' | '.join(cells)} |\n"


def _when(kind: Kind) -> str:
    """What has to be seen before the difficulty is raised."""
    if kind.measure is None:
        return "không: chỉ đơn vị phản ánh"
    parts = [f"`{kind.measure}`"]
    parts += [f"tình trạng {', '.join(kind.conditions)}"] if kind.conditions else []
    parts += [", ".join(f"`{one}`" for one in kind.queue)] if kind.queue else []
    parts += [f"quá {kind.days} ngày"] if kind.days is not None else []
    parts += [f"đã qua {kind.window_percent} % thời hạn"] if kind.window_percent is not None else []
    return "; ".join(parts)


def _subject(subject: Subject) -> str:
    measure = f"`{subject.measure}`" + (
        f": {', '.join(f'`{one}`' for one in subject.queue)}" if subject.queue else ""
    )
    steps = " · ".join(map(str, subject.steps))
    cells = (
        f"`{subject.id}`", subject.term, measure, steps, subject.next_step, _source(subject.verified, subject.source),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def _source(verified: bool, source: str) -> str:
    return source if verified else f"Chưa xác nhận: {source}"


def _figures(what: str, measures: Mapping[str, Mapping[str, str]]) -> str:
    lines = [f"| {what} | Số liệu |\n|---|---|\n"]
    lines += [
        f"| `{measure}` | {'; '.join(f'`{{{name}}}` {meaning}' for name, meaning in figures.items())} |\n"
        for measure, figures in measures.items()
    ]
    return "".join(lines) + "\n"
