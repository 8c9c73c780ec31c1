"""Reminders of a whole province: the figures of the pages, told once, told again only when worse."""

import json
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
import python_calamine
from docx import Document
from typer.testing import CliRunner

from hotich.cli.app import app
from hotich.difficulties import load_thresholds, unit_standings
from hotich.errors import DatabaseUnavailableError
from hotich.jobs import remind
from hotich.jobs.queues import open_work
from hotich.jobs.reminding import FOLDER, letter_name, reminder_list
from hotich.plan import load_plan
from hotich.progress import read_board
from hotich.reminders import LIST_NAME, unit_list_name
from hotich.reports.lint import lint
from hotich.reports.papers import URGING
from hotich.storage.database import open_url
from hotich.storage.reminders import sole_sender
from hotich.units import Level

pytestmark = pytest.mark.postgres

DAY = date(2021, 3, 15)


def notes(settings, where="true"):
    with open_url(settings.database_url) as conn:
        return conn.execute(f"SELECT count(*) FROM reminder WHERE {where}").fetchone()[0]


def test_the_figures_are_those_of_the_board_and_the_queue(fresh):
    rows = reminder_list(fresh, DAY)
    kinds = {subject.id: set(subject.queue) for subject in load_thresholds().reminders}
    queue = open_work(fresh, DAY)
    for subject in ("returned", "differences", "samples", "scans"):
        told = {row["unit_code"]: row["items"] for row in rows if row["subject"] == subject}
        for code, items in told.items():
            assert items == sum(
                row["items"] for row in queue if row["owner_code"] == code and row["kind"] in kinds[subject]
            )
        assert told, subject
    plan = load_plan("ben_tre_2019")
    with open_url(fresh.database_url) as conn:
        standings = unit_standings(read_board(conn, plan, DAY))
    slow = [row for row in rows if row["subject"] == "pace"]
    assert slow
    for row in slow:
        made = [
            one
            for one in standings
            if one.scope.stage_id == row["stage_id"]
            and row["unit_code"] == _today(plan, one.scope.unit_id).code
        ]
        left = sum(one.target - one.lost - one.earned for one in made if one.pace_needed and not one.overdue)
        assert f"còn {left:,} ca".replace(",", ".") in row["words"]
    missing = {row["unit_code"] for row in rows if row["subject"] == "inventory"}
    assert missing == {
        _today(plan, one.scope.unit_id).code for one in standings if one.units_without_denominator
    }
    late = {row["unit_code"] for row in rows if row["subject"] == "overdue"}
    assert late == {_today(plan, one.scope.unit_id).code for one in standings if one.overdue and one.target}


def _today(plan, unit_id):
    unit = plan.units.by_id(unit_id)
    return plan.units.successor(unit, DAY) or unit


@pytest.fixture(scope="module")
def told(installation, tmp_path_factory):
    """Every unit was told by the outbox: settings, counts."""
    home = tmp_path_factory.mktemp("told")
    settings = replace(installation, home=home, outbox=home / "outbox", recipients=home / "dia_chi_thu.csv")
    return settings, remind(settings, DAY)


def test_every_unit_finds_its_list_and_the_province_one_of_all(told):
    settings, first = told
    assert first["told"] == first["reminders"] == notes(settings, "told")
    assert first["lists"] == first["units"] + 1
    rows = reminder_list(settings, DAY)
    assert {row["news"] for row in rows} == {"đã nhắc"}
    whole = sheet(settings.outbox / FOLDER / LIST_NAME)
    assert "Số liệu đến ngày 15/03/2021" in whole[1][0]
    assert [(line[1], line[6]) for line in whole[4:]] == [(row["unit_code"], row["words"]) for row in rows]
    draft = settings.outbox / FOLDER / letter_name(DAY)
    assert [str(finding) for finding in lint(draft)] == []
    head = [cell.text for row in Document(str(draft)).tables[0].rows for cell in row.cells]
    assert any("/STP-…\nV/v đôn đốc tiến độ số hóa sổ hộ tịch" in text for text in head)
    (table,) = Document(str(draft)).tables[-1:]
    assert [(line.cells[1].text, line.cells[3].text) for line in table.rows[1:]] == [
        (row["unit"], row["words"]) for row in rows if row["unit_code"] != "83"
    ], "the Sở's own archive is no addressee of the Sở's letter"
    assert "83" in {row["unit_code"] for row in rows}
    code = rows[0]["unit_code"]
    own = sheet(settings.outbox / code / unit_list_name(code))
    assert [line[6] for line in own[4:]] == [row["words"] for row in rows if row["unit_code"] == code]
    assert {line[8] for line in own[4:]} == {"mới"}


