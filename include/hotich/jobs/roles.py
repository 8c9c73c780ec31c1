"""One person has one role in a book: who keyed it does not decide its differences, check or approve it (domain handbook §6)."""

from typing import Any

import psycopg

from hotich.errors import DeliveryError
from hotich.storage.database import transient_errors
from hotich.storage.roles import BookRole, book_register, first_keyers, note_roles, person_key, roles_held
from hotich.storage.states import Role

NAMED = frozenset({Role.ARBITER, Role.CHECKER, Role.APPROVER})
"""Roles that nobody has without a name: who it was must be known to be somebody else."""


def refuse_conflict(conn: psycopg.Connection[Any], book_id: int, role: Role, person: str | None) -> None:
    """Raise DeliveryError when `person` may not take `role` in the book; nothing is written but who keyed it first.

    Names are compared folded. The message names no person.
    """
    key = person_key(person)
    if not key:
        if role in NAMED:
            raise DeliveryError(
                f"Phiếu không ghi họ tên {role.term}: ghi ở trang hướng dẫn rồi gửi lại, vì một người không giữ hai"
                " vai trò với một quyển sổ."
            )
        return
    note_roles(conn, first_keyers(conn, book_register(conn, book_id), [book_id]))
    for held in sorted(roles_held(conn, book_id, key) - {role}):
        raise DeliveryError(conflict(role, held))


def take_role(
    conn: psycopg.Connection[Any], book_id: int, role: Role, person: str | None, file_id: int | None
) -> None:
    """Give `person` the role in the book, or raise DeliveryError as `refuse_conflict` does.

    The book's row is locked meanwhile, so that two files at once cannot give one person two roles.
    """
    with transient_errors(), conn.transaction():
        book_register(conn, book_id, lock=True)
        refuse_conflict(conn, book_id, role, person)
        note_roles(conn, [BookRole(book_id, role, person or "", file_id)])


def conflict(role: Role, held: Role) -> str:
    """Why the person who has `held` can't have `role`, for an officer."""
    return (
        f"Người ghi trong tệp này là {held.term} của chính quyển sổ này nên không thể là {role.term}: việc này phải do"
        " người khác làm. Giao cho người khác rồi gửi lại tệp."
    )
