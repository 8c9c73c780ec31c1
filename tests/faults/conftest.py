"""Offices to which something bad happens; what must always hold is checked at the end of every test."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

STAGE = "huyen_xa_1"


@dataclass
class Victims:
    """Starts processes that do the work and are killed or stopped on the way."""

    process: subprocess.Popen[str]
    folder: Path

    def run(
        self,
        office: Any,
        at: str | None = None,
        when: str = "after",
        only: str | None = None,
        signal: str = "KILL",
        verb: str | None = None,
    ) -> dict[str, Any]:
        """Do an office's work in a process of its own, struck at the named function; {"pid", "end", "failed"}.

        `verb`: module:name of the one step to do (default: the whole work).
        """
        settings = office.settings
        environ = {"HOTICH_HOME": str(settings.home), "HOTICH_DATABASE_URL": settings.database_url}
        return self._ask(
            environ=environ,
            as_of="2026-06-30",
            stages=[STAGE],
            at=at,
            when=when,
            only=only,
            signal=signal,
            verb=verb,
        )

    def resume(self, stopped: dict[str, Any]) -> dict[str, Any]:
        """Let a stopped process go on to its end."""
        return self._ask(resume=stopped["pid"])

    def _ask(self, **order: Any) -> dict[str, Any]:
        answer = self.folder / "answer.json"
        answer.unlink(missing_ok=True)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if "resume" not in order:
            order["answer"] = str(answer)
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        ended: dict[str, Any] = json.loads(self.process.stdout.readline())
        ended["failed"] = json.loads(answer.read_text("utf-8")) if answer.exists() else {}
        return ended


@pytest.fixture(scope="session")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    command = [sys.executable, str(Path(__file__).with_name("victims.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Victims(process, tmp_path_factory.mktemp("victims"))
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def office(make_office: Callable[..., Any], check_invariants: Callable[[Any], None]) -> Iterator[Any]:
    """An office of this test's own."""
    office = make_office()
    yield office
    check_invariants(office)


@pytest.fixture(scope="session")
def deliver(make_entries: Callable[..., Any]) -> Callable[[Any], None]:
    """Puts the same delivery into any office: two registers, a re-delivery, a second keying, an inventory, bad files."""

    def put(office: Any) -> None:
        births, marriages = make_entries("KS", 6), make_entries("KH", 4)
        births[2] = births[2] | {"child_sex": "9"}
        office.put_inventory(
            "28855", {"register_code": "KS", "year": 2017, "book_number": 1, "case_count": 6}
        )
        office.put("28855/a.KS.2017.1.xlsx", births)
        office.put("28855/b.KS.2017.1.xlsx", [*births[:2], births[3] | {"note": "sửa"}, births[4]])
        office.put("28855/c.KS.2017.2.csv", make_entries("KS", 3, start=6, book=2))
        office.put("28855/a.KS.2017.1.short.xlsx", births, columns=["entry_number", "child_full_name"])
        office.put("28855/d.KH.2017.1.xlsx", marriages)
        office.put_bytes("28855/e.KH.2017.2.xlsx", b"khong phai xlsx")
        faulty = make_entries("KH", 4, start=20, book=3)
        for row in faulty[:3]:
            row["husband_residence_kind"] = "9"
        office.put("28855/f.KH.2017.3.csv", faulty)

    return put


@pytest.fixture(scope="session")
def undisturbed(make_office: Callable[..., Any], deliver: Callable[[Any], None]) -> dict[str, Any]:
    """What the delivery leaves behind when nothing happens: the digests of tables, the workbooks."""
    office = make_office()
    deliver(office)
    assert office.run()["failed"] == {}
    return {"content": office.content(), "outbox": outbox(office)}


@pytest.fixture(scope="session")
def answer() -> Callable[[Any], None]:
    """Fills in the slip of the office's marriages of 2016: one row mended, one confirmed, one still wrong."""

    def put(office: Any) -> None:
        office.put_bytes(f"28855/{SLIP}", fill(office.settings.outbox / "28855" / SLIP))

    return put


SLIP = "phieu_tra_lai.28855.KH.2017.03.fix.xlsx"


def fill(path: Path) -> bytes:
    """The slip with an answer in each of its lines."""
    import io

    import openpyxl

    workbook = openpyxl.load_workbook(path)
    workbook["Huong dan"]["B2"] = "Lê Thị Cán Bộ"
    said = {"2": "1", "3": "đúng như sổ", "4": "7"}
    for row in workbook["Tra lai"].iter_rows(min_row=2):
        row[6].value = said[row[1].value]
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="session")
def answered(
    make_office: Callable[..., Any], deliver: Callable[[Any], None], answer: Callable[[Any], None]
) -> dict[str, Any]:
    """What the delivery and the filled-in slip leave behind when nothing happens."""
    office = make_office()
    deliver(office)
    assert office.run()["failed"] == {}
    answer(office)
    assert office.run()["failed"] == {}
    assert office.all("SELECT state, count(*) FROM correction GROUP BY 1 ORDER BY 1") == [
        ("applied", 2), ("returned", 1),
    ]  # fmt: skip
    return {"content": office.content(), "outbox": outbox(office)}


@pytest.fixture(scope="session", name="outbox")
def outbox_of() -> Callable[[Any], list[tuple[str, int]]]:
    return outbox


@pytest.fixture(scope="session")
def assert_as_undisturbed(undisturbed: dict[str, Any]) -> Callable[[Any], None]:
    """Compares an office with the undisturbed one."""

    def compare(office: Any) -> None:
        assert office.content() == undisturbed["content"]
        assert outbox(office) == undisturbed["outbox"]

    return compare


def outbox(office: Any) -> list[tuple[str, int]]:
    """The files that go back to the units, with the number of lines in each workbook."""
    import openpyxl

    return [
        (path.name, openpyxl.load_workbook(path)["Tra lai"].max_row if path.suffix == ".xlsx" else 0)
        for path in sorted(office.settings.outbox.rglob("*"))
        if path.is_file()
    ]
