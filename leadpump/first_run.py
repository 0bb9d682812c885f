"""What only the first start knows, and how it is found out without keeping what that takes."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from leadpump.settings import Settings


@dataclass(frozen=True, slots=True)
class FirstRun:
    """owner_password: None at every start but the first."""

    owner_password: str | None


def set_up_apart(settings: Settings) -> FirstRun:
    """Make what is missing in a process of its own: the supervisor runs for months, and would hold 40 MB for it.

    Raises what set_up raises.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as apart:
        return apart.submit(_set_up, settings).result()


def _set_up(settings: Settings) -> FirstRun:
    from leadpump.setup import set_up

    return set_up(settings)
