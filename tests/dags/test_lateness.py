"""When a run's deadline stands, seen from the day the run is placed in."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from hotich_airflow.lateness import StageWindowEnd
from hotich_airflow.moment import PLAN_ZONE, run_day

END = date(2020, 6, 30)
REFERENCE = StageWindowEnd({"": END.isoformat()})
FIRST_LATE = datetime(2020, 7, 1, tzinfo=PLAN_ZONE)
DURING = datetime(2020, 1, 1, tzinfo=UTC)
YEARS_LATER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "now", "deadline"),
    [
        pytest.param(END, DURING, FIRST_LATE, id="last day, in time: watched"),
        pytest.param(END, YEARS_LATER, None, id="placed in the window long after it: not late"),
        pytest.param(END + timedelta(days=1), YEARS_LATER, FIRST_LATE, id="placed after the window: late"),
        pytest.param(
            END + timedelta(days=1), DURING, FIRST_LATE, id="placed after a window still open: watched"
        ),
    ],
)
def test_deadline(day, now, deadline):
    assert REFERENCE.deadline(day, now) == deadline


def test_reference_survives_serialisation():
    back = StageWindowEnd.deserialize_reference(REFERENCE.serialize_reference())
    assert back == REFERENCE
    assert hash(back) == hash(REFERENCE)


@pytest.mark.parametrize(
    ("as_of", "logical", "run_after", "day"),
    [
        pytest.param("2020-02-29", None, "2026-01-01T00:00:00+00:00", date(2020, 2, 29), id="as_of wins"),
        pytest.param(
            None, "2019-12-31T17:00:00+00:00", "2026-01-01T00:00:00+00:00", date(2020, 1, 1), id="midnight"
        ),
        pytest.param(
            None, "2019-12-31T16:59:59+00:00", "2026-01-01T00:00:00+00:00", date(2019, 12, 31), id="before"
        ),
        pytest.param(
            None, None, "2026-01-01T20:00:00+00:00", date(2026, 1, 2), id="by hand: the day it may start"
        ),
    ],
)
def test_day_of_a_run_is_a_day_in_vietnam(as_of, logical, run_after, day):
    run = SimpleNamespace(
        logical_date=logical and datetime.fromisoformat(logical), run_after=datetime.fromisoformat(run_after)
    )
    assert run_day(run, {"as_of": as_of}) == day
