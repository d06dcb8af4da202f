"""Where Alembic meets the database: the caller hands over a connection that acts as casework_owner."""

from alembic import context

from casework.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
