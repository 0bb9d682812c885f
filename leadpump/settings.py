"""Every setting, read once from the environment into one frozen value. docs/settings.md lists them; a test compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from collector.retention import CONTACTS_MONTHS, EVENTS_MONTHS, Retention
from leadpump.clickhouse_address import Address, read_address
from leadpump.logs import FORMATS
from leadpump.outbox.address import MailServer, read_sender, read_server

NOT_SETTINGS = frozenset({"LEADPUMP_LIFELINE", "LEADPUMP_BROWSER"})
"""Variables of our own that are none: what the supervisor tells its children, and the browser of the tests."""
MOST_MONTHS = 600
"""ClickHouse reckons in times that end in 2106."""
RUNNING_ADDRESS = Path("run", "address")
RUNNING_ENGINE = Path("run", "engine_port")
RUNNING_HERE = Path("run", "here")


class BadSetting(Exception):
    """A setting cannot be used; the text names it and says what it takes."""


def setting(default: Any, meaning: str) -> Any:
    """A field of Settings with its one-line meaning."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the product is told from outside. The variable of `port` is LEADPUMP_PORT, and so on."""

    data: Path = setting(Path("data"), "Folder that holds everything the product keeps")
    host: str = setting("127.0.0.1", "Address to listen on; 0.0.0.0 for every network, behind a proxy with TLS")
    port: int = setting(8800, "Public port: the tag, the collector and the reports")
    public_url: str = setting(
        "", "Address under which visitors and readers reach the product, as https://stats.example.fr"
    )
    workers: int = setting(2, "Collector workers (processes)")
    threads: int = setting(16, "Threads of each worker")
    clickhouse: str = setting(
        "", "clickhouse://user:password@host:8123/leadpump to use a server; empty for the embedded engine"
    )
    engine_port: int = setting(8124, "Private loopback port of the embedded engine, for SQL with the owner's token")
    engine_memory_mb: int = setting(
        600,
        "Memory that the embedded engine may use for its work; some 300 MB more, most of it its program's file",
    )
    trusted_proxies: int = setting(0, "How many proxies in front may tell the visitor's address (X-Forwarded-For)")
    spool_limit_mb: int = setting(
        2048, "Most that may wait on disk for ClickHouse before new events are refused with 503"
    )
    rate_per_address: int = setting(
        500, "Events a second that one network of visitors may send to each worker; 0 for no limit"
    )
    rate_per_site: int = setting(1000, "Events a second that one site may send to each worker; 0 for no limit")
    min_free_mb: int = setting(256, "Free disk space below which new events are refused with 503")
    keep_events_months: int = setting(
        EVENTS_MONTHS, "Months after which events, sessions and what became of e-mails are removed"
    )
    keep_contacts_months: int = setting(
        CONTACTS_MONTHS, "Months after the last contact with a person, after which they are forgotten"
    )
    keep_hours: int = setting(24, "How long inserted events are kept beside ClickHouse too, unless the disk gets short")
    mail_server: str = setting(
        "", "smtp://user:password@host:587 (smtps:// for TLS at once), by which e-mails are sent; empty for none"
    )
    mail_from: str = setting("", "Address that e-mails come from, as Leadpump <stats@example.fr>")
    log_format: str = setting("text", "How the log is written to standard error: text, or json for machines")
    demo: bool = setting(True, "Serve the demo site under /demo/")

    @property
    def address(self) -> str:
        """The public address, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::") else self.host
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}"

    @property
    def listening(self) -> str:
        """Where this machine reaches a product with these settings, past all that stands in front of it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def local_address(self) -> str:
        """The same of the running product: its host and port may have been given on the command line."""
        noted = self.data / RUNNING_HERE
        return noted.read_text().strip() if noted.exists() else self.listening

    @property
    def retention(self) -> Retention:
        """For how long ClickHouse keeps rows."""
        return Retention(self.keep_events_months, self.keep_contacts_months)

    @property
    def embedded(self) -> bool:
        """Whether ClickHouse is the engine of our own."""
        return not self.clickhouse

    @property
    def sql_token(self) -> str:
        """The token of the embedded engine; made at first start."""
        return (self.data / "sql.token").read_text().strip()

    def clickhouse_address(self) -> Address:
        """Where ClickHouse is: the server that was named, or the embedded engine.

        A running product notes its engine's port in the data folder, so that a command in another terminal finds it.
        """
        if not self.embedded:
            return read_address(self.clickhouse)
        noted = self.data / RUNNING_ENGINE
        port = int(noted.read_text()) if noted.exists() else self.engine_port
        return Address("127.0.0.1", port, "leadpump", self.sql_token, "leadpump")

    def mail(self) -> MailServer | None:
        """The server by which e-mails are sent; None if none are."""
        return replace(read_server(self.mail_server), sender=self.mail_from) if self.mail_server else None

    def environment(self) -> dict[str, str]:
        """The variables that make these settings again in a child process."""
        return {variable(item.name): write(getattr(self, item.name)) for item in fields(self)}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"LEADPUMP_{name.upper()}"


