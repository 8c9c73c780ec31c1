"""The return loop: corrections, double keying, samples, scans, approvals, roles."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables as they were described when this revision was written."""
    _run(".sql")


def downgrade() -> None:
    """Drop them with everything in them."""
    _run(".down.sql")


def _run(suffix: str) -> None:
    script = Path(__file__).with_suffix(suffix).read_text(encoding="utf-8")
    # The driver itself: SQLAlchemy would take a percent sign for a parameter.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)
