"""Two keyings of a book compared case by case and column by column.

Only columns that the second keying has are compared, on the normalised values; a cell that could not be read is compared
as written. Nothing is guessed: rows of the second keying that have no number, or one number twice, stay apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from hotich.acceptance.weighing import weigh
from hotich.registers import Field, Kind, Register
from hotich.storage.states import Finding, Weight
from hotich.text.dates import written_forms

NUMBER: Final = ["book_id", "entry_year", "entry_no", "entry_suffix"]
KEY: Final = [*NUMBER, "key_book"]
"""Of a case within its register (delivery contract §3); `key_book` is 0 from 1/4/2006 on."""
_APART: Final = frozenset({"entry_number", "transcriber_name"})
"""What finds the case, and what must differ."""


DIFFERENCES: Final = {
    "book_id": pl.Int32, "case_id": pl.Int64, "entry_year": pl.Int16, "key_book": pl.Int16, "entry_no": pl.Int32,
    "entry_suffix": pl.String, "field": pl.String, "finding": pl.String, "weight": pl.String, "critical": pl.Boolean,
    "first_value": pl.String, "second_value": pl.String, "second_row_no": pl.Int32,
}  # fmt: skip
"""Columns of `Comparison.differences`. `field` "": the whole row. Values as written, null: blank."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing found, for all books together."""

    differences: pl.DataFrame
    """Columns `DIFFERENCES`, in order of book, number, field as the template has it."""
    cells: pl.DataFrame
    """book_id, field, critical, cell_count: how many cells were compared."""
    books: pl.DataFrame
    """book_id, case_count, row_count, both_count, doubled_count, unnumbered_count."""


def compare(
    register: Register,
    first: pl.DataFrame,
    second: pl.DataFrame,
    present: Mapping[int, frozenset[str]],
    waiting: pl.DataFrame,
) -> Comparison:
    """Compare books of one register.

    Args:
        register: what the books are.
        first: the loaded cases: `case_id`, columns `KEY`, every field (String; dates as EDTF), and of each field
            `<field>__written` (String): the text where it is not the canonical form.
        second: rows of the second keying, the same columns with `row_no` for `case_id`; parts of the key may be null.
        present: book_id → fields whose columns its second keying has.
        waiting: columns `NUMBER` of rows of the first keying that were returned and wait to be mended.
    """
    placed = _place(first, second)
    numbered = placed.filter(pl.all_horizontal(pl.col(KEY).is_not_null()))
    doubled = numbered.filter(pl.struct(KEY).is_duplicated())
    single = numbered.join(doubled, on=KEY, how="anti")
    both = first.join(single, on=KEY, how="inner", suffix="__second", maintain_order="left")
    whole = [
        _only_first(first.join(numbered, on=KEY, how="anti")),
        _only_second(single.join(first, on=KEY, how="anti").join(waiting, on=NUMBER, how="anti")),
        _doubled(first, doubled),
    ]
    fields = _compared(register, present)
    cells, differing = _compare_cells(fields, both, present)
    differences = pl.concat([*whole, differing])
    position = {field.name: place for place, field in enumerate(fields)} | {"": -1}
    order = pl.col("field").replace_strict(position, return_dtype=pl.Int32)
    return Comparison(differences.sort(*KEY, order), cells, _count(first, second, both, doubled, numbered))


