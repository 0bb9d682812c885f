"""What runs out: invitations, links for a forgotten password, lines of the log; and who may not be removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadpump.records import Records, RecordsError
from leadpump.records.account import Account
from leadpump.records.left import Ending
from leadpump.records.new_site import NewSite
from leadpump.records.people import Gone
from leadpump.records.receiver import NewReceiver
from leadpump.records.shared_link import NewLink
from tests.records.conftest import MovableClock


@pytest.fixture
def owner(records: Records) -> Account:
    records.create_owner()
    records.add_site(NewSite("fleurs.fr", "Fleurs", "Europe/Paris", "EUR", ("fleurs.fr",)))
    return records.list_accounts()[0]


def test_an_invitation_serves_for_seven_days(records: Records, owner: Account, clock: MovableClock) -> None:
    token, _ = records.people.invite(owner, "fleurs.fr", "paul", "viewer")
    clock.move(days=7, seconds=-1)
    assert records.people.find_invitation(token) is not None
    clock.move(seconds=1)
    assert records.people.find_invitation(token) is None
    assert records.people.invitations_to("fleurs.fr") == []


def test_a_link_for_a_password_serves_for_a_day(records: Records, owner: Account, clock: MovableClock) -> None:
    records.add_account("paul", sites=["fleurs.fr"])
    made = records.people.offer_reset(owner, "paul")
    assert made is not None
    clock.move(hours=23)
    assert records.people.find_invitation(made[0]) is not None
    clock.move(hours=1)
    assert records.people.find_invitation(made[0]) is None


def test_no_token_is_in_the_file(records: Records, owner: Account, data: Path) -> None:
    token, _ = records.people.invite(owner, "fleurs.fr", "paul", "viewer")
    kept = b"".join(file.read_bytes() for file in data.iterdir() if file.is_file())
    assert b"paul" in kept
    assert token.encode() not in kept


def test_the_log_is_kept_for_twelve_months(records: Records, owner: Account, clock: MovableClock) -> None:
    records.people.note(owner.login, "fleurs.fr", "costs.add", "old")
    clock.move(days=364)
    records.people.note(owner.login, "fleurs.fr", "costs.add", "new")
    assert records.people.deeds_of("fleurs.fr", 0, 9)[1] == 2
    clock.move(days=1)
    assert [deed.about for deed in records.people.deeds_of("fleurs.fr", 0, 9)[0]] == ["new"]


def test_what_is_taken_often_is_one_line_an_hour(records: Records, owner: Account, clock: MovableClock) -> None:
    for minutes in (0, 30, 29, 1, 30):
        clock.move(minutes=minutes)
        records.people.note(owner.login, "fleurs.fr", "leads.as_csv", "", often=True)
    assert records.people.deeds_of(None, 0, 9)[1] == 2


def test_an_account_is_removed_but_the_last_owner_is_not(records: Records, owner: Account) -> None:
    records.add_account("paul", sites=["fleurs.fr"], role="owner")
    records.people.remove_account("paul", keys=True, rest=False)
    assert [account.login for account in records.list_accounts()] == ["owner"]
    assert [member.account.login for member in records.people.members_of(owner, "fleurs.fr")] == ["owner"]
    with pytest.raises(RecordsError, match="nobody else runs this server"):
        records.people.remove_account("owner", keys=True, rest=False)
    records.add_account("marie", is_owner=True)
    records.people.remove_account("owner", keys=True, rest=False)
    assert [account.login for account in records.list_accounts()] == ["marie"]


def test_who_is_removed_comes_back_by_no_invitation_that_waits(records: Records, owner: Account) -> None:
    records.add_site(NewSite("fruits.fr", "Fruits", "Europe/Paris", "EUR", ("fruits.fr",)))
    records.add_account("paul", sites=["fleurs.fr", "fruits.fr"])
    of_one, _ = records.people.invite(owner, "fleurs.fr", "paul", "editor")
    of_other, _ = records.people.invite(owner, "fruits.fr", "paul", "editor")
    records.people.remove_member(owner, "fleurs.fr", "paul", Ending())
    assert records.people.find_invitation(of_one) is None
    assert records.people.find_invitation(of_other) is not None
    records.people.remove_account("paul", keys=True, rest=False)
    assert records.people.find_invitation(of_other) is None


@pytest.mark.parametrize("ends", ["demoted", "removed from the site", "removed"])
def test_an_invitation_dies_with_the_rights_of_whoever_sent_it(records: Records, owner: Account, ends: str) -> None:
    records.add_account("marie", sites=["fleurs.fr"], role="owner")
    marie = next(account for account in records.list_accounts() if account.login == "marie")
    sent, _ = records.people.invite(marie, "fleurs.fr", "herself@exemple.fr", "owner")
    other, _ = records.people.invite(owner, "fleurs.fr", "paul", "viewer")
    if ends == "demoted":
        records.people.change_role(owner, "fleurs.fr", " Marie ", "editor")
    elif ends == "removed from the site":
        records.people.remove_member(owner, "fleurs.fr", " Marie ", Ending())
    else:
        records.people.remove_account("marie", keys=True, rest=False)
    assert records.people.find_invitation(sent) is None
    assert records.people.find_invitation(other) is not None


def test_who_is_removed_altogether_takes_their_keys_along_and_leaves_the_rest(records: Records, owner: Account) -> None:
    records.add_account("marie", sites=["fleurs.fr"], role="owner")
    records.create_key("fleurs.fr", "hers", made_by="marie")
    records.create_key("fleurs.fr", "other", made_by=owner.login)
    link = NewLink("Agence", "", (), "", None)
    assert isinstance(records.people.share("marie", "fleurs.fr", link), str)
    records.receivers.add("fleurs.fr", NewReceiver("sealed", "sealed", ("lead",), False), "marie")
    ((ended, goes_on),) = records.people.remove_account(" Marie ", keys=True, rest=False).values()
    assert [key.label for key in ended.keys] == ["hers"]
    assert (ended.links, ended.receivers, goes_on.keys) == ((), (), ())
    assert ([one.label for one in goes_on.links], len(goes_on.receivers)) == (["Agence"], 1)
    assert [key.label for key in records.keys_of("fleurs.fr")] == ["other"]
    assert len(records.known_sites()[0].key_hashes) == 1
    assert len(records.people.shared_links_of("fleurs.fr")) == 1

    records.add_account("marie", sites=["fleurs.fr"], role="owner")
    records.create_key("fleurs.fr", "again hers", made_by="marie")
    ((ended, goes_on),) = records.people.remove_account("marie", keys=False, rest=True).values()
    assert ([key.label for key in goes_on.keys], ended.keys) == (["again hers"], ())
    assert records.people.shared_links_of("fleurs.fr") == []
    assert records.receivers.of_site("fleurs.fr") == []


def test_a_link_for_a_password_dies_with_the_password_that_it_would_replace(records: Records, owner: Account) -> None:
    password = records.add_account("paul", sites=["fleurs.fr"])
    paul = next(account for account in records.list_accounts() if account.login == "paul")
    made = records.people.offer_reset(owner, "paul")
    assert made is not None
    assert isinstance(records.choose_password(paul, "quatre chevaux agrafés"), str)
    assert records.people.find_invitation(made[0]) is None
    made = records.people.offer_reset(owner, "paul")
    assert made is not None
    assert records.reset_password("paul") != password
    assert isinstance(records.people.come_in(made[0], "trois chevaux agrafés", "fr"), Gone)


@pytest.mark.parametrize("ends", ["demoted", "removed from the site", "removed"])
def test_a_link_for_a_password_serves_while_its_maker_may_hand_one_out(
    records: Records, owner: Account, ends: str
) -> None:
    records.add_account("marie", sites=["fleurs.fr"], role="owner")
    records.add_account("paul", sites=["fleurs.fr"])
    marie = next(account for account in records.list_accounts() if account.login == "marie")
    made = records.people.offer_reset(marie, "paul")
    assert made is not None
    assert records.people.find_invitation(made[0]) is not None
    if ends == "demoted":
        records.people.change_role(owner, "fleurs.fr", "marie", "editor")
    elif ends == "removed from the site":
        records.people.remove_member(owner, "fleurs.fr", "marie", Ending())
    else:
        records.people.remove_account("marie", keys=True, rest=False)
    assert records.people.find_invitation(made[0]) is None
    assert isinstance(records.people.come_in(made[0], "trois chevaux agrafés", "fr"), Gone)
