"""Bringing rows into a case table: inserted where the key is new, changed where the content differs, else left alone.

Rows are merged turn by turn; within a turn no key occurs twice. Where the table holds nothing of the rows' number
series (the common case: a new book) they are copied straight into it. Else they are copied into the temporary table
`staged` and matched there by set-based SQL. All of it inside the caller's transaction: an abort leaves nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import psycopg
from psycopg.sql import SQL, Identifier

from hotich.errors import RuleError
from hotich.storage.cases import KEY
from hotich.storage.changes import differences, kept_values, update
from hotich.storage.schema import CASE_TABLES
from hotich.storage.staging import (
    PublishBatch,
    content_columns,
    content_lines,
    copy_cases,
    csv_bytes,
    fingerprint,
    persons,
    warnings_of,
)

_SAME_KEY = SQL("(c.unit_id, c.entry_year, c.key_book, c.entry_no, c.entry_suffix)"
                " = (s.unit_id, s.entry_year, s.key_book, s.entry_no, s.entry_suffix)")  # fmt: skip


_UNDONE = (
    "SELECT s.file_id, count(*)::int FROM changed x JOIN staged s USING (n)"
    " JOIN delivery_file d ON d.file_id = s.file_id AND d.kind = 'book' CROSS JOIN LATERAL ("
    "SELECT a.file_id, a.before, a.before_written FROM audit_log a WHERE a.case_id = x.case_id AND a.field = x.field"
    " AND a.action = 'case_changed' ORDER BY a.audit_id DESC LIMIT 1) last"
    " JOIN delivery_file f ON f.file_id = last.file_id AND f.kind IN ('fix', 'arbitration')"
    " WHERE (last.before, last.before_written) IS NOT DISTINCT FROM (x.after, x.after_written) GROUP BY 1"
)
"""An office that sends its book again without its own corrections takes them back: it should know."""


@dataclass(slots=True)
class TurnResult:
    """What became of one turn's rows."""

    inserted: pl.DataFrame
    """file_id, book_id, unit_id, case_id, row_hash of the new cases."""
    changed: dict[int, int] = field(default_factory=dict)
    """file_id → rows that changed a case."""
    unchanged: dict[int, int] = field(default_factory=dict)
    held_elsewhere: list[tuple[int, int, int]] = field(default_factory=list)
    """(n, file_id, book that holds the key)."""
    undone: dict[int, int] = field(default_factory=dict)
    """file_id → cells that it sets back to what they were before a slip corrected them."""


