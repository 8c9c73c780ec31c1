"""What the data show is raised once, kept up to date, and settled when the data show it no more."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hotich.difficulties import (
    answer_difficulty,
    close_difficulty,
    difficulties_of,
    difficulty_lines,
    escalate_difficulty,
    load_thresholds,
    raise_difficulties,
    unit_standings,
)
from hotich.progress import Scope, read_board, take_snapshot
from hotich.storage.difficulties import history
from hotich.storage.states import DifficultyAction, DifficultyLevel, DifficultyState

pytestmark = pytest.mark.postgres

DAY = date(2020, 3, 1)
"""Two thirds of the first stages' window are over."""
THRESHOLDS = load_thresholds()


def only(*kinds):
    """The thresholds of these kinds alone."""
    return replace(THRESHOLDS, difficulties=tuple(THRESHOLDS.kind(kind) for kind in kinds))


def look(province, *kinds, day=DAY, standings=None):
    """Raise from the data of a day; `standings`: in place of those that the day's count gives."""
    if standings is None:
        take_snapshot(province.conn, None, day, f"{day}")
        standings = unit_standings(read_board(province.conn, province.plan, day))
    return raise_difficulties(province.conn, province.plan, only(*kinds), standings, day)


def waiting(province, day=DAY):
    return difficulty_lines(province.conn, province.plan, as_of=day)


def events(province):
    return province.one("SELECT count(*) FROM difficulty_event")


def test_torn_books_are_raised_until_they_are_delivered(province):
    unit = province.unit()
    torn, worn, sound = (province.book(unit) for _ in range(3))
    province.inventory(unit, (torn, 40, "rach"), (worn, 30, "mo"), (sound, 99, "tot"))
    assert look(province, "torn_books") == {"raised": 1, "changed": 0, "settled": 0, "open": 1}
    (line,) = waiting(province)
    assert line.difficulty.figures == {"books": 2, "cases": 70}
    assert line.words == "2 quyển rách hoặc mờ chưa giao, 70 trường hợp theo thống kê."
    assert (line.difficulty.level, line.difficulty.owner_unit_id) == (DifficultyLevel.COMMUNE, unit.unit_id)

    province.conn.execute("UPDATE book SET state = 'loaded', case_count = 40 WHERE book_id = %s", [torn])
    assert look(province, "torn_books", day=DAY + timedelta(days=1))["changed"] == 1
    province.conn.execute("UPDATE book SET state = 'loaded', case_count = 30 WHERE book_id = %s", [worn])
    later = DAY + timedelta(days=2)
    assert look(province, "torn_books", day=later) == {"raised": 0, "changed": 0, "settled": 1, "open": 0}
    assert waiting(province, later) == []
    (event, *_) = history(province.conn, line.difficulty.difficulty_id, later)[::-1]
    assert event.action is DifficultyAction.SETTLED
    # An older day is told as it was.
    assert waiting(province)[0].difficulty.figures == {"books": 2, "cases": 70}


def test_the_same_data_again_write_nothing(province):
    unit = province.unit()
    book = province.book(unit, "partly_loaded", cases=5)
    province.inventory(unit, (book, 40, "rach"), (province.book(unit), 7, "mat"))
    province.returned(unit, book, 3, datetime(2019, 9, 1, tzinfo=UTC))
    kinds = [kind.id for kind in THRESHOLDS.difficulties]
    first = look(province, *kinds)
    assert first["raised"] == first["open"] > 100, "most units have sent no inventory"
    before = events(province)
    assert look(province, *kinds) == {"raised": 0, "changed": 0, "settled": 0, "open": first["open"]}
    assert events(province) == before


def test_a_unit_without_inventory_is_told_after_the_time_given(province):
    due = date(2019, 7, 1)
    assert look(province, "no_inventory", day=due + timedelta(days=90))["open"] == 0
    day = due + timedelta(days=91)
    begun = [stage for stage in province.plan.stages if stage.window_start <= day]
    units = {unit for stage in begun for unit in province.plan.makers_of(stage)}
    assert look(province, "no_inventory", day=day)["open"] == len(units) > 150
    unit = province.unit()
    province.inventory(unit, (province.book(unit), 10, "tot"), dated_on=day)
    later = day + timedelta(days=1)
    assert look(province, "no_inventory", day=later)["settled"] == 1
    line = next(line for line in waiting(province, day) if line.unit.code == "28858")
    assert line.words == "Chưa gửi thống kê sổ, phải có từ ngày 01/07/2019: tiến độ chưa có mẫu số."
    assert (line.difficulty.level, line.owner_name) == (DifficultyLevel.DISTRICT, "UBND huyện Châu Thành")


