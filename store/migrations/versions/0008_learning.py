"""What is learnt from: where a suggestion was shown, tickets solved by articles, kept vectors."""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CONTEXT = ("service", "channel", "language")
CHECK = "ck_feedback_outcome"
BEFORE = "outcome IN ('shown', 'worked', 'failed', 'silent', 'not_relevant')"
AFTER = "outcome IN ('shown', 'worked', 'failed', 'silent', 'not_relevant', 'solved')"


def _feedback() -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table(
        "feedback",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_autoincrement": True},
    )


def upgrade() -> None:
    with _feedback() as feedback:
        for name in CONTEXT:
            feedback.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        feedback.drop_constraint(op.f(CHECK), type_="check")
        feedback.create_check_constraint(op.f(CHECK), AFTER)
        feedback.create_index("ix_feedback_settled_at", ["settled_at"])
    op.create_table(
        "vectors",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", "encoder", name=op.f("pk_vectors")),
    )


def downgrade() -> None:
    op.drop_table("vectors")
    op.execute("DELETE FROM feedback WHERE outcome = 'solved'")
    with _feedback() as feedback:
        feedback.drop_index("ix_feedback_settled_at")
        feedback.drop_constraint(op.f(CHECK), type_="check")
        feedback.create_check_constraint(op.f(CHECK), BEFORE)
        for name in CONTEXT:
            feedback.drop_column(name)
