"""The shift menu, and the sign of life of an open page."""

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.tickets.shift import Presence
from bot.tickets.shift_board import OFF_SECONDS
from tests.bot.desk.browser import Browser, Clock
from tests.bot.desk.conftest import Escalations

pytestmark = pytest.mark.redis
HTMX = {"hx-request": "true"}


async def presences(office: Office) -> dict[str, Presence]:
    return {shift.worker: shift.presence for shift in await office.board.shifts()}


@pytest.mark.parametrize("presence", [Presence.ON, Presence.WRAPPING_UP, Presence.BREAK])
async def test_a_worker_says_what_they_are_ready_for(worker: Browser, office: Office, presence: Presence) -> None:
    answer = await worker.post("/shift", {"presence": presence, "next": "/account"})
    assert answer.headers["location"] == "/account"
    assert await presences(office) == {"ana": presence}
    assert f'data-presence="{presence}"' in (await worker.get("/account")).text


async def test_the_menu_answers_htmx_with_itself(worker: Browser) -> None:
    answer = await worker.post("/shift", {"presence": "on"}, headers=HTMX)
    assert answer.text.lstrip().startswith('<div id="shift"')
    assert 'data-presence="on"' in answer.text


async def test_the_shift_keeps_its_beginning_through_a_break(worker: Browser, office: Office, clock: Clock) -> None:
    began = clock.now
    for presence in ("on", "break", "on"):
        await worker.post("/shift", {"presence": presence})
        clock.now += 60
    (shift,) = await office.board.shifts()
    assert shift.since == began
    assert (shift.shown_name, shift.languages, shift.most_chats) == ("Ana", ("en", "es"), 3)


async def test_a_page_that_lives_keeps_its_worker_on_shift(worker: Browser, office: Office, clock: Clock) -> None:
    await worker.post("/shift", {"presence": "on"})
    for _ in range(4):
        clock.now += OFF_SECONDS - 1
        assert (await worker.post("/shift/beat")).status_code == 204
    assert await presences(office) == {"ana": Presence.ON}
    clock.now += OFF_SECONDS + 1
    assert await presences(office) == {}


async def test_a_beat_brings_nobody_on_shift(worker: Browser, office: Office) -> None:
    await worker.post("/shift/beat")
    assert await presences(office) == {}


@pytest.mark.parametrize("path", ["/shift", "/logout"])
async def test_going_off_and_logging_out_end_the_shift(worker: Browser, office: Office, path: str) -> None:
    await worker.post("/shift", {"presence": "on"})
    await worker.post(path, {"presence": "off"})
    assert await presences(office) == {}


async def test_the_last_one_is_told_who_waits(worker: Browser, supervisor: Browser, people: Escalations) -> None:
    await people.one()
    await worker.post("/shift", {"presence": "on"})
    alone = await worker.post("/shift", {"presence": "off"}, headers=HTMX)
    assert "Nobody else is on shift. Waiting: 1" in alone.text
    await worker.post("/shift", {"presence": "on"})
    await supervisor.post("/shift", {"presence": "on"})
    relieved = await worker.post("/shift", {"presence": "off"}, headers=HTMX)
    assert "Nobody else" not in relieved.text


async def test_beginning_and_ending_are_on_record_once(worker: Browser, office: Office) -> None:
    for presence in ("on", "break", "on", "off", "off"):
        await worker.post("/shift", {"presence": presence})
    of_shifts = [each.action for each in await office.audit.read() if each.action.startswith("shift")]
    assert of_shifts == [Action.SHIFT_BEGUN, Action.SHIFT_ENDED]


@pytest.mark.parametrize("given", [{}, {"presence": "away"}, {"presence": ""}])
async def test_a_form_that_cannot_be_changes_nothing(worker: Browser, office: Office, given: dict[str, str]) -> None:
    assert (await worker.post("/shift", given)).status_code == 400
    assert await presences(office) == {}
