"""Units, who owes a report, and where a submission belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LEVELS = (
    ("tinh", "Cấp tỉnh", 0, "province"),
    ("thanh-vien", "Thành viên ban chỉ đạo", 1, "member"),
    ("huyen", "Cấp huyện và tương đương", 1, "district"),
    ("xa", "Cấp xã", 2, "grassroots"),
    ("co-so", "Tổ chức cơ sở đảng", 3, "grassroots"),
)
NEW_COLUMNS = (
    # Written out, because SQLite adds a column with a foreign key only in this form; PostgreSQL takes it too.
    "submissions ADD COLUMN unit_id VARCHAR(80) REFERENCES units (id)",
    "submissions ADD COLUMN unit_status VARCHAR(12) DEFAULT '' NOT NULL",
    "submissions ADD COLUMN period VARCHAR(40)",
    "submissions ADD COLUMN period_status VARCHAR(12) DEFAULT '' NOT NULL",
    "submissions ADD COLUMN \"placing\" JSON DEFAULT '{}' NOT NULL",
    "submissions ADD COLUMN placed_by INTEGER REFERENCES users (id)",
    "submissions ADD COLUMN signed_date DATE",
    "submissions ADD COLUMN sent_date DATE",
    "submissions ADD COLUMN identity VARCHAR(400) DEFAULT '' NOT NULL",
    "submissions ADD COLUMN returned_by INTEGER REFERENCES users (id)",
    "submissions ADD COLUMN return_reason TEXT DEFAULT '' NOT NULL",
    "submissions ADD COLUMN revision_of INTEGER REFERENCES submissions (id)",
    "submissions ADD COLUMN superseded_by INTEGER REFERENCES submissions (id)",
    "campaigns ADD COLUMN settings JSON DEFAULT '{}' NOT NULL",
    "pages ADD COLUMN turn INTEGER DEFAULT 0 NOT NULL",
    "pages ADD COLUMN image_hash VARCHAR(16)",
)


def upgrade() -> None:
    _create_tables()
    for column in NEW_COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    op.add_column("submissions", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("files", sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("pages", sa.Column("left_out", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_column("submissions", "unit")  # nothing was ever written there
    for column in ("unit_id", "identity", "revision_of", "superseded_by"):
        op.create_index(f"ix_submissions_{column}", "submissions", [column])
    op.create_index("placed", "submissions", ["campaign_id", "period", "unit_id"])
    op.create_index("ix_pages_image_hash", "pages", ["image_hash"])


def _create_tables() -> None:
    levels = op.create_table(
        "unit_levels",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("deadline_level", sa.String(40), nullable=False),
    )
    keys = ("id", "title", "rank", "deadline_level")
    op.bulk_insert(levels, [dict(zip(keys, level, strict=True)) for level in LEVELS])
    op.create_table(
        "units",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("short_name", sa.String(120), nullable=False),
        sa.Column("level", sa.String(40), sa.ForeignKey("unit_levels.id"), nullable=False, index=True),
        sa.Column("parent_id", sa.String(80), sa.ForeignKey("units.id"), index=True),
        sa.Column("abbreviations", sa.JSON(), nullable=False),
        sa.Column("former_names", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "unit_events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.String(80), sa.ForeignKey("units.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("successor_id", sa.String(80), sa.ForeignKey("units.id"), index=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), sa.ForeignKey("users.id")),
    )
    op.create_table(
        "campaign_units",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign_id", sa.String(80), sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.String(80), sa.ForeignKey("units.id"), nullable=False, index=True),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("extended_to", sa.Date()),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("campaign_id", "period", "unit_id"),
    )
    op.create_index("expected", "campaign_units", ["campaign_id", "period", "level", "due"])
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "campaign_unit_id",
            sa.Integer(),
            sa.ForeignKey("campaign_units.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("due", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), sa.ForeignKey("users.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
