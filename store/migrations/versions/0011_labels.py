"""What the desk says a ticket is, to be learnt from; services that stood when agents resolved."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Until now a service was only ever read from the words: whoever resolved the ticket let it stand.
STOOD = """
INSERT INTO labels (ticket_id, name, label, said, at)
SELECT tickets.id, 'service', tickets.service, false, MAX(events.at)
FROM tickets JOIN events ON events.ticket_id = tickets.id
WHERE tickets.service <> '' AND tickets.outage_id IS NULL
AND events.kind = 'resolved' AND events.actor_id IS NOT NULL
GROUP BY tickets.id, tickets.service
"""


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "labels",
        sa.Column("id", number, sa.Identity(start=1), nullable=False),
        sa.Column("ticket_id", number, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("said", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_labels_ticket_id_tickets")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_labels_at"), "labels", ["at"])
    op.create_index(op.f("ix_labels_ticket_id_name"), "labels", ["ticket_id", "name"])
    op.execute(STOOD)


def downgrade() -> None:
    op.drop_table("labels")
