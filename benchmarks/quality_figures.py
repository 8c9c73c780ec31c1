"""From a database and the truth about its deliveries to the figures of build/quality.json."""

# ruff: noqa: S608 – table names come from the schema

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from hotich.jobs.province import compare_with_truth
from hotich.quality.catalogue import RULES, rule, rule_with_key
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich.storage.schema import CASE_TABLES

AIMS = {
    "structural_recall": 1.0,
    "sound_rows_returned": 0,
    "content_recall": 0.95,
    "false_warnings_per_1000": 2.0,
}
"""What issue and design ask for: recalls at least so much, the others at most."""

Place = tuple[str, int]
"""(path, row as Excel shows it)."""

_BookName = tuple[str, str, int, int]
"""Unit, register, year, number."""
_BOOK_NAME = ("unit_code", "register", "year", "book_no")

NUMBERED_TWICE = frozenset({"key.duplicate", "key.repeated"})
"""Faults of rows (without the register) that the book rule on duplicates must tell of as well."""


@dataclass(slots=True)
class _Truth:
    """What was planted where."""

    structural: dict[Place, set[str]] = field(default_factory=dict)
    """Row → ids of the rules that must return it."""
    content: dict[Place, set[str]] = field(default_factory=dict)
    notices: dict[str, set[str]] = field(default_factory=dict)
    """Path → ids of the book rules that must speak."""
    sound: set[Place] = field(default_factory=set)
    sound_files: set[str] = field(default_factory=set)
    """Books in which nothing was planted, and whose numbers follow on such books or on none."""

    @property
    def planted(self) -> set[Place]:
        return self.structural.keys() | self.content.keys()


@dataclass(slots=True)
class _Seen:
    """What the pipeline said."""

    returned: dict[Place, set[str]]
    warned: dict[Place, set[str]]
    noticed: dict[str, set[str]]

    def told(self, place: Place) -> set[str]:
        return self.returned.get(place, set()) | self.warned.get(place, set())


