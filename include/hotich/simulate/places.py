"""Places as offices wrote them: hamlets, units by the name of that day, hospitals, places outside the province."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from hotich.units import Level, Unit, UnitRegistry

# (place, first digits of a CMND, first digits of a CCCD, who issued the CMND)
_ELSEWHERE: Final = (
    ("xã Tân Lý Đông, huyện Châu Thành, tỉnh Tiền Giang", "31", "082", "Công an tỉnh Tiền Giang"),
    ("Phường 4, thành phố Mỹ Tho, tỉnh Tiền Giang", "31", "082", "Công an tỉnh Tiền Giang"),
    ("xã Bình Phú, huyện Cai Lậy, tỉnh Tiền Giang", "31", "082", "Công an tỉnh Tiền Giang"),
    ("xã Quới Thiện, huyện Vũng Liêm, tỉnh Vĩnh Long", "33", "086", "Công an tỉnh Vĩnh Long"),
    ("xã Hòa Ninh, huyện Long Hồ, tỉnh Vĩnh Long", "33", "086", "Công an tỉnh Vĩnh Long"),
    ("xã Đức Mỹ, huyện Càng Long, tỉnh Trà Vinh", "33", "084", "Công an tỉnh Trà Vinh"),
    ("xã Long Đức, thành phố Trà Vinh, tỉnh Trà Vinh", "33", "084", "Công an tỉnh Trà Vinh"),
    ("Phường 8, Quận Gò Vấp, thành phố Hồ Chí Minh", "02", "079", "Công an thành phố Hồ Chí Minh"),
    ("xã Tân Thông Hội, huyện Củ Chi, thành phố Hồ Chí Minh", "02", "079", "Công an thành phố Hồ Chí Minh"),
    ("xã Mỹ Hạnh Nam, huyện Đức Hòa, tỉnh Long An", "30", "080", "Công an tỉnh Long An"),
    ("xã Mỹ Hội, huyện Cao Lãnh, tỉnh Đồng Tháp", "34", "087", "Công an tỉnh Đồng Tháp"),
    ("xã Vĩnh Thạnh Trung, huyện Châu Phú, tỉnh An Giang", "35", "089", "Công an tỉnh An Giang"),
    ("xã Nhơn Mỹ, huyện Kế Sách, tỉnh Sóc Trăng", "36", "094", "Công an tỉnh Sóc Trăng"),
    ("xã Trường Xuân, huyện Thới Lai, thành phố Cần Thơ", "36", "092", "Công an thành phố Cần Thơ"),
    ("xã Khánh Bình, huyện Trần Văn Thời, tỉnh Cà Mau", "38", "096", "Công an tỉnh Cà Mau"),
    ("phường An Phú, thị xã Thuận An, tỉnh Bình Dương", "28", "074", "Công an tỉnh Bình Dương"),
)  # fmt: skip
_ABROAD: Final = {
    "Trung Quốc (Đài Loan)": ("Thành phố Đài Bắc, Đài Loan", "Thành phố Cao Hùng, Đài Loan", "Huyện Chương Hóa, Đài Loan"),
    "Hàn Quốc": ("Thành phố Seoul, Hàn Quốc", "Tỉnh Jeollanam-do, Hàn Quốc", "Thành phố Busan, Hàn Quốc"),
    "Hoa Kỳ": ("Bang California, Hoa Kỳ", "Bang Texas, Hoa Kỳ"),
}  # fmt: skip
_HAMLETS: Final = """Phú Thạnh|Phú Hòa|Tân Bình|Bình Thạnh|Thạnh Đông|Long Khánh|An Lợi|Phước Tân|Giồng Lớn|Hòa Thuận|Vĩnh Trị
|Tích Đức|Căn Cứ|Cái Mít|Giồng Keo|Xóm Thủ|Bến Đình|Gò Chùa""".replace("\n", "").split("|")


@dataclass(frozen=True, slots=True)
class Address:
    """A place of living or origin: a hamlet in a unit of the province, or words about somewhere else."""

    unit_code: str = ""
    """Commune's code; empty: somewhere else."""
    hamlet: str = ""
    words: str = ""
    """The whole address of somewhere else."""
    papers: tuple[str, str, str] = ("", "", "")
    """First digits of CMND and CCCD issued there, and the issuing office."""