class Merge:
    """The merging of one batch, within one transaction."""

    def __init__(self, conn: psycopg.Connection[Any], batch: PublishBatch, actor: str, load_id: int) -> None:
        self.conn = conn
        self.batch = batch
        self.register = batch.register
        self.table = Identifier("hotich", batch.register.table)
        self.words: dict[str, Any] = {
            "actor": actor,
            "load": load_id,
            "register": batch.register.code,
            "turn": 0,
            "persons": json.dumps(
                {file_id: {"person": person} for file_id, person in persons(batch).items()},
                ensure_ascii=False,
            ),
        }
        self.staging = False

    def turn(self, rows: pl.DataFrame) -> TurnResult:
        """Merge rows (of `judged_rows`) that have no key twice."""
        self.words["turn"] += 1
        rows = rows.with_columns(pl.Series("case_id", self._new_ids(len(rows)), dtype=pl.Int64))
        return self._match_and_merge(rows) if self._occupied(rows) else self._copy_new(rows)

    def _new_ids(self, count: int) -> list[int]:
        # As one binary array: a row for each number would cost more than all else in a turn's bookkeeping.
        query = "SELECT array_agg(nextval('case_id_seq')) FROM generate_series(1, %s)"
        found = self.conn.cursor(binary=True).execute(query, [count]).fetchone()
        ids: list[int] = found[0] if found and found[0] else []
        return ids

    def _occupied(self, rows: pl.DataFrame) -> bool:
        """Whether the table holds any case in the number series (unit, year, book) of these rows."""
        series = rows.select(KEY[:3]).unique()
        found = self.conn.execute(
            SQL(
                "SELECT EXISTS (SELECT FROM unnest(%s::int[], %s::smallint[], %s::smallint[]) AS k (u, y, b)"
                " WHERE EXISTS (SELECT FROM {} c WHERE (c.unit_id, c.entry_year, c.key_book) = (k.u, k.y, k.b)))"
            ).format(self.table),
            [series[name].to_list() for name in KEY[:3]],
        ).fetchone()
        return bool(found and found[0])

    def _copy_new(self, rows: pl.DataFrame) -> TurnResult:
        """All keys are new. (Should another book's load commit one meanwhile, the unique index stops us: a retry.)"""
        hashes = copy_cases(self.conn, self.batch, rows, self.words["load"], self.table)
        warnings = warnings_of(self.batch, rows).join(rows.select("n", "case_id", "book_id"), on="n")
        if len(warnings):
            statement = (
                "COPY case_warning (case_id, book_id, rule_id, field, load_id) FROM STDIN"
                " (FORMAT csv, FORCE_NOT_NULL (field))"
            )
            load = pl.lit(self.words["load"]).alias("load")
            with self.conn.cursor().copy(statement) as copy:
                copy.write(csv_bytes(warnings.select("case_id", "book_id", "rule_id", "field", load)))
        return TurnResult(_added(rows, hashes))

    def _match_and_merge(self, rows: pl.DataFrame) -> TurnResult:
        hashes = self._stage(rows)
        self._match()
        known = self.conn.execute("SELECT n FROM matched").fetchall()
        inserted = _added(rows, hashes, {row[0] for row in known})
        result = TurnResult(inserted)
        result.held_elsewhere = self.conn.execute(
            "SELECT n, file_id, holder_book_id FROM matched WHERE holder_book_id <> book_id ORDER BY n"
        ).fetchall()
        self._change(result)
        columns = SQL(", ").join(
            Identifier(column.name) for column in CASE_TABLES[self.register.code].columns
        )
        self.conn.execute(
            SQL("INSERT INTO {0} ({1}) SELECT {1} FROM staged WHERE turn = %(turn)s AND fate = 'new'").format(
                self.table, columns
            ),
            self.words,
        )
        self._warn()
        return result

    def _stage(self, rows: pl.DataFrame) -> pl.Series:
        """Copy the turn's rows and warnings into the temporary tables; returns the rows' fingerprints."""
        self._make_staging()
        rows = rows.with_columns(pl.lit(self.words["turn"]).alias("turn"))
        hashes = copy_cases(
            self.conn, self.batch, rows, self.words["load"], Identifier("staged"), ("n", "turn")
        )
        warnings = warnings_of(self.batch, rows)
        if len(warnings):
            statement = "COPY flagged (n, rule_id, field) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (field))"
            with self.conn.cursor().copy(statement) as copy:
                copy.write(csv_bytes(warnings))
        self.conn.execute("ANALYZE staged (n, turn, file_id, case_id)")
        self.conn.execute("ANALYZE flagged")
        return hashes

    def _make_staging(self) -> None:
        """A row's `fate` is `new` until its key is found: then `known`, or `elsewhere` if another book holds it."""
        if self.staging:
            return
        self.conn.execute(
            SQL(
                "CREATE TEMP TABLE staged (n integer, turn smallint, fate text DEFAULT 'new', LIKE {}) ON COMMIT DROP"
            ).format(self.table)
        )
        self.conn.execute("CREATE TEMP TABLE flagged (n integer, rule_id text, field text) ON COMMIT DROP")
        self.staging = True

    def _match(self) -> None:
        self.conn.execute("DROP TABLE IF EXISTS pg_temp.matched, pg_temp.changed")
        # Probing the key's index is right for a batch against a large table, whatever is known of a fresh one.
        self.conn.execute("SET LOCAL enable_hashjoin = off")
        self.conn.execute("SET LOCAL enable_mergejoin = off")
        self.conn.execute(
            SQL(
                "CREATE TEMP TABLE matched ON COMMIT DROP AS"
                " SELECT s.n, s.file_id, s.book_id, c.book_id AS holder_book_id, c.case_id,"
                " c.file_id AS holder_file_id, c.load_id AS holder_load_id, c.row_hash = s.row_hash AS same"
                " FROM staged s JOIN {} c ON {} WHERE s.turn = %(turn)s"
            ).format(self.table, _SAME_KEY),
            self.words,
        )
        self.conn.execute("SET LOCAL enable_hashjoin = on")
        self.conn.execute("SET LOCAL enable_mergejoin = on")
        self.conn.execute("ANALYZE matched")
        self.conn.execute(
            "UPDATE staged s SET case_id = CASE WHEN m.holder_book_id = m.book_id THEN m.case_id ELSE s.case_id END,"
            " fate = CASE WHEN m.holder_book_id = m.book_id THEN 'known' ELSE 'elsewhere' END"
            " FROM matched m WHERE s.n = m.n"
        )

    def _change(self, result: TurnResult) -> None:
        """Update the cases whose content differs, one history row a field; count what changed and what did not."""
        self.conn.execute(
            "CREATE TEMP TABLE changed (n integer, case_id bigint, position smallint, field text, before text, after text,"
            " before_written text, after_written text) ON COMMIT DROP"
        )
        for present, file_ids in self._files_by_columns().items():
            words = {**self.words, "files": file_ids}
            found = self.conn.execute(differences(self.register, present), words).rowcount
            if found:
                self._refuse_two_in_one_file()
                self.conn.execute("ANALYZE changed")
                self.conn.execute(update(self.register, present), words)
                self._renew_fingerprints(present, words)
        result.undone = dict(self.conn.execute(_UNDONE).fetchall())
        self.conn.execute(
            "INSERT INTO audit_log (actor, action, register, unit_id, book_id, case_id, load_id, file_id, field,"
            " before, after, before_written, after_written, detail)"
            " SELECT %(actor)s, 'case_changed', %(register)s, s.unit_id, s.book_id, x.case_id, %(load)s, s.file_id,"
            " x.field, x.before, x.after, x.before_written, x.after_written,"
            " %(persons)s::jsonb -> s.file_id::text"
            " FROM changed x JOIN staged s USING (n) ORDER BY x.n, x.position",
            self.words,
        )
        counted = self.conn.execute(
            "SELECT m.file_id, count(*) FILTER (WHERE x.n IS NOT NULL)::int, count(*) FILTER (WHERE x.n IS NULL)::int"
            " FROM matched m LEFT JOIN (SELECT DISTINCT n FROM changed) x ON x.n = m.n"
            " WHERE m.holder_book_id = m.book_id GROUP BY 1"
        ).fetchall()
        result.changed = {file_id: changed for file_id, changed, _ in counted}
        result.unchanged = {file_id: unchanged for file_id, _, unchanged in counted}

    def _files_by_columns(self) -> dict[frozenset[str], list[int]]:
        """Fields whose columns a file has → the files of the batch that have just these."""
        files: dict[frozenset[str], list[int]] = {}
        for file in self.batch.files:
            files.setdefault(file.present, []).append(file.file_id)
        return files

    def _refuse_two_in_one_file(self) -> None:
        """Two rows of one file with one key and other content: the rules must have returned both."""
        found = self.conn.execute(
            "SELECT count(DISTINCT n) FROM changed JOIN matched m USING (n)"
            " WHERE m.holder_file_id = m.file_id AND m.holder_load_id = %(load)s",
            self.words,
        ).fetchone()
        if found and found[0]:
            raise RuleError(
                f"{found[0]} dòng trùng khóa với dòng khác của cùng tệp mà nội dung khác nhau vẫn qua được các quy tắc."
                " Hãy sửa bộ quy tắc rồi chạy lại; chưa có gì được nạp."
            )

    def _renew_fingerprints(self, present: frozenset[str], words: dict[str, Any]) -> None:
        """Fingerprint again the changed cases that keep values in columns that their new file lacks."""
        kept = kept_values(self.register, present)
        if kept is None:
            return
        names = content_columns(self.register)
        columns = SQL(", ").join(SQL("c.{}::text").format(Identifier(name)) for name in names)
        rows = self.conn.execute(
            SQL(
                "SELECT c.case_id, {} FROM {} c WHERE c.case_id IN (SELECT case_id FROM changed)"
                " AND c.file_id = ANY(%(files)s) AND {}"
            ).format(columns, self.table, kept),
            words,
        ).fetchall()
        frame = pl.DataFrame(
            rows, schema={"case_id": pl.Int64, **dict.fromkeys(names, pl.String)}, orient="row"
        )
        marks = [fingerprint(line).decode() for line in content_lines(frame, self.register)]
        self.conn.execute(
            SQL(
                "UPDATE {} c SET row_hash = h.row_hash FROM unnest(%s::bigint[], %s::uuid[]) AS h (case_id, row_hash)"
                " WHERE c.case_id = h.case_id"
            ).format(self.table),
            [frame["case_id"].to_list(), marks],
        )

    def _warn(self) -> None:
        """The warnings of this turn's cases as the rules now see them; confirmed ones stay."""
        self.conn.execute(
            "DELETE FROM case_warning w USING matched m WHERE w.case_id = m.case_id AND m.holder_book_id = m.book_id"
            " AND NOT w.confirmed AND NOT EXISTS (SELECT FROM flagged f"
            " WHERE f.n = m.n AND f.rule_id = w.rule_id AND f.field = w.field)"
        )
        self.conn.execute(
            "INSERT INTO case_warning (case_id, book_id, rule_id, field, load_id)"
            " SELECT s.case_id, s.book_id, f.rule_id, f.field, %(load)s FROM flagged f JOIN staged s ON s.n = f.n"
            " WHERE s.turn = %(turn)s AND s.fate <> 'elsewhere' ON CONFLICT DO NOTHING",
            self.words,
        )

    def report_missing(self, file_ids: Sequence[int]) -> dict[int, int]:
        """Report the cases of re-delivered books that these files no longer hold; returns how many by file.

        A returned row with the case's key is not missing. A case that is back is struck off the list.
        """
        self._make_staging()
        words = {**self.words, "files": list(file_ids)}
        self.conn.execute(
            "DELETE FROM missing_row m USING staged s WHERE m.case_id = s.case_id AND s.file_id = ANY(%(files)s)",
            words,
        )
        self.conn.execute(
            SQL(
                "INSERT INTO missing_row (case_id, register, book_id, file_id, load_id)"
                " SELECT c.case_id, %(register)s, c.book_id, f.file_id, %(load)s"
                " FROM delivery_file f JOIN {} c ON c.book_id = f.book_id"
                " WHERE f.file_id = ANY(%(files)s) AND c.file_id <> f.file_id"
                " AND NOT EXISTS (SELECT FROM staged s WHERE s.file_id = f.file_id AND {})"
                " AND NOT EXISTS (SELECT FROM returned_row r WHERE r.file_id = f.file_id AND r.case_id = c.case_id)"
                " ON CONFLICT (case_id) DO UPDATE SET file_id = excluded.file_id, load_id = excluded.load_id"
            ).format(self.table, _SAME_KEY),
            words,
        )
        return dict(
            self.conn.execute(
                "SELECT file_id, count(*)::int FROM missing_row WHERE file_id = ANY(%(files)s) GROUP BY 1",
                words,
            ).fetchall()
        )


def _added(rows: pl.DataFrame, hashes: pl.Series, known: set[int] | None = None) -> pl.DataFrame:
    added = rows.select("n", "file_id", "book_id", "unit_id", "case_id").with_columns(hashes)
    return added.filter(~pl.col("n").is_in(list(known))) if known else added
