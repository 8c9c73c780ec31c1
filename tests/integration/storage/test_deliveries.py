"""What the database knows of delivered files, inventories, batches and second keyings."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from hotich.errors import HotichError
from hotich.storage import batches, deliveries, inventories, short_rows, versions
from hotich.storage.database import open_url
from hotich.storage.deliveries import SeenFile
from hotich.storage.inventories import InventoryLine
from hotich.storage.states import BatchState, FileKind, FileState

pytestmark = pytest.mark.postgres

MOMENT = datetime(2020, 5, 1, 7, 30, 12, 345678, tzinfo=UTC)


def seen(unit_id: int, name: str, **other) -> SeenFile:
    facts = {"register": "KS", "year": 2011, "book_no": 1, "kind": FileKind.BOOK, **other}
    return SeenFile(
        f"{unit_id}/{name}", 100, MOMENT, "a" * 64, facts["kind"], unit_id, facts["register"], facts["year"],
        facts["book_no"], state=facts.get("state", FileState.RECEIVED), reason=facts.get("reason"),
    )  # fmt: skip


def line(book_no: int, cases: int | None, **other) -> InventoryLine:
    facts = {"struck_out_count": 0, "condition": "tot", "opened_on": date(2011, 1, 3), **other}
    return InventoryLine(
        "KS", 2011, book_no, facts["opened_on"], date(2011, 12, 31), 100, cases, facts["struck_out_count"],
        facts["condition"], None, "huyen_xa_2",
    )  # fmt: skip


def test_sighting_is_known_by_path_size_and_time(world):
    unit = world.unit()
    files = [seen(unit, "b.xlsx"), seen(unit, "a.xlsx", book_no=2)]
    ids = deliveries.register_files(world.conn, files)
    assert deliveries.register_files(world.conn, list(reversed(files))) == list(reversed(ids))
    known = deliveries.known_files(world.conn)
    assert [known[file.path, file.size, file.modified_at] for file in files] == ids
    touched = replace(files[0], modified_at=MOMENT + timedelta(microseconds=1))
    assert deliveries.register_files(world.conn, [touched]) != ids[:1]


def test_short_file_waits_for_its_book_and_makes_none(world):
    unit = world.unit()
    (short,) = deliveries.register_files(world.conn, [seen(unit, "x.short.xlsx", kind=FileKind.SHORT)])
    assert world.one("SELECT count(*) FROM book WHERE unit_id = %s", unit) == 0
    deliveries.register_files(world.conn, [seen(unit, "x.xlsx")])
    (row,) = deliveries.files_of(world.conn, [short])
    assert row.book_id == world.one("SELECT book_id FROM book WHERE unit_id = %s", unit)


def test_refused_file_ends_at_once_and_makes_no_book(world):
    unit = world.unit()
    refused = seen(unit, "y.xlsx", state=FileState.REJECTED, reason="Tên tệp sai.")
    (file_id,) = deliveries.register_files(world.conn, [refused])
    (row,) = deliveries.files_of(world.conn, [file_id])
    assert (row.state, row.reason, row.book_id) == ("rejected", "Tên tệp sai.", None)
    assert file_id not in {row.file_id for row in deliveries.open_files(world.conn)}


def test_final_state_is_final(world):
    unit = world.unit()
    (file_id,) = deliveries.register_files(world.conn, [seen(unit, "z.xlsx")])
    deliveries.finish_file(world.conn, file_id, FileState.REJECTED, "Tệp hỏng.")
    deliveries.finish_file(world.conn, file_id, FileState.LOADED, "Muộn.")
    deliveries.record_validated(world.conn, [file_id])
    assert deliveries.outcome_counts(world.conn, [file_id]) == {FileState.REJECTED: 1}


def test_one_intake_at_a_time(world):
    with open_url(world.url) as other, deliveries.intake_lock(world.conn):
        got = other.execute("SELECT pg_try_advisory_lock(hashtext('hotich.intake'))").fetchone()
    assert got == (False,)
    with open_url(world.url) as other:
        assert other.execute("SELECT pg_try_advisory_lock(hashtext('hotich.intake'))").fetchone() == (True,)


def test_later_inventory_replaces_the_former_from_its_day_on(world):
    unit = world.unit()
    names = ["thong_ke_so.xlsx", "2/thong_ke_so.xlsx"]
    first, second = deliveries.register_files(
        world.conn,
        [seen(unit, name, kind=FileKind.INVENTORY, register=None, year=None, book_no=None) for name in names],
    )
    inventories.take_inventory(
        world.conn, first, unit, date(2020, 1, 1), [line(1, 100, struck_out_count=3), line(2, 50)]
    )
    inventories.take_inventory(world.conn, second, unit, date(2020, 6, 1), [line(1, 110)])
    inventories.take_inventory(world.conn, second, unit, date(2020, 6, 1), [line(1, 110)])
    books = dict(world.all("SELECT book_no, book_id FROM book WHERE unit_id = %s", unit))

    def expected(as_of: date) -> dict[int, int | None]:
        listed = inventories.listed_books(world.conn, books.values(), as_of)
        return {book.line.book_no: book.line.expected for book in listed.values()}

    assert expected(date(2019, 12, 31)) == {}
    assert expected(date(2020, 5, 31)) == {1: 97, 2: 50}
    assert expected(date(2020, 6, 1)) == {1: 110}
    assert world.one("SELECT count(*) FROM inventory WHERE unit_id = %s", unit) == 2
    assert unit in inventories.units_with_inventory(world.conn, date(2020, 1, 1))
    assert unit not in inventories.units_with_inventory(world.conn, date(2019, 1, 1))


def test_listed_book_is_delivered_when_its_file_comes(world):
    unit = world.unit()
    (inventory,) = deliveries.register_files(
        world.conn,
        [seen(unit, "thong_ke_so.xlsx", kind=FileKind.INVENTORY, register=None, year=None, book_no=None)],
    )
    inventories.take_inventory(world.conn, inventory, unit, date(2020, 1, 1), [line(1, 5)])
    state = "SELECT state FROM book WHERE unit_id = %s"
    assert world.one(state, unit) == "listed"
    deliveries.register_files(world.conn, [seen(unit, "b.xlsx")])
    assert world.one(state, unit) == "delivered"


def test_batch_holds_its_files_and_its_state(world):
    unit = world.unit()
    files = deliveries.register_files(world.conn, [seen(unit, "b.xlsx"), seen(unit, "a.xlsx", book_no=2)])
    batch_id = f"lô-{unit}"
    for _ in range(2):
        batches.create_batch(world.conn, batch_id, "KS", f"g{unit}", 2, "f" * 64, files, 300)
    assert batches.batch_files(world.conn, batch_id) == [files[1], files[0]]
    assert not {f.file_id for f in deliveries.open_files(world.conn, unbatched=True)} & set(files)
    batches.set_batch_state(world.conn, batch_id, BatchState.FAILED, "Mất kết nối.")
    (batch,) = batches.list_batches(world.conn, f"g{unit}", 2, [BatchState.FAILED])
    assert (batch.file_count, batch.estimated_rows, batch.reason) == (2, 300, "Mất kết nối.")
    assert batches.list_batches(world.conn, f"g{unit}", 3) == []
    with pytest.raises(HotichError, match="Không có lô"):
        batches.get_batch(world.conn, "khác")


def test_second_run_of_the_gate_replaces_the_results(world):
    batches.create_batch(world.conn, "kết quả", "KS", "s", 1, "f" * 64, [], 0)
    batches.record_results(world.conn, "kết quả", [("KS-001", "error", 10, 2), ("KS-002", "warning", 10, 0)])
    batches.record_results(world.conn, "kết quả", [("KS-001", "error", 10, 1)])
    assert world.all("SELECT rule_id, failed_count FROM validation_result WHERE batch_id = 'kết quả'") == [
        ("KS-001", 1)
    ]


def test_second_keying_is_kept_once(world):
    unit = world.unit()
    (file_id, _) = deliveries.register_files(
        world.conn, [seen(unit, "x.short.xlsx", kind=FileKind.SHORT), seen(unit, "x.xlsx")]
    )
    book_id = world.one("SELECT book_id FROM book WHERE unit_id = %s", unit)
    rows = pl.DataFrame(
        {
            "row_no": [2, 3], "entry_year": [2011, None], "entry_no": [1, None], "entry_suffix": ["", None], "key_book": [0, None],
            "values": ['{"child_sex": "1"}', "{}"], "written": [None, '{"child_sex": "nam"}'],
        }
    )  # fmt: skip
    for _ in range(2):
        assert short_rows.keep_short_rows(world.conn, file_id, book_id, rows) == 2
    kept = world.all('SELECT row_no, "values", written FROM short_row WHERE file_id = %s ORDER BY 1', file_id)
    assert kept == [(2, {"child_sex": "1"}, None), (3, {}, {"child_sex": "nam"})]


def test_stage_and_opening_day_of_a_book_are_placed(world):
    unit = world.unit()
    (file_id,) = deliveries.register_files(world.conn, [seen(unit, "b.xlsx")])
    (row,) = deliveries.files_of(world.conn, [file_id])
    deliveries.place_books(world.conn, {row.book_id: (date(2011, 1, 3), "huyen_xa_2")})
    assert deliveries.files_of(world.conn, [file_id])[0].stage_id == "huyen_xa_2"


def test_contents_of_a_book_are_told(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1), unit, digest="một", version=1))
    world.publish(delivery(make_births(2), unit, digest="hai", version=2))
    book_id = world.one("SELECT book_id FROM book WHERE unit_id = %s", unit)
    content = versions.book_contents(world.conn, [book_id])[book_id]
    assert (content.current_digest, content.current_version, content.case_count) == ("hai", 2, 2)
    assert content.former_digests == {"một", "hai"}
