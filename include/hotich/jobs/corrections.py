"""Makes rows of filled-in slips: the row as written with the answers laid over it, to be judged like any other row.

The rows get numbers of their own in the batch; the frame `targets` tells which row of which delivered file each one is,
so that a corrected case is still found under the place where it was delivered.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import polars as pl
import psycopg

from hotich.errors import DeliveryError
from hotich.intake.cells import FAULT_SCHEMA
from hotich.intake.inbox import Inbox
from hotich.intake.slip import Answer, SlipReading, UnusableLine, confirms, read_slip
from hotich.jobs.roles import take_role
from hotich.quality.suites import Suite
from hotich.registers import Register
from hotich.slips.answers import row_answer, says_empty
from hotich.slips.layout import IN_BOOK, NOT_IN_BOOK
from hotich.storage.deliveries import FileRow
from hotich.storage.states import CorrectionState, FileKind, Role
from hotich.storage.targets import Confirmation, Place, Target, find_targets, second_keyings

TARGET_SCHEMA: Final[dict[str, Any]] = {
    "file_no": pl.UInt32, "row_no": pl.UInt32, "target_file_id": pl.Int32, "target_row_no": pl.Int32,
    "target_case_id": pl.Int64, "waits": pl.Boolean,
}  # fmt: skip
"""A corrected row's place in the batch, and what it was delivered as."""
ANSWER_SCHEMA: Final[dict[str, Any]] = {
    "file_no": pl.UInt32, "row_no": pl.UInt32, "sheet": pl.String, "line_no": pl.Int32, "target_file_id": pl.Int32,
    "target_row_no": pl.Int32, "field": pl.String, "rule_ids": pl.List(pl.String), "before": pl.String,
    "after": pl.String, "confirms": pl.Boolean, "person": pl.String, "state": pl.String, "reason": pl.String,
}  # fmt: skip
"""Every filled-in line; `row_no` null where it can't be used."""
CONFIRMED_SCHEMA: Final[dict[str, Any]] = {
    "file_no": pl.UInt32, "row_no": pl.UInt32, "field": pl.String, "person": pl.String, "by_file_id": pl.Int32,
}  # fmt: skip
"""Cells of corrected rows that stand in the book as written, by this slip or a former one."""

_FIRST_ROW_NO: Final = 2
_NO_WHOLE_ROW: Final = "dòng này nói về cả dòng trong tệp, không ghi giá trị được: chỉ nhận «đúng như sổ»; nếu dòng bị trả lại thì gửi lại quyển sổ."
_WHOLE_ROW: Final = f"dòng này nói về cả dòng: chọn «{IN_BOOK}» hoặc «{NOT_IN_BOOK}»."
_TWICE: Final = (
    "ô này được ghi hai giá trị khác nhau trong cùng phiếu: chỉ ghi một giá trị theo sổ rồi gửi lại."
)
_LINES_TOLD: Final = 20
"""Unusable lines that a file's notices tell one by one."""


@dataclass(slots=True)
class SlipRows:
    """What the slips of a batch make: frames, and for each file what the later steps need to know."""

    raw: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[int, int, str, str]] = field(default_factory=list)
    targets: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    confirmed: list[tuple[Any, ...]] = field(default_factory=list)
    encodings: dict[tuple[int, int], str] = field(default_factory=dict)
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)

    def frames(self, register: Register) -> dict[str, pl.DataFrame]:
        """`raw`, `faults` in the shape of a book's, and `targets`, `answers`, `confirmed`."""
        names = [column.name for column in register.all_fields]
        schema: dict[str, Any] = {
            "file_no": pl.UInt32,
            "row_no": pl.UInt32,
            **dict.fromkeys(names, pl.String),
        }
        return {
            "raw": pl.DataFrame(self.raw, schema=schema, orient="row"),
            "faults": pl.DataFrame(self.faults, schema=FAULT_SCHEMA, orient="row"),
            "targets": pl.DataFrame(self.targets, schema=TARGET_SCHEMA, orient="row"),
            "answers": pl.DataFrame(self.answers, schema=ANSWER_SCHEMA, orient="row"),
            "confirmed": pl.DataFrame(self.confirmed, schema=CONFIRMED_SCHEMA, orient="row"),
        }


