"""A statement is compiled once for all databases of a kind: tests open a fresh one each.

SQLAlchemy keeps compiled statements by the engine, and its dialect is part of their key. Engines of
one kind that speak to servers of one version compile alike.
"""

from sqlalchemy import Engine, event


class Compiled(dict):
    """By statement and kind of database."""

    def get(self, key, default=None):
        return super().get(_of_the_kind(key), default)

    def __setitem__(self, key, compiled):
        super().__setitem__(_of_the_kind(key), compiled)


def _of_the_kind(key):
    dialect, *statement = key
    return (dialect.name, dialect.server_version_info, *statement)


def share():
    """From now on, for every engine of this process."""
    kept = Compiled()

    @event.listens_for(Engine, "engine_connect")
    def use(connection):
        connection.execution_options(compiled_cache=kept)
