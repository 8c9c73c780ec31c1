"""A report's content in words and numbers as officers write them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from hotich.budget.balance import Balance
from hotich.charts import headline
from hotich.plan import Amendment
from hotich.progress import Adherence, Counts, Standing
from hotich.reports.content import Content, Line, Outlook
from hotich.reports.issuer import Issuer
from hotich.text.shown import show_chance, show_day, show_number, show_percent

UNKNOWN = "chưa có mẫu số"
_LEAST_PACE = 0.05
"""Cases a day that one decimal does not show as nothing."""
_TIE = "\u00a0"
"""A blank at which no line ends."""


def capital(text: str) -> str:
    """ "xã An Hiệp" → "Xã An Hiệp"."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """ "Chậm 2 tháng" → "chậm 2 tháng"."""
    return text[:1].lower() + text[1:]


def signed(value: float | None, decimals: int = 0) -> str:
    """A change with its sign: "+1.234", "−56", "0"."""
    text = show_number(value, decimals)
    return f"+{text}" if value is not None and value > 0 and text.strip("0,.") else text


def status(standing: Standing) -> str:
    """Shape and words: "▲ Chậm 7,4 tháng"."""
    return f"{standing.adherence.shape}{_TIE}{headline(standing).replace(' tháng', f'{_TIE}tháng')}"


def tied(title: str) -> str:
    """A name whose number stays with its last word where a narrow column breaks it."""
    name, blank, number = title.rpartition(" ")
    return f"{name}{_TIE}{number}" if blank and number.isdecimal() else title


def planned(standing: Standing | Counts) -> str:
    """The denominator, or that there is none."""
    return UNKNOWN if standing.planned is None else show_number(standing.planned)


def schedule(standing: Standing) -> str:
    """Months ahead or behind with SPI(t) and what that is called; one clause for the middle of a sentence."""
    words = small(headline(standing))
    if standing.spi_t is None or standing.adherence in {
        Adherence.NO_DENOMINATOR,
        Adherence.NOT_OPEN,
        Adherence.DONE,
    }:
        return words
    return f"{words} so với kế hoạch (SPI(t) = {show_number(standing.spi_t, 2)}: {standing.adherence.term})"


def forecast(standing: Standing) -> str:
    """When it will end, with how likely that is in time; or why nothing can be said. One sentence."""
    if standing.adherence is Adherence.DONE:
        return f"Đã hoàn thành ngày {show_day(standing.forecast_end)}."
    if standing.forecast is None:
        return f"Chưa dự báo được ngày hoàn thành: {standing.forecast_gap or 'chưa đủ dữ liệu'}."
    found = standing.forecast
    return (
        f"Với tốc độ {show_number(found.weeks)} tuần gần nhất, dự kiến hoàn thành khoảng {show_day(found.p50)} "
        f"(80 % khả năng trước {show_day(found.p80)}, 95 % khả năng trước {show_day(found.p95)}); "
        f"khả năng xong trước hạn {show_day(standing.end)}: {show_chance(found.in_time)}."
    )


def pace(standing: Standing) -> str:
    """Cases a working day, reached against needed. One sentence."""
    now = f"Tốc độ hiện tại: {show_number(standing.pace, 1)} trường hợp mỗi ngày làm việc (bình quân 4 tuần)"
    if standing.pace_needed is None:
        return f"{now}."
    return f"{now}; cần {show_number(standing.pace_needed, 1)} để xong trước {show_day(standing.end)}."


def overdue_lines(content: Content) -> list[str]:
    """One sentence for each stage whose window is over and whose work is not done."""
    return [
        f"{line.title}: hạn {show_day(line.now.end)}, quá hạn {show_number((content.as_of - line.now.end).days)} ngày, "
        f"còn {show_number(line.now.left)} trường hợp chưa nghiệm thu "
        f"(đã đạt {show_percent(line.now.accepted_percent)}){_lacking(line.now)}."
        for line in content.overdue
    ]


def scope_lines(content: Content) -> list[str]:
    """One sentence for each part whose denominator changed within the period."""
    return [
        f"{line.title}: từ {planned(line.before)} thành {planned(line.now)} trường hợp ({signed(line.scope_change)})."
        for line in content.rescoped
    ]


def order_lines(content: Content) -> list[str]:
    """One sentence for each stage whose groups are not done in the plan's order."""
    terms = {group.id: group.term for group in content.plan.groups}
    return [
        f"{line.title}: {', '.join(small(terms.get(one, one)) for one in line.now.out_of_order)} "
        "làm trước khi xong nhóm đứng trước."
        for line in content.out_of_order
    ]


def amendment_lines(amendments: Iterable[Amendment]) -> list[str]:
    """One sentence for each decision that changed the plan."""
    return [
        f"{one.decision} ngày {show_day(one.decided_on)}, có hiệu lực từ {show_day(one.effective_from)}: {one.reason}."
        for one in amendments
    ]


def trouble_lines(content: Content) -> list[str]:
    """One sentence for each kind of difficulty."""
    return [_clean(one.words) for one in content.troubles]


def proposal_lines(content: Content) -> list[str]:
    """What is asked for, once each, in the order of the difficulties."""
    asked = dict.fromkeys(_clean(text) for one in content.troubles for text in one.requests if text.strip())
    return [capital(text) if text.endswith((".", "!", "?")) else f"{capital(text)}." for text in asked]


