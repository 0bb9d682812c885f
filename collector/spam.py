"""Referrer spam: hosts that make visits up so that somebody looks who they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("spam_referrers.txt")


def is_spam(host: str) -> bool:
    """Whether a referrer's host, bare and in lower case, is on the list or lies under one that is."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in _hosts() for start in range(len(labels) - 1))


@cache
def _hosts() -> frozenset[str]:
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
