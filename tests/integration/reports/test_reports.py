"""Reports on a whole province's history: one number everywhere, the same again later, one state of the data."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import psycopg
import pytest
from docx import Document
from typer.testing import CliRunner

from hotich.cli.app import app
from hotich.errors import HotichError
from hotich.jobs.counting import progress_table
from hotich.jobs.reporting import (
    copy_templates,
    due_reports,
    make_again,
    make_report,
    period_named,
    report_list,
)
from hotich.plan import load_plan
from hotich.progress import Scope, read_board, take_snapshot
from hotich.reports.lint import lint
from hotich.reports.papers import PAPERS, REPORT
from hotich.settings import Settings
from hotich.simulate.history import write_history
from hotich.storage.database import open_url
from hotich.storage.turns import one_state
from hotich.text.shown import show_number, show_percent
from hotich.units import Level

pytestmark = pytest.mark.postgres

GOLDEN = Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml"
AS_OF = date(2021, 9, 30)
QUARTER = ("quarterly", "2021-Q3", None, None)


@pytest.fixture(scope="module")
def installation(server, template_database, tmp_path_factory):
    """An installation whose database holds a history up to the end of the quarter."""
    return _installation(
        server, template_database, tmp_path_factory, "reports_ben_tre", "ben_tre_2019", 20_000
    )


def _installation(server, template, folders, name, plan, cases):
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    settings = Settings.read({"HOTICH_HOME": str(folders.mktemp(name)), "HOTICH_PLAN": plan})
    settings = replace(settings, database_url=server.url().rsplit("/", 1)[0] + "/" + name)
    Path(settings.inbox).mkdir(parents=True)
    with open_url(settings.database_url) as conn:
        write_history(conn, load_plan(plan), seed=3, cases=cases, as_of=AS_OF)
    return settings


@pytest.fixture(scope="module")
def made(installation):
    return make_report(installation, period_named(*QUARTER), Level.PROVINCE, made_by="thử")


@pytest.fixture(scope="module")
def made_district(installation):
    return make_report(installation, period_named(*QUARTER), Level.DISTRICT, "836", made_by="thử")


@pytest.fixture
def work_goes_on(installation):
    """Books are accepted and counted for the very day of the reports; undone afterwards."""
    with open_url(installation.database_url) as conn:
        books = [
            row[0]
            for row in conn.execute(
                "UPDATE book SET accepted_at = now() WHERE accepted_at IS NULL AND case_count > 0 RETURNING book_id"
            )
        ]
        assert take_snapshot(conn, None, AS_OF, "later") > 0
        yield
        conn.execute("UPDATE book SET accepted_at = NULL WHERE book_id = ANY(%s)", [books])
        take_snapshot(conn, None, AS_OF, "undone")


@pytest.fixture
def board(installation, made):
    with open_url(installation.database_url) as conn:
        return read_board(
            conn, load_plan(installation.plan), AS_OF, known_at=datetime.fromisoformat(made["known_at"])
        )


def texts(path):
    document = Document(path)
    return "\n".join(one.text for one in document.paragraphs)


def test_word_excel_board_and_command_line_say_the_same(installation, made, board):
    whole = board.standing(Scope())
    told = texts(made["document"])
    assert (
        f"đã nghiệm thu {show_number(whole.accepted)} trường hợp, trong đó {show_number(whole.earned)} thuộc thống kê sổ, đạt {show_percent(whole.accepted_percent)}"
        in told
    )
    assert f"đã nạp {show_number(whole.loaded)}; đã giao {show_number(whole.delivered)};" in told
    table = Document(made["document"]).tables[1]
    word = [[cell.text for cell in row.cells] for row in table.rows][2:]
    sheet = openpyxl.load_workbook(made["annex"], data_only=True)["Giai đoạn"]
    at = {cell.value: cell.column - 1 for cell in sheet[5]}
    excel = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)][:-1]
    standings = [board.standing(scope) for scope in board.scopes(by="stage")]
    shell = {row["stage_id"]: row for row in progress_table(installation, AS_OF)}
    assert len(word) == len(excel) == len(standings)
    for in_word, in_excel, standing in zip(word, excel, standings, strict=True):
        row = shell[standing.scope.stage_id]
        for figure, word_column, heading in (
            ("books_planned", 2, "Số sổ theo thống kê"), ("planned", 3, "Trường hợp theo thống kê"), ("delivered", 4, "Đã giao"),
            ("loaded", 5, "Đã nạp"), ("earned", 6, "Đã nghiệm thu"), ("returned", 7, "Đang trả lại"),
        ):  # fmt: skip
            value = getattr(standing, figure)
            assert in_word[word_column] == ("chưa có mẫu số" if value is None else show_number(value))
            assert in_excel[at[heading]] == value, (standing.title, figure)
            counted = row["accepted"] - standing.uncounted if figure == "earned" else row[figure]
            assert counted == value, (standing.title, figure)
        assert in_word[8] == show_percent(standing.accepted_percent).removesuffix(" %")
        share = in_excel[at["Tỷ lệ nghiệm thu, %"]]
        assert (None if share == "" else share) == standing.accepted_percent
        assert in_excel[at["Sớm (+), chậm (−), tháng"]] == (
            standing.months_ahead and pytest.approx(standing.months_ahead)
        )


def test_a_generated_report_is_in_form(made):
    assert made["findings"] == []
    assert [str(one) for one in lint(Path(made["document"]))] == []


@pytest.mark.usefixtures("work_goes_on")
def test_a_report_made_again_is_the_same_to_the_digit_whatever_came_after(installation, made):
    again = make_again(installation, made["report_id"], "thử")
    assert (again["same"], again["plan_changed"]) == (True, False)
    assert Path(again["document"]).read_bytes() == Path(made["document"]).read_bytes()
    assert Path(again["annex"]).read_bytes() == Path(made["annex"]).read_bytes()
    assert again["document"] != made["document"], "what a clerk may have worked on is never written over"
    fresh = make_report(installation, period_named(*QUARTER), Level.PROVINCE, made_by="thử")
    assert fresh["figures_sha256"] != made["figures_sha256"]


def test_what_was_made_is_written_down_and_stays(installation, made):
    row = next(one for one in report_list(installation) if one["report_id"] == made["report_id"])
    assert (row["unit"], row["period"], row["as_of"], row["made_by"]) == (
        "Tỉnh Bến Tre (83)",
        "2021-Q3",
        AS_OF,
        "thử",
    )
    assert row["figures_sha256"] == made["figures_sha256"]
    with open_url(installation.database_url) as conn:
        for words in ("UPDATE report SET finding_count = 0", "DELETE FROM report"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(words)


def test_a_district_reports_its_own_part(installation, made_district):
    plan, known_at = load_plan(installation.plan), datetime.fromisoformat(made_district["known_at"])
    with open_url(installation.database_url) as conn:
        now = read_board(conn, plan, AS_OF, known_at=known_at)
    standing = now.standing(Scope(district_id=plan.units.at("836", AS_OF).unit_id))
    told = texts(made_district["document"])
    assert f"đã nghiệm thu {show_number(standing.accepted)} trường hợp" in told
    assert "Ủy ban nhân dân huyện Ba Tri báo cáo" in told
    assert made_district["findings"] == []


def test_a_second_province_needs_its_plan_only(server, template_database, tmp_path_factory):
    settings = _installation(
        server, template_database, tmp_path_factory, "reports_nghe_an", str(GOLDEN), 4_000
    )
    found = make_report(settings, period_named("yearly", "2020", None, None), Level.PROVINCE, made_by="thử")
    told = texts(found["document"])
    assert "Bến Tre" not in told
    assert "Sở Tư pháp báo cáo kết quả số hóa sổ hộ tịch năm 2020 trên địa bàn tỉnh Nghệ An" in told
    assert found["findings"] == []


def test_a_report_changes_nothing_but_its_own_table(installation):
    with (
        open_url(installation.database_url) as conn,
        one_state(conn),
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        conn.execute("UPDATE book SET fence = fence")


@pytest.mark.usefixtures("made", "made_district")
def test_due_reports_are_those_of_the_plan_not_yet_made(installation):
    due = due_reports(installation, date(2021, 10, 2))
    assert {(one["kind"], one["period"], one["level"]) for one in due} == {
        ("monthly", "2021-08", "province"), ("monthly", "2021-09", "province"), ("quarterly", "2021-Q3", "district"),
    }  # fmt: skip
    districts = [one["unit"] for one in due if one["level"] == "district"]
    assert sorted(districts) == ["829", "831", "832", "833", "834", "835", "837", "838"], "836 was made"
    assert due_reports(installation, date(2021, 9, 30)) == [
        {"kind": "monthly", "period": "2021-08", "level": "province", "unit": None}
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--kind", "quarterly"], "--period"),
        (["--kind", "quarterly", "--period", "2021-Q5"], "2025-Q3"),
        (["--kind", "weekly", "--period", "2021-01"], "Các loại: monthly"),
        (["--from", "2021-09-01"], "--from và --to"),
        (["--from", "2021-09-01", "--to", "2021-08-01"], "ngược"),
        (["--kind", "yearly", "--period", "2021", "--level", "xa"], "province hoặc district"),
        (["--kind", "yearly", "--period", "2021", "--level", "district"], "cần mã huyện"),
        (["--kind", "yearly", "--period", "2021", "--as-of", "2020-12-31"], "trước ngày đầu kỳ"),
        (["--kind", "yearly", "--period", "2021", "--as-of", "2022-03-01"], "sau ngày cuối kỳ"),
        (["--kind", "yearly", "--period", "2021", "--known-at", "hôm qua"], "2025-10-02T08:15:00"),
    ],
)
def test_bad_words_are_told_in_vietnamese(installation, monkeypatch, words, says):
    monkeypatch.setenv("HOTICH_DATABASE_URL", installation.database_url)
    monkeypatch.setenv("HOTICH_HOME", str(installation.home))
    result = CliRunner().invoke(app, ["report", "make", *words])
    assert result.exit_code == 1
    assert says in re.sub(r"\s+", " ", result.output)


def test_the_command_makes_lists_and_checks(installation, monkeypatch, tmp_path):
    monkeypatch.setenv("HOTICH_DATABASE_URL", installation.database_url)
    monkeypatch.setenv("HOTICH_HOME", str(installation.home))
    run = CliRunner().invoke
    result = run(app, ["report", "make", "--from", "2021-08-01", "--to", "2021-09-15", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert "từ ngày 01/08/2021 đến ngày 15/09/2021" in texts(found["document"])
    assert json.loads(run(app, ["report", "list", "--json"]).stdout)[0]["report_id"] == found["report_id"]
    assert run(app, ["report", "lint", found["document"]]).exit_code == 0
    broken = Document(found["document"])
    broken.paragraphs[0].text = "Báo cáo"
    broken.save(str(tmp_path / "hong.docx"))
    checked = run(app, ["report", "lint", str(tmp_path / "hong.docx"), "--json"])
    assert checked.exit_code == 2
    assert json.loads(checked.stdout)[str(tmp_path / "hong.docx")]


def test_a_clerks_template_is_used_once_it_is_there(installation, tmp_path):
    settings = replace(installation, report_templates=tmp_path)
    copied = copy_templates(settings)
    assert [one["written"] for one in copied] == [True] * len(PAPERS)
    path = tmp_path / REPORT.file_name
    document = Document(str(path))
    document.paragraphs[-1].insert_paragraph_before(
        "Lời riêng của huyện {{ co_quan.dia_ban }}", document.paragraphs[-1].style
    )
    document.save(str(path))
    changed = path.read_bytes()
    assert not any(one["written"] for one in copy_templates(settings))
    assert path.read_bytes() == changed
    found = make_report(
        settings, period_named("monthly", "2021-09", None, None), Level.PROVINCE, made_by="thử"
    )
    assert "Lời riêng của huyện tỉnh Bến Tre" in texts(found["document"])


def test_a_period_that_has_not_begun_has_no_report(installation):
    with pytest.raises(HotichError, match="trước ngày đầu kỳ"):
        make_report(
            installation,
            period_named("yearly", str(datetime.now(UTC).year + 2), None, None),
            Level.PROVINCE,
            made_by="thử",
        )