def quality(settings: Settings, folder: Path) -> dict[str, Any]:
    """The figures of a run: overall, for kinds of faults, and for each rule (`planted`, `found`, `false_alarms`)."""
    truth, seen = _truth(folder), _seen(settings)
    rules = _by_rule(truth, seen)
    structural = [place in seen.returned for place in truth.structural]
    content = _hits(truth.content, seen)
    notices = [
        rule_id in seen.noticed.get(path, set()) for path, ids in truth.notices.items() for rule_id in ids
    ]
    false = sum(len(seen.warned.get(place, ())) for place in truth.sound)
    return {
        "structural_recall": _share(structural),
        "sound_rows_returned": len(truth.sound & seen.returned.keys()),
        "content_recall": _share(content),
        "false_warnings_per_1000": 1000 * false / len(truth.sound),
        "notice_recall": _share(notices),
        "false_notices_per_1000": 1000
        * sum(len(seen.noticed.get(path, ())) for path in truth.sound_files)
        / max(len(truth.sound_files), 1),
        "files_not_as_expected": compare_with_truth(settings, folder).files_not_as_expected,
        "rules": rules,
        "sizes": {
            "sound_rows": len(truth.sound),
            "structural_faults": len(structural),
            "content_faults": len(content),
            "book_faults": len(notices),
            "sound_books": len(truth.sound_files),
            "rules": len(RULES),
            "rules_planted": sum(1 for figure in rules.values() if figure["planted"]),
        },
        "oddities": _oddities(folder),
        "aims": AIMS,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def _hits(planted: dict[Place, set[str]], seen: _Seen) -> list[bool]:
    return [rule_id in seen.told(place) for place, ids in planted.items() for rule_id in ids]


def _by_rule(truth: _Truth, seen: _Seen) -> dict[str, dict[str, Any]]:
    planted, found, false = Counter[str](), Counter[str](), Counter[str]()
    for faults in (truth.structural, truth.content):
        for place, ids in faults.items():
            planted.update(ids)
            found.update(ids & seen.told(place))
    for path, ids in truth.notices.items():
        planted.update(ids)
        found.update(ids & seen.noticed.get(path, set()))
    for place in truth.sound:
        false.update(seen.told(place))
    for path in truth.sound_files:
        false.update(seen.noticed.get(path, ()))
    return {
        one.id: {
            "key": one.key,
            "severity": one.severity.value,
            "planted": planted[one.id],
            "found": found[one.id],
            "recall": found[one.id] / planted[one.id] if planted[one.id] else None,
            "false_alarms": false[one.id],
        }
        for one in sorted(RULES, key=lambda one: one.id)
    }


def _truth(folder: Path) -> _Truth:
    truth = _Truth()
    files = pl.read_parquet(folder / "files.parquet").filter(pl.col("kind") == "book")
    readable = set(files.filter(pl.col("expected_state") != "rejected")["path"])
    faults = pl.read_parquet(folder / "faults.parquet")
    for path, row, key, severity in faults.select("file", "row", "key", "severity").iter_rows():
        rule_id = rule_with_key(key).id
        if severity == "notice":
            truth.notices.setdefault(path, set()).add(rule_id)
        else:
            planted = truth.structural if severity == "structural" else truth.content
            planted.setdefault((path, row), set()).add(rule_id)
    cases = pl.read_parquet(folder / "cases.parquet").filter(pl.col("file").is_in(list(readable)))
    truth.sound = set(cases.select("file", "row").iter_rows()) - truth.planted
    _add_consequences(truth, files, pl.read_parquet(folder / "books.parquet"))
    for path in _straddling(cases, faults):
        _expect(truth, path, "straddling")
    everywhere = pl.read_parquet(folder / "cases.parquet")
    truth.sound_files = _sound_files(truth, files.filter(pl.col("path").is_in(list(readable))), everywhere)
    return truth


def _add_consequences(truth: _Truth, files: pl.DataFrame, books: pl.DataFrame) -> None:
    """Notices that follow from planted rows, and from what the books and the inventories are."""
    for (path, _), ids in [*truth.structural.items(), *truth.content.items()]:
        names = {rule(rule_id).key.partition(".")[2] for rule_id in ids}
        if names & NUMBERED_TWICE:
            _expect(truth, path, "duplicates")
        if "row.encoding_unclear" in names:
            _expect(truth, path, "encoding_unclear")
    for fact in files.filter(pl.col("fault") == "").join(books, on=list(_BOOK_NAME)).to_dicts():
        if not fact["in_inventory"]:
            _expect(truth, fact["path"], "not_in_inventory")


def _straddling(cases: pl.DataFrame, faults: pl.DataFrame) -> pl.Series:
    """Files whose rows show days of more than one stage."""
    undated = faults.filter((pl.col("severity") == "structural") & (pl.col("field") == "registered_on"))
    dated = cases.join(undated.select("file", "row"), on=["file", "row"], how="anti")
    stages = dated.group_by("file").agg(pl.col("stage_id").n_unique())
    return stages.filter(pl.col("stage_id") > 1)["file"]


def _expect(truth: _Truth, path: str, name: str) -> None:
    truth.notices.setdefault(path, set()).add(rule_with_key(f"SO.{name}").id)


def _sound_files(truth: _Truth, files: pl.DataFrame, cases: pl.DataFrame) -> set[str]:
    spoiled = {path for path, _ in truth.planted} | truth.notices.keys()
    spoiled |= set(files.filter(pl.col("fault") != "")["path"])
    at: dict[_BookName, str] = {row[:4]: row[4] for row in files.select(*_BOOK_NAME, "path").iter_rows()}
    whole = {book for book, path in at.items() if path not in spoiled}
    carrying = _carrying(cases)
    return {
        at[book]
        for book in whole
        if (carrying.get(book[:3], set()) if book[3] == 1 else {(*book[:3], book[3] - 1)}) <= whole
    }


def _carrying(cases: pl.DataFrame) -> dict[tuple[str, str, int], set[_BookName]]:
    """(unit, register, year) → the books of earlier years that hold entries of the year."""
    over = cases.with_columns(year=pl.col("registered_on").dt.year()).filter(
        pl.col("year") > pl.col("book_year")
    )
    found: dict[tuple[str, str, int], set[_BookName]] = {}
    for unit, register, year, *book in (
        over.select("unit_code", "register", "year", "book_year", "book_no").unique().iter_rows()
    ):
        found.setdefault((unit, register, year), set()).add((unit, register, *book))
    return found


def _oddities(folder: Path) -> dict[str, int]:
    """How many rows of the delivered books are odd and legitimate, by what is odd about them."""
    cases = pl.read_parquet(folder / "cases.parquet").filter(pl.col("file").is_not_null())
    people = pl.read_parquet(folder / "persons.parquet")
    roles = pl.read_parquet(folder / "roles.parquet").join(cases.select("case_id", "register"), on="case_id")
    born = roles.join(people, on="person_id")
    spouses = pl.read_parquet(folder / "kinship.parquet").filter(pl.col("relation") == "spouse")
    again = spouses.group_by("person_id").len().filter(pl.col("len") > 1)["person_id"].implode()
    children = born.filter(pl.col("role") == "child")
    return {
        "twins": cases.filter(pl.col("kind") == "twin").height,
        "late registrations": cases.filter(pl.col("kind") == "late").height,
        "minorities": born.filter(~pl.col("ethnicity").is_in(["Kinh", "Khác"]))["case_id"].n_unique(),
        "foreigners": born.filter(pl.col("nationality") != "Việt Nam")["case_id"].n_unique(),
        "single-word names": born.filter(~pl.col("full_name").str.contains(" "))["case_id"].n_unique(),
        "birth known to the year": born.filter(pl.col("known_to") == "year")["case_id"].n_unique(),
        "no father": children.filter(pl.col("father_id").is_null() & (pl.col("register") == "KS")).height,
        "married again": roles.filter(
            pl.col("role").is_in(["husband", "wife"])
            & pl.col("person_id").is_in(again)
            & (pl.col("register") == "KH")
        )["case_id"].n_unique(),
    }


def _seen(settings: Settings) -> _Seen:
    cases = " UNION ALL ".join(
        f"SELECT case_id, file_id, row_no FROM {table.name}" for table in CASE_TABLES.values()
    )
    with connect(settings) as conn:
        warned = conn.execute(
            f"SELECT f.path, c.row_no, w.rule_id FROM case_warning w JOIN ({cases}) c USING (case_id)"
            " JOIN delivery_file f USING (file_id)"
        ).fetchall()
        returned = conn.execute(
            "SELECT f.path, r.row_no, x.value ->> 'rule_id' FROM returned_row r JOIN delivery_file f USING (file_id),"
            " jsonb_array_elements(r.reasons) x"
        ).fetchall()
        noticed = conn.execute(
            "SELECT f.path, x.value ->> 'id' FROM delivery_file f, jsonb_array_elements(f.notices) x"
            " WHERE x.value ->> 'id' LIKE 'SO-%'"
        ).fetchall()
    by_path: dict[str, set[str]] = {}
    for path, rule_id in noticed:
        by_path.setdefault(path, set()).add(rule_id)
    return _Seen(_by_place(returned), _by_place(warned), by_path)


def _by_place(lines: Iterable[tuple[Any, ...]]) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {}
    for path, row, rule_id in lines:
        found.setdefault((path, row), set()).add(rule_id)
    return found
