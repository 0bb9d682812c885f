"""How the product is reached: its processes and ports, the public address, the proxies in front."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener, urlopen

from leadpump.check.finding import Finding, fail, ok, warn
from leadpump.condition import Condition
from leadpump.pages.health import NONCE
from leadpump.settings import RUNNING_ADDRESS, Settings

ANSWER_SECONDS = 6.0
ENOUGH_DESCRIPTORS = 4096
LOOPBACK = ("localhost", "127.0.0.1", "::1")
DIRECTLY = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, or why there is none. seconds: how long it took."""

    status: int
    body: bytes
    seconds: float
    why_not: str = ""


def find_supervisor(data: Path) -> int:
    """The process number of the running product; 0 if none runs on this folder."""
    try:
        descriptor = os.open(data / "leadpump.lock", os.O_RDWR)
    except FileNotFoundError:
        return 0
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        noted = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
        return int(noted) if noted.isdecimal() else 1
    finally:
        os.close(descriptor)
    return 0


def check_processes(settings: Settings, condition: Condition, supervisor: int) -> Iterator[Finding]:
    """What should run while the product does, or whether its ports are free while it does not."""
    if not supervisor:
        yield warn("running", "Leadpump is stopped: what only shows while it runs was not looked at.")
        yield from check_free_ports(settings)
        return
    alive = condition.tallies.alive
    workers = alive.get("web", 0)
    if not workers:
        yield fail("running", "No worker is alive: see the log.")
    elif not alive.get("loader"):
        yield fail("running", "The loader is not alive: see the log. Events are accepted and wait.")
    else:
        yield ok("running", f"{workers} workers and the loader are alive.")
    limit = descriptors_of(supervisor)
    if 0 < limit < ENOUGH_DESCRIPTORS:
        yield warn("descriptors", f"It may open {limit:,} files and connections: allow more (LimitNOFILE=65536).")
    here = settings.local_address
    local = fetch(f"{here}/healthz", directly=True)
    if local.status != 200:
        yield fail("port", f"{here} does not answer on this machine ({said(local)}): see the log.")
    else:
        yield ok("port", f"{here} answers on this machine.")


def check_free_ports(settings: Settings) -> Iterator[Finding]:
    """Whether a start would find its ports."""
    wanted = [(settings.host, settings.port, "LEADPUMP_PORT")]
    if settings.embedded:
        wanted.append(("127.0.0.1", settings.engine_port, "LEADPUMP_ENGINE_PORT"))
    for host, port, name in wanted:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                yield fail(
                    "port", f"Port {port} of {host} cannot be used ({error.strerror}): stop its user, or set {name}."
                )
            else:
                yield ok("port", f"Port {port} of {host} is free.")


def descriptors_of(process: int) -> int:
    """How many descriptors a process may have; 0 where that cannot be seen."""
    try:
        limits = Path(f"/proc/{process}/limits").read_text()
    except OSError:
        return 0
    found = re.search(r"Max open files\s+(\d+)", limits)
    return int(found[1]) if found else 0


def check_public_address(settings: Settings) -> Iterator[Finding]:
    """Whether visitors get the tag, whether they are kept from the metrics, and through how many proxies they come."""
    address = running_address(settings)
    scheme, host = urlsplit(address).scheme, urlsplit(address).hostname or ""
    if not settings.public_url and host == "localhost":
        yield warn("public address", "LEADPUMP_PUBLIC_URL is not set: the tag works on this machine only.")
    elif scheme != "https" and host not in LOOPBACK:
        yield warn(
            "public address",
            f"{address} is not https: browsers block the tag on https pages. Put a proxy with TLS before it.",
        )
    tag = fetch(f"{address}/leadpump.js")
    if tag.status != 200:
        yield fail("tag", f"{address}/leadpump.js cannot be had ({said(tag)}): {advice(tag)}")
        return
    built = (files("tracker_js") / "dist" / "leadpump.js").read_bytes()
    if tag.body != built:
        yield warn(
            "tag", f"{address}/leadpump.js is not the file of this version: a cache keeps another, or it is not us."
        )
    else:
        yield ok("tag", f"{address}/leadpump.js is there, in {tag.seconds * 1000:.0f} ms.")
    if fetch(f"{address}/metrics").status == 200:
        yield fail(
            "metrics", f"{address}/metrics is shown to everybody: something in front adds the token. Take it out."
        )
    yield from check_proxies(settings, address)


