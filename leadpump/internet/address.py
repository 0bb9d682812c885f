"""What may be asked: servers of the public internet, and nothing else."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LONGEST = 2000
TLS_PORT = 443
FIRST_FREE_PORT = 1024
"""Below it are mail, name and file servers, which may take a request for something else."""
UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
RELAYS = IPv4Network("192.88.99.0/24")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens. host: as the resolver and the certificate know it. target: path and query."""

    host: str
    port: int
    target: str
    is_tls: bool

    @property
    def host_header(self) -> str:
        """As the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (TLS_PORT if self.is_tls else 80) else f"{host}:{self.port}"


def read_address(text: str, *, plain: bool = False) -> Address | None:
    """The address; None of one that is not to be asked. plain: whether http may be, as tests need."""
    if len(text) > LONGEST or not text.isascii() or any(char <= " " or char in '\\"<>\x7f' for char in text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    is_tls = parts.scheme == "https"
    if not (is_tls or (plain and parts.scheme == "http")) or not host or "%" in host or "@" in parts.netloc:
        return None
    if port is None:
        port = TLS_PORT if is_tls else 80
    if port != TLS_PORT and port < FIRST_FREE_PORT:
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(host, port, target, is_tls)


def is_public(text: str) -> bool:
    """Whether an address of the internet protocol is a public one, through whatever else it may be written."""
    try:
        found = ip_address(text)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast and found not in RELAYS
    inner = _inner(found)
    if inner is not None:
        return is_public(str(inner))
    return found in UNICAST and found.is_global


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The address of version 4 that one of version 6 leads to."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises OSError, UnicodeError when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))
