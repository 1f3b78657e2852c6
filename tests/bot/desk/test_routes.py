"""Every route of the desk, for everybody: each declares who may ask, and nobody else is answered."""

from collections.abc import Mapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import Audience, declared, needs
from bot.desk.app import create_app
from bot.desk.office import Office
from bot.desk.security import POLICY
from bot.staff.worker import PERMISSIONS, Permission, Role
from tests.bot.desk.browser import Browser
from tests.bot.desk.conftest import Enrol, OpenBrowser
from tests.bot.desk.walk import ASKED, Answer, Door, doors, knock

pytestmark = pytest.mark.redis
OF_CHATS = ("/queue", "/tickets", "/events", "/reveal", "/reports")
OPEN = {("GET", "/login"), ("POST", "/login"), ("GET", "/healthz")}

PROVING = {("POST", "/login"), ("POST", "/unlock"), ("POST", "/confirm")}


@pytest.fixture
async def everybody(open_browser: OpenBrowser, enrol: Enrol) -> Mapping[Role, Browser]:
    browsers = {}
    for role in Role:
        browsers[role] = open_browser()
        await browsers[role].log_in(await enrol(f"{role}.one", role))
    return browsers


async def asked(app: Starlette, browser: Browser, door: Door) -> Answer:
    form = [("csrf", browser.token)] if door.method == "POST" else []
    return await knock(app, door.method, door.path, form=form, login=browser.login_id)


def admits(door: Door, role: Role) -> bool:
    needed = door.declaration.needed
    return needed in PERMISSIONS[role] if isinstance(needed, Permission) else True


def test_the_whole_desk_is_walked(desk: Starlette) -> None:
    paths = {door.path for door in doors(desk)}
    assert len(paths) > 30
    for begins in (*OF_CHATS, "/supervision", "/replies", "/staff", "/account", "/shift"):
        assert any(path.startswith(begins) for path in paths), begins


def test_a_route_that_does_not_say_who_may_ask_stops_the_start(office: Office) -> None:
    async def page(_: Request) -> Response:
        return Response()

    with pytest.raises(TypeError, match="/leak"):
        create_app(office, [lambda _: [Route("/leak", page)]])
    declared([Route("/fine", needs(Audience.STAFF, page))])


async def test_a_stranger_comes_no_further_than_the_login(desk: Starlette) -> None:
    for door in doors(desk):
        answer = await knock(desk, door.method, door.path)
        if (door.method, door.path) in OPEN:
            assert answer.status == (403 if door.method == "POST" else 200), door
        elif door.declaration.quiet:
            assert answer.status == 401, door
        else:
            assert (answer.status, answer.leads_to) == (303, "/login"), door


async def test_a_stranger_reads_nothing_open_but_what_says_so(desk: Starlette) -> None:
    found = {
        (door.method, door.path)
        for door in doors(desk)
        if door.declaration.needed in (Audience.ANYONE, Audience.VISITOR)
    }
    assert found == OPEN


@pytest.mark.parametrize("role", Role)
async def test_a_role_is_answered_exactly_where_it_may_ask(desk: Starlette, enrol: Enrol, browser: Browser, role: Role):
    person = await enrol("one", role)
    await browser.log_in(person)
    for door in doors(desk):
        # These end the login, or refuse who gives no password; they have tests of their own.
        if door.path in ("/logout", "/lock") or (door.method, door.path) in PROVING:
            continue
        answer = await asked(desk, browser, door)
        refused = answer.status == 403
        assert refused != admits(door, role), (door, answer.status)
        assert answer.leads_to != "/login", door


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
async def test_who_may_not_read_chats_reaches_none(desk: Starlette, enrol: Enrol, browser: Browser, role: Role):
    await browser.log_in(await enrol("one", role))
    of_chats = [door for door in doors(desk) if door.path.startswith(OF_CHATS)]
    assert len(of_chats) > 10
    for door in of_chats:
        answer = await asked(desk, browser, door)
        assert answer.status == 403, door


async def test_no_form_is_taken_without_its_token(desk: Starlette, everybody: Mapping[Role, Browser]) -> None:
    for browser in everybody.values():
        other = next(each for each in everybody.values() if each is not browser)
        for form in ([], [("csrf", "")], [("csrf", "x" * 32)], [("csrf", other.token)]):
            for door in doors(desk):
                if door.method != "GET":
                    answer = await knock(desk, door.method, door.path, form=form, login=browser.login_id)
                    assert answer.status == 403, (door, form)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"origin": "https://evil.example"}, id="foreign origin"),
        pytest.param({"origin": "http://127.0.0.1:8082"}, id="origin of another port"),
        pytest.param({"origin": "https://127.0.0.1:8081"}, id="origin of another scheme"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="cross-site"),
        pytest.param({"sec-fetch-site": "same-site"}, id="a sister's site"),
        pytest.param({"sec-fetch-site": "none"}, id="typed into the browser"),
        pytest.param({"origin": "null", "sec-fetch-site": "cross-site"}, id="hidden origin"),
        pytest.param({"origin": "null", "sec-fetch-site": ""}, id="neither"),
    ],
)
async def test_no_form_of_another_site_is_taken(desk: Starlette, worker: Browser, changed: Mapping[str, str]) -> None:
    token = [("csrf", worker.token)]
    for door in doors(desk):
        if door.method != "GET":
            headers = {**ASKED, **changed}
            answer = await knock(desk, door.method, door.path, headers=headers, form=token, login=worker.login_id)
            assert answer.status == 403, door


async def test_a_browser_that_hides_its_origin_from_us_too_is_heard(desk: Starlette, worker: Browser) -> None:
    headers = {**ASKED, "origin": "null"}
    form = [("csrf", worker.token)]
    answer = await knock(desk, "POST", "/login/stay", headers=headers, form=form, login=worker.login_id)
    assert answer.status == 204


async def test_every_answer_has_the_safe_headers(desk: Starlette, everybody: Mapping[Role, Browser]) -> None:
    browser = everybody[Role.SUPERVISOR]
    asks = [(door.method, door.path) for door in doors(desk) if door.path not in ("/logout", "/lock")]
    asks += [("GET", "/static/frame.css"), ("GET", "/static/nothing"), ("GET", "/nothing"), ("PATCH", "/queue")]
    for method, path in asks:
        form = [("csrf", browser.token)] if method == "POST" else []
        answer = await knock(desk, method, path, form=form, login=browser.login_id)
        assert answer.headers["content-security-policy"] == POLICY, path
        assert answer.headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store"), path
        assert answer.headers["referrer-policy"] == "no-referrer", path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["x-frame-options"] == "DENY", path
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", path


async def test_no_page_holds_a_secret(desk: Starlette, enrol: Enrol, open_browser: OpenBrowser) -> None:
    for role in Role:
        person, browser = await enrol(f"{role}.two", role), open_browser()
        await browser.log_in(person)
        seen = 0
        for door in doors(desk):
            if door.method == "GET" and not door.declaration.quiet and admits(door, role):
                page = await browser.get(door.path)
                seen += page.status_code == 200
                for secret in (browser.login_id, person.secret, person.password, *person.recovery_codes, "argon2"):
                    assert secret not in page.text, (door, role)
        assert seen > 2
