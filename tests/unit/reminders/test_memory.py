"""What is news and what is not: a reminder goes out when it got worse by a step, changed, or grew much."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from hotich.difficulties import load_thresholds
from hotich.reminders import News, Reminder, UnitReminders, eased, level_of, message_id, news_of, note_of
from hotich.storage.reminders import Memory

THRESHOLDS = load_thresholds()
SUBJECTS = {subject.id: subject for subject in THRESHOLDS.reminders}
REPEATING = THRESHOLDS.repeating
DAY = date(2021, 3, 15)


def reminder(level=2, items=30, basis="", subject="returned", stage_id=""):
    return Reminder(1, SUBJECTS[subject], stage_id, level, "lời", items, basis)


def told(one, on=DAY):
    note = note_of(one, on)
    return Memory(note, note)


def news(one, memory, after=1):
    return news_of(one, memory, REPEATING, DAY + timedelta(days=after))


def test_what_was_never_told_is_new():
    assert news(reminder(), None) is News.NEW


@pytest.mark.parametrize("after", [0, 1, 29, 30, 400])
def test_the_same_is_never_told_again_however_long_it_lasts(after):
    assert news(reminder(), told(reminder()), after) is None


def test_a_step_worse_a_moved_day_and_much_more_of_the_same_are_told():
    memory = told(reminder(level=2, items=30, basis="2021-12-31"))
    assert news(reminder(3, 30, "2021-12-31"), memory) is News.WORSE
    assert news(reminder(2, 30, "2022-06-30"), memory) is News.CHANGED
    assert news(reminder(2, 60, "2021-12-31"), memory) is News.GROWN
    assert news(reminder(2, 59, "2021-12-31"), memory) is None
    assert news(reminder(1, 3, "2021-12-31"), memory) is None


def test_a_few_more_of_few_are_not_much():
    assert news(reminder(items=19), told(reminder(items=2))) is None
    assert news(reminder(items=22), told(reminder(items=2))) is News.GROWN


def test_up_and_down_around_a_step_is_quiet_for_a_while():
    high, low = reminder(level=2), reminder(level=1)
    memory = told(high)
    for day in range(1, REPEATING.quiet_days):
        one = high if day % 2 == 0 else low
        assert news(one, memory, day) is None
        units = [unit_of(one)]
        for note in eased(units, {(1, one.key): memory}, REPEATING, DAY + timedelta(days=day)):
            memory = replace(memory, now=note)
    assert memory.now.level == 1
    assert news(high, memory, REPEATING.quiet_days) is News.WORSE


def test_what_went_away_is_news_when_it_comes_back_after_the_quiet_days():
    memory = told(reminder())
    (over,) = eased([], {(1, "returned"): memory}, REPEATING, DAY)
    assert (over.level, over.told) == (0, False)
    memory = replace(memory, now=over)
    assert eased([], {(1, "returned"): memory}, REPEATING, DAY) == [], "noted once"
    assert news(reminder(), memory, 3) is None
    assert news(reminder(level=4), memory, 3) is News.WORSE
    assert news(reminder(), memory, REPEATING.quiet_days) is News.NEW


def unit_of(*reminders):
    return UnitReminders(SimpleNamespace(unit_id=1, code="28855"), "Xã An Hiệp", "", reminders)


def test_a_message_is_known_by_its_news_and_by_what_came_before():
    one, other = reminder(), reminder(level=3)
    first = message_id(unit_of(one), [one], {})
    assert first == message_id(unit_of(one), [one], {})
    assert first != message_id(unit_of(other), [other], {})
    later = {(1, one.key): Memory(replace(note_of(one, DAY), reminder_id=7), None)}
    assert first != message_id(unit_of(one), [one], later), "the same news another time is another mail"
    assert "\n" not in first
    assert first.startswith("<don-doc.28855.")


@pytest.mark.parametrize(
    ("subject", "value", "level"),
    [
        ("returned", 6, 0), ("returned", 7, 1), ("returned", 14, 1), ("returned", 15, 2), ("returned", 5_000, 5),
        ("pace", 100, 0), ("pace", 90, 0), ("pace", 89.9, 1), ("pace", 74, 2), ("pace", 1, 4), ("pace", 0, 5),
        ("overdue", 0, 0), ("overdue", 1, 1),
    ],
)  # fmt: skip
def test_steps(subject, value, level):
    assert level_of(SUBJECTS[subject], value) == level
