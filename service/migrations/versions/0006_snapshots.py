"""Snapshots: the figures of a campaign as they stood, for cuts and for the change log between exports."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign_id", sa.String(80), sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), sa.ForeignKey("users.id")),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_index("snapshots_of", "snapshots", ["campaign_id", "period", "kind", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER snapshots_no_{act.lower()} BEFORE {act} ON snapshots "
                "BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END"
            )
        return
    op.execute(  # refuse_change() was made with the first tables
        "CREATE TRIGGER snapshots_append_only BEFORE UPDATE OR DELETE ON snapshots "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
