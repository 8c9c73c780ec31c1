"""The SQL that brings staged rows into a case table: match, insert, change, warn, report what is missing.

All statements are set-based and work on one turn (`staged` rows of one wave in which no key occurs twice).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl
import psycopg
from psycopg import sql
from psycopg.sql import SQL, Composed, Identifier, Literal

from hotich.errors import RuleError
from hotich.registers import Register
from hotich.storage.cases import KEY
from hotich.storage.schema import CASE_TABLES
from hotich.storage.staging import content_columns, content_lines, fingerprint

_SAME_KEY = SQL("(c.unit_id, c.entry_year, c.key_book, c.entry_no, c.entry_suffix)"
                " = (s.unit_id, s.entry_year, s.key_book, s.entry_no, s.entry_suffix)")  # fmt: skip


_TURN = "s.wave = %(wave)s AND s.occurrence = %(occurrence)s AND s.file_id = ANY(%(files)s)"


@dataclass(slots=True)
class TurnResult:
    """What one turn did, by file."""

    inserted: dict[int, int] = field(default_factory=dict)
    changed: dict[int, int] = field(default_factory=dict)
    unchanged: dict[int, int] = field(default_factory=dict)
    held_elsewhere: list[tuple[int, int, int]] = field(default_factory=list)
    """(n, file_id, book that holds the key)."""


def merge_turn(
    conn: psycopg.Connection[Any], register: Register, turn: tuple[int, int], rows: pl.DataFrame, actor: str,
    load_id: int,
) -> TurnResult:  # fmt: skip
    """Bring one turn's rows (file_id and key columns of `rows`) into the case table.

    Where the table holds none of their number series (unit, year, book) nothing can match, and matching is left out.
    """
    counts: dict[int, int] = dict(rows.group_by("file_id").len().rows())
    words: dict[str, Any] = {"wave": turn[0], "occurrence": turn[1], "files": list(counts), "load": load_id}
    result = TurnResult(inserted=counts)
    matching = _occupied(conn, register, rows.select(KEY[:3]).unique())
    conn.execute("DROP TABLE IF EXISTS pg_temp.matched")
    if matching:
        _match(conn, register, words)
        matched = conn.execute("SELECT file_id, count(*)::int FROM matched GROUP BY 1").fetchall()
        result.inserted = counts | {file_id: counts[file_id] - known for file_id, known in matched}
        result.held_elsewhere = conn.execute(
            "SELECT n, file_id, holder_book_id FROM matched WHERE holder_book_id <> book_id ORDER BY n"
        ).fetchall()
        _change(conn, register, words, actor, result)
    _insert(conn, register, words)
    _warn(conn, words, matching)
    return result


def _occupied(conn: psycopg.Connection[Any], register: Register, keys_at: pl.DataFrame) -> bool:
    """Whether the table holds any case in the number series (unit, year, book) of these rows."""
    row = conn.execute(
        SQL(
            "SELECT EXISTS (SELECT FROM unnest(%s::int[], %s::smallint[], %s::smallint[]) AS k (u, y, b) WHERE EXISTS"
            " (SELECT FROM {} c WHERE (c.unit_id, c.entry_year, c.key_book) = (k.u, k.y, k.b)))"
        ).format(_table(register)),
        [keys_at[name].to_list() for name in KEY[:3]],
    ).fetchone()
    return bool(row and row[0])


def _match(conn: psycopg.Connection[Any], register: Register, words: Mapping[str, Any]) -> None:
    # Probing the key's index is right for a batch against a large table, whatever the statistics of a fresh one say.
    conn.execute("SET LOCAL enable_hashjoin = off")
    conn.execute("SET LOCAL enable_mergejoin = off")
    conn.execute(
        SQL(
            "CREATE TEMP TABLE matched ON COMMIT DROP AS"
            " SELECT s.n, s.file_id, s.book_id, c.book_id AS holder_book_id, c.case_id, c.file_id AS holder_file_id,"
            " c.load_id AS holder_load_id, c.row_hash = s.row_hash AS same"
            " FROM staged s JOIN {} c ON {}"
            " WHERE {}"
        ).format(_table(register), _SAME_KEY, SQL(_TURN)),
        words,
    )
    conn.execute("SET LOCAL enable_hashjoin = on")
    conn.execute("SET LOCAL enable_mergejoin = on")
    conn.execute("ANALYZE matched")
    conn.execute("ANALYZE staged (n, file_id, case_id)")
    conn.execute(
        "UPDATE staged s SET case_id = CASE WHEN m.holder_book_id = m.book_id THEN m.case_id ELSE s.case_id END,"
        " fate = CASE WHEN m.holder_book_id = m.book_id THEN 'known' ELSE 'elsewhere' END"
        " FROM matched m WHERE s.n = m.n"
    )


def _insert(conn: psycopg.Connection[Any], register: Register, words: Mapping[str, Any]) -> None:
    """Insert the rows whose key is new."""
    columns = SQL(", ").join(Identifier(column.name) for column in CASE_TABLES[register.code].columns)
    where = SQL(_TURN + " AND s.fate = 'new'")
    conn.execute(
        SQL("INSERT INTO {} ({}) SELECT {} FROM staged s WHERE {}").format(_table(register), columns, columns, where),
        words,
    )


def _change(
    conn: psycopg.Connection[Any], register: Register, words: Mapping[str, Any], actor: str, result: TurnResult
) -> None:
    """Update the cases whose content differs, one history row a field, and count what changed and what did not."""
    conn.execute("DROP TABLE IF EXISTS pg_temp.changed")
    conn.execute(_differences(register))
    conn.execute("ANALYZE changed")
    _refuse_two_in_one_file(conn, words)
    if conn.execute("SELECT EXISTS (SELECT FROM changed)").fetchone() != (False,):
        conn.execute(_update(register), words)
        _renew_hashes(conn, register)
        conn.execute(
            "INSERT INTO audit_log (actor, action, register, unit_id, book_id, case_id, load_id, file_id, field, before,"
            " after, before_written, after_written)"
            " SELECT %(actor)s, 'case_changed', %(register)s, s.unit_id, s.book_id, x.case_id, %(load)s, s.file_id,"
            " x.field, x.before, x.after, x.before_written, x.after_written"
            " FROM changed x JOIN staged s USING (n) ORDER BY x.n, x.position",
            {**words, "actor": actor, "register": register.code},
        )
    counted = conn.execute(
        "SELECT m.file_id, count(*) FILTER (WHERE x.n IS NOT NULL)::int, count(*) FILTER (WHERE x.n IS NULL)::int"
        " FROM matched m LEFT JOIN (SELECT DISTINCT n FROM changed) x ON x.n = m.n"
        " WHERE m.holder_book_id = m.book_id GROUP BY 1"
    ).fetchall()
    result.changed = {file_id: changed for file_id, changed, _ in counted}
    result.unchanged = {file_id: unchanged for file_id, _, unchanged in counted}


def _refuse_two_in_one_file(conn: psycopg.Connection[Any], words: Mapping[str, Any]) -> None:
    """Two rows of one file with one key and other content: the rules must have returned both."""
    found = conn.execute(
        "SELECT count(DISTINCT n) FROM changed JOIN matched m USING (n)"
        " WHERE m.holder_file_id = m.file_id AND m.holder_load_id = %(load)s",
        words,
    ).fetchone()
    if found and found[0]:
        raise RuleError(
            f"{found[0]} dòng trùng khóa với dòng khác của cùng tệp mà nội dung khác nhau vẫn qua được các quy tắc."
            " Hãy sửa bộ quy tắc rồi chạy lại; chưa có gì được nạp."
        )


@cache
def _differences(register: Register) -> Composed:
    """Fields that a delivered row changes: value or wording; columns that the file lacks are left as they are."""
    names = content_columns(register)[:-1]
    values = SQL(", ").join(
        SQL("({}, {}, c.{}::text, s.{}::text)").format(Literal(position), Literal(name), Identifier(name), Identifier(name))
        for position, name in enumerate(names)
    )
    return SQL(
        "CREATE TEMP TABLE changed ON COMMIT DROP AS"
        " SELECT m.n, m.case_id, v.position, v.field, v.before, v.after, c.written ->> v.field AS before_written,"
        " s.written ->> v.field AS after_written"
        " FROM matched m JOIN staged s ON s.n = m.n JOIN {} c ON c.case_id = m.case_id"
        " JOIN published p ON p.file_id = m.file_id"
        " CROSS JOIN LATERAL (VALUES {}) AS v (position, field, before, after)"
        " WHERE m.holder_book_id = m.book_id AND NOT m.same AND v.field = ANY(p.present)"
        " AND (v.before IS DISTINCT FROM v.after"
        " OR c.written ->> v.field IS DISTINCT FROM s.written ->> v.field)"
    ).format(_table(register), values)


@cache
def _update(register: Register) -> Composed:
    fields = content_columns(register)[:-1]
    sets = SQL(", ").join(
        SQL("{0} = CASE WHEN {1} = ANY(p.present) THEN s.{0} ELSE c.{0} END").format(Identifier(name), Literal(name))
        for name in fields
    )
    facts = SQL(", ").join(
        SQL("{0} = s.{0}").format(Identifier(name)) for name in ("row_hash", "file_id", "row_no", "stage_id", "load_id")
    )
    # What was written in columns that this file lacks stays beside its value.
    written = SQL(
        "written = CASE WHEN c.written IS NULL THEN s.written ELSE"
        " nullif((c.written::jsonb - p.present) || coalesce(s.written::jsonb, '{{}}'), '{{}}')::json END"
    ).format()
    return SQL(
        "UPDATE {} c SET {}, {}, {} FROM staged s JOIN published p ON p.file_id = s.file_id"
        " WHERE s.n IN (SELECT n FROM changed) AND c.case_id = s.case_id"
    ).format(_table(register), sets, facts, written)


def _renew_hashes(conn: psycopg.Connection[Any], register: Register) -> None:
    """Fingerprint the changed cases as they now are: columns that the file lacks may have kept values."""
    names = content_columns(register)
    columns = SQL(", ").join(SQL("c.{}::text").format(Identifier(name)) for name in names)
    rows = conn.execute(
        SQL("SELECT c.case_id, {} FROM {} c WHERE c.case_id IN (SELECT case_id FROM changed)").format(
            columns, _table(register)
        )
    ).fetchall()
    frame = pl.DataFrame(rows, schema={"case_id": pl.Int64, **dict.fromkeys(names, pl.String)}, orient="row")
    conn.execute(
        SQL(
            "UPDATE {} c SET row_hash = h.row_hash FROM unnest(%s::bigint[], %s::uuid[]) AS h (case_id, row_hash)"
            " WHERE c.case_id = h.case_id"
        ).format(_table(register)),
        [frame["case_id"].to_list(), [fingerprint(line).decode() for line in content_lines(frame, register)]],
    )


def _warn(conn: psycopg.Connection[Any], words: Mapping[str, Any], matching: bool) -> None:
    """The warnings of this turn's cases as the rules now see them; confirmed ones stay."""
    if matching:
        conn.execute(
            "DELETE FROM case_warning w USING matched m WHERE w.case_id = m.case_id AND m.holder_book_id = m.book_id"
            " AND NOT w.confirmed AND NOT EXISTS (SELECT FROM flagged f"
            " WHERE f.n = m.n AND f.rule_id = w.rule_id AND f.field = w.field)"
        )
    # Nothing is known of a temporary table's size yet, and a nested loop over 20,000 rows takes seconds.
    conn.execute("SET LOCAL enable_nestloop = off")
    conn.execute(
        SQL(
            "INSERT INTO case_warning (case_id, book_id, rule_id, field, load_id)"
            " SELECT s.case_id, s.book_id, f.rule_id, f.field, %(load)s FROM flagged f JOIN staged s ON s.n = f.n"
            " WHERE {} AND s.fate <> 'elsewhere' ON CONFLICT DO NOTHING"
        ).format(SQL(_TURN)),
        words,
    )
    conn.execute("SET LOCAL enable_nestloop = on")


