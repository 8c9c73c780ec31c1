"""Schedule arithmetic: planned curve, earned schedule, forecast. Numbers in, numbers out.

Time runs in days from the start of a window: day 0 is its opening, day 1 the close of its first day, day D the close
of its last. A curve over a window of D days has D + 1 values, one for each of these moments; between two of them it
is a straight line.
"""

from hotich.schedule.calendar import WorkCalendar, work_calendar
from hotich.schedule.curve import elapsed_shares, planned_curve
from hotich.schedule.earned import MONTH, EarnedSchedule, complete_since, earned_schedule, earned_time
from hotich.schedule.forecast import LEAST_WEEKS, WEEKS, Outlook, outlook, weekly

__all__ = [
    "LEAST_WEEKS",
    "MONTH",
    "WEEKS",
    "EarnedSchedule",
    "Outlook",
    "WorkCalendar",
    "complete_since",
    "earned_schedule",
    "earned_time",
    "elapsed_shares",
    "outlook",
    "planned_curve",
    "weekly",
    "work_calendar",
]
