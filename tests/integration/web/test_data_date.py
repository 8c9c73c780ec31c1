"""Which day a page speaks of: none that is still to come, and none that nobody counted without saying so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hotich.text.shown import show_day

pytestmark = pytest.mark.postgres


def test_a_day_that_is_still_to_come_is_refused_with_what_to_do(signed_in: Callable[[str], Any]) -> None:
    day = datetime.now(UTC).date() + timedelta(days=3)
    answer = signed_in("so-tu-phap").get(f"/?den-ngay={day}")
    assert answer.status_code == 400
    assert f"Ngày {show_day(day)} chưa đến" in answer.text


def test_figures_that_nobody_counted_for_days_say_so(signed_in: Callable[[str], Any], province: Any) -> None:
    (counted,) = province.all("SELECT max(as_of) FROM progress_count")[0]
    visitor, told = signed_in("so-tu-phap"), f"Số liệu được đếm lần cuối ngày {show_day(counted)}"
    assert told not in visitor.get(f"/?den-ngay={counted + timedelta(days=7)}").text
    assert (
        f"{told}, 8 ngày trước ngày số liệu" in visitor.get(f"/?den-ngay={counted + timedelta(days=8)}").text
    )
