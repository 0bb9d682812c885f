"""Who may see a site, as what, and the one-time links by which they come in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import words
from leadpump.pages.keys import may
from leadpump.pages.receivers import host_of, show_receiver
from leadpump.records import NotFound, RecordsError
from leadpump.records.account import LONGEST_LOGIN
from leadpump.records.left import Ending
from leadpump.records.member import EDITOR, OWNER, ROLES, VIEWER, MemberProblem
from leadpump.records.people import People
from reports.language import N_

pages = Blueprint("members", __name__, template_folder="templates")

ROOM = "members"
NAMES = {VIEWER: N_("Viewer"), EDITOR: N_("Editor"), OWNER: N_("Owner")}
MAY = {
    VIEWER: N_("sees every report and the leads without their contact details, and changes nothing"),
    EDITOR: N_("sees everything, and changes everything but members and keys"),
    OWNER: N_("sees and changes everything, invites people, makes keys and reads the log"),
}
PROBLEMS = {
    MemberProblem.LAST_OWNER: N_("Nothing was changed: a site keeps at least one owner. Make somebody else one first."),
    MemberProblem.RUNS_THE_SERVER: N_("Nothing was changed: this person runs the server, and owns every site on it."),
}


@pages.get("/sites/<site>/members")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """Everybody, those who are invited, and the form that invites."""
    signed_in.require_owner()
    return show()


@pages.post("/sites/<site>/members")
def invite(site: str) -> str | tuple[str, int]:
    """Make a link for somebody and show it, this once."""
    signed_in.require_owner()
    login, role = request.form.get("login", ""), request.form.get("role", "")
    if role not in ROLES:
        abort(400)
    try:
        token, made = people().invite(signed_in.account(), site, login, role)
    except RecordsError:
        return show(login=login, role=role, refused=True), 422
    name_deed(f"{made.login}, {role}")
    return show(link=link_of(token), link_for=made.login)


@pages.post("/sites/<site>/members/role")
def change_role(site: str) -> AnyResponse:
    """Give somebody another role."""
    signed_in.require_owner()
    login, role = request.form.get("login", ""), request.form.get("role", "")
    try:
        problem = people().change_role(signed_in.account(), site, login, role)
    except NotFound:
        abort(404)
    except RecordsError:
        abort(400)
    if problem is not None:
        return refuse(problem)
    name_deed(f"{login}, {role}")
    answer = done(words().say(N_("%(login)s has the role “%(role)s” now."), login=login, role=role_name(role)))
    known = len(people().left_at(site, login).keys) if role != OWNER else 0
    if known:
        told = words().say_count(
            "%(login)s made %(n)s key here, which goes on working: remove it under “Keys” if they shall not use it.",
            "%(login)s made %(n)s keys here, which go on working: remove those that they shall not use under “Keys”.",
            known,
            login=login,
        )
        flash(told, "warning")
    return answer


@pages.get("/sites/<site>/members/remove")
def ask_removal(site: str) -> AnyResponse | str:
    """What goes with somebody, what would go on without them, and the question whether to remove them."""
    signed_in.require_owner()
    login = request.args.get("login", "")
    found = [one.account for one in people().members_of(signed_in.account(), site) if one.account.login == login]
    if not found:
        abort(404)
    if found[0].is_owner:
        return refuse(MemberProblem.RUNS_THE_SERVER)
    say, left = words(), people().left_at(site, login)
    return render_template(
        "members/remove.html",
        site=g.site,
        room=ROOM,
        login=login,
        myself=signed_in.account().login,
        invited=left.invited,
        digests=[one.address for one in left.digests],
        mailed=[one.mail for one in left.mailed],
        keys=[(key, may(key, say), say.day(key.created.date())) for key in left.keys],
        links=[(link, say.day(link.expires.date()) if link.expires else "") for link in left.links],
        receivers=[show_receiver(one) for one in left.receivers],
    )


@pages.post("/sites/<site>/members/remove")
def remove(site: str) -> AnyResponse:
    """Let somebody see the site no longer, and end what was ticked of what they made there."""
    signed_in.require_owner()
    login = request.form.get("login", "")
    keys, links, receivers = (set(request.form.getlist(name, int)) for name in ("key", "link", "receiver"))
    try:
        ended = people().remove_member(signed_in.account(), site, login, Ending(keys, links, receivers))
    except NotFound:
        abort(404)
    if isinstance(ended, MemberProblem):
        return refuse(ended)
    for what, about in ended.deeds(host_of):
        people().note(signed_in.account().login, g.site.name, what, about)
    name_deed(login)
    if login == signed_in.account().login:
        return redirect(url_for("sites.index"), 303)
    return done(words().say(N_("%(login)s no longer sees this site."), login=login))


@pages.post("/sites/<site>/members/reset")
def reset(site: str) -> str:
    """Make a link with which somebody chooses a new password, and show it, this once."""
    signed_in.require_owner()
    login = request.form.get("login", "")
    if login not in {member.account.login for member in people().members_of(signed_in.account(), site)}:
        abort(404)
    made = people().offer_reset(signed_in.account(), login)
    if made is None:
        abort(403)
    name_deed(login)
    return show(link=link_of(made[0]), link_for=login, for_password=True)


@pages.post("/sites/<site>/members/invitations/<int:invitation>/remove")
def withdraw(site: str, invitation: int) -> AnyResponse:
    """Take an invitation back."""
    signed_in.require_owner()
    login = people().withdraw_invitation(site, invitation)
    if login is None:
        abort(404)
    name_deed(login)
    return done(words().say(N_("The invitation of %(login)s is withdrawn: its link opens nothing."), login=login))


def show(
    *,
    login: str = "",
    role: str = VIEWER,
    refused: bool = False,
    link: str = "",
    link_for: str = "",
    for_password: bool = False,
) -> str:
    """The page. login, role: as typed in the form; link: one that was just made, for whom, and what for."""
    say = words()
    return render_template(
        "members/index.html",
        site=g.site,
        room=ROOM,
        members=people().members_of(signed_in.account(), g.site.name),
        invited=[
            (one, role_name(one.role), say.day(one.expires.date())) for one in people().invitations_to(g.site.name)
        ],
        roles=roles(),
        role_name=role_name,
        login=login,
        role=role,
        longest=LONGEST_LOGIN,
        refused=refused,
        link=link,
        link_for=link_for,
        for_password=for_password,
        myself=signed_in.account().login,
    )


def roles() -> Sequence[tuple[str, str, str]]:
    """Key, name and rights of each role, from the least to the most."""
    return [(key, role_name(key), words().say(MAY[key])) for key in ROLES]


def role_name(role: str) -> str:
    """A role in the reader's words."""
    return words().say(NAMES[role])


def link_of(token: str) -> str:
    """The whole address of a one-time link."""
    return signed_in.doors().public_url + url_for("invitation.open_link", token=token)


def refuse(problem: MemberProblem) -> AnyResponse:
    """Back to the members, with what is wrong."""
    g.nothing_changed = True
    flash(words().say(PROBLEMS[problem]), "error")
    return redirect(url_for(".index", site=g.site.name), 303)


def done(said: str) -> AnyResponse:
    """Back to the members, with a word about what was done."""
    flash(said, "good")
    return redirect(url_for(".index", site=g.site.name), 303)


def people() -> People:
    """The records of people."""
    return signed_in.records().people
