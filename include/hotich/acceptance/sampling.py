"""How many cases of a book are compared with the paper, which ones, and what that proves.

Single sampling of a finite lot (the cases of one book) with exact arithmetic: how many of the sampled cases are wrong
follows the hypergeometric distribution. The bound is the consumer's risk: the highest probability with which a book
passes whose share of wrong cases is at the limiting quality or worse. A case is wrong when any cell says something else
than the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from math import ceil, comb

from hotich.plan import Sampling, SamplingScheme

CaseKey = tuple[int, int, int, str]
"""Entry year, book number in the key, entry number, suffix: a case within its book."""


@dataclass(frozen=True, slots=True)
class BookSample:
    """What a sampling scheme asks of a book with so many cases."""

    case_count: int
    size: int
    """Cases to compare."""
    allowed: int
    """With more wrong ones the book fails."""
    wrong_at_limit: int
    """The fewest wrong cases that make the book one that must be found out."""
    risk: Fraction
    """Highest probability that a book with at least that many wrong cases passes."""


@lru_cache(maxsize=4_000)
def book_sample(sampling: Sampling, case_count: int) -> BookSample:
    """The sample of a book with `case_count` ≥ 1 cases.

    A book in which the allowed number alone would reach the limit is allowed fewer: else it could never fail.
    """
    limit = wrong_at_limit(sampling, case_count)
    allowed = min(sampling.allowed, limit - 1)
    size = _SIZES[sampling.scheme](sampling, case_count, limit, allowed)
    return BookSample(case_count, size, allowed, limit, pass_probability(case_count, limit, size, allowed))


def wrong_at_limit(sampling: Sampling, case_count: int) -> int:
    """The fewest wrong cases whose share of the book is the limiting quality or worse."""
    return max(1, ceil(case_count * _share(sampling.limit_quality_percent)))


def pass_probability(case_count: int, wrong: int, size: int, allowed: int) -> Fraction:
    """P(at most `allowed` wrong ones among `size` cases drawn from a book of which `wrong` are wrong), exactly."""
    passing = sum(comb(wrong, k) * comb(case_count - wrong, size - k) for k in range(min(allowed, size) + 1))
    return Fraction(passing, comb(case_count, size))


def _smallest(sampling: Sampling, case_count: int, limit: int, allowed: int) -> int:
    """The smallest sample that keeps the risk; a larger sample never raises it, so the middle tells which half."""
    assert sampling.risk_percent is not None
    risk = _share(sampling.risk_percent)
    low, high = min(allowed + 1, case_count), case_count
    while low < high:
        middle = (low + high) // 2
        if pass_probability(case_count, limit, middle, allowed) <= risk:
            high = middle
        else:
            low = middle + 1
    return low


def _fixed_share(sampling: Sampling, case_count: int, _limit: int, allowed: int) -> int:
    assert sampling.share_percent is not None
    wanted = ceil(case_count * _share(sampling.share_percent))
    return min(case_count, max(wanted, sampling.least, allowed + 1))


_SIZES = {SamplingScheme.LIMITING_QUALITY: _smallest, SamplingScheme.FIXED_SHARE: _fixed_share}


def _share(percent: object) -> Fraction:
    return Fraction(str(percent)) / 100


def draw(seed: int, keys: Sequence[CaseKey], size: int) -> list[int]:
    """Positions in `keys` of a simple random sample without replacement, in the order of the entries.

    Each case gets a number by a hash that the seed keys; the `size` lowest are drawn. The same seed and keys give the
    same sample everywhere, in whatever order the keys come. `seed`: 0 to 2^63 - 1.
    """
    secret = seed.to_bytes(8, "big")
    lots = sorted(range(len(keys)), key=lambda n: _lot(secret, keys[n]))
    return sorted(lots[:size], key=lambda n: keys[n])


def _lot(secret: bytes, key: CaseKey) -> bytes:
    return blake2b("\x1f".join(map(str, key)).encode(), key=secret, digest_size=16).digest()


def passed(wrong_count: int, allowed: int) -> bool:
    """Whether a sample with so many wrong cases accepts its book."""
    return wrong_count <= allowed
