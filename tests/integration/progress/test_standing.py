"""Snapshots keep what changed, and a board reads back what was known on any day, at any moment."""

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from hotich.cli.app import app
from hotich.plan import Plan, load_plan
from hotich.progress import Scope, read_board, take_snapshot
from hotich.storage.database import open_url
from hotich.storage.deliveries import SeenFile, register_files
from hotich.storage.inventories import InventoryLine, take_inventory
from hotich.storage.plans import sync_plan
from hotich.storage.states import FileKind

pytestmark = pytest.mark.postgres

STAGE = "huyen_xa_2"
"""From 1/7/2020 to 31/12/2021."""
_serial = itertools.count(1)
_runs = (f"run-{number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("ben_tre_2019")


@pytest.fixture
def conn(server, template_database, plan):
    """A connection to a database of this test alone: what was counted when matters here."""
    name = f"standing_{next(_serial)}"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template_database}")
    with open_url(server.url().rsplit("/", 1)[0] + "/" + name) as connection:
        sync_plan(connection, plan)
        yield connection


@pytest.fixture
def unit(conn):
    """A commune of the plan."""
    return conn.execute(
        "SELECT min(unit_id) FROM unit WHERE level = 'commune' AND valid_from IS NULL"
    ).fetchone()[0]


def book(conn, unit_id: int, dated_on: date, cases: int, book_no: int = 1) -> None:
    """The unit's inventory, of one book, from a day on."""
    moment = datetime(2020, 1, 1, 0, 0, 0, next(_serial), tzinfo=UTC)
    seen = SeenFile(
        f"{unit_id}/{next(_serial)}", 1, moment, None, FileKind.INVENTORY, unit_id, None, None, None
    )
    (file_id,) = register_files(conn, [seen])
    line = InventoryLine("KS", 2011, book_no, date(2011, 1, 3), None, None, cases, 0, "tot", None, STAGE)
    take_inventory(conn, file_id, unit_id, dated_on, [line])


def load(conn, unit_id: int, cases: int, *, accepted: bool) -> None:
    conn.execute(
        "UPDATE book SET stage_id = %s, case_count = %s, state = 'loaded', accepted_at = CASE WHEN %s THEN now() END"
        " WHERE unit_id = %s",
        [STAGE, cases, accepted, unit_id],
    )


def snapshot(conn, as_of: date, run: str | None = None) -> int:
    return take_snapshot(conn, STAGE, as_of, run or next(_runs))


def kept(conn, unit_id: int) -> list[tuple]:
    return conn.execute(
        "SELECT as_of, planned, loaded, accepted FROM progress_snapshot WHERE unit_id = %s ORDER BY taken_at, as_of",
        [unit_id],
    ).fetchall()


def standing(conn, plan, unit_id, as_of, **known):
    return read_board(conn, plan, as_of, **known).standing(Scope(unit_id=unit_id))


def test_only_what_changed_is_written(conn, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 0, accepted=False)
    snapshot(conn, date(2020, 7, 1))
    assert snapshot(conn, date(2020, 7, 2)) == 0
    load(conn, unit, 60, accepted=True)
    assert snapshot(conn, date(2020, 7, 3)) == 1
    assert kept(conn, unit) == [(date(2020, 7, 1), 100, 0, 0), (date(2020, 7, 3), 100, 60, 60)]


def test_same_run_twice_writes_nothing_even_if_the_numbers_moved(conn, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 0, accepted=False)
    run = next(_runs)
    assert snapshot(conn, date(2020, 7, 1), run) == 1
    load(conn, unit, 60, accepted=True)
    assert snapshot(conn, date(2020, 7, 1), run) == 0
    assert snapshot(conn, date(2020, 7, 1)) == 1


def test_what_fell_to_nothing_is_written_as_zeros(conn, plan, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 60, accepted=True)
    snapshot(conn, date(2020, 7, 1))
    conn.execute("UPDATE book SET stage_id = 'huyen_xa_3' WHERE unit_id = %s", [unit])
    assert snapshot(conn, date(2020, 7, 8)) == 1
    assert kept(conn, unit)[-1] == (date(2020, 7, 8), 0, 0, 0)
    assert snapshot(conn, date(2020, 7, 9)) == 0
    assert standing(conn, plan, unit, date(2020, 7, 9)).accepted == 0
    assert standing(conn, plan, unit, date(2020, 7, 7)).accepted == 60


def test_snapshot_of_a_former_day_leaves_later_days_as_they_were(conn, plan, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 10, accepted=True)
    snapshot(conn, date(2020, 7, 1))
    snapshot(conn, date(2020, 7, 20))  # nothing new: ten are carried over
    load(conn, unit, 70, accepted=True)
    snapshot(conn, date(2020, 7, 10))
    seen = [standing(conn, plan, unit, date(2020, 7, day)).accepted for day in (1, 9, 10, 19, 20, 31)]
    assert seen == [10, 10, 70, 70, 10, 10]


def test_board_equals_the_view_it_was_counted_from(conn, plan, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 60, accepted=True)
    as_of = date(2020, 9, 1)
    snapshot(conn, as_of)
    found = read_board(conn, plan, as_of).standing(Scope(stage_id=STAGE))
    conn.execute("SELECT set_config('hotich.as_of', %s, false)", [as_of.isoformat()])
    names = (
        "planned",
        "lost",
        "delivered",
        "checked",
        "returned",
        "loaded",
        "accepted",
        "books_planned",
        "books_delivered",
        "books_loaded",
    )
    row = conn.execute(
        f"SELECT {', '.join(names)} FROM stage_progress WHERE stage_id = %s", [STAGE]
    ).fetchone()
    assert tuple(getattr(found, name) for name in names) == row


