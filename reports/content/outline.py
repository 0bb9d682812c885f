"""The outline of a page: its height in ten bands, shaded by how many read so far, and its sections where they lie.

Across, places are per cent of the width, so that the drawing stretches while its text does not; down, they are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figure import Column, Report, Row, plain
from reports.format import percent
from reports.language import N_
from reports.words import Words

BANDS = 10
BAND, LABEL = 36, 24
"""The least height of a band, and that of a section's name, in pixels."""
MOST_SECTIONS = 24
"""More names are not read; those most shown stay."""
MOST_PAGES = 100
"""Of the list to choose from."""
_FAINTEST, _STRONGEST = 0.04, 0.5


@dataclass(frozen=True, slots=True)
class Band:
    """A tenth of the page. depth: at its foot. share, shade: how many read as far, in words and as an opacity."""

    top: float
    depth: str
    share: str
    hint: str
    shade: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A section: how far down it lies, and how far down its name stands, both in pixels. hint: all of it in words."""

    place: float
    label: float
    name: str
    share: str
    hint: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A page drawn, without bands where it was not measured. pages: those to choose from. measured: of how many it is.

    left_out: how many sections are not drawn. band: the height of a tenth, in pixels.
    """

    path: str
    pages: tuple[str, ...]
    measured: str
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    left_out: int
    band: float

    @property
    def height(self) -> float:
        """Of the strip, in pixels."""
        return self.band * BANDS


def outline(report: Report, chosen: str, words: Words) -> Outline | None:
    """The page chosen, or else the one most read, as it is read; None where no page was measured at all."""
    rows = {str(row["path"]): row for row in report.table("scroll_map").rows}
    if not rows:
        return None
    path = chosen or next(iter(rows))
    found = [row for row in report.table("sections").rows if row["path"] == path and row["least_scroll"] is not None]
    kept = sorted(found, key=lambda row: -(plain(row["section_showings"]) or 0))[:MOST_SECTIONS]
    kept.sort(key=lambda row: (plain(row["least_scroll"]) or 0, -(plain(row["section_showings"]) or 0)))
    band = max(BAND, -(-LABEL * len(kept) // BANDS))
    row = rows.get(path)
    pages = tuple(rows)[:MOST_PAGES]
    return Outline(
        path,
        pages if path in pages else (path, *pages),
        _measured(row, words),
        tuple(_band(row, number, band, words) for number in range(1, BANDS + 1)) if row else (),
        marks(kept, band * BANDS, words) if row else (),
        len(found) - len(kept) if row else 0,
        band,
    )


def marks(rows: Sequence[Row], height: float, words: Words) -> tuple[Mark, ...]:
    """Sections from the top down, their names so far apart that none hides another, and all within the height."""
    places = [round(height * (plain(row["least_scroll"]) or 0) / 100, 1) for row in rows]
    labels = apart(places, height)
    return tuple(_mark(*one, words) for one in zip(rows, places, labels, strict=True))


def apart(places: Sequence[float], height: float) -> list[float]:
    """Where names of LABEL pixels stand whose middles are wanted at places, rising: near them, and in nobody's way.

    >>> apart([10, 12, 200, 358], 360)
    [12, 36, 200, 348]
    >>> apart([350, 355, 360], 360)
    [300, 324, 348]
    """
    middle = LABEL / 2
    stand: list[float] = []
    for place in places:
        stand.append(max(place, stand[-1] + LABEL if stand else middle))
    lowest = height - middle
    for number in range(len(stand) - 1, -1, -1):
        stand[number] = min(stand[number], lowest)
        lowest = stand[number] - LABEL
    return [int(one) if one == int(one) else one for one in stand]


def _band(row: Row, number: int, band: float, words: Words) -> Band:
    depth = 100 * number // BANDS
    reached = plain(row[f"reached_{depth}"]) or 0
    hint = words.say(
        N_("%(views)s of %(all)s were read down to %(depth)s or further"),
        views=words.value(plain(row[f"reached_{depth}_views"]), "count"),
        all=_page_views(row, words),
        depth=percent(depth, words.language, 0),
    )
    return Band(
        top=band * (number - 1),
        depth=percent(depth, words.language, 0),
        share=words.cell(row, Column(f"reached_{depth}", "percent")),
        hint=hint,
        shade=round(_FAINTEST + (_STRONGEST - _FAINTEST) * reached / 100, 3),
    )


def _mark(row: Row, place: float, label: float, words: Words) -> Mark:
    name, share = words.cell(row, Column("section", "section")), words.cell(row, Column("section_reach", "percent"))
    hint = words.say(N_("%(section)s: seen on %(share)s of the page views"), section=name, share=share)
    return Mark(place, label, name, share, hint)


def _measured(row: Row | None, words: Words) -> str:
    if row is None:
        return words.say(N_("How far this page is read was not measured in this period."))
    return words.say(N_("Of %(all)s measured, how many read so far down."), all=_page_views(row, words))


def _page_views(row: Row, words: Words) -> str:
    return words.say_count("%(n)s page view", "%(n)s page views", plain(row["measured_page_views"]) or 0)
