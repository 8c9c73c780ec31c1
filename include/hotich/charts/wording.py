"""What charts say of themselves in words."""

from hotich.progress import Adherence, Standing
from hotich.text.shown import show_months, show_number, show_percent


def headline(standing: Standing) -> str:
    """The one thing a manager asks, in months: "Chậm 2,3 tháng"; in words where months say nothing."""
    if standing.adherence in {Adherence.NO_DENOMINATOR, Adherence.NOT_OPEN, Adherence.DONE}:
        return standing.adherence.term.capitalize()
    return show_months(standing.months_ahead)


def cases_denominator(standing: Standing) -> str:
    """What 100 % is: "Mẫu số: 12.345 trường hợp theo thống kê; 3 đơn vị chưa có mẫu số"."""
    lacking = (
        f"; {show_number(standing.units_without_denominator)} đơn vị chưa gửi thống kê"
        if standing.units_without_denominator
        else ""
    )
    if standing.planned is None:
        return f"Chưa có mẫu số: chưa đơn vị nào gửi thống kê sổ{lacking and ''}"
    return f"Mẫu số: {show_number(standing.planned)} trường hợp theo thống kê sổ{lacking}"


def sentence(standing: Standing) -> str:
    """A scope's standing in one sentence, for those who don't see the chart."""
    done = (
        f"đã nghiệm thu {show_number(standing.earned if standing.planned else standing.accepted)} trường hợp"
    )
    if standing.planned:
        done += f" trên {show_number(standing.planned)} ({show_percent(standing.accepted_percent)})"
    return f"{standing.title}: {headline(standing).lower()}, {done}."