def _place(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """The second keying's rows with the parts of the key that only one case of the book can complete.

    Where the book has one case of a number, a mistyped registration date is a difference of that case, no other key.
    """
    same = ["book_id", "entry_no", "entry_suffix"]
    years = first.group_by(same).agg(pl.col("entry_year").unique().alias("years"))
    dated = second.join(years, on=same, how="left", maintain_order="left").with_columns(
        pl.coalesce("entry_year", pl.when(pl.col("years").list.len() == 1).then(pl.col("years").list.first()))
    )
    books = first.group_by(NUMBER).agg(pl.col("key_book").alias("key_books"))
    known = pl.col("key_books").list.len()
    return dated.join(books, on=NUMBER, how="left", maintain_order="left").with_columns(
        pl.when(known == 1).then(pl.col("key_books").list.first())
        .when(known > 1).then("key_book")
        .otherwise(pl.col("key_book").fill_null(0))
        .alias("key_book")
    ).drop("years", "key_books")  # fmt: skip


def _number() -> pl.Expr:
    return pl.format("{}{}/{}", "entry_no", "entry_suffix", "entry_year")


def _whole(rows: pl.DataFrame, finding: Finding, **columns: pl.Expr) -> pl.DataFrame:
    """Rows of `KEY` and what `columns` make, as differences of the whole row."""
    nothing = {name: pl.lit(None) for name in ("case_id", "first_value", "second_value", "second_row_no")}
    facts = {
        "field": pl.lit(""), "finding": pl.lit(finding.value), "weight": pl.lit(Weight.CONTENT.value),
        "critical": pl.lit(value=True),
    }  # fmt: skip
    made = rows.select(*KEY, **nothing | facts | columns)
    return made.select(pl.col(name).cast(dtype) for name, dtype in DIFFERENCES.items())


def _only_first(rows: pl.DataFrame) -> pl.DataFrame:
    return _whole(rows, Finding.ONLY_FIRST, case_id=pl.col("case_id"), first_value=_number())


def _only_second(rows: pl.DataFrame) -> pl.DataFrame:
    return _whole(rows, Finding.ONLY_SECOND, second_value=_number(), second_row_no=pl.col("row_no"))


def _doubled(first: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    places = pl.format("dòng {}", pl.col("row_no").sort().cast(pl.String).str.join(", "))
    groups = rows.group_by(KEY, maintain_order=True).agg(places.alias("places"), pl.col("row_no").min())
    found = groups.join(first.select(*KEY, "case_id"), on=KEY, how="left", maintain_order="left")
    return _whole(
        found, Finding.DOUBLED, case_id=pl.col("case_id"), second_value=pl.col("places"),
        first_value=pl.when(pl.col("case_id").is_not_null()).then(_number()), second_row_no=pl.col("row_no"),
    )  # fmt: skip


def _compared(register: Register, present: Mapping[int, frozenset[str]]) -> list[Field]:
    """The fields that at least one second keying has, in template order."""
    anywhere = frozenset().union(*present.values()) - _APART
    return [field for field in register.all_fields if field.name in anywhere]


def _compare_cells(
    fields: Sequence[Field], both: pl.DataFrame, present: Mapping[int, frozenset[str]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How many cells of each book and field were compared, and those that differ."""
    counts, found = [], []
    sizes = both.group_by("book_id", maintain_order=True).len("cell_count")
    for field in fields:
        having = [book_id for book_id, names in present.items() if field.name in names]
        counts.append(
            sizes.filter(pl.col("book_id").is_in(having)).select(
                "book_id",
                pl.lit(field.name).alias("field"),
                pl.lit(field.critical).alias("critical"),
                pl.col("cell_count").cast(pl.Int32),
            )  # fmt: skip
        )
        value, other = _readable(field.name), _readable(field.name, "__second")
        unequal = both.filter(pl.col("book_id").is_in(having) & value.ne_missing(other))
        if unequal.height:
            found.append(_weighed(field, unequal.with_columns(one=value, other=other)))
    cells = {"book_id": pl.Int32, "field": pl.String, "critical": pl.Boolean, "cell_count": pl.Int32}
    return (
        pl.concat([pl.DataFrame(schema=cells), *counts]),
        pl.concat([pl.DataFrame(schema=DIFFERENCES), *found]),
    )


def _readable(name: str, suffix: str = "") -> pl.Expr:
    """The normalised value; of a cell that could not be read the text."""
    return pl.coalesce(f"{name}{suffix}", f"{name}__written{suffix}")


def _weighed(field: Field, unequal: pl.DataFrame) -> pl.DataFrame:
    """The cells of a field that differ (`one`, `other`: their values), less those that say the same."""
    weights = [weigh(field.kind, one, other) for one, other in unequal.select("one", "other").iter_rows()]
    rows = unequal.with_columns(weight=pl.Series(weights, dtype=pl.String)).filter(
        pl.col("weight").is_not_null()
    )
    made = rows.select(
        *KEY, "case_id", "weight", pl.col("row_no").alias("second_row_no"),
        field=pl.lit(field.name), finding=pl.lit(Finding.CELL.value), critical=pl.lit(field.critical),
        first_value=_as_written(field, rows), second_value=_as_written(field, rows, "__second"),
    )  # fmt: skip
    return made.select(pl.col(name).cast(dtype) for name, dtype in DIFFERENCES.items())


def _as_written(field: Field, rows: pl.DataFrame, suffix: str = "") -> pl.Series:
    """The cells' texts: kept beside the value where they are not its canonical form."""
    value = rows[f"{field.name}{suffix}"]
    canonical = written_forms(value) if field.kind is Kind.DATE else value
    return rows.select(pl.coalesce(f"{field.name}__written{suffix}", canonical)).to_series()


def _count(
    first: pl.DataFrame,
    second: pl.DataFrame,
    both: pl.DataFrame,
    doubled: pl.DataFrame,
    numbered: pl.DataFrame,
) -> pl.DataFrame:
    parts = {"case": first, "row": second, "both": both, "doubled": doubled, "numbered": numbered}
    books = pl.concat([first.select("book_id"), second.select("book_id")]).unique().sort("book_id")
    for name, rows in parts.items():
        sizes = rows.group_by("book_id").len(f"{name}_count")
        books = books.join(sizes, on="book_id", how="left", maintain_order="left")
    counted = books.fill_null(0).with_columns(unnumbered_count=pl.col("row_count") - pl.col("numbered_count"))
    return counted.drop("numbered_count")
