"""Which version the tables have, and how they get to the newest one."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from store.errors import SchemaAhead, SchemaBehind
from store.unit import Unit, wait_for

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"
_KEPT_IN = "alembic_version"


def state(connection: Connection) -> tuple[str, str]:
    """The revision of the tables ("" if there are none), and the one this code wants."""
    return _current(connection), known()[-1]


def known() -> tuple[str, ...]:
    """Every revision this code has heard of, the oldest first: its script is named by it."""
    return tuple(sorted(path.name.partition("_")[0] for path in _SCRIPTS.glob("versions/*_*.py")))


def _current(connection: Connection) -> str:
    if not inspect(connection).has_table(_KEPT_IN):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {_KEPT_IN}")) or ""  # noqa: S608


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
    if current not in ("", *known()):
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
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Alembic takes longer to import than all else; most starts have nothing for it to do.
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
