"""Whole numbers spread over periods: what each period needs, so that the parts make exactly the whole.

A quantity is rounded once, where it is known by the end of each period (halves up); a period's part is the difference
between its end and the end before. Parts are never negative and always sum to the whole. Money is never rounded: whole
quantities times whole đồng.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import floor


def rounded(planned: Sequence[float], whole: int) -> list[int]:
    """Planned by the end of each period as whole numbers, halves up; the last is `whole`.

    Args:
        planned: never falling; the last one stands for `whole`, from which it may differ by floating-point error.
    """
    return [*(min(floor(value + 0.5), whole) for value in planned[:-1]), whole]


def needed_by(planned_by: Sequence[int], done: int) -> list[int]:
    """Still to do by the end of each period: what was planned before and is not done falls into the first."""
    return [max(planned - done, 0) for planned in planned_by]


def parts(needed: Sequence[int]) -> list[int]:
    """Each period's part of what is needed by the ends of the periods (never falling)."""
    return [end - before for before, end in zip([0, *needed[:-1]], needed, strict=True)]


def scaled(by_end: Sequence[int], whole: int) -> list[int]:
    """`whole` in the proportions of `by_end` (never falling): by the end of each period, the last one `whole`.

    Without proportions (nothing by any end) all falls into the first period.
    """
    last = by_end[-1]
    if last == 0:
        return [whole] * len(by_end)
    return [(2 * whole * value + last) // (2 * last) for value in by_end]


def share(whole: int, part: int, of: int) -> int:
    """`whole` × part / of, halves up; 0 where `of` is 0."""
    return (2 * whole * part + of) // (2 * of) if of else 0


def pages(cases: int, per_case: Decimal) -> int:
    """Whole pages of so many cases, halves up."""
    return int((cases * per_case).quantize(Decimal(1), rounding=ROUND_HALF_UP))
