"""Score rules get an order of the site's own, and sites a number of days within which one person is one lead."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("merge_days", sa.Integer(), nullable=False, server_default="90"))
    op.add_column("score_rules", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.execute(sa.text("update score_rules set position = id"))
