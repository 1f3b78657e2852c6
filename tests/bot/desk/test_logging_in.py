"""Logging in and out as a browser does it, and what ends a login."""

import httpx
import pytest
from redis import Redis

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.staff.logins import IDLE_SECONDS, LONGEST_SECONDS
from bot.staff.worker import Role
from tests.bot.desk.browser import Browser, Clock, Person, client_of
from tests.bot.desk.conftest import Enrol, OpenBrowser

pytestmark = pytest.mark.redis
WRONG = "The name, the password or the code is not right."
LOCKED = "locked for five minutes"


async def tried(browser: Browser, person: Person, **given: str) -> httpx.Response:
    await browser.get("/login")
    right = {"name": person.name, "password": person.password, "code": person.code()}
    return await browser.post("/login", {**right, **given})


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/account")).status_code == 200


async def test_a_worker_logs_in_and_comes_to_the_page_that_they_wanted(browser: Browser, ana: Person) -> None:
    wanted = await browser.get("/account")
    assert (wanted.status_code, wanted.headers["location"]) == (303, "/login?next=/account")
    page = await browser.log_in(ana, "/account")
    assert (page.status_code, page.url.path) == (200, "/account")
    assert "Log out" in page.text
    assert "Ana" in page.text


async def test_the_login_form_is_one_that_password_managers_know(browser: Browser) -> None:
    page = (await browser.get("/login")).text
    for field in ("username", "current-password", "one-time-code"):
        assert f'autocomplete="{field}"' in page
    assert "onpaste" not in page


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"name": "nobody"}, id="unknown name"),
        pytest.param({"password": "four quiet otters"}, id="wrong password"),
        pytest.param({"code": "not-a-code"}, id="wrong code"),
        pytest.param({"name": "", "password": "", "code": ""}, id="nothing"),
        pytest.param({"name": "a\u202e\ud800".encode("utf-8", "replace").decode()}, id="odd letters"),
    ],
)
async def test_every_failure_has_the_same_answer(browser: Browser, ana: Person, given: dict[str, str]) -> None:
    answer = await tried(browser, ana, **given)
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert "nobody" not in answer.text
    assert not await is_in(browser)


async def test_five_failures_lock_the_name_and_not_for_ever(browser: Browser, ana: Person, clock: Clock) -> None:
    for _ in range(5):
        assert (await tried(browser, ana, password="wrong")).status_code == 403
    locked = await tried(browser, ana)
    assert locked.status_code == 429
    assert LOCKED in locked.text
    clock.now += 301
    assert (await tried(browser, ana)).status_code == 303


async def test_a_code_works_once(browser: Browser, open_browser: OpenBrowser, ana: Person) -> None:
    code = ana.code()
    assert (await tried(browser, ana, code=code)).status_code == 303
    assert (await tried(open_browser(), ana, code=code)).status_code == 403


async def test_the_id_from_before_the_login_is_dead(browser: Browser, ana: Person) -> None:
    await browser.get("/login")
    planted = browser.login_id
    await browser.log_in(ana)
    assert planted not in ("", browser.login_id)
    browser.client.cookies.set("desk", planted, domain="127.0.0.1")
    assert not await is_in(browser)


async def test_nothing_works_after_logging_out(worker: Browser) -> None:
    kept = worker.login_id
    answer = await worker.post("/logout")
    assert answer.headers["location"] == "/login?lang=en"
    assert '"cache"' in answer.headers["clear-site-data"]
    worker.client.cookies.set("desk", kept, domain="127.0.0.1")
    assert not await is_in(worker)


async def test_disabling_ends_the_login_at_once(worker: Browser, office: Office) -> None:
    await office.accounts.disable("ana")
    assert not await is_in(worker)


async def test_other_roles_end_the_login_at_once(worker: Browser, office: Office) -> None:
    await office.accounts.change("ana", roles=[Role.EDITOR])
    assert not await is_in(worker)


