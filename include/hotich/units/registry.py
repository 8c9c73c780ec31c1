"""The register of units of a province, asked by code, date and name."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hotich.errors import DeliveryError, PlanError
from hotich.units.model import Level, OtherName, Unit, UnitChange

_DAY = timedelta(days=1)
_CODE_LENGTH = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}


def _show(on: date) -> str:
    return on.strftime("%d/%m/%Y")


def _small(name: str) -> str:
    """ "Xã An Hiệp" → "xã An Hiệp": as a name is written inside a sentence."""
    return name[:1].lower() + name[1:]


class UnitRegistry:
    """All lives of all units, in file order. Built by `from_csv` or `from_rows`; never changed afterwards."""

    def __init__(self, units: Iterable[Unit], changes: Iterable[UnitChange] = ()) -> None:
        """Link units to their successors. Raises PlanError on overlapping lives or unknown codes."""
        self._by_id = {unit.unit_id: unit for unit in units}
        self._by_code: dict[str, list[int]] = {}
        for unit in self._by_id.values():
            self._by_code.setdefault(unit.code, []).append(unit.unit_id)
        self._refuse_overlaps()
        self.changes = tuple(changes)
        self._predecessors: dict[int, list[int]] = {}
        for change in self.changes:
            self._link(change)
        self._refuse_orphans()

    @classmethod
    def from_csv(cls, units: Path, changes: Path | None = None) -> "UnitRegistry":
        """Read a units table and, if given, its changes table (columns: `units/data/README.md`).

        Raises:
            PlanError: a row is unusable; names file, line and column.
        """
        change_rows = _rows(changes) if changes else ()
        return cls.from_rows(_rows(units), change_rows)

    @classmethod
    def from_rows(
        cls,
        units: Iterable[tuple[str, Mapping[str, str]]],
        changes: Iterable[tuple[str, Mapping[str, str]]] = (),
    ) -> "UnitRegistry":
        """Build from rows of text, each with the place ("tệp, dòng n") that an error is to name."""
        lives: dict[str, int] = {}
        read = []
        for place, row in units:
            unit = _unit(place, row, lives)
            lives[unit.code] = lives.get(unit.code, 0) + 1
            read.append(unit)
        return cls(read, [_change(place, row) for place, row in changes])

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self, unit_id: int) -> Unit:
        """The unit with that identifier. Raises KeyError."""
        return self._by_id[unit_id]

    def lives(self, code: str) -> tuple[Unit, ...]:
        """All units that ever bore the code, oldest first; empty if the code is unknown."""
        found = [self._by_id[unit_id] for unit_id in self._by_code.get(code, ())]
        return tuple(sorted(found, key=lambda unit: unit.valid_from or date.min))

    def at(self, code: str, on: date) -> Unit | None:
        """The unit that bore the code on that day, or None."""
        return next((unit for unit in self.lives(code) if unit.valid_on(on)), None)

    def resolve(self, code: str, on: date) -> Unit:
        """The unit that bore the code on that day.

        Raises:
            DeliveryError: no such code, or none on that day; the text names whom to use instead.
        """
        lives = self.lives(code)
        if not lives:
            raise DeliveryError(
                f"Mã đơn vị “{code}” không có trong danh mục. Đặt sổ vào thư mục mang mã của đơn vị đã lập sổ."
            )
        for unit in lives:
            if unit.valid_on(on):
                return unit
        before = [unit for unit in lives if unit.valid_to is not None and unit.valid_to < on]
        if before:
            raise DeliveryError(self._ended(before[-1], on))
        raise DeliveryError(self._not_yet(lives[0], on))

    def active(self, on: date, level: Level | None = None) -> tuple[Unit, ...]:
        """Units that existed on that day, in file order; of one level if given."""
        return tuple(unit for unit in self if unit.valid_on(on) and (level is None or unit.level == level))

    def parent(self, unit: Unit, on: date) -> Unit | None:
        """The unit above it on that day; where that one was not yet, the one that it came out of."""
        return next(iter(self._parents(unit, on)), None)

    def predecessors(self, unit: Unit) -> tuple[Unit, ...]:
        """Units that it was formed from, as the changes name them (itself renewed included)."""
        return tuple(self._by_id[unit_id] for unit_id in self._predecessors.get(unit.unit_id, ()))

    def successor(self, unit: Unit, on: date) -> Unit | None:
        """Who answers for the unit's books on that day: itself while it exists, else its successor's successor….

        None: the sources name no successor (communes dissolved at the end of 2024, districts since 1/7/2025),
        or `on` lies before the unit's first day.
        """
        current: Unit | None = unit
        while current is not None and not current.valid_on(on):
            if current.valid_to is None or on <= current.valid_to or not current.successor_ids:
                return None
            current = self._by_id[current.successor_ids[0]]
        return current

    def full_name(self, unit: Unit, on: date) -> str:
        """Name with those above it on that day: "xã An Hiệp, huyện Ba Tri, tỉnh Bến Tre"."""
        chain = [_small(unit.name_on(on))]
        above = self.parent(unit, on)
        while above is not None:
            chain.append(_small(above.name_on(on)))
            above = self.parent(above, on)
        return ", ".join(chain)

    def names(self, on: date | None, fold: Callable[[str], str]) -> Mapping[str, tuple[Unit, ...]]:
        """Index of written names for finding places in text: folded name → the units it may mean.

        Keys are `fold` of "xã An Hiệp", "xã An Hiệp, huyện Ba Tri" and "xã An Hiệp, huyện Ba Tri, tỉnh Bến Tre",
        former names and other spellings included (of the unit and of those above it). Two units under one key:
        the name alone does not tell.

        Args:
            on: only units that existed on that day; None: all that ever did.
            fold: comparison key of a text (`hotich.text`).
        """
        index: dict[str, dict[int, Unit]] = {}
        for unit in self:
            if on is not None and not unit.valid_on(on):
                continue
            for name in self._written_names(unit, on):
                index.setdefault(fold(name), {})[unit.unit_id] = unit
        return {key: tuple(units.values()) for key, units in index.items()}

    def _written_names(self, unit: Unit, on: date | None) -> list[str]:
        own = [_small(unit.name), *(_small(other.name) for other in unit.other_names)]
        names = list(own)
        above = self.at(unit.parent_code, unit.valid_to or date.max) if unit.parent_code else None
        if above is None:
            return names
        tails = self._written_names(above, on)
        # What stood above it before that one was formed: xã Thanh Tân was "huyện Mỏ Cày" until 2009.
        if above.valid_from is not None and (on is None or on < above.valid_from):
            day_before = above.valid_from - _DAY
            older = [old for old in self.predecessors(above) if old.level == above.level]
            tails += [_small(old.name_on(day_before)) for old in older]
            tails += [self.full_name(old, day_before) for old in older]
        return names + [f"{name}, {tail}" for name in own for tail in tails]

    def _parents(self, unit: Unit, on: date) -> list[Unit]:
        """Units above on that day; where the one above was not yet, those that it came out of."""
        if unit.parent_code is None:
            return []
        above = self.at(unit.parent_code, on)
        if above is not None:
            return [above]
        later = [life for life in self.lives(unit.parent_code) if life.valid_from and life.valid_from > on]
        return [old for life in later[:1] for old in self.predecessors(life) if old.valid_on(on)]

    def _ended(self, unit: Unit, on: date) -> str:
        assert unit.valid_to is not None
        text = f"Mã {unit.code} ({unit.name}) không còn từ ngày {_show(unit.valid_to + _DAY)}, trước ngày {_show(on)}"
        heir = self.successor(unit, on)
        if heir is None:
            return f"{text}; danh mục chưa ghi đơn vị kế thừa. Hỏi Sở Tư pháp mã phải dùng."
        return f"{text}. Dùng mã {heir.code} ({heir.name})."

    def _not_yet(self, unit: Unit, on: date) -> str:
        text = f"Mã {unit.code} ({unit.name}) chưa có vào ngày {_show(on)}"
        if unit.valid_from is not None:
            text += f" (lập từ {_show(unit.valid_from)})"
        older = [old for old in self.predecessors(unit) if old.valid_on(on)]
        if not older:
            return f"{text}. Dùng mã của đơn vị đã lập sổ."
        names = " hoặc ".join(f"{old.code} ({old.name_on(on)})" for old in older)
        return f"{text}. Dùng mã của đơn vị đã lập sổ: {names}."

    def _refuse_overlaps(self) -> None:
        for code in self._by_code:
            lives = self.lives(code)
            for first, second in zip(lives, lives[1:], strict=False):
                if second.valid_from is None or first.valid_to is None or second.valid_from <= first.valid_to:
                    raise PlanError(
                        f"Danh mục đơn vị: mã {code} cùng lúc là “{first.name}” và “{second.name}”. "
                        "Sửa valid_from, valid_to để mỗi ngày một mã chỉ chỉ một đơn vị."
                    )

    def _refuse_orphans(self) -> None:
        for unit in self:
            if unit.parent_code is not None and unit.parent_code not in self._by_code:
                raise PlanError(
                    f"Danh mục đơn vị: {unit.code} ({unit.name}) ghi đơn vị cấp trên {unit.parent_code} "
                    "không có trong danh mục. Thêm đơn vị ấy hoặc sửa parent_code."
                )

    def _link(self, change: UnitChange) -> None:
        day_before = change.effective_on - _DAY
        new = None if change.new_code is None else self._named(change, change.new_code, change.effective_on)
        for code in change.old_codes:
            old = self._named(change, code, day_before)
            if new is None or new.unit_id == old.unit_id:
                continue
            self._predecessors.setdefault(new.unit_id, []).append(old.unit_id)
            if old.valid_to == day_before:
                heirs = (*old.successor_ids, new.unit_id)
                self._by_id[old.unit_id] = replace(old, successor_ids=heirs)

    def _named(self, change: UnitChange, code: str, on: date) -> Unit:
        unit = self.at(code, on)
        if unit is None:
            raise PlanError(
                f"Danh mục đơn vị: thay đổi ngày {_show(change.effective_on)} ({change.document}) ghi mã {code}, "
                f"nhưng ngày {_show(on)} không có đơn vị mang mã ấy. Sửa mã hoặc ngày trong bảng thay đổi."
            )
        return unit


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                yield f"{path}, dòng {reader.line_num}", row
    except OSError as error:
        raise PlanError(
            f"Không đọc được danh mục đơn vị {path}: {error.strerror}. Kiểm tra tên tệp trong kế hoạch."
        ) from error


def _unit(place: str, row: Mapping[str, str], lives: Mapping[str, int]) -> Unit:
    code = _text(place, row, "code")
    level_text = _text(place, row, "level")
    if level_text not in list(Level):
        raise PlanError(
            f"{place}: level “{level_text}” không đúng. Ghi một trong: province (tỉnh), district (huyện), commune (xã)."
        )
    level = Level(level_text)
    if not (code.isdecimal() and len(code) == _CODE_LENGTH[level]):
        raise PlanError(
            f"{place}: mã “{code}” không đúng. Mã cấp {level.term} gồm {_CODE_LENGTH[level]} chữ số "
            "(giữ số 0 ở đầu, đặt trong dấu nháy)."
        )
    return Unit(
        unit_id=level.rank * 10_000_000 + int(code) * 100 + lives.get(code, 0) + 1,
        code=code,
        name=_text(place, row, "name"),
        kind=_text(place, row, "kind"),
        level=level,
        parent_code=(row.get("parent_code") or "").strip() or None,
        valid_from=_date(place, row, "valid_from"),
        valid_to=_date(place, row, "valid_to"),
        other_names=tuple(_other_names(place, row.get("other_names") or "")),
        note=(row.get("note") or "").strip(),
        source=(row.get("source") or "").strip(),
    )


def _change(place: str, row: Mapping[str, str]) -> UnitChange:
    effective_on = _date(place, row, "effective_on")
    if effective_on is None:
        raise PlanError(f"{place}: thiếu effective_on. Ghi ngày có hiệu lực dạng 2020-02-01.")
    return UnitChange(
        effective_on=effective_on,
        document=_text(place, row, "document"),
        kind=_text(place, row, "kind"),
        old_codes=tuple(_text(place, row, "old_codes").split("|")),
        new_code=(row.get("new_code") or "").strip() or None,
        confidence=(row.get("confidence") or "").strip(),
    )


def _other_names(place: str, text: str) -> Iterator[OtherName]:
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, until = part.partition("|")
        yield OtherName(name, _date(place, {"other_names": until}, "other_names"))


def _text(place: str, row: Mapping[str, str], column: str) -> str:
    value = (row.get(column) or "").strip()
    if not value:
        raise PlanError(f"{place}: cột {column} trống. Điền giá trị cho cột này.")
    return value


def _date(place: str, row: Mapping[str, str], column: str) -> date | None:
    value = (row.get(column) or "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise PlanError(
            f"{place}: {column} “{value}” không phải ngày. Ghi dạng năm-tháng-ngày, ví dụ 2020-02-01."
        ) from None
