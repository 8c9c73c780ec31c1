"""Days in the plan's sentences."""

from datetime import date


def show(on: date) -> str:
    """A date as officers write it, "03/12/2018"."""
    return on.strftime("%d/%m/%Y")
