"""Alembic's entry: runs migrations on the connection that `hotich.storage.migration` hands over."""

from alembic import context

from hotich.storage.cases import SCHEMA
from hotich.storage.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table="schema_revision",
    version_table_schema=SCHEMA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
