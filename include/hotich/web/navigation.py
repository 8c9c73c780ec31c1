"""The entries of the menu, in their order."""

from dataclasses import dataclass
from typing import Final

_PROGRESS: Final = "tien-do"
"""The guide to most pages: how progress is computed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry."""

    path: str
    title: str
    guide: str = _PROGRESS
    """Name of the guide that says how its numbers are computed, or what to do there."""
    province_only: bool = False
    """Shown to accounts that see every unit."""

    def is_at(self, path: str) -> bool:
        """Whether a page of that path belongs to this entry."""
        return path == self.path or (self.path != "/" and path.startswith(self.path + "/"))


NAVIGATION: tuple[Entry, ...] = (
    Entry("/", "Tổng quan"),
    Entry("/dia-ban", "Địa bàn"),
    Entry("/don-vi", "Đơn vị"),
    Entry("/chat-luong", "Chất lượng"),
    Entry("/don-doc", "Đôn đốc", "don-doc"),
    Entry("/kho-khan", "Khó khăn", "kho-khan-vuong-mac"),
    Entry("/kinh-phi", "Kinh phí", "kinh-phi"),
    Entry("/van-hanh", "Vận hành", province_only=True),
)


def guide_of(path: str) -> str:
    """Name of the guide to a page."""
    return next((entry.guide for entry in NAVIGATION if entry.is_at(path)), _PROGRESS)
