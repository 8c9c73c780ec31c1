"""Scans and cases find each other by number; each case ends as matched, doubled, unreadable or missing, never as two."""

from datetime import date

import polars as pl
import pytest

from hotich.acceptance.scans import CASES, SCANS, match_scans

DAY = date(2015, 2, 15)


def scans(*files):
    """Frame of files: a name, or (name, changes)."""
    rows = []
    for file in files:
        name, changes = (file, {}) if isinstance(file, str) else file
        row = {
            "book_id": 1, "register": "KS", "year": 2015, "book_no": 1, "turn": 1, "file_id": changes.get("turn", 1),
            "name": name, "page_count": 1, "fault": None,
        }  # fmt: skip
        rows.append(row | changes)
    return pl.DataFrame(rows, schema=SCANS)


def cases(*numbers):
    """Frame of cases: a number, or (case_id, number, suffix, first day, last day)."""
    rows = []
    for number in numbers:
        case_id, no, suffix, first, last = (
            (number, number, "", DAY, DAY) if isinstance(number, int) else number
        )
        rows.append((1, case_id, first.year, no, suffix, first, last))
    return pl.DataFrame(rows, schema=CASES, orient="row")


def states(found):
    return found["state"].to_list()


@pytest.mark.parametrize(
    "name",
    [
        "KS.2015.01.2015-02-15.005.pdf", "quét/KS.2015.01.2015-02-15.5.PDF", "ks.2015.1.2015-02-15.0005.pdf",
        "null.null.null.2015-02-15.005.pdf", "KS.2015.01.null.005.pdf",
    ],
)  # fmt: skip
def test_the_number_finds_the_case(name):
    (row,) = match_scans(scans(name), cases(4, 5)).to_dicts()
    assert (row["state"], row["case_id"], row["entry_no"], row["remark"]) == ("matched", 5, 5, None)


@pytest.mark.parametrize(
    ("written", "suffix"), [("015a", "a"), ("15A", "a"), ("15bis", "bis"), ("15-b", "b")]
)
def test_a_suffix_is_part_of_the_number(written, suffix):
    known = cases((1, 15, "", DAY, DAY), (2, 15, suffix, DAY, DAY))
    (row,) = match_scans(scans(f"KS.2015.01.2015-02-15.{written}.pdf"), known).to_dicts()
    assert (row["state"], row["case_id"]) == ("matched", 2)


def test_numbers_above_999_and_of_another_book_year_are_numbers():
    known = cases((7, 1234, "", date(2016, 1, 3), date(2016, 1, 3)))
    (row,) = match_scans(scans("KS.2015.01.2016-01-03.1234.pdf"), known).to_dicts()
    assert (row["state"], row["case_id"], row["remark"]) == ("matched", 7, None)


@pytest.mark.parametrize("day", ["2015-02-16", "2015-02-30", "0000-00-00"])
def test_a_date_that_differs_is_a_warning(day):
    (row,) = match_scans(scans(f"KS.2015.01.{day}.005.pdf"), cases(5)).to_dicts()
    assert (row["state"], row["case_id"]) == ("matched", 5)
    assert row["remark"].startswith("Ngày trong tên tệp")


def test_a_day_within_the_span_of_a_partial_date_does_not_differ():
    known = cases((5, 5, "", date(2015, 1, 1), date(2015, 12, 31)))
    assert match_scans(scans("KS.2015.01.2015-02-16.005.pdf"), known)["remark"].to_list() == [None]


@pytest.mark.parametrize(
    "name",
    [
        "KS.2015.01.2015-02-15.null.pdf", "KS.2015.01.2015-02-15.000.pdf", "KS.2015.01.2015-02-15.005.jpg",
        "KS.2015.01.2015-02-15.5 (2).pdf", "KS.2015.01.2015-02-15.005-006.pdf", "giay khai sinh.pdf",
        "KH.2015.01.2015-02-15.005.pdf", "KS.2014.01.2015-02-15.005.pdf", "KS.2015.02.2015-02-15.005.pdf",
        "KS.2015.01.2015-02-15.1234567.pdf", ".pdf",
    ],
)  # fmt: skip
def test_a_name_that_tells_no_case_of_the_book_is_told_as_such(name):
    (row,) = match_scans(scans(name), cases(5)).to_dicts()
    assert (row["state"], row["case_id"], row["entry_no"]) == ("misnamed", None, None)
    assert row["remark"]