class Gazetteer:
    """The plan's units by the names they had on a day, and the addresses in them."""

    def __init__(self, units: UnitRegistry, province_code: str, last_day: date) -> None:
        self._units = units
        self._lives: dict[str, tuple[Unit, ...]] = {}
        self.last_day = last_day
        self.province_code = province_code
        self.province = _without_kind(self._unit(province_code, self.last_day).name)
        self._card_prefix = {"83": "32"}.get(province_code, "18")
        self._phrases: dict[tuple[str, int, int], str] = {}

    def _unit(self, code: str, on: date) -> Unit:
        lives = self._lives_of(code)
        return next((unit for unit in lives if unit.valid_on(on)), lives[0])

    def _lives_of(self, code: str) -> tuple[Unit, ...]:
        if code not in self._lives:
            self._lives[code] = self._units.lives(code)
        return self._lives[code]

    def level(self, code: str) -> Level:
        """Level of the unit with that code."""
        return self._unit(code, self.last_day).level

    def district_of(self, code: str) -> str:
        """Code of the district above a commune; the code itself for a district or the province."""
        unit = self._unit(code, self.last_day)
        return unit.parent_code or code if unit.level is Level.COMMUNE else code

    def exists(self, code: str, on: date) -> bool:
        """Whether the unit was there on that day."""
        return any(unit.valid_on(on) for unit in self._lives_of(code))

    def name(self, code: str, on: date) -> str:
        """Name with its kind on that day: "Xã Tân Thạch"."""
        return self._unit(code, on).name_on(on)

    def home(self, rng: Random, code: str) -> Address:
        """An address in a hamlet (ấp) or quarter (khu phố) of the commune."""
        town = not self._unit(code, self.last_day).name.startswith("Xã ")
        hamlet = f"khu phố {rng.randrange(1, 8)}" if town else f"ấp {rng.choice(_HAMLETS)}"
        if not town and rng.random() < 0.45:
            hamlet = f"ấp {rng.randrange(1, 11)}"
        papers = (self._card_prefix, f"0{self.province_code}", f"Công an tỉnh {self.province}")
        return Address(code, hamlet, papers=papers)

    def elsewhere(self, rng: Random) -> Address:
        """An address in another province."""
        words, card, citizen, office = rng.choice(_ELSEWHERE)
        return Address(words=words, hamlet=f"ấp {rng.randrange(1, 9)}", papers=(card, citizen, office))

    def abroad(self, rng: Random, country: str) -> Address:
        """An address in another country."""
        return Address(words=rng.choice(_ABROAD.get(country, (country,))))

    def phrase(self, code: str, on: date) -> str:
        """`xã Tân Thạch, huyện Châu Thành, tỉnh Bến Tre`, by the names of that day."""
        # Names change on a day: a month of its own is kept only where none does.
        key = (code, on.year, on.month)
        if key in self._phrases:
            return self._phrases[key]
        name = self._units.full_name(self._unit(code, on), on)
        first, last = (
            on.replace(day=1),
            (on.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1),
        )
        if {self._units.full_name(self._unit(code, day), day) for day in (first, last)} == {name}:
            self._phrases[key] = name
        return name

    def words(self, address: Address, on: date, *, hamlet: bool = True) -> str:
        """The address as written on that day; capital first letter."""
        where = address.words or self.phrase(address.unit_code, on)
        text = f"{address.hamlet}, {where}" if hamlet and address.hamlet else where
        return text[:1].upper() + text[1:]

    def office(self, code: str, on: date, *, short: bool) -> str:
        """The registering authority as the book names it; `short` writes UBND."""
        if code == self.province_code:
            return f"Sở Tư pháp tỉnh {self.province}"
        return f"{'UBND' if short else 'Ủy ban nhân dân'} {self.phrase(code, on)}"

    def birth_place(self, rng: Random, code: str, born: date) -> str:
        """A hospital, a health station, or home in the older days."""
        where = self.phrase(code, born)
        chance = rng.random()
        if chance < (0.10 if born.year < 1990 else 0.20):
            return f"Bệnh viện Nguyễn Đình Chiểu, tỉnh {self.province}"
        if chance < (0.2 if born.year < 1990 else 0.5):
            return f"Bệnh viện đa khoa {where.split(', ', 1)[-1]}"
        if chance < 0.8:
            return f"Trạm y tế {where}"
        return where[:1].upper() + where[1:]


def _without_kind(name: str) -> str:
    for kind in ("Thành phố ", "Tỉnh "):
        name = name.removeprefix(kind)
    return name
