"""Where the parts of the plan stand on a day: the standings of a board, as a table."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hotich.errors import HotichError
from hotich.plan import Plan, load_plan
from hotich.progress import NO_DENOMINATOR, Scope, Standing, read_board, worst_first
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich.storage.turns import one_state
from hotich.text.shown import NOTHING, show_chance, show_months, show_number, show_share
from hotich.units import Level


@dataclass(frozen=True, slots=True)
class Asked:
    """Which parts of the plan, against which plan, as known when."""

    by: str
    """stage, district, unit or group."""
    stage_id: str | None = None
    district: str | None = None
    """Code of a district."""
    unit: str | None = None
    """Code of the unit that made the books."""
    known_at: datetime | None = None
    baseline: date | None = None


def standing_table(settings: Settings, as_of: date, asked: Asked) -> dict[str, Any]:
    """The parts asked for and their whole.

    Returns:
        `as_of`, `known_at`, `counted_on` (last day counted; None: nothing was), `decisions` in the baseline, `left_out`
        (cases in no stage or unit of it), `whole` and `parts`: `Standing`s, the stages and groups in the plan's order,
        units and districts worst first; `names`: scope of each part → what sets it apart.

    Raises:
        HotichError: no such stage, unit, district or division.
    """
    plan = load_plan(settings.plan)
    with connect(settings) as conn, one_state(conn) as moment:
        board = read_board(conn, plan, as_of, known_at=asked.known_at or moment, baseline=asked.baseline)
    district = _unit_id(board.plan, asked.district, Level.DISTRICT)
    unit = _unit_id(board.plan, asked.unit, None)
    scopes = board.scopes(stage_id=asked.stage_id, district_id=district, unit_id=unit, by=asked.by)
    parts = board.standings(scopes)
    return {
        "as_of": as_of,
        "known_at": board.known_at,
        "counted_on": board.counted_on,
        "decisions": [one.decision for one in board.plan.applied],
        "left_out": {"planned": board.left_out.planned, "accepted": board.left_out.accepted},
        "whole": board.standing(Scope(stage_id=asked.stage_id, district_id=district, unit_id=unit)),
        "parts": worst_first(parts) if asked.by in {"unit", "district"} else parts,
        "names": {one: board.title(_part(one, asked.by)) for one in scopes},
    }


def _part(scope: Scope, by: str) -> Scope:
    """What sets a scope apart from those beside it; beside the districts stand units that belong to none."""
    by = "unit" if by == "district" and scope.district_id is None else by
    return Scope(**{f"{by}_id": getattr(scope, f"{by}_id")})


def as_row(standing: Standing, name: str) -> dict[str, Any]:
    """A standing as a row of words for people; `name`: what sets it apart from the others of the table."""
    forecast, needed = standing.forecast, standing.pace_needed
    return {
        "name": name,
        "end": standing.end,
        "planned": NO_DENOMINATOR if standing.planned is None else standing.planned,
        "planned_by_now": round(standing.planned_by_now),
        "earned": standing.earned,
        "share": show_share(standing.earned, standing.planned),
        "months": NOTHING if standing.months_ahead is None else show_months(standing.months_ahead),
        "spi_t": show_number(standing.spi_t, 2),
        "p80": forecast.p80 if forecast else None,
        "in_time": show_chance(forecast.in_time) if forecast and not standing.overdue else None,
        "pace": f"{show_number(standing.pace)} / {show_number(needed)}",
        "status": f"{standing.adherence.shape} {standing.adherence.term}",
    }


def _unit_id(plan: Plan, code: str | None, level: Level | None) -> int | None:
    """The unit that made paper books under a code: the latest of its lives that they can be of."""
    if code is None:
        return None
    lives = [unit for unit in plan.units.lives(code) if level in {None, unit.level}]
    made = [unit for unit in lives if (unit.valid_from or date.min) <= plan.tier_of(unit).ends.on] or lives
    if not made:
        kind = "đơn vị" if level is None else f"đơn vị cấp {level.term}"
        raise HotichError(
            f"Danh mục của kế hoạch không có {kind} mang mã “{code}”. Xem mã bằng `hotich units`."
        )
    return made[-1].unit_id
