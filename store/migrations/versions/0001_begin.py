"""Begin: the queues, people, tickets, talks and knowledge."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FIRST_TICKET = 1001

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

# name, table, columns, only where
INDEXES = (
    ("ix_inbox_buried", "inbox", ("id",), "state = 'buried'"),
    ("ix_inbox_open_due", "inbox", ("due_at", "id"), "state = 'pending'"),
    ("ix_inbox_open_lane", "inbox", ("lane", "id"), "state = 'pending'"),
    ("ix_outages_active", "outages", ("id",), "ended_at IS NULL"),
    ("ix_outbox_buried", "outbox", ("id",), "state = 'buried'"),
    ("ix_outbox_open_due", "outbox", ("due_at", "id"), "state = 'pending'"),
    ("ix_outbox_open_lane", "outbox", ("lane", "id"), "state = 'pending'"),
    ("ix_passes_purpose_subject", "passes", ("purpose", "subject"), ""),
    ("ix_talks_nudge_at", "talks", ("nudge_at",), "nudge_at IS NOT NULL"),
    ("ix_identities_person_id", "identities", ("person_id",), ""),
    ("ix_tickets_claimed_at", "tickets", ("claimed_at",), ""),
    ("ix_tickets_outage_id", "tickets", ("outage_id",), ""),
    ("ix_tickets_requester_id", "tickets", ("requester_id",), ""),
    ("ix_tickets_status_progress_at", "tickets", ("status", "progress_at"), ""),
    ("ix_bindings_talk", "bindings", ("talk",), ""),
    ("ix_feedback_article_id_outcome", "feedback", ("article_id", "outcome"), ""),
    ("ix_feedback_talk", "feedback", ("talk",), ""),
    ("ix_lines_external_id", "lines", ("channel", "external_id"), "external_id <> ''"),
    ("ix_lines_ticket_id", "lines", ("ticket_id",), ""),
)

TABLES = (
    "lines", "feedback", "events", "bindings", "tickets", "identities", "talks", "people",
    "passes", "outages", "articles", "outbox", "inbox",
)  # fmt: skip


def upgrade() -> None:
    for name in ("inbox", "outbox"):
        _queue(name)
    for create in (
        _articles, _outages, _passes, _people, _talks, _identities, _tickets, _bindings, _events,
        _feedback, _lines,
    ):  # fmt: skip
        create()
    for index in INDEXES:
        _index(*index)
    _index("uq_people_email", "people", ("email",), "email <> ''", unique=True)
    if op.get_bind().dialect.name == "sqlite":
        # An identity column sees to it on PostgreSQL.
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000)")


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def _id(start: int = 1) -> sa.Column[Any]:
    return sa.Column("id", NUMBER, sa.Identity(start=start), nullable=False)


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:  # noqa: ANN401
    return sa.Column(name, kind, nullable=nullable)


def _index(
    name: str, table: str, names: tuple[str, ...], where: str, *, unique: bool = False
) -> None:
    only = sa.text(where) if where else None
    op.create_index(
        name, table, list(names), unique=unique, sqlite_where=only, postgresql_where=only
    )


def _articles() -> None:
    op.create_table(
        "articles",
        _column("id", sa.Text()),
        _column("language", sa.Text()),
        _column("title", sa.Text()),
        _column("body", sa.Text()),
        _column("front", JSON),
        _column("digest", sa.Text()),
        _column("retired", sa.Boolean()),
        _column("synced_at", MOMENT),
        _column("revision", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
    )


def _queue(name: str) -> None:
    op.create_table(
        name,
        _id(),
        _column("key", sa.Text()),
        _column("lane", sa.Text()),
        _column("payload", JSON),
        _column("burst", sa.Boolean()),
        _column("state", sa.Text()),
        _column("due_at", MOMENT),
        _column("attempts", sa.Integer()),
        _column("fence", sa.Text()),
        _column("lease_until", MOMENT, nullable=True),
        _column("put_at", MOMENT),
        _column("done_at", MOMENT, nullable=True),
        _column("reason", sa.Text()),
        _column("receipt", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.CheckConstraint("attempts >= 0", name=op.f(f"ck_{name}_attempts")),
        sa.CheckConstraint("state IN ('pending', 'done', 'buried')", name=op.f(f"ck_{name}_state")),
        sa.UniqueConstraint("key", name=f"uq_{name}_key"),
        sqlite_autoincrement=True,
        postgresql_with={"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02},
    )


def _outages() -> None:
    op.create_table(
        "outages",
        _id(),
        _column("service", sa.Text()),
        _column("text", sa.Text()),
        _column("started_at", MOMENT),
        _column("ended_at", MOMENT, nullable=True),
        _column("over", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
        sqlite_autoincrement=True,
    )


def _passes() -> None:
    op.create_table(
        "passes",
        _id(),
        _column("digest", sa.Text()),
        _column("purpose", sa.Text()),
        _column("subject", sa.Text()),
        _column("issued_at", MOMENT),
        _column("expires_at", MOMENT),
        _column("used_at", MOMENT, nullable=True),
        _column("revoked", sa.Boolean()),
        _column("data", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_passes"),
        sa.UniqueConstraint("purpose", "digest", name="uq_passes_purpose_digest"),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "people",
        _id(),
        _column("name", sa.Text()),
        _column("email", sa.Text()),
        _column("claimed_email", sa.Text()),
        _column("language", sa.Text()),
        _column("is_agent", sa.Boolean()),
        _column("teams", JSON),
        _column("desk", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )


def _talks() -> None:
    op.create_table(
        "talks",
        _column("key", sa.Text()),
        _column("lines", sa.Integer()),
        _column("state", JSON),
        _column("nudge_at", MOMENT, nullable=True),
        _column("touched_at", MOMENT),
        sa.PrimaryKeyConstraint("key", name="pk_talks"),
    )


def _identities() -> None:
    op.create_table(
        "identities",
        _id(),
        _column("person_id", NUMBER),
        _column("channel", sa.Text()),
        _column("address", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_identities_person_id"),
        sa.UniqueConstraint("channel", "address", name="uq_identities_channel_address"),
        sqlite_autoincrement=True,
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        _id(FIRST_TICKET),
        _column("version", sa.Integer()),
        _column("subject", sa.Text()),
        _column("status", sa.Text()),
        _column("kind", sa.Text()),
        _column("impact", sa.Integer()),
        _column("urgency", sa.Integer()),
        _column("priority", sa.Integer()),
        _column("service", sa.Text()),
        _column("language", sa.Text()),
        _column("requester_id", NUMBER, nullable=True),
        _column("assignee_id", NUMBER, nullable=True),
        _column("team", sa.Text()),
        _column("home", sa.Text()),
        _column("opened_at", MOMENT),
        _column("progress_at", MOMENT),
        _column("before_waiting", sa.Text()),
        _column("resolution", sa.Text()),
        _column("outage_id", NUMBER, nullable=True),
        _column("reopened", sa.Integer()),
        _column("told_place", sa.Integer()),
        _column("told_at", MOMENT, nullable=True),
        _column("claimed_at", MOMENT, nullable=True),
        _column("first_response_at", MOMENT, nullable=True),
        _column("resolved_at", MOMENT, nullable=True),
        _column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_tickets_version")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name="fk_tickets_assignee_id"),
        sa.ForeignKeyConstraint(["outage_id"], ["outages.id"], name="fk_tickets_outage_id"),
        sa.ForeignKeyConstraint(["requester_id"], ["people.id"], name="fk_tickets_requester_id"),
        sqlite_autoincrement=True,
    )


def _bindings() -> None:
    op.create_table(
        "bindings",
        _id(),
        _column("ticket_id", NUMBER),
        _column("talk", sa.Text()),
        _column("role", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_bindings"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_bindings_ticket_id"),
        sa.UniqueConstraint("ticket_id", "talk", "role", name="uq_bindings_ticket_id_talk_role"),
        sqlite_autoincrement=True,
    )


def _events() -> None:
    op.create_table(
        "events",
        _id(),
        _column("ticket_id", NUMBER),
        _column("seq", sa.Integer()),
        _column("at", MOMENT),
        _column("kind", sa.Text()),
        _column("actor", sa.Text()),
        _column("actor_id", NUMBER, nullable=True),
        _column("public", sa.Boolean()),
        _column("data", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name="fk_events_actor_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_events_ticket_id"),
        sa.UniqueConstraint("ticket_id", "seq", name="uq_events_ticket_id_seq"),
        sqlite_autoincrement=True,
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        _id(),
        _column("talk", sa.Text()),
        _column("article_id", sa.Text()),
        _column("question", sa.Text()),
        _column("confidence", sa.Float()),
        _column("shown_at", MOMENT),
        _column("settled_at", MOMENT, nullable=True),
        _column("outcome", sa.Text()),
        _column("ticket_id", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.CheckConstraint(
            "outcome IN ('shown', 'worked', 'failed', 'silent')", name=op.f("ck_feedback_outcome")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_feedback_ticket_id"),
        sqlite_autoincrement=True,
    )


def _lines() -> None:
    op.create_table(
        "lines",
        _id(),
        _column("talk", sa.Text()),
        _column("seq", sa.Integer()),
        _column("key", sa.Text()),
        _column("inbound", sa.Boolean()),
        _column("channel", sa.Text()),
        _column("external_id", sa.Text()),
        _column("author", sa.Text()),
        _column("text", sa.Text()),
        _column("at", MOMENT),
        _column("ticket_id", NUMBER, nullable=True),
        _column("payload", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_lines"),
        sa.ForeignKeyConstraint(["talk"], ["talks.key"], name="fk_lines_talk"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_lines_ticket_id"),
        sa.UniqueConstraint("key", name="uq_lines_key"),
        sa.UniqueConstraint("talk", "seq", name="uq_lines_talk_seq"),
        sqlite_autoincrement=True,
    )
