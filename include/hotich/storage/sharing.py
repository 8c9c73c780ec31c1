"""What readers other than the owner get of the database: described once, made anew at each upgrade (`readers`).

What is not named here is closed to them, so a new table is private until somebody writes why not. Tables of persons
(cases, returned rows, history, second keyings, slips, roles) are closed altogether: the numbers that come from them are
in views that the owner runs, and that filter by what the session may see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Rows(StrEnum):
    """How a row belongs to a unit: the value is the policy's condition beside “sees all”, in SQL."""

    EVERYBODY = "true"
    """Tells nothing about a unit's work."""
    PROVINCE = "false"
    """Of no unit: only for who sees all."""
    UNIT = "unit_id = ANY ((SELECT hotich.visible_units())::int[])"
    BOOK = "book_id IN (SELECT b.book_id FROM hotich.book b WHERE b.unit_id = ANY ((SELECT hotich.visible_units())::int[]))"
    DIFFICULTY = "difficulty_id IN (SELECT d.difficulty_id FROM hotich.difficulty d)"
    """Of a difficulty that the reader sees."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A table that readers may read, but for some columns."""

    rows: Rows
    own: frozenset[str] = frozenset()
    """Columns that a unit reads of its own rows and the report role does not: words that people chose freely."""
    hidden: frozenset[str] = frozenset()
    """Columns that no reader reads."""


TABLES: Mapping[str, Shared] = {
    "unit": Shared(Rows.EVERYBODY),
    "plan_version": Shared(Rows.EVERYBODY),
    "stage": Shared(Rows.EVERYBODY),
    "book": Shared(Rows.UNIT),
    "inventory": Shared(Rows.UNIT),
    "inventory_book": Shared(Rows.BOOK, own=frozenset({"note"})),
    "progress_snapshot": Shared(Rows.UNIT),
    "progress_count": Shared(Rows.EVERYBODY),
    "delivery_file": Shared(Rows.UNIT, own=frozenset({"path", "sheet", "reason", "notices"})),
    "keying": Shared(Rows.BOOK),
    "keying_field": Shared(Rows.BOOK),
    "book_scan": Shared(Rows.BOOK),
    "difficulty": Shared(Rows.UNIT),
    "difficulty_event": Shared(Rows.DIFFICULTY, hidden=frozenset({"actor"})),
    "reminder": Shared(Rows.UNIT),
    "budget_entry": Shared(Rows.UNIT, hidden=frozenset({"entered_by"})),
    "work_snapshot": Shared(Rows.UNIT),
    "report": Shared(Rows.UNIT, hidden=frozenset({"made_by"})),
    "batch": Shared(Rows.PROVINCE),
    "load": Shared(Rows.PROVINCE, hidden=frozenset({"actor"})),
    "validation_result": Shared(Rows.PROVINCE),
    "incident": Shared(Rows.PROVINCE),
}

PERSONS: Mapping[str, str] = {
    "returned_row": "rows as written",
    "short_row": "rows of the second keying",
    "case_warning": "which case has what to be looked at, and who confirmed it",
    "missing_row": "cases",
    "case_pair": "cases",
    "case_mark": "marks of rows",
    "audit_log": "former and new values",
    "correction": "values before and after, and who wrote them",
    "keying_difference": "values of both keyings, and who decided",
    "book_role": "names of who keyed, checked and decided",
    "sample": "who checked",
    "sample_case": "cases, and remarks on them",
    "scan": "names of files with number and day of a registration",
    "approval": "who answered, and the remark",
    "account": "who may sign in, hashes of passwords",
    "session": "what opens what a session may see",
    "login_attempt": "who tried to sign in",
}
"""Tables besides the case tables that are closed to readers → what is in them."""

OWNER_RUN: Mapping[str, str] = {
    "returned_count": "counts of returned_row",
    "returned_queue": "counts of returned_row",
    "returned_month": "counts of returned_row",
    "warning_queue": "counts of case_warning",
    "keying_count": "counts of keying_difference",
    "scan_progress": "counts of scan",
    "book_work": "counts of scan",
    "open_item": "counts of what waits, of nearly all tables of persons",
}
"""Views that the owner runs, so that they may count what readers may not read → what they count. They filter themselves."""

VIEWS = frozenset({
    "data_date", "current_inventory", "current_stage", "book_progress", "unit_progress", "stage_progress", "file_count",
    "keying_rate_by_field", "keying_rate_by_book", "keying_rate_by_register", "unit_today", "work_queue",
    "work_queue_by_unit", "difficulty_now", "unit_work", "open_rule", "delivery_month", "rule_month", "stage_run", "load_result",
})  # fmt: skip
"""Views that run with the reader's own rights."""

CLOSED_VIEWS = frozenset({
    "registered_case", "case_scan", "missing_scan", "second_keying", "book_keying", "book_acceptance",
})  # fmt: skip
"""Views over tables of persons that no reader may ask."""