def write(value: Any) -> str:
    """A setting's value as text that read_settings takes."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def read_settings(environment: Mapping[str, str], **given: Any) -> Settings:
    """Settings from the environment, under what was given on the command line (None: not given).

    Raises BadSetting for a value that cannot be used and for a LEADPUMP_ variable that is none of ours.
    """
    refuse_unknown(environment)
    values: dict[str, Any] = {}
    for item in fields(Settings):
        text = environment.get(variable(item.name))
        if text is not None and text != "":
            values[item.name] = read_value(item.name, text, item.default)
    values |= {name: value for name, value in given.items() if value is not None}
    settings = Settings(**values)
    check(settings)
    return settings


def refuse_unknown(environment: Mapping[str, str]) -> None:
    """A variable that is none of ours is a slip of the pen, and would be ignored in silence."""
    known = {variable(item.name) for item in fields(Settings)} | NOT_SETTINGS
    for name in environment:
        if name.startswith("LEADPUMP_") and name not in known:
            close = get_close_matches(name, known - NOT_SETTINGS, n=1)
            hint = f": did you mean {close[0]}?" if close else "; docs/settings.md lists them"
            raise BadSetting(f"{name} is no setting{hint}")


def read_value(name: str, text: str, default: Any) -> Any:
    """A variable's text as the type of its default."""
    if isinstance(default, bool):
        if text.lower() not in ("on", "off", "1", "0", "true", "false", "yes", "no"):
            raise BadSetting(f"{variable(name)} is {text!r}: it takes on or off")
        return text.lower() in ("on", "1", "true", "yes")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"{variable(name)} is {text!r}: it takes a whole number, such as {default}") from None
    return Path(text) if isinstance(default, Path) else text


def check(settings: Settings) -> None:
    """Refuse what could not work, before anything is started."""
    for name, low, high in (
        ("port", 1, 65535),
        ("engine_port", 1, 65535),
        ("engine_memory_mb", 150, 1_000_000),
        ("workers", 1, 64),
        ("threads", 1, 256),
        ("trusted_proxies", 0, 10),
        ("rate_per_address", 0, 10_000_000),
        ("rate_per_site", 0, 10_000_000),
        ("spool_limit_mb", 1, 10_000_000),
        ("min_free_mb", 0, 10_000_000),
        ("keep_events_months", 1, MOST_MONTHS),
        ("keep_contacts_months", 1, MOST_MONTHS),
        ("keep_hours", 0, 10_000),
    ):
        value = getattr(settings, name)
        if not low <= value <= high:
            raise BadSetting(f"{variable(name)} is {value}: it lies between {low} and {high}")
    if settings.embedded and settings.port == settings.engine_port:
        raise BadSetting(
            f"LEADPUMP_PORT and LEADPUMP_ENGINE_PORT are both {settings.port}: give the engine another one"
        )
    if settings.log_format not in FORMATS:
        raise BadSetting(f"LEADPUMP_LOG_FORMAT is {settings.log_format!r}: it takes {' or '.join(FORMATS)}")
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise BadSetting("LEADPUMP_PUBLIC_URL must begin with https:// or http://")
    if "/" in settings.public_url.partition("://")[2].rstrip("/"):
        raise BadSetting(
            "LEADPUMP_PUBLIC_URL has a path: the reports need a host of their own, as https://stats.example.fr "
            "(docs/embedding.md says how the tag alone is served under a path of a website)"
        )
    if settings.clickhouse:
        try:
            read_address(settings.clickhouse)
        except ValueError as error:
            raise BadSetting(f"LEADPUMP_CLICKHOUSE cannot be used: {error}") from None
    if settings.mail_server:
        try:
            read_server(settings.mail_server)
        except ValueError as error:
            raise BadSetting(f"LEADPUMP_MAIL_SERVER cannot be used: {error}") from None
        try:
            read_sender(settings.mail_from)
        except ValueError as error:
            raise BadSetting(f"LEADPUMP_MAIL_FROM cannot be used: {error}") from None