def test_a_clerks_own_letter_is_taken(fresh, tmp_path):
    own = replace(fresh, report_templates=tmp_path / "mau")
    own.report_templates.mkdir()
    document = Document(str(URGING.packaged))
    document.paragraphs[1].insert_paragraph_before("Lời của văn thư {{ co_quan.ten }}", "Lời văn")
    document.save(str(own.report_templates / URGING.file_name))
    remind(own, DAY)
    letter = own.outbox / FOLDER / letter_name(DAY)
    assert "Lời của văn thư Sở Tư pháp" in [one.text for one in Document(str(letter)).paragraphs]
    assert [str(finding) for finding in lint(letter)] == []


def test_units_are_told_once_and_again_only_when_worse(told):
    settings, first = told
    again = remind(settings, DAY)
    assert (again["told"], again["lists"]) == (0, 0)
    assert notes(settings) == first["told"]
    # The data stand still, so only age makes anything worse: each step is told on one day.
    later = [remind(settings, DAY + timedelta(days=day))["told"] for day in (3, 4, 10)]
    assert 0 < sum(later) < first["told"]
    with open_url(settings.database_url) as conn:
        twice = conn.execute(
            "SELECT unit_id, subject, level FROM reminder WHERE told GROUP BY 1, 2, 3 HAVING count(*) > 1"
        ).fetchall()
    assert twice == []


def test_what_is_over_takes_its_list_away_and_is_noted(told):
    settings, _ = told
    day = DAY + timedelta(days=10)
    busy = {row["unit_code"] for row in reminder_list(settings, day)}
    plan = load_plan("ben_tre_2019")
    unit = next(one for one in plan.units.active(day, Level.COMMUNE) if one.code not in busy)
    with open_url(settings.database_url) as conn:
        (book,) = conn.execute(
            "INSERT INTO book (unit_id, register, year, book_no, state, stage_id) VALUES (%s, 'KS', 2017, 999, 'returned', '')"
            " RETURNING book_id",
            [unit.unit_id],
        ).fetchone()
        conn.execute(
            "INSERT INTO returned_row (load_id, book_id, file_id, row_no, row, reasons, state, owner_unit_id, next_step,"
            " opened_at) VALUES (1, %s, 1, 2, '{}', '[]', 'open', %s, 'sửa', '2021-03-01')",
            [book, unit.unit_id],
        )
    remind(settings, day)
    path = settings.outbox / unit.code / unit_list_name(unit.code)
    assert path.exists()
    with open_url(settings.database_url) as conn:
        conn.execute("UPDATE returned_row SET state = 'mended', closed_at = now() WHERE book_id = %s", [book])
    remind(settings, day)
    assert not path.exists()
    assert notes(settings, f"unit_id = {unit.unit_id} AND level = 0 AND NOT told") == 1
    assert remind(settings, day)["told"] == 0


def sheet(path):
    return (
        python_calamine.CalamineWorkbook.from_path(str(path))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )


def test_two_senders_at_once_are_one(fresh):
    busy = pytest.raises(DatabaseUnavailableError, match="đôn đốc khác đang gửi")
    with open_url(fresh.database_url) as conn, sole_sender(conn), busy:
        remind(fresh, DAY)
    assert notes(fresh) == 0


def test_the_memory_cannot_be_rewritten(told):
    settings, _ = told
    with open_url(settings.database_url) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("DELETE FROM reminder")


def test_from_the_command_line(fresh):
    def hotich(*arguments, code=0):
        environment = {
            "HOTICH_HOME": str(fresh.home), "HOTICH_DATABASE_URL": fresh.database_url, "COLUMNS": "250",
        }  # fmt: skip
        ran = CliRunner().invoke(app, ["remind", "--as-of", DAY.isoformat(), *arguments], env=environment)
        assert ran.exit_code == code, ran.output
        return ran

    rows = json.loads(hotich("--json").stdout)
    code = rows[0]["unit_code"]
    own = json.loads(hotich("--unit", code, "--json").stdout)
    assert own == [row for row in rows if row["unit_code"] == code]
    assert "cần" in hotich().output
    assert notes(fresh) == 0, "looking tells nobody"
    counts = json.loads(hotich("--write", "--json").stdout)
    assert counts["told"] == len(rows)
    assert "99999" in " ".join(hotich("--unit", "99999", code=1).output.split())
    assert "bỏ --unit" in " ".join(hotich("--unit", code, "--write", code=1).output.split())