def read_slips(
    conn: psycopg.Connection[Any],
    inbox: Inbox,
    register: Register,
    suite: Suite,
    files: Mapping[int, FileRow],
) -> SlipRows:
    """The rows that the slips `files` (file_no → file) of one register correct; a slip that can't be read says why.

    Raises OSError when the store does not answer (worth retrying).
    """
    made = SlipRows()
    for file_no, file in files.items():
        try:
            slip = read_slip(inbox.read(file.path, file.sha256), register)
            assert file.book_id is not None
            if file.kind is FileKind.ARBITRATION and (slip.answers or slip.unusable):
                take_role(conn, file.book_id, Role.ARBITER, slip.person, file.file_id)
            places = {Place(answer.sha256, answer.row_no) for answer in slip.answers}
            found = find_targets(conn, register, file.book_id, places)
            second = second_keyings(conn, file.book_id) if file.kind is FileKind.ARBITRATION else None
            made.facts[file_no] = _Slip(file_no, file.file_id, slip, found, second, suite, made).lay()
        except DeliveryError as error:
            made.facts[file_no] = {"reason": str(error), "rows_read": 0, "content_digest": "", "notices": []}
    return made


@dataclass(slots=True)
class _Slip:
    """One slip on its way into rows."""

    file_no: int
    file_id: int
    slip: SlipReading
    found: Mapping[Place, Target | str]
    second: Mapping[str, int] | None
    """sha256 → file_id of the book's second keyings, for a slip that decides between two keyings; else None."""
    suite: Suite
    made: SlipRows

    def lay(self) -> dict[str, Any]:
        """Add this slip's rows and answers; what the later steps need to know of it."""
        usable, unusable = self._sorted_out()
        by_place: dict[Place, list[Answer]] = defaultdict(list)
        decided: set[Place] = set()
        for answer in usable:
            place = Place(answer.sha256, answer.row_no)
            if self._decides(answer):
                decided.add(place)
                self._decision(place, answer)
            else:
                by_place[place].append(answer)
        decided -= set(by_place)
        for row_no, place in enumerate(sorted(by_place), start=_FIRST_ROW_NO):
            target = self.found[place]
            assert isinstance(target, Target)
            self._row(row_no, target, by_place[place])
        for line in unusable:
            self._unusable(line)
        lost = {(line.sha256, line.row_no or -line.line_no) for line in unusable}
        lost -= {*by_place, *decided}
        return {
            "reason": None, "rows_read": len(by_place) + len(lost) + len(decided), "rows_unusable": len(lost),
            "rows_decided": len(decided),
            "content_digest": _digest(usable), "blank": not usable and not unusable,
            "sheet": (usable or unusable)[0].sheet if usable or unusable else None,
            "notices": _notices(self.slip, unusable),
        }  # fmt: skip

    def _sorted_out(self) -> tuple[list[Answer], list[UnusableLine]]:
        """The answers that can be used, and all lines that can't."""
        usable: list[Answer] = []
        unusable = list(self.slip.unusable)
        said: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        for answer in self.slip.answers:
            said[_cell(answer)].add(answer.text.strip())
        for answer in self.slip.answers:
            target = self.found[Place(answer.sha256, answer.row_no)]
            reason = None
            if isinstance(target, str) and not self._decides(answer):
                reason = target
            elif len(said[_cell(answer)]) > 1:
                reason = _TWICE
            elif answer.field is None and self.second is not None and not self._decides(answer):
                reason = _WHOLE_ROW
            elif answer.field is None and self.second is None and not confirms(answer.text, None):
                reason = _NO_WHOLE_ROW
            if reason is None:
                usable.append(answer)
            else:
                unusable.append(_refused(answer, reason))
        return usable, sorted(unusable, key=lambda line: (line.sheet, line.line_no))

    def _decides(self, answer: Answer) -> bool:
        """Whether it says of a whole row, which one keying has and the other not, if the book has it."""
        if self.second is None or answer.field is not None or row_answer(answer.text) is None:
            return False
        return answer.sha256 in self.second or isinstance(
            self.found[Place(answer.sha256, answer.row_no)], Target
        )

    def _decision(self, place: Place, answer: Answer) -> None:
        """It changes no cell: the comparison of the keyings takes it from the answers."""
        assert self.second is not None
        target = self.found[place]
        file_id = target.file_id if isinstance(target, Target) else self.second[place.sha256]
        self.made.answers.append(
            (
                self.file_no, None, answer.sheet, answer.line_no, file_id, place.row_no, "", list(answer.rule_ids), None,
                row_answer(answer.text), False, self.slip.person, CorrectionState.APPLIED.value, None,
            )
        )  # fmt: skip

    def _row(self, row_no: int, target: Target, answers: Sequence[Answer]) -> None:
        """One row as written, with the answers laid over it."""
        here = (self.file_no, row_no)
        row = dict(target.row)
        changed: dict[str, tuple[str, ...]] = {}
        confirmed = dict(target.confirmed)
        for answer in answers:
            name = "" if answer.field is None else answer.field.name
            before = target.row.get(name)
            empty = says_empty(answer.text)
            confirming = answer.field is None or (not before if empty else confirms(answer.text, before))
            after = "" if empty else answer.text
            if confirming:
                confirmed[name] = Confirmation(self.slip.person, self.file_id)
            else:
                confirmed.pop(name, None)
                row[name] = after
                changed[name] = answer.faults
            self.made.answers.append(
                (
                    *here, answer.sheet, answer.line_no, target.file_id, target.row_no, name, list(answer.rule_ids), before,
                    None if confirming else after, confirming, self.slip.person, CorrectionState.WAITING.value, None,
                )
            )  # fmt: skip
        if target.encoding in {"tcvn3", "vni"}:
            # Taken apart, a Unicode letter is none that the file's old font has: the answers are left as they are.
            row |= {name: unicodedata.normalize("NFD", row[name]) for name in changed}
        filled = {name: text for name, text in row.items() if text}
        self.made.raw.append({"file_no": self.file_no, "row_no": row_no, **filled})
        self.made.faults += [
            (*here, name, fault) for name, fault in self._faults(target) if name not in changed
        ]
        self.made.faults += [(*here, name, fault) for name, faults in changed.items() for fault in faults]
        self.made.confirmed += [(*here, name, *confirmed[name]) for name in sorted(confirmed)]
        self.made.targets.append((*here, target.file_id, target.row_no, target.case_id, target.waits))
        self.made.encodings[here] = target.encoding

    def _faults(self, target: Target) -> list[tuple[str, str]]:
        """The damaged cells of the row as it was delivered; of a loaded case, those that its warnings tell."""
        kinds = self.suite.cell_faults
        told = [(found.field, kinds[found.rule_id]) for found in target.findings if found.rule_id in kinds]
        return sorted({*target.faults, *((name, fault) for name, fault in told if name and fault)})

    def _unusable(self, line: UnusableLine) -> None:
        target = self.found.get(Place(line.sha256, line.row_no or 0))
        file_id = target.file_id if isinstance(target, Target) else None
        self.made.answers.append(
            (
                self.file_no, None, line.sheet, line.line_no, file_id, line.row_no, line.field, [], None, line.text, False,
                self.slip.person, CorrectionState.UNUSABLE.value, line.reason,
            )
        )  # fmt: skip


