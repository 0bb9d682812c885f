"""Alembic runs the migrations through this module, on the connection that it is handed."""

from alembic import context

from leadpump.records.tables import RecordTable

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=RecordTable.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
