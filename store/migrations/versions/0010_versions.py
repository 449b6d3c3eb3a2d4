"""Articles have versions, and the store knows which state of a folder came after which."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TEXTS = (
    "language", "title", "body", "digest", "state", "source", "place", "author",
)  # fmt: skip


def _text(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - what Column takes
    return sa.Column(name, sa.Text(), nullable=False, **more)


def _number(name: str, before: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=before)


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(_text("place", server_default=""))
        articles.add_column(_text("author", server_default=""))
        articles.add_column(_number("version", "1"))
        articles.add_column(sa.Column("written_at", MOMENT, nullable=True))
    op.execute("UPDATE articles SET written_at = synced_at")
    with op.batch_alter_table("articles") as articles:
        articles.alter_column("written_at", existing_type=MOMENT, nullable=False)
        articles.create_index("ix_articles_revision", ["revision"])
    op.create_table(
        "article_versions",
        _text("article_id"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *map(_text, TEXTS),
        sa.Column("front", JSON, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "version", name=op.f("pk_article_versions")),
    )
    op.create_table(
        "checkouts",
        sa.Column("id", NUMBER, sa.Identity(start=1), nullable=False),
        _text("digest"),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkouts")),
        sa.UniqueConstraint("digest", name=op.f("uq_checkouts_digest")),
        sqlite_autoincrement=True,
    )
    op.add_column("feedback", _number("version", "0"))


def downgrade() -> None:
    with op.batch_alter_table(
        "feedback",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_autoincrement": True},
    ) as feedback:
        feedback.drop_column("version")
    op.drop_table("checkouts")
    op.drop_table("article_versions")
    with op.batch_alter_table("articles") as articles:
        articles.drop_index("ix_articles_revision")
        for name in ("place", "author", "version", "written_at"):
            articles.drop_column(name)
