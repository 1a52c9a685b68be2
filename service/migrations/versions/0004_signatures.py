"""Submissions keep what checking their digital signatures found."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("signatures", sa.JSON(), nullable=False, server_default="[]"))
