"""Correspondents: how much they were answered by themselves, who is held, whose mail comes back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Those a person may have to look at: few, however many there are.
KEPT = "held_at IS NOT NULL OR bounced_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "correspondents",
        sa.Column("id", NUMBER, sa.Identity(start=1), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("window_at", MOMENT, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("held_why", sa.Text(), nullable=False),
        sa.Column("bounced_at", MOMENT, nullable=True),
        sa.Column("bounced_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondents")),
        sa.UniqueConstraint("channel", "address", name="uq_correspondents_channel_address"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_correspondents_address", "correspondents", ["address"])
    op.create_index("ix_correspondents_window_at", "correspondents", ["window_at"])
    where = sa.text(KEPT)
    op.create_index(
        "ix_correspondents_kept",
        "correspondents",
        ["id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_table("correspondents")
