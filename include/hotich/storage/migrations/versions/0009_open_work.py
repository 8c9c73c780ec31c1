"""What is open is found without reading what is not."""

from hotich.storage.scripts import run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes as they were described when this revision was written."""
    run_script(__file__, ".sql")


def downgrade() -> None:
    """Drop them."""
    run_script(__file__, ".down.sql")
