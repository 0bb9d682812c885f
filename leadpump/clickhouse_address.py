"""Where ClickHouse is, as a setting says it; apart from its driver, which not every process needs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from leadpump.service_address import split_address, user_of


@dataclass(frozen=True, slots=True)
class Address:
    """Where ClickHouse's HTTP interface listens and who asks. Its repr hides the password."""

    host: str
    port: int
    user: str
    password: str
    database: str
    secure: bool = False

    def __repr__(self) -> str:
        scheme = "clickhouses" if self.secure else "clickhouse"
        return f"{scheme}://{self.user}:***@{self.host}:{self.port}/{self.database}"


def read_address(text: str) -> Address:
    """An Address from clickhouse://user:password@host:8123/leadpump (clickhouses:// for TLS).

    Raises ValueError saying which part is wrong; the message never holds the password.
    """
    parts = split_address(text, "clickhouse", "clickhouses", "clickhouse://user:password@host:8123/leadpump")
    user, password = user_of(parts)
    secure = parts.scheme == "clickhouses"
    return Address(
        host=parts.hostname or "",
        port=parts.port or (8443 if secure else 8123),
        user=user or "default",
        password=password,
        database=unquote(parts.path.strip("/")) or "leadpump",
        secure=secure,
    )