def test_old_work_and_refused_files_are_told_after_the_days_given(province):
    unit = province.unit()
    book = province.book(unit, "partly_loaded")
    opened = datetime(2020, 1, 1, 12, tzinfo=UTC)
    province.returned(unit, book, 3, opened)
    province.file(unit, "rejected", kind="unknown", at=datetime(2020, 2, 20, tzinfo=UTC))
    kinds = ("ageing_work", "failed_deliveries")
    assert look(province, *kinds, day=date(2020, 3, 1))["open"] == 0
    assert look(province, *kinds, day=date(2020, 3, 2))["raised"] == 1
    assert look(province, *kinds, day=date(2020, 3, 6))["raised"] == 1
    words = {line.kind.id: line.words for line in waiting(province, date(2020, 3, 6))}
    assert words == {
        "ageing_work": "3 việc chờ quá 30 ngày, lâu nhất từ ngày 01/01/2020.",
        "failed_deliveries": "1 tệp bị từ chối hoặc chưa rõ thuộc quyển nào, lâu nhất từ ngày 20/02/2020.",
    }


def test_a_difficulty_is_no_old_work_itself(province):
    assert not any("difficulty" in kind.queue for kind in THRESHOLDS.difficulties)


def test_an_overdue_stage_is_told_from_its_standing(province):
    late, done = province.unit("28855"), province.unit("28858")
    for unit, planned in ((late, 100), (done, 60)):
        book = province.book(unit, "loaded", cases=60)
        province.inventory(unit, (book, planned, "tot"))
    province.conn.execute("UPDATE book SET accepted_at = now()")
    day = date(2020, 7, 1)
    assert look(province, "overdue_stage", day=day - timedelta(days=1))["open"] == 0
    assert look(province, "overdue_stage", day=day)["open"] == 1
    (line,) = waiting(province, day)
    assert line.unit == late
    assert line.words == (
        "UBND cấp huyện, cấp xã – Giai đoạn 1: hết hạn ngày 30/06/2020, còn 40 trường hợp chưa nghiệm thu."
    )


def test_a_group_nobody_began_is_told_from_half_of_the_window_on(province):
    unit = province.unit()
    births, marriages = province.book(unit, "loaded", "KS", 9), province.book(unit, "listed", "KH")
    province.inventory(unit, (births, 10, "tot"), (marriages, 25, "tot"))
    assert look(province, "idle_group", day=date(2019, 12, 29))["open"] == 0
    assert look(province, "idle_group", day=date(2019, 12, 31))["open"] == 1
    (line,) = waiting(province, date(2019, 12, 31))
    assert line.words.startswith(
        "UBND cấp huyện, cấp xã – Giai đoạn 1, Sổ đăng ký kết hôn: chưa giao quyển nào, 25"
    )
    assert difficulty_lines(province.conn, province.plan, Scope(group_id="ket_hon"), as_of=DAY) == [
        *waiting(province)
    ]
    assert difficulty_lines(province.conn, province.plan, Scope(group_id="khai_sinh"), as_of=DAY) == []


def test_nothing_is_raised_of_a_stage_that_has_not_begun(province):
    unit = province.unit()
    later = province.book(unit, stage="huyen_xa_4")
    province.inventory(unit, (later, 40, "rach"), stage="huyen_xa_4")
    assert look(province, "torn_books")["open"] == 0
    assert look(province, "torn_books", day=date(2023, 7, 1))["open"] == 1


def test_an_answer_stays_while_the_numbers_change(province):
    unit = province.unit()
    books = [province.book(unit) for _ in range(2)]
    province.inventory(unit, (books[0], 40, "rach"))
    look(province, "torn_books")
    number = waiting(province)[0].difficulty.difficulty_id
    escalate_difficulty(province.conn, province.plan, number, as_of=DAY, actor="t")
    answer_difficulty(
        province.conn, province.plan, number, "Cho mượn máy quét của huyện.", as_of=DAY, actor="t"
    )
    province.inventory(unit, (books[0], 40, "rach"), (books[1], 1, "mo"), dated_on=date(2020, 2, 1))
    assert look(province, "torn_books")["changed"] == 1
    one = waiting(province)[0].difficulty
    assert (one.state, one.level, one.answer, one.figures["books"]) == (
        DifficultyState.ANSWERED, DifficultyLevel.DISTRICT, "Cho mượn máy quét của huyện.", 2,
    )  # fmt: skip


def test_what_a_person_closed_comes_back_only_when_it_grows(province):
    unit = province.unit()
    books = [province.book(unit) for _ in range(2)]
    province.inventory(unit, (books[0], 40, "mat"))
    look(province, "lost_books")
    number = waiting(province)[0].difficulty.difficulty_id
    close_difficulty(province.conn, province.plan, number, "Đã lập biên bản mất sổ.", as_of=DAY, actor="t")
    assert look(province, "lost_books") == {"raised": 0, "changed": 0, "settled": 0, "open": 0}
    province.inventory(unit, (books[0], 40, "mat"), (books[1], 3, "mat"), dated_on=date(2020, 2, 1))
    assert look(province, "lost_books")["raised"] == 1
    (line,) = waiting(province)
    assert line.difficulty.difficulty_id == number, "it is the same one, with its history"
    assert line.difficulty.level is DifficultyLevel.DISTRICT


