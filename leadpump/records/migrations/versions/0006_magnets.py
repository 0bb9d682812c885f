"""The sites' lead magnets."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "magnets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("completes", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_magnets"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_magnets_site_id", ondelete="CASCADE"),
        sa.UniqueConstraint("site_id", "name", name="uq_magnets_site_id_name"),
    )
    op.create_index("ix_magnets_site_id", "magnets", ["site_id"])
