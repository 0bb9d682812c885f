"""What the sites' people count as a success, under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(500), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversions"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_conversions_site_id", ondelete="CASCADE"),
        sa.UniqueConstraint("site_id", "mark", name="uq_conversions_site_id_mark"),
    )
    op.create_index("ix_conversions_site_id", "conversions", ["site_id"])
