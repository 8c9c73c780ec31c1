"""The pages. Each module has a `router`; what stands in ROUTERS is served, and NAVIGATION says what the menu shows."""

from fastapi import APIRouter

from hotich.web.pages import start

ROUTERS: tuple[APIRouter, ...] = (start.router,)
