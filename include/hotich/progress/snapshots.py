"""Snapshots of progress: what the numbers were, kept for ever."""

from datetime import date
from typing import Any

import psycopg

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors


def take_snapshot(conn: psycopg.Connection[Any], stage_id: str | None, as_of: date, run: str) -> int:
    """Keep the progress of a stage (None: of all) per unit × register × stage; returns the rows written.

    `run`: id of the run that counts; a second call in the same run for the same stage writes nothing (0).
    """
    with transient_errors(), dated(conn, as_of):
        return conn.execute(
            "INSERT INTO progress_snapshot (snapshot_id, stage_id, unit_id, register, as_of, planned, lost, delivered,"
            " checked, returned, loaded, accepted, books_planned, books_delivered, books_loaded)"
            " SELECT %(run)s, stage_id, unit_id, register, %(as_of)s, planned, lost, delivered, checked, returned,"
            " loaded, accepted, books_planned, books_delivered, books_loaded"
            " FROM unit_progress WHERE %(stage)s::text IS NULL OR stage_id = %(stage)s"
            " ON CONFLICT DO NOTHING",
            {"run": run, "as_of": as_of, "stage": stage_id},
        ).rowcount
