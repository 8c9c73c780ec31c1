"""A column as it was written: its distinct values and which of them need more than a look."""

from dataclasses import dataclass

import polars as pl

from hotich.text.distinct import Distinct, map_where
from hotich.text.legacy import Encoding, convert
from hotich.text.unicode import clean, is_suspicious, trim


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """One text column of a raw frame."""

    distinct: Distinct
    suspicious: pl.Series
    """For each distinct value: may cleaning change it?"""

    @classmethod
    def of(cls, column: pl.Series) -> "WrittenColumn":
        """Take a column of written texts apart."""
        distinct = Distinct.of(column)
        return cls(distinct, is_suspicious(distinct.values))

    @property
    def values(self) -> pl.Series:
        """The distinct values, as written."""
        return self.distinct.values

    def spread(self, results: pl.Series) -> pl.Series:
        """`results`, one for each distinct value, brought back to the rows."""
        return self.distinct.spread(results)

    def cleaned(self, encoding: Encoding) -> pl.Series:
        """The distinct values cleaned, converted first if the files' encoding is a legacy one."""
        if encoding in {"tcvn3", "vni"}:
            # A VNI pair may be two letters that Unicode has as well ("Thò" is "Thị"): every value has to be converted.
            odd = self.values.str.contains("[^ -~]").fill_null(value=False)
            return map_where(self.values, odd | self.suspicious, lambda text: _converted(text, encoding))
        return map_where(self.values, self.suspicious, clean)

    def trimmed(self) -> pl.Series:
        """The distinct values in NFC and trimmed, otherwise as written."""
        return map_where(self.values, self.suspicious, trim)


def _converted(text: str, encoding: Encoding) -> str | None:
    return clean(convert(text, "tcvn3" if encoding == "tcvn3" else "vni"))
