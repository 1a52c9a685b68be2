"""How the last looks into folder and mailbox went, and the mails that no file could be taken from."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_looks",
        sa.Column("source", sa.String(10), primary_key=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error_code", sa.String(60)),
        sa.Column("error_facts", sa.JSON()),
    )
    op.create_table(
        "mails_left",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account", sa.String(400), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True)),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error_code", sa.String(60), nullable=False),
        sa.Column("error_facts", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("done_by", sa.Integer(), sa.ForeignKey("users.id")),
    )
