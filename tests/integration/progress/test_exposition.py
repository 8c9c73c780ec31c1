"""What Prometheus gets: the same numbers as views and board have, in its own format, with codes and no names."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hotich.plan import load_plan
from hotich.progress import Scope, exposition, metrics, queue_metrics, read_board, standing_metrics
from hotich.progress.prometheus import FAMILIES, prometheus_name
from hotich.simulate.history import write_history
from hotich.storage.database import open_url

pytestmark = pytest.mark.postgres

PLAN = load_plan(Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml")
AS_OF = date(2021, 10, 6)


@pytest.fixture(scope="module")
def history(database):
    with open_url(database) as conn:
        write_history(conn, PLAN, seed=4, cases=20_000, as_of=AS_OF)
    return database


def samples(content):
    return {
        (sample.name, tuple(sorted((k, v) for k, v in sample.labels.items() if v))): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }


def test_every_reading_arrives_under_its_name(history, conn):
    found = samples(exposition(conn, PLAN, AS_OF))
    board = read_board(conn, PLAN, AS_OF)
    queue = [one for one in queue_metrics(conn, AS_OF) if one.value]
    assert queue
    read = [*metrics(conn, AS_OF), *queue, *standing_metrics(board)]
    told = {(one.name.replace(".", "_"), tuple(sorted(one.tags.items()))): one.value for one in read}
    assert len(told) == len(read) > 500
    assert found.items() >= told.items()
    rest = {name for name, _ in found.keys() - told.keys()}
    assert rest == {"hotich_data_date", "hotich_limit_on_time", "hotich_limit_late"}


def test_where_work_stands_is_what_the_board_says(history, conn):
    found, board = samples(exposition(conn, PLAN, AS_OF)), read_board(conn, PLAN, AS_OF)
    whole, stage = board.standing(Scope()), board.standing(Scope(stage_id="xa_2"))
    assert found["hotich_standing_earned", (("scope", "plan"),)] == whole.earned
    assert found["hotich_standing_spi_t", (("scope", "stage"), ("stage", "xa_2"))] == pytest.approx(
        stage.spi_t
    )
    scope = board.scopes(stage_id="xa_2", by="unit")[0]
    code = PLAN.units.by_id(scope.unit_id).code
    labels = (("scope", "unit"), ("stage", "xa_2"), ("unit", code))
    assert found["hotich_standing_planned_by_now", labels] == pytest.approx(
        board.standing(scope).planned_by_now
    )
    assert found["hotich_data_date", ()] == datetime(2021, 10, 6, tzinfo=UTC).timestamp()


def test_a_stage_alone(history, conn):
    found = samples(exposition(conn, PLAN, AS_OF, stage_id="xa_1"))
    stages = {dict(labels).get("stage") for _, labels in found}
    assert stages == {"xa_1", None}
    assert ("hotich_standing_overdue", (("scope", "stage"), ("stage", "xa_1"))) in found
    assert not any(("scope", "plan") in labels for _, labels in found)


def test_what_cannot_be_said_is_left_out(history, conn):
    """Before its window a stage has no SPI(t); a unit without an inventory has no planned count."""
    found = samples(exposition(conn, PLAN, AS_OF))
    assert ("hotich_standing_spi_t", (("scope", "stage"), ("stage", "xa_3"))) not in found
    assert ("hotich_standing_target", (("scope", "stage"), ("stage", "xa_3"))) in found
    without = {
        code
        for (code,) in conn.execute(
            "SELECT code FROM unit u WHERE EXISTS (SELECT FROM book b WHERE b.unit_id = u.unit_id)"
            " AND NOT EXISTS (SELECT FROM inventory i JOIN unit v USING (unit_id) WHERE v.code = u.code)"
        )
    }
    planned = {dict(labels)["unit"] for name, labels in found if name == "hotich_cases_planned"}
    assert planned
    assert not planned & without


def test_every_metric_is_described_with_its_labels(history, conn):
    content = exposition(conn, PLAN, AS_OF).decode()
    families = {family.name: family for family in text_string_to_metric_families(content)}
    assert set(families) == {prometheus_name(metric) for metric, _ in FAMILIES}
    for metric, tags in FAMILIES:
        family = families[prometheus_name(metric)]
        assert family.type == "gauge"
        assert metric.term in family.documentation
        assert {frozenset(sample.labels) for sample in family.samples} <= {frozenset(tags)}


def test_an_empty_installation_exposes_no_case(server, template_database):
    name = "exposition_empty"
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    with open_url(server.url().rsplit("/", 1)[0] + "/" + name) as conn:
        found = samples(exposition(conn, PLAN, AS_OF))
    assert not any(key.startswith("hotich_cases") for key, _ in found)
    assert ("hotich_standing_overdue", (("scope", "plan"),)) in found
