"""Pins: the cards of tickets on boards; and of a fix that it was beside the point."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "outcome IN ('shown', 'worked', 'failed', 'silent')"
AFTER = "outcome IN ('shown', 'worked', 'failed', 'silent', 'not_relevant')"


def upgrade() -> None:
    op.create_table(
        "pins",
        sa.Column("id", NUMBER, sa.Identity(start=1), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_pins_ticket_id")),
        sa.UniqueConstraint("place", "ticket_id", name="uq_pins_place_ticket_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pins_place_external_id", "pins", ["place", "external_id"])
    _index("ix_pins_watched", "pins", ("channel", "place"), "NOT settled")
    _outcomes(AFTER)


def _index(name: str, table: str, columns: tuple[str, ...], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _outcomes(allowed: str) -> None:
    name = op.f("ck_feedback_outcome")
    with op.batch_alter_table(
        "feedback",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_autoincrement": True},
    ) as feedback:
        feedback.drop_constraint(name, type_="check")
        feedback.create_check_constraint(name, allowed)


def downgrade() -> None:
    op.execute("UPDATE feedback SET outcome = 'failed' WHERE outcome = 'not_relevant'")
    _outcomes(BEFORE)
    op.drop_table("pins")
