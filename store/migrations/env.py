"""How Alembic runs a migration: in the transaction it is handed, by store.schema."""

from alembic import context
from sqlalchemy import Connection

from store.errors import StoreError
from store.tables import METADATA


def run(connection: Connection) -> None:
    """Run what was asked for, and look whether every reference still has its row."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="columns.",
    )
    context.run_migrations()
    if connection.dialect.name == "sqlite":
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    # They are not enforced while tables are rebuilt; see store.sqlite.
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(f"A migration left a row of {broken[0]} that points nowhere; undone.")


run(context.config.attributes["connection"])
