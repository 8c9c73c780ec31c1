"""Whether a written place names the unit whose book it is, another listed unit, or none.

The answer decides whether a row is returned (`noiDangKy` that *clearly* names another listed unit, delivery contract
§3), so doubt never says "other": a place must be named with its kind ("xã", "phường", "UBND huyện"), and units that
no list holds (huyện Mỏ Cày, thị xã Bến Tre of the books of 1976–2009) say "none". What a
unit was renamed to, or what was newly formed of it, is its own: offices rewrite the name.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from hotich.text.folding import fold
from hotich.units import Level, Unit, UnitRegistry

Answer = Literal["blank", "own", "other", "none"]

_LONGEST: Final = 300
_KINDS: Final[Mapping[Level, tuple[str, ...]]] = {
    Level.COMMUNE: ("xã", "phường", "thị trấn"),
    Level.DISTRICT: ("huyện", "thành phố", "thị xã", "quận"),
    Level.PROVINCE: ("tỉnh", "thành phố"),
}
_SHORT: Final = {
    "tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "ttr": "thị trấn", "p": "phường", "f": "phường",
    "x": "xã", "h": "huyện", "q": "quận", "t": "tỉnh",
}  # fmt: skip
_ABBREVIATION: Final = re.compile(r"(?<![\w.])(tp|tx|ttr?)\b\.?\s*|(?<![\w.])([pfxhqt])\.\s*")
_MENTION: Final = re.compile(
    r"(?<!\w)(?P<kind>thị trấn|thị xã|thành phố|phường|xã|huyện|quận|tỉnh)\s+(?P<name>.*?)\s*"
    r"(?=$|[,;:()/\-–]|(?<!\w)(?:thị trấn|thị xã|thành phố|phường|xã|huyện|quận|tỉnh)(?!\w))"
)
_ORGAN: Final = r"(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân|ubhc|phòng tư pháp)"
_DISTRICT_ORGAN: Final = re.compile(rf"(?<!\w){_ORGAN}\s+(?:huyện|thành phố|thị xã|quận)(?!\w)")
_PROVINCE_ORGAN: Final = re.compile(rf"(?<!\w)(?:sở tư pháp|stp|{_ORGAN}\s+tỉnh)(?!\w)")


class Mention(NamedTuple):
    """A unit named with its kind, both folded."""

    kind: str
    name: str


class PlaceIndex:
    """The written names of a registry's units, to answer `names_unit`."""

    def __init__(self, units: UnitRegistry) -> None:
        self._units = units
        self._named = units.names(None, fold)

    @lru_cache(maxsize=20_000)  # noqa: B019  an index lives as long as its plan
    def names_unit(self, text: str | None, unit_id: int) -> Answer:
        """Does a cleaned `text` name the unit `unit_id`, clearly another listed one, or none?

        Raises:
            KeyError: no such unit.
        """
        own = self._units.by_id(unit_id)
        if not text:
            return "blank"
        if len(text) > _LONGEST:
            return "none"
        key = _ABBREVIATION.sub(lambda found: _SHORT[found[1] or found[2]] + " ", fold(text))
        mentions = [Mention(found["kind"], found["name"]) for found in _MENTION.finditer(key)]
        by_level = {
            level: [m for m in mentions if m.kind in kinds and m.name] for level, kinds in _KINDS.items()
        }
        if self._is_elsewhere(by_level[Level.PROVINCE]):
            return "none"
        if _DISTRICT_ORGAN.search(key):
            return self._judge(own, self._found(Level.DISTRICT, by_level[Level.DISTRICT]))
        if by_level[Level.COMMUNE]:
            return self._judge_commune(own, by_level[Level.COMMUNE], by_level[Level.DISTRICT])
        if _PROVINCE_ORGAN.search(key):
            return "own" if own.level is Level.PROVINCE else "other"
        return self._judge_container(own, by_level, key)

    def _is_elsewhere(self, mentions: list[Mention]) -> bool:
        """Is a province named ("tỉnh …") that the registry does not hold?"""
        return any(m.kind == "tỉnh" and not self._found(Level.PROVINCE, [m]) for m in mentions)

    def _judge_commune(self, own: Unit, communes: list[Mention], districts: list[Mention]) -> Answer:
        anywhere = self._found(Level.COMMUNE, communes)
        listed = [m for m in districts if self._found(Level.DISTRICT, [m])]
        inside = {
            unit_id
            for commune in communes
            for district in listed
            for kind in _KINDS[Level.COMMUNE]
            for above in _KINDS[Level.DISTRICT]
            for unit_id in self._ids(f"{kind} {commune.name}, {above} {district.name}")
        }
        if not listed:
            return "none" if districts and not anywhere & self._own_ids(own) else self._judge(own, anywhere)
        return self._judge(own, inside)

    def _judge_container(self, own: Unit, by_level: dict[Level, list[Mention]], key: str) -> Answer:
        """A place without a commune and without an office's name: only the own unit is clear."""
        named = self._found(own.level, by_level[own.level]) if own.level is not Level.COMMUNE else set()
        if own.level is Level.PROVINCE and by_level[Level.DISTRICT]:
            named = set()
        if not any(by_level.values()):
            bare = re.split(r"[,;:()/\-–]", key)[0].strip()
            named = self._found(own.level, [Mention("", bare)])
        return "own" if named & self._own_ids(own) else "none"

    def _judge(self, own: Unit, named: set[int]) -> Answer:
        if not named:
            return "none"
        return "own" if named & self._own_ids(own) else "other"

    def _found(self, level: Level, mentions: list[Mention]) -> set[int]:
        """Units of `level` with these names, whatever their kind: a commune became a town."""
        return {
            unit_id
            for mention in mentions
            for kind in _KINDS[level]
            for unit_id in self._ids(f"{kind} {mention.name}")
            if self._units.by_id(unit_id).level is level
        }

    def _ids(self, key: str) -> set[int]:
        return {unit.unit_id for unit in self._named.get(key, ())}

    @lru_cache(maxsize=2_000)  # noqa: B019  an index lives as long as its plan
    def _own_ids(self, own: Unit) -> frozenset[int]:
        """The unit, later lives of its code, and what was newly formed of it.

        A neighbour that it was merged into is another unit: it had books of its own at the same time.
        """
        found: set[int] = set()
        waiting = [own]
        while waiting:
            unit = waiting.pop()
            if unit.unit_id not in found:
                found.add(unit.unit_id)
                later = [*self._units.lives(unit.code), *map(self._units.by_id, unit.successor_ids)]
                waiting += [heir for heir in later if _follows(heir, unit)]
        return frozenset(found)


def _follows(heir: Unit, unit: Unit) -> bool:
    """Did `heir` begin after `unit` ended?"""
    return heir.valid_from is not None and unit.valid_to is not None and heir.valid_from > unit.valid_to


@lru_cache(maxsize=8)
def place_index(units: UnitRegistry) -> PlaceIndex:
    """The index of a registry, made once."""
    return PlaceIndex(units)
