"""The sites' segments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segments"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_segments_site_id", ondelete="CASCADE"),
        sa.UniqueConstraint("site_id", "slug", name="uq_segments_site_id_slug"),
    )
    op.create_index("ix_segments_site_id", "segments", ["site_id"])
