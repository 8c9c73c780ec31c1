"""What only the database can tell of loaded cases: equal rows under two units, one number in two books of a year.

Delivery contract §3. A pair is two cases, with a warning on each; it ends when one of them changes or is missing from
its book's newest delivery. Pairs are looked for at the end of a publishing transaction, when the audit's lock makes
loads wait for each other, so that two loads at once can't miss a pair between them.

Equal rows have equal fingerprints, whatever their unit. An index on them would make COPY dearer by a third. Instead the
first 8 bytes of each fingerprint are kept in a block for each load and entry year (equal rows are of one year): a batch
is held against the blocks of its years in memory, and what is found there is checked in the tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import psycopg
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from hotich.registers import Register

_FILTER_BITS = 20
_MARK, _ID = ">u8", ">i8"

_CASES: Mapping[str, Any] = {
    "book_id": pl.Int32, "case_id": pl.Int64, "row_hash": pl.String, "entry_year": pl.Int16, "key_book": pl.Int16,
}  # fmt: skip

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PairRules:
    """The rules that pairs of cases break; an empty id: not looked for."""

    same_row: str = ""
    """Equal rows under two units; the whole row is meant."""
    same_number: str = ""
    """The number stands in two books of a year that number for themselves."""
    copied_book: str = ""
    """Notice on a file that holds cases which another unit delivered as well."""
    copied_book_text: str = ""


def find_pairs(
    conn: psycopg.Connection[Any],
    register: Register,
    rules: PairRules,
    load_id: int,
    added: pl.DataFrame,
    redelivered: Sequence[int],
) -> None:
    """Bring pairs, their warnings and the notices on files up to what this load left in the tables.

    `added`: book_id, case_id, row_hash (hex), entry_year, key_book of the new cases in books loaded for the first time;
    `redelivered`: books that held cases before, looked at as a whole.
    """
    table = Identifier("hotich", register.table)
    words: dict[str, Any] = {
        "register": register.code, "load": load_id, "row": rules.same_row, "number": rules.same_number,
        "books": sorted({*added["book_id"], *redelivered}), "again": list(redelivered),
    }  # fmt: skip
    cases = added.select(pl.col(name).cast(kind) for name, kind in _CASES.items()).with_columns(fresh=True)
    if redelivered:
        _drop_pairs(conn, words)
        cases = pl.concat([cases, _cases_of(conn, table, words)])
    if cases.is_empty():
        return
    if rules.same_row:
        _pair_equal_rows(conn, table, words, _marked(cases))
    if rules.same_number and (cases["key_book"] > 0).any():
        _pair_equal_numbers(conn, table, words)
    _write_warnings(conn, words)
    if rules.copied_book:
        _write_notices(conn, rules, words)


def _drop_pairs(conn: psycopg.Connection[Any], words: Words) -> None:
    """The pairs of redelivered books are found anew; what they were is kept until the warnings are written."""
    conn.execute("CREATE TEMP TABLE former_pair (case_id bigint, rule_id text) ON COMMIT DROP;")
    conn.execute(
        "WITH gone AS (DELETE FROM case_pair WHERE book_id = ANY(%(again)s) OR other_book_id = ANY(%(again)s)"
        " RETURNING case_id, rule_id) INSERT INTO former_pair SELECT DISTINCT case_id, rule_id FROM gone",
        words,
    )


def _cases_of(conn: psycopg.Connection[Any], table: Identifier, words: Words) -> pl.DataFrame:
    """All cases of the redelivered books; `fresh`: written by this load."""
    rows = conn.execute(
        SQL(
            "SELECT book_id, case_id, replace(row_hash::text, '-', ''), entry_year, key_book, load_id = %(load)s"
            " FROM {} WHERE book_id = ANY(%(again)s)"
        ).format(table),
        words,
    ).fetchall()
    return pl.DataFrame(rows, schema={**_CASES, "fresh": pl.Boolean}, orient="row")


def _marked(cases: pl.DataFrame) -> pl.DataFrame:
    """entry_year, case_id, fresh, mark (first 8 bytes of the fingerprint) of the cases."""
    marks = np.frombuffer(bytes.fromhex(cases["row_hash"].str.slice(0, 16).str.join("").item()), dtype=_MARK)
    return cases.select("entry_year", "case_id", "fresh", mark=pl.Series(marks.astype(np.uint64)))


def _pair_equal_rows(
    conn: psycopg.Connection[Any], table: Identifier, words: Words, marked: pl.DataFrame
) -> None:
    found = _within(marked)
    for (year,), own in marked.group_by("entry_year"):
        found += _among_older(conn, {**words, "year": year}, own)
    _keep_marks(conn, words, marked.filter("fresh"))
    if not found:
        return
    conn.execute(
        SQL(
            "INSERT INTO case_pair (case_id, other_case_id, rule_id, book_id, other_book_id)"
            " SELECT DISTINCT a.case_id, b.case_id, %(row)s, a.book_id, b.book_id"
            " FROM (SELECT * FROM unnest(%(one)s::bigint[], %(other)s::bigint[])"
            " UNION SELECT * FROM unnest(%(other)s::bigint[], %(one)s::bigint[])) AS f (one, other)"
            " JOIN {0} a ON a.case_id = f.one JOIN {0} b ON b.case_id = f.other"
            " WHERE a.row_hash = b.row_hash AND a.unit_id <> b.unit_id"
            " AND NOT EXISTS (SELECT FROM missing_row m WHERE m.case_id IN (a.case_id, b.case_id))"
            " ON CONFLICT DO NOTHING"
        ).format(table),
        {**words, "one": [one for one, _ in found], "other": [other for _, other in found]},
    )


def _within(marked: pl.DataFrame) -> list[tuple[int, int]]:
    """Pairs of different cases of this load with one mark."""
    twins = marked.filter(pl.struct("entry_year", "mark").is_duplicated())
    return twins.join(twins, on=["entry_year", "mark"]).filter(
        pl.col("case_id") < pl.col("case_id_right")
    ).select("case_id", "case_id_right").rows()  # fmt: skip


def _among_older(conn: psycopg.Connection[Any], words: Words, own: pl.DataFrame) -> list[tuple[int, int]]:
    """(case of this load, older case with the same mark); own cases in older blocks too, which are no pair."""
    blocks = conn.execute(
        "SELECT load_id, marks FROM case_mark WHERE register = %(register)s AND entry_year = %(year)s ORDER BY 1",
        words,
        binary=True,
    ).fetchall()
    if not blocks:
        return []
    marks = np.frombuffer(b"".join(block for _, block in blocks), dtype=_MARK).astype(np.uint64)
    places = _places_of(marks, own["mark"].to_numpy())
    if not len(places):
        return []
    hits = pl.DataFrame({"mark": marks[places], "older": _case_ids(conn, words, places)})
    return own.join(hits, on="mark").filter(pl.col("case_id") != pl.col("older")).select("case_id", "older").rows()  # fmt: skip


def _places_of(marks: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Indices in `marks` of those that are among `wanted`: most are ruled out by their first bits."""
    shift = np.uint64(64 - _FILTER_BITS)
    possible = np.zeros(1 << _FILTER_BITS, dtype=bool)
    possible[wanted >> shift] = True
    places = np.flatnonzero(possible[marks >> shift])
    return places[np.isin(marks[places], wanted)]


