"""Units' own accounts, second factors, where a login is from, what a key may do, upload links."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OLD_SCOPES = '["view","upload","arrange","delete","review","export","follow","compile","campaigns","units"]'
"""What a key of an earlier version could do, except with accounts."""


def upgrade() -> None:
    # not by Alembic's batch: on SQLite that drops the table, and with it every row that refers to it
    op.execute("ALTER TABLE users ADD COLUMN unit_id VARCHAR(80) REFERENCES units (id)")
    op.add_column("users", sa.Column("outside_id", sa.String(300)))
    op.create_index("one_outside_id", "users", ["outside_id"], unique=True)
    op.add_column("users", sa.Column("totp_secret", sa.String(64)))
    op.add_column("users", sa.Column("totp_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("users", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("recovery_hashes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("users", sa.Column("locked_until", MOMENT))
    op.add_column("sessions", sa.Column("seen_at", MOMENT))
    op.add_column("sessions", sa.Column("address", sa.String(64), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("browser", sa.String(200), nullable=False, server_default=""))
    op.add_column("api_tokens", sa.Column("scopes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("api_tokens", sa.Column("expires_at", MOMENT))
    op.add_column("api_tokens", sa.Column("used_at", MOMENT))
    op.execute(f"UPDATE api_tokens SET scopes = '{OLD_SCOPES}'")
    op.create_table(
        "upload_links",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("campaign_id", sa.String(80), sa.ForeignKey("campaigns.id"), nullable=False, index=True),
        sa.Column("unit_id", sa.String(80), sa.ForeignKey("units.id"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("users.id")),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("used_at", MOMENT),
    )
