"""What people do with a difficulty: report, answer, pass up, close; every step is kept and nobody is named."""

import json
from datetime import date

import psycopg
import pytest
from typer.testing import CliRunner

from hotich.cli.app import app
from hotich.difficulties import (
    answer_difficulty,
    close_difficulty,
    difficulty_lines,
    escalate_difficulty,
    load_thresholds,
    record_difficulty,
)
from hotich.errors import HotichError
from hotich.progress import queue_by_owner
from hotich.storage import audit
from hotich.storage.difficulties import history
from hotich.storage.states import DifficultyState, QueueKind

pytestmark = pytest.mark.postgres

DAY = date(2020, 3, 1)
WORDS = "Không có máy quét khổ A3, 12 quyển khổ lớn chưa quét được."


def report(province, **changes):
    facts = {"kind": "equipment", "words": WORDS, "as_of": DAY, "actor": "cb.anhiep"} | changes
    return record_difficulty(province.conn, province.plan, load_thresholds(), province.unit(), **facts)


def test_it_goes_up_until_somebody_answers_and_the_unit_closes_it(province):
    conn, plan = province.conn, province.plan
    number = report(province, request="Cho mượn máy quét A3 trong hai tuần.")
    seen = []
    for _ in range(2):
        one = escalate_difficulty(conn, plan, number, "Huyện, Sở không có máy.", as_of=DAY, actor="x")
        seen.append((one.level.value, one.state.value, one.owner_unit_id))
    assert seen == [("province", "open", plan.units.at("83", DAY).unit_id), ("committee", "open", None)]
    with pytest.raises(HotichError, match="cấp cao nhất"):
        escalate_difficulty(conn, plan, number, as_of=DAY, actor="x")
    (owner,) = [row["owner"] for row in queue_by_owner(conn, DAY, [QueueKind.DIFFICULTY])]
    assert owner == one.level.term
    answered = answer_difficulty(conn, plan, number, "Cấp kinh phí mua trong quý II.", as_of=DAY, actor="x")
    assert (answered.state, answered.answer) == (DifficultyState.ANSWERED, "Cấp kinh phí mua trong quý II.")
    (row,) = queue_by_owner(conn, DAY, [QueueKind.DIFFICULTY])
    assert (row["owner_unit_id"], row["items"]) == (province.unit().unit_id, 1), "the unit goes on"
    (line,) = difficulty_lines(conn, plan, as_of=DAY)
    assert (line.words, line.request) == (WORDS, "Cho mượn máy quét A3 trong hai tuần.")
    close_difficulty(conn, plan, number, "Đã mua máy.", as_of=DAY, actor="x")
    assert queue_by_owner(conn, DAY, [QueueKind.DIFFICULTY]) == []
    with pytest.raises(HotichError, match="đã đóng ngày 01/03/2020"):
        answer_difficulty(conn, plan, number, "Nữa.", as_of=DAY, actor="x")
    assert [event.action.value for event in history(conn, number, DAY)] == [
        "recorded", "escalated", "escalated", "answered", "closed",
    ]  # fmt: skip
    assert audit.first_break(conn) is None
    told = conn.execute("SELECT action, detail FROM audit_log ORDER BY audit_id").fetchall()
    assert [action for action, _ in told][-1] == "difficulty_closed"
    assert not any("máy" in str(detail) for _, detail in told), "free text stays out of the audit"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "gi_do"}, "Không có loại khó khăn “gi_do”"),
        ({"stage_id": "xa_9"}, "xa_9"),
        ({"group_id": "xa_9"}, "xa_9"),
        ({"words": "CCCD 083199001234 ghi sai"}, "9 hoặc 12 chữ số"),
        ({"request": "Xác minh 321456789"}, "Đề nghị có dãy"),
        ({"words": "  "}, "Nội dung còn trống"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(province, changes, says):
    with pytest.raises(HotichError, match=says):
        report(province, **changes)
    assert province.one("SELECT count(*) FROM difficulty") == 0


def test_answers_and_reasons_are_looked_at_as_well(province):
    number = report(province)
    for act in (answer_difficulty, escalate_difficulty, close_difficulty):
        with pytest.raises(HotichError, match="9 hoặc 12 chữ số"):
            act(province.conn, province.plan, number, "số 083199001234", as_of=DAY, actor="x")


def test_history_cannot_be_rewritten(province):
    report(province)
    for words in ("UPDATE difficulty_event SET state = 'closed'", "DELETE FROM difficulty_event"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="chỉ được ghi thêm"):
            province.conn.execute(words)


@pytest.fixture
def hotich(province, server, tmp_path):
    url = server.url().rsplit("/", 1)[0] + "/" + province.conn.info.dbname
    environment = {"HOTICH_HOME": str(tmp_path), "HOTICH_DATABASE_URL": url, "COLUMNS": "250"}

    def run(*arguments, code=0):
        ran = CliRunner().invoke(app, ["difficulty", *arguments], env=environment)
        assert ran.exit_code == code, ran.output
        return ran

    return run


def test_from_the_command_line(hotich):
    day = ("--as-of", "2020-03-01")
    made = json.loads(
        hotich("add", "--unit", "28855", "--kind", "staff", "Chỉ có 1 công chức.", *day, "--json").stdout
    )
    assert made["owner"] == "UBND huyện Châu Thành"
    number = str(made["number"])
    shown = hotich("list", *day).output
    assert all(word in shown for word in ("Thiếu", "chờ trả", "UBND"))
    hotich("escalate", number, "--reason", "Vượt thẩm quyền.", *day)
    assert len(json.loads(hotich("list", "--level", "province", *day, "--json").stdout)) == 1
    assert json.loads(hotich("list", "--level", "committee", *day, "--json").stdout) == []
    hotich("answer", number, "Cử thêm hai người.", *day)
    (row,) = json.loads(hotich("list", "--unit", "831", *day, "--json").stdout)
    assert row["answer"] == "Sở Tư pháp, 01/03/2020: Cử thêm hai người."
    assert json.loads(hotich("list", "--unit", "834", *day, "--json").stdout) == []
    hotich("close", number, "Đủ người.", *day)
    assert json.loads(hotich("list", *day, "--json").stdout) == []
    (closed,) = json.loads(hotich("list", "--closed", *day, "--json").stdout)
    assert closed["closing_words"] == "Đủ người."
    (steps,) = [json.loads(hotich("list", "--history", number, *day, "--json").stdout)]
    assert [step["level"] for step in steps] == ["cấp huyện", "Sở Tư pháp", "Sở Tư pháp", "Sở Tư pháp"]
    counts = json.loads(hotich("raise", *day, "--json").stdout)
    assert counts["raised"] == counts["open"] > 100
    assert json.loads(hotich("raise", *day, "--json").stdout)["raised"] == 0
    (kind,) = json.loads(hotich("list", "--summary", *day, "--json").stdout)
    assert kind["words"] == f"Chưa gửi thống kê sổ: {kind['units']} đơn vị."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "--unit", "99999", "--kind", "staff", "x"], "99999"),
        (["list", "--level", "trung_uong"], "Không có cấp “trung_uong”"),
        (["answer", "7", "x"], "Không có khó khăn, vướng mắc số 7"),
        (["list", "--history", "7"], "Không có khó khăn, vướng mắc số 7"),
    ],
)
def test_a_wrong_order_is_answered_with_what_to_do(hotich, arguments, says):
    assert says in " ".join(hotich(*arguments, code=1).output.split())
