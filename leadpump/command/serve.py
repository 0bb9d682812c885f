"""`leadpump serve`: start everything on one port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import click

from leadpump.calling import how_to_call, leadpump_command
from leadpump.check.clock import BUILT
from leadpump.first_run import FirstRun, set_up_apart
from leadpump.logs import start_logging
from leadpump.settings import RUNNING_ADDRESS, RUNNING_ENGINE, RUNNING_HERE, BadSetting, Settings, read_settings
from leadpump.supervisor import AlreadyRunning, Supervisor, hold_folder


@click.command()
@click.option("--host", help="Address to listen on (LEADPUMP_HOST, 127.0.0.1).")
@click.option("--port", type=int, help="Public port (LEADPUMP_PORT, 8800).")
@click.option("--engine-port", type=int, help="Private port of the embedded engine (LEADPUMP_ENGINE_PORT, 8124).")
@click.option("--workers", type=int, help="Collector workers (LEADPUMP_WORKERS, 2).")
@click.option("--public-url", help="Address under which people reach it (LEADPUMP_PUBLIC_URL).")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder (LEADPUMP_DATA, ./data).")
@click.option(
    "--fill-demo/--no-fill-demo", default=None, help="Fill the demo site without asking; asked at first start."
)
@click.pass_obj
def serve(
    given: Settings,
    host: str | None,
    port: int | None,
    engine_port: int | None,
    workers: int | None,
    public_url: str | None,
    data: Path | None,
    fill_demo: bool | None,
) -> None:
    """Start the engine, the loader and the workers; Ctrl-C stops them."""
    start_logging("leadpump", given.log_format)
    refuse_old_clock(time.time())
    try:
        settings = read_settings(
            os.environ,
            host=host,
            port=port,
            engine_port=engine_port,
            workers=workers,
            public_url=public_url,
            data=(data or given.data).resolve(),
        )
        lock = hold_folder(settings.data)
        refuse_taken_ports(settings)
        first = set_up_apart(settings)
        (settings.data / RUNNING_ENGINE).write_text(f"{settings.engine_port}\n")
        (settings.data / RUNNING_HERE).write_text(f"{settings.listening}\n")
    except (BadSetting, AlreadyRunning) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"The data folder {settings.data} cannot be used ({error.strerror}). Give it to the account that this runs "
            "under, or name another with --data."
        ) from None
    fill = settings.demo and (wants_to_fill(first) if fill_demo is None else fill_demo)

    announced: list[bool] = []

    def when_ready() -> None:
        announced.append(True)
        announce(settings, first, filling=fill)
        if fill:
            subprocess.Popen([leadpump_command(), "demo"], env=os.environ | settings.environment())

    try:
        Supervisor(settings).run(when_ready)
    finally:
        if first.owner_password and not announced:
            click.echo(f"The one-time password of owner, made before the start was ended: {first.owner_password}")
        for name in (RUNNING_ADDRESS, RUNNING_ENGINE, RUNNING_HERE):
            (settings.data / name).unlink(missing_ok=True)
        os.close(lock)
    click.echo("Leadpump has stopped.")


def refuse_old_clock(now: float) -> None:
    """Say that it is earlier than this program: what is accepted would carry the wrong day for ever."""
    if now < BUILT:
        today = time.strftime("%Y-%m-%d", time.gmtime(now))
        raise click.ClickException(f"This machine takes today for {today}: set its clock, then start again.")


def refuse_taken_ports(settings: Settings) -> None:
    """Say which port is taken before anything starts."""
    wanted = [(settings.host, settings.port, "--port")]
    if settings.embedded:
        wanted.append(("127.0.0.1", settings.engine_port, "--engine-port"))
    for host, port, option in wanted:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise BadSetting(
                    f"port {port} of {host} cannot be used ({error.strerror}): choose another with {option}"
                ) from None


def wants_to_fill(first: FirstRun) -> bool:
    """At the very first start, ask whoever sits at the terminal; elsewhere the answer is no."""
    if not first.owner_password or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return click.confirm(
        "Fill the demo site with 90 days of simulated traffic, to see the reports alive?", default=True
    )


def announce(settings: Settings, first: FirstRun, *, filling: bool) -> None:
    """Tell the newcomer where everything is."""
    (settings.data / RUNNING_ADDRESS).write_text(settings.address + "\n")
    lines = ["", "Leadpump is running. Ctrl-C stops it.", "", f"  Reports     {settings.address}/"]
    if first.owner_password:
        lines += [
            "  Log in as   owner",
            f"  Password    {first.owner_password}   (once: you will choose your own)",
        ]
    else:
        lines.append(f"  Log in as   owner   (password forgotten: {how_to_call(settings)} user password owner)")
    if settings.demo:
        lines.append(f"  Demo site   {settings.address}/demo/")
    lines += [
        "",
        "  The tag for your pages (add your site under Reports first):",
        f'  <script defer src="{settings.address}/leadpump.js" data-site="YOUR-SITE"></script>',
        "",
    ]
    if settings.demo and not filling:
        lines += [
            "  Fill the demo site with 90 days of simulated traffic, in another terminal:",
            f"  {how_to_call(settings)} demo",
            "",
        ]
    click.echo("\n".join(lines))
    sys.stdout.flush()
