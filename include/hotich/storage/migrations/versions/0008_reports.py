"""Reports that were made."""

from hotich.storage.scripts import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables as they were described when this revision was written."""
    run_script(__file__, ".sql")


def downgrade() -> None:
    """Drop them with everything in them."""
    run_script(__file__, ".down.sql")
