"""`amparo staff`: who may work at the desk. What a new account is entered with is printed once and kept nowhere."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import click
from babel import Locale
from rich.console import Console
from rich.table import Table

from bot.cli import plainly, settings
from bot.cli.stores import running_tickets_store
from bot.settings import SettingError
from bot.staff.account import Credentials
from bot.staff.accounts import TEMPORARY_DAYS
from bot.staff.entry import CONSOLE, Action
from bot.staff.records import NameTaken, NoAccount
from bot.staff.staff import Staff
from bot.staff.store import StaffUnavailable
from bot.staff.worker import CHATS_LIMIT, MOST_CHATS, NotAWorker, Role, Worker, altered, check_worker
from bot.wiring.desk import wire_staff

Answer = TypeVar("Answer")
ROLE = click.Choice([role.value for role in Role])
CHATS = click.IntRange(1, CHATS_LIMIT)


@click.group()
def staff() -> None:
    """Make, change and close the accounts of the desk."""


@staff.command("add")
@click.argument("name")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, help="What they are; may be given again.")
@click.option("--language", "languages", multiple=True, help="A language they answer in, such as es; may be repeated.")
@click.option("--shown-name", default="", help="What colleagues read (default: NAME).")
@click.option("--most-chats", type=CHATS, default=MOST_CHATS, show_default=True, help="Chats at a time.")
@plainly
def add(name: str, *, roles: Sequence[str], languages: Sequence[str], shown_name: str, most_chats: int) -> None:
    """Make an account for NAME, and print once what it is entered with.

    NAME is what they log in with. At the first login they choose a password of their own.
    """
    known = _languages(languages)

    async def made(staff: Staff) -> Credentials:
        # Written down before it is done, as everything is.
        chosen = frozenset(Role(role) for role in roles)
        check_worker(Worker(name, shown_name or name, chosen, known, most_chats))
        if await staff.accounts.get(name) is not None:
            raise NameTaken
        await _noted(staff, Action.STAFF_ADDED, name, *roles)
        return await staff.accounts.add(
            name, roles=chosen, languages=known, shown_name=shown_name, most_chats=most_chats
        )

    _hand_over(name, with_staff(made))


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list instead of the table.")
@plainly
def list_(*, as_json: bool) -> None:
    """Show all accounts: roles, languages, and who is disabled or has yet to log in."""
    workers = with_staff(lambda staff: staff.accounts.list())
    if as_json:
        click.echo(json.dumps([_shown(worker) for worker in workers], ensure_ascii=False))
        return
    table = Table("name", "shown as", "roles", "languages", "most chats", "", box=None, pad_edge=False)
    for worker in workers:
        state = "disabled" if worker.disabled else "temporary password" if worker.password_temporary else ""
        roles, languages = ", ".join(sorted(worker.roles)), ", ".join(worker.languages)
        table.add_row(worker.name, worker.shown_name, roles, languages, str(worker.most_chats), state)
    Console(width=None if os.isatty(1) else 120, highlight=False, markup=False).print(table)
    if not workers:
        click.echo("There are no accounts; make one with `amparo staff add NAME --role worker --language en`.")


@staff.command("change")
@click.argument("name")
@click.option("--role", "roles", type=ROLE, multiple=True, help="The roles from now on; may be given again.")
@click.option("--language", "languages", multiple=True, help="The languages from now on; may be given again.")
@click.option("--shown-name", default="", help="What colleagues read.")
@click.option("--most-chats", type=CHATS, help="Chats at a time.")
@plainly
def change(
    name: str, *, roles: Sequence[str], languages: Sequence[str], shown_name: str, most_chats: int | None
) -> None:
    """Change what is given of NAME's account; other roles log them out everywhere."""
    known = _languages(languages)
    if not (roles or known or shown_name or most_chats):
        raise SettingError("nothing is to be changed; give --role, --language, --shown-name or --most-chats")

    chosen = [Role(role) for role in roles]

    async def changed(staff: Staff) -> Worker:
        worker = await _existing(staff, name)
        altered(worker, roles=chosen, languages=known, shown_name=shown_name, most_chats=most_chats)
        await _noted(staff, Action.STAFF_CHANGED, name, *roles)
        return await staff.accounts.change(
            name, roles=chosen, languages=known, shown_name=shown_name, most_chats=most_chats
        )

    with_staff(changed)
    click.echo(f"{name} is changed")


