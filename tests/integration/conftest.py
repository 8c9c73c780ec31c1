"""One real PostgreSQL for the session; every test module works in a fresh copy of a migrated database."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from hotich.settings import Settings
from hotich.storage import migration
from hotich.storage.database import open_url
from hotich.storage.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    for folder in (home, *home.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o1 and "pytest" in folder.name:
            folder.chmod(0o711)  # pytest makes its folders private; the server's own account must pass
    server = Server(home).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template_database(server: Server) -> str:
    """Name of a migrated, empty database."""
    _make(server, "template_hotich")
    migration.upgrade(_url(server, "template_hotich"))
    return "template_hotich"


@pytest.fixture(scope="module")
def database(server: Server, template_database: str, request: pytest.FixtureRequest) -> str:
    """libpq URL of this module's own database."""
    name = request.module.__name__.split(".")[-1]
    _make(server, name, template_database)
    return _url(server, name)


@pytest.fixture(scope="module")
def empty_database(server: Server, request: pytest.FixtureRequest) -> str:
    """libpq URL of a database without tables, for this module alone."""
    name = request.module.__name__.split(".")[-1] + "_empty"
    _make(server, name)
    return _url(server, name)


@pytest.fixture(scope="module")
def database_settings(database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation that works in this module's database, its folders below a temporary home."""
    home = tmp_path_factory.mktemp("installation")
    return replace(Settings.read({"HOTICH_HOME": str(home)}), database_url=database)


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to this module's database."""
    with open_url(database) as connection:
        yield connection


def _make(server: Server, name: str, template: str = "template0") -> None:
    with psycopg.connect(server.url(), autocommit=True) as admin:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        admin.execute(words)


def _url(server: Server, name: str) -> str:
    return server.url().rsplit("/", 1)[0] + "/" + name
