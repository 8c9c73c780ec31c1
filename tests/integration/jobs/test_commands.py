"""The command line over the jobs: JSON for programs, one sentence for errors."""

import json

import pytest
from typer.testing import CliRunner

from hotich.cli.app import app

pytestmark = pytest.mark.postgres

ALL_STAGES = 8


@pytest.fixture(scope="module")
def office(make_office, make_entries):
    office = make_office()
    rows = make_entries("KS", 4)
    rows[3]["child_sex"] = "8"
    office.put("28855/a.KS.2017.1.xlsx", rows)
    office.put_bytes("28855/Book1.xlsx", b"")
    return office


@pytest.fixture
def hotich(office):
    """Runs a command in the office; returns its result."""

    def run(*arguments, **changes):
        environment = {
            "HOTICH_HOME": str(office.settings.home), "HOTICH_DATABASE_URL": office.settings.database_url,
            "HOTICH_INBOX": office.settings.inbox, "COLUMNS": "200",
        }  # fmt: skip
        return CliRunner().invoke(app, arguments, env=environment | changes)

    return run


def read(ran):
    """The one JSON document that a command printed."""
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_the_work_step_by_step_in_json(hotich):
    seen = read(hotich("intake", "--as-of", "2026-06-30", "--json"))
    assert (seen["new"], seen["rejected"], seen["books_placed"]) == (2, 1, 1)
    results = read(hotich("load", "--as-of", "2026-06-30", "--json"))
    assert len(results) == ALL_STAGES
    (done,) = [result for result in results if result["stage_id"] == "huyen_xa_1"]
    assert (done["batches"], done["loaded"], done["returned"], done["failed"]) == (1, 3, 1, {})
    again = read(hotich("run", "--as-of", "2026-06-30", "--json", "--stage", "huyen_xa_1"))
    assert (again[0]["batches"], again[0].get("loaded", 0), again[0]["new"]) == (0, 0, 0)
    rows = read(hotich("progress", "--as-of", "2026-06-30", "--json"))
    assert {row["stage_id"]: row["loaded"] for row in rows}["huyen_xa_1"] == 3
    by_unit = read(hotich("progress", "--by-unit", "--as-of", "2026-06-30", "--json"))
    assert [(row["code"], row["register"], row["returned"]) for row in by_unit if row["loaded"]] == [
        ("28855", "KS", 1)
    ]
    assert read(hotich("returned", "--write", "--json")) == {"books": 1, "written": 0}
    (book,) = read(hotich("returned", "--json"))
    assert (book["book"], book["rows"]) == ("01/2017", 1)
    (batch,) = read(hotich("batches", "--json"))
    assert batch["file_count"] == 1
    assert read(hotich("incidents", "--json")) == []
    assert read(hotich("audit", "verify", "--json"))["broken_at"] is None


def test_tables_for_people_hold_no_person(hotich):
    for command in (
        ["run", "--as-of", "2026-06-30"],
        ["progress"],
        ["returned"],
        ["batches"],
        ["incidents"],
        ["keyings", "--by", "book"],
    ):
        ran = hotich(*command)
        assert ran.exit_code == 0, ran.output
        assert "BÍ MẬT" not in ran.output


@pytest.mark.parametrize(
    ("arguments", "changes", "sentence"),
    [
        (["run", "--as-of", "30/6/2026"], {}, "Ngày «30/6/2026» không đọc được"),
        (["run", "--stage", "xa_9"], {}, "xa_9"),
        (["run"], {"HOTICH_INBOX": "/không/có"}, "Không có hộp nhận"),
        (["run"], {"HOTICH_PLAN": "/không/có.yaml"}, "/không/có.yaml"),
        (["progress"], {"HOTICH_DATABASE_URL": "postgresql://a:matkhau@127.0.0.1:1/x"}, "kết nối"),
        (["run"], {"HOTICH_EXPECTATIONS": "/không/có"}, "/không/có"),
    ],
)
def test_an_error_is_one_sentence_without_a_trace(hotich, office, make_entries, arguments, changes, sentence):
    if "HOTICH_EXPECTATIONS" in changes:
        office.put("28855/d.KS.2017.9.xlsx", make_entries("KS", 1, start=900, book=9))
    ran = hotich(*arguments, **changes)
    assert ran.exit_code == 1
    said = " ".join(ran.output.split())
    assert sentence in said
    assert "Traceback" not in said
    assert "matkhau" not in said


def test_a_failed_batch_is_an_open_incident_until_it_is_loaded(hotich):
    (incident,) = read(hotich("incidents", "--json"))
    assert incident["owner"]
    assert incident["next_step"]
    read(hotich("run", "--json", "--as-of", "2026-06-30"))
    assert read(hotich("incidents", "--json")) == []


def test_what_must_always_hold_holds(office, check_invariants):
    check_invariants(office)


def test_samples_and_decisions(hotich):
    hotich("run", "--as-of", "2026-06-30", "--json", "--stage", "huyen_xa_1")
    (done,) = read(hotich("accept", "--as-of", "2026-06-30", "--json", "--stage", "huyen_xa_1"))
    assert (done["drawn"], done["accepted"], done["approvals"]) == (0, 0, 0), "the run has drawn already"
    (sample,) = read(hotich("samples", "--json"))
    assert (sample["answered"], sample["allowed"], sample["state"]) == (0, 0, "chờ kiểm")
    assert read(hotich("approvals", "--json")) == []
    refused = hotich("approve", "7", "--no", "--by", "Ai Đó")
    assert refused.exit_code == 1
    assert "Không có yêu cầu số 7" in refused.output
