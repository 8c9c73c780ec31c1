"""A district's plan, the board and the budget tell one story: to the case and to the đồng, on paper too."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from hotich.budget.costing import load_costing
from hotich.budget.local_plan import local_plan
from hotich.budget.schema import Done, Measure
from hotich.jobs.budgeting import estimate_table
from hotich.jobs.local_planning import write_local_plan_word
from hotich.plan import load_plan
from hotich.progress import Scope, read_board
from hotich.reports.lint import lint
from hotich.settings import Settings
from hotich.simulate.history import write_history
from hotich.storage.database import open_url
from hotich.text.shown import show_number

pytestmark = pytest.mark.postgres
PLAN, DAY, DISTRICT = load_plan("ben_tre_2019"), date(2021, 3, 15), "836"


@pytest.fixture(scope="module")
def settings(database, tmp_path_factory):
    with open_url(database) as conn:
        write_history(conn, PLAN, seed=11, cases=40_000, as_of=DAY)
    home = tmp_path_factory.mktemp("local_plan")
    return replace(Settings.read({"HOTICH_HOME": str(home)}), database_url=database)


@pytest.fixture(scope="module")
def found(settings):
    with open_url(settings.database_url) as conn:
        return local_plan(conn, PLAN, DISTRICT, DAY)


@pytest.fixture(scope="module")
def paper(settings):
    path, findings = write_local_plan_word(settings, DISTRICT, DAY)
    assert findings == []
    assert lint(path) == []
    return Document(str(path))


def number(text):
    return int(text.replace(".", "")) if text not in {"", "–"} else 0


def tables(paper, heading, *, last):
    """Rows of the tables whose first column is headed so and whose last one `last`, as lists of texts."""
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    return [rows for rows in found if rows[0][0] == heading and rows[0][-1] == last]


def test_every_unit_has_on_paper_what_the_board_counts(settings, found, paper):
    with open_url(settings.database_url) as conn:
        board = read_board(conn, PLAN, DAY)
    assert len(found.units) > 5
    (shown,) = [
        rows
        for rows in ([[c.text for c in r.cells] for r in t.rows] for t in paper.tables)
        if rows[0][1] == "Đơn vị lập sổ"
    ]
    told = {row[1]: [number(cell) for cell in row[2:5]] for row in shown[1:]}
    for unit in found.units:
        standing = board.standing(Scope(unit_id=unit.unit_id))
        to_do, done, left = told[found.named(unit)]
        assert to_do == standing.planned - standing.lost
        assert to_do == done + left
        assert 0 <= standing.earned - done <= standing.lost
    assert told["Tổng cộng"] == [
        sum(column) for column in zip(*(told[found.named(unit)] for unit in found.units), strict=True)
    ]


@pytest.mark.parametrize(("heading", "names"), [("Đơn vị lập sổ", "units"), ("Giai đoạn, nhóm sổ", "groups")])
def test_months_on_paper_make_what_is_left(found, paper, heading, names):
    years = sorted({month.year for month in found.months})
    shown = tables(paper, heading, last="Cộng")
    shown = [rows for rows in shown if rows[0][1] == "T1"]
    assert len(shown) == len(years)
    sums: dict[str, int] = defaultdict(int)
    for year, rows in zip(years, shown, strict=True):
        for row in rows[1:]:
            assert sum(map(number, row[1:13])) == number(row[13]), row
            sums[row[0]] += number(row[13])
        for month in range(1, 13):
            due = sum(
                n
                for share in found.shares
                for at, n in share.by_month
                if (at.year, at.month) == (year, month)
            )
            assert number(rows[-1][month]) == due
    assert sums.pop("Tổng cộng") == found.left
    if names == "units":
        assert sums == {
            found.named(unit): left
            for unit in found.units
            if (left := sum(share.left for share in found.shares if share.unit == unit))
        }
    else:
        for stage in found.stages:
            own = sum(share.left for share in found.shares if share.stage == stage)
            assert sums[re.sub(r" (?=\d+$)", "\u00a0", stage.name)] == own


def test_units_by_groups_on_paper_make_what_is_left(found, paper):
    shown = [rows for rows in tables(paper, "Đơn vị lập sổ", last="Cộng") if rows[0][1] != "T1"]
    stages = [stage for stage in found.stages if any(one.left for one in found.shares if one.stage == stage)]
    assert len(shown) == len(stages) > 1
    for stage, rows in zip(stages, shown, strict=True):
        names = rows[0][1:-1]
        for share in found.shares:
            if share.stage == stage and share.left:
                row = next(row for row in rows if row[0] == found.named(share.unit))
                assert number(row[1 + names.index(share.group.term)]) == share.left
        total = [sum(number(row[at]) for row in rows[1:-1]) for at in range(1, len(rows[0]))]
        assert [number(cell) for cell in rows[-1][1:]] == total
        assert number(rows[-1][-1]) == sum(one.left for one in found.shares if one.stage == stage)


def test_money_on_paper_is_the_budgets(settings, found, paper):
    budget = estimate_table(settings, DAY, authority=DISTRICT)
    (shown,) = tables(paper, "TT", last="Ghi chú")
    lines = [row for row in shown[1:] if row[0]]
    assert [(row[1], row[2], row[5], row[6]) for row in lines] == [
        (
            one["term"],
            show_number(one["quantity"]),
            show_number(one["amount"]),
            "" if one["verified"] else "(*)",
        )
        for one in budget["lines"]
    ]
    years = [row for row in shown[1:-1] if not row[0]]
    assert sum(number(row[5]) for row in years) == number(shown[-1][5]) == budget["total"] > 0
    assert any(
        "chưa kiểm chứng" in one.text and "không dùng làm căn cứ chi" in one.text for one in paper.paragraphs
    )


def test_what_is_left_a_year_is_what_the_budget_pays_to_accept(settings, found):
    costing = load_costing(PLAN)
    (activity,) = [one for one in costing.activities if (one.done, one.unit) == (Done.ACCEPTED, Measure.CASE)]
    due: dict[int, int] = defaultdict(int)
    for share in found.shares:
        for month, cases in share.by_month:
            due[month.year] += cases
    lines = estimate_table(settings, DAY, authority=DISTRICT)["lines"]
    assert {one["year"]: one["quantity"] for one in lines if one["activity"] == activity.id} == dict(due)
