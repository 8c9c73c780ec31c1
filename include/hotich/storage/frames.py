"""Query results as frames."""

from io import BytesIO
from typing import Any

import polars as pl
import psycopg
from psycopg.sql import SQL, Composed

from hotich.storage.database import transient_errors


def read_frame(conn: psycopg.Connection[Any], query: Composed, schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of a query; COPY and a csv reader are several times as fast as rows in Python."""
    with (
        transient_errors(),
        conn.cursor().copy(SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)) as copy,
    ):
        text = b"".join(bytes(part) for part in copy)
    return (
        pl.read_csv(BytesIO(text), has_header=False, schema=schema) if text else pl.DataFrame(schema=schema)
    )
