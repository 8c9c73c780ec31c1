"""Who issues a report and to whom, with the names that the units bore on the data date."""

from dataclasses import dataclass
from datetime import date

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.progress import Scope
from hotich.units import Level, Unit


@dataclass(frozen=True, slots=True)
class Issuer:
    """One reporting body on one day. All names as they stand inside a sentence."""

    level: Level
    unit: Unit
    """The unit that it reports on."""
    scope: Scope
    """Its part of the plan."""
    superior: str
    """"" where the form asks for none."""
    name: str
    short: str
    """Name of the unit: "tỉnh Bến Tre", "huyện Ba Tri"."""
    area: str
    """Where the books are from: `short`, or the province of the plan that is no more: "tỉnh Bến Tre (cũ)"."""
    symbol: str
    place: str
    signer: tuple[str, ...]
    to: tuple[str, ...]
    recipients: tuple[str, ...]
    archive: str
    clause: str


def issuer_of(plan: Plan, level: Level, code: str | None, as_of: date) -> Issuer:
    """Who reports on a unit with figures of that day.

    `code`: of the district; None: the province's. Raises HotichError: no such unit on that day, or nobody reports on it.
    """
    reporter = plan.reporter_of(level, as_of)
    unit = _province(plan, as_of) if level is Level.PROVINCE else _district(plan, code, as_of)
    province = _province(plan, as_of)
    short = _name(plan, unit, as_of)
    blanks = {"unit": short, "province": _name(plan, province, as_of)}

    def filled(text: str) -> str:
        for name, value in blanks.items():
            text = text.replace("{" + name + "}", value)
        return text

    return Issuer(
        level=level,
        unit=unit,
        scope=Scope() if level is Level.PROVINCE else Scope(district_id=unit.unit_id),
        superior=filled(reporter.superior),
        name=filled(reporter.issuer),
        short=short,
        area=short if level is not Level.PROVINCE else _area(plan, unit, short),
        symbol=reporter.symbol,
        place=filled(reporter.place) or _place(unit, as_of),
        signer=tuple(filled(one) for one in reporter.signer),
        to=tuple(filled(one) for one in reporter.to),
        recipients=tuple(filled(one) for one in reporter.recipients),
        archive=reporter.archive,
        clause=reporter.clause,
    )


def reporting_districts(plan: Plan, as_of: date) -> list[Unit]:
    """The districts of the plan's province on that day."""
    found = plan.units.active(as_of, Level.DISTRICT)
    return [one for one in found if one.parent_code == plan.province.code]


def _province(plan: Plan, as_of: date) -> Unit:
    """The plan's province, or what it became part of by that day."""
    lives = plan.units.lives(plan.province.code)
    unit = plan.units.at(plan.province.code, as_of) or plan.units.successor(lives[-1], as_of)
    if unit is None:
        raise HotichError(
            f"Danh mục đơn vị không cho biết ngày {as_of:%d/%m/%Y} tỉnh mang mã {plan.province.code} tên là gì: ghi thêm "
            "đơn vị kế thừa vào danh mục."
        )
    return unit


def _area(plan: Plan, unit: Unit, short: str) -> str:
    """The plan's own province: where it has become part of another one, the report speaks of the former alone."""
    own = plan.units.lives(plan.province.code)[-1]
    if unit.unit_id == own.unit_id or own.valid_to is None:
        return short
    return f"{_name(plan, own, own.valid_to)} (cũ)"


def _district(plan: Plan, code: str | None, as_of: date) -> Unit:
    districts = reporting_districts(plan, as_of)
    if code is None:
        known = ", ".join(f"{one.code} {one.name}" for one in districts)
        raise HotichError(f"Báo cáo cấp huyện cần mã huyện (--unit), một trong: {known}.")
    unit = next((one for one in districts if one.code == code), None)
    if unit is None:
        known = ", ".join(f"{one.code} {one.name}" for one in districts) or "không có"
        raise HotichError(
            f"Ngày {as_of:%d/%m/%Y} không có huyện mang mã “{code}”. Các huyện ngày ấy: {known}."
        )
    return unit


def _name(plan: Plan, unit: Unit, on: date) -> str:
    """Its name inside a sentence: "huyện Ba Tri"."""
    return plan.units.full_name(unit, on).partition(",")[0]


def _place(unit: Unit, on: date) -> str:
    """The name without its kind, unless that is a number: NĐ 30/2020 writes "Ba Tri" but "Quận 1"."""
    name = unit.name_on(on)
    bare = name.removeprefix(unit.kind).strip()
    return name if not bare or bare.isdecimal() else bare
