"""Who made a key, and who had an address told of leads."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("site_keys", "receivers"):
        op.add_column(table, sa.Column("made_by", sa.String(254), nullable=False, server_default=""))
