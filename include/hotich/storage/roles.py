"""Who did what with a book (`book_role`); the names come from the files, folded to be compared."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from hotich.storage.database import transient_errors
from hotich.storage.schema import CASE_TABLES
from hotich.storage.states import Role
from hotich.text.folding import fold

KEYER = "transcriber_name"
"""The field of every register that names who keyed the row."""


@dataclass(frozen=True, slots=True)
class BookRole:
    """One person's part in one book."""

    book_id: int
    role: Role
    person: str
    """As written."""
    file_id: int | None = None
    """The file that told it; None: an answer inside the system."""

    @property
    def key(self) -> str:
        """The folded name; "" for a blank one."""
        return person_key(self.person)


def person_key(person: str | None) -> str:
    """The name folded for comparison: letter case, blanks and the place of tone marks do not matter."""
    return fold(person or "")


def note_roles(conn: psycopg.Connection[Any], roles: Iterable[BookRole]) -> None:
    """Write down who did what; what is known stays as it is, a blank name is nobody."""
    facts = [
        {"book_id": one.book_id, "role": one.role.value, "key": one.key, "person": one.person, "file_id": one.file_id}
        for one in roles
        if one.key
    ]  # fmt: skip
    if not facts:
        return
    with transient_errors():
        conn.execute(
            "INSERT INTO book_role (book_id, role, person_key, person, file_id)"
            " SELECT x.book_id, x.role, x.key, x.person, x.file_id FROM jsonb_to_recordset(%s::jsonb)"
            " AS x (book_id int, role text, key text, person text, file_id int)"
            " ORDER BY x.book_id, x.role, x.key, x.file_id ON CONFLICT DO NOTHING",
            [json.dumps(facts, ensure_ascii=False)],
        )


def roles_held(conn: psycopg.Connection[Any], book_id: int, key: str) -> set[Role]:
    """The roles that the person with this folded name has in the book."""
    with transient_errors():
        rows = conn.execute(
            "SELECT role FROM book_role WHERE book_id = %s AND person_key = %s", [book_id, key]
        )
        return {Role(role) for (role,) in rows.fetchall()}


def first_keyers(conn: psycopg.Connection[Any], register: str, book_ids: Sequence[int]) -> list[BookRole]:
    """Who keyed the loaded cases of these books of one register: each name of each book once."""
    with transient_errors():
        rows = conn.execute(
            SQL(
                "SELECT book_id, {0}, min(file_id) FROM {1} WHERE book_id = ANY(%s) AND {0} IS NOT NULL"
                " GROUP BY 1, 2"
            ).format(Identifier(KEYER), Identifier("hotich", CASE_TABLES[register].name)),
            [list(book_ids)],
        ).fetchall()
    return [BookRole(book_id, Role.FIRST_KEYER, person, file_id) for book_id, person, file_id in rows]


def second_keyers(conn: psycopg.Connection[Any], file_ids: Sequence[int]) -> list[BookRole]:
    """Who keyed the rows of these short files: each name of each file once."""
    with transient_errors():
        rows = conn.execute(
            'SELECT DISTINCT book_id, "values" ->> %s, file_id FROM short_row WHERE file_id = ANY(%s)'
            ' AND "values" ->> %s IS NOT NULL',
            [KEYER, list(file_ids), KEYER],
        ).fetchall()
    return [BookRole(book_id, Role.SECOND_KEYER, person, file_id) for book_id, person, file_id in rows]


def book_register(conn: psycopg.Connection[Any], book_id: int, *, lock: bool = False) -> str:
    """The register of a book; `lock`: its row is locked until the transaction ends."""
    words = SQL("SELECT register FROM book WHERE book_id = %s {}").format(SQL("FOR UPDATE" if lock else ""))
    with transient_errors():
        row = conn.execute(words, [book_id]).fetchone()
    if row is None:
        raise ValueError(f"no book {book_id}")
    return str(row[0])
