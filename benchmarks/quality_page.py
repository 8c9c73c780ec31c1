"""The tables in docs/explanation/quality.md, written from the figures: nobody writes a number there by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.markdown import table, write_between

_AIMED = {
    "structural_recall": ("rows with a structural fault that were returned", "{:.2%}", "all"),
    "sound_rows_returned": ("sound rows that were returned", "{:d}", "none"),
    "content_recall": ("content faults that were warned of, each by its own rule", "{:.2%}", "at least 95 %"),
    "false_warnings_per_1000": ("warnings for 1,000 sound rows", "{:.2f}", "at most 2"),
    "notice_recall": ("faults of whole books that were noticed", "{:.2%}", ""),
    "false_notices_per_1000": ("notices for 1,000 sound books", "{:.2f}", ""),
    "files_not_as_expected": ("files whose end is not the one that the truth says", "{:d}", "none"),
}


def write_page(page: Path, figures: dict[str, Any]) -> None:
    """Put the tables of `figures` between the page's markers; ValueError if it has none."""
    write_between(page, "quality", f"{summary(figures)}\n\n{by_family(figures)}")


def summary(figures: dict[str, Any]) -> str:
    """What was reached, on what, and the rules that miss something or cry wolf."""
    sizes = figures["sizes"]
    caption = (
        f"{sizes['sound_rows']:,} sound rows, {sizes['structural_faults']:,} rows with a structural fault,"
        f" {sizes['content_faults']:,} content faults, {sizes['book_faults']:,} faults of whole books;"
        f" {sizes['rules_planted']:,} of {sizes['rules']:,} rules had something to find. Taken {figures['taken_at'][:10]}."
    )
    odd = ", ".join(f"{count:,} {words}" for words, count in figures["oddities"].items())
    parts = [
        caption,
        table(("What", "Reached", "Aim"), _aims(figures)),
        f"Legitimate oddities among the delivered entries: {odd}.",
    ]
    doubtful = list(_doubtful(figures))
    if doubtful:
        head = ("Rule", "Name", "Planted", "Found", "False alarms")
        parts += ["Rules that missed something or spoke of sound rows:", table(head, iter(doubtful))]
    unplanted = [figure["key"] for figure in figures["rules"].values() if not figure["planted"]]
    if unplanted:
        parts.append(f"Never planted: {', '.join(f'`{key}`' for key in unplanted)}.")
    return "\n\n".join(parts)


def by_family(figures: dict[str, Any]) -> str:
    """Rules of one meaning together: what they are called within their field or block."""
    families: dict[tuple[str, str], list[int]] = {}
    for figure in figures["rules"].values():
        counts = families.setdefault((figure["severity"], figure["key"].rpartition(".")[2]), [0, 0, 0, 0])
        for place, number in enumerate((1, figure["planted"], figure["found"], figure["false_alarms"])):
            counts[place] += number
    lines = (
        (f"`{name}`", severity, *(f"{number:,}" for number in counts))
        for (severity, name), counts in sorted(families.items())
    )
    return table(("Rules named", "Severity", "Rules", "Planted", "Found", "False alarms"), lines)


def _aims(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, (words, form, aim) in _AIMED.items():
        yield words, form.format(figures[name]), aim


def _doubtful(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for rule_id, figure in figures["rules"].items():
        if figure["found"] < figure["planted"] or figure["false_alarms"]:
            numbers = (figure["planted"], figure["found"], figure["false_alarms"])
            yield rule_id, f"`{figure['key']}`", *(f"{number:,}" for number in numbers)
