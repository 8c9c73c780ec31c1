"""Reminders (đôn đốc): what each unit has to do now, the worst first, and the same as a workbook."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from hotich.difficulties import Thresholds, unit_standings
from hotich.reminders import LIST_NAME, News, UnitReminders, gather_reminders, list_workbook, news_of
from hotich.storage.reminders import remembered
from hotich.storage.states import Channel
from hotich.text.folding import fold_plain
from hotich.web.context import Context, Signed

router = APIRouter()

PAGE = "/don-doc"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Words = Annotated[str, Query(alias="tim", max_length=80)]
SubjectId = Annotated[str, Query(alias="viec", max_length=40)]


@router.get(PAGE)
def reminders(context: Signed, words: Words = "", subject: SubjectId = "") -> Response:
    """`tim`: part of a unit's name; `viec`: one thing to do."""
    thresholds = context.thresholds
    units = _units(context, thresholds, words, subject)
    return context.page(
        "reminders.html",
        units=units,
        count=sum(len(unit.reminders) for unit in units),
        news=_news(context, thresholds, units),
        subjects=thresholds.reminders,
        unverified=any(not one.verified for one in thresholds.reminders),
        words=words,
        subject=subject,
        file=f"{PAGE}/tai/{LIST_NAME}",
    )


@router.get(f"{PAGE}/tai/{LIST_NAME}")
def workbook(context: Signed, words: Words = "", subject: SubjectId = "") -> Response:
    """The list as a workbook."""
    thresholds = context.thresholds
    units = _units(context, thresholds, words, subject)
    title = f"Danh sách đôn đốc: {context.plan.name}"
    content = list_workbook(title, units, _news(context, thresholds, units), context.today)
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{LIST_NAME}"'}
    )


def _units(context: Context, thresholds: Thresholds, words: str, subject: str) -> list[UnitReminders]:
    """Of the units that the account may see."""
    found = gather_reminders(
        context.conn, context.plan, thresholds, unit_standings(context.board_today), context.today
    )
    wanted = fold_plain(words)
    kept = [
        replace(unit, reminders=[one for one in unit.reminders if subject in {"", one.subject.id}])
        for unit in found
        if context.may_see(unit.unit.unit_id) and wanted in fold_plain(unit.name)
    ]
    return [unit for unit in kept if unit.reminders]


def _news(
    context: Context, thresholds: Thresholds, units: Sequence[UnitReminders]
) -> dict[tuple[int, str], News]:
    """What the next round tells as news."""
    memories = remembered(context.conn, Channel.OUTBOX)
    found = {
        (one.unit_id, one.key): news_of(
            one, memories.get((one.unit_id, one.key)), thresholds.repeating, context.today
        )
        for unit in units
        for one in unit.reminders
    }
    return {place: why for place, why in found.items() if why is not None}
