"""What the settings take for a mail server, and what `leadpump check` says of it."""

from __future__ import annotations

import pytest

from leadpump.check.mail import check_mail
from leadpump.settings import BadSetting, Settings, read_settings
from tests.conftest import free_port
from tests.outbox.postbox import Postbox, postbox

__all__ = ["postbox"]

FROM = {"LEADPUMP_MAIL_FROM": "Leadpump <stats@exemple.fr>"}


@pytest.mark.parametrize(
    ("text", "host", "port", "user", "password", "secure"),
    [
        ("smtp://smtp.exemple.fr", "smtp.exemple.fr", 587, "", "", False),
        ("smtps://stats%40exemple.fr:a%2Fb@smtp.exemple.fr", "smtp.exemple.fr", 465, "stats@exemple.fr", "a/b", True),
        ("smtp://localhost:25", "localhost", 25, "", "", False),
    ],
)
def test_a_server_is_read(text: str, host: str, port: int, user: str, password: str, secure: bool) -> None:
    server = read_settings(FROM | {"LEADPUMP_MAIL_SERVER": text}).mail()
    assert server is not None
    assert (server.host, server.port, server.user, server.password, server.secure) == (
        host,
        port,
        user,
        password,
        secure,
    )
    assert server.sender == "Leadpump <stats@exemple.fr>"


@pytest.mark.parametrize(
    "text",
    [
        "smtp.exemple.fr:587",
        "http://smtp.exemple.fr",
        "smtp://",
        "smtp://u:se/cret@smtp.exemple.fr",
        "smtp://u:secret@smtp.exemple.fr:x",
        "smtp://u:secr%C3%A9t@smtp.exemple.fr",
    ],
)
def test_what_cannot_be_one_ends_the_start_without_telling_the_password(text: str) -> None:
    with pytest.raises(BadSetting, match="LEADPUMP_MAIL_SERVER") as told:
        read_settings(FROM | {"LEADPUMP_MAIL_SERVER": text})
    assert "secr" not in str(told.value)
    assert "cret" not in str(told.value)


@pytest.mark.parametrize("sender", ["", "Leadpump", "a@b.fr, c@d.fr", "a\nb <c@d.fr>"])
def test_the_sender_is_one_address(sender: str) -> None:
    with pytest.raises(BadSetting, match="LEADPUMP_MAIL_FROM"):
        read_settings({"LEADPUMP_MAIL_SERVER": "smtp://localhost", "LEADPUMP_MAIL_FROM": sender})


def test_nothing_is_sent_where_none_is_set() -> None:
    assert Settings().mail() is None
    assert list(check_mail(Settings())) == []


def test_check_calls_the_server_and_sends_nothing(postbox: Postbox) -> None:
    settings = Settings(mail_server=f"smtp://127.0.0.1:{postbox.port}", mail_from="stats@exemple.fr")
    (found,) = check_mail(settings)
    assert found.level == "ok"
    assert postbox.messages == []
    (away,) = check_mail(Settings(mail_server=f"smtp://127.0.0.1:{free_port()}", mail_from="stats@exemple.fr"))
    assert (away.level, "does not answer" in away.says) == ("fail", True)
    (no_login,) = check_mail(Settings(mail_server=f"smtp://u:p@127.0.0.1:{postbox.port}", mail_from="stats@exemple.fr"))
    assert (no_login.level, "not supported" in no_login.says) == ("fail", True)
