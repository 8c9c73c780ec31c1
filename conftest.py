"""One real PostgreSQL for the session, and an office: an inbox, a database and the jobs between them."""

# ruff: noqa: S608 (table names come from the schema)

import csv
import io
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from psycopg import sql

from hotich.registers import register
from hotich.registers.examples import example_rows
from hotich.registers.inventory import INVENTORY
from hotich.settings import Settings
from hotich.storage import audit, migration, recount
from hotich.storage.database import open_url
from hotich.storage.schema import CASE_TABLES
from hotich.storage.server import Server

# A property holds or not; how long an example takes is the machine's business.
hypothesis.settings.register_profile(
    "hotich", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("hotich")

AN_HIEP = "28855"
"""Xã An Hiệp, huyện Châu Thành: the unit that the registers' example rows name."""

CANARY = "TRẦN THỊ BÍ MẬT"
"""Stands in every row that tests deliver; it may be found nowhere but in the tables of persons."""

AS_OF = date(2026, 6, 30)
"""All windows of the plan are open or over."""

FIRST_PUT = datetime(2026, 1, 5, tzinfo=UTC).timestamp()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    make_passable(home)
    server = Server(home).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def open_to_server() -> Callable[[Path], None]:
    return make_passable


def make_passable(home: Path) -> None:
    """pytest makes its folders private; the server's own account must pass."""
    for folder in (home, *home.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o1 and "pytest" in str(folder):
            folder.chmod(0o711)


@pytest.fixture(scope="session")
def template_database(server: Server) -> str:
    """Name of a migrated, empty database."""
    _make(server, "template_hotich")
    migration.upgrade(_url(server, "template_hotich"))
    return "template_hotich"


@pytest.fixture(scope="module")
def database(server: Server, template_database: str, request: pytest.FixtureRequest) -> str:
    """libpq URL of this module's own database."""
    name = request.module.__name__.split(".")[-1]
    _make(server, name, template_database)
    return _url(server, name)


@pytest.fixture(scope="module")
def empty_database(server: Server, request: pytest.FixtureRequest) -> str:
    """libpq URL of a database without tables, for this module alone."""
    name = request.module.__name__.split(".")[-1] + "_empty"
    _make(server, name)
    return _url(server, name)


@pytest.fixture(scope="module")
def database_settings(database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation that works in this module's database, its folders below a temporary home."""
    home = tmp_path_factory.mktemp("installation")
    return replace(Settings.read({"HOTICH_HOME": str(home)}), database_url=database)


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to this module's database."""
    with open_url(database) as connection:
        yield connection


def _make(server: Server, name: str, template: str = "template0") -> None:
    with psycopg.connect(server.url(), autocommit=True) as admin:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        admin.execute(words)


def _url(server: Server, name: str) -> str:
    return server.url().rsplit("/", 1)[0] + "/" + name


@dataclass
class Office:
    """An installation at work: books are put into its inbox, the jobs run, the database is asked."""

    settings: Settings
    puts: Iterator[int] = field(default_factory=itertools.count)

    @property
    def inbox(self) -> Path:
        return Path(self.settings.inbox)

    def put(
        self, path: str, rows: Sequence[Mapping[str, Any]], *, columns: Sequence[str] | None = None,
        extra: Mapping[str, str] | None = None, sheet: str = "DL Import", at: float | None = None,
    ) -> Path:  # fmt: skip
        """Deliver a book of rows (field name → cell) under a path of the inbox, whose name tells TYPE and format.

        `columns`: field names in the file's order (default: the template's); `extra`: unknown header → value of each row.
        """
        parts = Path(path).name.split(".")
        described = register(next(part.upper() for part in parts if part.upper() in CASE_TABLES))
        names = list(columns or [f.name for f in described.fields])
        table = [[*(described.field(name).column for name in names), *(extra or {})]]
        table += [[*(row.get(name, "") for name in names), *(extra or {}).values()] for row in rows]
        return self.put_bytes(path, csv_file(table) if path.endswith(".csv") else workbook(table, sheet), at)

    def put_inventory(self, unit: str, *books: Mapping[str, Any], at: float | None = None) -> Path:
        """Deliver a unit's inventory: field name → cell for each book."""
        table = [[f.column for f in INVENTORY.fields]]
        table += [[book.get(f.name, "") for f in INVENTORY.fields] for book in books]
        return self.put_bytes(f"{unit}/thong_ke_so.xlsx", workbook(table, "Thong ke so"), at)

    def put_bytes(self, path: str, content: bytes, at: float | None = None) -> Path:
        """Deliver a file, a minute after the one before (or `at` that time, in seconds since 1970)."""
        target = self.inbox / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        moment = FIRST_PUT + 60 * next(self.puts) if at is None else at
        os.utime(target, (moment, moment))
        return target

    def run(self, *stages: str, **options: Any) -> dict[str, Any]:
        """The whole work of these stages (default: the one of 2016–2018); the sums of their counts."""
        from hotich.jobs.pipeline import run

        total: dict[str, Any] = {"failed": {}}
        for result in run(self.settings, AS_OF, stages or ("huyen_xa_1",), **{"settling": False} | options):
            total["failed"] |= result["failed"]
            for name, value in result.items():
                if isinstance(value, int):
                    total[name] = total.get(name, 0) + value
        return total

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with open_url(str(self.settings.database_url)) as conn:
            return conn.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        """First column of the first row; None if there is none."""
        rows = self.all(query, *values)
        return rows[0][0] if rows else None

    def file(self, path: str) -> dict[str, Any]:
        """How the newest delivery under a path ended: state, reason, notices, read, loaded, unchanged, returned."""
        names = ("state", "reason", "notices", "read", "loaded", "unchanged", "returned")
        (row,) = self.all(
            "SELECT state, reason, notices, rows_read, rows_loaded, rows_unchanged, rows_returned FROM delivery_file"
            " WHERE path = %s ORDER BY file_id DESC LIMIT 1",
            path,
        )
        return dict(zip(names, row, strict=True))

    def state(self, path: str) -> str:
        """State of the newest delivery under a path."""
        return str(self.file(path)["state"])

    def recount(self) -> recount.Recount:
        """Rows and digests of all business tables."""
        with open_url(str(self.settings.database_url)) as conn:
            return recount.recount(conn)

    def content(self) -> dict[str, str]:
        """Digest of each business table without ids and moments: equal in two databases that hold the same."""
        return {
            name: str(self.one(_CONTENT.format(name=name)))
            # Which cases a sample holds is chance.
            for name in (*recount.KEYS, "delivery_file", "book")
            if name != "sample_case"
        }


_CONTENT = (
    "SELECT count(*) || ' ' || coalesce(md5(string_agg(line, chr(10) ORDER BY line)), '') FROM (SELECT"
    " regexp_replace((to_jsonb(t)"
    " - '{{case_id,load_id,file_id,book_id,batch_id,inventory_id,returned_row_id,audit_id,at,hash,previous_hash,"
    "opened_at,closed_at,reported_at,closed_by_file_id,seen_at,decided_at,updated_at,modified_at,sha256,size,fence,attempt_load_id,"
    "current_file_id,target_file_id,confirmed_at,confirmed_file_id,accepted_at,sample_id,seed,result_file_id,sheet_at,approval_id,answered_at,since,"
    "matched_at,difference_id,second_file_id,decided_file_id,compared_at,seen,slip_digest}}'::text[])::text,"
    " '\"sample_id\": [0-9]+', '') AS line FROM {name} t) x"
)


_CASES = "({}) c".format(
    " UNION ALL ".join(
        f"SELECT '{code}' AS register, case_id, load_id, row_hash, unit_id, book_id, file_id, row_no, entry_no,"
        f" entry_year, key_book, entry_suffix, stage_id FROM {table.name}"
        for code, table in CASE_TABLES.items()
    )
)
"""The cases of all registers."""


def workbook(table: Sequence[Sequence[Any]], sheet: str = "DL Import") -> bytes:
    """An xlsx file with one sheet; strings stay strings."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(sheet)
    for number, cells in enumerate(table):
        page.write_row(number, 0, cells)
    book.close()
    return stream.getvalue()


def csv_file(table: Sequence[Sequence[Any]]) -> bytes:
    """A csv file in UTF-8 with BOM and semicolons, as Excel in Vietnam saves it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(table)
    return ("\ufeff" + out.getvalue()).encode()


def entries(
    code: str, count: int, *, start: int = 1, year: int = 2017, book: int = 1, **same: Any
) -> list[dict[str, Any]]:
    """`count` sound rows of a register, numbered from `start`; `same`: cells of all rows."""
    described = register(code)
    rows = []
    for number in range(start, start + count):
        row = dict(example_rows(described)[0])
        row |= {"entry_number": f"{number:02}/{year}", "book_number": f"{book:02}/{year}"}
        row |= {"registered_on": f"{number % 28 + 1:02}.05.{year}", "registration_place": ""}
        principals = {row[name] for name in described.principals}
        row = {name: CANARY if text in principals else text for name, text in row.items()}
        if code == "KS":  # born in January, registered in May
            row["registration_kind"] = "4"
        rows.append(row | same)
    return rows


@pytest.fixture(scope="session")
def make_office(
    server: Server, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Office]:
    """Opens offices, each with its own database and folders."""
    numbers = itertools.count(1)

    def make(**changes: Any) -> Office:
        name = f"office_{next(numbers)}"
        _make(server, name, template_database)
        settings = Settings.read({"HOTICH_HOME": str(tmp_path_factory.mktemp(name))})
        office = Office(replace(settings, database_url=_url(server, name), **changes))
        office.inbox.mkdir(parents=True)
        return office

    return make


@pytest.fixture(scope="session")
def make_entries() -> Callable[..., list[dict[str, Any]]]:
    return entries


@pytest.fixture(scope="session")
def check_invariants() -> Callable[[Office], None]:
    return hold_invariants


def hold_invariants(office: Office) -> None:
    """I1–I7, I9 and I11 of an office at rest, by counting again. Runs the work once more for I4."""
    _conserve_rows(office)
    _trace_cases(office)
    _verify_audit(office)
    _compare_numbers(office)
    before = office.recount()
    again = office.run(
        *[stage for (stage,) in office.all("SELECT DISTINCT stage_id FROM book WHERE stage_id <> ''")]
    )
    assert not again["failed"]
    assert office.recount().differences(before) == 0, "I4: a second run changed something"
    _find_no_person(office)


def _conserve_rows(office: Office) -> None:
    lost = office.all(
        "SELECT path, state FROM delivery_file WHERE decided_at IS NOT NULL"
        " AND rows_read <> rows_loaded + rows_unchanged + rows_returned"
    )
    assert lost == [], "I1: rows read = loaded + unchanged + returned"
    silent = office.all(
        "SELECT path, state FROM delivery_file WHERE decided_at IS NOT NULL AND coalesce(reason, '') = ''"
    )
    assert silent == [], "I11: a file ended without a reason"
    silent = office.all("SELECT incident_id FROM incident WHERE '' IN (reason, owner, next_step)")
    assert silent == [], "I11: an incident without reason, owner or next step"


def _trace_cases(office: Office) -> None:
    key = "register, unit_id, entry_year, key_book, entry_no, entry_suffix"
    assert office.all(f"SELECT {key} FROM {_CASES} GROUP BY {key} HAVING count(*) > 1") == [], "I2"
    traced = (
        "SELECT FROM delivery_file f JOIN load l ON l.load_id = c.load_id WHERE f.file_id = c.file_id"
        " AND f.book_id = c.book_id AND length(f.sha256) = 64 AND f.sheet IS NOT NULL AND c.row_no > 1"
        " AND l.state = 'published' AND l.rule_set <> ''"
    )
    assert office.all(f"SELECT case_id FROM {_CASES} WHERE NOT EXISTS ({traced})") == [], "I3"


def _verify_audit(office: Office) -> None:
    with open_url(str(office.settings.database_url)) as conn:
        assert audit.first_break(conn) is None, "I6: the audit chain is broken"
    told: dict[int, list[tuple[str, int, str]]] = {}
    for book_id, *line in office.all(
        "SELECT book_id, action, coalesce((detail ->> 'cases')::int, 1), detail ->> 'digest' FROM audit_log"
        " WHERE action IN ('book_loaded', 'case_added')"
    ):
        told.setdefault(book_id, []).append(tuple(line))  # type: ignore[arg-type]
    changed = {
        book_id for (book_id,) in office.all("SELECT book_id FROM audit_log WHERE action = 'case_changed'")
    }
    marks = "string_agg(replace(c.row_hash::text, '-', ''), '' ORDER BY c.row_hash)"
    for book_id, cases, joined in office.all(
        f"SELECT book_id, count(*)::int, {marks} FROM {_CASES} GROUP BY 1"
    ):
        lines = told[book_id]
        assert sum(line[1] for line in lines) == cases, (
            f"I6: the audit tells of other cases in book {book_id}"
        )
        if len(lines) == 1 and book_id not in changed:
            assert lines[0][2] == sha256(bytes.fromhex(joined)).hexdigest(), "I6: digest of a loaded book"


def _compare_numbers(office: Office) -> None:
    halves = (
        f"SELECT b.book_id FROM book b LEFT JOIN {_CASES} USING (book_id) GROUP BY b.book_id"
        " HAVING b.case_count <> count(c.case_id) OR b.straddling <> (count(DISTINCT c.stage_id) > 1)"
    )
    assert office.all(halves) == [], "I5, I7: books whose counts differ from their cases"
    shown = office.all(
        "SELECT coalesce(sum(loaded), 0)::int, coalesce(sum(returned), 0)::int FROM book_progress"
    )
    returned = office.one("SELECT count(*)::int FROM returned_row WHERE state = 'open'")
    assert shown == [(office.one(f"SELECT count(*)::int FROM {_CASES}"), returned)], "I7"
    earned = f"SELECT count(*)::int FROM {_CASES} JOIN book b USING (book_id) WHERE b.accepted_at IS NOT NULL"
    assert office.one("SELECT coalesce(sum(accepted), 0)::int FROM book_progress") == office.one(earned), "I7"


def _find_no_person(office: Office) -> None:
    """No value of a row outside the tables of cases and returned rows, the audit and the workbooks for the units."""
    for table in ("delivery_file", "batch", "load", "incident", "validation_result", "book"):
        found = office.all(f"SELECT * FROM {table} t WHERE t::text LIKE %s", f"%{CANARY}%")
        assert found == [], f"I9: a person's name in {table}"
    assert list((office.settings.home / "work").glob("*/*.arrow*")) == [], (
        "I9: frames of loaded batches are left"
    )
    documents = [*(office.settings.home / "work").glob("*/*.json"), *office.settings.outbox.rglob("*.html")]
    assert [path.name for path in documents if CANARY in path.read_text("utf-8")] == [], "I9"
