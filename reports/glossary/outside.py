"""What other systems tell: social networks, search, support, histories."""

from reports.glossary.term import Term
from reports.language import N_

_NOT_TOLD = N_("Nothing was told of it for this period.")
_NOT_IMPORTED = N_("No imported data for this period.")

TERMS: dict[str, Term] = {
    "social_followers": Term(
        N_("Followers"),
        N_(
            "Followers of your networks at the end of the period: the last number told of each network in the 92 days "
            "until then, added up."
        ),
        "up",
        "",
        _NOT_TOLD,
    ),
    "follower_growth": Term(
        N_("Growth of followers"),
        N_(
            "(Followers at the end of the period − followers at its start) / followers at its start. A network of "
            "which nothing was told before counts from the first number told in the period."
        ),
        "up",
        "",
        _NOT_TOLD,
    ),
    "reach": Term(
        N_("Reach"), N_("People who were shown something of yours, added up over the days."), "up", "", _NOT_TOLD
    ),
    "impressions": Term(N_("Impressions"), N_("Times something of yours was shown."), "up", "", _NOT_TOLD),
    "likes": Term(N_("Likes"), N_("Likes and other reactions to what you published."), "up", "", _NOT_TOLD),
    "shares": Term(N_("Shares"), N_("Times something of yours was passed on."), "up", "", _NOT_TOLD),
    "comments": Term(N_("Comments"), N_("Comments on what you published."), "up", "", _NOT_TOLD),
    "mentions": Term(N_("Mentions"), N_("Times others named you."), "up", "", _NOT_TOLD),
    "direct_requests": Term(
        N_("Direct requests"), N_("Messages and calls from a network or a business profile."), "up", "", _NOT_TOLD
    ),
    "post_opens": Term(N_("Opens of posts"), N_("Times a post was opened."), "up", "", _NOT_TOLD),
    "reviews": Term(N_("Reviews"), N_("New reviews in the period."), "up", "", _NOT_TOLD),
    "review_rating": Term(
        N_("Mean rating"),
        N_(
            "Mean rating of the new reviews: that of each day and place weighed by the number of its reviews, or by "
            "one where that was not told."
        ),
        "up",
        N_("A rating that falls tells of something that customers meet: read what they wrote."),
        _NOT_TOLD,
    ),
    "support_tickets": Term(
        N_("Support tickets"),
        N_("Tickets opened in the period."),
        "down",
        N_("More tickets with as many customers: look for what they have in common, and say it on your pages."),
        _NOT_TOLD,
    ),
    "seo_positions": Term(
        N_("Mean position in search engines"),
        N_(
            "Mean over the keywords of the last position told of each in the 92 days until the end of the period. 1 is "
            "first."
        ),
        "down",
        N_("A position that slips takes visits with it: look at the pages that others show for that keyword."),
        _NOT_TOLD,
        N_("Position"),
    ),
    "direct_sessions": Term(
        N_("Direct sessions"),
        N_("Sessions of visitors who came without any link that tells from where: many of them know your address."),
        "up",
    ),
    "metric": Term(N_("What was measured"), N_("The metric, as it was told.")),
    "dimension": Term(N_("About"), N_("Network, keyword, page or place.")),
    "metric_value": Term(
        N_("Value"),
        N_(
            "Of what adds up, the sum over the period; of ratings, the mean of the period; of what else, the last "
            "value until its end."
        ),
    ),
    "metric_change": Term(
        N_("Difference"),
        N_("Against as many days before, of what adds up; against the last value before the period, of what does not."),
    ),
    "metric_growth": Term(
        N_("Growth"), N_("The difference / the value it is against; none of a rating or a position.")
    ),
    "told_days": Term(N_("Days recorded"), N_("Days of which a value is known.")),
    "imported_visitors": Term(
        N_("Imported visitors"),
        N_(
            "Visitors of each day as another counter told them, added up: somebody who came on two days counts twice. "
            "They are in no other figure."
        ),
        "",
        "",
        _NOT_IMPORTED,
    ),
    "imported_sessions": Term(
        N_("Imported sessions"),
        N_("Sessions or visits of each day as another counter told them, by its own definition."),
        "",
        "",
        _NOT_IMPORTED,
    ),
    "imported_page_views": Term(
        N_("Imported page views"), N_("Page views of each day as another counter told them."), "", "", _NOT_IMPORTED
    ),
    "imported_bounce_rate": Term(
        N_("Imported bounce rate"),
        N_(
            "Bounces / sessions of the days on which the other counter told both, by its own definition: it compares "
            "with no rate measured here."
        ),
        "",
        "",
        _NOT_IMPORTED,
    ),
    "counter": Term(N_("Counter"), N_("What the history was imported from.")),
    "first_told": Term(N_("From"), N_("First day that was imported.")),
    "last_told": Term(N_("Until"), N_("Last day that was imported.")),
    "told_visitors": Term(
        N_("Visitors of all days"), N_("Visitors of each imported day, added up, whatever the period.")
    ),
    "told_sessions": Term(
        N_("Sessions of all days"), N_("Sessions of each imported day, added up, whatever the period.")
    ),
    "told_page_views": Term(
        N_("Page views of all days"), N_("Page views of each imported day, added up, whatever the period.")
    ),
}
