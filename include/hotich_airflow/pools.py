"""Names of the Airflow pools that bound what runs at once."""

FILES_POOL = "hotich_files"
"""Steps that read and check files: processor and disk."""

DATABASE_POOL = "hotich_db"
"""Steps that write to the database: bounds its load."""
