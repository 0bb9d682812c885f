"""Where to go after logging in: an address of this site, whatever somebody wrote into a link."""

from __future__ import annotations

LONGEST = 2000


def is_inside(address: str) -> bool:
    """Whether a browser that is sent to this address stays on this site.

    Browsers read a backslash as a slash and drop tabs and line breaks, so "/\\t/evil.example" is "//evil.example".
    """
    if not address.startswith("/") or address.startswith("//") or len(address) > LONGEST:
        return False
    return "\\" not in address and not any(character <= " " or character == "\x7f" for character in address)


def inside(address: str | None, otherwise: str) -> str:
    """The address if it is one of this site, else the other one."""
    return address if address and is_inside(address) else otherwise
