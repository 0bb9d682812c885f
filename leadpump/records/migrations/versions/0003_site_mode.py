"""How much of its visits a site lets be kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("mode", sa.String(16), nullable=False, server_default="tag"))
