"""The SQL scripts beside the revisions of the schema: what each wrote when it was written, for ever."""

from pathlib import Path

from alembic import op


def run_script(revision_file: str, suffix: str) -> None:
    """Run the script of a revision, `.sql` up or `.down.sql` down, in the migration's transaction."""
    script = Path(revision_file).with_suffix(suffix).read_text(encoding="utf-8")
    # The driver itself: SQLAlchemy would take a percent sign for a parameter.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)
