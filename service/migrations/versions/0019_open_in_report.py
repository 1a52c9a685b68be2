"""Which fields of a report wait for a person, without looking at the others of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DOUBTFUL = "status IN ('review', 'missing')"


def upgrade() -> None:
    op.drop_index("doubtful", "fields")
    op.create_index(
        "open_in_report",
        "fields",
        ["submission_id", "gone"],
        sqlite_where=sa.text(DOUBTFUL),
        postgresql_where=sa.text(DOUBTFUL),
    )
