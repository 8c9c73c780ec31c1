"""Pairs of equal cases, and the marks by which they are found."""

from hotich.storage.scripts import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables as they were described when this revision was written."""
    run_script(__file__, ".sql")


def downgrade() -> None:
    """Drop them; what they hold can be found again by loading."""
    run_script(__file__, ".down.sql")
