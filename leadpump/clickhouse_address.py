"""Where ClickHouse is, as a setting says it; apart from its driver, which not every process needs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


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
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # Its message quotes what stands there, which may be half of the password.
        raise ValueError("it cannot be read: write %2F for / in a password, %3F for ?, %23 for #") from None
    if parts.scheme not in ("clickhouse", "clickhouses"):
        raise ValueError("it must begin with clickhouse:// or, for TLS, clickhouses://")
    if not parts.hostname:
        raise ValueError("it names no host: clickhouse://user:password@host:8123/leadpump")
    secure = parts.scheme == "clickhouses"
    return Address(
        host=parts.hostname,
        port=port or (8443 if secure else 8123),
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.strip("/")) or "leadpump",
        secure=secure,
    )
