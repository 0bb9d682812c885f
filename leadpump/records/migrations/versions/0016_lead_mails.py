"""Leads may be told by e-mail."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("mail", 254), ("language", 8), ("key", 64)):
        op.add_column("receivers", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    with op.batch_alter_table("tellings") as table:
        table.alter_column("answer", existing_type=sa.String(16), existing_nullable=False, type_=sa.String(200))
