"""The entries of the menu, in their order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry."""

    path: str
    title: str
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
    Entry("/don-doc", "Đôn đốc"),
    Entry("/kho-khan", "Khó khăn"),
    Entry("/kinh-phi", "Kinh phí"),
    Entry("/van-hanh", "Vận hành", province_only=True),
)
