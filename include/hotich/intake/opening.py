"""When a book was opened, which decides its stage (delivery contract §3)."""

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from hotich.errors import DeliveryError
from hotich.intake.reading import open_table
from hotich.intake.table import book_template
from hotich.registers import Register
from hotich.text.dates import read_dates
from hotich.text.unicode import clean_values


def opening_date(inventoried: date | None, earliest: date | None, year: int) -> date:
    """The inventory's `ngayMoSo`, else the earliest readable `ngayDangKy`, else 1 January of the book's year."""
    return inventoried or earliest or date(year, 1, 1)


def earliest_registration(read: Callable[[], bytes], extension: str, register: Register) -> date | None:
    """The earliest full registration date in a book; None when it has none or can't be read (its reading says why).

    Args:
        read: brings the content.
        extension: `xlsx` or `csv`.

    Raises:
        OSError: the store failed to bring the file: worth retrying.
    """
    field = register.field("registered_on")
    texts: list[str] = []
    try:
        _, table = open_table(extension, read(), book_template(register.code))
        for chunk in table.chunks():
            written, _ = chunk.texts([field])
            texts += [written[code] for code in np.unique(chunk.codes[field.name]).tolist()]
    except DeliveryError:
        return None
    read_days = read_dates(clean_values(pl.Series(texts, dtype=pl.String)))
    earliest = read_days.filter(pl.col("state") == "full")["from"].min()
    return earliest if isinstance(earliest, date) else None
