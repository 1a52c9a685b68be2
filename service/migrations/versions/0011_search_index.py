"""Words of every page, and an index over them; the one column of words that reports had goes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_texts",
        sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("page", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        tokens = "unicode61 remove_diacritics 0"
        op.execute(f'CREATE VIRTUAL TABLE search_index USING fts5(bare, written, tokenize="{tokens}")')
    else:
        op.execute("CREATE TABLE search_index (rowid INTEGER PRIMARY KEY, bare tsvector, written tsvector)")
        for name in ("bare", "written"):
            op.execute(f"CREATE INDEX search_{name} ON search_index USING gin ({name})")
    op.drop_column("submissions", "search_text")
