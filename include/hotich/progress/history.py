"""What the snapshots say up to a day, as columns: for each unit × register × stage, how its numbers went."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from io import BytesIO
from typing import Any, Final

import numpy as np
import polars as pl
import psycopg
from numpy.typing import NDArray
from psycopg.sql import SQL, Identifier

from hotich.progress.snapshots import NUMBERS
from hotich.storage.database import transient_errors

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

KEY: Final = ("stage_id", "unit_id", "register")
_SCHEMA: Final = {
    "stage_id": pl.String, "unit_id": pl.Int32, "register": pl.String, "day": pl.Int32, "taken_at": pl.Int64,
} | dict.fromkeys(NUMBERS, pl.Int32)  # fmt: skip
_SEEN: Final = SQL("WHERE as_of <= %(as_of)s AND taken_at <= %(seen)s")
_ROWS: Final = SQL(
    "SELECT string_agg(concat(stage_id, ',', unit_id, ',', register, ',', as_of - date '0001-01-01' + 1, ',',"
    " (date_part('epoch', taken_at) * 1000000)::bigint, ',', {}), E'\\n')"
    " FROM progress_snapshot {} GROUP BY stage_id, unit_id"
).format(SQL(", ',', ").join(map(Identifier, NUMBERS)), _SEEN)
"""Lines of csv, all of a unit in one value: some hundred thousand rows one by one would take seconds."""
_COUNTED: Final = SQL("SELECT max(as_of) FROM progress_count {}").format(_SEEN)


@dataclass(frozen=True, slots=True)
class Daily:
    """Sums over some keys at the close of each day; the first value is the close of the day before the first day."""

    earned: Floats
    loaded: Floats
    accepted: Floats
    planned: Floats
    target: Floats
    known: Mask
    """True once an inventory counts any of them."""


class History:
    """The snapshots of one set of keys (unit × register × stage), in the order of days."""

    def __init__(self, rows: pl.DataFrame) -> None:
        """`rows`: columns KEY, `day` (ordinal) and NUMBERS, one row a key and day, in that order."""
        self._first: Mask = rows.select(_changes(*KEY, towards=1)).to_series().to_numpy()
        self._key: NDArray[np.intp] = np.cumsum(self._first) - 1
        """Of each row, the place of its key in `keys`."""
        self._day: NDArray[np.int32] = rows["day"].to_numpy()
        first = np.flatnonzero(self._first)
        self._last = np.append(first[1:], len(rows)) - 1 if len(rows) else first
        self.keys = rows.select(KEY)[first]
        self._numbers = {name: rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in NUMBERS}

    @cached_property
    def first_day(self) -> int | None:
        """Ordinal of the first day with a snapshot."""
        return int(self._day.min()) if len(self._day) else None

    def latest(self, name: str) -> Floats:
        """(keys,) the newest value of a number; NaN: no denominator."""
        return self._newest[name]

    @cached_property
    def _newest(self) -> dict[str, Floats]:
        return {name: values[self._last] for name, values in self._numbers.items()}

    @cached_property
    def earned(self) -> Floats:
        """(keys,) accepted within the denominator."""
        newest: Floats = self._earned[self._last]
        return newest

    @cached_property
    def _earned(self) -> Floats:
        within: Floats = np.nan_to_num(np.minimum(self._numbers["accepted"], self._numbers["planned"]))
        return within

    def planned_at_first(self) -> Floats:
        """(keys,) what the first inventory planned: of the day on which any register of the unit had one in the stage.

        A register that a later inventory adds was planned 0 at first; NaN: no inventory until now.
        """
        ranks = self.keys.select(pl.struct("stage_id", "unit_id").rank("dense")).to_series()
        pair = ranks.to_numpy().astype(np.intp) - 1
        known = ~np.isnan(self._numbers["planned"])
        never = np.iinfo(np.int32).max
        begun = np.full(int(pair.max(initial=-1)) + 1, never)
        np.minimum.at(begun, pair[self._key][known], self._day[known])
        early = self._day <= begun[pair][self._key]
        # Rows stand in the order of days: the last early one of each key wins.
        found = np.zeros(len(self.keys))
        found[self._key[early]] = np.nan_to_num(self._numbers["planned"][early])
        found[begun[pair] == never] = np.nan
        return found

    def by(self, day: int) -> dict[str, Floats]:
        """Name of a number, or "earned" → (keys,) its value by the close of a day (ordinal); NaN: no denominator, or no snapshot."""
        early = np.flatnonzero(self._day <= day)
        # Rows stand in the order of days: the last early one of each key wins.
        last = np.full(len(self.keys), -1)
        last[self._key[early]] = early
        values = {**self._numbers, "earned": self._earned}
        return {name: np.where(last < 0, np.nan, value[last]) for name, value in values.items()}

    def steps(self, share: Floats) -> dict[str, Floats]:
        """Field of `Daily` → (rows,) by how much it changes with each snapshot; `share`: (keys,) target of planned."""
        planned = np.nan_to_num(self._numbers["planned"])
        values = {
            "earned": self._earned, "loaded": self._numbers["loaded"], "accepted": self._numbers["accepted"], "planned": planned,
            "target": planned * share[self._key], "known": (~np.isnan(self._numbers["planned"])).astype(np.float64),
        }  # fmt: skip
        return {
            name: value - np.where(self._first, 0.0, np.concatenate([[0.0], value[:-1]]))
            for name, value in values.items()
        }

    def daily(self, chosen: Mask, steps: dict[str, Floats], first: int, days: int) -> Daily:
        """Sums over the chosen keys on `days` days from the ordinal `first` on, of the `steps`."""
        rows = np.flatnonzero(chosen[self._key])
        moments = np.clip(self._day[rows] - first + 1, 0, days + 1)

        def summed(name: str) -> Floats:
            changed = np.bincount(moments, weights=steps[name][rows], minlength=days + 2)
            grown: Floats = np.cumsum(changed[: days + 1].astype(np.float64))
            return grown

        return Daily(
            earned=summed("earned"),
            loaded=summed("loaded"),
            accepted=summed("accepted"),
            planned=summed("planned"),
            target=summed("target"),
            known=summed("known") > 0,
        )


def _changes(*columns: str, towards: int) -> pl.Expr:
    """True where a row differs from the one before (`towards` 1) or after it (-1), or there is none."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(towards)) for name in columns)


def read_history(
    conn: psycopg.Connection[Any], as_of: date, known_at: datetime | None
) -> tuple[pl.DataFrame, datetime, date | None]:
    """Rows for `History`, the moment up to which snapshots were seen, and the last day that was counted.

    Args:
        as_of: snapshots of later days are left out.
        known_at: snapshots taken later are left out; None: nothing is, up to now.
    """
    with transient_errors():
        seen = known_at or conn.execute("SELECT clock_timestamp()").fetchone()[0]  # type: ignore[index]
        words = {"as_of": as_of, "seen": seen}
        blocks = conn.execute(_ROWS, words).fetchall()
        counted = conn.execute(_COUNTED, words).fetchone()
    text = "\n".join(block for (block,) in blocks).encode()
    rows = (
        pl.read_csv(BytesIO(text), has_header=False, schema=_SCHEMA) if text else pl.DataFrame(schema=_SCHEMA)
    )
    rows = rows.sort(*KEY, "day", "taken_at")
    rows = rows.filter(_changes(*KEY, "day", towards=-1)).drop("taken_at")
    days = [] if rows.is_empty() else [date.fromordinal(int(rows["day"].max()))]  # type: ignore[arg-type]
    days += [counted[0]] if counted and counted[0] else []
    return rows, seen, max(days, default=None)
