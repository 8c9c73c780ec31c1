"""The table in docs/explanation/speed.md, written from the figures: nobody writes a number there by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.markdown import table, write_between

_AIMED = {
    "ratio_to_copy": ("time against raw `\\copy`", "{:.2f} times", "at most {:g} times"),
    "ratio_to_usual": ("speed against the usual way", "{:.1f} times", "at least {:g} times"),
    "airflow_overhead": ("what Airflow adds to the time", "{:.0%}", "at most {:.0%}"),
    "rss_growth": ("memory, large against small", "{:.2f} times", "at most {:g} times"),
    "time_growth": ("time for a case, large against small", "{:.2f} times", "at most {:g} times"),
}


def write_page(page: Path, figures: dict[str, Any]) -> None:
    """Put the tables of `figures` between the page's markers; ValueError if it has none."""
    write_between(page, "bench", tables(figures))


def tables(figures: dict[str, Any]) -> str:
    """All tables, as markdown."""
    return "\n\n".join(
        [
            _caption(figures),
            table(("What", "Reached", "Aim", ""), _aims(figures)),
            table(("Way", "Cases", "Seconds", "Rows a second"), _ways(figures)),
            table(
                ("Step", "Seconds in it", "of which its threads' CPU", "Rows a second of it"), _steps(figures)
            ),
            _costs(figures),
        ]
    )


def is_reached(name: str, value: float, aim: float) -> bool:
    """Whether a ratio is as good as its aim."""
    return value >= aim if name == "ratio_to_usual" else value <= aim


def _caption(figures: dict[str, Any]) -> str:
    machine, sizes = figures["machine"], figures["sizes"]
    return (
        f"{_whole(sizes['cases'])} births in {_whole(sizes['books'])} books (xlsx), {sizes['batches']} batches; median of"
        f" {sizes['repeats']} runs. {machine['processors']} processors ({machine['processor']}),"
        f" {machine['memory_mb'] / 1024:.0f} GB, Python {machine['python']}, PostgreSQL {machine['postgresql']};"
        f" load before the run {machine['load_before']:.1f}. Taken {figures['taken_at'][:10]}."
    )


def _aims(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, (words, form, aim_form) in _AIMED.items():
        value, aim = figures[name], figures["aims"][name]
        if value is not None:
            mark = "reached" if is_reached(name, value, aim) else "not reached"
            yield words, form.format(value), aim_form.format(aim), mark


def _ways(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    sizes, seconds, speed = figures["sizes"], figures["seconds"], figures["rows_per_second"]
    ways = (
        ("raw `\\copy` of the loaded rows", sizes["cases"], seconds["copy"], speed["copy"]),
        ("the pipeline", sizes["cases"], seconds["pipeline"], speed["pipeline"]),
        ("the pipeline, large", sizes["large_cases"], seconds["pipeline_large"], speed["pipeline_large"]),
        ("the pipeline in Airflow", sizes["cases"], seconds["airflow"], speed["airflow"]),
        ("the usual way", sizes["usual_rows"], seconds["usual_sample"], speed["usual"]),
        ("the usual way, extrapolated", sizes["cases"], seconds["usual_extrapolated"], speed["usual"]),
    )
    for words, cases, time, rate in ways:
        if time is not None:
            yield words, _whole(cases), f"{time:.1f}", _whole(rate)


def _steps(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    rates = figures["rows_per_second"]["stages"]
    for step, lap in figures["stages"].items():
        rate = rates[step]
        yield step, f"{lap['seconds']:.2f}", f"{lap['cpu_seconds']:.2f}", _whole(rate) if rate else "–"


def _costs(figures: dict[str, Any]) -> str:
    cpu, memory = figures["cpu_seconds"], figures["peak_rss_mb"]
    airflow = f" In Airflow: {cpu['airflow']:.1f} CPU seconds in all." if cpu["airflow"] else ""
    large = f" ({memory['pipeline_large']:.0f} MB for the large delivery)" if memory["pipeline_large"] else ""
    return (
        f"The pipeline took {cpu['python']:.1f} CPU seconds of Python and {cpu['postgresql']:.1f} of PostgreSQL"
        f" (raw `\\copy`: {cpu['postgresql_copy']:.1f}); its process held {memory['pipeline']:.0f} MB at most{large}."
        + airflow
    )


def _whole(number: float) -> str:
    return f"{number:,.0f}"
