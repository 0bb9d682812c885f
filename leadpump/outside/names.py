"""What the columns of an exported table hold, by the names that tools give them in French and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from collector.metric import HISTORY, METRICS
from leadpump.sheet.header import bare, fold, in_brackets
from reports.glossary import TERMS
from reports.language import N_

DAY, METRIC, DIMENSION, VALUE, OWN = "day", "metric", "dimension", "value", "own"
_DAYS = ("date", "jour", "day", "semaine", "week", "mois", "month")
_METRICS = ("metrique", "metric", "mesure", "indicateur", "indicator")
_DIMENSIONS = (
    "reseau", "network", "mot cle", "mots cles", "keyword", "requete", "query", "page", "lieu", "place", "compte",
    "plateforme", "platform", "dimension",
)  # fmt: skip
_VALUES = ("valeur", "value", "nombre", "number")
WIDE: Mapping[str, tuple[str, ...]] = {
    "social_followers": (
        "abonnes", "followers", "fans", "nombre d abonnes", "abonnes au total", "total followers", "total d abonnes",
        "social followers",
    ),
    "reach": ("portee", "reach", "couverture", "personnes touchees", "comptes touches"),
    "impressions": ("impressions", "impr", "affichages"),
    "likes": ("likes", "j aime", "mentions j aime", "reactions"),
    "shares": ("partages", "shares", "reposts", "republications"),
    "comments": ("commentaires", "comments"),
    "mentions": ("mentions", "citations"),
    "direct_requests": ("demandes directes", "direct requests", "messages", "appels", "calls"),
    "post_opens": ("ouvertures", "opens", "post opens", "opens of posts", "ouvertures de publications"),
    "reviews": ("avis", "reviews", "nombre d avis", "nouveaux avis", "new reviews"),
    "review_rating": ("note", "note moyenne", "rating", "average rating", "mean rating", "review rating"),
    "support_tickets": ("tickets", "support tickets", "demandes d assistance", "tickets ouverts", "tickets opened"),
    "seo_positions": (
        "position", "positions", "rang", "rank", "position moyenne", "average position", "classement", "seo positions",
    ),
    "history_visitors": (
        "visitors", "visiteurs", "unique visitors", "visiteurs uniques", "active users", "utilisateurs actifs",
        "total users", "nombre total d utilisateurs", "users", "utilisateurs", "nb uniq visitors",
    ),
    "history_sessions": ("visits", "visites", "sessions", "nb visits"),
    "history_page_views": (
        "pageviews", "page views", "views", "vues", "pages vues", "vues de page", "nb pageviews",
    ),
    "history_bounces": ("bounces", "rebonds", "bounce count", "nombre de rebonds"),
}  # fmt: skip
"""Of each metric the names that a column of its values may have, folded."""
NETWORKS = {
    name.casefold(): name
    for name in ("Instagram", "Facebook", "LinkedIn", "TikTok", "YouTube", "Pinterest", "Twitter", "X", "Google")
}
LONG = {DAY: _DAYS, METRIC: _METRICS, DIMENSION: _DIMENSIONS, VALUE: _VALUES}
_PLAIN = frozenset(name for names in (*LONG.values(), *WIDE.values()) for name in names)
KNOWN = _PLAIN | {name.replace(" ", "_") for name in _PLAIN}
"""Names of columns, by which the header of a table is recognised."""
_BY_NAME = {name: metric for metric, names in WIDE.items() for name in names}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
HISTORY_LABELS = {
    "history_visitors": N_("Imported visitors"),
    "history_sessions": N_("Imported sessions"),
    "history_page_views": N_("Imported page views"),
    "history_bounces": N_("Imported bounces"),
}
FIELDS: dict[str, str] = {
    DAY: N_("Day"),
    METRIC: N_("Name of the metric"),
    DIMENSION: N_("Network, keyword or page"),
    VALUE: N_("Value"),
    OWN: N_("a metric of your own, named as the column"),
    **{name: TERMS[name].label for name in METRICS},
    **HISTORY_LABELS,
}


def guess_column(header: str) -> tuple[str, str]:
    """The field a column holds, and the network that its name tells; "" for what is not known."""
    name = bare(header).replace("_", " ")
    for field, names in LONG.items():
        if name in names:
            return field, ""
    network = NETWORKS.get(in_brackets(header).casefold(), in_brackets(header)[:200])
    if name in _BY_NAME:
        return _BY_NAME[name], "" if _BY_NAME[name] in HISTORY else network
    first, _, rest = name.partition(" ")
    start, _, last = name.rpartition(" ")
    for part, other in ((first, rest), (last, start)):
        if part in NETWORKS and other in _BY_NAME:
            return _BY_NAME[other], NETWORKS[part]
    return "", ""


def metric_of(text: str) -> str:
    """The metric that somebody names: a known one by any of its names, else one of their own; "" if it is no name."""
    key = text.strip()
    if key in METRICS or key in HISTORY:
        return key
    folded = fold(text)
    if folded in _BY_NAME:
        return _BY_NAME[folded]
    own = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")[:60].rstrip("_")
    return own if _KEY.fullmatch(own) and own.isascii() else ""
