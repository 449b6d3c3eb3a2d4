"""Which version the tables have, and how they get to the newest one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from store.errors import SchemaAhead, SchemaBehind
from store.unit import Unit, wait_for

_SCRIPTS = Path(__file__).parent / "migrations"


def state(connection: Connection) -> tuple[str, str]:
    """The revision of the tables ("" if there are none), and the one this code wants."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current or "", _scripts().get_current_head() or ""


def require(connection: Connection) -> None:
    """Raise SchemaBehind or SchemaAhead unless the tables are the ones this code wants."""
    current, head = state(connection)
    refuse_newer(current)
    if current != head:
        raise SchemaBehind(
            f"The database has the tables of revision {current or 'none'}, this Firstline needs "
            f"{head}: run `firstline db upgrade`."
        )


def refuse_newer(current: str) -> None:
    """Raise SchemaAhead if this code has never heard of the revision."""
    known = {"", *(script.revision for script in _scripts().walk_revisions())}
    if current not in known:
        raise SchemaAhead(
            f"The database has the tables of revision {current}, which this Firstline is too old "
            f"for: install the newer version, then run `firstline db upgrade`."
        )


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision, all or nothing; others wait for their turn."""
    with engine.begin() as connection:
        wait_for(Unit(connection), "firstline schema")
        current, head = state(connection)
        if current == head:
            return
        refuse_newer(current)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
