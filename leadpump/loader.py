"""The loader as this product's settings and sites have it, for whoever loads what waits in the spool."""

from collector.loader import Loader
from collector.site import SITES, KnownSites
from collector.store import Store
from leadpump.importing import is_importing
from leadpump.settings import Settings


def loader_of(settings: Settings, store: Store) -> Loader:
    """A loader of the data folder's spool."""
    sites = KnownSites(settings.data / SITES)
    return Loader(
        settings.data / "spool",
        store,
        settings.keep_hours,
        2 * settings.min_free_mb * 1_000_000,
        merge_days=sites.merge_days,
        scorings=sites.scorings,
        forget_months=settings.retention.contacts,
        importing=lambda: is_importing(settings.data / "run"),
    )
