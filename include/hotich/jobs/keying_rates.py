"""How often two keyings of a book disagree: by register, column and book, never by person."""

from typing import Any

from hotich.plan import load_plan
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich.storage.keying_rates import rates
from hotich.storage.states import RateBy


def keying_rates(settings: Settings, by: RateBy) -> list[dict[str, Any]]:
    """Disagreement of the two keyings, by register, column or book: cells compared, different, per 10,000.; nothing of persons, no values."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        rows = rates(conn, by)
    if by is RateBy.FIELD:
        return [row | {"term": _term(row["register"], row["field"])} for row in rows]
    if by is RateBy.BOOK:
        units = {row["unit_id"]: plan.units.by_id(row["unit_id"]) for row in rows}
        return [
            {"unit": f"{units[row['unit_id']].name} ({units[row['unit_id']].code})",
             "book": f"{row['book_no']:02d}/{row['year']}", **row}
            for row in rows
        ]  # fmt: skip
    return rows


def _term(code: str, name: str) -> str:
    field = register_of(code).field(name)
    return f"{field.term} ({field.column})"
