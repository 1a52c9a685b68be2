"""Versions of campaigns, and plans that are read into drafts."""

import sqlalchemy as sa
from alembic import op

from service.records import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_versions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign_id", sa.String(80), sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("saved_by", sa.Integer(), sa.ForeignKey("users.id")),
        sa.UniqueConstraint("campaign_id", "number"),
    )
    op.create_index("ix_campaign_versions_campaign_id", "campaign_versions", ["campaign_id"])
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON()),
        sa.Column("campaign_id", sa.String(80), sa.ForeignKey("campaigns.id")),
        sa.Column("error_code", sa.String(60)),
        sa.Column("error_facts", sa.JSON()),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.Integer(), sa.ForeignKey("users.id")),
    )
    op.add_column("submissions", sa.Column("campaign_version", sa.Integer(), nullable=True))
