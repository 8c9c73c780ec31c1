"""What the whole application holds together."""

from dataclasses import dataclass
from datetime import date

from hotich.settings import Settings
from hotich.web.boards import Boards
from hotich.web.budgets import Budgets
from hotich.web.connections import Connections
from hotich.web.rendering import Pages
from hotich.web.trends import Trends


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one application."""

    settings: Settings
    as_of: date | None
    """Data date of pages that name none; None: today."""
    connections: Connections
    boards: Boards
    budgets: Budgets
    trends: Trends
    pages: Pages
