"""A chat on the page: who sees what of it, what is on record before, and how it is shown."""

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.staff.worker import Role
from bot.tickets.message import Author, TicketMessage
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Sees
from tests.bot.desk.browser import Browser

pytestmark = pytest.mark.redis
SAID = "please help me quietly"


def said(text: str = SAID) -> TicketMessage:
    return TicketMessage(Author.PERSON, text, language="es")


async def looks(office: Office) -> list[tuple[str, Action, str]]:
    entries = await office.audit.read()
    return [
        (each.actor, each.action, each.ticket)
        for each in entries
        if each.action in (Action.VIEWED, Action.SILENTLY_VIEWED)
    ]


async def test_a_waiting_chat_shows_what_its_row_says_and_nothing_more(worker: Browser, people, office: Office) -> None:
    ticket = await people.one()
    await people.tickets.heard(ticket, [said()], "1")
    page = await worker.get(f"/tickets/{ticket.id}")
    assert page.status_code == 200
    assert ticket.pseudonym in page.text
    assert SAID not in page.text
    assert "771300001" not in page.text
    assert await looks(office) == []


async def test_who_holds_it_reads_it_and_that_is_on_record(worker: Browser, people, office: Office) -> None:
    ticket = await people.one()
    await people.tickets.heard(ticket, [said()], "1")
    page = await worker.follow(await worker.post(f"/tickets/{ticket.id}/claim"))
    assert SAID in page.text
    assert "The chat is yours." in page.text
    assert await looks(office) == [("ana", Action.VIEWED, ticket.id)]
    assert (await office.tickets.ticket(ticket.id)).unread == 0


async def test_a_chat_of_somebody_else_is_not_read(worker: Browser, supervisor: Browser, people) -> None:
    ticket = await people.one()
    await people.tickets.heard(ticket, [said()], "1")
    await supervisor.post(f"/tickets/{ticket.id}/claim")
    page = await worker.get(f"/tickets/{ticket.id}")
    assert SAID not in page.text
    assert "Eve" in page.text
    for path in ("messages", "now"):
        assert SAID not in (await worker.get(f"/tickets/{ticket.id}/{path}")).text
    for path in ("look", "look/messages", "look/now"):
        assert (await worker.get(f"/tickets/{ticket.id}/{path}")).status_code == 403


async def test_a_supervisor_looks_on_only_on_record(worker: Browser, supervisor: Browser, people, office) -> None:
    ticket = await people.one()
    await people.tickets.heard(ticket, [said()], "1")
    await worker.post(f"/tickets/{ticket.id}/claim")
    assert SAID not in (await supervisor.get(f"/tickets/{ticket.id}")).text
    assert await looks(office) == []
    page = await supervisor.get(f"/tickets/{ticket.id}/look")
    assert SAID in page.text
    assert 'id="composer"' not in page.text
    await supervisor.get(f"/tickets/{ticket.id}/look/messages")
    assert await looks(office) == [("eve", Action.SILENTLY_VIEWED, ticket.id)]


async def test_a_part_that_is_asked_for_alone_is_on_record_too(worker: Browser, supervisor: Browser, people, office):
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    await supervisor.get(f"/tickets/{ticket.id}/look/messages")
    assert await looks(office) == [("eve", Action.SILENTLY_VIEWED, ticket.id)]


async def test_without_a_record_nothing_is_shown(worker: Browser, people, server) -> None:
    ticket = await people.one()
    await people.tickets.heard(ticket, [said()], "1")
    await worker.post(f"/tickets/{ticket.id}/claim")
    server.set("q:{staff}:audit:head", b"not ours")
    page = await worker.get(f"/tickets/{ticket.id}")
    assert page.status_code == 503
    assert SAID not in page.text
    assert "record" in page.text
    messages = await worker.get(f"/tickets/{ticket.id}/messages")
    assert (messages.status_code, messages.text) == (503, "")


