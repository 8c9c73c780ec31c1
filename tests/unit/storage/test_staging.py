"""Content lines and their fingerprints."""

import polars as pl

from hotich.registers import DIVORCE
from hotich.storage.staging import content_columns, content_lines, fingerprint

NAMES = content_columns(DIVORCE)


def _frame(*rows: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name) for name in NAMES} for row in rows], schema=dict.fromkeys(NAMES, pl.String)
    )


def test_line_ends_and_quotes_keep_a_row_one_record():
    rows = [{"note": 'a\n"b",c'}, {"note": "d"}, {"note": "\n\n"}]
    lines = content_lines(_frame(*rows), DIVORCE)
    assert len(lines) == 3
    assert b'"a\n""b"",c"' in lines[0]
    assert lines[1] == content_lines(_frame(rows[1]), DIVORCE)[0]


def test_fingerprint_tells_blank_from_text_and_one_field_from_its_neighbour():
    one, other = "husband_full_name", "husband_birth_date"
    rows = [{one: "x"}, {other: "x"}, {}, {one: ""}]
    prints = {fingerprint(line) for line in content_lines(_frame(*rows), DIVORCE)}
    assert len(prints) == 4
    assert all(len(mark) == 32 for mark in prints)