def test_report_of_last_year_is_the_same_to_the_digit(conn, plan, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    for week in range(12):
        load(conn, unit, 4 * week, accepted=True)
        snapshot(conn, date(2020, 7, 1) + timedelta(weeks=week))
    as_of = date(2020, 9, 16)
    then = read_board(conn, plan, as_of)
    scope = Scope(unit_id=unit)
    told = (
        then.standing(scope),
        then.course(scope),
        then.standing(Scope()),
        then.course(Scope(stage_id=STAGE)),
    )
    # Afterwards: a correction of the very same days, an amended inventory, more work.
    load(conn, unit, 1, accepted=True)
    snapshot(conn, date(2020, 8, 1))
    book(conn, unit, date(2020, 8, 20), 900, book_no=2)
    load(conn, unit, 80, accepted=True)
    snapshot(conn, as_of)
    snapshot(conn, as_of + timedelta(days=30))
    again, now = read_board(conn, plan, as_of, known_at=then.known_at), read_board(conn, plan, as_of)
    assert (
        again.standing(scope),
        again.course(scope),
        again.standing(Scope()),
        again.course(Scope(stage_id=STAGE)),
    ) == told
    assert again.known_at == then.known_at
    assert now.standing(scope).accepted != told[0].accepted


def test_decision_signed_later_is_not_in_the_report_of_that_moment(conn, tmp_path):
    golden = Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml"
    retroactive = golden.read_text("utf-8").replace("decided_on: 2022-11-20", "decided_on: 2023-02-20")
    path = tmp_path / "plan.yaml"
    path.write_text(retroactive, "utf-8")
    plan, as_of, scope = load_plan(path), date(2022, 12, 15), Scope(stage_id="xa_3")
    then = read_board(conn, plan, as_of, known_at=datetime(2022, 12, 16, tzinfo=UTC)).standing(scope)
    now = read_board(conn, plan, as_of).standing(scope)
    former = read_board(conn, plan, as_of, baseline=date(2022, 11, 1)).standing(scope)
    assert (then.end, now.end, former.end) == (date(2022, 12, 31), date(2023, 6, 30), date(2022, 12, 31))


def test_counted_on_is_the_last_day_counted_even_if_nothing_changed(conn, plan, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    snapshot(conn, date(2031, 1, 1))
    snapshot(conn, date(2031, 1, 9))
    assert read_board(conn, plan, date(2031, 1, 8)).counted_on == date(2031, 1, 1)
    assert read_board(conn, plan, date(2031, 2, 1)).counted_on == date(2031, 1, 9)


def test_counts_are_append_only(conn, unit):
    book(conn, unit, date(2020, 7, 1), 100)
    snapshot(conn, date(2020, 7, 1))
    for statement in ("UPDATE progress_count SET as_of = now()", "DELETE FROM progress_count"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)


@pytest.fixture
def hotich(conn, tmp_path):
    """Runs a command on this test's database."""
    url = f"postgresql://{conn.info.user}:{conn.info.password}@{conn.info.host}:{conn.info.port}/{conn.info.dbname}"

    def run(*arguments):
        environment = {"HOTICH_HOME": str(tmp_path), "HOTICH_DATABASE_URL": url, "COLUMNS": "200"}
        return CliRunner().invoke(app, ["standing", *arguments], env=environment)

    return run


def test_command_tells_what_the_board_tells_and_can_tell_it_again(conn, plan, unit, hotich):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 40, accepted=True)
    as_of = date(2020, 9, 1)
    snapshot(conn, as_of)
    code = plan.units.by_id(unit).code
    arguments = ("--by", "unit", "--stage", STAGE, "--unit", code, "--as-of", as_of.isoformat(), "--json")
    ran = hotich(*arguments)
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    standing = read_board(conn, plan, as_of).standing(Scope(stage_id=STAGE, unit_id=unit))
    assert (told["whole"]["earned"], told["whole"]["spi_t"]) == (40, standing.spi_t)
    assert told["parts"] == [told["whole"]]
    assert told["counted_on"] == as_of.isoformat()
    load(conn, unit, 90, accepted=True)
    snapshot(conn, as_of)
    again = json.loads(hotich(*arguments, "--known-at", told["known_at"]).stdout)
    assert again == told
    assert json.loads(hotich(*arguments).stdout)["whole"]["earned"] == 90


@pytest.mark.parametrize("by", ["stage", "district", "unit", "group"])
def test_table_names_each_part_and_their_whole(conn, plan, unit, hotich, by):
    book(conn, unit, date(2020, 7, 1), 100)
    load(conn, unit, 40, accepted=True)
    snapshot(conn, date(2020, 9, 1))
    ran = hotich("--by", by, "--as-of", "2020-09-01")
    assert ran.exit_code == 0, ran.output
    assert "Toàn bộ kế hoạch. Số liệu đến ngày 01/09/2020" in ran.stdout
    assert "Cộng" in ran.stdout
    assert "173 đơn vị chưa gửi thống kê sổ" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--stage", "la"), "không có giai đoạn “la”"),
        (("--unit", "00000"), "không có đơn vị mang mã “00000”"),
        (("--district", "28756"), "không có đơn vị cấp huyện mang mã “28756”"),
        (("--known-at", "hôm qua"), "không đọc được"),
        (("--baseline", "2020"), "không đọc được"),
    ],
)
def test_wrong_words_are_told_in_a_sentence(hotich, arguments, what):
    ran = hotich(*arguments)
    assert ran.exit_code == 1
    assert what in " ".join(ran.stderr.split())