def _case_ids(
    conn: psycopg.Connection[Any], words: Words, places: npt.NDArray[np.intp]
) -> npt.NDArray[np.int64]:
    blocks = conn.execute(
        "SELECT case_ids FROM case_mark WHERE register = %(register)s AND entry_year = %(year)s ORDER BY load_id",
        words,
        binary=True,
    ).fetchall()
    return np.frombuffer(b"".join(block for (block,) in blocks), dtype=_ID).astype(np.int64)[places]


def _keep_marks(conn: psycopg.Connection[Any], words: Words, marked: pl.DataFrame) -> None:
    """Write down the marks of cases that this load wrote; those of the others stand in older blocks."""
    blocks = [
        (words["register"], year, words["load"], own["mark"].to_numpy().astype(_MARK).tobytes(),
         own["case_id"].to_numpy().astype(_ID).tobytes())
        for (year,), own in marked.group_by("entry_year", maintain_order=True)
    ]  # fmt: skip
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO case_mark (register, entry_year, load_id, marks, case_ids)"
            " VALUES (%s, %s, %s, %b, %b) ON CONFLICT DO NOTHING",
            blocks,
        )


def _pair_equal_numbers(conn: psycopg.Connection[Any], table: Identifier, words: Words) -> None:
    conn.execute(
        SQL(
            "WITH numbered AS MATERIALIZED (SELECT case_id, book_id, unit_id, entry_year, key_book, entry_no, entry_suffix"
            " FROM {0} c WHERE c.key_book > 0 AND (c.unit_id, c.entry_year) IN (SELECT DISTINCT n.unit_id, n.entry_year"
            " FROM {0} n WHERE n.book_id = ANY(%(books)s) AND n.key_book > 0)"
            " AND NOT EXISTS (SELECT FROM missing_row m WHERE m.case_id = c.case_id))"
            " INSERT INTO case_pair (case_id, other_case_id, rule_id, book_id, other_book_id)"
            " SELECT a.case_id, b.case_id, %(number)s, a.book_id, b.book_id FROM numbered a JOIN numbered b"
            " USING (unit_id, entry_year, entry_no, entry_suffix) WHERE a.key_book <> b.key_book"
            " AND (a.book_id = ANY(%(books)s) OR b.book_id = ANY(%(books)s)) ON CONFLICT DO NOTHING"
        ).format(table),
        words,
    )


def _write_warnings(conn: psycopg.Connection[Any], words: Words) -> None:
    conn.execute(
        "INSERT INTO case_warning (case_id, book_id, rule_id, field, load_id)"
        " SELECT DISTINCT case_id, book_id, rule_id, CASE WHEN rule_id = %(number)s THEN 'entry_number' ELSE '' END,"
        " %(load)s::bigint FROM case_pair WHERE book_id = ANY(%(books)s) OR other_book_id = ANY(%(books)s)"
        " ON CONFLICT DO NOTHING",
        words,
    )
    if words["again"]:
        conn.execute(
            "DELETE FROM case_warning w USING former_pair f WHERE w.case_id = f.case_id AND w.rule_id = f.rule_id"
            " AND NOT w.confirmed"
            " AND NOT EXISTS (SELECT FROM case_pair p WHERE p.case_id = w.case_id AND p.rule_id = w.rule_id)"
        )
        conn.execute("DROP TABLE former_pair")


def _write_notices(conn: psycopg.Connection[Any], rules: PairRules, words: Words) -> None:
    conn.execute(
        "UPDATE delivery_file f SET notices = f.notices || jsonb_build_array(jsonb_build_object("
        "'id', %(id)s::text, 'text', %(text)s::text))"
        " FROM book b WHERE f.file_id = b.current_file_id AND b.book_id IN (SELECT book_id FROM case_pair"
        " WHERE (book_id = ANY(%(books)s) OR other_book_id = ANY(%(books)s)) AND rule_id = %(row)s)"
        " AND NOT f.notices @> %(told)s",
        {
            **words,
            "id": rules.copied_book,
            "text": rules.copied_book_text,
            "told": Jsonb([{"id": rules.copied_book}]),
        },
    )
