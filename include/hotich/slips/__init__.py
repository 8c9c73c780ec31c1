"""The workbooks (phiếu) that go out to an office and come back filled in, and what they are called (delivery contract §1)."""

from enum import StrEnum


class Slip(StrEnum):
    """A kind of workbook; the value begins its name."""

    RETURNED = "phieu_tra_lai"
    """Returned rows and warnings, for the unit that keyed the book."""
    ARBITRATION = "phieu_doi_chieu"
    """Differences of two keyings, for a third person."""
    SAMPLE = "phieu_kiem_mau"
    """The acceptance sample, for the person who compares it with the paper."""


def slip_name(slip: Slip, unit_code: str, register: str, year: int, book_no: int) -> str:
    """`<slip>.<unit>.<TYPE>.<year>.<bookNo>.fix.xlsx`: it goes back under its own name."""
    return f"{slip}.{unit_code}.{register}.{year}.{book_no:02d}.fix.xlsx"
