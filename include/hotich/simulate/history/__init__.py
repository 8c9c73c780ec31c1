"""A whole province's years of work, written straight into a database: for pages, reports and measurements at full size."""

from hotich.simulate.history.writing import HistorySummary, write_history

__all__ = ["HistorySummary", "write_history"]
