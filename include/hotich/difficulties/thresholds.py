"""When data raise a difficulty and when a unit is reminded: the thresholds, read from one described file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final, TypeVar

from hotich.errors import HotichError, PlanError
from hotich.plan.reading import Faults, decoded, read_text
from hotich.plan.schema import key
from hotich.storage.states import QueueKind

PACKAGED: Final = Path(__file__).with_name("thresholds.yaml")


class Asks(StrEnum):
    """Who has to answer a difficulty first."""

    OWN = "own"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of difficulty (khó khăn, vướng mắc)."""

    id: str = key("tên ngắn không dấu")
    term: str = key("tên gọi trong báo cáo")
    measure: str | None = key("phép đo nêu khó khăn này; bỏ trống: chỉ do đơn vị phản ánh", default=None)
    days: int | None = key("chờ bao nhiêu ngày mới nêu (inventory, queue)", default=None)
    window_percent: int | None = key("đã qua bao nhiêu phần trăm thời hạn mới nêu (idle_group)", default=None)
    conditions: tuple[str, ...] = key("các tình trạng sổ (book_condition)", default=())
    queue: tuple[str, ...] = key("các loại việc đang mở (queue)", default=())
    asks: Asks = key("ai trả lời trước: own (chính đơn vị) hoặc above (cấp trên trực tiếp)")
    wording: str = key("lời văn của điều số liệu cho thấy", default="")
    proposal: str = key("đề nghị kèm theo trong báo cáo", default="")
    verified: bool = key("đã có văn bản quy định")
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a unit is reminded of (việc được đôn đốc)."""

    id: str = key("tên ngắn không dấu")
    term: str = key("tên gọi trong danh sách")
    measure: str = key("phép đo")
    queue: tuple[str, ...] = key("các loại việc đang mở (queue)", default=())
    steps: tuple[int, ...] = key("các bậc nặng dần: ngày tăng dần, hoặc phần trăm giảm dần (pace)")
    wording: str = key("lời nhắc")
    next_step: str = key("việc cần làm")
    verified: bool = key("đã có văn bản quy định")
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeating:
    """When the same is news again."""

    factor: Decimal = key("gấp bao nhiêu lần so với lần nhắc trước")
    least: int = key("và hơn ít nhất bao nhiêu việc")
    quiet_days: int = key("bao nhiêu ngày sau lần nhắc thì điều lên xuống quanh một bậc không nhắc lại")
    verified: bool = key("đã có văn bản quy định")
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The whole file."""

    difficulties: tuple[Kind, ...] = key("các loại khó khăn, vướng mắc")
    reminders: tuple[Subject, ...] = key("các việc được đôn đốc")
    repeating: Repeating = key("khi nào nhắc lại")

    def kind(self, kind_id: str) -> Kind:
        """The kind of that id. Raises HotichError, naming the kinds there are."""
        for kind in self.difficulties:
            if kind.id == kind_id:
                return kind
        known = "; ".join(f"{kind.id} ({kind.term})" for kind in self.difficulties)
        raise HotichError(f"Không có loại khó khăn “{kind_id}”. Các loại: {known}.")


DIFFICULTY_MEASURES: Final[Mapping[str, Mapping[str, str]]] = {
    "book_condition": {"books": "số quyển", "cases": "số trường hợp theo thống kê"},
    "inventory": {"due_on": "ngày phải có thống kê"},
    "queue": {"items": "số việc chờ quá 30 ngày (tệp: mọi tệp đang chờ)", "oldest_on": "ngày của việc lâu nhất"},
    "overdue": {"stage": "giai đoạn", "cases": "số trường hợp chưa nghiệm thu", "due_on": "ngày hết hạn"},
    "idle_group": {"stage": "giai đoạn", "group": "nhóm sổ", "cases": "số trường hợp theo thống kê"},
}  # fmt: skip
"""Measure of a difficulty → the figures that its wording may name, with their meaning."""

