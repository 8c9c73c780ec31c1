"""What the rows of a history have to tell: returned rows, warnings, samples, keyings, scans, decisions; open and done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Final

from hotich.plan import Plan
from hotich.registers import register as register_of
from hotich.simulate.history.books import book_state
from hotich.simulate.history.files import HistoryFile, evening
from hotich.simulate.history.ledger import Ledger
from hotich.simulate.history.loads import Batch
from hotich.simulate.history.rules import RegisterRules
from hotich.simulate.history.work import Story
from hotich.storage.states import BookState, DifferenceState, FileKind, Finding, RowState, SampleState, Weight

_WARNED: Final = 0.015
"""Share of the cases that a rule warns of."""
_SAMPLE_SHARE, _SAMPLE_LEAST = 10, 8
"""A sample has a tenth of its book, at least so many cases: it stands for samples, not for a scheme."""
_MEND: Final = "Sửa các ô được nêu trong phiếu trả lại rồi gửi lại phiếu."
_CHECK: Final = "Đối chiếu các trường hợp trong phiếu kiểm mẫu với sổ giấy, ghi kết quả rồi gửi lại phiếu."
_DECIDE: Final = "Người thứ ba đối chiếu sổ gốc, ghi giá trị đúng vào phiếu đối chiếu rồi gửi lại phiếu."
_RELEASE: Final = (
    "Xem số liệu rồi quyết định: nhận quyển sổ dù mẫu không đạt, hoặc để đơn vị nhập lại cả quyển."
)
_DONE: Final = "Không còn việc phải làm."


class Waiting:
    """Writes what became of the rows of each book; counts what the rules said, batch by batch."""

    def __init__(
        self, ledger: Ledger, plan: Plan, files: Sequence[HistoryFile], rules: Mapping[str, RegisterRules], as_of: date,
        seed: int,
    ) -> None:  # fmt: skip
        self._ledger, self._plan, self._rules, self._today, self._seed = (
            ledger,
            plan,
            rules,
            as_of.toordinal(),
            seed,
        )
        self._firsts: dict[tuple[int, FileKind], HistoryFile] = {}
        for file in files:
            if file.book is not None and file.decided_at is not None and file.rows_read:
                self._firsts.setdefault((file.book.book_id, file.kind), file)
        self._said: Counter[tuple[str, str]] = Counter()
        self._case_id = 0

    def write(self, stories: Sequence[Story], batches: Mapping[str, tuple[Batch, int]]) -> None:
        """All of it."""
        for story in stories:
            first = self._firsts.get((story.book.book_id, FileKind.BOOK))
            if first is not None:
                draw = Random(f"{self._seed}/history/rows/{story.book.book_id}")
                self._returned(story, first, draw)
                self._warnings(story, first, draw)
                self._samples(story, draw)
                self._differences(story, draw)
            self._case_id += story.book.cases
        for batch_id, (batch, rows) in batches.items():
            if batch.decided_at is not None:
                self._results(batch_id, batch, rows, batch.decided_at)

    @property
    def last_case_id(self) -> int:
        """The highest identifier that a warning may name."""
        return self._case_id

    def _returned(self, story: Story, first: HistoryFile, draw: Random) -> None:
        book, mended = story.book, not story.open_rows(self._today)
        fix = self._firsts.get((book.book_id, FileKind.FIX))
        for entry in sorted(draw.sample(range(1, book.cases + 1), story.returned)):
            rule = self._rules[book.register].error(draw)
            self._said[str(first.batch_id), rule.rule_id] += 1
            self._ledger.add(
                "returned_row", load_id=first.load_id, book_id=book.book_id, file_id=first.file_id, row_no=entry + 1,
                entry_year=book.year, key_book=book.number if self._plan.key_by_book(book.opened_on) else 0,
                entry_no=entry, entry_suffix="", row={"entry_number": f"{entry:02d}/{book.year}"},
                reasons=[{"rule_id": rule.rule_id, "severity": "error", "field": rule.field}],
                state=RowState.MENDED if mended else RowState.OPEN, owner_unit_id=book.unit.unit_id,
                next_step=_DONE if mended else _MEND, opened_at=first.decided_at,
                closed_at=fix.decided_at if mended and fix else None,
                closed_by_file_id=fix.file_id if mended and fix else None,
            )  # fmt: skip

    def _warnings(self, story: Story, first: HistoryFile, draw: Random) -> None:
        """A warning that stands long has mostly been confirmed."""
        book = story.book
        age = self._today - (story.decided_on or 0)
        warned = min(book.cases, int(draw.expovariate(1 / (book.cases * _WARNED)) + draw.random()))
        confirmed = draw.random() < min(0.95, age / 400)
        for entry in draw.sample(range(book.cases), warned):
            rule = self._rules[book.register].warning(draw)
            self._said[str(first.batch_id), rule.rule_id] += 1
            self._ledger.add(
                "case_warning", case_id=self._case_id + entry + 1, book_id=book.book_id, confirmed=confirmed,
                confirmed_at=first.decided_at if confirmed else None, rule_id=rule.rule_id, field=rule.field,
                load_id=first.load_id,
            )  # fmt: skip

    def _results(self, batch_id: str, batch: Batch, rows: int, at: datetime) -> None:
        rules = self._rules[batch.register]
        for severity, found in (("error", rules.errors), ("warning", rules.warnings)):
            for rule in found:
                self._ledger.add(
                    "validation_result", batch_id=batch_id, rule_id=rule.rule_id, severity=severity,
                    evaluated_count=rows, failed_count=self._said[batch_id, rule.rule_id], at=at,
                )  # fmt: skip

    def _samples(self, story: Story, draw: Random) -> None:
        """The sample of a book: waiting, passed, or failed and drawn again."""
        if story.sampled_on is None or story.sampled_on > self._today:
            return
        wrong = draw.randrange(2, 5)
        failed = story.failed_on is not None
        self._sample(
            story, story.sampled_on, story.failed_on if failed else story.accepted_on, wrong if failed else 0
        )
        if story.failed_on is not None and story.keyed_again_on is not None:
            if story.failed_on <= self._today:
                self._release(story, wrong)
            if story.keyed_again_on <= self._today:
                self._sample(story, story.keyed_again_on, story.accepted_on, 0)

    def _sample(self, story: Story, opened: int, closed: int | None, wrong: int) -> None:
        book = story.book
        scheme = self._plan.sampling_of(book.register, date.fromordinal(opened))
        if scheme is None:
            return
        size = min(book.cases, max(_SAMPLE_LEAST, book.cases // _SAMPLE_SHARE))
        done = closed is not None and closed <= self._today
        wrong = min(wrong + scheme.allowed if wrong else 0, size)
        state = SampleState.OPEN if not done else SampleState.FAILED if wrong else SampleState.PASSED
        self._ledger.add(
            "sample", book_id=book.book_id, content_digest=f"{book.book_id:064x}",
            file_id=self._firsts[book.book_id, FileKind.BOOK].file_id, file_count=1, seed=book.book_id, scheme=scheme.name,
            case_count=book.cases, size=size, allowed_count=scheme.allowed,
            limit_quality=float(scheme.limit_quality_percent) / 100, risk=float(scheme.risk_percent or 0) / 100,
            state=state, wrong_count=wrong if done else None, wrong_field_count=wrong if done else None,
            owner_unit_id=book.unit.unit_id, next_step=_DONE if done else _CHECK, opened_at=evening(opened),
            closed_at=evening(closed) if done and closed else None, sheet_at=evening(opened),
        )  # fmt: skip

    def _release(self, story: Story, wrong: int) -> None:
        """A failed sample asks for a decision; while nothing was keyed again, every other one waits for it."""
        book = story.book
        waits = book_state(story, self._today) is BookState.REKEYING and story.gated
        assert story.failed_on is not None
        self._ledger.add(
            "approval", kind="release_book", stage_id=book.stage.id, book_id=book.book_id,
            figures={"reason": "sample_failed", "cases": book.cases, "wrong": wrong},
            state="open" if waits else "refused", owner_unit_id=self._decider(), opened_at=evening(story.failed_on),
            next_step=_RELEASE if waits else _DONE, answered_at=None if waits else evening(story.failed_on),
        )  # fmt: skip

    def _decider(self) -> int:
        return self._plan.units.resolve(self._plan.province.code, self._plan.electronic_from.on).unit_id

    def _differences(self, story: Story, draw: Random) -> None:
        """Differences between the two keyings of a book, until a third person decided them."""
        second = self._firsts.get((story.book.book_id, FileKind.SHORT))
        if second is None or story.keyed_twice_on is None or story.settled_on is None:
            return
        book, done = story.book, story.settled_on <= self._today
        fields = [field.name for field in register_of(book.register).critical_fields()]
        self._ledger.add(
            "keying", book_id=book.book_id, second_file_id=second.file_id, seen="", case_count=book.cases,
            row_count=book.cases, both_count=book.cases, slip_due=False, compared_at=second.decided_at,
        )  # fmt: skip
        for field in fields:
            self._ledger.add(
                "keying_field", book_id=book.book_id, field=field, critical=True, cell_count=book.cases
            )
        entries = draw.sample(range(1, book.cases + 1), min(story.differences, book.cases))
        for entry in entries:
            self._ledger.add(
                "keying_difference", book_id=book.book_id, register=book.register, entry_year=book.year,
                key_book=book.number if self._plan.key_by_book(book.opened_on) else 0, entry_no=entry, entry_suffix="",
                field=draw.choice(fields), finding=Finding.CELL, weight=Weight.CONTENT, critical=True,
                second_file_id=second.file_id, second_row_no=entry + 1,
                state=DifferenceState.DECIDED if done else DifferenceState.OPEN, owner_unit_id=book.unit.unit_id,
                next_step=_DONE if done else _DECIDE, opened_at=evening(story.keyed_twice_on),
                closed_at=evening(story.settled_on) if done else None,
            )  # fmt: skip
