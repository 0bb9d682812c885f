"""The address of a service with a user and a password, as a setting says it."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

ESCAPED = "write %2F for / in a password, %3F for ?, %23 for #"


def split_address(text: str, plain: str, secure: str, example: str) -> SplitResult:
    """The parts of scheme://user:password@host:port. plain, secure: the schemes without and with TLS.

    Raises ValueError saying which part is wrong; the message never holds the password.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        # Its message quotes what stands there, which may be half of the password.
        raise ValueError(f"it cannot be read: {ESCAPED}") from None
    if parts.scheme not in (plain, secure):
        raise ValueError(f"it must begin with {plain}:// or, for TLS, {secure}://")
    if not parts.hostname:
        raise ValueError(f"it names no host: {example}")
    return parts


def user_of(parts: SplitResult) -> tuple[str, str]:
    """User and password, empty if none are given."""
    return unquote(parts.username or ""), unquote(parts.password or "")
