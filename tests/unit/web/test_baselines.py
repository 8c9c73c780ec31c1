"""Which versions of the plan can be chosen to measure against."""

from dataclasses import replace
from datetime import date

from hotich.plan import load_plan
from hotich.plan.schema import Amendment, Change, StageChange, Window
from hotich.web.baselines import choices

PLAN = load_plan("ben_tre_2019")


def amendment(number: int, effective_from: date) -> Amendment:
    later = Window(from_=date(2022, 1, 1), until=date(2024, number, 28), wording="gia hạn")
    return Amendment(
        id=f"dieu_chinh_{number}", decision=f"Quyết định số {number}/QĐ-UBND", decided_on=effective_from,
        effective_from=effective_from, reason="thử", changes=(Change(stage="huyen_xa_3", set=StageChange(window=later)),),
    )  # fmt: skip


def amended(*made: Amendment) -> object:
    return replace(PLAN, issued=replace(PLAN.issued, amendments=made))


def test_a_plan_that_was_never_amended_gives_no_choice() -> None:
    assert choices(PLAN, date(2026, 1, 1)) == []


def test_the_version_in_force_comes_first_and_the_original_last() -> None:
    plan = amended(amendment(2, date(2023, 5, 1)), amendment(1, date(2022, 6, 1)))
    found = choices(plan, date(2024, 1, 1))  # type: ignore[arg-type]
    assert [one.value for one in found] == ["", "2022-06-01", "2022-05-31"]
    assert "Quyết định số 2/QĐ-UBND" in found[0].title
    assert "Quyết định số 1/QĐ-UBND" in found[1].title
    assert "gốc" in found[2].title


def test_each_value_names_a_day_on_which_that_version_was_in_force() -> None:
    plan = amended(amendment(1, date(2022, 6, 1)), amendment(2, date(2023, 5, 1)))
    days = [date.fromisoformat(one.value) for one in choices(plan, date(2024, 1, 1))[1:]]  # type: ignore[arg-type]
    ends = [plan.at(day).stage("huyen_xa_3").window_end for day in days]  # type: ignore[attr-defined]
    assert ends == [date(2024, 1, 28), date(2023, 6, 30)]


def test_a_decision_of_later_is_not_known_yet() -> None:
    plan = amended(amendment(1, date(2022, 6, 1)))
    assert choices(plan, date(2022, 5, 31)) == []  # type: ignore[arg-type]
