"""Where a site's leads are told to, and what was told."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("with_contact", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receivers"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_receivers_site_id", ondelete="CASCADE"),
    )
    op.create_index("ix_receivers_site_id", "receivers", ["site_id"])
    op.create_table(
        "tellings",
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("happened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("receiver_id", "fact", name="pk_tellings"),
        sa.ForeignKeyConstraint(["receiver_id"], ["receivers.id"], name="fk_tellings_receiver_id", ondelete="CASCADE"),
    )
    op.create_index("ix_tellings_state_next_try", "tellings", ["state", "next_try"])
