"""A standing in words: the headline, what it means, where it leads. Pages, charts and reports say the same."""

from datetime import timedelta
from typing import Final

from hotich.progress import Adherence, Standing
from hotich.text.shown import show_chance, show_day, show_months, show_number, show_percent

_DAYS_A_MONTH: Final = 365.25 / 12
_WITHOUT_MONTHS: Final = {Adherence.NO_DENOMINATOR, Adherence.NOT_OPEN, Adherence.DONE}


def headline(standing: Standing) -> str:
    """The one thing a manager asks, in months: "Chậm 2,3 tháng"; in words where months say nothing."""
    if standing.adherence in _WITHOUT_MONTHS:
        term = standing.adherence.term
        return term[:1].upper() + term[1:]
    return show_months(standing.months_ahead)


def meaning(standing: Standing) -> str:
    """What the headline means, in one or two sentences."""
    if standing.adherence is Adherence.DONE:
        return f"Đã nghiệm thu xong ngày {show_day(standing.forecast_end)}."
    if standing.adherence is Adherence.NO_DENOMINATOR:
        return "Chưa có thống kê sổ nên chưa biết phải làm bao nhiêu: chưa nói được nhanh hay chậm, cũng không tính phần trăm."
    if standing.adherence is Adherence.NOT_OPEN:
        return f"Theo kế hoạch bắt đầu từ ngày {show_day(standing.start)}."
    if standing.months_ahead is None:
        return "Chưa so được với kế hoạch."
    then = show_day(standing.as_of + timedelta(days=round(standing.months_ahead * _DAYS_A_MONTH)))
    if standing.earned == 0:
        said = f"Chưa trường hợp nào được nghiệm thu, trong khi kế hoạch bắt đầu từ ngày {show_day(standing.start)}."
    elif standing.months_ahead < 0:
        said = f"Khối lượng đã nghiệm thu đến nay là khối lượng mà kế hoạch định cho ngày {then}."
    else:
        said = f"Khối lượng đã nghiệm thu đến nay là khối lượng mà đến ngày {then} kế hoạch mới đòi hỏi."
    if standing.adherence is Adherence.ON_TIME and standing.months_ahead < 0 and standing.spi_t is not None:
        said += f" SPI(t) {show_number(standing.spi_t, 2)}: còn trong mức được coi là đúng tiến độ."
    if standing.overdue:
        said += f" Đã quá hạn {show_day(standing.end)}, còn {show_number(standing.left)} trường hợp."
    return said


def outlook(standing: Standing) -> str:
    """When it will end if it goes on like this, and the chance to be in time; empty when it is done or has not begun."""
    if standing.adherence in {Adherence.DONE, Adherence.NOT_OPEN}:
        return ""
    found = standing.forecast
    if found is None:
        return f"Chưa dự báo được ngày xong: {standing.forecast_gap or 'chưa đủ dữ liệu'}."
    # A scope of several stages: who is through with one goes on with the next, so it may be done before a stage that
    # goes on at its own pace.
    together = (
        ", xong giai đoạn này thì dồn sức sang giai đoạn khác," if standing.scope.stage_id is None else ""
    )
    said = (
        f"Cứ như {found.weeks} tuần qua{together} thì khoảng {show_day(found.p50)} xong;"
        f" 80 % khả năng xong trước {show_day(found.p80)}, 95 % trước {show_day(found.p95)}."
    )
    if not standing.overdue:
        said += f" Khả năng kịp hạn {show_day(standing.end)}: {show_chance(found.in_time)}."
    return said


def pace(standing: Standing) -> str:
    """Cases a working day, reached and needed; empty when nothing is to be done (any more)."""
    if standing.adherence in {Adherence.DONE, Adherence.NO_DENOMINATOR}:
        return ""
    reached = f"4 tuần qua nghiệm thu {_a_day(standing.pace)} trường hợp mỗi ngày làm việc"
    if standing.pace_needed is None:
        return reached + "."
    return f"{reached}; cần {_a_day(standing.pace_needed)} để kịp hạn {show_day(standing.end)}."


def _a_day(cases: float) -> str:
    return show_number(cases, 0 if cases >= 10 or cases == round(cases) else 1)


def chance(standing: Standing) -> str:
    """The chance to meet the deadline, for a table; "–" where it is past or cannot be said."""
    known = standing.forecast is not None and not standing.overdue
    return show_chance(standing.forecast.in_time if known and standing.forecast else None)


def warnings(standing: Standing) -> list[str]:
    """What a state by SPI(t) may hide: stages over their deadline, a chance that is small."""
    found = []
    overdue = len(standing.overdue_stages) if standing.scope.stage_id is None else 0
    if overdue:
        found.append(f"{show_number(overdue)} giai đoạn quá hạn chưa xong")
    if standing.unlikely and standing.forecast is not None:
        found.append(f"khó kịp hạn (khả năng {show_chance(standing.forecast.in_time)})")
    return found


def scope_change(standing: Standing) -> str:
    """How the denominator changed since the first inventory; empty when it did not."""
    if not standing.scope_change or standing.planned is None:
        return ""
    more = "tăng" if standing.scope_change > 0 else "giảm"
    return (
        f"Khối lượng {more} {show_number(abs(standing.scope_change))} trường hợp so với thống kê đầu tiên"
        f" ({show_number(standing.planned_at_start)} → {show_number(standing.planned)})."
    )


def cases_denominator(standing: Standing) -> str:
    """What 100 % is: "Mẫu số: 12.345 trường hợp theo thống kê sổ; 3 đơn vị chưa gửi thống kê"."""
    missing = standing.units_without_denominator
    lacking = f"; {show_number(missing)} đơn vị chưa gửi thống kê" if missing else ""
    if standing.planned is None:
        return "Chưa có mẫu số: chưa đơn vị nào gửi thống kê sổ"
    return f"Mẫu số: {show_number(standing.planned)} trường hợp theo thống kê sổ{lacking}"


def sentence(standing: Standing) -> str:
    """A scope's standing in one sentence, for those who don't see the chart."""
    done = (
        f"đã nghiệm thu {show_number(standing.earned if standing.planned else standing.accepted)} trường hợp"
    )
    if standing.planned:
        done += f" trên {show_number(standing.planned)} ({show_percent(standing.accepted_percent)})"
    return f"{standing.title}: {headline(standing).lower()}, {done}."