def running_address(settings: Settings) -> str:
    """The address that the running product noted, unless one is set."""
    noted = settings.data / RUNNING_ADDRESS
    if not settings.public_url and noted.exists():
        return noted.read_text().strip()
    return settings.address


def check_proxies(settings: Settings, address: str) -> Iterator[Finding]:
    """Count the proxies that a request from outside passes, by asking with a word that only this machine knows."""
    number = count_proxies(settings, address)
    told = settings.trusted_proxies
    if number is None:
        return
    if not number and told and urlsplit(address).hostname in LOOPBACK:
        yield warn(
            "proxies",
            f"{address} leads to Leadpump itself from here, past the proxies in front (LEADPUMP_TRUSTED_PROXIES is "
            f"{told}): they can be counted once LEADPUMP_PUBLIC_URL is the address that visitors use.",
        )
    elif number == told:
        yield ok("proxies", f"Requests come through {number}, and LEADPUMP_TRUSTED_PROXIES is {told}.")
    elif number > told:
        yield fail(
            "proxies",
            f"Requests come through {number} proxies and LEADPUMP_TRUSTED_PROXIES is {told}: visitors have a proxy's "
            f"address and are taken for one another. Set it to {number}.",
        )
    else:
        yield fail(
            "proxies",
            f"Requests come through {number} proxies and LEADPUMP_TRUSTED_PROXIES is {told}: anybody may claim any "
            f"address. Set it to {number}, or let the proxy send X-Forwarded-For.",
        )


def count_proxies(settings: Settings, address: str) -> int | None:
    """How many addresses X-Forwarded-For has when it arrives; None where the answer is not ours."""
    word = secrets.token_hex(16)
    nonce = settings.data / NONCE
    nonce.touch(mode=0o600)
    nonce.write_text(word)
    try:
        answer = fetch(f"{address}/readyz?check={word}")
        found = json.loads(answer.body) if answer.status in (200, 503) else {}
        return found.get("proxies") if isinstance(found, dict) else None
    except ValueError:
        return None
    finally:
        nonce.unlink(missing_ok=True)


def fetch(address: str, *, directly: bool = False) -> Fetched:
    """GET an address, within a few seconds. directly: past any proxy that the environment names."""
    request = Request(address, headers={"User-Agent": "leadpump-check"})  # noqa: S310 - http or https by the settings
    started = time.perf_counter()
    opened = DIRECTLY.open if directly else urlopen
    try:
        with opened(request, timeout=ANSWER_SECONDS) as answer:
            return Fetched(answer.status, answer.read(4_000_000), time.perf_counter() - started)
    except HTTPError as error:
        with error:
            return Fetched(error.code, b"", time.perf_counter() - started)
    except URLError as error:
        return Fetched(0, b"", 0, reason_of(error.reason))
    except (OSError, ValueError) as error:
        return Fetched(0, b"", 0, reason_of(error))


def reason_of(error: object) -> str:
    """Why nothing was answered, in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return "no such name"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(getattr(error, "strerror", None) or error)


def said(fetched: Fetched) -> str:
    """What came instead."""
    return fetched.why_not or f"HTTP {fetched.status}"


def advice(fetched: Fetched) -> str:
    """What to do about it."""
    if fetched.why_not.startswith("certificate"):
        return "renew the certificate, and let the proxy send the whole chain."
    if fetched.why_not == "no such name":
        return "make the DNS entry, or set LEADPUMP_PUBLIC_URL right."
    if fetched.status in (502, 503, 504):
        return "the proxy does not reach Leadpump: compare its target with LEADPUMP_HOST and LEADPUMP_PORT."
    if fetched.status:
        return "the proxy must pass this path on as it is."
    return "see that the proxy runs and that the firewall lets its port through."
