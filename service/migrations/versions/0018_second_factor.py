"""Logins that wait for a second factor or for the office's own login service, and scans that were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sessions", sa.Column("waits_for_code", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("files", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_table(
        "login_flows",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("next", sa.String(2000), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
