"""What every table is made of."""

from typing import Any

from sqlalchemy import Column, Identity, Index, MetaData, Table, text

from store.columns import Number

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column(start: int = 1) -> Column[int]:
    """A number that the database gives."""
    return Column("id", Number, Identity(start=start), primary_key=True)


def column(name: str, kind: Any, *rules: Any) -> Column[Any]:  # noqa: ANN401 - any column type
    """What is always there."""
    return Column(name, kind, *rules, nullable=False)


def table(name: str, *parts: Any, **options: Any) -> Table:  # noqa: ANN401 - what Table takes
    """Rows with a number each."""
    # AUTOINCREMENT: an id is never given twice, not even after its row was deleted.
    return Table(name, METADATA, *parts, sqlite_autoincrement=True, **options)


def partial(*names: str, where: str, name: str, unique: bool = False) -> Index:
    """An index of those rows alone for which `where` holds."""
    condition = text(where)
    return Index(name, *names, unique=unique, sqlite_where=condition, postgresql_where=condition)
