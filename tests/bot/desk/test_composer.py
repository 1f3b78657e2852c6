"""Writing to the person: checked before it goes out, kept once, and never against the safe contact."""

import asyncio
import html
import json
import re

import httpx
import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.tickets.message import Author
from bot.tickets.safe_contact import HERE_SECONDS, Hours, SafeContact
from bot.tickets.ticket import Outcome, Ticket
from tests.bot.desk.browser import Browser
from tests.bot.desk.writing import EVENT, send, written

pytestmark = pytest.mark.redis
LATE = HERE_SECONDS + 60


@pytest.fixture
async def held(worker: Browser, people) -> Ticket:
    """Give a ticket that Ana holds; its person is in Colombia, reads Spanish, and was here a moment ago."""
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    return ticket


async def error(response: httpx.Response) -> str:
    return str(json.loads(response.text)["error"])


async def test_a_reply_is_kept_for_delivery_and_on_record(worker: Browser, held: Ticket, office: Office) -> None:
    answer = await send(worker, held, "  hola  ", source="reply:here", original="hello")
    (kept,) = await written(office, held)
    assert answer.json() == {"id": kept.id}
    assert (kept.author, kept.text, kept.language, kept.worker) == (Author.WORKER, "hola", "es", "ana")
    assert (kept.source, kept.original, kept.delivery) == ("reply:here", "hello", "waiting")
    entry = (await office.audit.read())[-1]
    assert (entry.action, entry.ticket, entry.detail) == (Action.ANSWERED, held.id, "")


async def test_a_double_press_keeps_one(worker: Browser, held: Ticket, office: Office) -> None:
    answers = await asyncio.gather(*(send(worker, held) for _ in range(4)))
    assert len({each.text for each in answers}) == 1
    assert len(await written(office, held)) == 1
    await send(worker, held, event="another-event")
    assert len(await written(office, held)) == 2


async def test_a_note_stays_among_staff(worker: Browser, held: Ticket, office: Office) -> None:
    await send(worker, held, "call 999 555 444 later", kind="note")
    (kept,) = await written(office, held)
    assert (kept.author, kept.delivery, kept.language) == (Author.NOTE, "", "")
    assert (await office.audit.read())[-1].action is Action.NOTED


@pytest.mark.parametrize("given", [{"event": ""}, {"event": "short"}, {"event": "x" * 65}, {"source": "../etc"}])
async def test_a_form_that_is_not_ours_is_refused(given, worker: Browser, held: Ticket, office: Office) -> None:
    assert (await send(worker, held, **given)).status_code == 400
    assert await written(office, held) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [("   ", 422), ("a" * 1601, 422), ("In {minutes} minutes", 422), ("call 115", 409), ("see www.example.org", 409)],
)
async def test_what_must_not_go_out_does_not(text, status, worker: Browser, held: Ticket, office: Office) -> None:
    answer = await send(worker, held, text)
    assert answer.status_code == status
    assert await error(answer)
    assert await written(office, held) == []


@pytest.mark.parametrize("text", ["call 115", "see www.example.org"])
async def test_after_a_warning_a_second_press_sends_it(text, worker: Browser, held: Ticket, office: Office) -> None:
    refused = (await send(worker, held, text)).json()
    assert refused["key"] == "look_again"
    assert (await send(worker, held, text, warned=json.dumps(refused["warned"]))).status_code == 200
    assert len(await written(office, held)) == 1


async def test_what_came_in_after_the_warning_is_warned_of_too(worker: Browser, held: Ticket, office: Office) -> None:
    warned = json.dumps((await send(worker, held, "call 115")).json()["warned"])
    for text, new in (("call 116", "116"), ("call 115 or 117", "117"), ("115 www.example.org", "www.example.org")):
        answer = await send(worker, held, text, warned=warned)
        assert answer.status_code == 409
        assert f"before it goes out: {new}." in await error(answer)
    assert await written(office, held) == []
    assert (await send(worker, held, "please call 115", warned=warned)).status_code == 200


@pytest.mark.parametrize("warned", ["1", "true", '"115"', '{"115": 1}', '["115"', "[115]", '[["115"]]', "[" * 9000])
async def test_what_names_nothing_has_warned_of_nothing(warned, worker: Browser, held: Ticket, office: Office) -> None:
    assert (await send(worker, held, "call 115", warned=warned)).status_code == 409
    assert await written(office, held) == []


@pytest.mark.parametrize("text", ["call 115 or 116", 'see www.ex\'ample.org/?a="b"&<c> and a@b.org'])
async def test_the_warning_while_typing_names_what_it_warns_of(text, worker: Browser, held: Ticket) -> None:
    page = (await worker.post(f"/tickets/{held.id}/check", {"text": text, "kind": "reply"})).text
    named = [each for part in re.findall(r"data-warned='([^']*)'", page) for each in json.loads(html.unescape(part))]
    assert len(named) == 2
    assert (await send(worker, held, text, warned=json.dumps(named))).status_code == 200