def test_two_files_of_one_number_are_doubled_whatever_their_names():
    found = match_scans(
        scans("KS.2015.01.2015-02-15.005.pdf", "b/KS.2015.01.2015-03-01.5.pdf", "KS.2015.01.null.006.pdf"),
        cases(5, 6),
    )
    assert states(found) == ["doubled", "doubled", "matched"]
    assert found["case_id"].to_list() == [5, 5, 6]


def test_a_number_that_no_case_has_is_surplus_and_twice_it_is_doubled():
    found = match_scans(
        scans("KS.2015.01.null.007.pdf", "KS.2015.01.null.008.pdf", "b/KS.2015.01.null.008.pdf"), cases(5)
    )
    assert states(found) == ["surplus", "doubled", "doubled"]


def test_a_broken_file_keeps_its_case_unless_another_opens():
    broken = {"page_count": None, "fault": "Tệp PDF bị hỏng."}
    found = match_scans(
        scans(
            ("KS.2015.01.null.005.pdf", broken),
            ("KS.2015.01.null.006.pdf", broken),
            "KS.2015.01.2015-02-15.006.pdf",
        ),
        cases(5, 6),
    )
    assert states(found) == ["unreadable", "unreadable", "matched"]
    assert found["case_id"].to_list() == [5, None, 6]
    assert found["remark"][0] == "Tệp PDF bị hỏng."
    assert found["remark"][1].startswith("Tệp PDF bị hỏng. Số này đã có tệp khác")


def test_years_that_share_a_book_are_told_apart_by_the_date():
    known = cases((1, 5, "", DAY, DAY), (2, 5, "", date(2016, 3, 1), date(2016, 3, 1)))
    found = match_scans(
        scans("KS.2015.01.2016-03-01.005.pdf", "KS.2015.01.2015-11-11.005.pdf"), known
    ).to_dicts()
    assert [row["case_id"] for row in found] == [2, 1]
    assert [row["remark"] is None for row in found] == [True, False]
    (unclear,) = match_scans(scans("KS.2015.01.null.005.pdf"), known).to_dicts()
    assert (unclear["state"], unclear["case_id"]) == ("surplus", None)
    assert "hai trường hợp" in unclear["remark"]


def test_the_day_tells_more_than_the_year():
    late = (1, 5, "", date(2016, 1, 3), date(2016, 1, 3))  # numbered in 2015, registered in January
    known = cases(late, (2, 5, "", date(2016, 5, 1), date(2016, 5, 1)))
    known = known.with_columns(pl.Series("entry_year", [2015, 2016], pl.Int32))
    found = match_scans(scans("KS.2015.01.2016-01-03.005.pdf", "KS.2015.01.2016-04-30.005.pdf"), known)
    assert found["case_id"].to_list() == [1, 2]


def test_a_file_of_another_year_waits_for_its_own_case():
    found = match_scans(scans("KS.2015.01.2015-02-15.005.pdf", "KS.2015.01.2016-02-15.005.pdf"), cases(5))
    assert states(found) == ["matched", "surplus"]
    assert found["remark"][0] is None


def test_a_later_package_replaces_the_file_of_its_name_and_one_that_does_not_open():
    later = {"turn": 2}
    broken = {"page_count": None, "fault": "hỏng"}
    found = match_scans(
        scans(
            "KS.2015.01.2015-02-15.005.pdf", ("KS.2015.01.2015-02-15.006.pdf", broken), "KS.2015.01.null.007.pdf",
            ("KS.2015.01.2015-02-15.005.pdf", later), ("KS.2015.01.null.006.pdf", later),
            ("KS.2015.01.2015-02-15.007.pdf", later), "x.pdf", ("x.pdf", later),
        ),
        cases(5, 6, 7),
    )  # fmt: skip
    assert states(found) == [
        "replaced", "replaced", "doubled", "matched", "matched", "doubled", "replaced", "misnamed",
    ]  # fmt: skip
    assert found["case_id"].to_list() == [None, None, 7, 5, 6, 7, None, None]


def test_books_do_not_mix():
    files = scans("KS.2015.01.null.005.pdf", ("KS.2015.02.null.005.pdf", {"book_id": 2, "book_no": 2}))
    known = pl.concat([cases(5), cases((9, 5, "", DAY, DAY)).with_columns(book_id=pl.lit(2, pl.Int32))])
    found = match_scans(files, known)
    assert found["case_id"].to_list() == [5, 9]
    assert states(match_scans(files, known.clear())) == ["surplus", "surplus"]
    assert match_scans(files.clear(), known).is_empty()
