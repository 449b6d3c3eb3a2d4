"""Articles are drafted, reviewed, published and retired, and somebody is reminded to look again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEW = {"state": "published", "source": "folder", "review": "", "reminded": ""}
FALLS_DUE = "state = 'published' AND review <> '' AND reminded <> review"


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        for name, before in NEW.items():
            column = sa.Column(name, sa.Text(), nullable=False, server_default=before)
            articles.add_column(column)
    op.execute("UPDATE articles SET state = 'retired' WHERE retired")
    with op.batch_alter_table("articles") as articles:
        articles.drop_column("retired")
    where = sa.text(FALLS_DUE)
    op.create_index(
        "ix_articles_review", "articles", ["review"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("ix_articles_review", "articles")
    with op.batch_alter_table("articles") as articles:
        retired: sa.Column[bool] = sa.Column(
            "retired", sa.Boolean(), nullable=False, server_default=sa.false()
        )
        articles.add_column(retired)
    op.execute("UPDATE articles SET retired = true WHERE state <> 'published'")
    with op.batch_alter_table("articles") as articles:
        for name in NEW:
            articles.drop_column(name)
