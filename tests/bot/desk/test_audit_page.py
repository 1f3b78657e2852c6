"""The audit log and the list of staff as pages."""

import pytest
from redis import Redis

from bot.desk.office import Office
from bot.staff.audit import ENTRIES, Breakage
from bot.staff.entry import Action
from bot.staff.worker import Role
from tests.bot.desk.browser import Browser

pytestmark = pytest.mark.redis


@pytest.fixture
async def administrator(open_browser, enrol) -> Browser:
    browser = open_browser()
    await browser.log_in(await enrol("adam", Role.ADMINISTRATOR, languages=()))
    return browser


async def test_supervisors_and_administrators_read_the_log_and_nobody_else(
    worker: Browser, supervisor: Browser, administrator: Browser
) -> None:
    assert (await worker.get("/supervision/audit")).status_code == 403
    assert (await worker.get("/staff/audit")).status_code == 403
    assert (await administrator.get("/supervision/audit")).status_code == 403
    for browser, path in ((supervisor, "/supervision/audit"), (administrator, "/staff/audit")):
        shown = (await browser.get(path)).text
        assert "Logged in" in shown
        assert "<bdi>eve</bdi>" in shown


async def test_it_is_filtered_by_ticket_and_person(office: Office, supervisor: Browser) -> None:
    for actor, ticket in (("ana", "one"), ("luz", "one"), ("ana", "two")):
        await office.audit.append(actor, Action.CLOSED, ticket)
    by_ticket = (await supervisor.get("/supervision/audit?ticket=one")).text
    assert by_ticket.count("<td>Closed a chat</td>") == 2
    both = (await supervisor.get("/supervision/audit?ticket=one&person=ana")).text
    assert both.count("<td>Closed a chat</td>") == 1
    by_person = (await supervisor.get("/supervision/audit?person=ana")).text
    assert by_person.count("<td>Closed a chat</td>") == 2
    assert "<bdi>luz</bdi>" not in by_person
    assert "no such entries" in (await supervisor.get("/supervision/audit?ticket=%3Cscript%3E")).text


async def test_a_whole_log_is_said_to_be_whole(office: Office, supervisor: Browser) -> None:
    await supervisor.get("/supervision/audit")
    verdict = await office.audit.verify()
    shown = (await supervisor.post("/supervision/audit/verify")).text
    assert "The log is whole" in shown
    assert verdict.head in shown
    assert "The log is whole" in (await supervisor.post("/supervision/audit/verify", {"head": verdict.head})).text
    assert "not in the log" in (await supervisor.post("/supervision/audit/verify", {"head": "f" * 64})).text


async def test_a_head_is_taken_as_it_was_noted_and_nothing_else_is(office: Office, supervisor: Browser) -> None:
    await supervisor.get("/supervision/audit")
    head = (await office.audit.verify()).head
    noted = await supervisor.post("/supervision/audit/verify", {"head": f" {head.upper()}\n"})
    assert (noted.status_code, "The log is whole" in noted.text) == (200, True)
    for given in ("\u00e9" * 64, head[1:], f"{head}0", "not a head"):
        refused = await supervisor.post("/supervision/audit/verify", {"head": given})
        assert (refused.status_code, "Something in the form" in refused.text) == (400, True)


async def test_a_changed_log_is_said_to_be_changed(office: Office, supervisor: Browser, server: Redis) -> None:
    for each in range(4):
        await office.audit.append("ana", Action.CLOSED, str(each))
    length = server.llen(ENTRIES)
    server.lset(ENTRIES, length - 2, b"not what it was")
    await supervisor.get("/supervision/audit")
    shown = (await supervisor.post("/supervision/audit/verify")).text
    assert f"The log was changed: entry {length - 1}." in shown
    assert 'class="wrong" role="alert"' in shown


def test_every_act_and_every_break_has_a_text(office: Office) -> None:
    known = set(office.knowledge.catalogs.keys())
    assert {f"desk.supervision.action.{each}" for each in Action} <= known
    assert {f"desk.supervision.audit.broken.{each}" for each in Breakage} <= known


async def test_the_list_of_staff_is_for_administrators(
    office: Office, administrator: Browser, supervisor: Browser, worker: Browser
) -> None:
    await office.accounts.disable("ana")
    for browser in (supervisor, worker):
        assert (await browser.get("/staff")).status_code in (303, 403)
    shown = (await administrator.get("/staff")).text
    for text in ("ana", "Disabled", "Supervisor", "Spanish", "amparo staff", "Has a temporary password"):
        assert (text in shown) == (text != "Has a temporary password")
    assert "$argon2" not in shown
