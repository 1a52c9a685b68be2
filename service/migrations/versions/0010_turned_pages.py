"""A page's turn is a person's word on how it stands in the file; null is the machine's own judgement."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("pages", "turn")
    op.add_column("pages", sa.Column("turned_degrees", sa.Integer(), nullable=True))
