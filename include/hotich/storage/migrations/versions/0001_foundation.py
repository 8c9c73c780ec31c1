"""The nine case tables and all that deliveries, loads, the audit and progress need."""

from hotich.storage.scripts import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables as they were described when this revision was written: the SQL is frozen beside this file."""
    run_script(__file__, ".sql")


def downgrade() -> None:
    """Drop them with everything in them."""
    run_script(__file__, ".down.sql")
