"""Alembic's entry: the caller hands over an open connection, see ``Database.migrate``."""

from alembic import context

from service.records import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
