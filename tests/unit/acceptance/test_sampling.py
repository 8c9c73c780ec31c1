"""The bound holds for every size of book, one case fewer breaks it, and every sample is as likely as any other."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotich.acceptance.sampling import book_sample, draw, pass_probability, passed, wrong_at_limit
from hotich.plan import Sampling, SamplingScheme, load_plan

BEN_TRE = load_plan("ben_tre_2019").text.sampling[0]

percents = st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
schemes = st.builds(
    lambda limit, risk, allowed: replace(
        BEN_TRE, limit_quality_percent=limit, risk_percent=risk, allowed=allowed
    ),
    percents,
    percents,
    st.integers(0, 5),
)


def share(percent: Decimal) -> Fraction:
    return Fraction(percent) / 100


@settings(max_examples=300)
@given(scheme=schemes, case_count=st.integers(1, 2_000))
def test_the_bound_holds_and_one_case_fewer_would_break_it(scheme: Sampling, case_count: int) -> None:
    found = book_sample(scheme, case_count)
    assert scheme.risk_percent is not None
    bound = share(scheme.risk_percent)
    assert 1 <= found.size <= case_count
    assert found.risk <= bound
    least = found.allowed + 1
    if found.size > least:
        assert pass_probability(case_count, found.wrong_at_limit, found.size - 1, found.allowed) > bound


@settings(max_examples=100)
@given(scheme=schemes, case_count=st.integers(1, 120))
def test_no_worse_book_passes_more_easily(scheme: Sampling, case_count: int) -> None:
    found = book_sample(scheme, case_count)
    worst = max(
        pass_probability(case_count, wrong, found.size, found.allowed)
        for wrong in range(found.wrong_at_limit, case_count + 1)
    )
    assert worst == found.risk


@given(scheme=schemes, case_count=st.integers(1, 2_000))
def test_the_limit_is_the_first_number_whose_share_reaches_it(scheme: Sampling, case_count: int) -> None:
    limit = wrong_at_limit(scheme, case_count)
    assert Fraction(limit, case_count) >= share(scheme.limit_quality_percent)
    assert limit == 1 or Fraction(limit - 1, case_count) < share(scheme.limit_quality_percent)


def test_the_probabilities_are_those_of_counting_every_sample() -> None:
    wrong = {0, 1, 2}
    samples = [set(sample) for sample in combinations(range(9), 4)]
    for allowed in range(4):
        passing = sum(len(sample & wrong) <= allowed for sample in samples)
        assert pass_probability(9, 3, 4, allowed) == Fraction(passing, comb(9, 4))


@pytest.mark.parametrize(("case_count", "size", "allowed"), [(1, 1, 0), (8, 8, 0), (9, 9, 1), (16, 16, 1)])
def test_a_small_book_is_compared_as_a_whole(case_count: int, size: int, allowed: int) -> None:
    found = book_sample(BEN_TRE, case_count)
    assert (found.size, found.allowed, found.risk) == (size, allowed, 0)


def test_a_fixed_share_says_what_risk_it_leaves() -> None:
    scheme = replace(
        BEN_TRE, scheme=SamplingScheme.FIXED_SHARE, share_percent=Decimal(10), least=5, allowed=0
    )
    assert [book_sample(scheme, n).size for n in (3, 50, 51, 500)] == [3, 5, 6, 50]
    # 7 of 51 wrong (12.5 % or more): drawn without replacement, all six right.
    assert book_sample(scheme, 51).risk == Fraction(comb(44, 6), comb(51, 6))


def test_what_the_plan_says_decides() -> None:
    assert passed(1, 1)
    assert not passed(2, 1)


KEYS = [(2017, 0, number, "") for number in range(1, 41)] + [(2017, 0, 7, "a")]


def test_the_same_seed_draws_the_same_cases_whatever_their_order() -> None:
    shuffled = KEYS.copy()
    Random(3).shuffle(shuffled)
    drawn = [[keys[n] for n in draw(11, keys, 12)] for keys in (KEYS, shuffled)]
    assert drawn[0] == drawn[1] == sorted(drawn[0])
    assert len(set(drawn[0])) == 12
    assert draw(12, KEYS, 12) != draw(11, KEYS, 12)
    # Written down once: a change of the draw would make old samples irreproducible.
    assert drawn[0][:3] == [(2017, 0, 1, ""), (2017, 0, 2, ""), (2017, 0, 7, "")]


def test_every_case_and_every_pair_is_drawn_equally_often() -> None:
    """Chi-square against the uniform law, the limits at far tails of their distributions."""
    keys, size, rounds = KEYS[:10], 4, 20_000
    random = Random(20190701)
    single: Counter[int] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for _ in range(rounds):
        sample = draw(random.getrandbits(63), keys, size)
        single.update(sample)
        pairs.update(combinations(sorted(sample), 2))
    assert len(single) == 10
    assert len(pairs) == 45
    expected = rounds * size / 10
    # Without replacement the counts vary less: the statistic is scaled to 9 degrees of freedom.
    assert sum((n - expected) ** 2 / expected for n in single.values()) / (1 - size / 10) * 9 / 10 < 33.7
    of_pair = rounds * size * (size - 1) / 90
    assert all(abs(n - of_pair) < 5 * of_pair**0.5 for n in pairs.values())


def test_bad_books_pass_as_seldom_as_promised() -> None:
    """Realised risk of books at the limit, by simulation, against the exact number."""
    random, rounds = Random(158), 4_000
    for case_count in (24, 60, 100):
        found = book_sample(BEN_TRE, case_count)
        keys = [(2011, 0, number, "") for number in range(1, case_count + 1)]
        passes = 0
        for _ in range(rounds):
            wrong = set(random.sample(range(case_count), found.wrong_at_limit))
            sample = draw(random.getrandbits(63), keys, found.size)
            passes += passed(len(wrong & set(sample)), found.allowed)
        risk = float(found.risk)
        assert abs(passes / rounds - risk) < 4 * (risk * (1 - risk) / rounds) ** 0.5
