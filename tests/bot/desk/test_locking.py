"""The quick lock, and proving again who one is."""

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from tests.bot.desk.browser import Browser, Clock, Person

pytestmark = pytest.mark.redis


async def locked(browser: Browser, following: str = "/account") -> None:
    answer = await browser.post("/lock", {"next": following})
    assert answer.headers["location"] == f"/unlock?next={following}"
    await browser.follow(answer)


async def proved(browser: Browser, person: Person, path: str = "/unlock", **given: str):
    proof = {"password": person.password, "code": person.code(), "next": "/account"}
    return await browser.post(path, {**proof, **given})


async def test_a_locked_page_shows_nothing_but_the_lock(worker: Browser) -> None:
    await locked(worker)
    for path in ("/account", "/queue", "/", "/account/password", "/confirm"):
        answer = await worker.get(path)
        assert answer.headers["location"].startswith("/unlock?next="), path
    assert (await worker.get("/queue/rows")).status_code == 401
    assert (await worker.post("/shift", {"presence": "on"})).headers["location"].startswith("/unlock")


async def test_unlocking_leads_back_under_a_new_id(worker: Browser, ana: Person) -> None:
    before = worker.login_id
    await locked(worker)
    answer = await proved(worker, ana)
    assert answer.headers["location"] == "/account"
    assert worker.login_id != before
    assert (await worker.get("/account")).status_code == 200
    worker.client.cookies.set("desk", before, domain="127.0.0.1")
    assert (await worker.get("/account")).headers["location"].startswith("/login")


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"code": "wrong"}])
async def test_a_wrong_proof_unlocks_nothing(worker: Browser, ana: Person, wrong: dict[str, str]) -> None:
    await locked(worker)
    answer = await proved(worker, ana, **wrong)
    assert answer.status_code == 403
    assert "not right" in answer.text
    assert (await worker.get("/account")).status_code == 303


async def test_another_person_unlocks_nothing(worker: Browser, eve: Person) -> None:
    await locked(worker)
    assert (await proved(worker, eve, name="eve")).status_code == 403


async def test_guessing_at_the_lock_is_stopped(worker: Browser, ana: Person, clock: Clock) -> None:
    await locked(worker)
    for _ in range(5):
        await proved(worker, ana, code="wrong")
    assert (await proved(worker, ana)).status_code == 429
    clock.now += 301
    assert (await proved(worker, ana)).status_code == 303


async def test_an_open_lock_page_leads_on(worker: Browser) -> None:
    assert (await worker.get("/unlock?next=/account")).headers["location"] == "/account"


async def test_confirming_asks_again_and_leads_back(worker: Browser, ana: Person, clock: Clock) -> None:
    clock.now += 301
    asked = await worker.get("/account/password")
    assert asked.headers["location"] == "/confirm?next=/account/password"
    await worker.follow(asked)
    answer = await proved(worker, ana, "/confirm", next="/account/password")
    assert answer.headers["location"] == "/account/password"
    assert (await worker.get("/account/password")).status_code == 200


async def test_another_tab_takes_up_what_confirming_renewed(worker: Browser, ana: Person, office: Office) -> None:
    await worker.get("/account")
    old_id, old_token = worker.login_id, worker.token
    assert (await worker.get("/login/time")).json()["csrf"] == old_token
    assert (await proved(worker, ana, "/confirm")).status_code == 303
    assert worker.login_id != old_id
    assert (await worker.post("/login/stay")).status_code == 403
    told = (await worker.get("/login/time")).json()
    assert (told["worker"], told["csrf"] != old_token) == ("ana", True)
    assert (await worker.post("/login/stay", {"csrf": told["csrf"]})).status_code == 204
    # Whoever knew the id from before has nothing of it.
    assert await office.logins.find(old_id) is None
    worker.client.cookies.set("desk", old_id, domain="127.0.0.1")
    answer = await worker.get("/login/time")
    assert (answer.status_code, answer.text) == (401, "")


async def test_a_login_that_must_prove_itself_gives_no_token(worker: Browser, enrol, open_browser) -> None:
    await locked(worker)
    assert (await worker.get("/login/time")).json()["csrf"] == ""
    fresh = open_browser()
    await fresh.log_in(await enrol("max", new=True))
    assert (await fresh.get("/login/time")).json()["csrf"] == ""


async def test_htmx_is_sent_to_the_lock_as_a_whole(worker: Browser) -> None:
    await locked(worker)
    asked = {"hx-request": "true", "hx-current-url": "http://127.0.0.1:8081/tickets/abc?tab=mine"}
    answer = await worker.get("/account", headers=asked)
    assert answer.headers["hx-redirect"] == "/unlock?next=/tickets/abc%3Ftab%3Dmine"
    assert answer.text == ""


async def test_locking_and_unlocking_are_on_record(worker: Browser, ana: Person, office: Office) -> None:
    await locked(worker)
    await proved(worker, ana, code="wrong")
    await proved(worker, ana)
    entries = [entry.action for entry in await office.audit.read(last=3)]
    assert entries == [Action.LOCKED, Action.LOGIN_FAILED, Action.CONFIRMED]
