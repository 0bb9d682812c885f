"""How the sites score their leads. Sites that are there already begin with the rules that new ones begin with."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FIRST_RULES = (
    ("answer", "given", "budget", "", 15),
    ("answer", "at_least", "budget", "5000", 15),
    ("answer", "given", "date", "", 10),
    ("answer", "given", "region", "", 10),
    ("page_views", "at_least", "", "3", 10),
    ("page_views", "at_least", "", "8", 10),
    ("engaged_seconds", "at_least", "", "60", 10),
    ("engaged_seconds", "at_least", "", "180", 10),
    ("sessions", "at_least", "", "2", 15),
    ("magnets", "at_least", "", "1", 5),
    ("magnets", "at_least", "", "2", 10),
)
"""As they were when this was written: a migration does not change."""


def upgrade() -> None:
    op.add_column("sites", sa.Column("interesting_from", sa.Integer(), nullable=False, server_default="30"))
    op.add_column("sites", sa.Column("interested_from", sa.Integer(), nullable=False, server_default="30"))
    op.add_column("sites", sa.Column("score_qualifies", sa.Boolean(), nullable=False, server_default=sa.false()))
    rules = op.create_table(
        "score_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score_rules"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_score_rules_site_id", ondelete="CASCADE"),
    )
    op.create_index("ix_score_rules_site_id", "score_rules", ["site_id"])
    sites = op.get_bind().execute(sa.text("select id from sites")).scalars().all()
    names = ("field", "how", "question", "value", "points")
    op.bulk_insert(
        rules, [{"site_id": site} | dict(zip(names, rule, strict=True)) for site in sites for rule in FIRST_RULES]
    )
