"""What a description of a register is made of: kinds, code lists, fields, editions, registers."""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hotich.errors import HotichError

SHEET_NAME = "DL Import"
"""Name of the data sheet in the Ministry's newer templates; reading prefers it to other sheets."""

ORDINAL_COLUMN = "STT"
"""Running number of the row in newer templates: a known column, never a value of the case."""


class Kind(StrEnum):
    """What a written value is, and so how it is read, normalised, stored and checked."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    DATE_IN_WORDS = "date_in_words"
    CODE = "code"
    ENTRY_NUMBER = "entry_number"
    BOOK_NUMBER = "book_number"
    PAGE = "page"
    PLACE = "place"
    ETHNICITY = "ethnicity"
    NATIONALITY = "nationality"
    """The Vietnamese name of a country; also used for a country that issued something."""
    IDENTITY_NUMBER = "identity_number"
    TIME = "time"
    YEAR = "year"
    """Four digits; only in the inventory of books."""
    COUNT = "count"
    """A whole number ≥ 0; only in the inventory of books."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeList:
    """A closed list of codes; a value outside it returns the row (delivery contract §2)."""

    name: str
    """English name, unique among the lists."""
    term: str
    """Vietnamese name of the list."""
    values: Mapping[str, str]
    """Code → Vietnamese word, in the template's order."""
    variants: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Other wordings that deliveries hold → code, e.g. the form's long wording."""

    @property
    def numeric(self) -> bool:
        """Whether every code is a whole number (then it is stored as smallint, else as text)."""
        return all(code.isdigit() for code in self.values)

    def words(self) -> dict[str, str]:
        """Every wording (codes made of letters, the list's own words, the variants) → code."""
        letters = {code: code for code in self.values if not code.isdigit()}
        return letters | {word: code for code, word in self.values.items()} | dict(self.variants)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a register, described once for template, reading, table, checks and reports."""

    name: str
    """English, unique in the register; also the column of frames and tables: `mother_birth_date`."""
    column: str
    """Header in the Ministry's template, exact: `meNgaySinh`."""
    term: str
    """Vietnamese meaning."""
    kind: Kind
    part: str
    """What it is within its block: `birth_date`; the name itself when there is no block."""
    block: str | None = None
    """Role block (`mother`); None for what belongs to the entry itself."""
    codes: CodeList | None = None
    """The closed list of a CODE field."""
    private: bool = True
    """False only where the description says why the value tells nothing of a person."""
    critical: bool = False
    """Keyed a second time by another person (short file)."""
    expected_from: date | None = None
    """First registration date whose books had this column; None: all had it. Before, a blank is normal."""
    hint: str = ""
    """How to write the cell, in Vietnamese; shown in the template."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Another edition of a register's template: the same columns with more in between."""

    name: str
    term: str
    sheet: str
    note_sheet: str
    additions: tuple[tuple[str, tuple[Field, ...]], ...]
    """(name of the field after which they stand, the added fields)."""
    ordinal: bool = False
    """Whether the sheet begins with the column STT."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The added fields, in template order."""
        return tuple(field for _, added in self.additions for field in added)


@dataclass(frozen=True, slots=True)
class Register:
    """One type of civil-status register (loại sổ hộ tịch), as its Excel template has it."""

    code: str
    """The TYPE of file names: `KS`."""
    name: str
    """English name: `birth`."""
    table: str
    """Name of its table in the database."""
    term: str
    """Vietnamese name."""
    fields: tuple[Field, ...]
    """The template's columns, in its order."""
    principals: tuple[str, ...]
    """Names of the fields that hold the principals' names; every book must have these columns."""
    special: tuple[str, ...]
    """Names of fields whose columns tell this TYPE from all others; a file without them is rejected."""
    official: bool
    """True: the Ministry's template (CV 1437/BTP-CNTT); False: this project's own, in its manner."""
    editions: tuple[Edition, ...] = ()

    @property
    def principal(self) -> str:
        """Name of the field with the (first) principal's name."""
        return self.principals[0]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields without which a row is no case: number, registration date, principals."""
        return ("entry_number", "registered_on", *self.principals)

    def missing_columns(self, present: Collection[str]) -> tuple[str, ...]:
        """Headers that a book of this TYPE needs and lacks; `present` holds the names of the fields it has.

        Needed are the required fields and those special to the TYPE (delivery contract §2).
        """
        needed = dict.fromkeys((*self.required, *self.special))
        return tuple(self.field(name).column for name in needed if name not in present)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The template's fields and then those that only an edition adds: all that frame and table hold."""
        return self.fields + tuple(field for edition in self.editions for field in edition.fields)

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when there is none."""
        for field in self.all_fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.code}: {name}")

    def by_column(self, column: str) -> Field | None:
        """The field under the template's header `column` (exact), None when unknown."""
        return next((field for field in self.all_fields if field.column == column), None)

    def blocks(self) -> dict[str, tuple[Field, ...]]:
        """Role block → its fields, in template order."""
        blocks: dict[str, tuple[Field, ...]] = {}
        for field in self.all_fields:
            if field.block is not None:
                blocks[field.block] = (*blocks.get(field.block, ()), field)
        return blocks

    def part(self, block: str, part: str) -> Field | None:
        """The field that is `part` of `block`, None when this register has none."""
        return next((field for field in self.blocks().get(block, ()) if field.part == part), None)

    def of_kind(self, *kinds: Kind) -> tuple[Field, ...]:
        """The fields of these kinds, in template order."""
        return tuple(field for field in self.all_fields if field.kind in kinds)

    def date_fields(self) -> tuple[Field, ...]:
        """The fields of kind DATE, `registered_on` among them."""
        return self.of_kind(Kind.DATE)

    def critical_fields(self) -> tuple[Field, ...]:
        """The fields of the second keying."""
        return tuple(field for field in self.fields if field.critical)

    def edition(self, name: str) -> Edition:
        """The edition called `name`; HotichError when the register has none of that name."""
        for edition in self.editions:
            if edition.name == name:
                return edition
        known = ", ".join(edition.name for edition in self.editions) or "không có"
        raise HotichError(f"Sổ {self.code} không có mẫu “{name}”. Các mẫu khác của sổ này: {known}.")

    def template_fields(self, edition: Edition | None = None) -> tuple[Field, ...]:
        """The fields in the order in which the template (of that edition) shows them."""
        if edition is None:
            return self.fields
        additions = dict(edition.additions)
        shown: list[Field] = []
        for field in self.fields:
            shown += (field, *additions.get(field.name, ()))
        return tuple(shown)
