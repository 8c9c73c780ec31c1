"""Names of the Airflow pools that bound what runs at once."""

FILES_POOL = "hotich_files"
"""Steps that read files: processor and disk."""

CHECKS_POOL = "hotich_checks"
"""Steps that check what was read: of their own, so that reading the next batches never keeps a batch from its load."""

DATABASE_POOL = "hotich_db"
"""Steps that write to the database: bounds its load."""
