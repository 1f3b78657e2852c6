"""What somebody typed and the desk refused: it stands in its form again, whole."""

import html
import re

import pytest
from redis import Redis

from bot.desk.deed import MOST_NOTE_LETTERS
from bot.desk.office import Office
from bot.tickets.shift import Presence, Shift
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Ticket
from tests.bot.desk.browser import Browser
from tests.bot.desk.writing import send, written

pytestmark = pytest.mark.redis
NOTE = "she sleeps </textarea> at noon"
LINES = "\r\n".join("ab" for _ in range(MOST_NOTE_LETTERS // 3)) + "\r\nz"
LONG = "n" * MOST_NOTE_LETTERS


@pytest.fixture
async def held(worker: Browser, people, office: Office) -> Ticket:
    """Give a ticket that Ana holds, while Luz is at the desk."""
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    now = office.clock()
    await office.board.set(Shift("luz", "Luz", ("es",), Presence.ON, now, now, 3))
    return ticket


def field(page: str, id_: str) -> str:
    """Give what stands in a field of several lines."""
    found = re.search(rf'<textarea id="{id_}"[^>]*>([^<]*)</textarea>', page)
    assert found, id_
    return html.unescape(found[1])


def chosen(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)" selected>[^<]*</option>', page.partition('id="deed-hold"')[0])


@pytest.mark.parametrize(
    ("to", "note", "said"),
    [
        ("worker:nobody", NOTE, "Choose somebody"),
        ("role:supervisor", "x" * (MOST_NOTE_LETTERS + 1), f"At most {MOST_NOTE_LETTERS} letters"),
        ("worker:luz", " ", "Write an internal note"),
    ],
)
async def test_a_refused_transfer_gives_its_note_back(to, note, said, worker: Browser, held: Ticket) -> None:
    answer = await worker.post(f"/tickets/{held.id}/transfer", {"to": to, "note": note, "event": "e1"})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert (field(answer.text, "transfer-note"), field(answer.text, "text")) == (note, "")
    assert 'id="deed-transfer" open' in answer.text
    assert chosen(answer.text) == [each for each in (to,) if each != "worker:nobody"]


@pytest.mark.parametrize(("deed", "to", "other"), [("transfer", "luz", "release-note"), ("release", "", "note")])
async def test_a_supervisors_refused_note_stands_in_its_own_form(
    deed: str, to: str, other: str, supervisor: Browser, held: Ticket
) -> None:
    own = {"transfer": "note", "release": "release-note"}[deed]
    given = {"to": to, "role": "", "note": "x" * (MOST_NOTE_LETTERS + 1), "event": "e1"}
    answer = await supervisor.post(f"/supervision/tickets/{held.id}/{deed}", given)
    assert answer.status_code == 422
    assert f"At most {MOST_NOTE_LETTERS} letters" in answer.text
    assert (field(answer.text, own), field(answer.text, other)) == (given["note"], "")


async def test_a_supervisors_note_comes_back_where_nobody_can_take_the_chat(
    supervisor: Browser, worker: Browser, held: Ticket, office: Office, people
) -> None:
    page = f"/supervision/tickets/{held.id}"
    given = {"to": "ben", "role": "", "note": NOTE, "event": "e1"}
    assert field((await supervisor.post(f"{page}/transfer", given)).text, "note") == NOTE
    await office.board.set(Shift("luz", "Luz", ("es",), Presence.OFF, 0, office.clock(), 3))
    assert field((await supervisor.post(f"{page}/transfer", given)).text, "given-back") == NOTE
    await office.tickets.release(held.id, Holder("ana"))
    moved = await supervisor.post(f"{page}/release", given)
    assert (moved.status_code, field(moved.text, "given-back")) == (409, NOTE)
    await worker.post(f"/tickets/{held.id}/claim")
    await people.tickets.left(held, Outcome.LEFT)
    closed = await supervisor.post(f"{page}/release", given)
    assert (closed.status_code, field(closed.text, "given-back")) == (409, NOTE)
    await people.tickets.left(held, Outcome.DELETED)
    assert (await supervisor.post(f"{page}/release", given)).status_code == 404


async def test_a_supervisors_note_comes_back_where_it_cannot_be_put_on_record(
    supervisor: Browser, held: Ticket, office: Office, server: Redis
) -> None:
    server.set("q:{staff}:audit:head", b"not ours")
    given = {"role": "supervisor", "note": NOTE, "event": "e1"}
    answer = await supervisor.post(f"/supervision/tickets/{held.id}/release", given)
    assert (answer.status_code, field(answer.text, "release-note")) == (503, NOTE)
    assert 'value="supervisor" checked' in answer.text
    assert await written(office, held) == []


async def test_a_note_as_long_as_its_field_takes_is_kept_to_its_end(
    supervisor: Browser, held: Ticket, office: Office
) -> None:
    assert len(LINES) > MOST_NOTE_LETTERS
    given = {"role": "", "note": LINES, "event": "e1"}
    assert (await supervisor.post(f"/supervision/tickets/{held.id}/release", given)).status_code == 303
    (kept,) = await written(office, held)
    assert kept.text == LINES.replace("\r\n", "\n")
    assert len(kept.text) <= MOST_NOTE_LETTERS


async def test_a_reply_has_the_ends_of_lines_that_were_typed(worker: Browser, held: Ticket, office: Office) -> None:
    await send(worker, held, "one\r\ntwo")
    (kept,) = await written(office, held)
    assert kept.text == "one\ntwo"


@pytest.mark.parametrize(
    "asked",
    [
        ("/tickets/{}/say", {"kind": "note", "text": LONG}),
        ("/tickets/{}/transfer", {"to": "role:supervisor", "note": LONG}),
        ("/supervision/tickets/{}/release", {"role": "", "note": LONG}),
    ],
)
async def test_every_note_may_be_as_long_and_none_is_cut(
    asked: tuple[str, dict[str, str]], worker: Browser, supervisor: Browser, held: Ticket, office: Office
) -> None:
    path, given = asked
    browser = supervisor if path.startswith("/supervision") else worker
    where, event = path.format(held.id), {"event": "0123456789abcdef"}
    longer = {name: value.replace(LONG, f"{LONG}x") for name, value in given.items()}
    refused = await browser.post(where, {**longer, **event})
    assert (refused.status_code, f"At most {MOST_NOTE_LETTERS} letters" in refused.text) == (422, True)
    assert f"{LONG}x</textarea>" in refused.text
    assert await written(office, held) == []
    assert (await browser.post(where, {**given, **event})).status_code == 303
    assert [each.text for each in await written(office, held)] == [LONG]


async def test_no_field_of_a_note_cuts_what_is_put_into_it(worker: Browser, supervisor: Browser, held: Ticket) -> None:
    for page in (await worker.get(f"/tickets/{held.id}"), await supervisor.get(f"/supervision/tickets/{held.id}")):
        fields = re.findall(r'<textarea[^>]* name="note"[^>]*>', page.text)
        assert fields
        assert not [each for each in fields if "maxlength" in each]
