"""A site's lead magnets: declared by its people, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from collector.address import read_page
from leadpump.records.errors import NotFound
from leadpump.records.site import get_row, magnet_of
from leadpump.records.tables import MagnetRow, SiteRow
from reports.magnet import COMPLETIONS, KINDS, Magnet

LONGEST_NAME = 200
LONGEST_TITLE = 100
LONGEST_PATH = 500
MOST_MAGNETS = 100


class MagnetProblem(StrEnum):
    """Why a magnet was not taken: the closed set; the pages put each into words."""

    NO_NAME = "no_name"
    BAD_NAME = "bad_name"
    NAME_TAKEN = "name_taken"
    BAD_TITLE = "bad_title"
    BAD_KIND = "bad_kind"
    BAD_PATH = "bad_path"
    BAD_COMPLETION = "bad_completion"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class KeptMagnet:
    """A magnet with its number, by which it is changed."""

    id: int
    magnet: Magnet


def check_magnet(
    name: str, *, title: str = "", kind: str = "other", path: str = "", completes: str = "form"
) -> Magnet | MagnetProblem:
    """The magnet as it will be kept, or what is wrong.

    The name is kept to the letter, for the reports compare it so. Without a title the name stands in; a pasted address
    stands for its path.
    """
    name, title, path = name.strip(), " ".join(title.split()), plain_path(path.strip())
    if not name:
        return MagnetProblem.NO_NAME
    if len(name) > LONGEST_NAME or not name.isprintable():
        return MagnetProblem.BAD_NAME
    if len(title) > LONGEST_TITLE or not title.isprintable():
        return MagnetProblem.BAD_TITLE
    if kind not in KINDS:
        return MagnetProblem.BAD_KIND
    if path and not (path.startswith("/") and len(path) <= LONGEST_PATH and path.isprintable()):
        return MagnetProblem.BAD_PATH
    if completes not in COMPLETIONS:
        return MagnetProblem.BAD_COMPLETION
    return Magnet(name, title or name[:LONGEST_TITLE], kind, path, completes)


def plain_path(text: str) -> str:
    """The path of a pasted address; anything else as it is."""
    page = read_page(text) if "://" in text else None
    return text if page is None else page.path


def list_magnets(db: Session, site: str) -> list[KeptMagnet]:
    """The site's magnets by title. Errors: NotFound when there is no such site."""
    kept = [KeptMagnet(row.id, magnet_of(row)) for row in get_row(db, site).magnets]
    return sorted(kept, key=lambda one: (one.magnet.title.casefold(), one.magnet.name))


def add_magnet(db: Session, site: str, magnet: Magnet) -> MagnetProblem | None:
    """Declare the magnet; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    if len(row.magnets) >= MOST_MAGNETS:
        return MagnetProblem.TOO_MANY
    if any(kept.name == magnet.name for kept in row.magnets):
        return MagnetProblem.NAME_TAKEN
    added = MagnetRow()
    _write(added, magnet)
    row.magnets.append(added)
    return None


def change_magnet(db: Session, site: str, number: int, magnet: Magnet) -> MagnetProblem | None:
    """Put it in the place of the one of that number; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    kept = _find(row, number)
    if any(other.name == magnet.name for other in row.magnets if other is not kept):
        return MagnetProblem.NAME_TAKEN
    _write(kept, magnet)
    return None


def remove_magnet(db: Session, site: str, number: int) -> None:
    """Declare the magnet no longer. Errors: NotFound."""
    row = get_row(db, site)
    row.magnets.remove(_find(row, number))


def _write(row: MagnetRow, magnet: Magnet) -> None:
    row.name, row.title, row.kind = magnet.name, magnet.title, magnet.kind
    row.path, row.completes = magnet.path, magnet.completes


def _find(site: SiteRow, number: int) -> MagnetRow:
    for row in site.magnets:
        if row.id == number:
            return row
    raise NotFound(f"The site {site.name} has no magnet {number}.")