def report_missing(
    conn: psycopg.Connection[Any], register: Register, file_ids: Sequence[int], load_id: int
) -> dict[int, int]:
    """Report the cases of re-delivered books that the new files no longer hold; returns how many by file.

    A returned row with the case's key is not missing. A case that is back is struck off the list.
    """
    words = {"files": list(file_ids), "load": load_id, "register": register.code}
    conn.execute(
        "DELETE FROM missing_row m USING staged s WHERE m.case_id = s.case_id AND s.file_id = ANY(%(files)s)", words
    )
    conn.execute(
        SQL(
            "INSERT INTO missing_row (case_id, register, book_id, file_id, load_id)"
            " SELECT c.case_id, %(register)s, c.book_id, f.file_id, %(load)s"
            " FROM delivery_file f JOIN {} c ON c.book_id = f.book_id"
            " WHERE f.file_id = ANY(%(files)s)"
            " AND NOT EXISTS (SELECT FROM staged s WHERE s.file_id = f.file_id AND {})"
            " AND NOT EXISTS (SELECT FROM returned_row s WHERE s.file_id = f.file_id AND s.case_id = c.case_id)"
            " ON CONFLICT (case_id) DO UPDATE SET file_id = excluded.file_id, load_id = excluded.load_id"
        ).format(_table(register), _SAME_KEY),
        words,
    )
    return dict(
        conn.execute(
            "SELECT file_id, count(*)::int FROM missing_row WHERE file_id = ANY(%(files)s) GROUP BY 1", words
        ).fetchall()
    )


def _table(register: Register) -> sql.Identifier:
    return Identifier("hotich", register.table)
