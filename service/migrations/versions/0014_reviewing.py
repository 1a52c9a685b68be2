"""Fields lent to a reviewer, blind entries, samples of accepted fields; the order of the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WAITS = "status IN ('review', 'missing') OR task = 'sample'"
DELETED = "deleted_at IS NOT NULL"


def upgrade() -> None:
    op.add_column("fields", sa.Column("rank", sa.Integer(), server_default="2", nullable=False))
    op.add_column("fields", sa.Column("task", sa.String(length=10), server_default="", nullable=False))
    op.add_column("corrections", sa.Column("seconds", sa.Float(), nullable=True))
    op.create_index("worked", "corrections", ["user_id", "at"])
    op.create_index(
        "queue",
        "fields",
        ["skips", "rank", "submission_id", "position", "id", "task", "status"],
        sqlite_where=sa.text(WAITS),
        postgresql_where=sa.text(WAITS),
    )
    op.create_index(
        "deleted",
        "submissions",
        ["id"],
        sqlite_where=sa.text(DELETED),
        postgresql_where=sa.text(DELETED),
    )
    op.create_table(
        "leases",
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("field_id"),
    )
    op.create_index("lent_by", "leases", ["holder", "scope"])
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("raw", sa.String(length=4000), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("field_id", "number"),
    )
    op.create_index("entered_by", "entries", ["user_id", "field_id"])
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), server_default="", nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("field_id"),
    )
    op.create_index("sampled", "samples", ["campaign_id", "kind", "outcome"])
    _rank_what_waits()


def _rank_what_waits() -> None:
    """Fields of failed checks first, then figures; the program ranks all others as it touches them."""
    op.execute(
        "UPDATE fields SET rank = 1 WHERE status IN ('review', 'missing') "
        "AND (path LIKE 'figure.%' OR (path LIKE 'table.%' AND path NOT LIKE '%.label' "
        "AND path NOT LIKE '%.stt'))"
    )
