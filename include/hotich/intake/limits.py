"""How large a table may be (delivery contract §2)."""

MAX_ROWS = 100_000
MAX_COLUMNS = 200
HEADER_ROWS = 10
"""The header stands in one of the first ten rows."""
LAST_ROW = MAX_ROWS + HEADER_ROWS + 1
"""No data below: header at the latest place, its caption, then the allowed rows."""


def thousands(number: int) -> str:
    """1048576 → "1.048.576", as Vietnamese texts write it."""
    return f"{number:,}".replace(",", ".")
