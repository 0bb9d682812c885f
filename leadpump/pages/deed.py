"""Writes down who changed or took away what, once it has happened; no more of a lead than its number."""

from __future__ import annotations

from flask import Response, g, request

from leadpump.pages.signed_in import find_account, records
from reports.language import N_

CHANGES: dict[str, str] = {
    "account.password": N_("Changed their password"),
    "account.end_sign_in": N_("Logged another browser out"),
    "account.end_other_sign_ins": N_("Logged their other browsers out"),
    "annotations.add": N_("Added a note on a day"),
    "annotations.change": N_("Changed a note on a day"),
    "annotations.remove": N_("Removed a note on a day"),
    "board.choose": N_("Chose the figures of the board"),
    "channels.new": N_("Added a channel rule"),
    "channels.change": N_("Changed a channel rule"),
    "channels.remove": N_("Removed a channel rule"),
    "channels.move": N_("Moved a channel rule"),
    "conversions.add": N_("Named a conversion"),
    "conversions.change": N_("Changed a named conversion"),
    "conversions.remove": N_("Removed the name of a conversion"),
    "cost_import.bring_in": N_("Imported costs from a file"),
    "costs.add": N_("Wrote down a cost"),
    "costs.change": N_("Changed a cost"),
    "costs.remove": N_("Removed a cost"),
    "costs.remove_line": N_("Removed costs"),
    "digests.add": N_("Added an address that gets the figures by e-mail"),
    "digests.remove": N_("Removed an address that got the figures by e-mail"),
    "digests.send_now": N_("Had the figures sent by e-mail at once"),
    "email_import.bring_in": N_("Imported e-mails from a file"),
    "email_import.undo": N_("Undid an import of e-mails"),
    "invitation.open_link": N_("Came in with a one-time link"),
    "keys.add": N_("Created a key"),
    "keys.remove": N_("Removed a key"),
    "lead.add": N_("Wrote something down about a lead"),
    "lead.mark_spam": N_("Said whether a lead is spam"),
    "lead.withdraw": N_("Withdrew something about a lead"),
    "lead_import.bring_in": N_("Imported leads from a file"),
    "lead_import.undo": N_("Undid an import of leads"),
    "lead_mails.add": N_("Added an address that is told of leads by e-mail"),
    "lead_mails.remove": N_("Removed an address that was told of leads by e-mail"),
    "lead_mails.test": N_("Sent a test e-mail to an address"),
    "leads.mark": N_("Changed several leads at once"),
    "leads.new": N_("Added a lead"),
    "magnets.change": N_("Changed a lead magnet"),
    "magnets.new": N_("Declared a lead magnet"),
    "magnets.remove": N_("Removed a lead magnet"),
    "members.change_role": N_("Gave somebody another role"),
    "members.invite": N_("Invited somebody"),
    "members.remove": N_("Removed somebody from the site"),
    "members.reset": N_("Made a link for a new password"),
    "members.withdraw": N_("Withdrew an invitation"),
    "outside.add": N_("Wrote down what was measured outside"),
    "outside.bring_in": N_("Imported what was measured outside"),
    "outside.undo": N_("Undid an import of what was measured outside"),
    "privacy.change_mode": N_("Changed how much of a visit is kept"),
    "receivers.add": N_("Added an address that is notified of leads"),
    "receivers.remove": N_("Removed an address that was notified of leads"),
    "receivers.test": N_("Sent a test message to an address"),
    "receivers.try_again": N_("Had a message sent once more"),
    "score_rules.change": N_("Changed a score rule"),
    "score_rules.move": N_("Moved a score rule"),
    "score_rules.new": N_("Added a score rule"),
    "score_rules.remove": N_("Removed a score rule"),
    "score_rules.thresholds": N_("Changed the thresholds of the scores"),
    "segments.add": N_("Saved a segment"),
    "segments.change": N_("Renamed a segment"),
    "segments.remove": N_("Removed a segment"),
    "share.add": N_("Made a shared link"),
    "share.remove": N_("Removed a shared link"),
    "sites.change_merge_days": N_("Changed for how long a person stays one lead"),
    "sites.new": N_("Added a site"),
    "sites.settings": N_("Changed the site"),
    "stop.stop": N_("Stopped e-mails to an address, by the link in one"),
    "webhooks.close": N_("Closed a webhook"),
    "webhooks.open_": N_("Opened a webhook, or gave it another address"),
    "webhooks.replay_some": N_("Replayed deliveries of webhooks"),
    "webhooks.secret": N_("Changed the secret of a webhook"),
    "webhooks.stages": N_("Changed the stages of a webhook"),
}
"""What is done at the endpoints that change something."""
BY_COMMAND: dict[str, str] = {
    "backup": N_("Made a backup"),
    "channels.rederive": N_("Brought channels of stored visits up to the rules"),
    "demo": N_("Filled the demo site with invented traffic"),
    "export": N_("Wrote reports into files"),
    "import.events": N_("Imported events from a file"),
    "person.erase": N_("Erased a person"),
    "person.export": N_("Took away what is kept of a person"),
    "rejected.drop": N_("Removed what was set aside"),
    "rejected.retry": N_("Had what was set aside tried again"),
    "rejected.show": N_("Looked at what was set aside"),
    "replay": N_("Had kept events looked through again"),
    "restore": N_("Restored a backup"),
    "site.hosts": N_("Changed where the pages of the site may be"),
    "sql": N_("Asked the database by SQL"),
    "sql.connection": N_("Took away the password of the database"),
    "user.add": N_("Added somebody who can log in"),
    "user.password": N_("Made a one-time password"),
    "user.remove": N_("Removed somebody who could log in"),
    "user.sign-out": N_("Logged somebody out everywhere"),
}
"""What only commands do; those that do what a page does are in the log under its endpoint."""
EXPORTS: dict[str, str] = {
    "leads.as_csv": N_("Exported the list of leads"),
    "reports.as_csv_page": N_("Exported a report as CSV"),
    "reports.as_json_page": N_("Exported a report as JSON"),
    "shared.as_csv_page": N_("Exported a report as CSV"),
    "shared.as_json_page": N_("Exported a report as JSON"),
}
"""What is done at those that give a file or data."""
CHANGE_NOTHING = frozenset(
    {
        "account.login",
        "account.logout",
        "cost_import.upload",
        "email_import.upload",
        "installation.look_at_page",
        "lead_import.upload",
        "outside.upload",
        "shared_door.password",
    }
)
"""Endpoints that take a form and change nothing anybody else sees: a file that waits is not imported yet."""


def name_deed(about: str, who: str = "", site: str = "") -> None:
    """Say in the log what this request was about; by whom and at which site, where its address does not tell."""
    g.deed_about = about
    if who:
        g.deed_who = who
        g.deed_site = site


def note_deed(response: Response) -> Response:
    """Write it down, if it happened."""
    endpoint = request.endpoint or ""
    # Whoever is sent to give a password first has taken nothing yet.
    exported = endpoint in EXPORTS and request.method == "GET" and response.status_code < 300
    changed = endpoint in CHANGES and request.method == "POST"
    if response.status_code < 400 and (exported or changed) and "nothing_changed" not in g:
        records().people.note(_who(), _site(), endpoint, _about(), often=exported)
    return response


def _site() -> str:
    site = g.get("site")
    return site.name if site else str(g.get("deed_site", ""))


def _who() -> str:
    account = None if "deed_who" in g else find_account()
    return account.login if account else str(g.get("deed_who", ""))


def _about() -> str:
    if "deed_about" in g:
        return str(g.deed_about)
    values = (request.view_args or {}).items()
    return ", ".join(str(value) for name, value in values if name not in ("site", "token"))
