"""What the name of a scanned PDF says: `TYPE.bookYear.bookNo.YYYY-MM-DD.NNN.pdf`, e.g. `KS.2015.01.2015-02-15.005.pdf`.

A part that the scanning office did not know is the word `null` (domain handbook §2). The book is known from the package,
so its parts may be `null`; the number may not, since nothing else says which case it is.
"""

from typing import Final

import polars as pl

EXAMPLE: Final = "KS.2015.01.2015-02-15.005.pdf"
_NULL: Final = "null"
_PATTERN: Final = (
    r"(?i)^(?P<of_register>[a-z]{2,4}|null)\.(?P<of_year>[0-9]{4}|null)\.(?P<of_book>[0-9]{1,4}|null)\."
    r"(?P<of_day>[^.]+)\.0*(?P<no>[1-9][0-9]{0,5})[-_ ]?(?P<suffix>[a-zđ]{0,4})\.pdf$"
)
"""Leading zeros do not count; suffixes are letters ("015a", "15bis")."""
_PARTS: Final = ("of_register", "of_year", "of_book", "of_day", "no", "suffix")
_UNUSABLE: Final = f"Tên không đúng mẫu {EXAMPLE} hoặc thiếu số đăng ký: đổi tên rồi gửi lại."
_OTHER_BOOK: Final = (
    "Tên ghi quyển khác với gói: đổi tên, hoặc chuyển tệp sang gói của quyển ấy, rồi gửi lại."
)


def read_scan_names(scans: pl.DataFrame) -> pl.DataFrame:
    """Adds what the names say.

    `scans`: `name` (folders before it do not count) and its package's book: `register`, `year`, `book_no`. Added:
    `entry_no`, `entry_suffix` ("" for none), `registered_on`, `day_is_odd` (the name has a date, but no real one) and
    `misnamed`: why the name tells no case of this book, in Vietnamese (then there is no `entry_no`), null where it does.
    """
    base = pl.col("name").str.split("/").list.last()
    read = (
        scans.with_columns(base.str.extract_groups(_PATTERN).alias("parts"))
        .unnest("parts")
        .with_columns(pl.col(_PARTS).str.to_lowercase().replace(_NULL, None))
    )
    other_book = pl.any_horizontal(
        pl.col("of_register") != pl.col("register").str.to_lowercase(),
        pl.col("of_year").cast(pl.Int32) != pl.col("year"),
        pl.col("of_book").cast(pl.Int32) != pl.col("book_no"),
    ).fill_null(value=False)
    usable = pl.col("no").is_not_null()
    named = usable & ~other_book
    day = pl.col("of_day").str.to_date("%Y-%m-%d", strict=False)
    return read.with_columns(
        pl.when(named).then(pl.col("no").cast(pl.Int32)).alias("entry_no"),
        pl.when(named).then("suffix").fill_null("").alias("entry_suffix"),
        day.alias("registered_on"),
        (pl.col("of_day").is_not_null() & day.is_null()).alias("day_is_odd"),
        pl.when(~usable).then(pl.lit(_UNUSABLE)).when(other_book).then(pl.lit(_OTHER_BOOK)).alias("misnamed"),
    ).drop(_PARTS)