@staff.command("reset")
@click.argument("name")
@plainly
def reset(name: str) -> None:
    """Give NAME a new password, authenticator secret and recovery codes; the old ones end, and all their logins."""

    async def renewed(staff: Staff) -> Credentials:
        await _existing(staff, name)
        await _noted(staff, Action.STAFF_RESET, name)
        return await staff.accounts.reset(name)

    _hand_over(name, with_staff(renewed))


@staff.command("disable")
@click.argument("name")
@plainly
def disable(name: str) -> None:
    """Let NAME in no more, and log them out everywhere at once; the account stays for the log's sake."""
    _set_disabled(name, disabled=True)


@staff.command("enable")
@click.argument("name")
@plainly
def enable(name: str) -> None:
    """Let NAME in again."""
    _set_disabled(name, disabled=False)


def with_staff(work: Callable[[Staff], Awaitable[Answer]]) -> Answer:
    """Do something with the accounts or the audit log of the set or running store. Raises SettingError."""
    known = settings()
    url = known.tickets_url or running_tickets_store(known.data)
    if not url:
        raise SettingError("AMPARO_TICKETS_URL is not set, and no `amparo up` is running with this data folder")

    async def done() -> Answer:
        staff = wire_staff(replace(known, tickets_url=url))
        try:
            return await work(staff)
        finally:
            await staff.close()

    try:
        return asyncio.run(done())
    except NotAWorker as error:
        raise SettingError(str(error)) from None
    except NameTaken:
        raise SettingError("there is an account of this name; take another, or see `amparo staff list`") from None
    except NoAccount:
        raise SettingError("there is no account of this name; see `amparo staff list`") from None
    except StaffUnavailable as error:
        raise SettingError(error.mend) from None


async def _existing(staff: Staff, name: str) -> Worker:
    worker = await staff.accounts.get(name)
    if worker is None:
        raise NoAccount
    return worker


async def _noted(staff: Staff, action: Action, name: str, *codes: str) -> None:
    """Put on record what is about to be done to an account."""
    await staff.audit.append(CONSOLE, action, detail=":".join([name, *codes]))


def _set_disabled(name: str, *, disabled: bool) -> None:
    async def done(staff: Staff) -> Worker:
        await _existing(staff, name)
        await _noted(staff, Action.STAFF_DISABLED if disabled else Action.STAFF_ENABLED, name)
        return await staff.accounts.disable(name, disabled=disabled)

    with_staff(done)
    click.echo(f"{name} is {'disabled and logged out everywhere' if disabled else 'enabled'}")


def _languages(codes: Sequence[str]) -> tuple[str, ...]:
    names = Locale("en").languages
    for code in codes:
        if code.replace("-", "_") not in names and code.split("-")[0] not in names:
            raise SettingError(f"--language {code[:20]!r} is no language; give a code such as en, es or ar")
    return tuple(codes)


def _hand_over(name: str, handed: Credentials) -> None:
    """Print what an account is entered with, for the only time."""
    import segno  # noqa: PLC0415 - the other commands start without it

    click.echo(f"The account {name} is ready. What follows is shown once; hand it over in person.\n")
    click.echo(f"Temporary password, good for {TEMPORARY_DAYS} days and the first login: {handed.password}\n")
    click.echo("Scan this with an authenticator app, or type its secret in:\n")
    segno.make(handed.uri, error="l", micro=False).terminal(sys.stdout, border=2, compact=True)
    click.echo(f"\nSecret: {handed.secret}\n")
    click.echo("Recovery codes, each good once in place of the app's code:\n")
    for code in handed.recovery_codes:
        click.echo(f"  {code}")


def _shown(worker: Worker) -> dict[str, object]:
    return {
        "name": worker.name,
        "shown_name": worker.shown_name,
        "roles": sorted(worker.roles),
        "languages": worker.languages,
        "most_chats": worker.most_chats,
        "disabled": worker.disabled,
        "password_temporary": worker.password_temporary,
    }
