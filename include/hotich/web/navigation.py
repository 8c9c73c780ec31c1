"""The entries of the menu, in their order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry."""

    path: str
    title: str

    def is_at(self, path: str) -> bool:
        """Whether a page of that path belongs to this entry."""
        return path == self.path or (self.path != "/" and path.startswith(self.path + "/"))


NAVIGATION: tuple[Entry, ...] = (Entry("/", "Tổng quan"),)