def _cell(answer: Answer) -> tuple[str, int, str]:
    return answer.sha256, answer.row_no, "" if answer.field is None else answer.field.name


def _refused(answer: Answer, reason: str) -> UnusableLine:
    name = "" if answer.field is None else answer.field.name
    return UnusableLine(answer.sheet, answer.line_no, reason, answer.sha256, answer.row_no, name, answer.text)


def _digest(usable: Sequence[Answer]) -> str:
    """Digest of what a slip says: the same answers to the same cells, in whatever order or sheet."""
    lines = sorted({"\x1f".join((*map(str, _cell(answer)), answer.text.strip())) for answer in usable})
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest() if lines else ""


def _notices(slip: SlipReading, unusable: Sequence[UnusableLine]) -> list[dict[str, str]]:
    """What the office should know of its slip, without values."""
    notices = [
        {"id": "unusable_line", "text": f"Trang «{line.sheet}», dòng {line.line_no}: {line.reason}"}
        for line in unusable[:_LINES_TOLD]
    ]
    if more := len(unusable) - len(notices):
        notices.append({"id": "unusable_lines", "text": f"Còn {more} dòng khác của phiếu không dùng được."})
    if slip.person is None and (slip.answers or slip.unusable):
        notices.append(
            {"id": "no_person", "text": "Phiếu không ghi họ tên người thực hiện ở trang hướng dẫn."}
        )
    return notices