REMINDER_MEASURES: Final[Mapping[str, Mapping[str, str]]] = {
    "inventory": {"maker": "đơn vị lập sổ, nếu khác", "due_on": "ngày phải có", "days": "số ngày quá hạn"},
    "queue": {"items": "số việc", "days": "tuổi của việc lâu nhất, ngày"},
    "pace": {
        "stage": "giai đoạn", "maker": "đơn vị lập sổ, nếu khác", "pace_needed": "số trường hợp mỗi ngày làm việc cần đạt",
        "pace": "số trường hợp mỗi ngày làm việc đang đạt", "cases": "số trường hợp còn lại", "due_on": "ngày hết hạn",
    },
    "overdue": {
        "stage": "giai đoạn", "maker": "đơn vị lập sổ, nếu khác", "days": "số ngày quá hạn", "cases": "số trường hợp còn lại",
        "due_on": "ngày hết hạn",
    },
}  # fmt: skip
"""Measure of a reminder → the figures that its wording may name, with their meaning."""

NEEDS: Final[Mapping[str, str]] = {
    "book_condition": "conditions", "inventory": "days", "queue": "queue", "idle_group": "window_percent",
}  # fmt: skip
"""Measure of a difficulty → the key without which it can't be taken."""

T = TypeVar("T", Kind, Subject)


def load_thresholds(path: str | Path | None = None) -> Thresholds:
    """The thresholds of a file (default: those that come with the package); an unchanged file is read once a process.

    Raises:
        PlanError: not found, or faulty; one line per fault: file, line, what is wrong, what to do.
    """
    file = Path(path) if path else PACKAGED
    if not file.is_file():
        raise PlanError(
            f"Không có tệp ngưỡng {file}: sửa HOTICH_THRESHOLDS, hoặc bỏ đi để dùng ngưỡng có sẵn."
        )
    facts = file.stat()
    return _load(file, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _mtime_ns: int, _size: int) -> Thresholds:
    faults = Faults(str(path))
    read = read_text(decoded(path.read_bytes(), faults), Thresholds, faults)
    _check_ids("difficulties", read.difficulties, faults)
    _check_ids("reminders", read.reminders, faults)
    for no, kind in enumerate(read.difficulties):
        if kind.measure is not None:
            _check_measure(("difficulties", no), kind, DIFFICULTY_MEASURES, faults)
            needed = NEEDS.get(kind.measure)
            if needed and getattr(kind, needed) in {None, ()}:
                faults.add(
                    ("difficulties", no), f"Phép đo {kind.measure} thiếu “{needed}”.", f"thêm “{needed}:”"
                )
    for no, subject in enumerate(read.reminders):
        _check_measure(("reminders", no), subject, REMINDER_MEASURES, faults)
        _check_steps(("reminders", no), subject, faults)
    faults.refuse()
    return read


def _check_ids(name: str, items: Iterable[T], faults: Faults) -> None:
    seen: set[str] = set()
    for no, item in enumerate(items):
        if item.id in seen:
            faults.add((name, no, "id"), f"“{item.id}” ghi hai lần.", "đặt tên khác")
        seen.add(item.id)


def _check_measure(
    where: tuple[str, int], item: T, measures: Mapping[str, Mapping[str, str]], faults: Faults
) -> None:
    figures = measures.get(item.measure or "")
    if figures is None:
        faults.add(
            (*where, "measure"),
            f"Không có phép đo “{item.measure}”.",
            f"dùng một trong: {', '.join(measures)}",
        )
        return
    for _, name, _, _ in Formatter().parse(item.wording):
        if name is not None and name not in figures:
            faults.add(
                (*where, "wording"), f"Không có số liệu “{name}”.", f"dùng một trong: {', '.join(figures)}"
            )
    for no, kind in enumerate(item.queue):
        if kind not in set(QueueKind):
            faults.add(
                (*where, "queue", no),
                f"Không có loại việc “{kind}”.",
                f"dùng một trong: {', '.join(QueueKind)}",
            )


def _check_steps(where: tuple[str, int], subject: Subject, faults: Faults) -> None:
    down = subject.measure == "pace"
    if not subject.steps or list(subject.steps) != sorted(set(subject.steps), reverse=down):
        order = "giảm dần" if down else "tăng dần"
        faults.add((*where, "steps"), "Các bậc phải có và nặng dần.", f"ghi các số {order}, không trùng")
    if subject.measure == "queue" and not subject.queue:
        faults.add(where, "Phép đo queue thiếu “queue”.", "thêm các loại việc")
