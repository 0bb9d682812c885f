"""Whose address it is: nobody can claim another's, whatever the header says."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.edge import visitor_address
from collector.limit import key_of
from collector.record import EventRecord
from tests.collector.conftest import CHROME, Intaker
from tests.collector.test_receive import GOOD, stored

PROXY = "198.51.100.7"


@pytest.mark.parametrize(
    ("hops", "forwarded_for", "address"),
    [
        (0, "", PROXY),
        (0, "203.0.113.9", PROXY),
        (0, "203.0.113.9, 203.0.113.10", PROXY),
        (1, "", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1,2.2.2.2,3.3.3.3,203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "2001:DB8:0:0::1", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "203.0.113.9:55123", "203.0.113.9"),
        (1, " 203.0.113.9 ", "203.0.113.9"),
        (1, "203.0.113.9,", "203.0.113.9"),
        (1, ",,,", PROXY),
        (1, "unknown", PROXY),
        (1, "_hidden, unknown", PROXY),
        (1, "203.0.113.999", PROXY),
        (1, "<script>", PROXY),
        (1, "[", PROXY),
        (1, "1.2.3.4\x00", PROXY),
        (2, "garbage, 203.0.113.9", PROXY),
        (1, "9" * 8000, PROXY),
        (1, "," * 8000, PROXY),
    ],
)
def test_only_what_the_proxies_of_our_own_saw_is_believed(hops: int, forwarded_for: str, address: str) -> None:
    assert visitor_address(PROXY, forwarded_for, hops) == address


@pytest.mark.parametrize(("hops", "visitors"), [(0, 1), (1, 2), (2, 3)])
def test_a_made_up_header_makes_no_more_visitors_than_there_are(tmp_path: Path, hops: int, visitors: int) -> None:
    """Entries from the right: the nearest proxy saw …113 or …114; whoever stands before it may write anything."""
    intaker = Intaker(tmp_path, trusted_proxies=hops)
    for header in ("192.0.2.1, 203.0.113.1", "203.0.112.1, 203.0.113.1", "203.0.115.1, 203.0.114.1"):
        intaker.post(GOOD, X_Forwarded_For=header)
    numbers = {item.visitor_id for item in stored(intaker) if isinstance(item, EventRecord)}
    assert len(numbers) == visitors
    intaker.spool.close()


def test_no_address_is_written_down(tmp_path: Path) -> None:
    intaker = Intaker(tmp_path, trusted_proxies=1)
    for body in (GOOD, GOOD | {"scroll": 900}, GOOD | {"site": "203.0.113.77"}, b"nonsense"):
        intaker.post(body, X_Forwarded_For="203.0.113.77", User_Agent=f"{CHROME} 203.0.113.77")
    intaker.refusals.hand_over(intaker.spool)
    assert len(stored(intaker)) == 4
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"203.0.113" not in everything
    intaker.spool.close()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.9", "203.0.113.0"),
        ("203.0.113.200", "203.0.113.0"),
        ("2001:db8:1:2:3::4", "2001:db8:1::"),
        ("::ffff:203.0.113.9", "203.0.113.0"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("10.1.2.3", ""),
        ("192.168.1.1", ""),
        ("192.169.1.1", "192.169.1.0"),
        ("172.16.0.1", ""),
        ("172.31.0.1", ""),
        ("172.32.0.1", "172.32.0.0"),
        ("fd00::1", ""),
        ("fe80::1", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_a_network_is_limited_and_neighbours_of_our_own_are_not(address: str, key: str) -> None:
    assert key_of(address) == key
