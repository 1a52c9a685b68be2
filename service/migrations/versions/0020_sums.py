"""Stored sums of compiled campaigns, and triggers that mark what they no longer hold."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FIELD = "value, settled_value, verdict, status, page, gone, path, raw, submission_id"
REPORT = (
    "name, state, campaign_id, unit_id, unit_status, period, period_status, received_at, returned_at, "
    "revision_of, superseded_by, deleted_at"
)
EXPECTED = "campaign_id, period, unit_id, left_out"
STAMPED = (
    ("units", "INSERT"),
    ("units", "DELETE"),
    ("units", "UPDATE OF parent_id"),
    ("campaigns", "UPDATE OF data"),
)
STAMP = "UPDATE sums_stamp SET stamp = stamp + 1 WHERE id = 1;"
OLD_UNIT = (
    "INSERT INTO sums_marks (campaign_id, unit_id) SELECT OLD.campaign_id, OLD.unit_id "
    "WHERE OLD.campaign_id IS NOT NULL AND OLD.unit_id IS NOT NULL;"
)


def upgrade() -> None:
    _make_tables()
    op.execute("INSERT INTO sums_stamp (id, stamp) VALUES (1, 1)")
    if op.get_bind().dialect.name == "sqlite":
        _triggers_of_sqlite()
    else:
        _triggers_of_postgresql()


def _make_tables() -> None:
    op.create_table(
        "sums_marks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, index=True),
        sa.Column("campaign_id", sa.String(80), index=True),
        sa.Column("unit_id", sa.String(80)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sums_stamp",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stamp", sa.Integer, nullable=False),
    )
    op.create_table(
        "sums_states",
        sa.Column("campaign_id", sa.String(80), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "sums_wholes",
        sa.Column("campaign_id", sa.String(80), primary_key=True),
        sa.Column("period", sa.String(40), primary_key=True),
        sa.Column("stamp", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "sums_units",
        sa.Column("campaign_id", sa.String(80), primary_key=True),
        sa.Column("period", sa.String(40), primary_key=True),
        sa.Column("unit_id", sa.String(80), primary_key=True),
        sa.Column("parent_id", sa.String(80), nullable=False),
        sa.Column("differences", sa.Integer, nullable=False),
        sa.Column("mismatches", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("sums_below", "sums_units", ["campaign_id", "period", "parent_id"])
    op.create_table(
        "sums_answers",
        sa.Column("submission_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("campaign_id", sa.String(80), index=True, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
    )


def _triggers_of_sqlite() -> None:
    """One mark for each report at most; removed and added, because its id has to be a new one."""

    def mark(report: str) -> str:
        return (
            f"DELETE FROM sums_marks WHERE submission_id = {report}; "
            f"INSERT INTO sums_marks (submission_id) VALUES ({report});"
        )

    later = "INSERT INTO sums_marks (submission_id) SELECT id FROM submissions WHERE revision_of = OLD.id;"
    unit = "INSERT INTO sums_marks (campaign_id, unit_id) VALUES ({0}.campaign_id, {0}.unit_id);"
    for name, act, body in (
        ("fields_added", "INSERT ON fields", mark("NEW.submission_id")),
        ("fields_changed", f"UPDATE OF {FIELD} ON fields", mark("NEW.submission_id")),
        ("fields_removed", "DELETE ON fields", mark("OLD.submission_id")),
        ("reports_added", "INSERT ON submissions", mark("NEW.id")),
        ("reports_changed", f"UPDATE OF {REPORT} ON submissions", mark("NEW.id") + OLD_UNIT + later),
        ("reports_removed", "DELETE ON submissions", OLD_UNIT + later),
        ("expected_added", "INSERT ON campaign_units", unit.format("NEW")),
        (
            "expected_changed",
            f"UPDATE OF {EXPECTED} ON campaign_units",
            unit.format("NEW") + unit.format("OLD"),
        ),
        ("expected_removed", "DELETE ON campaign_units", unit.format("OLD")),
    ):
        op.execute(f"CREATE TRIGGER sums_{name} AFTER {act} BEGIN {body} END")
    for number, (table, act) in enumerate(STAMPED):
        op.execute(f"CREATE TRIGGER sums_stamp_{number} AFTER {act} ON {table} BEGIN {STAMP} END")


def _triggers_of_postgresql() -> None:
    """Marks are only added, so that no transaction waits for another's; a statement that adds many fields
    at once adds one for each report.
    """
    later = "INSERT INTO sums_marks (submission_id) SELECT id FROM submissions WHERE revision_of = OLD.id;"
    unit = "INSERT INTO sums_marks (campaign_id, unit_id) VALUES ({0}.campaign_id, {0}.unit_id);"
    new_report = "INSERT INTO sums_marks (submission_id) VALUES (NEW.{0});"
    old_report = "INSERT INTO sums_marks (submission_id) VALUES (OLD.{0});"
    many = "INSERT INTO sums_marks (submission_id) SELECT DISTINCT submission_id FROM added;"
    rows, once = "FOR EACH ROW", "REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
    for name, act, each, body in (
        ("fields_added", "INSERT ON fields", once, many),
        ("fields_changed", f"UPDATE OF {FIELD} ON fields", rows, new_report.format("submission_id")),
        ("fields_removed", "DELETE ON fields", rows, old_report.format("submission_id")),
        ("reports_added", "INSERT ON submissions", rows, new_report.format("id")),
        (
            "reports_changed",
            f"UPDATE OF {REPORT} ON submissions",
            rows,
            new_report.format("id") + OLD_UNIT + later,
        ),
        ("reports_removed", "DELETE ON submissions", rows, OLD_UNIT + later),
        ("expected_added", "INSERT ON campaign_units", rows, unit.format("NEW")),
        (
            "expected_changed",
            f"UPDATE OF {EXPECTED} ON campaign_units",
            rows,
            unit.format("NEW") + unit.format("OLD"),
        ),
        ("expected_removed", "DELETE ON campaign_units", rows, unit.format("OLD")),
    ):
        _trigger(name, act, each, body)
    for number, (table, act) in enumerate(STAMPED):
        _trigger(f"stamp_{number}", f"{act} ON {table}", "FOR EACH STATEMENT", STAMP)


def _trigger(name: str, act: str, each: str, body: str) -> None:
    op.execute(
        f"CREATE FUNCTION sums_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER sums_{name} AFTER {act} {each} EXECUTE FUNCTION sums_{name}()")
