"""What a unit has to do next: what it owes the plan, and the open work of its books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hotich.plan import Plan, Stage
from hotich.progress import Standing
from hotich.progress.books import BookLine
from hotich.storage.states import BookState
from hotich.text.shown import show_day, show_number


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, over all books that it is about."""

    what: str
    since: str
    """How old it is, or by when it is due."""
    next_step: str
    owner: str
    books: tuple[str, ...]
    urgency: int
    """Days that it lies, or by which it is over its deadline; negative: days that are left."""


def tasks(
    plan: Plan,
    standing: Standing,
    books: Sequence[BookLine],
    queue: Sequence[dict[str, Any]],
    owner: str,
    today: date,
) -> list[Task]:
    """The most urgent first.

    Args:
        plan: as amended.
        standing: the unit's.
        books: the unit's, as they are today.
        queue: its open work (`queue_by_book`).
        owner: who answers for its books.
    """
    found = [*_inventory(standing, owner), *_undelivered(plan, books, owner, today), *_open(queue)]
    return sorted(found, key=lambda task: -task.urgency)


def _inventory(standing: Standing, owner: str) -> Iterable[Task]:
    if standing.units_without_denominator:
        yield Task(
            "Thống kê sổ chưa gửi", f"thời hạn từ {show_day(standing.start)}",
            "Lập và gửi thống kê sổ: chưa có thì không ai biết phải làm bao nhiêu, tiến độ không tính được.", owner, (),
            (standing.as_of - standing.start).days,
        )  # fmt: skip


def _undelivered(plan: Plan, books: Sequence[BookLine], owner: str, today: date) -> Iterable[Task]:
    """Books of the inventory of which no file has come, stage by stage; of stages that have begun."""
    for stage in plan.stages:
        waiting = sorted(
            (
                one
                for one in books
                if one.stage_id == stage.id and one.state == BookState.LISTED and not one.lost
            ),
            key=lambda one: (_turn(stage, one.register), one.year, one.book_no),
        )
        if waiting and stage.window_start <= today:
            over = (today - stage.window_end).days
            late = f", đã quá {show_number(over)} ngày" if over > 0 else ""
            yield Task(
                f"{show_number(len(waiting))} quyển chưa giao ({show_number(sum(one.planned or 0 for one in waiting))} trường hợp)",
                f"{stage.name}, hạn {show_day(stage.window_end)}{late}",
                "Nhập từng quyển vào mẫu Excel, kiểm tra rồi gửi, theo thứ tự nhóm sổ của kế hoạch.",
                owner, tuple(_name(one.register, one.year, one.book_no) for one in waiting), over,
            )  # fmt: skip


def _turn(stage: Stage, register: str) -> int:
    """Place of the register's group in the stage's order."""
    return next(
        (at for at, group in enumerate(stage.groups) if register in group.registers), len(stage.groups)
    )


def _open(queue: Sequence[dict[str, Any]]) -> Iterable[Task]:
    """Same kind, step and owner: one task."""
    together: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for line in queue:
        together.setdefault((line["what"], line["next_step"], line["owner"]), []).append(line)
    for (what, step, owner), lines in together.items():
        oldest = max(one["oldest_days"] for one in lines)
        named = (
            _name(one["register"], one["year"], one["book_no"]) for one in lines if one["book_id"] is not None
        )
        yield Task(
            f"{show_number(sum(one['items'] for one in lines))} {what}", f"lâu nhất {show_number(oldest)} ngày", step, owner,
            tuple(dict.fromkeys(named)), oldest,
        )  # fmt: skip


def _name(register: str, year: int, book_no: int) -> str:
    return f"{register}.{year}.{book_no:02}"
