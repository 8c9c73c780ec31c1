"""Numbers, days and months as officers write them."""

from datetime import UTC, date, datetime

import pytest

from hotich.text.shown import (
    percent_of,
    show_data_date,
    show_day,
    show_moment,
    show_months,
    show_number,
    show_percent,
    show_share,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.8, 1, "1.234.567,8"), (1234567, 0, "1.234.567"), (0, 0, "0"), (None, 0, "–"), (-2.3, 1, "−2,3"), (-0.01, 1, "0,0"),
        (-1200, 0, "−1.200"),
    ],
)  # fmt: skip
def test_numbers(value: float | None, decimals: int, text: str) -> None:
    assert show_number(value, decimals) == text


def test_what_is_not_quite_all_is_not_all() -> None:
    assert show_share(9999, 10000, 0) == "99 %"
    assert show_share(99999, 100000) == "99,9 %"
    assert show_share(10000, 10000) == "100,0 %"
    assert show_share(1, None) == "–"
    assert show_share(0, 0) == "–"
    assert show_percent(87.34) == "87,3 %"


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "percent"),
    [
        (27, 48, 1, 56.3), (77, 80, 1, 96.3), (7, 2000, 1, 0.4), (1, 200, 0, 1), (1, 201, 0, 0), (105, 100, 1, 105.0),
        (1_999_999, 2_000_000, 1, 99.9), (2, 2, 1, 100.0), (0, 7, 1, 0.0), (1, 0, 1, None), (1, None, 1, None),
    ],
)  # fmt: skip
def test_percent_rounds_as_spreadsheets_do(
    part: int, whole: int | None, decimals: int, percent: float | None
) -> None:
    assert percent_of(part, whole, decimals) == percent


@pytest.mark.parametrize(
    ("months", "text"),
    [(-2.34, "Chậm 2,3 tháng"), (1.2, "Nhanh 1,2 tháng"), (0.04, "Đúng kế hoạch"), (-0.04, "Đúng kế hoạch"), (None, "Chưa tính được")],
)  # fmt: skip
def test_months_in_words(months: float | None, text: str) -> None:
    assert show_months(months) == text


def test_days() -> None:
    assert show_day(date(2026, 1, 5)) == "05/01/2026"
    assert show_day(None) == "–"
    assert show_data_date(date(2026, 6, 30)) == "Số liệu đến ngày 30/06/2026"
    assert show_moment(datetime(2026, 6, 30, 18, 5, tzinfo=UTC)) == "01:05 01/07/2026"
