"""The pages. Each module has a `router`; what stands in ROUTERS is served, and NAVIGATION says what the menu shows."""

from fastapi import APIRouter

from hotich.web.pages import (
    budget,
    difficulties,
    difficulty,
    district,
    guides,
    overview,
    quality,
    reminders,
    runs,
    stage,
    unit,
    units,
)

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    stage.router,
    district.router,
    units.router,
    unit.router,
    quality.router,
    reminders.router,
    difficulties.router,
    difficulty.router,
    budget.router,
    runs.router,
    guides.router,
)
