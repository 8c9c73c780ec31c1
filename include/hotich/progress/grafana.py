"""A Grafana dashboard over the metrics, written from their descriptions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final

from hotich.progress.metrics import METRICS, QUEUE_METRICS, Metric
from hotich.progress.prometheus import DATA_DATE, FAMILIES, prometheus_name
from hotich.progress.standing import Adherence
from hotich.progress.standing_metrics import (
    ADHERENCE_CODES,
    LIMIT_METRICS,
    PLAN,
    STAGE,
    STANDING_METRICS,
    UNIT,
)

_SOURCE: Final = {"type": "prometheus", "uid": "${source}"}
_WIDTH: Final = 24
_BY_NAME: Final = {metric.name: metric for metric, _ in FAMILIES}
_UNITS: Final = {"ratio": "percentunit", "flag": "bool_yes_no"}
"""What is counted → Grafana's unit; others are plain numbers."""
_CHOSEN: Final = 'stage=~"$stage"'
_PLAIN: Final = {"colorMode": "none"}
_BARS: Final = {"orientation": "horizontal", "displayMode": "basic"}
_WORST: Final = 20
_DONE, _NOT_OPEN = ADHERENCE_CODES[Adherence.DONE], ADHERENCE_CODES[Adherence.NOT_OPEN]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One chart or figure."""

    kind: str
    title: str
    targets: Sequence[tuple[str, str]]
    """(PromQL, legend)."""
    unit: str
    width: int
    height: int = 8
    about: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def dashboard() -> str:
    """The dashboard as JSON, to be imported into Grafana: for any plan, since stages and limits come with the metrics."""
    rows = (
        ("Kế hoạch đang ở đâu", _now()),
        ("Theo giai đoạn", _stages()),
        ("Theo đơn vị", _units()),
        ("Việc đang mở", _queue()),
        ("Mọi chỉ số", _all()),
    )
    board = {
        "uid": "hotich",
        "title": "hotich – tiến độ số hóa sổ hộ tịch",
        "description": "docs/reference/metrics.md; viết ra bằng `hotich generate`",
        "tags": ["hotich"],
        "timezone": "browser",
        "editable": True,
        "schemaVersion": 39,
        "refresh": "5m",
        "time": {"from": "now-90d", "to": "now"},
        "templating": {"list": _choices()},
        "panels": list(_placed(rows)),
    }
    return json.dumps(board, ensure_ascii=False, indent=2) + "\n"


def _choices() -> list[dict[str, Any]]:
    source = {"name": "source", "label": "Nguồn", "type": "datasource", "query": "prometheus", "current": {}}
    loaded = prometheus_name(_metric("standing.planned_by_now"))
    query = f'label_values({loaded}{{scope="{STAGE}"}}, stage)'
    stage = {
        "name": "stage", "label": "Giai đoạn", "type": "query", "datasource": _SOURCE, "definition": query,
        "query": {"query": query, "refId": "stage"}, "refresh": 2, "multi": True, "includeAll": True, "sort": 1,
        "current": {"text": ["All"], "value": ["$__all"]},
    }  # fmt: skip
    return [source, stage]


def _now() -> Iterable[_Panel]:
    """The whole plan in figures, and how old they are."""
    adherence = _metric("standing.adherence")
    yield _figure(adherence.term, _of(adherence, PLAN), adherence, {"mappings": _words()})
    for name in ("spi_t", "months_ahead", "in_time"):
        metric = _metric(f"standing.{name}")
        yield _figure(metric.term, _of(metric, PLAN), metric, {"unit": _unit(metric), "decimals": 2})
    overdue = _metric("standing.overdue")
    yield _figure("Số giai đoạn quá hạn", f"sum({_of(overdue, STAGE)})", overdue, {})
    yield _figure("Số liệu cũ bao lâu", f"time() - {prometheus_name(DATA_DATE)}", DATA_DATE, {"unit": "s"})


def _stages() -> Iterable[_Panel]:
    sums = [_metric(f"standing.{name}") for name in ("earned", "planned_by_now", "target")]
    yield _Panel(
        "timeseries", "Đã đạt so với kế hoạch, trường hợp",
        [(f"sum({_of(one, STAGE, _CHOSEN)})", one.term) for one in sums], "short", 12, defaults={"min": 0},
    )  # fmt: skip
    spi = _line(_metric("standing.spi_t"), 12, {"min": 0})
    limits = [(prometheus_name(one), one.term) for one in LIMIT_METRICS]
    yield replace(spi, targets=[*spi.targets, *limits])
    yield _line(_metric("standing.months_ahead"), 12)
    yield _line(_metric("standing.in_time"), 12, {"min": 0, "max": 1})


def _units() -> Iterable[_Panel]:
    spi, pace, needed = (_metric(f"standing.{name}") for name in ("spi_t", "pace", "pace_needed"))
    returned = _metric("rows.returned")
    adherence = _of(_metric("standing.adherence"), UNIT)
    undone = f"{_of(spi, UNIT, _CHOSEN)} unless {adherence} == {_DONE}"
    missing = f"({_of(needed, UNIT, _CHOSEN)} unless {adherence} == {_NOT_OPEN}) - {_of(pace, UNIT, _CHOSEN)}"
    bars = (
        ("chậm nhất theo SPI(t)", f"bottomk({_WORST}, {undone})", spi.meaning),
        (
            "thiếu nhiều ca mỗi ngày nhất",
            f"topk({_WORST}, {missing})",
            f"{needed.term} trừ {pace.term.lower()}",
        ),
        ("có nhiều dòng trả lại nhất", f"topk({_WORST}, {_sum(returned, 'unit, stage')})", returned.meaning),
    )
    for title, query, about in bars:
        yield _Panel(
            "bargauge", f"{_WORST} đơn vị {title}", [(query, "{{unit}} · {{stage}}")], "short", 8, 14, about, options=_BARS,
        )  # fmt: skip


def _queue() -> Iterable[_Panel]:
    stacked = {"min": 0, "custom": {"fillOpacity": 20, "stacking": {"mode": "normal"}}}
    for metric in QUEUE_METRICS:
        targets = [(_sum(metric, "kind"), "{{kind}}")]
        yield _Panel(
            "timeseries",
            f"{metric.term}, theo loại",
            targets,
            "short",
            12,
            about=metric.meaning,
            defaults=stacked,
        )


def _all() -> Iterable[_Panel]:
    """Each metric over time, so that none needs a query to be seen."""
    for metric in (*METRICS, *QUEUE_METRICS):
        targets = [(_sum(metric, "stage"), "{{stage}}")]
        yield _Panel(
            "timeseries", metric.term, targets, "short", 6, about=metric.meaning, defaults={"min": 0}
        )
    for metric in STANDING_METRICS:
        yield _line(metric, 6)


def _metric(name: str) -> Metric:
    return _BY_NAME[f"hotich.{name}"]


def _of(metric: Metric, scope: str, more: str = "") -> str:
    labels = f'scope="{scope}"' + (f", {more}" if more else "")
    return f"{prometheus_name(metric)}{{{labels}}}"


def _sum(metric: Metric, by: str) -> str:
    return f"sum by ({by}) ({prometheus_name(metric)}{{{_CHOSEN}}})"


def _figure(title: str, query: str, metric: Metric, defaults: Mapping[str, Any]) -> _Panel:
    return _Panel(
        "stat", title, [(query, "")], "short", 4, 4, metric.meaning, defaults=defaults, options=_PLAIN
    )


def _line(metric: Metric, width: int, defaults: Mapping[str, Any] | None = None) -> _Panel:
    targets = [(_of(metric, STAGE, _CHOSEN), "{{stage}}")]
    return _Panel(
        "timeseries",
        metric.term,
        targets,
        _unit(metric),
        width,
        about=metric.meaning,
        defaults=defaults or {},
    )


def _unit(metric: Metric) -> str:
    return _UNITS.get(metric.unit, "short")


def _words() -> list[dict[str, Any]]:
    """The codes of adherence in words and shapes: colour alone tells nobody anything."""
    texts = {
        str(code): {"text": f"{one.shape} {one.term}", "index": code} for one, code in ADHERENCE_CODES.items()
    }
    return [{"type": "value", "options": texts}]


def _placed(rows: Iterable[tuple[str, Iterable[_Panel]]]) -> Iterator[dict[str, Any]]:
    """Panels under their headings, from left to right and from top to bottom."""
    numbers, y = count(1), 0
    for title, panels in rows:
        yield {
            "id": next(numbers), "type": "row", "title": title, "collapsed": False, "panels": [],
            "gridPos": {"h": 1, "w": _WIDTH, "x": 0, "y": y},
        }  # fmt: skip
        y, x, height = y + 1, 0, 0
        for panel in panels:
            if x + panel.width > _WIDTH:
                y, x, height = y + height, 0, 0
            yield _drawn(panel, next(numbers), x, y)
            x, height = x + panel.width, max(height, panel.height)
        y += height


def _drawn(panel: _Panel, number: int, x: int, y: int) -> dict[str, Any]:
    instant = panel.kind != "timeseries"
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": _SOURCE,
        "gridPos": {"h": panel.height, "w": panel.width, "x": x, "y": y},
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": _SOURCE,
                "expr": query,
                "legendFormat": legend or "__auto",
                "instant": instant,
                "range": not instant,
            }
            for place, (query, legend) in enumerate(panel.targets)
        ],  # fmt: skip
        "fieldConfig": {"defaults": {"unit": panel.unit, **panel.defaults}, "overrides": []},
        "options": {"reduceOptions": {"calcs": ["lastNotNull"]}, **panel.options} if instant else {},
    }
