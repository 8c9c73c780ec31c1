"""Guides: every page leads to what explains its numbers, and no guide leads nowhere."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.postgres


@pytest.fixture
def reader(signed_in: Callable[[str], Any]) -> Any:
    return signed_in("xa-o-day")


def names(text: str) -> list[str]:
    return re.findall(r'href="/huong-dan/([\w-]+)"', text.partition("<main")[2])


def test_every_guide_is_read_and_its_links_lead_to_places_that_are_there(reader: Any) -> None:
    listed = names(reader.get("/huong-dan").text)
    assert len(listed) == len(set(listed)) > 5
    pages = {name: reader.get(f"/huong-dan/{name}").text.partition("<main")[2] for name in listed}
    led = 0
    for name, text in pages.items():
        assert text.count("<h1") == 1
        body = text.partition("<article")[2].partition("</article>")[0]
        for link in re.findall(r'href="([^"]*)"', body):
            path, _, place = link.partition("#")
            target = path.removeprefix("/huong-dan/") or name
            assert target in pages, (name, link)
            assert not place or f'id="{unquote(place)}"' in pages[target], (name, link)
            led += 1
    assert led > 5


def test_what_is_written_for_engineers_keeps_its_words_and_loses_its_link(reader: Any) -> None:
    text = reader.get("/huong-dan/don-doc").text
    assert "trang ngưỡng" in text
    assert "reference/thresholds" not in text


@pytest.mark.parametrize(
    ("path", "guide"),
    [("/chat-luong", "tien-do"), ("/kinh-phi", "kinh-phi"), ("/don-doc", "don-doc"), ("/kho-khan", "kho-khan-vuong-mac")],
)  # fmt: skip
def test_a_page_leads_to_how_its_numbers_are_computed(reader: Any, path: str, guide: str) -> None:
    footer = reader.get(path).text.partition("<footer")[2]
    assert f'href="/huong-dan/{guide}"' in footer


def test_there_is_no_guide_of_another_name(reader: Any) -> None:
    for name in ("..%2fREADME", "architecture", "x"):
        assert reader.get(f"/huong-dan/{name}").status_code == 404


def test_guides_are_for_who_is_signed_in(visitor: Any) -> None:
    assert visitor.get("/huong-dan/tien-do").status_code in {303, 401}
