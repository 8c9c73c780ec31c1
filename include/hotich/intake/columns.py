"""A column as it was written: its distinct values and which of them need more than a look."""

from collections.abc import Sequence
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


def take_apart(raw: pl.DataFrame, names: Sequence[str]) -> dict[str, WrittenColumn]:
    """The text columns `names` of a raw frame."""
    found = Distinct.of_columns(raw.select(names))
    whole = {name: distinct.values for name, distinct in found.items() if distinct.index is None}
    suspicious = dict(
        zip(whole, pl.DataFrame(list(whole.values())).select(is_suspicious(pl.all())), strict=True)
    )
    few = {name: distinct.values for name, distinct in found.items() if distinct.index is not None}
    if few:
        marked = pl.select(is_suspicious(pl.lit(pl.concat(list(few.values()))))).to_series()
        start = 0
        for name, values in few.items():
            suspicious[name] = marked.slice(start, values.len())
            start += values.len()
    return {name: WrittenColumn(found[name], suspicious[name]) for name in names}


def _converted(text: str, encoding: Encoding) -> str | None:
    return clean(convert(text, "tcvn3" if encoding == "tcvn3" else "vni"))