async def test_each_writer_is_apart_and_the_original_stands_beside(worker: Browser, people, office: Office) -> None:
    ticket = await people.one()
    assistant = TicketMessage(Author.ASSISTANT, "Legal help is free.", language="es")
    await people.tickets.seen(ticket, Sees.ALL, [assistant], "0")
    await people.tickets.heard(ticket, [said()], "1")
    await worker.post(f"/tickets/{ticket.id}/claim")
    reply = TicketMessage(Author.WORKER, "Estoy aquí", "es", "ana", original="I am here", source="reply:here")
    await office.tickets.say(ticket.id, Holder("ana"), reply, "2")
    await office.tickets.say(ticket.id, Holder("ana"), TicketMessage(Author.NOTE, "call back", worker="ana"), "3")
    await people.tickets.notice(ticket.id, TicketMessage(Author.NOTICE, key="joined"), "4")
    text = (await worker.get(f"/tickets/{ticket.id}")).text
    for author in ("assistant", "person", "worker", "note", "notice"):
        assert f"by-{author}" in text
    assert "Estoy aquí" in text
    assert "I am here" in text
    assert "Internal note by Ana" in text
    assert "A person is here now" in text
    assert "{back}" not in text
    assert "Waiting to be sent" in text
    assert "You also see the whole chat before" in text


async def test_the_code_word_is_shown_after_a_press_and_on_record(worker: Browser, people, office: Office) -> None:
    ticket = await people.one()
    contact = SafeContact(Hours.EVENING, ("America/Bogota",), code_word="otterling", who="my \u202esister")
    await people.tickets.contact(ticket, contact)
    page = await worker.follow(await worker.post(f"/tickets/{ticket.id}/claim"))
    assert "otterling" not in page.text
    assert "From 17:00 to 21:00" in page.text
    assert "my sister" in page.text
    shown = await worker.post(f"/tickets/{ticket.id}/code-word")
    assert "otterling" in shown.text
    assert (await office.audit.read())[-1].detail == "code_word"


async def test_the_code_word_is_for_who_holds_the_chat(worker: Browser, supervisor: Browser, people) -> None:
    ticket = await people.one()
    await people.tickets.contact(ticket, SafeContact(Hours.ANY, ("UTC",), code_word="otterling"))
    await worker.post(f"/tickets/{ticket.id}/claim")
    shown = await supervisor.post(f"/tickets/{ticket.id}/code-word")
    assert (shown.status_code, shown.text) == (404, "")


async def test_a_closed_chat_says_when_its_content_goes(worker: Browser, supervisor: Browser, people) -> None:
    ticket = await people.one()
    await people.tickets.heard(ticket, [said()], "1")
    await worker.post(f"/tickets/{ticket.id}/claim")
    assert "within days: 7" in (await worker.get(f"/tickets/{ticket.id}")).text
    page = await worker.follow(await worker.post(f"/tickets/{ticket.id}/close", {"outcome": "helped"}))
    assert "Content goes in" in page.text
    assert SAID in page.text
    assert 'id="composer"' not in page.text
    assert SAID not in (await supervisor.get(f"/tickets/{ticket.id}")).text


async def test_a_chat_that_was_deleted_is_said_to_be_gone(worker: Browser, people) -> None:
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    await people.tickets.left(ticket, Outcome.DELETED)
    page = await worker.get(f"/tickets/{ticket.id}")
    assert page.status_code == 404
    assert "not here any more" in page.text
    assert (await worker.get(f"/tickets/{ticket.id}/messages")).status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
async def test_other_roles_read_no_chat(role: Role, enrol, open_browser, people) -> None:
    browser = open_browser()
    await browser.log_in(await enrol("max", role))
    ticket = await people.one()
    for path in ("/queue", "/queue/rows", f"/tickets/{ticket.id}", f"/tickets/{ticket.id}/messages", "/events"):
        assert (await browser.get(path)).status_code == 403


async def test_parts_that_pages_ask_for_keep_no_login_alive(worker: Browser, people, clock) -> None:
    ticket = await people.one()
    for _ in range(4):
        clock.now += 5 * 60
        answers = [
            await worker.get(path)
            for path in ("/queue/rows", f"/tickets/{ticket.id}/messages", f"/tickets/{ticket.id}/now")
        ]
    assert [each.status_code for each in answers] == [401, 401, 401]