def outlook_lines(content: Content) -> list[str]:
    """What the next period is to bring, the whole first."""
    return [_outlook(one) for one in content.outlook]


def addressee_lines(issuer: Issuer) -> list[str]:
    """ "Kính gửi: …." on one line, or one line for each."""
    if len(issuer.to) == 1:
        return [f"Kính gửi: {issuer.to[0]}."]
    return ["Kính gửi:", *_listed(issuer.to)]


def recipient_lines(issuer: Issuer) -> list[str]:
    """The lines under “Nơi nhận:”, the archive last."""
    return [*(f"- {one};" for one in issuer.recipients), f"- Lưu: {issuer.archive}."]


def basis_lines(content: Content) -> list[str]:
    """One line for each ground: those of the plan, then the plan itself."""
    text = content.plan.text
    number = f" {text.number}" if text.number else ""
    grounds = [*text.basis, f"{text.name}{number} của {text.issued_by}"]
    return [f"Căn cứ {one}{'.' if no == len(grounds) else ';'}" for no, one in enumerate(grounds, 1)]


def blank_date(year: int) -> str:
    """The date of a draft: day and month are written by whoever signs."""
    return f"ngày      tháng      năm {year}"


def _outlook(one: Outlook) -> str:
    if one.overdue:
        return f"{one.title}: đã quá hạn, còn {show_number(one.needed)} trường hợp phải làm dứt điểm."
    asked = f"{one.title}: kế hoạch giao {show_number(one.planned)} trường hợp"
    if one.to_catch_up >= 1:
        asked += f", bù phần chậm (chia đều đến hạn) {show_number(one.to_catch_up)} trường hợp"
    elif one.to_catch_up <= -1:
        asked += f", đã vượt trước {show_number(-one.to_catch_up)} trường hợp"
    if one.needed < 1:
        return f"{asked}; không phải nghiệm thu thêm để kịp hạn."
    # The sum of what is shown, so that whoever adds up finds the same.
    needed = show_number(max(0, round(one.planned) + round(one.to_catch_up)))
    said = f"{asked}; để kịp hạn phải nghiệm thu {needed} trường hợp trong {show_number(one.working_days)} ngày làm việc"
    return (
        f"{said}, mỗi ngày {show_number(one.pace, 1)} trường hợp."
        if one.pace and one.pace >= _LEAST_PACE
        else f"{said}."
    )


def _lacking(standing: Standing) -> str:
    number = standing.units_without_denominator
    return f"; {show_number(number)} đơn vị chưa gửi thống kê sổ" if number else ""


def _listed(items: Iterable[str]) -> Iterator[str]:
    known = list(items)
    for no, one in enumerate(known, 1):
        yield f"- {one}{'.' if no == len(known) else ';'}"


def _clean(text: str) -> str:
    """One line of letters: what people typed may hold breaks and signs that no document can."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def money_rows(content: Content) -> list[dict[str, str]]:
    """Lines of the table of money, đồng: one an authority, or, where there is only one, one an activity."""
    authorities = {one.authority.unit_id: one.authority.name for one in content.money}
    if len(authorities) == 1:
        rows = [_money(one.authority.name, one.term, [one]) for one in content.money]
    else:
        rows = [
            _money(name, "mọi hoạt động", [one for one in content.money if one.authority.unit_id == unit_id])
            for unit_id, name in authorities.items()
        ]
    return rows


def money_total(content: Content) -> dict[str, str]:
    """The line of sums below them."""
    return _money("Tổng cộng", "", content.money) if content.money else {}


def _money(authority: str, activity: str, lines: Sequence[Balance]) -> dict[str, str]:
    def total(values: Iterable[int | None]) -> str:
        known = [value for value in values if value is not None]
        return show_number(sum(known) if known else None)

    return {
        "co_quan": authority,
        "hoat_dong": activity,
        "nam": str(lines[0].year),
        "du_toan": total(one.estimated.amount if one.estimated is not None else None for one in lines),
        "duoc_giao": total(one.allotted for one in lines),
        "da_chi": total(one.spent for one in lines),
        "con_phai_lam": total(one.to_do.amount if one.to_do is not None else None for one in lines),
        "ghi_chu": "" if all(one.verified for one in lines) else "(*)",
    }


def period_days(start: date, as_of: date) -> str:
    """ "từ 01/07/2025 đến 30/09/2025"."""
    return f"từ {show_day(start)} đến {show_day(as_of)}"


def row(line: Line, no: int | str = "") -> dict[str, str]:
    """A line of a table: every figure as it is read."""
    now = line.now
    return {
        "tt": str(no),
        "ten": tied(line.title),
        "so_so": show_number(now.books_planned),
        "so_da_giao": show_number(now.books_delivered),
        "so_da_nap": show_number(now.books_loaded),
        "thong_ke": planned(now),
        "da_giao": show_number(now.delivered),
        "da_nap": show_number(now.loaded),
        "nghiem_thu": show_number(now.earned),
        "ngoai_thong_ke": show_number(now.uncounted),
        "tra_lai": show_number(now.returned),
        "ty_le": show_percent(now.accepted_percent).removesuffix(" %"),
        "thang": signed(now.months_ahead, 1),
        "tinh_trang": status(now),
        "giao_trong_ky": signed(line.gained("delivered")),
        "nap_trong_ky": signed(line.gained("loaded")),
        "nghiem_thu_trong_ky": signed(line.gained("earned")),
        "han": show_day(now.end),
    }
