"""Replicas: channels of queue rows, leases for what only one may do, small blobs, retention.

And indexes, so that no question asked while a message waits grows with history.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

QUEUES = ("inbox", "outbox")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOUND_FAST = (
    ("ix_people_agents", "people", ("id",), "is_agent"),
    (
        "ix_tickets_line",
        "tickets",
        ("priority", "opened_at", "id"),
        "status = 'new' AND assignee_id IS NULL",
    ),
    ("ix_tickets_resolved_at", "tickets", ("resolved_at",), "status = 'resolved'"),
    ("ix_tickets_held", "tickets", ("assignee_id", "status"), "assignee_id IS NOT NULL"),
)


def upgrade() -> None:
    for queue in QUEUES:
        _name_channels(queue)
        _count_failures(queue)
        _index(f"ix_{queue}_done", queue, ("done_at",), "state = 'done'")
    for name, table, columns, where in FOUND_FAST:
        _index(name, table, columns, where)
    op.drop_index("ix_tickets_requester_id", "tickets")
    op.create_index("ix_tickets_requester_id_status", "tickets", ("requester_id", "status"))
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "blobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("put_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blobs")),
    )


def _name_channels(queue: str) -> None:
    """A lane begins with the name of its channel."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column(queue, sa.Column("channel", sa.Text(), nullable=False, server_default=""))
    start = "substr(lane, 1, instr(lane, '|') - 1)" if is_sqlite else "split_part(lane, '|', 1)"
    op.execute(f"UPDATE {queue} SET channel = {start}")  # noqa: S608 - names of ours
    if not is_sqlite:
        op.alter_column(queue, "channel", server_default=None)


def _count_failures(queue: str) -> None:
    """Until now whatever has a reason to wait had failed each time."""
    op.add_column(queue, sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.execute(f"UPDATE {queue} SET failures = attempts WHERE reason <> ''")  # noqa: S608
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(queue, "failures", server_default=None)


def _index(name: str, table: str, columns: tuple[str, ...], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_table("blobs")
    op.drop_table("leases")
    op.drop_index("ix_tickets_requester_id_status", "tickets")
    op.create_index("ix_tickets_requester_id", "tickets", ("requester_id",))
    for name, table, _, _ in FOUND_FAST:
        op.drop_index(name, table)
    for queue in QUEUES:
        op.drop_index(f"ix_{queue}_done", queue)
        op.drop_column(queue, "failures")
        op.drop_column(queue, "channel")
