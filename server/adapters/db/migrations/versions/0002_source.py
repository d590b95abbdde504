"""0002: where the questions of an interview came from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("interviews", sa.Column("source", sa.String(), nullable=False, server_default="everything"))
