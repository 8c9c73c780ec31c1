"""Money: the estimate, what was spent against it, prices, the ledger."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hotich.budget.at_pace import Forecast, forecast_of
from hotich.budget.balance import Balance, balances
from hotich.budget.costing import NO_PRICE, Costing, load_costing
from hotich.budget.entering import Reader
from hotich.budget.estimate import estimate
from hotich.budget.lines import Line
from hotich.budget.money_sheet import read_money, write_money_template
from hotich.budget.payers import Authority, Payers
from hotich.budget.totals import SUMS, by_year, total_of
from hotich.budget.workbook import write_estimate
from hotich.errors import DeliveryError, HotichError
from hotich.plan import Plan, load_plan
from hotich.progress import Board, Scope, read_board
from hotich.settings import Settings
from hotich.storage import ledger
from hotich.storage.database import connect
from hotich.storage.ledger import NewEntry
from hotich.storage.plans import sync_plan
from hotich.storage.turns import Facts, take_turn
from hotich.text.shown import show_day
from hotich.units import Level


def price_list(settings: Settings) -> list[dict[str, Any]]:
    """The table of prices, by activity and day: term, unit, dong, from, until, verified, source."""
    costing = load_costing(load_plan(settings.plan))
    rows = []
    for activity in costing.activities:
        prices = [one for one in costing.text.prices if one.activity == activity.id]
        own: dict[str, Any] = {"activity": activity.id, "term": activity.term, "unit": activity.unit.term}
        rows += [
            own | {"dong": one.dong, "from": one.from_, "until": one.until, "verified": one.verified, "source": one.source}
            for one in sorted(prices, key=lambda one: one.from_)
        ] or [own | {"dong": None, "from": None, "until": None, "verified": False, "source": NO_PRICE}]  # fmt: skip
    return rows


def estimate_table(
    settings: Settings, as_of: date, *, year: int | None = None, authority: str | None = None
) -> dict[str, Any]:
    """The estimate as rows, with its total and the units whose work is in no row.

    Keys: as_of, verified, total, unpriced, without_denominator, lines (authority, authority_code, year, activity, term,
    unit, quantity, assumed, price, amount, verified, remarks).
    """
    plan, costing = _described(settings)
    with connect(settings) as conn:
        found = estimate(conn, plan, costing, as_of)
    lines = found.select(year=year, authority=_authority(plan, costing, as_of, authority))
    return {
        "as_of": as_of,
        "plan": plan.id,
        "prices": costing.path.name,
        "prices_sha256": costing.sha256,
        "verified": all(line.verified for line in lines),
        "total": sum(line.amount or 0 for line in lines),
        "unpriced": sum(1 for line in lines if line.price is None),
        "without_denominator": [f"{unit.name} ({unit.code})" for unit in found.without_denominator],
        "lines": [_line(line) for line in lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "authority": line.authority.name,
        "authority_code": line.authority.code,
        "year": line.year,
        "activity": line.activity.id,
        "term": line.activity.term,
        "unit": line.activity.unit.term,
        "quantity": line.quantity,
        "assumed": line.assumed,
        "price": None if line.price is None else line.price.dong,
        "amount": line.amount,
        "verified": line.verified,
        "remarks": "; ".join(line.remarks),
    }


def balance_table(
    settings: Settings, as_of: date, *, year: int | None = None, authority: str | None = None
) -> list[dict[str, Any]]:
    """Spent against estimated, a row an authority × year × activity; amounts in đồng, None: not known."""
    return balance_tables(settings, as_of, year=year, authority=authority)[0]


def balance_tables(
    settings: Settings, as_of: date, *, year: int | None = None, authority: str | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(rows of `balance_table`, their sums by year). The last of the sums is that of all years, its year None."""
    plan, costing = _described(settings)
    wanted = _authority(plan, costing, as_of, authority)
    with connect(settings) as conn:
        found = balances(conn, plan, costing, as_of, years=[year] if year else [])
    shown = [one for one in found if wanted in {None, one.authority}]
    sums = [(at, total_of(lines)) for at, lines in by_year(shown)]
    return [_balance(one) for one in shown], [
        {"year": at} | {name: getattr(one, name) for name, _ in SUMS} | {"entered": one.entered}
        for at, one in (*sums, (None, total_of(shown)))
    ]


def _balance(one: Balance) -> dict[str, Any]:
    return {
        "authority": one.authority.name,
        "authority_code": one.authority.code,
        "year": one.year,
        "activity": one.activity_id,
        "term": one.term,
        "estimated": one.estimated_amount,
        "allotted": one.allotted,
        "spent": one.spent,
        "done": one.done_amount,
        "left": one.left,
        "to_do": one.to_do_amount,
        "surplus": one.surplus,
        "entered": one.booked,
        "verified": one.verified,
        "remarks": "; ".join(one.remarks),
    }


def write_estimate_workbook(
    settings: Settings, as_of: date, path: Path | None = None, *, authority: str | None = None
) -> Path:
    """Write the estimate for the finance side (of one authority, if given); returns the path.

    Default: `<outbox>/kinh_phi/du_toan.<data date>[.<code>].xlsx`.
    """
    plan, costing = _described(settings)
    wanted = _authority(plan, costing, as_of, authority)
    with connect(settings) as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        estimate_of = cache(lambda day: estimate(conn, plan, costing, day))
        found = estimate_of(as_of)
        money = balances(conn, plan, costing, as_of, estimate_of=estimate_of)
        board = read_board(conn, plan, as_of)
    if wanted is not None:
        found = found.of(wanted)
        money = [one for one in money if one.authority == wanted]
    name = f"du_toan.{as_of.isoformat()}{f'.{wanted.code}' if wanted else ''}.xlsx"
    path = path or settings.outbox / "kinh_phi" / name
    write_estimate(path, found, money, _forecast(board, wanted))
    return path


