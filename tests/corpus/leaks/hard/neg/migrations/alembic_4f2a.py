"""add password columns

Revision ID: 4f2a9c1b7d3e
Revises: 0b8e5d6c4a21
"""
import sqlalchemy as sa
from alembic import op

revision = "4f2a9c1b7d3e"
down_revision = "0b8e5d6c4a21"


def upgrade() -> None:
    op.add_column("users", sa.Column("password_hash", sa.String(length=128), nullable=True))
    op.add_column("users", sa.Column("password", sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    op.alter_column("servers", "db_password", new_column_name="db_password_encrypted")
    op.create_index("ix_users_reset_token", "users", ["reset_token"], unique=True)
    op.execute("UPDATE users SET password = NULL WHERE password = ''")
    op.execute(sa.text("ALTER ROLE app PASSWORD :pw").bindparams(pw=new_password))
