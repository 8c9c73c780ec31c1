"""Checks one book before it is sent: no database, no Airflow. A clerk runs it with `hotich validate`."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from hotich.errors import DeliveryError
from hotich.intake.naming import DeliveryKind, DeliveryName, parse_name
from hotich.intake.normalise import normalise
from hotich.intake.reading import BookFile, read_batch
from hotich.jobs.placing import phase_refusal
from hotich.jobs.validation import judge
from hotich.plan import Plan, load_plan
from hotich.quality.gate import Verdict
from hotich.quality.report import BookLine, write_report
from hotich.quality.returned import ReturnedBook, frame_lines, returned_name, write_returned
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.units import Unit

_LISTED = ("error", "warning", "notice")


def check_file(settings: Settings, path: Path, unit_code: str | None, out: Path) -> dict[str, Any]:
    """What would become of a book if it were delivered: rows sound, returned, warned; writes workbook and report to `out`.

    `unit_code`: who made the book; None: the name of the folder that holds the file. Keys are `file`, `reason` (why the
    file as a whole can't be taken, else None), `rows`, `sound`, `returned`, `warned`, `rules`, `notices`, `workbook`,
    `report`. What only the database knows (keys of other books, totals of the inventory) is not checked.
    """
    result: dict[str, Any] = {
        "file": str(path), "reason": None, "rows": 0, "sound": 0, "returned": 0, "warned": 0, "rules": [], "notices": [],
        "workbook": None, "report": None,
    }  # fmt: skip
    try:
        data = path.read_bytes()
        plan = load_plan(settings.plan)
        name, unit = _named(path, unit_code or path.resolve().parent.name, plan)
        return result | _check(settings, plan, name, unit, path, data, out)
    except DeliveryError as error:
        return result | {"reason": str(error)}
    except OSError:
        return result | {"reason": f"Không đọc được tệp {path.name}: kiểm tra đường dẫn và quyền đọc."}


def _named(path: Path, unit_code: str, plan: Plan) -> tuple[DeliveryName, Unit]:
    name = parse_name(f"{unit_code}/{path.name}", {unit.code for unit in plan.units})
    if name.kind is not DeliveryKind.BOOK or name.year is None:
        raise DeliveryError("Lệnh này kiểm tra sổ nhập lần một (.xlsx, .csv); tệp này không phải.")
    return name, plan.units.resolve(unit_code, date(name.year, 12, 31))


def _check(
    settings: Settings, plan: Plan, name: DeliveryName, unit: Unit, path: Path, data: bytes, out: Path
) -> dict[str, Any]:
    assert name.register is not None
    assert name.year is not None
    assert name.book_no is not None
    described = register_of(name.register)
    raw, faults, facts = read_batch([BookFile(0, name.extension, lambda: data)], described)
    fact = facts.row(0, named=True)
    if fact["reason"] is not None:
        raise DeliveryError(fact["reason"])
    constants = [
        {"file_no": 0, "unit_id": unit.unit_id, "file_year": name.year, "file_book_no": name.book_no}
    ]
    clean = normalise(raw, faults, described, constants, plan)
    rows, books, notices = judge(
        settings, name.register, [{"file_no": 0, "has_inventory": False}], clean, faults
    )
    returned, warned = rows.rows_with("error").len(), rows.rows_with("warning").len()
    texts = [notice["text"] for notice in [*(fact["notices"] or []), *notices.get(0, [])]]
    if out_of_phase := phase_refusal(plan, unit.unit_id, clean):
        texts.insert(0, out_of_phase)
    book = ReturnedBook(unit.code, unit.name, name.year, name.book_no, path.name)
    lines = frame_lines(described, 0, sha256(data).hexdigest(), raw, rows.frame)
    workbook = out / returned_name(described, book)
    line = BookLine(
        f"{unit.name} ({unit.code})", described.term, name.year, name.book_no, "kiểm tra trước khi gửi", raw.height, returned,
        warned, tuple(texts),
    )  # fmt: skip
    report = write_report(
        out / f"kiem_tra.{path.stem}.html",
        f"Kiểm tra trước khi gửi – {path.name}",
        [rows.summary, books.summary],
        [line],
    )
    return {
        "rows": raw.height,
        "sound": raw.height - returned,
        "returned": returned,
        "warned": warned,
        "rules": _broken(rows, clean),
        "notices": texts,
        "workbook": str(workbook) if write_returned(workbook, described, book, lines) else None,
        "report": str(report),
    }


def _broken(rows: Verdict, clean: pl.DataFrame) -> list[dict[str, Any]]:
    """The rules that rows break, errors first, with the sheet's numbers of the first rows."""
    places = clean["row_no"]
    lines = []
    for found in rows.summary["rules"]:
        if found["failed"]:
            first = rows.frame.filter(pl.col("rule_id") == found["rule_id"])["row"].unique().sort().head(10)
            lines.append(
                {key: found[key] for key in ("rule_id", "severity", "failed", "message")}
                | {"row_numbers": places.gather(first).to_list()}
            )
    return sorted(lines, key=lambda line: (_LISTED.index(line["severity"]), -line["failed"], line["rule_id"]))
