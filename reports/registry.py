"""The list of the reports: a new one is a folder and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.acquisition_cost import acquisition_cost
from reports.acquisition_cost import option as money
from reports.attribution import attribution
from reports.audience import audience
from reports.awareness import awareness
from reports.bounce_rate import bounce_rate
from reports.channel_attribution import channel_attribution
from reports.content import content
from reports.data_quality import data_quality
from reports.email_follow_up import email_follow_up
from reports.figure import Report
from reports.follow_up_roi import follow_up_roi
from reports.forms import forms
from reports.funnel import funnel
from reports.history import history
from reports.interest_matrix import interest_matrix
from reports.language import N_
from reports.lead_funnel import lead_funnel
from reports.lead_sources import lead_sources
from reports.loyalty import loyalty
from reports.magnet_conversion import magnet_conversion
from reports.option import Option
from reports.overview import overview
from reports.paths import paths
from reports.period import Period
from reports.query import Query
from reports.question import Question
from reports.realtime import realtime
from reports.response_time import response_time
from reports.roi import roi
from reports.session_time import session_time
from reports.words import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """A report: its name in the address, what the navigation calls it, the question it answers, and its two functions.

    group: label of the navigation under which it stands, empty if it stands alone. options: parameters of its own.
    besides: what its page shows besides. lighter: what to ask for, beside a shorter period, where it is too much.
    window: the stretch of time it speaks of, if that is not for the reader to choose.
    """

    name: str
    label: str
    question: str
    group: str
    report: Callable[[Query, Question], Report]
    answer: Callable[[Report, Words], str]
    options: tuple[Option, ...] = ()
    window: Callable[[str, datetime], Period] | None = None
    besides: Callable[[Report, Words], Mapping[str, object]] = lambda _report, _words: {}
    lighter: str = ""


TRAFFIC = N_("Traffic")
ACQUISITION = N_("Acquisition")
LEADS = N_("Leads and customers")
MONEY = N_("Money")
SETTINGS = N_("Settings")
"""Here stand, with the pages of other rooms, the reports on how well the site is measured."""

REPORTS: tuple[Kind, ...] = (
    Kind("overview", N_("Dashboard"), N_("Dashboard"), "", overview.report, overview.answer, besides=overview.besides),
    Kind(
        "realtime",
        N_("Now"),
        N_("What is happening now?"),
        "",
        realtime.report,
        realtime.answer,
        (Option("refresh", ("off", "on")),),
        realtime.last_minutes,
    ),
    Kind(
        "bounce_rate",
        N_("Bounce rate"),
        N_("Do visitors stay, or leave after one page?"),
        TRAFFIC,
        bounce_rate.report,
        bounce_rate.answer,
    ),
    Kind(
        "session_time",
        N_("Time spent"),
        N_("How long do visitors stay?"),
        TRAFFIC,
        session_time.report,
        session_time.answer,
    ),
    Kind(
        "content",
        N_("Pages"),
        N_("What do visitors read?"),
        TRAFFIC,
        content.report,
        content.answer,
        content.OPTIONS,
        besides=content.besides,
    ),
    Kind(
        "paths",
        N_("Paths"),
        N_("Where do visitors go next?"),
        TRAFFIC,
        paths.report,
        paths.answer,
        paths.OPTIONS,
        besides=paths.besides,
    ),
    Kind(
        "audience",
        N_("Audience"),
        N_("Who are your visitors?"),
        TRAFFIC,
        audience.report,
        audience.answer,
        besides=audience.besides,
    ),
    Kind(
        "funnel",
        N_("Funnel"),
        N_("Where do visitors drop out on the way?"),
        TRAFFIC,
        funnel.report,
        funnel.answer,
        funnel.OPTIONS,
        besides=funnel.besides,
    ),
    Kind(
        "history",
        N_("Before Leadpump"),
        N_("How many came before, by another counter?"),
        TRAFFIC,
        history.report,
        history.answer,
        besides=history.besides,
    ),
    Kind(
        "channel_attribution",
        N_("Channels"),
        N_("Which channels bring the leads?"),
        ACQUISITION,
        channel_attribution.report,
        channel_attribution.answer,
        channel_attribution.OPTIONS,
        besides=channel_attribution.besides,
    ),
    Kind(
        "attribution",
        N_("Attribution"),
        N_("What gets the credit, and by which ways do leads come?"),
        ACQUISITION,
        attribution.report,
        attribution.answer,
        attribution.OPTIONS,
        besides=attribution.besides,
        lighter=N_(
            "Every conversion is followed back through all visits before it: look back fewer days, or ask for"
            " a conversion that fewer visits make, such as one page in place of all."
        ),
    ),
    Kind(
        "magnet_conversion",
        N_("Lead magnets"),
        N_("Which lead magnets turn visitors into leads?"),
        ACQUISITION,
        magnet_conversion.report,
        magnet_conversion.answer,
        besides=magnet_conversion.besides,
    ),
    Kind(
        "awareness",
        N_("Awareness"),
        N_("Is your business becoming better known?"),
        ACQUISITION,
        awareness.report,
        awareness.answer,
        besides=awareness.besides,
    ),
    Kind(
        "forms",
        N_("Forms"),
        N_("Where do visitors give up your forms?"),
        ACQUISITION,
        forms.report,
        forms.answer,
        besides=forms.besides,
    ),
    Kind(
        "lead_sources",
        N_("Where they come from"),
        N_("Where do your leads come from, and what becomes of them?"),
        LEADS,
        lead_sources.report,
        lead_sources.answer,
        lead_sources.OPTIONS,
        besides=lead_sources.besides,
    ),
    Kind(
        "interest_matrix",
        N_("Whom to call first"),
        N_("Who is worth a call, and who only looks?"),
        LEADS,
        interest_matrix.report,
        interest_matrix.answer,
        besides=interest_matrix.besides,
    ),
    Kind(
        "lead_funnel",
        N_("From lead to customer"),
        N_("Where do leads get stuck on their way to customers?"),
        LEADS,
        lead_funnel.report,
        lead_funnel.answer,
        besides=lead_funnel.besides,
    ),
    Kind(
        "response_time",
        N_("Response time"),
        N_("How soon are leads contacted, and how long does it take to sell?"),
        LEADS,
        response_time.report,
        response_time.answer,
        response_time.OPTIONS,
        besides=response_time.besides,
    ),
    Kind(
        "email_follow_up",
        N_("E-mails"),
        N_("Are your e-mails read, and do they bring leads back?"),
        LEADS,
        email_follow_up.report,
        email_follow_up.answer,
        email_follow_up.OPTIONS,
        besides=email_follow_up.besides,
    ),
    Kind(
        "loyalty",
        N_("Loyalty"),
        N_("Do your customers come back?"),
        LEADS,
        loyalty.report,
        loyalty.answer,
        loyalty.OPTIONS,
        besides=loyalty.besides,
    ),
    Kind(
        "acquisition_cost",
        N_("Cost of leads and customers"),
        N_("What do leads and customers cost?"),
        MONEY,
        acquisition_cost.report,
        acquisition_cost.answer,
        money.OPTIONS,
        besides=acquisition_cost.besides,
    ),
    Kind(
        "roi",
        N_("Return on spending"),
        N_("What does your spending bring back?"),
        MONEY,
        roi.report,
        roi.answer,
        roi.OPTIONS,
        besides=roi.besides,
    ),
    Kind(
        "follow_up_roi",
        N_("Return on follow-up"),
        N_("Does following up leads pay for itself?"),
        MONEY,
        follow_up_roi.report,
        follow_up_roi.answer,
        follow_up_roi.OPTIONS,
        besides=follow_up_roi.besides,
    ),
    Kind(
        "data_quality",
        N_("Data quality"),
        N_("Is anything missing from the figures?"),
        SETTINGS,
        data_quality.report,
        data_quality.answer,
        besides=data_quality.besides,
    ),
)

BY_NAME = {kind.name: kind for kind in REPORTS}
