"""Every chart: valid for Vega-Lite, drawn, honest about its data date and denominator, with the same figures in table and Excel."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import altair as alt
import openpyxl
import pytest
import vl_convert as vlc

from hotich.charts import Aged, Chart, ages, bars, gantt, matrix, png, s_curve, table, trend, xlsx
from hotich.charts.chart import _TEMPLATES, VEGA_LITE
from hotich.charts.script import write_script
from hotich.progress import Adherence, Course, Standing

AS_OF = date(2025, 3, 14)
Make = Callable[..., Standing]


def chart_of(kind: str, make: Make, course: Course) -> Chart:
    three = [
        make(title="Xã An Hiệp"),
        make(title="Xã Mỹ Thành", planned=None, planned_at_start=None, adherence=Adherence.NO_DENOMINATOR, months_ahead=None),
        make(title="Xã Tân Thủy", accepted=842_311, earned=842_311, adherence=Adherence.DONE),
    ]  # fmt: skip
    made: dict[str, Callable[[], Chart]] = {
        "s_curve": lambda: s_curve(course, make()),
        "gantt": lambda: gantt(three, deadlines=[(date(2024, 12, 31), "Nghị định 87")]),
        "bars": lambda: bars(three, title="Đơn vị chậm nhất"),
        "matrix": lambda: matrix({"Xã An Hiệp": [three[0], None], "Xã Mỹ Thành": [three[1], three[2]]}, ["Khai sinh", "Khai tử"], title="Đơn vị và nhóm sổ", as_of=AS_OF),
        "trend": lambda: trend({"Ngày không đọc được": [1.5, None]}, [date(2025, 1, 1), date(2025, 2, 1)], title="Trả lại", as_of=AS_OF, denominator="Trên 1.000 dòng", measure="dòng", decimals=1),
        "ages": lambda: ages([Aged("Dòng trả lại", 3, 2, 1200)], title="Việc đang mở", as_of=AS_OF),
    }  # fmt: skip
    return made[kind]()


KINDS = ("s_curve", "gantt", "bars", "matrix", "trend", "ages")


@pytest.fixture(params=KINDS)
def chart(request: pytest.FixtureRequest, make_standing: Make, course: Course) -> Chart:
    return chart_of(request.param, make_standing, course)


def drawing(chart: Chart) -> str:
    return vlc.vegalite_to_svg(chart.titled(), vl_version=VEGA_LITE, allowed_base_urls=[])


def test_it_is_valid_and_says_when_and_of_what(chart: Chart) -> None:
    alt.Chart.from_dict(chart.titled(), validate=True)
    text = drawing(chart)
    assert "Số liệu đến ngày 14/03/2025" in text
    assert chart.denominator.split("; ")[0].split(" ")[0] in text
    assert chart.denominator
    assert "NaN" not in text
    assert "undefined" not in text


def test_the_picture_is_a_picture(chart: Chart) -> None:
    assert png(chart)[:8] == b"\x89PNG\r\n\x1a\n"


def test_what_only_a_pointer_finds_is_left_out_of_the_picture_unseen(chart: Chart) -> None:
    whole = vlc.vegalite_to_png(chart.titled(), vl_version=VEGA_LITE, scale=2, allowed_base_urls=[])
    assert png(chart) == whole


@pytest.mark.parametrize("make_template", _TEMPLATES, ids=lambda make: make.__module__)
def test_every_template_keeps_to_the_schema(make_template: Callable[[], Any]) -> None:
    assert make_template().to_dict(validate=True)


def test_the_workbook_holds_the_rows_of_the_table(chart: Chart) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(chart))).active
    assert sheet is not None
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [line[0] for line in lines[:3]] == [chart.title, *chart.notes]
    kept = [[_plain(cell) for cell in line] for line in lines[5:]]
    assert kept == [[_plain(value) for value in row] for row in chart.rows]
    assert len(table(chart)) == len(chart.rows) + 1
    assert table(chart)[0] == lines[4]


def _plain(value: Any) -> Any:
    return value.date() if hasattr(value, "date") else value


def test_quantities_start_at_nothing_and_have_one_scale(chart: Chart) -> None:
    vega = vlc.vegalite_to_vega(chart.titled(), vl_version=VEGA_LITE)
    linear = [scale for scale in vega["scales"] if scale["type"] == "linear"]
    assert all(
        scale.get("zero") is True or scale["domain"][0] == 0 for scale in linear if "range" in scale
    ), linear
    assert len(linear) <= 1, "one axis a direction, never two"


def test_the_curve_shows_the_plan_the_deadline_and_the_data_date(make_standing: Make, course: Course) -> None:
    text = drawing(s_curve(course, make_standing(end=course.days[-1])))
    for word in ("Kế hoạch", "Đã nghiệm thu", "Tổng phải làm", "Dự báo", "14/03/2025", "Hạn 24/03/2025"):
        assert word in text


def test_the_curve_of_years_is_thinned_but_keeps_the_data_date_and_each_change_of_scope(
    make_standing: Make, course: Course
) -> None:
    from datetime import timedelta

    days = tuple(date(2019, 7, 1) + timedelta(days=at) for at in range(2400))
    flat = tuple(float(at) for at in range(2400))
    long = replace(
        course, as_of=days[1777], days=days, planned=flat, accepted=flat, loaded=flat,
        scope_total=(100.0,) * 1001 + (120.0,) * 1399, fan=(None,) * 2400,
    )  # fmt: skip
    points = s_curve(long, make_standing()).spec["datasets"]["days"]
    assert len(points) < 250
    drawn = {point["day"][:10]: point for point in points}
    assert drawn[days[1777].isoformat()]["accepted"] == 1777
    assert drawn[days[1001].isoformat()]["total"] == 120
    assert {days[0].isoformat(), days[-1].isoformat()} <= set(drawn)


def test_the_table_of_the_curve_has_month_ends_and_the_data_date(make_standing: Make, course: Course) -> None:
    rows = s_curve(course, make_standing()).rows
    assert [row[0] for row in rows] == [AS_OF, course.days[-1]]
    assert rows[0][1:4] == (100, 60, 70)


def test_no_percentage_without_denominator(make_standing: Make) -> None:
    unknown = make_standing(planned=None, adherence=Adherence.NO_DENOMINATOR)
    text = drawing(bars([unknown], title="Đơn vị"))
    assert "Chưa có mẫu số" in text
    assert unknown.accepted_percent is None
    assert "0 %" not in text.replace("100 %", "")


def test_status_is_told_by_word_and_shape(make_standing: Make) -> None:
    """In grey, late and in time differ by the path of their sign and by what stands beside it."""
    signs = {}
    for adherence in (Adherence.ON_TIME, Adherence.LATE, Adherence.VERY_LATE):
        spec = bars([make_standing(adherence=adherence)], title="x").spec
        layer = next(one for one in spec["layer"] if one["mark"].get("type") == "point")
        scale = layer["encoding"]["shape"]["scale"]
        signs[adherence] = scale["range"][scale["domain"].index(adherence.value)]
    assert len(set(signs.values())) == 3
    assert "Chậm 3,4 tháng" in drawing(bars([make_standing()], title="x"))


def test_only_the_worst_are_drawn_and_the_chart_says_so(make_standing: Make) -> None:
    many = [make_standing(title=f"Xã {number}") for number in range(164)]
    chart = bars(many, title="Đơn vị chậm nhất", most=20)
    assert len(chart.spec["datasets"]["scopes"]) == 20
    assert len(chart.rows) == 164
    assert "vẽ 20 trên 164 đơn vị" in chart.denominator


def test_the_trend_says_what_it_counts_and_names_its_lines(make_standing: Make, course: Course) -> None:
    text = drawing(chart_of("trend", make_standing, course))
    assert ">dòng</text>" in text
    assert "Ngày không đọc được" in text


def test_few_kinds_of_many_are_drawn_as_one_and_all_stand_in_the_table() -> None:
    lines = [Aged(f"Việc {number}", number, 0, 1) for number in range(12)]
    chart = ages(lines, title="Việc", as_of=AS_OF)
    drawn = chart.spec["datasets"]["lines"]
    assert drawn[-1]["what"] == "5 loại việc khác"
    assert len(chart.rows) == 12
    assert sum(part["value"] for part in chart.spec["datasets"]["parts"]) == sum(one.items for one in lines)


def test_only_what_is_drawn_is_given_its_page(make_standing: Make) -> None:
    chart = bars([make_standing(title=f"Xã {number}") for number in range(3)], title="x", most=2)
    linked = chart.with_links(["/a", None, "/c"])["datasets"]["scopes"]
    assert [row["href"] for row in linked] == ["/a", None]
    assert all(row["href"] is None for row in chart.spec["datasets"]["scopes"])


def test_numbers_and_months_are_vietnamese(make_standing: Make, course: Course) -> None:
    big = replace(course, planned=tuple(100_000.0 * at for at in range(21)))
    assert "2.000.000" in drawing(s_curve(big, make_standing()))


def test_the_script_is_whole_interprets_expressions_and_is_named_by_its_content(tmp_path: Any) -> None:
    written = write_script(tmp_path)
    text = written.read_text("utf-8")
    assert "vega" in written.name
    assert "figure[data-chart" in text
    assert len(text) > 500_000
    assert "cdn.jsdelivr" not in json.dumps(text[:2000])
    assert write_script(tmp_path) == written
