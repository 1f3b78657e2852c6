"""`amparo up`: everything on one machine: two stores, the engine, the gateway and the desk, ended together."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import httpx
from rich.console import Console

from bot.cli import plainly, settings
from bot.cli.demo_staff import DemoLogin, staffed
from bot.cli.engine_process import engine_command, start_child, stop_child, wait_until_ready
from bot.cli.stores import (
    announce_tickets_store,
    make_keys_folder,
    start_sessions_store,
    start_tickets_store,
    stop_store,
)
from bot.conversation.remote_engine import RemoteEngine
from bot.sessions.memory_folder import MEMORY, swap_warning
from bot.settings import SettingError, Settings
from bot.staff.store import StaffUnavailable
from bot.wiring.conversation import wire_conversation
from bot.wiring.keys import master_key

READY_SECONDS = 60.0
SHOWN_CODES = 5


class Stopped(Exception):  # noqa: N818 - what happened, not a fault
    """Somebody asked everything to end."""


@click.command()
@plainly
def up() -> None:
    """Start the stores, the engine, the gateway and the desk, say Ready, and end them all with Ctrl-C."""
    known = settings()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop)
    try:
        _check(known)
        with contextlib.ExitStack() as stack:
            children = _start(known, stack)
            _say_ready(known, desk="desk" in children)
            _watch(children)
    except Stopped:
        click.echo("Stopped.")


def _check(known: Settings) -> None:
    """Find what would fail before anything starts. Raises SettingError and ContentError."""
    master_key(known)
    _check_port("AMPARO_GATEWAY_PORT", known.gateway_host, known.gateway_port)
    _check_port("AMPARO_DESK_PORT", known.desk_host, known.desk_port)
    if warning := swap_warning(known.keys or MEMORY):
        click.echo(f"amparo: {warning}", err=True)
    wire_conversation(known, RemoteEngine("http://127.0.0.1"), time.time)


def _check_port(name: str, host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise SettingError(
            f"port {port} cannot be used ({os.strerror(error.errno or 0)}); end what uses it, or set another {name}"
        ) from None


def _start(known: Settings, stack: contextlib.ExitStack) -> dict[str, subprocess.Popen[bytes]]:
    run = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amparo-")))
    known.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    children: dict[str, subprocess.Popen[bytes]] = {}
    # What the gateway is told, beside what it reads by itself.
    environment = {"AMPARO_SESSIONS_URL": known.sessions_url, "AMPARO_TICKETS_URL": known.tickets_url}
    with Console(stderr=True).status("Starting the stores ...") as status:
        if not known.sessions_url:
            store = start_sessions_store(run)
            environment["AMPARO_SESSIONS_URL"], children["sessions store"] = store.url, store.child
            stack.callback(stop_store, store)
        if not known.tickets_url:
            store = start_tickets_store(run, known.data)
            environment["AMPARO_TICKETS_URL"], children["tickets store"] = store.url, store.child
            stack.callback(announce_tickets_store(known.data, store.url).unlink, missing_ok=True)
            stack.callback(stop_store, store)
        if known.keys is None:
            keys = make_keys_folder()
            environment["AMPARO_KEYS"] = str(keys)
            # Whatever still waits in the folder opens chats that nobody can go on with.
            stack.callback(shutil.rmtree, keys, ignore_errors=True)
        status.update("Looking for staff ...")
        # Before the gateway, which offers a person only where there is somebody.
        has_staff, logins = _staffed(replace(known, tickets_url=environment["AMPARO_TICKETS_URL"]))
        # At once: whatever fails after this, they are shown only here.
        _say_logins(logins)
        status.update("Starting the engine (it takes some seconds) ...")
        environment["AMPARO_ENGINE_URL"] = known.engine_url or _start_engine(known, run, children, stack)
        status.update("Starting the gateway ...")
        children["gateway"] = start_child([sys.executable, "-m", "bot.cli", "gateway"], environment)
        stack.callback(stop_child, children["gateway"])
        _wait_for("gateway", f"http://{known.gateway_host}:{known.gateway_port}/readyz", children["gateway"])
        if has_staff:
            status.update("Starting the desk ...")
            children["desk"] = start_child([sys.executable, "-m", "bot.cli", "desk"], environment)
            stack.callback(stop_child, children["desk"])
            _wait_for("desk", f"http://{known.desk_host}:{known.desk_port}/healthz", children["desk"])
    return children


def _staffed(known: Settings) -> tuple[bool, tuple[DemoLogin, ...]]:
    try:
        return asyncio.run(staffed(known))
    except StaffUnavailable as error:
        raise SettingError(error.mend) from None


def _start_engine(
    known: Settings, run: Path, children: dict[str, subprocess.Popen[bytes]], stack: contextlib.ExitStack
) -> str:
    path, ready = run / "engine.sock", run / "engine.ready"
    children["engine"] = start_child(engine_command(known.data, "--socket", str(path), "--ready-file", str(ready)))
    stack.callback(stop_child, children["engine"])
    wait_until_ready(children["engine"], ready)
    return f"unix://{path}"


def _wait_for(name: str, address: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=2, trust_env=False).is_success:
                return
        if child.poll() is not None:
            raise SettingError(f"the {name} stopped while it started; see the line above")
        if time.monotonic() > deadline:
            raise SettingError(f"the {name} was not ready within {READY_SECONDS:.0f} seconds")
        time.sleep(0.1)


def _say_logins(logins: Sequence[DemoLogin]) -> None:
    """Print how the demo's staff log in; it is kept nowhere."""
    if not logins:
        return
    click.echo("Demo staff, made now and shown only once. A recovery code stands in for an authenticator, each once.")
    for each in logins:
        click.echo(f"  {each.name:<16} password {each.password}   codes {' '.join(each.codes[:SHOWN_CODES])}")
        click.echo(f"  {'':<16} authenticator {each.uri}")
    click.echo("To see a person ask for you: log in, go on shift, and write `human` in the web chat.")


def _say_ready(known: Settings, *, desk: bool) -> None:
    address = f"http://{known.gateway_host}:{known.gateway_port}"
    click.echo(f"Web chat:  {address}/" + ("  (with the simulator of all channels)" if known.demo else ""))
    if desk:
        click.echo(f"Desk:      {known.desk_url or f'http://{known.desk_host}:{known.desk_port}'}/")
    else:
        click.echo("Desk:      off; nobody can log in. Make an account (`amparo staff add --help`) and start again.")
    if known.twilio is not None:
        click.echo(f"Twilio:    {known.public_url}/webhooks/twilio")
    if known.telegram is not None:
        click.echo(f"Telegram:  {known.public_url}/webhooks/telegram")
    click.echo("Ready. End everything with Ctrl-C.")


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> NoReturn:
    """Wait until a child ends; what runs alone would only look alive. Raises SettingError."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise SettingError(f"the {name} stopped; everything was ended. Start again with `amparo up`")
        time.sleep(0.3)


def _stop(_: int, __: FrameType | None) -> None:
    raise Stopped
