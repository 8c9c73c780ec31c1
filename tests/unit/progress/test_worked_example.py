"""The worked example of docs/explanation/tien-do.md is what the program computes."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from hotich.schedule import earned_schedule, elapsed_shares, planned_curve, work_calendar
from hotich.text.shown import show_day, show_number

PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "tien-do.md").read_text(encoding="utf-8")


def test_worked_example_of_the_page():
    calendar, first, last, as_of = (
        work_calendar("VN"),
        date(2019, 7, 1),
        date(2020, 6, 30),
        date(2019, 12, 31),
    )
    groups = planned_curve(np.array([200, 800]), elapsed_shares(calendar.working(first, last)))
    actual = (as_of - first).days + 1
    found = earned_schedule(groups.sum(axis=0), 400, actual)
    planned = groups[:, actual]
    passed, whole = calendar.count(first, as_of), calendar.count(first, last)
    left = calendar.count(as_of + timedelta(days=1), last)
    told = [
        f"{(last - first).days + 1} ngày, {whole} ngày làm việc",
        f"| {passed} trên {whole} |",
        f"| {show_number(planned.sum(), 1)} (kết hôn đủ {planned[0]:.0f}; khai sinh {show_number(planned[1], 1)}) |",
        f"| 400 / {show_number(planned.sum(), 1)} | {show_number(400 / planned.sum(), 2)} |",
        f"| {actual} ngày |",
        f"trong ngày {show_day(first + timedelta(days=int(found.earned)))} | {show_number(found.earned, 1)} ngày |",
        f"**chậm {show_number(-found.months_ahead, 1)} tháng**",
        f"| {show_number(found.index, 2)}: chậm nghiêm trọng |",
        f"366 / {show_number(found.index, 4)} = {show_number(found.forecast_days, 1)} ngày",
        f"| {show_day(first + timedelta(days=int(np.ceil(found.forecast_days)) - 1))} |",
        f"600 trường hợp / {left} ngày làm việc còn lại | {show_number(600 / left, 1)} trường hợp mỗi ngày |",
    ]
    assert [line for line in told if line not in PAGE] == []