async def test_without_scripts_too_a_second_press_sends_what_was_warned_of(worker: Browser, held, office) -> None:
    given = {"text": "call 115", "kind": "reply", "event": EVENT}
    page = (await worker.post(f"/tickets/{held.id}/say", given)).text
    named = re.search(r"name=\"warned\" value='([^']*)'", page)
    assert named
    await worker.post(f"/tickets/{held.id}/say", {**given, "warned": html.unescape(named[1])})
    assert [each.text for each in await written(office, held)] == ["call 115"]


async def test_a_number_of_the_country_goes_out_without_a_warning(worker: Browser, held: Ticket, office) -> None:
    number = office.knowledge.countries["CO"].emergency()[0].shown_number
    assert (await send(worker, held, f"Llame al {number}.")).status_code == 200


async def test_who_is_gone_without_a_safe_contact_is_not_written_to(worker, ana, held, office, clock) -> None:
    clock.now += LATE
    await worker.log_in(ana)
    answer = await send(worker, held)
    assert (answer.status_code, "no safe way" in await error(answer)) == (409, True)
    assert "no safe way" in (await worker.get(f"/tickets/{held.id}")).text
    assert await written(office, held) == []
    # A note is for staff and goes by no such rule.
    assert (await send(worker, held, kind="note")).status_code == 200


async def test_outside_the_hours_it_says_when_it_is_allowed(worker, ana, held, people, clock) -> None:
    await people.tickets.contact(held, SafeContact(Hours.EVENING, ("America/Bogota",)))
    clock.now += LATE + (8 * 3600 - (clock.now - 5 * 3600) % 86400) % 86400
    await worker.log_in(ana)
    answer = await send(worker, held)
    assert answer.status_code == 409
    assert "only from 17:00 to 21:00 by their clock (America/Bogota)" in await error(answer)


async def test_to_somebody_silent_the_opening_goes_first_and_is_shown(worker, ana, held, people, clock) -> None:
    await people.tickets.contact(held, SafeContact(Hours.ANY, ("America/Bogota",), opening="Lunch <b>today</b>?"))
    clock.now += LATE
    await worker.log_in(ana)
    page = await worker.get(f"/tickets/{held.id}")
    assert "First only this neutral text goes out" in page.text
    assert "Lunch &lt;b&gt;today&lt;/b&gt;?" in page.text
    assert (await send(worker, held)).status_code == 200


async def test_what_was_typed_is_on_the_page_again_without_scripts(worker: Browser, held: Ticket) -> None:
    answer = await worker.post(
        f"/tickets/{held.id}/say", {"text": "call 115 </textarea><b>", "kind": "reply", "event": EVENT}
    )
    assert answer.status_code == 409
    assert "call 115 &lt;/textarea&gt;&lt;b&gt;</textarea>" in answer.text


async def test_a_closed_chat_takes_no_reply(worker: Browser, held: Ticket, people, office: Office) -> None:
    await people.tickets.left(held, Outcome.LEFT)
    answer = await send(worker, held)
    assert (answer.status_code, "This chat is closed." in await error(answer)) == (409, True)
    assert await written(office, held) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hola", "Letters left: 1596"),
        ("call 115", "Not a checked number of this country: 115"),
        ("www.example.org", "can be seen: www.example.org"),
        ("{minutes}", "Fill in before you send: {minutes}"),
        ("a" * 1700, "too long"),
        ("www.a\u202eb.org", "can be seen: www.ab.org"),
    ],
)
async def test_a_text_is_looked_over_while_it_is_typed(text, said, worker: Browser, held: Ticket, office) -> None:
    answer = await worker.post(f"/tickets/{held.id}/check", {"text": text, "kind": "reply"})
    assert said in answer.text
    assert await written(office, held) == []


async def test_an_sms_says_how_many_parts_it_takes(worker: Browser, people) -> None:
    ticket = await people.one("sms:+573001112233")
    await worker.post(f"/tickets/{ticket.id}/claim")
    answer = await worker.post(f"/tickets/{ticket.id}/check", {"text": "b" * 400, "kind": "reply"})
    assert "SMS parts: 3" in answer.text
    assert "more than two SMS" in answer.text


async def test_only_who_holds_the_chat_has_a_text_looked_over(supervisor: Browser, held: Ticket) -> None:
    assert (await supervisor.post(f"/tickets/{held.id}/check", {"text": "x"})).status_code == 404
