"""What is turned away before any page sees it: other hosts, endless bodies, odd connections; and faults of ours."""

import httpx
import pytest
from redis import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import Audience, needs
from bot.desk.app import create_app
from bot.desk.office import Office
from bot.desk.security import MOST_BYTES, POLICY, safe_headers, turned_away
from bot.desk.site import Site
from tests.bot.desk.browser import ORIGIN, Browser, client_of
from tests.bot.desk.walk import ASKED, knock

pytestmark = pytest.mark.redis
ABROAD = Site("https://desk.example.org", "desk.example.org", secure=True)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:8081", "127.0.0.1", "127.0.0.1:8082", "127.0.0.1:8081.evil.example", ""]
)
async def test_another_host_is_turned_away(desk: Starlette, host: str) -> None:
    answer = await knock(desk, "GET", "/login", headers={**ASKED, "host": host})
    assert answer.status == 421
    assert answer.headers["content-security-policy"] == POLICY


def test_behind_a_proxy_only_the_health_is_asked_for_on_this_machine() -> None:
    assert turned_away(ABROAD, "GET", "/login", {"host": "desk.example.org"}) == 0
    assert turned_away(ABROAD, "GET", "/login", {"host": "127.0.0.1:8081"}) == 421
    assert turned_away(ABROAD, "GET", "/healthz", {"host": "127.0.0.1:8081"}) == 0


def test_only_https_is_asked_for_by_https() -> None:
    assert "max-age" in safe_headers(ABROAD)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in safe_headers(Site("http://x", "x", secure=False))


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 5000, "-1", "x"])
async def test_a_body_that_says_it_is_too_long_is_not_read(desk: Starlette, length: str) -> None:
    answer = await knock(desk, "POST", "/login", headers={**ASKED, "content-length": length})
    assert answer.status == 413


async def test_a_body_that_hides_its_length_is_read_no_further(browser: Browser) -> None:
    await browser.get("/login")
    taken = 0

    async def endless():
        nonlocal taken
        for _ in range(1000):
            taken += 1024
            yield b"a" * 1024

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await browser.client.post("/login", content=endless(), headers=form)
    assert answer.status_code == 413
    assert "too long" in answer.text
    assert taken <= 2 * MOST_BYTES


async def test_a_file_is_no_form(worker: Browser) -> None:
    answer = await worker.client.post("/shift", files={"csrf": b"x"}, data={"csrf": worker.token})
    assert answer.status_code == 400


async def test_a_web_socket_is_closed(desk: Starlette) -> None:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:8081"), (b"origin", b"https://evil.example")]
    await desk({"type": "websocket", "path": "/events", "headers": headers}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_a_fault_of_ours_shows_nothing_of_itself(office: Office) -> None:
    async def failing(_: Request) -> Response:
        raise RuntimeError("+573001234567 wrote hush")

    app = create_app(office, [lambda _: [Route("/failing", needs(Audience.ANYONE, failing))]])
    async with client_of(app) as client:
        answer = await client.get("/failing")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-store"
    assert "hush" not in answer.text
    assert "RuntimeError" not in answer.text


async def test_a_store_that_is_gone_is_said_plainly(worker: Browser, server: Redis) -> None:
    server.config_set("maxmemory", "1")
    try:
        answer = await worker.post("/account/languages", {"languages": "en"})
    finally:
        server.config_set("maxmemory", "0")
    assert answer.status_code == 503
    assert "cannot reach its store" in answer.text


async def test_the_health_page_needs_nobody(browser: Browser) -> None:
    assert (await browser.get("/healthz")).json() == {"alive": True}


async def test_a_file_of_the_page_is_checked_and_not_sent_again(browser: Browser) -> None:
    first = await browser.get("/static/frame.css")
    again = await browser.get("/static/frame.css", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2foffice.py"])
async def test_no_file_outside_is_served(desk: Starlette, path: str) -> None:
    async with client_of(desk) as client:
        answer = await client.get(httpx.URL(ORIGIN).join(path))
    assert answer.status_code == 404
