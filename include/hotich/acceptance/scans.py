"""Scans matched with the cases of their books, by what the files' names say (delivery contract §1).

The number decides. Where a book has two cases of one number (years that share a book), the date tells them apart; else a
date that differs is a warning. Each case ends as matched, doubled, unreadable or missing, never as two of these.
"""

from typing import Final

import polars as pl

from hotich.acceptance.scan_names import read_scan_names
from hotich.storage.states import ScanState

SCANS: Final[dict[str, pl.DataType]] = {
    "book_id": pl.Int32(), "register": pl.String(), "year": pl.Int32(), "book_no": pl.Int32(), "turn": pl.Int32(),
    "file_id": pl.Int32(), "name": pl.String(), "page_count": pl.Int32(), "fault": pl.String(),
}  # fmt: skip
"""One row a file of a package. `turn`: order of the book's packages in time; `page_count` null: not opened, `fault` says why."""
CASES: Final[dict[str, pl.DataType]] = {
    "book_id": pl.Int32(), "case_id": pl.Int64(), "entry_year": pl.Int32(), "entry_no": pl.Int32(),
    "entry_suffix": pl.String(), "first_day": pl.Date(), "last_day": pl.Date(),
}  # fmt: skip
"""One row a loaded case; `first_day` to `last_day`: its day of registration, a span where the book has no full date."""

_KEY: Final = ("book_id", "entry_no", "entry_suffix")
_TARGET: Final = ("book_id", "target")
_DAY_DIFFERS: Final = (
    "Ngày trong tên tệp khác ngày đăng ký đã nạp: đối chiếu với sổ, sửa tên tệp hoặc sửa trường hợp."
)
_DAY_IS_ODD: Final = "Ngày trong tên tệp không đọc được hoặc không có thật: sửa tên tệp."
_TWO_CASES: Final = "Quyển có hai trường hợp cùng số này: ghi ngày đăng ký vào tên tệp để phân biệt."
_OTHER_OPENS: Final = "Số này đã có tệp khác mở được: bỏ tệp hỏng khỏi gói."
_SAME_NUMBER: Final = "Hai tệp cùng số đăng ký: giữ tệp đúng, đổi tên tệp kia theo sổ."
_NO_CASE: Final = "Chưa có trường hợp nào mang số này: kiểm tra số ở tên tệp, hoặc trường hợp chưa được nhập, còn bị trả lại."


def match_scans(scans: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """What each scan is to its book: `file_id, name, entry_no, entry_suffix, registered_on, case_id, state, remark`.

    `scans` as `SCANS`: all files of all packages that count for these books, so that what a later package brings again
    replaces the former; `cases` as `CASES`: all loaded cases of the same books. `remark` is what an officer must look
    at, null where nothing is.
    """
    named = read_scan_names(scans).with_row_index("n").with_columns(_newest().alias("stays"))
    found = named.join(_case_of(named, cases), on="n", how="left")
    found = found.with_columns(_yielding().alias("found")).with_columns(_target().alias("target"))
    opened = pl.col("page_count").is_not_null()
    opens_later = pl.col("turn") < pl.when(opened).then("turn").max().over(_TARGET)
    broken = ~opened & opens_later.fill_null(value=False)
    judged = found.with_columns(
        (pl.col("stays") & (pl.col("misnamed").is_not_null() | ~broken)).alias("stays")
    )
    judged = judged.with_columns((pl.col("stays") & opened).sum().over(_TARGET).alias("openable"))
    state, remark, case_id = _outcome()
    return judged.select(
        "file_id", "name", "entry_no", "entry_suffix", "registered_on", case_id.alias("case_id"), state.alias("state"),
        remark.alias("remark"),
    )  # fmt: skip


def _case_of(named: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Row → its case: the only one of its number, or the only one of those that its date fits best."""
    within = pl.col("registered_on").is_between("first_day", "last_day")
    same_year = pl.col("registered_on").dt.year() == pl.col("entry_year")
    candidates = named.select("n", *_KEY, "registered_on").join(cases, on=_KEY)
    fit = pl.when(within).then(2).when(same_year).then(1).otherwise(0)
    best = candidates.with_columns(fit.alias("fit"), pl.len().over("n").alias("candidates")).filter(
        pl.col("fit") == pl.col("fit").max().over("n")
    )
    return (
        best.with_columns(pl.len().over("n").alias("equals"), within.fill_null(value=True).alias("same_day"))
        .group_by("n")
        .agg(
            pl.when(pl.col("equals").first() == 1).then(pl.col("case_id").first()).alias("found"),
            pl.col("same_day").first(),
            pl.col("fit").first(),
            (pl.col("equals").first() > 1).alias("ambiguous"),
        )
    )


def _yielding() -> pl.Expr:
    """The found case; none where the date names another year, and another file of that number fits the case better.

    In a book of several years it is meant for a case that is not loaded yet.
    """
    other_year = (pl.col("fit") == 0) & pl.col("registered_on").is_not_null()
    better = pl.col("fit").max().over("book_id", "found") > 0
    return pl.when(~(other_year & better)).then("found")


def _newest() -> pl.Expr:
    """False where a later package of the book brings a file of the same name."""
    base = pl.col("name").str.split("/").list.last().str.to_lowercase()
    return pl.col("turn") == pl.col("turn").max().over("book_id", base)


def _target() -> pl.Expr:
    """What the scan is meant for: its case, else its number (with the year of its date, which may tell two apart)."""
    year = pl.col("registered_on").dt.year().fill_null(0)
    return (
        pl.when(pl.col("found").is_not_null()).then(pl.format("case {}", "found"))
        .when(pl.col("misnamed").is_null()).then(pl.format("{}{}/{}", "entry_no", "entry_suffix", year))
        .otherwise(pl.format("file {}", "n"))
    )  # fmt: skip


def _outcome() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """State, remark and case of each scan."""
    opened, found = pl.col("page_count").is_not_null(), pl.col("found")
    replaced, misnamed = ~pl.col("stays"), pl.col("misnamed").is_not_null()
    unreadable, doubled = ~opened, pl.col("openable") > 1
    state = (
        pl.when(replaced).then(pl.lit(ScanState.REPLACED.value))
        .when(misnamed).then(pl.lit(ScanState.MISNAMED.value))
        .when(unreadable).then(pl.lit(ScanState.UNREADABLE.value))
        .when(doubled).then(pl.lit(ScanState.DOUBLED.value))
        .when(found.is_null()).then(pl.lit(ScanState.SURPLUS.value))
        .otherwise(pl.lit(ScanState.MATCHED.value))
    )  # fmt: skip
    remark = (
        pl.when(replaced).then(None)
        .when(misnamed).then("misnamed")
        .when(unreadable & (pl.col("openable") > 0)).then(pl.format("{} {}", "fault", pl.lit(_OTHER_OPENS)))
        .when(unreadable).then("fault")
        .when(doubled).then(pl.lit(_SAME_NUMBER))
        .when(pl.col("ambiguous")).then(pl.lit(_TWO_CASES))
        .when(found.is_null()).then(pl.lit(_NO_CASE))
        .when("day_is_odd").then(pl.lit(_DAY_IS_ODD))
        .when(~pl.col("same_day")).then(pl.lit(_DAY_DIFFERS))
    )  # fmt: skip
    # A broken file beside one that opens says nothing about the case any more.
    case_id = pl.when(pl.col("stays") & (opened | (pl.col("openable") == 0))).then(found)
    return state, remark, case_id
