"""A dashboard over a province in which two communes of two districts have delivered, and accounts that see parts of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from hotich.jobs.accounts import add_account
from hotich.settings import Settings
from hotich.storage.server import Server
from hotich.web import create_app

HERE, THERE = "28855", "28909"
"""Two communes of two districts; each delivers two good rows and one that is returned."""
PASSWORD = "bốn con ngựa chạy qua cầu"
ACCOUNTS = {
    "so-tu-phap": ("province", None), "huyen-chau-thanh": ("district", "831"), "xa-o-day": ("unit", HERE),
    "xa-o-kia": ("unit", THERE),
}  # fmt: skip


@dataclass
class Visitor:
    """A browser without eyes: keeps cookies, knows the token of the last form it saw."""

    client: TestClient

    def __post_init__(self) -> None:
        self.client.headers["Accept"] = "text/html,*/*;q=0.8"

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **options)

    def token(self, path: str = "/dang-nhap") -> str:
        """The hidden field of the page's form."""
        found = re.search(r'name="ma_bieu_mau" value="(\w+)"', self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def post(
        self, path: str, token: str | None = None, headers: dict[str, str] | None = None, **fields: str
    ) -> Any:
        data = fields if token is None else fields | {"ma_bieu_mau": token}
        return self.client.post(path, data=data, headers=headers, follow_redirects=False)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Any:
        return self.post("/dang-nhap", self.token(), ten=name, mat_khau=password, **fields)

    @property
    def cookie(self) -> str | None:
        """The session's token, as the browser holds it."""
        return self.client.cookies.get("hotich_phien")


@pytest.fixture(scope="session")
def province(make_office: Callable[..., Any], make_entries: Callable[..., Any], server: Server) -> Any:
    """The office that took in what both communes sent, counted."""
    office = make_office()
    for unit in (HERE, THERE):
        office.put_inventory(
            unit, {"register_code": "KS", "year": "2017", "book_number": "1", "case_count": "3"}
        )
        rows = make_entries("KS", 3)
        rows[2]["child_sex"] = "9"
        office.put(f"{unit}/x.KS.2017.01.xlsx", rows)
    office.run()
    name = str(office.settings.database_url).rsplit("/", 1)[1]
    office.settings = replace(office.settings, web_database_url=server.web_url(name))
    for account, (role, unit) in ACCOUNTS.items():
        add_account(office.settings, account, role, unit, PASSWORD, must_change=False)
    return office


@pytest.fixture(scope="session")
def web_settings(province: Any) -> Settings:
    settings: Settings = province.settings
    return settings


@pytest.fixture(scope="session")
def app(web_settings: Settings) -> Iterator[FastAPI]:
    made = create_app(web_settings)
    yield made
    made.state.parts.connections.close()


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(TestClient(app, raise_server_exceptions=False))


@pytest.fixture
def signed_in(app: FastAPI, province: Any) -> Callable[[str], Visitor]:
    """Somebody who has signed in under that name."""

    def make(name: str) -> Visitor:
        office = province
        office.all("DELETE FROM login_attempt RETURNING 1")
        someone = Visitor(TestClient(app, raise_server_exceptions=False))
        assert someone.sign_in(name).status_code == 303
        return someone

    return make
