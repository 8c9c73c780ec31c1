"""The draft by which a province's department urges the units (công văn đôn đốc), in the form of administrative documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from hotich.plan import Plan
from hotich.reminders import News, Reminder, UnitReminders
from hotich.reports import words
from hotich.reports.document import write_document
from hotich.reports.filling import Blank, Rows, fill
from hotich.reports.issuer import Issuer
from hotich.text.shown import show_day, show_number


@dataclass(frozen=True, slots=True)
class Urging:
    """What the units are told on a day."""

    plan: Plan
    issuer: Issuer
    units: Sequence[UnitReminders]
    news: Mapping[tuple[int, str], News]
    """(unit, key of a reminder) → why it is told; reminders that are not in it are left out."""
    as_of: date

    @property
    def told(self) -> list[tuple[UnitReminders, Reminder]]:
        """What is news, by unit; nobody writes a letter to itself."""
        return [
            (unit, one)
            for unit in self.units
            if unit.unit.unit_id != self.issuer.unit.unit_id
            for one in unit.reminders
            if (one.unit_id, one.key) in self.news
        ]


def write_letter(template: Path, found: Urging, out: Path) -> Path:
    """Write the draft about what is news: number, date and signature stay blank. It appears whole or not at all."""
    return write_document(template, fill(URGING_BLANKS, found), {}, out)


def _rows(found: Urging) -> list[dict[str, str]]:
    return [
        {
            "tt": str(no),
            "don_vi": unit.name,
            "viec": one.subject.term,
            "so_lieu": one.words,
            "can_lam": one.subject.next_step,
        }
        for no, (unit, one) in enumerate(found.told, start=1)
    ]


def _told_units(found: Urging) -> str:
    return show_number(len({unit.unit.unit_id for unit, _ in found.told}))


URGING_BLANKS: Final[tuple[Blank[Urging] | Rows[Urging], ...]] = (
    Blank("co_quan.chu_quan", "cơ quan chủ quản, in hoa; trống: không có", lambda one: one.issuer.superior.upper()),
    Blank("co_quan.ten", "cơ quan ban hành", lambda one: one.issuer.name),
    Blank("co_quan.ten_hoa", "cơ quan ban hành, in hoa", lambda one: one.issuer.name.upper()),
    Blank("co_quan.ky_hieu", "chữ viết tắt trong số, ký hiệu", lambda one: one.issuer.symbol),
    Blank("co_quan.dia_danh", "địa danh", lambda one: one.issuer.place),
    Blank("ngay_ky", "“ngày … tháng … năm …”, để trống ngày và tháng", lambda one: words.blank_date(one.as_of.year)),
    Blank("ngay_so_lieu", "ngày chốt số liệu", lambda one: show_day(one.as_of)),
    Blank("kinh_gui", "gửi cho ai", lambda _: "Các đơn vị có tên tại Phụ lục kèm theo."),
    Blank("ke_hoach.ten", "tên kế hoạch", lambda one: one.plan.name),
    Blank("ke_hoach.muc", "điểm của kế hoạch giao trách nhiệm đôn đốc", lambda one: one.issuer.clause),
    Blank("so_don_vi", "số đơn vị được đôn đốc lần này", _told_units),
    Blank("so_viec", "số việc được đôn đốc lần này", lambda one: show_number(len(one.told))),
    Blank("nguoi_ky", "các dòng quyền hạn, chức vụ của người ký", lambda one: [line.upper() for line in one.issuer.signer]),
    Blank("noi_nhan", "các dòng nơi nhận, dòng lưu ở cuối", lambda one: words.recipient_lines(one.issuer)),
    Rows("bang", "từng việc: tt, don_vi, viec, so_lieu, can_lam", _rows),
)  # fmt: skip
