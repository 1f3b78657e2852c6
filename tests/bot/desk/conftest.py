"""A whole desk over a real server that loses nothing: its parts, its staff, and browsers that are logged in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from redis import Redis
from starlette.applications import Starlette

from bot.desk.app import create_app, office_from
from bot.desk.office import Office
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.knowledge.pseudonyms import read_pseudonyms
from bot.settings import PROJECT, Settings, read_settings
from bot.staff.accounts import Accounts
from bot.staff.logins import Logins
from bot.staff.passwords import Passwords
from bot.staff.worker import Role
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Escalation
from bot.tickets.ticket import Reason
from bot.wiring.desk import DeskParts, desk_over
from tests.bot.desk.browser import Browser, Clock, Person, client_of
from tests.bot.desk.report_scene import Reporters

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
SEAL_KEY = b"0123456789abcdef0123456789abcdef"
PASSWORD = "four quiet otters paddle"
OpenBrowser = Callable[[], Browser]
Enrol = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session")
def content() -> KnowledgeBase:
    return read_knowledge(PROJECT)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(empty_tickets_url: str):
    with Redis.from_url(empty_tickets_url) as client:
        yield client


@pytest.fixture
def settings(empty_tickets_url: str, tmp_path: Path) -> Settings:
    return read_settings(
        {"AMPARO_TICKETS_URL": empty_tickets_url, "AMPARO_MASTER_KEY": KEY, "AMPARO_DATA": str(tmp_path)}
    )


@pytest.fixture
async def parts(content: KnowledgeBase, settings: Settings, clock: Clock) -> AsyncIterator[DeskParts]:
    wired = desk_over(content, settings, clock)
    wired.staff.accounts.close()
    # The real library with less work: what it costs is measured where it is chosen.
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts = Accounts(wired.staff.store, Seal(SEAL_KEY, "staff/accounts"), clock, passwords)
    logins = Logins(wired.staff.store, accounts, Seal(SEAL_KEY, "staff/logins"), clock)
    parts = replace(wired, staff=replace(wired.staff, accounts=accounts, logins=logins))
    yield parts
    await parts.close()


@pytest.fixture
def office(parts: DeskParts) -> Office:
    return office_from(parts)


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Starlette]:
    """Give the running application: its reading of changes goes on."""
    app = create_app(office)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def open_browser(desk: Starlette) -> AsyncIterator[OpenBrowser]:
    """Give a way to open browsers of their own, with nobody logged in."""
    async with AsyncExitStack() as stack:
        opened: list[Browser] = []

        def browser() -> Browser:
            opened.append(Browser(client_of(desk)))
            stack.push_async_callback(opened[-1].client.aclose)
            return opened[-1]

        yield browser


@pytest.fixture
def enrol(office: Office, clock: Clock) -> Enrol:
    """Give a way to make accounts whose worker has chosen a password."""

    async def enrolled(name: str, *roles: Role, languages: Collection[str] = ("en", "es"), new: bool = False) -> Person:
        handed = await office.accounts.add(
            name, roles=roles or (Role.WORKER,), languages=tuple(languages), shown_name=name.title()
        )
        if not new:
            await office.accounts.change_password(name, PASSWORD)
        password = handed.password if new else PASSWORD
        return Person(name, clock, password, handed.secret, handed.recovery_codes)

    return enrolled


@pytest.fixture
async def ana(enrol: Enrol) -> Person:
    return await enrol("ana", Role.WORKER)


@pytest.fixture
async def eve(enrol: Enrol) -> Person:
    return await enrol("eve", Role.SUPERVISOR)


@pytest.fixture
def browser(open_browser: OpenBrowser) -> Browser:
    """Give a browser with nobody logged in."""
    return open_browser()


@pytest.fixture
async def worker(open_browser: OpenBrowser, ana: Person) -> Browser:
    """Give a browser in which the worker Ana is logged in."""
    return await _logged_in(open_browser(), ana)


@pytest.fixture
async def supervisor(open_browser: OpenBrowser, eve: Person) -> Browser:
    """Give a browser in which the supervisor Eve is logged in."""
    return await _logged_in(open_browser(), eve)


@dataclass(frozen=True)
class Escalations:
    """People who ask for somebody, as the gateway keeps them."""

    tickets: RedisTickets

    async def one(self, person: str = "telegram:771300001", reason: Reason = Reason.ASKED, language: str = "es"):
        """Open a ticket for a person and give it."""
        channel, value = person.split(":")
        return await self.tickets.open(
            Escalation(person, (channel, value, "@us"), language, "CO", reason), f"event:{person}"
        )


@pytest.fixture
async def people(settings: Settings, clock: Clock) -> AsyncIterator[Escalations]:
    """Give the person's side of the same store, as the gateway has it."""
    names = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
    tickets = RedisTickets(settings.tickets_url, Seal(SEAL_KEY, "tickets"), clock, names)
    yield Escalations(tickets)
    await tickets.close()


@pytest.fixture
def reporters(office: Office) -> Reporters:
    """Give people who report, over the same store."""
    return Reporters(office.reports)


async def _logged_in(browser: Browser, person: Person) -> Browser:
    response = await browser.log_in(person)
    assert response.status_code == 200
    assert browser.login_id
    return browser