def test_when_the_districts_end_the_level_above_has_it_in_hand(province):
    unit = province.unit()
    province.inventory(unit, (province.book(unit), 40, "mat"))
    look(province, "lost_books", day=date(2025, 6, 30))
    assert waiting(province, date(2025, 6, 30))[0].difficulty.level is DifficultyLevel.DISTRICT
    assert look(province, "lost_books", day=date(2025, 7, 1))["changed"] == 1
    (line,) = waiting(province, date(2025, 7, 1))
    assert (line.difficulty.level, line.owner_name) == (DifficultyLevel.PROVINCE, "Sở Tư pháp tỉnh Vĩnh Long")


def test_two_looks_at_once_raise_one(province, server):
    from concurrent.futures import ThreadPoolExecutor

    from hotich.storage.database import open_url

    unit = province.unit()
    province.inventory(unit, (province.book(unit), 40, "rach"))
    url = server.url().rsplit("/", 1)[0] + "/" + province.conn.info.dbname

    def at_once(_):
        with open_url(url) as conn:
            return raise_difficulties(conn, province.plan, only("torn_books"), [], DAY)["raised"]

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(at_once, range(4))) == 1
    assert events(province) == 1


def test_reports_get_counts_words_and_requests(province):
    first, second, other = province.unit("28855"), province.unit("28858"), province.unit("28984")
    for unit, cases in ((first, 40), (second, 30), (other, 5)):
        province.inventory(unit, (province.book(unit), cases, "rach"))
    look(province, "torn_books")
    assert province.plan.units.parent(first, DAY) == province.plan.units.parent(second, DAY)
    assert province.plan.units.parent(first, DAY) != province.plan.units.parent(other, DAY)
    (whole,) = difficulties_of(province.conn, province.plan, as_of=DAY)
    assert (whole.units, whole.open, whole.figures["cases"]) == (3, 3, 75)
    assert whole.words == "Sổ rách, mờ, khó đọc: 3 đơn vị, 3 quyển, 75 trường hợp."
    assert whole.requests == (THRESHOLDS.kind("torn_books").proposal,)
    district = Scope(district_id=province.plan.units.parent(first, DAY).unit_id)
    (part,) = difficulties_of(province.conn, province.plan, district, as_of=DAY)
    assert (part.units, part.figures["cases"]) == (2, 70)

    number = next(line for line in part.lines if line.unit == second).difficulty.difficulty_id
    escalate_difficulty(province.conn, province.plan, number, as_of=DAY, actor="t")
    escalate_difficulty(province.conn, province.plan, number, as_of=DAY, actor="t")
    (upward,) = difficulties_of(province.conn, province.plan, as_of=DAY, level=DifficultyLevel.PROVINCE)
    assert (upward.units, upward.level, upward.lines[0].unit) == (1, DifficultyLevel.PROVINCE, second)
    close_difficulty(province.conn, province.plan, number, "Xong.", as_of=DAY, actor="t")
    (left,) = difficulties_of(province.conn, province.plan, as_of=DAY)
    assert (left.open, left.closed) == (2, 0)
    (period,) = difficulties_of(province.conn, province.plan, period=(DAY, DAY), as_of=DAY)
    assert (period.open, period.closed, period.figures["cases"]) == (2, 1, 45)
    assert period.words.endswith("đã giải quyết 1 trên 3.")
    before = (DAY - timedelta(days=9), DAY - timedelta(days=1))
    assert difficulties_of(province.conn, province.plan, period=before, as_of=DAY) == []


def test_a_report_made_again_says_what_was_known_then(province):
    unit = province.unit()
    province.inventory(unit, (province.book(unit), 40, "rach"))
    look(province, "torn_books")
    then = datetime.now(UTC)
    number = waiting(province)[0].difficulty.difficulty_id
    close_difficulty(province.conn, province.plan, number, "Xong.", as_of=DAY, actor="t")
    assert difficulties_of(province.conn, province.plan, as_of=DAY) == []
    (again,) = difficulties_of(province.conn, province.plan, as_of=DAY, known_at=then)
    assert again.open == 1


def test_a_group_whose_turn_has_not_come_is_nobodys_difficulty(province):
    """Marriages, which come first, are 25 of 35 cases: births are due when five sevenths of the window are over."""
    unit = province.unit()
    births, marriages = province.book(unit, "listed", "KS"), province.book(unit, "loaded", "KH", 9)
    province.inventory(unit, (births, 10, "tot"), (marriages, 25, "tot"))
    assert look(province, "idle_group", day=date(2020, 3, 1))["open"] == 0
    assert look(province, "idle_group", day=date(2020, 4, 1))["open"] == 1