def _forecast(board: Board, authority: Authority | None) -> Forecast:
    """The pace of the authority's own work, where the board knows it as one; else of the whole plan."""
    whole = Scope()
    if authority is None:
        return forecast_of(board.standing(whole), "cả kế hoạch")
    unit = board.plan.units.by_id(authority.unit_id)
    own = {Level.DISTRICT: Scope(district_id=unit.unit_id), Level.PROVINCE: Scope(unit_id=unit.unit_id)}
    scope = own.get(unit.level, whole)
    return forecast_of(board.standing(scope), "cả kế hoạch" if scope == whole else authority.name)


def enter_money(settings: Settings, cells: dict[str, Any], by: str, today: date) -> int:
    """Enter one document; `cells`: key of `hotich.budget.entering.COLUMNS` → value. Returns the entry's number."""
    entry, faults = _reader(settings, today).read(cells)
    if entry is None:
        raise HotichError("Chưa ghi: " + "; ".join(faults) + ".")
    return _write(settings, [(None, entry)], by)[0]


def import_money(settings: Settings, path: Path, by: str, today: date) -> list[int]:
    """Enter all documents of a filled-in workbook, or none; returns the entries' numbers.

    Raises DeliveryError with a line for every fault.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeliveryError(f"Không đọc được tệp {path}: kiểm tra đường dẫn và quyền đọc.") from error
    reading = read_money(data, _reader(settings, today))
    if reading.faults:
        raise DeliveryError("\n".join([f"{path.name}: chưa ghi dòng nào, phải sửa:", *reading.faults]))
    if not reading.lines:
        raise DeliveryError(f"{path.name}: không có dòng nào. Điền từ dòng 2 rồi nhập lại.")
    return _write(settings, reading.lines, by)


def _write(settings: Settings, lines: Sequence[tuple[int | None, NewEntry]], by: str) -> list[int]:
    """Write the entries unless one of them is in the ledger already."""
    writer = by.strip()
    if not writer:
        raise HotichError("Chưa ghi ai nhập: thêm --by “họ tên hoặc chức danh người nhập”.")
    with connect(settings) as conn, conn.transaction():
        sync_plan(conn, load_plan(settings.plan))
        take_turn(conn, Facts.BUDGET)  # so that no document is entered twice
        known = [(row, number) for row, entry in lines if (number := ledger.same_document(conn, entry))]
        if known:
            raise HotichError(
                "\n".join(["Chưa ghi gì, vì đã có trong sổ kinh phí:", *(_doubled(*one) for one in known)])
            )
        return ledger.enter(conn, [entry for _, entry in lines], writer)


def _doubled(row: int | None, number: int) -> str:
    place = "Khoản này" if row is None else f"Dòng {row}"
    return f"{place} đã ghi ở bút toán số {number}. Khoản khác thì ghi nội dung khác; ghi thừa thì bỏ đi."


def cancel_entry(settings: Settings, number: int, reason: str, by: str, today: date) -> int:
    """Take an entry back by its mirror; returns the mirror's number."""
    if not reason.strip() or not by.strip():
        raise HotichError("Bút toán đảo phải có lý do (--reason) và người ghi (--by).")
    with connect(settings) as conn:
        return ledger.counter(conn, number, reason.strip(), by.strip(), today)


def ledger_table(
    settings: Settings, as_of: date, *, year: int | None = None, authority: str | None = None
) -> list[dict[str, Any]]:
    """The ledger by number: entry, kind, authority, year, term, quantity, amount, document, content, state."""
    plan, costing = _described(settings)
    payers = Payers(plan.at(as_of), costing, as_of)
    terms = {one.id: one.term for one in costing.activities}
    with connect(settings) as conn:
        found = ledger.entries(conn, as_of, year=year)
    rows = []
    for one in found:
        unit = plan.units.by_id(one.unit_id)
        if authority not in {None, unit.code}:
            continue
        rows.append(
            {
                "entry": one.entry_id,
                "kind": one.kind.value,
                "kind_term": one.kind.term,
                "authority": payers.named(unit).name,
                "authority_code": unit.code,
                "year": one.year,
                "activity": one.activity,
                "term": terms.get(one.activity, one.activity),
                "quantity": one.quantity,
                "amount": one.amount,
                "document": f"{one.document_number} ngày {show_day(one.document_on)}",
                "content": one.content,
                "counters": one.counters,
                "countered_by": one.countered_by,
                "state": _entry_state(one),
            }
        )
    return rows


def _entry_state(one: ledger.Entry) -> str:
    if one.counters is not None:
        return f"đảo số {one.counters}"
    return f"đã đảo bằng số {one.countered_by}" if one.countered_by is not None else "còn hiệu lực"


def write_template(settings: Settings, path: Path, today: date) -> Path:
    """Write the empty workbook for allotments and spending."""
    return write_money_template(path, _reader(settings, today))


def _described(settings: Settings) -> tuple[Plan, Costing]:
    plan = load_plan(settings.plan)
    return plan, load_costing(plan)


def _reader(settings: Settings, today: date) -> Reader:
    return Reader(*_described(settings), today)


def _authority(plan: Plan, costing: Costing, as_of: date, code: str | None) -> Authority | None:
    """The authority with that code; one that ended is still found, by its last life before the day."""
    if code is None:
        return None
    lives = [unit for unit in plan.units.lives(code) if unit.valid_from is None or unit.valid_from <= as_of]
    if lives and not lives[-1].valid_on(as_of):
        return Payers(plan.at(as_of), costing, as_of).named(lives[-1])
    return Payers(plan.at(as_of), costing, as_of).find(code)
