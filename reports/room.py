"""The rooms of a site: what its navigation lists, group by group, beside the reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.language import N_
from reports.registry import ACQUISITION, LEADS, MONEY, REPORTS, SETTINGS, Kind

CONNECTIONS = N_("Connections")
PEOPLE = N_("People and access")
HELP = N_("Help")
EDITORS = ("owner", "editor")
OWNERS = ("owner",)


@dataclass(frozen=True, slots=True)
class Room:
    """A page that is no report. name: of the room it is in. page: its endpoint. roles: who sees it listed, or all."""

    name: str
    label: str
    page: str
    group: str
    roles: tuple[str, ...] = ()


Groups = Sequence[tuple[str, Sequence[Kind | Room]]]
"""The label of each group, empty for what stands alone, and what is in it."""

BEFORE = (
    Room("leads", N_("List of leads"), "leads.index", LEADS),
    Room("costs", N_("Costs"), "costs.index", MONEY),
    Room("site", N_("The site"), "sites.settings", SETTINGS),
    Room("install", N_("Installation"), "sites.install", SETTINGS),
)
"""What stands before the reports of its group."""
AFTER = (
    Room("magnets", N_("Declared magnets"), "magnets.index", ACQUISITION),
    Room("conversions", N_("Conversions"), "conversions.index", ACQUISITION),
    Room("channel_rules", N_("Channel rules"), "channels.index", SETTINGS),
    Room("score_rules", N_("Score rules"), "score_rules.index", SETTINGS),
    Room("segments", N_("Segments"), "segments.index", SETTINGS),
    Room("annotations", N_("Annotations"), "annotations.index", SETTINGS),
    Room("outside", N_("Outside metrics"), "outside.index", CONNECTIONS),
    Room("webhooks", N_("Webhooks"), "webhooks.index", CONNECTIONS),
    Room("receivers", N_("Outgoing webhooks"), "receivers.index", CONNECTIONS),
    Room("keys", N_("Keys"), "keys.index", CONNECTIONS, OWNERS),
    Room("members", N_("Members"), "members.index", PEOPLE, OWNERS),
    Room("privacy", N_("Privacy"), "privacy.index", PEOPLE),
    Room("share", N_("Shared links"), "share.index", PEOPLE, EDITORS),
    Room("lead_mails", N_("Leads by e-mail"), "lead_mails.index", PEOPLE, EDITORS),
    Room("digests", N_("Figures by e-mail"), "digests.index", PEOPLE, EDITORS),
    Room("log", N_("Log"), "log.of_site", PEOPLE, OWNERS),
    Room("glossary", N_("Glossary"), "reports.glossary", HELP),
)


def groups(role: str) -> Groups:
    """What the navigation lists for somebody of that role, the reports and the other rooms."""
    rooms: tuple[Kind | Room, ...] = (*BEFORE, *REPORTS, *AFTER)
    return by_group([one for one in rooms if isinstance(one, Kind) or not one.roles or role in one.roles])


def by_group(listed: Sequence[Kind | Room]) -> Groups:
    """Each group with those of it, in the order of the reports' groups, then of the others'."""
    names = dict.fromkeys([*(kind.group for kind in REPORTS), *(room.group for room in AFTER)])
    found = [(name, [one for one in listed if one.group == name]) for name in names]
    return [(name, ones) for name, ones in found if ones]
