"""The sites' own channel rules."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel_rules"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_channel_rules_site_id", ondelete="CASCADE"),
    )
    op.create_index("ix_channel_rules_site_id", "channel_rules", ["site_id"])
