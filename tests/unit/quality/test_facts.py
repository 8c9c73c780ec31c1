"""How a row's number stands among the rows of its file."""

import polars as pl

from hotich.quality.facts import KEY_COLUMNS, REPEATED, VARIANTS, add_facts


def frame(*rows: tuple[int, int | None, str, str]) -> pl.DataFrame:
    """(file_no, number, suffix, content) as a CLEAN frame of one unit and year."""
    return pl.DataFrame(
        {
            "file_no": [row[0] for row in rows],
            "unit_id": [1] * len(rows),
            "key_book": [0] * len(rows),
            "entry_number__year": [2017] * len(rows),
            "entry_number__no": [row[1] for row in rows],
            "entry_number__suffix": [row[2] for row in rows],
            "row_hash": [row[3] for row in rows],
        },
        schema_overrides={"entry_number__no": pl.Int32},
    )


def test_unlike_rows_with_one_number_are_variants_and_like_ones_repeat() -> None:
    facts = add_facts(
        frame(
            (0, 1, "", "a"),
            (0, 2, "", "b"),
            (0, 1, "", "a"),
            (0, 2, "", "c"),
            (0, 2, "", "b"),
            (0, 3, "", "d"),
        )
    )
    assert facts[VARIANTS].to_list() == [1, 2, 1, 2, 2, 1]
    assert facts[REPEATED].to_list() == [False, False, True, False, True, False]


def test_files_suffixes_and_missing_numbers_are_no_rivals() -> None:
    facts = add_facts(
        frame((0, 1, "", "a"), (1, 1, "", "b"), (0, 1, "a", "c"), (0, None, "", "d"), (0, None, "", "d"))
    )
    assert facts[VARIANTS].to_list() == [1, 1, 1, None, None]
    assert facts[REPEATED].to_list() == [False] * 5
    assert set(KEY_COLUMNS) < set(facts.columns)
