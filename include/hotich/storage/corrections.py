"""Publishing the rows that slips correct: each is the row of an earlier delivery, loaded or waiting, and stays it.

A corrected row is merged like any other. Before that its key is looked after: a row that was never loaded may not take the
number of another entry, and a loaded case whose number is corrected keeps its identity. After it the case names again the
place where it was delivered, so that the next slip finds it; the returned row is closed; every answer is kept.
All of it inside the caller's transaction.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import polars as pl
import psycopg
from psycopg.sql import SQL, Identifier

from hotich.storage.cases import KEY
from hotich.storage.staging import Corrections, PublishBatch, csv_bytes

Held = Mapping[int, tuple[str, str]]
"""n → (rule, detail) of rows that only the database can refuse."""

_SAME_KEY = SQL("(c.unit_id, c.entry_year, c.key_book, c.entry_no, c.entry_suffix)"
                " = (x.unit_id, x.entry_year, x.key_book, x.entry_no, x.entry_suffix)")  # fmt: skip
_TABLE = (
    "CREATE TEMP TABLE corrected (n integer, file_id integer, book_id integer, unit_id integer, entry_year smallint,"
    " key_book smallint, entry_no integer, entry_suffix text, target_file_id integer, target_row_no integer,"
    " target_case_id bigint, sent_back boolean, own boolean DEFAULT false, moves boolean DEFAULT false) ON COMMIT DROP"
)
_COLUMNS = (
    "n", "file_id", "book_id", *KEY, "target_file_id", "target_row_no", "target_case_id", "returned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CorrectingWave:
    """The corrected rows of one wave in the temporary table `corrected`.

    `own`: the row is the loaded case itself, no newer version of it; `moves`: and its key is another now.
    """

    conn: psycopg.Connection[Any]
    batch: PublishBatch
    corrections: Corrections
    load_id: int
    actor: str

    @property
    def _case(self) -> Identifier:
        return Identifier("hotich", self.batch.register.table)

    def begin(self, rows: pl.DataFrame) -> dict[int, tuple[str, str]]:
        """Take the wave's rows (of `judged_rows`, with their targets); returns those whose key is another entry's."""
        self.conn.execute(_TABLE)
        columns = "n, file_id, book_id, unit_id, entry_year, key_book, entry_no, entry_suffix, target_file_id," \
            " target_row_no, target_case_id, sent_back"  # fmt: skip
        statement = f"COPY corrected ({columns}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (entry_suffix))"
        with self.conn.cursor().copy(statement) as copy:
            copy.write(csv_bytes(rows.select(_COLUMNS)))
        self.conn.execute(
            SQL(
                "UPDATE corrected x SET own = true, moves = NOT x.sent_back AND NOT {} FROM {} c WHERE c.case_id = x.target_case_id"
                " AND (c.file_id, c.row_no) = (x.target_file_id, x.target_row_no)"
            ).format(_SAME_KEY, self._case)
        )
        held: dict[int, tuple[str, str]] = {}
        # A row that is held no longer makes room for another one.
        while found := self._collisions():
            held |= found
            self.conn.execute(
                "UPDATE corrected SET sent_back = true, moves = false WHERE n = ANY(%s)", [list(found)]
            )
        self._move_keys()
        self._confirm_pairs()
        return held

    def _collisions(self) -> dict[int, tuple[str, str]]:
        """Rows to be loaded whose key a case of another entry has, or another row that waits."""
        found: dict[int, tuple[str, str]] = {}
        rows = self.conn.execute(
            SQL(
                "SELECT x.n, c.book_id <> x.book_id, b.register, b.book_no, b.year, c.row_no FROM corrected x"
                " JOIN {0} c ON {1} JOIN book b ON b.book_id = c.book_id"
                " WHERE NOT x.sent_back AND c.case_id IS DISTINCT FROM x.target_case_id"
                " AND NOT EXISTS (SELECT FROM corrected o WHERE o.target_case_id = c.case_id AND o.moves)"
                # A case that the newest delivery lacks may come back by a row whose number could not be read.
                " AND (x.own OR NOT EXISTS (SELECT FROM missing_row m WHERE m.case_id = c.case_id AND m.book_id = x.book_id))"
                " UNION ALL SELECT x.n, false, '', 0, 0, r.row_no FROM corrected x JOIN returned_row r"
                " ON r.book_id = x.book_id AND r.state = 'open' AND r.owner_unit_id = x.unit_id"
                " AND (r.entry_year, r.key_book, r.entry_no, r.entry_suffix)"
                " = (x.entry_year, x.key_book, x.entry_no, x.entry_suffix)"
                " WHERE NOT x.sent_back AND (NOT x.own OR x.moves)"
                " AND NOT EXISTS (SELECT FROM corrected o"
                " WHERE (o.target_file_id, o.target_row_no) = (r.file_id, r.row_no))"
            ).format(self._case, _SAME_KEY)
        ).fetchall()
        for n, elsewhere, register, book_no, year, row_no in rows:
            if elsewhere:
                found[n] = (self.batch.held_rule_id, f"sổ {register} quyển {book_no} năm {year}")
            else:
                found.setdefault(n, (self.batch.repeated_rule_id, f"trùng với dòng {row_no}"))
        return found

    def _move_keys(self) -> None:
        """Give loaded cases their corrected numbers; two of them may change places."""
        self.conn.execute(
            SQL(
                "UPDATE {} c SET entry_suffix = '~' || c.case_id FROM corrected x"
                " WHERE x.moves AND NOT x.sent_back AND c.case_id = x.target_case_id"
            ).format(self._case)
        )
        self.conn.execute(
            SQL(
                "UPDATE {} c SET entry_year = x.entry_year, key_book = x.key_book, entry_no = x.entry_no,"
                " entry_suffix = x.entry_suffix FROM corrected x"
                " WHERE x.moves AND NOT x.sent_back AND c.case_id = x.target_case_id"
            ).format(self._case)
        )

    def _confirm_pairs(self) -> None:
        """Warnings on pairs of cases come from the database, not from the rules on the row: confirm them as they are."""
        pairs = [self.batch.pair_rules.same_row, self.batch.pair_rules.same_number]
        self._confirm("AND w.rule_id = ANY(%(pairs)s)", {"pairs": pairs})

    def finish(self) -> None:
        """After the merge, and after what is still wrong was returned: lineage, confirmations, closing, answers."""
        words = {"load": self.load_id}
        self.conn.execute(
            SQL(
                "UPDATE {} c SET file_id = x.target_file_id, row_no = x.target_row_no FROM corrected x"
                " WHERE NOT x.sent_back AND {} AND c.book_id = x.book_id AND c.load_id = %(load)s"
                " AND c.file_id = x.file_id"
            ).format(self._case, _SAME_KEY),
            words,
        )
        self.conn.execute(
            SQL(
                "UPDATE corrected x SET target_case_id = c.case_id FROM {} c"
                " WHERE NOT x.sent_back AND {} AND c.book_id = x.book_id"
            ).format(self._case, _SAME_KEY)
        )
        self.conn.execute(
            "DELETE FROM missing_row m USING corrected x WHERE NOT x.sent_back AND m.case_id = x.target_case_id"
        )
        self._confirm("", {})
        self._close_rows(words)
        self._keep_answers()
        self.conn.execute("DROP TABLE corrected")

    def _confirm(self, which: LiteralString, words: dict[str, Any]) -> None:
        """Mark the warnings of confirmed cells, with who confirmed them, in the table and in the audit."""
        cells = self.corrections.confirmed.select("n", "field", "person", "by_file_id")
        if cells.is_empty():
            return
        self.conn.execute(
            SQL(
                "WITH said AS (SELECT * FROM unnest(%(ns)s::int[], %(fields)s::text[], %(persons)s::text[], %(slips)s::int[])"
                " AS k (n, field, person, by_file_id)),"
                " marked AS (UPDATE case_warning w SET confirmed = true, confirmed_by = said.person, confirmed_at = now(),"
                " confirmed_file_id = said.by_file_id FROM said JOIN corrected x USING (n)"
                " WHERE NOT x.sent_back AND w.case_id = x.target_case_id AND w.field = said.field AND NOT w.confirmed"
                " AND said.by_file_id IS NOT NULL {}"
                " RETURNING w.case_id, w.rule_id, w.field, x.unit_id, x.book_id, said.person, said.by_file_id)"
                " INSERT INTO audit_log (actor, action, register, unit_id, book_id, case_id, load_id, file_id, field, detail)"
                " SELECT %(actor)s, 'warning_confirmed', %(register)s, unit_id, book_id, case_id, %(load)s, by_file_id, field,"
                " jsonb_strip_nulls(jsonb_build_object('rule_id', rule_id, 'person', person)) FROM marked ORDER BY 6, 9"
            ).format(SQL(which)),
            {
                "ns": cells["n"].to_list(), "fields": cells["field"].to_list(), "persons": cells["person"].to_list(),
                "slips": cells["by_file_id"].to_list(), "actor": self.actor, "load": self.load_id,
                "register": self.batch.register.code, **words,
            },
        )  # fmt: skip

    def _close_rows(self, words: dict[str, Any]) -> None:
        """What waited is mended, confirmed, or replaced by its own newer return, which belongs to the same case."""
        mending = self.corrections.answers.filter(~pl.col("confirms") & pl.col("n").is_not_null())[
            "n"
        ].unique()
        self.conn.execute(
            "UPDATE returned_row r SET closed_at = now(), closed_by_file_id = x.file_id, state = CASE"
            " WHEN x.sent_back THEN 'replaced' WHEN x.n = ANY(%(mending)s) OR EXISTS (SELECT FROM correction k"
            " WHERE k.book_id = r.book_id AND (k.target_file_id, k.target_row_no) = (r.file_id, r.row_no)"
            " AND NOT k.confirms AND k.state = 'returned') THEN 'mended' ELSE 'confirmed' END"
            " FROM corrected x WHERE r.book_id = x.book_id AND r.state = 'open' AND r.load_id <> %(load)s"
            " AND (r.file_id, r.row_no) = (x.target_file_id, x.target_row_no)",
            {**words, "mending": mending.to_list()},
        )
        self.conn.execute(
            "UPDATE returned_row r SET case_id = x.target_case_id FROM corrected x WHERE r.book_id = x.book_id"
            " AND r.load_id = %(load)s AND (r.file_id, r.row_no) = (x.target_file_id, x.target_row_no)"
            " AND x.own AND r.case_id IS DISTINCT FROM x.target_case_id",
            words,
        )

    def _keep_answers(self) -> None:
        """Every filled-in line of the slips, with what became of it."""
        names = (
            "n", "file_id", "book_id", "sheet", "line_no", "target_file_id", "target_row_no", "field", "rule_ids", "before",
            "after", "confirms", "person", "state", "reason",
        )  # fmt: skip
        facts = list(self.corrections.answers.select(names).iter_rows(named=True))
        self.conn.execute(
            "INSERT INTO correction (file_id, sheet, line_no, book_id, target_file_id, target_row_no, field, rule_ids,"
            " before, after, confirms, person, case_id, load_id, state, reason)"
            " SELECT a.file_id, a.sheet, a.line_no, a.book_id, a.target_file_id, a.target_row_no, a.field, a.rule_ids,"
            " a.before, a.after, a.confirms, a.person, x.target_case_id, %(load)s, CASE WHEN x.n IS NULL THEN a.state"
            " WHEN x.sent_back THEN 'returned' ELSE 'applied' END, CASE WHEN x.sent_back THEN %(wrong)s ELSE a.reason END"
            " FROM jsonb_to_recordset(%(answers)s::jsonb) AS a (n int, file_id int, book_id int, sheet text, line_no int,"
            " target_file_id int, target_row_no int, field text, rule_ids text[], before text, after text, confirms boolean,"
            " person text, state text, reason text) LEFT JOIN corrected x USING (n)",
            {"load": self.load_id, "wrong": _STILL_WRONG, "answers": json.dumps(facts, ensure_ascii=False)},
        )


_STILL_WRONG = "Dòng vẫn còn lỗi nên chưa nạp; giá trị đã ghi được giữ trong phiếu trả lại mới."
