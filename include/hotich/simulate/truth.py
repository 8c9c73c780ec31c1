"""What is true of a delivery: persons, kinship, cases, roles, books, files, planted faults, typing differences.

Written beside the inbox as parquet, one file a table, with `summary.json`; the columns are described in `COLUMNS`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from hotich.simulate.cases import Book, Case
from hotich.simulate.people import Person

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "persons": (
        "person_id", "full_name", "former_name", "renamed_on", "sex", "born", "known_to", "died", "ethnicity",
        "nationality", "identity_number", "personal_number", "mother_id", "father_id", "home_unit",
    ),
    "kinship": ("person_id", "relative_id", "relation"),
    "cases": (
        "case_id", "register", "unit_code", "stage_id", "registered_on", "number", "suffix", "book_year", "book_no", "kind",
        "struck_out", "file", "row",
    ),
    "roles": ("case_id", "role", "person_id"),
    "faults": ("file", "row", "case_id", "key", "severity", "field", "original", "planted"),
    "scans": ("package", "name", "case_id", "state", "fault"),
    "typing": ("file", "row", "case_id", "field", "first", "second", "wrong"),
    "books": (
        "unit_code", "register", "year", "book_no", "stage_id", "opened_on", "locked_on", "pages", "cases",
        "struck_out", "condition", "straddles", "delivered", "in_inventory",
    ),
    "files": (
        "path", "kind", "unit_code", "register", "year", "book_no", "stage_id", "format", "encoding", "rows",
        "expected_state", "fault",
    ),
}  # fmt: skip
"""Table → columns. `row` is the row's number as Excel shows it. `relation`: mother, father, spouse, child_of_guardian.

faults: `key` is the rule's key, `severity` structural (the row must be returned), content (it should be warned of) or
notice (of the file as a whole, without a row).
scans: `state` what the file must be found to be once its case is loaded: matched, unreadable, doubled, surplus, misnamed; or
missing, for a case without a scan (no `name`); `fault` what was done, empty for nothing.
files: `kind` book, short, scan, inventory, manifest, stray; `expected_state` loaded, partly loaded, rejected, or ignored;
`fault` what was done to the file, empty for nothing. Faults of rows in a rejected file are not in `faults`.
typing: `wrong` says which keying is wrong, `first` or `second`.
"""

_DATES: Final = frozenset({"renamed_on", "born", "died", "registered_on", "opened_on", "locked_on"})
_NUMBERS: Final = frozenset(
    {"person_id", "mother_id", "father_id", "relative_id", "case_id", "number", "book_year", "book_no", "year", "row",
     "pages", "cases", "rows"}
)  # fmt: skip
_FLAGS: Final = frozenset({"straddles", "delivered", "in_inventory"})

Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Truth:
    """The tables in the making; `merge` adds those of another part of the province."""

    tables: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, **values: Any) -> None:
        """Add a row; a missing column is null."""
        self.tables[table].append(tuple(values.get(column) for column in COLUMNS[table]))

    def merge(self, other: "Truth") -> None:
        """Add all rows of `other`."""
        for name, rows in other.tables.items():
            self.tables[name] += rows

    def add_people(self, cases: Iterable[Case]) -> None:
        """The persons of the cases with their parents, and who is whose parent, spouse or guardian."""
        people: dict[int, Person] = {}
        for case in cases:
            for role, person in case.roles.items():
                self.add("roles", case_id=case.case_id, role=role, person_id=person.person_id)
                for one in (person, person.mother, person.father):
                    if one is not None:
                        people[one.person_id] = one
            if case.register == "GH":
                ward, guardian = case.roles["ward"], case.roles["guardian"]
                self.add(
                    "kinship", person_id=ward.person_id, relative_id=guardian.person_id, relation="guardian"
                )
            if case.register == "CMC":
                child, parent = case.roles["child"], case.roles["parent"]
                self.add(
                    "kinship",
                    person_id=child.person_id,
                    relative_id=parent.person_id,
                    relation="recognised_by",
                )
        for person in people.values():
            self._add_person(person, people)

    def _add_person(self, person: Person, people: Mapping[int, Person]) -> None:
        self.add(
            "persons",
            person_id=person.person_id,
            full_name=person.name.upper(),
            former_name=person.former_name.upper() or None,
            renamed_on=person.renamed_on,
            sex=person.sex,
            born=person.born,
            known_to=person.known_to,
            died=person.died,
            ethnicity=person.ethnicity,
            nationality=person.nationality,
            identity_number=person.card_number,
            personal_number=person.citizen_number,
            mother_id=person.mother.person_id if person.mother else None,
            father_id=person.father.person_id if person.father else None,
            home_unit=person.address.unit_code,
        )
        for relation, relative in (("mother", person.mother), ("father", person.father)):
            if relative is not None:
                self.add(
                    "kinship", person_id=person.person_id, relative_id=relative.person_id, relation=relation
                )
        for spouse in person.spouses:
            if spouse.person_id in people:
                self.add(
                    "kinship", person_id=person.person_id, relative_id=spouse.person_id, relation="spouse"
                )

    def add_book(self, book: Book) -> None:
        """One original book."""
        self.add(
            "books",
            unit_code=book.unit,
            register=book.register,
            year=book.year,
            book_no=book.number,
            stage_id=book.stage_id,
            opened_on=book.opened_on,
            locked_on=book.locked_on,
            pages=book.pages,
            cases=len(book.cases),
            struck_out=len(book.cases) - len(book.rows),
            condition=book.condition,
            straddles=book.straddles,
            delivered=book.delivered,
            in_inventory=book.in_inventory,
        )

    def write(self, folder: Path, summary: "SimulationSummary") -> None:
        """Write all tables and the summary into `folder`."""
        import polars as pl

        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            schema = {column: _type(name, column) for column in COLUMNS[name]}
            pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / f"{name}.parquet")
        text = json.dumps(asdict(summary), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / "summary.json").write_text(f"{text}\n", encoding="utf-8")


def _type(table: str, column: str) -> Any:
    import polars as pl

    if column in _DATES:
        return pl.Date
    if column in _FLAGS or (table == "cases" and column == "struck_out"):
        return pl.Boolean
    if column in _NUMBERS or column == "struck_out":
        return pl.Int64
    return pl.String


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """What `simulate` made, in counts."""

    seed: int
    plan: str
    units: tuple[str, ...]
    cases: int
    """Registered events in all books, those struck out and those in books not delivered included."""
    rows: int
    """Rows in the files of books that can be read."""
    files: int
    books: int
    persons: int
    structural_faults: int
    """Rows that must be returned."""
    content_faults: int
    rejected_files: int
    registers: Mapping[str, int]
    """Register → cases."""
    stages: Mapping[str, int]
    """Stage → cases, by registration date."""
    planted: Mapping[str, int]
    """Fault key (with the register) → how often planted."""


def count(values: Iterable[str]) -> dict[str, int]:
    """How often each value occurs, in the order of the values."""
    counts: dict[str, int] = {}
    for value in sorted(values):
        counts[value] = counts.get(value, 0) + 1
    return counts
