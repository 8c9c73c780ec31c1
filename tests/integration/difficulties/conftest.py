"""A province with units, stages, inventories and books, put together row by row."""

import itertools
from datetime import UTC, date, datetime

import pytest

from hotich.plan import load_plan
from hotich.storage.database import open_url
from hotich.storage.plans import sync_plan

STAGE = "huyen_xa_1"
_serial = itertools.count(1)


class Province:
    """One database with the plan's units; things are put into it by hand."""

    def __init__(self, conn):
        self.conn = conn
        self.plan = load_plan("ben_tre_2019")
        sync_plan(conn, self.plan)

    def unit(self, code="28855", on=date(2019, 7, 1)):
        return self.plan.units.at(code, on)

    def one(self, query, *values):
        return self.conn.execute(query, values).fetchone()[0]

    def file(self, unit, state="loaded", kind="book", at=datetime(2020, 1, 1, tzinfo=UTC), **columns):
        facts = {
            "path": f"{unit.code}/{next(_serial)}", "size": next(_serial), "modified_at": at, "sha256": f"{next(_serial):064}",
            "kind": kind, "unit_id": unit.unit_id, "state": state, "reason": "lý do", "seen_at": at,
            "decided_at": None if state == "received" else at,
        } | columns  # fmt: skip
        marks = ", ".join(["%s"] * len(facts))
        return self.one(
            f"INSERT INTO delivery_file ({', '.join(facts)}) VALUES ({marks}) RETURNING file_id",
            *facts.values(),
        )

    def book(self, unit, state="listed", register="KS", cases=0, stage=STAGE):
        return self.one(
            "INSERT INTO book (unit_id, register, year, book_no, state, stage_id, case_count)"
            " VALUES (%s, %s, 2017, %s, %s, %s, %s) RETURNING book_id",
            unit.unit_id, register, next(_serial), state, stage, cases,
        )  # fmt: skip

    def inventory(self, unit, *books, dated_on=date(2019, 8, 1), stage=STAGE):
        """Lists (book_id, cases, condition)."""
        number = self.one(
            "INSERT INTO inventory (unit_id, file_id, dated_on) VALUES (%s, %s, %s) RETURNING inventory_id",
            unit.unit_id, self.file(unit, kind="inventory"), dated_on,
        )  # fmt: skip
        for book_id, cases, condition in books:
            self.conn.execute(
                "INSERT INTO inventory_book (inventory_id, book_id, stage_id, case_count, condition)"
                " VALUES (%s, %s, %s, %s, %s)",
                [number, book_id, stage, cases, condition],
            )

    def returned(self, unit, book_id, count=1, opened_at=datetime(2020, 1, 1, tzinfo=UTC)):
        for row_no in range(2, count + 2):
            self.conn.execute(
                "INSERT INTO returned_row (load_id, book_id, file_id, row_no, row, reasons, state, owner_unit_id, next_step,"
                " opened_at) VALUES (1, %s, 1, %s, '{}', '[]', 'open', %s, 'sửa', %s)",
                [book_id, row_no, unit.unit_id, opened_at],
            )


@pytest.fixture
def province(server, template_database):
    """A province in a database of its own."""
    import psycopg
    from psycopg import sql

    name = f"difficulties_{next(_serial)}"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template_database)
            )
        )
    with open_url(server.url().rsplit("/", 1)[0] + "/" + name) as conn:
        yield Province(conn)
