"""The office's own day of receipt, which paper that came by post has before it is scanned."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("received_day", sa.Date(), nullable=True))
    seven_hours = (
        "date(received_at, '+7 hours')"
        if op.get_bind().dialect.name == "sqlite"
        else "(received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    )
    op.execute(f"UPDATE submissions SET received_day = {seven_hours}")