async def test_a_login_ends_when_nothing_is_done(worker: Browser, clock: Clock) -> None:
    clock.now += IDLE_SECONDS - 1
    assert await is_in(worker)
    clock.now += IDLE_SECONDS
    assert not await is_in(worker)


async def test_what_pages_ask_by_themselves_keeps_no_login_alive(worker: Browser, clock: Clock) -> None:
    for _ in range(3):
        clock.now += IDLE_SECONDS / 3 - 1
        await worker.post("/shift/beat")
        left = (await worker.get("/login/time")).json()["left"]
    assert 0 < left <= 3
    clock.now += 4
    assert (await worker.get("/login/time")).status_code == 401
    assert not await is_in(worker)


async def test_a_deed_keeps_the_login_alive(worker: Browser, clock: Clock) -> None:
    for _ in range(3):
        clock.now += IDLE_SECONDS - 1
        assert (await worker.post("/login/stay")).status_code == 204
    assert await is_in(worker)


async def test_no_login_lasts_longer_than_eight_hours(worker: Browser, clock: Clock) -> None:
    for _ in range(LONGEST_SECONDS // 600):
        clock.now += 600
        answer = await worker.post("/login/stay")
    assert answer.status_code != 204
    assert not await is_in(worker)


async def test_the_cookie_is_for_this_browser_window_and_no_script(browser: Browser, ana: Person) -> None:
    given = (await tried(browser, ana)).headers["set-cookie"].lower()
    assert given.startswith("desk=")
    assert "httponly" in given
    assert "samesite=strict" in given
    assert "path=/" in given
    assert "max-age" not in given
    assert "expires" not in given
    assert "domain" not in given


async def test_a_temporary_password_leads_to_nothing_but_a_new_one(browser: Browser, enrol: Enrol) -> None:
    new = await enrol("new", Role.SUPERVISOR, new=True)
    page = await browser.log_in(new, "/supervision")
    assert page.url.path == "/account/password"
    for path in ("/account", "/queue", "/supervision", "/"):
        assert (await browser.get(path)).headers["location"] == "/account/password"
    before = browser.login_id
    chosen = "seven slow herons at dusk"
    answer = await browser.post("/account/password", {"new": chosen, "again": chosen})
    assert answer.headers["location"] == "/"
    assert browser.login_id != before
    assert await is_in(browser)


async def test_logging_in_and_failing_are_on_record(browser: Browser, ana: Person, office: Office) -> None:
    await tried(browser, ana, password="wrong")
    await tried(browser, ana, name="hunter2-typed-here")
    await browser.log_in(ana)
    entries = [(entry.actor, entry.action) for entry in await office.audit.read(last=3)]
    assert entries == [
        ("ana", Action.LOGIN_FAILED),
        ("(unknown)", Action.LOGIN_FAILED),
        ("ana", Action.LOGGED_IN),
    ]


async def test_nobody_comes_in_who_cannot_be_put_on_record(
    browser: Browser, ana: Person, server: Redis, office: Office
) -> None:
    await office.audit.append("ana", Action.LOGGED_OUT)
    server.set("q:{staff}:audit:head", b"broken")
    answer = await tried(browser, ana)
    assert answer.status_code == 503
    assert not await is_in(browser)


@pytest.mark.parametrize(
    "following",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/%2f/evil", "/a\r\nX: y"],
)
async def test_a_login_never_leads_elsewhere(browser: Browser, ana: Person, following: str) -> None:
    assert (await tried(browser, ana, next=following)).headers["location"] == "/"


async def test_a_page_that_is_not_there_says_nothing_to_anybody(desk, worker: Browser) -> None:
    async with client_of(desk) as stranger:
        unknown = await stranger.get("/tickets-of-everybody")
    assert unknown.status_code == 404
    assert (await worker.get("/tickets-of-everybody")).status_code == 404
    assert "tickets-of-everybody" not in unknown.text.replace('value="/tickets-of-everybody"', "")
