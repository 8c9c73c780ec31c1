"""The dashboard: FastAPI and server-rendered pages in Vietnamese, every file from the app itself. Only here FastAPI is imported."""

from hotich.web.app import create_app

__all__ = ["create_app"]
