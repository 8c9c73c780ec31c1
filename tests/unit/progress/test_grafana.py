"""The dashboard file asks only for what is exposed, with labels that there are, and shows every metric."""

import json
import re

import pytest

from hotich.progress import Adherence
from hotich.progress.grafana import dashboard
from hotich.progress.prometheus import FAMILIES, prometheus_name
from hotich.progress.standing_metrics import ADHERENCE_CODES
from hotich.settings import PROJECT_ROOT

LABELS = {prometheus_name(metric): set(tags) for metric, tags in FAMILIES}
NAME = re.compile(r"hotich_[a-z0-9_]+")


@pytest.fixture(scope="module")
def board():
    return json.loads(dashboard())


@pytest.fixture(scope="module")
def queries(board):
    found = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    return [*found, board["templating"]["list"][1]["definition"]]


def test_it_asks_for_what_is_exposed(queries):
    assert {name for query in queries for name in NAME.findall(query)} <= set(LABELS)
    assert len(queries) > len(LABELS)


def test_every_metric_has_a_panel(queries):
    assert {name for query in queries for name in NAME.findall(query)} == set(LABELS)


def test_selectors_and_legends_name_labels_of_their_metric(board):
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            for name, selector in re.findall(r"(hotich_[a-z0-9_]+)\{([^}]*)\}", target["expr"]):
                assert set(re.findall(r"(\w+)=", selector)) <= LABELS[name], target["expr"]
            shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            kept = {label for name in NAME.findall(target["expr"]) for label in LABELS[name]}
            for grouped in re.findall(r"sum by \(([\w, ]+)\)", target["expr"]):
                kept &= set(grouped.split(", "))
            assert shown <= kept, target["expr"]


def test_a_query_of_where_work_stands_names_one_scope(queries):
    """Figures of two scopes are never added."""
    for query in queries:
        for name, selector in re.findall(r"(hotich_standing_[a-z_]+)(\{[^}]*\})?", query):
            assert 'scope="' in selector, (name, query)


def test_adherence_is_told_in_words_and_shapes(board):
    (panel,) = [one for one in board["panels"] if one["title"] == "Tình trạng" and one["type"] == "stat"]
    texts = {one["text"] for one in panel["fieldConfig"]["defaults"]["mappings"][0]["options"].values()}
    assert texts == {f"{one.shape} {one.term}" for one in Adherence}


def test_panels_lie_beside_each_other(board):
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    taken = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_the_page_about_monitoring_names_what_there_is():
    page = (PROJECT_ROOT / "docs" / "how-to" / "do-luong.md").read_text("utf-8")
    named = {name for name in NAME.findall(page) if name not in {"hotich_report"}}
    assert len(named) > 3
    assert named <= set(LABELS)
    (code, words) = re.search(r"adherence\{[^}]*\} == (\d) # (.*)", page).groups()
    assert {one.term: number for one, number in ADHERENCE_CODES.items()}[words] == int(code)
