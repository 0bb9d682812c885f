"""How the loader stands, in a file beside the spool: other processes read it for their health pages."""

from __future__ import annotations

from pathlib import Path

import msgspec

NAME = "loader.json"


class LoaderState(msgspec.Struct, kw_only=True):
    """at: when it was written. Times are Unix seconds.

    since, reason, code, tries: since when, why, with which ClickHouse error (0: no answer) and how often in a row
    nothing could be loaded; reason is "" while all is well. known: whether the error passes by itself (no network,
    too little memory); if not, somebody has to look. records: loaded since the start. insert_seconds: the last
    batch's. rejected: files in spool/rejected.
    """

    at: float = 0.0
    since: float = 0.0
    reason: str = ""
    code: int = 0
    known: bool = True
    tries: int = 0
    records: int = 0
    insert_seconds: float = 0.0
    rejected: int = 0

    def stopped_by(self, reason: str, code: int, *, known: bool, now: float) -> None:
        """Nothing could be loaded."""
        self.since = self.since if self.reason else now
        self.reason, self.code, self.known, self.tries = reason, code, known, self.tries + 1

    def going_on(self) -> None:
        """All is well."""
        self.since, self.reason, self.code, self.known, self.tries = 0.0, "", 0, True, 0


def write_state(spool: Path, state: LoaderState) -> None:
    """Put the state in place in one step. It need not survive a power cut."""
    beside = spool / f"{NAME}.new"
    beside.write_bytes(msgspec.json.encode(state))
    beside.rename(spool / NAME)


def read_state(spool: Path) -> LoaderState | None:
    """The last state that was written, or None before the first."""
    try:
        return msgspec.json.decode((spool / NAME).read_bytes(), type=LoaderState)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
