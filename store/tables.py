"""What is kept, and where: the tables of both databases."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from store.columns import Json, Key, Link, Moment, Names, Number, Words
from store.table_parts import METADATA as METADATA
from store.table_parts import column as _column
from store.table_parts import id_column as _id
from store.table_parts import partial as _partial
from store.table_parts import table as _table

FIRST_TICKET = 1001


def _queue(name: str) -> Table:
    return _table(
        name,
        _id(),
        _column("key", Key),
        _column("lane", Key),
        _column("channel", Key),
        _column("payload", Json),
        _column("burst", Boolean),
        _column("state", Text),
        _column("due_at", Moment),
        _column("attempts", Integer),
        _column("failures", Integer),
        _column("fence", Text),
        Column("lease_until", Moment),
        _column("put_at", Moment),
        Column("done_at", Moment),
        _column("reason", Words),
        _column("receipt", Words),
        UniqueConstraint("key"),
        CheckConstraint("state IN ('pending', 'done', 'buried')", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        _partial("lane", "id", where="state = 'pending'", name=f"ix_{name}_open_lane"),
        _partial("due_at", "id", where="state = 'pending'", name=f"ix_{name}_open_due"),
        _partial("id", where="state = 'buried'", name=f"ix_{name}_buried"),
        _partial("done_at", where="state = 'done'", name=f"ix_{name}_done"),
        # Rows change a few times and then rest: room to do it in place, and a keen vacuum.
        postgresql_with={"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02},
    )


INBOX_TABLE = _queue("inbox")
OUTBOX_TABLE = _queue("outbox")

LEASES = Table(
    "leases",
    METADATA,
    Column("name", Key, primary_key=True),
    _column("holder", Words),
    _column("fence", Number),
    _column("until", Moment),
)

BLOBS = Table(
    "blobs",
    METADATA,
    Column("id", Key, primary_key=True),
    _column("data", LargeBinary),
    _column("put_at", Moment),
)

# Spelled the same in index and question: only so can the planner tell that the index serves.
AT_THE_DESK = "is_agent"
IN_LINE = "status = 'new' AND assignee_id IS NULL"
RESOLVED = "status = 'resolved'"
WATCHED = "NOT settled"
FALLS_DUE = "state = 'published' AND review <> '' AND reminded <> review"
KEPT = "held_at IS NOT NULL OR bounced_at IS NOT NULL"

PEOPLE = _table(
    "people",
    _id(),
    _column("name", Words),
    _column("email", Key),
    _column("claimed_email", Words),
    _column("language", Words),
    _column("is_agent", Boolean),
    _column("teams", Names),
    _column("desk", Key),
    _partial("email", where="email <> ''", name="uq_people_email", unique=True),
    _partial("id", where=AT_THE_DESK, name="ix_people_agents"),
)

IDENTITIES = _table(
    "identities",
    _id(),
    _column("person_id", Number, ForeignKey("people.id")),
    _column("channel", Key),
    _column("address", Key),
    UniqueConstraint("channel", "address"),
    Index(None, "person_id"),
)

CORRESPONDENTS = _table(
    "correspondents",
    _id(),
    _column("channel", Key),
    _column("address", Key),
    _column("window_at", Moment),
    _column("answers", Integer),
    Column("held_at", Moment),
    _column("held_why", Words),
    Column("bounced_at", Moment),
    _column("bounced_why", Words),
    UniqueConstraint("channel", "address"),
    Index(None, "address"),
    Index(None, "window_at"),
    _partial("id", where=KEPT, name="ix_correspondents_kept"),
)

OUTAGES = _table(
    "outages",
    _id(),
    _column("service", Words),
    _column("text", Words),
    _column("started_at", Moment),
    Column("ended_at", Moment),
    _column("over", Words),
    _partial("id", where="ended_at IS NULL", name="ix_outages_active"),
)

TICKETS = _table(
    "tickets",
    _id(FIRST_TICKET),
    _column("version", Integer),
    _column("subject", Words),
    _column("status", Key),
    _column("kind", Words),
    _column("impact", Integer),
    _column("urgency", Integer),
    _column("priority", Integer),
    _column("service", Words),
    _column("language", Words),
    Column("requester_id", Link, ForeignKey("people.id")),
    Column("assignee_id", Link, ForeignKey("people.id")),
    _column("team", Words),
    _column("home", Key),
    _column("opened_at", Moment),
    _column("progress_at", Moment),
    _column("before_waiting", Words),
    _column("resolution", Words),
    Column("outage_id", Link, ForeignKey("outages.id")),
    _column("reopened", Integer),
    _column("told_place", Integer),
    Column("told_at", Moment),
    Column("claimed_at", Moment),
    Column("first_response_at", Moment),
    Column("resolved_at", Moment),
    Column("closed_at", Moment),
    CheckConstraint("version >= 1", name="version"),
    # The line in its order, and what a clock looks for: as long as they are, not as history is.
    _partial("priority", "opened_at", "id", where=IN_LINE, name="ix_tickets_line"),
    _partial("resolved_at", where=RESOLVED, name="ix_tickets_resolved_at"),
    _partial("assignee_id", "status", where="assignee_id IS NOT NULL", name="ix_tickets_held"),
    Index(None, "status", "progress_at"),
    Index(None, "requester_id", "status"),
    Index(None, "outage_id"),
    Index(None, "claimed_at"),
)

EVENTS = _table(
    "events",
    _id(),
    _column("ticket_id", Number, ForeignKey("tickets.id")),
    _column("seq", Integer),
    _column("at", Moment),
    _column("kind", Words),
    _column("actor", Words),
    Column("actor_id", Link, ForeignKey("people.id")),
    _column("public", Boolean),
    _column("data", Json),
    UniqueConstraint("ticket_id", "seq"),
    CheckConstraint("seq >= 1", name="seq"),
)

BINDINGS = _table(
    "bindings",
    _id(),
    _column("ticket_id", Number, ForeignKey("tickets.id")),
    _column("talk", Key),
    _column("role", Key),
    UniqueConstraint("ticket_id", "talk", "role"),
    Index(None, "talk"),
)

PINS = _table(
    "pins",
    _id(),
    _column("channel", Key),
    _column("place", Key),
    _column("ticket_id", Number, ForeignKey("tickets.id")),
    _column("external_id", Key),
    _column("digest", Text),
    _column("version", Integer),
    _column("settled", Boolean),
    _column("at", Moment),
    UniqueConstraint("place", "ticket_id"),
    Index(None, "place", "external_id"),
    # Cards of tickets that may still move: not as many as there ever were.
    _partial("channel", "place", where=WATCHED, name="ix_pins_watched"),
)

TALKS = Table(
    "talks",
    METADATA,
    Column("key", Key, primary_key=True),
    _column("lines", Integer),
    _column("state", Json),
    Column("nudge_at", Moment),
    _column("touched_at", Moment),
    _partial("nudge_at", where="nudge_at IS NOT NULL", name="ix_talks_nudge_at"),
)

LINES = _table(
    "lines",
    _id(),
    _column("talk", Key, ForeignKey("talks.key")),
    _column("seq", Integer),
    _column("key", Key),
    _column("inbound", Boolean),
    _column("channel", Key),
    _column("external_id", Key),
    _column("author", Words),
    _column("text", Words),
    _column("at", Moment),
    Column("ticket_id", Link, ForeignKey("tickets.id")),
    _column("payload", Json),
    UniqueConstraint("key"),
    UniqueConstraint("talk", "seq"),
    _partial("channel", "external_id", where="external_id <> ''", name="ix_lines_external_id"),
    Index(None, "ticket_id"),
)

THREADS = Table(
    "threads",
    METADATA,
    Column("channel", Key, primary_key=True),
    Column("external_id", Key, primary_key=True),
    _column("talk", Key),
    _column("noted_at", Moment),
    Index(None, "noted_at"),
)

ARTICLES = Table(
    "articles",
    METADATA,
    Column("id", Key, primary_key=True),
    _column("language", Words),
    _column("title", Words),
    _column("body", Words),
    _column("front", Json),
    _column("digest", Text),
    _column("state", Key),
    _column("source", Key),
    _column("review", Key),  # the day of its front matter, "" if there is none
    _column("reminded", Key),  # the day of which somebody was reminded
    _column("place", Key),  # the file it came from, "" if it was written at the desk
    _column("author", Words),  # who wrote what it says now, "" if nobody knows
    _column("version", Integer),  # of the text, from 1 on
    _column("written_at", Moment),  # since when it says this
    _column("synced_at", Moment),
    _column("revision", Integer),
    Index(None, "revision"),
    _partial("review", where=FALLS_DUE, name="ix_articles_review"),
)

# What an article said before; what it says now is in its row.
VERSIONS = Table(
    "article_versions",
    METADATA,
    Column("article_id", Key, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _column("language", Words),
    _column("title", Words),
    _column("body", Words),
    _column("front", Json),
    _column("digest", Text),
    _column("state", Key),
    _column("source", Key),
    _column("place", Key),
    _column("author", Words),
    _column("written_at", Moment),
)

# The states that folders of articles were in, by their digest; the newest is what the desk uses.
CHECKOUTS = _table(
    "checkouts",
    _id(),
    _column("digest", Key),
    _column("seen_at", Moment),
    UniqueConstraint("digest"),
)

FEEDBACK = _table(
    "feedback",
    _id(),
    _column("talk", Key),
    _column("article_id", Key),
    _column("question", Words),
    _column("confidence", Float),
    _column("shown_at", Moment),
    Column("settled_at", Moment),
    _column("outcome", Text),
    Column("ticket_id", Link, ForeignKey("tickets.id")),
    Column("service", Text, nullable=False, server_default=""),
    Column("channel", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    # How many steps were shown when it was settled; 0 where all were shown at once.
    Column("step", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "outcome IN ('shown', 'worked', 'failed', 'silent', 'not_relevant', 'solved')",
        name="outcome",
    ),
    Index(None, "talk"),
    Index(None, "article_id", "outcome"),
    Index(None, "settled_at"),
)

# What agents say a ticket is; `said` is false where they only let it stand.
LABELS = _table(
    "labels",
    _id(),
    _column("ticket_id", Number, ForeignKey("tickets.id")),
    _column("name", Key),
    _column("label", Key),
    _column("said", Boolean),
    _column("at", Moment),
    Index(None, "at"),
    Index(None, "ticket_id", "name"),
)

# What an encoder made of a text; `key` is the digest of the text.
VECTORS = Table(
    "vectors",
    METADATA,
    Column("key", Key, primary_key=True),
    Column("encoder", Text, primary_key=True),
    _column("data", LargeBinary),
)

PASSES = _table(
    "passes",
    _id(),
    _column("digest", Key),
    _column("purpose", Key),
    _column("subject", Key),
    _column("issued_at", Moment),
    _column("expires_at", Moment),
    Column("used_at", Moment),
    _column("revoked", Boolean),
    _column("data", Json),
    UniqueConstraint("purpose", "digest"),
    Index(None, "purpose", "subject"),
)

KEYS = _table(
    "keys",
    _id(),
    _column("secret", LargeBinary),
    _column("made_at", Moment),
)

SECRETS = Table(
    "secrets",
    METADATA,
    Column("name", Key, primary_key=True),
    _column("sealed", LargeBinary),
    _column("put_at", Moment),
)
