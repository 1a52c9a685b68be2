"""Problems keep the facts that their sentences quote."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("problems", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
