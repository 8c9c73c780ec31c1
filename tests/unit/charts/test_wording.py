"""What a standing says of itself: true in every state, and in words a manager uses."""

from collections.abc import Callable
from datetime import date

import pytest

from hotich.charts import headline, meaning, outlook, pace, scope_change, sentence, warnings
from hotich.charts.wording import chance
from hotich.progress import Adherence, Forecast, Scope, Standing

Make = Callable[..., Standing]


def test_months_say_how_late_and_the_meaning_names_the_day_of_the_plan(make_standing: Make) -> None:
    late = make_standing(months_ahead=-2.3)
    assert headline(late) == "Chậm 2,3 tháng"
    assert "03/01/2025" in meaning(late)  # 14/03/2025 less 70 days
    ahead = make_standing(months_ahead=1.0, adherence=Adherence.ON_TIME)
    assert headline(ahead) == "Nhanh 1,0 tháng"
    assert "13/04/2025" in meaning(ahead)


@pytest.mark.parametrize(
    ("adherence", "said"),
    [
        (Adherence.NO_DENOMINATOR, "Chưa có mẫu số"),
        (Adherence.NOT_OPEN, "Chưa đến hạn bắt đầu"),
        (Adherence.DONE, "Hoàn thành"),
    ],
)
def test_where_months_say_nothing_words_do(make_standing: Make, adherence: Adherence, said: str) -> None:
    standing = make_standing(adherence=adherence, months_ahead=-2.0)
    assert headline(standing) == said
    assert "tháng" not in headline(standing)
    assert meaning(standing)


def test_what_is_overdue_says_what_is_left(make_standing: Make) -> None:
    said = meaning(make_standing(overdue=True, end=date(2024, 12, 31)))
    assert "quá hạn 31/12/2024" in said
    assert "441.065" in said


def test_nothing_accepted_is_said_as_such(make_standing: Make) -> None:
    assert "Chưa trường hợp nào" in meaning(make_standing(earned=0, accepted=0))


def test_the_outlook_gives_range_and_chance_or_says_why_not(make_standing: Make) -> None:
    days = date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 1)
    said = outlook(make_standing(forecast=Forecast(*days, in_time=0.124, weeks=26)))
    for part in ("26 tuần", "01/02/2026", "01/04/2026", "01/06/2026", "12 %", "31/12/2025"):
        assert part in said
    assert "chưa đủ dữ liệu" in outlook(make_standing())
    assert outlook(make_standing(adherence=Adherence.DONE)) == ""


def test_a_missed_deadline_has_no_chance_to_be_met(make_standing: Make) -> None:
    days = date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 1)
    late = make_standing(forecast=Forecast(*days, in_time=0.0, weeks=26), overdue=True)
    assert "Khả năng kịp hạn" not in outlook(late)


def test_the_pace_names_what_is_needed(make_standing: Make) -> None:
    assert "230" in pace(make_standing())
    assert "cần 410" in pace(make_standing())
    assert "cần" not in pace(make_standing(pace_needed=None))


def test_a_change_of_scope_is_told_in_both_directions(make_standing: Make) -> None:
    assert "tăng 2.311" in scope_change(make_standing())
    assert "giảm 1.000" in scope_change(make_standing(planned_at_start=843_311))
    assert scope_change(make_standing(planned_at_start=842_311)) == ""


def test_one_sentence_for_those_who_do_not_see(make_standing: Make) -> None:
    assert sentence(make_standing()) == (
        "Cấp huyện, cấp xã – Giai đoạn 4: chậm 3,4 tháng, đã nghiệm thu 401.234 trường hợp trên 842.311 (47,6 %)."
    )


def test_what_the_state_hides_is_warned_of(make_standing: Make) -> None:
    days = date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 1)
    scope = Scope(unit_id=1)
    standing = make_standing(
        scope=scope, unlikely=True, forecast=Forecast(*days, in_time=0.0, weeks=26), overdue_stages=("a", "b")
    )
    assert warnings(standing) == ["2 giai đoạn quá hạn chưa xong", "khó kịp hạn (khả năng dưới 1 %)"]
    assert warnings(make_standing(unlikely=False, overdue_stages=("huyen_xa_4",))) == []


def test_a_chance_is_never_certain(make_standing: Make) -> None:
    days = date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 1)
    said = {
        share: chance(make_standing(forecast=Forecast(*days, in_time=share, weeks=26)))
        for share in (0, 0.4, 1)
    }
    assert said == {0: "dưới 1 %", 0.4: "40 %", 1: "trên 99 %"}
    assert chance(make_standing()) == "–"
