"""The roles that read: what they may read is in `sharing`; made anew whenever the database is upgraded.

`hotich_dashboard` sees the rows of the units that the transaction's session may see; `hotich_report` sees the counts of
all units; neither reads a table of persons. Both are group roles. `hotich_web` signs in, owns nothing, inherits nothing
and may only become `hotich_dashboard`: whatever a page is made to ask, it finds no more.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from hotich.storage.schema import METADATA
from hotich.storage.sharing import OWNER_RUN, TABLES, VIEWS, Shared

DASHBOARD = "hotich_dashboard"
REPORT = "hotich_report"
WEB = "hotich_web"
GROUPS = (DASHBOARD, REPORT)
INVOKER_VIEWS = 150000
"""PostgreSQL's version from which a view can run with its reader's rights."""


def make_groups(conn: psycopg.Connection[Any]) -> list[str]:
    """Make the group roles that the cluster lacks, where the user may; returns those that are still missing."""
    missing = []
    for name in GROUPS:
        if not _exists(conn, name):
            try:
                with conn.transaction():
                    conn.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(name)))
            except (errors.DuplicateObject, errors.UniqueViolation):
                pass  # roles belong to the cluster: another database's upgrade was quicker
            except errors.InsufficientPrivilege:
                missing.append(name)
    return missing


def apply(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """Give the readers what `sharing` says, in the caller's transaction.

    Returns: group role that got nothing → what an administrator of the server has to do about it, in SQL.
    """
    left_out = {name: f"CREATE ROLE {name} NOLOGIN" for name in make_groups(conn)}
    invoker = conn.info.server_version >= INVOKER_VIEWS
    for name in GROUPS:
        if name not in left_out and not _takes_membership(conn, name) and name == DASHBOARD and not invoker:
            # Its views can't be made to belong to it; belonging to the owner they would show it everything.
            left_out[name] = f"GRANT {name} TO {conn.info.user}"
    for statement in _statements([name for name in GROUPS if name not in left_out], invoker):
        conn.execute(statement)
    return left_out


def _exists(conn: psycopg.Connection[Any], name: str) -> bool:
    return conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None


def _takes_membership(conn: psycopg.Connection[Any], name: str) -> bool:
    """Let the owner become the role: where no login of its own is set, the pages use the owner's with lowered rights.

    False where a superuser made the role and did not grant it; the pages then need a login of their own.
    """
    row = conn.execute(
        "SELECT rolsuper OR pg_has_role(current_user, %s, 'MEMBER') FROM pg_roles WHERE rolname = current_user",
        [name],
    ).fetchone()
    if row is None or row[0]:
        return True
    try:
        with conn.transaction():
            conn.execute(SQL("GRANT {} TO CURRENT_USER").format(Identifier(name)))
    except errors.InsufficientPrivilege:
        return False
    return True


def _statements(groups: Iterable[str], invoker: bool) -> Iterator[Composed]:
    groups = list(groups)
    for name, shared in TABLES.items():
        yield SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(_named(name))
        for group in groups:
            yield SQL("CREATE POLICY {} ON {} FOR SELECT TO {} USING ({})").format(
                Identifier(group), _named(name), Identifier(group), _condition(group, shared)
            )
            columns = SQL(", ").join(Identifier(column) for column in readable(name, group))
            yield SQL("GRANT SELECT ({}) ON {} TO {}").format(columns, _named(name), Identifier(group))
    for group in groups:
        yield SQL("GRANT USAGE ON SCHEMA hotich TO {}").format(Identifier(group))
        for view in sorted({*VIEWS, *OWNER_RUN}):
            yield SQL("GRANT SELECT ON {} TO {}").format(_named(view), Identifier(group))
    for view in sorted(VIEWS):
        if invoker:
            yield SQL("ALTER VIEW {} SET (security_invoker = true)").format(_named(view))
    if not invoker and DASHBOARD in groups:
        yield from _owned_by_dashboard()


def readable(table: str, group: str) -> list[str]:
    """Columns of a shared table that a group role reads, in the table's order."""
    shared = TABLES[table]
    closed = shared.hidden if group == DASHBOARD else shared.hidden | shared.own
    return [column.name for column in METADATA.tables[f"hotich.{table}"].columns if column.name not in closed]


def _condition(group: str, shared: Shared) -> Composable:
    if group == REPORT:
        return SQL("true")
    # Asked once a query, not once a row.
    return SQL("(SELECT hotich.sees_all()) OR {}").format(SQL(shared.rows.value))


def _owned_by_dashboard() -> Iterator[Composed]:
    """Where a view runs with its owner's rights, it belongs to the role with the fewest: then its rows are filtered too."""
    role = Identifier(DASHBOARD)
    yield SQL("GRANT CREATE ON SCHEMA hotich TO {}").format(role)
    for view in sorted(VIEWS):
        yield SQL("ALTER VIEW {} OWNER TO {}").format(_named(view), role)
        yield SQL("GRANT SELECT ON {} TO CURRENT_USER").format(_named(view))
    yield SQL("REVOKE CREATE ON SCHEMA hotich FROM {}").format(role)


def _named(name: str) -> sql.Identifier:
    return Identifier("hotich", name)


def make_login(conn: psycopg.Connection[Any], name: str, password: str, database: str) -> None:
    """The login of the web's pages on a server of ours: it inherits nothing and may become `hotich_dashboard`."""
    make_groups(conn)
    login = Identifier(name)
    if not _exists(conn, name):
        conn.execute(SQL("CREATE ROLE {} LOGIN NOINHERIT").format(login))
    conn.execute(SQL("ALTER ROLE {} PASSWORD {}").format(login, Literal(password)))
    conn.execute(SQL("GRANT {} TO {}").format(Identifier(DASHBOARD), login))
    conn.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(Identifier(database), login))
