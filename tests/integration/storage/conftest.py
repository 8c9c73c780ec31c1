"""A small delivered world: books of births and marriages, and frames as reading and normalising make them."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import psycopg
import pytest

from hotich.registers import Register, register
from hotich.storage.database import open_url
from hotich.storage.deliveries import (
    ExtractedFile,
    SeenFile,
    record_extracted,
    record_validated,
    register_files,
)
from hotich.storage.publish import FileOutcome, PublishBatch, PublishFile, open_attempt, publish
from hotich.storage.states import FileKind

STAGE = "huyen_xa_2"
_numbers = itertools.count(1)

Row = Mapping[str, Any]
"""Field values by name; `no` (entry number), `on` (registration date), `errors`, `warnings`, `year`, `key_book`."""


@dataclass
class Delivery:
    """A book file to be published: what its rows hold."""

    rows: Sequence[Row]
    unit_id: int
    year: int = 2011
    book_no: int = 1
    version: int = 0
    wave: int = 0
    register: str = "KS"
    digest: str | None = None
    absent: frozenset[str] = frozenset()
    file: PublishFile = field(init=False)


@dataclass
class World:
    """Publishes deliveries into one database."""

    url: str
    conn: psycopg.Connection[Any]

    def unit(self) -> int:
        """A new unit."""
        unit_id = next(_numbers)
        self.conn.execute(
            "INSERT INTO unit (unit_id, code, name, kind, level) VALUES (%s, %s, %s, 'Xã', 'commune')",
            [unit_id, str(unit_id), f"Xã {unit_id}"],
        )
        return unit_id

    def deliver(self, *deliveries: Delivery) -> PublishBatch:
        """Register the files and make the frames that the load gets; nothing is published yet."""
        described = register(deliveries[0].register)
        for number, delivery in enumerate(deliveries):
            delivery.file = self._register(number, delivery, described)
        frames = [_frames(delivery, described, delivery.file.file_no) for delivery in deliveries]
        clean = pl.concat([frame[0] for frame in frames])
        raw = pl.concat([frame[1] for frame in frames])
        broken = []
        for n, row in enumerate(row for delivery in deliveries for row in delivery.rows):
            broken += [(n, rule, "error", "child_full_name") for rule in row.get("errors", ())]
            broken += [(n, rule, "warning", "mother_birth_date") for rule in row.get("warnings", ())]
        verdict = pl.DataFrame(
            broken,
            schema={"row": pl.UInt32, "rule_id": pl.String, "severity": pl.String, "field": pl.String},
            orient="row",
        )
        files = tuple(delivery.file for delivery in deliveries)
        return PublishBatch(f"batch-{next(_numbers)}", described, clean, raw, verdict, files)

    def publish(self, *deliveries: Delivery) -> list[FileOutcome]:
        """Deliver and publish in one go."""
        batch = self.deliver(*deliveries)
        return publish(self.conn, batch, self.attempt(batch))

    def attempt(self, batch: PublishBatch, conn: psycopg.Connection[Any] | None = None) -> Any:
        """Open an attempt on a batch."""
        books = [file.book_id for file in batch.files]
        code = batch.register.code
        return open_attempt(conn or self.conn, batch.batch_id, code, books, actor="thử", rule_set="r1")

    def one(self, query: str, *values: Any) -> Any:
        """First column of the first row."""
        row = self.conn.execute(query, values).fetchone()
        return None if row is None else row[0]

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.conn.execute(query, values).fetchall()

    def digest(self) -> str:
        """Digest of the business tables, ids and moments left out: equal digests, equal content."""
        tables = (
            "SELECT (to_jsonb(t) - 'case_id' - 'load_id' - 'file_id')::text AS line FROM birth t"
            " UNION ALL SELECT (to_jsonb(w) - 'case_id' - 'load_id')::text FROM case_warning w"
            " UNION ALL SELECT concat_ws('|', r.row_no, r.row, r.reasons, r.state) FROM returned_row r"
            " UNION ALL SELECT concat_ws('|', a.action, a.book_id, a.field, a.before, a.after) FROM audit_log a"
            " UNION ALL SELECT concat_ws('|', b.book_id, b.state, b.case_count) FROM book b"
        )
        return str(self.one(f"SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM ({tables}) x"))

    def _register(self, number: int, delivery: Delivery, described: Register) -> PublishFile:
        serial = next(_numbers)
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=serial)
        seen = SeenFile(
            f"{delivery.unit_id}/{serial}.xlsx", 1000, moment, f"{serial:064}", FileKind.BOOK, delivery.unit_id,
            delivery.register, delivery.year, delivery.book_no, delivery.version,
        )  # fmt: skip
        (file_id,) = register_files(self.conn, [seen])
        digest = delivery.digest or f"digest-{serial}"
        record_extracted(self.conn, [ExtractedFile(file_id, len(delivery.rows), digest, "Sheet1")])
        record_validated(self.conn, [file_id])
        present = frozenset(f.name for f in described.fields) - delivery.absent
        book_id = self.one("SELECT book_id FROM delivery_file WHERE file_id = %s", file_id)
        return PublishFile(
            number, file_id, book_id, delivery.unit_id, delivery.version, delivery.wave, digest, present
        )


def births(count: int, *, start: int = 1, **same: Any) -> list[dict[str, Any]]:
    """`count` sound births numbered from `start`."""
    return [
        {
            "no": number,
            "child_full_name": f"TRẦN THỊ {number}",
            "child_sex": "2",
            "mother_birth_date": "1985",
            **same,
        }
        for number in range(start, start + count)
    ]


def _frames(delivery: Delivery, described: Register, file_no: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = [f.name for f in described.all_fields]
    rows = list(delivery.rows)
    text = {
        name: pl.Series(name, [_written(row, name, delivery) for row in rows], dtype=pl.String)
        for name in names
    }
    place = {
        "file_no": pl.Series("file_no", [file_no] * len(rows), dtype=pl.UInt32),
        "row_no": pl.Series(
            "row_no", [row.get("row_no", n + 2) for n, row in enumerate(rows)], dtype=pl.UInt32
        ),
    }
    day = [row.get("on", date(delivery.year, 3, 2)) for row in rows]
    facts = {
        "unit_id": pl.Series([delivery.unit_id] * len(rows), dtype=pl.Int32),
        "entry_number__no": pl.Series([row["no"] for row in rows], dtype=pl.Int32),
        "entry_number__suffix": pl.Series([row.get("suffix", "") for row in rows], dtype=pl.String),
        "entry_number__year": pl.Series([row.get("year", delivery.year) for row in rows], dtype=pl.Int16),
        "registered_on__from": pl.Series(day, dtype=pl.Date),
        "registered_on__until": pl.Series(
            [row.get("until", d) for row, d in zip(rows, day, strict=True)], dtype=pl.Date
        ),
        "key_book": pl.Series([row.get("key_book", 0) for row in rows], dtype=pl.Int16),
        "stage_id": pl.Series([row.get("stage", STAGE) for row in rows], dtype=pl.String),
        "written": pl.Series([row.get("written") for row in rows], dtype=pl.String),
    }
    raw = pl.DataFrame({**place, **text})
    return pl.DataFrame({**place, **text, **facts}), raw


def _written(row: Row, name: str, delivery: Delivery) -> str | None:
    if name in delivery.absent:
        return None
    if name == "entry_number":
        return f"{row['no']}/{delivery.year}"
    if name == "registered_on":
        return str(row.get("on", date(delivery.year, 3, 2)))
    return row.get(name)


@pytest.fixture
def world(database: str) -> Iterator[World]:
    with open_url(database) as connection:
        yield World(database, connection)


@pytest.fixture
def make_births() -> Callable[..., list[dict[str, Any]]]:
    return births


@pytest.fixture
def delivery() -> type[Delivery]:
    return Delivery
