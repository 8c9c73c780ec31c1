"""The files are what truth says: rows, faults, states; equal seeds give equal bytes."""

import csv
import hashlib
import io
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from hotich.errors import HotichError
from hotich.registers import register
from hotich.simulate import FaultRates, Shares, simulate


def _digests(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _cells(province, path: str, name: str, code: str) -> dict[int, object]:
    """Row number → the cell of that field."""
    column = register(code).field(name).column
    if path.endswith(".csv"):
        text = (province.root / "inbox" / path).read_bytes().decode("utf-8-sig")
        delimiter = next(mark for mark in ";\t," if mark in text.partition("\r\n")[0])
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    else:
        rows = province.rows(path)
    header = next(row for row in rows[:10] if any(str(cell).split()[:1] == ["so"] for cell in row))
    place = [str(cell).split()[0] if str(cell).split() else "" for cell in header].index(column)
    return {number: row[place] for number, row in enumerate(rows, start=1) if len(row) > place}


def test_truth_knows_every_file_and_every_file_is_there(province):
    inbox = province.root / "inbox"
    there = {path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()}
    assert there == set(province.truth("files")["path"])
    assert province.truth("files")["path"].is_unique().all()


def test_every_delivered_case_stands_in_its_row(province):
    cases = province.truth("cases").filter(pl.col("file").is_not_null())
    files = province.truth("files").filter(pl.col("fault") == "").select("path", "format")
    faulty = province.truth("faults").filter(pl.col("field") == "entry_number").select("file", "row")
    cases = cases.join(files, left_on="file", right_on="path").join(faulty, on=["file", "row"], how="anti")
    assert len(cases) > 1500
    for (path, code), group in cases.group_by("file", "register"):
        cells = _cells(province, path, "entry_number", code)
        for case in group.to_dicts():
            number, _, year = str(cells[case["row"]]).partition("/")
            assert number.lstrip("0") == f"{case['number']}{case['suffix']}"
            assert year == str(case["registered_on"].year)


def test_every_planted_fault_is_in_the_file(province):
    faults = province.truth("faults").filter(
        (pl.col("field") != "") & (pl.col("original") + pl.col("planted") != "")
    )
    encodings = dict(province.truth("files").select("path", "encoding").iter_rows())
    checked = 0
    for fault in faults.to_dicts():
        code = fault["key"].partition(".")[0]
        if encodings[fault["file"]] != "unicode" or fault["planted"].startswith(
            ("date:", "number:", "formula:", "error:")
        ):
            continue
        found = _cells(province, fault["file"], fault["field"], code).get(fault["row"], "")
        # A book with real Excel dates shows them in no manner of its own.
        cell = (
            found.strftime(fault["planted"][2].join(("%d", "%m", "%Y")))
            if isinstance(found, date)
            else str(found)
        )
        if "cell_fault.too_long" in fault["key"]:
            assert len(cell) > 32_767
        elif "\x0b" not in fault["planted"] and "\x0b" not in cell:
            assert cell.split() == fault["planted"].split() or _same_nfc(cell, fault["planted"]), fault
        checked += 1
    assert checked > 300


def _same_nfc(cell: str, planted: str) -> bool:
    return unicodedata.normalize("NFC", cell).split() == planted.split()


def test_structural_faults_of_every_kind_are_planted(province):
    kinds = {key.partition(".")[2] for key in province.summary.planted}
    assert {
        "entry_number.blank", "entry_number.no_digit", "entry_number.date_cell", "book_number.date_cell",
        "registered_on.blank", "registered_on.unreadable", "registered_on.partial", "registered_on.no_stage",
        "registration_place.other_unit", "key.duplicate", "child_full_name.blank",
        "husband_full_name.blank", "wife_full_name.blank", "cell_fault.formula", "cell_fault.control_character",
        "cell_fault.direction_mark", "child_sex.unknown", "registration_kind.unknown",
    } <= kinds  # fmt: skip
    structural = province.truth("faults").filter(pl.col("severity") == "structural")
    assert (
        structural.select("file", "row").n_unique() == province.summary.structural_faults == len(structural)
    )


def test_a_number_held_by_another_book_is_planted_in_a_later_one(tmp_path, make_province):
    rates = FaultRates(structural=0.3, content=0.0, files=0.0, typing=0.0)
    small = Shares(book_size=(6, 40))
    province = make_province(tmp_path, units=["28804"], cases=3000, faults=rates, shares=small)
    planted = province.truth("faults").filter(pl.col("key").str.ends_with("key.other_book"))
    assert not planted.is_empty()
    cases, faults = province.truth("cases"), province.truth("faults").select("file", "row")
    sound = cases.join(faults, on=["file", "row"], how="anti")
    for fault in planted.to_dicts():
        number, _, year = fault["planted"].partition("/")
        register_code = fault["key"].partition(".")[0]
        holders = sound.filter(
            (pl.col("register") == register_code)
            & (pl.col("number").cast(pl.String) + pl.col("suffix") == number.lstrip("0"))
            & (pl.col("registered_on").dt.year() == int(year))
            & (pl.col("file") < fault["file"])
        )
        assert len(holders) == 1, fault


def test_files_that_cannot_be_taken_are_rejected_with_their_fault(province):
    files = province.truth("files").filter(pl.col("kind") != "scan")  # a package is judged by the scans in it
    rejected = files.filter(pl.col("expected_state") == "rejected")
    assert len(rejected) >= 3
    assert (rejected["fault"] != "").all()
    unread = rejected.filter(pl.col("fault") != "file.out_of_phase")
    assert set(unread["path"]).isdisjoint(province.truth("faults")["file"])


def test_a_partly_loaded_file_has_a_structural_fault(province):
    structural = set(province.truth("faults").filter(pl.col("severity") == "structural")["file"])
    files = province.truth("files").filter(pl.col("kind") == "book")
    partly = set(files.filter(pl.col("expected_state") == "partly loaded")["path"])
    out_of_phase = set(files.filter(pl.col("fault") == "file.out_of_phase")["path"])
    assert partly == structural - out_of_phase


def test_second_keyings_lie_beside_their_books(province):
    files = province.truth("files")
    books = set(files.filter(pl.col("kind") == "book")["path"])
    shorts = files.filter(pl.col("kind") == "short")["path"].to_list()
    assert shorts
    for path in shorts:
        assert path.replace(".short.", ".") in books
    held = dict(province.truth("cases").group_by("file").len().iter_rows())
    for path in shorts:
        code = path.removesuffix(".xlsx").removesuffix(".csv").split(".")[-4]
        numbers = [cell for row, cell in _cells(province, path, "entry_number", code).items() if row > 1]
        assert len(numbers) == held[path.replace(".short.", ".")]
        # Structural faults are the first typist's: the second knows every number.
        assert all(str(number).strip() for number in numbers)
    typing = province.truth("typing")
    assert len(typing) > 5
    assert (typing["first"] != typing["second"]).all()


def test_scans_lie_beside_their_books_with_what_goes_wrong(province):
    scans, files = province.truth("scans"), province.truth("files")
    packages = files.filter(pl.col("kind") == "scan")["path"].to_list()
    assert set(scans["package"]) == set(packages)
    for path in packages:
        names = set(scans.filter(pl.col("package") == path)["name"].drop_nulls())
        with zipfile.ZipFile(province.root / "inbox" / path) as archive:
            assert set(archive.namelist()) == names
    faults = {"missing", "cut_off", "doubled", "surplus", "wrong_date", "null_date", "null_number"}
    assert faults <= set(scans["fault"])
    assert set(scans.filter(pl.col("fault") == "")["state"]) == {"matched"}


def test_the_process_count_changes_nothing(tmp_path, make_province):
    one = make_province(tmp_path / "one", cases=700)
    two = make_province(tmp_path / "two", cases=700, processes=2)
    assert _digests(one.root / "inbox") == _digests(two.root / "inbox")
    assert one.summary == two.summary


def test_another_seed_gives_other_people(tmp_path, make_province, province):
    other = make_province(tmp_path, cases=300, seed=6)
    names = set(other.truth("persons")["full_name"])
    assert len(names - set(province.truth("persons")["full_name"])) > 100


def test_without_rates_nothing_is_planted(tmp_path, make_province):
    sound = make_province(tmp_path, cases=400, faults=FaultRates.none())
    assert sound.truth("faults").is_empty()
    assert sound.truth("typing").is_empty()
    assert set(sound.truth("files")["expected_state"]) == {"loaded"}


def test_books_of_stages_not_yet_open_are_not_sent(tmp_path, make_province):
    early = make_province(tmp_path, cases=700, as_of=date(2020, 1, 15))
    sent = early.truth("books").filter(pl.col("delivered"))
    assert set(sent["stage_id"]) == {"huyen_xa_1", "tinh_1"}


def test_what_cannot_be_simulated_says_what_to_do(tmp_path, plan, province):
    with pytest.raises(HotichError, match="xã"):
        simulate(tmp_path, plan=plan, units=["83", "831"], cases=10, seed=1)
    with pytest.raises(HotichError, match="99999"):
        simulate(tmp_path, plan=plan, units=["99999"], cases=10, seed=1)
    with pytest.raises(HotichError, match="đã có tệp"):
        simulate(province.root, plan=plan, units=["28804"], cases=10, seed=1)
