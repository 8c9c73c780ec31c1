"""The SQL that finds and makes the changes of cases, for files that have the same columns.

A column that a file lacks is left as it is; an empty cell, by contrast, is a value (delivery contract §2).
"""

from functools import cache

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from hotich.registers import Register
from hotich.storage.staging import content_columns


@cache
def differences(register: Register, present: frozenset[str]) -> Composed:
    """Fill `changed`: one row for each field whose value or wording a delivered row changes."""
    values = SQL(", ").join(
        SQL("({}, {}, c.{}::text, s.{}::text)").format(
            Literal(position), Literal(name), Identifier(name), Identifier(name)
        )
        for position, name in enumerate(_compared(register, present))
    )
    # The wordings are looked into only where they differ as a whole: taking JSON apart is dear.
    return SQL(
        "INSERT INTO changed SELECT m.n, m.case_id, v.position, v.field, v.before, v.after,"
        " c.written ->> v.field, s.written ->> v.field"
        " FROM matched m JOIN staged s ON s.n = m.n JOIN {} c ON c.case_id = m.case_id"
        " CROSS JOIN LATERAL (VALUES {}) AS v (position, field, before, after)"
        " WHERE m.file_id = ANY(%(files)s) AND m.holder_book_id = m.book_id AND NOT m.same"
        " AND CASE WHEN v.before IS DISTINCT FROM v.after THEN true"
        " WHEN c.written::text IS NOT DISTINCT FROM s.written::text THEN false"
        " ELSE c.written ->> v.field IS DISTINCT FROM s.written ->> v.field END"
    ).format(Identifier("hotich", register.table), values)


@cache
def update(register: Register, present: frozenset[str]) -> Composed:
    """Give the changed cases their new values and lineage."""
    names = [*_compared(register, present), "row_hash", "file_id", "row_no", "stage_id", "load_id"]
    sets = SQL(", ").join(SQL("{0} = s.{0}").format(Identifier(name)) for name in names)
    written: Composable = SQL("s.written")
    if _absent(register, present):
        # What was written in columns that the file lacks stays beside its value.
        written = SQL(
            "CASE WHEN c.written IS NULL THEN s.written ELSE"
            " nullif((c.written::jsonb - {}::text[]) || coalesce(s.written::jsonb, '{{}}'), '{{}}')::json END"
        ).format(Literal(sorted(present)))
    return SQL(
        "UPDATE {} c SET {}, written = {} FROM staged s"
        " WHERE s.file_id = ANY(%(files)s) AND s.n IN (SELECT n FROM changed) AND c.case_id = s.case_id"
    ).format(Identifier("hotich", register.table), sets, written)


@cache
def kept_values(register: Register, present: frozenset[str]) -> Composed | None:
    """Condition: the case `c` holds a value in a column that the file lacks; None when the file has all columns."""
    absent = _absent(register, present)
    if not absent:
        return None
    return SQL("num_nonnulls({}) > 0").format(
        SQL(", ").join(SQL("c.{}").format(Identifier(name)) for name in absent)
    )


def _compared(register: Register, present: frozenset[str]) -> list[str]:
    return [name for name in content_columns(register)[:-1] if name in present or name == "registered_until"]


def _absent(register: Register, present: frozenset[str]) -> list[str]:
    return [name for name in content_columns(register)[1:-1] if name not in present]
