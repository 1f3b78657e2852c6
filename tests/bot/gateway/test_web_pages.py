"""The web chat over HTTP, as a browser without scripts uses it: nothing is lost, planted or kept after leaving."""

import os
import re
import secrets
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import httpx
import pytest
from redis import Redis

from bot.conversation.speech import Speech
from bot.gateway.web_chat import MOST_BYTES
from bot.sessions.keys import NAMES_KEY
from bot.sessions.memory_folder import MEMORY
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.bot.gateway.test_store_failures import own_store
from tests.channels.peer import Peer

pytestmark = pytest.mark.redis
QUESTION = "my boss took my passport and does not want to give it back"
EXIT = "https://weather.example.org/"


@pytest.fixture(scope="module")
def _demo(serve: StartGateway, _engine_peer: Peer) -> Iterator[RunningGateway]:
    # Over plain HTTP, so that the cookie comes back over it.
    settings = {"AMPARO_PUBLIC_URL": "http://127.0.0.1", "AMPARO_EXIT_URL": EXIT, "AMPARO_DEMO": "1"}
    with serve(_engine_peer.url, **settings) as gateway:
        yield gateway


@pytest.fixture
def demo(_demo: RunningGateway, engine: Peer) -> RunningGateway:  # noqa: ARG001 - its engine, reset
    return _demo


@pytest.fixture
def browser(demo: RunningGateway) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo.url, trust_env=False, timeout=15, headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
def server(sessions_url: str) -> Iterator[Redis]:
    with Redis.from_url(sessions_url) as client:
        yield client


def token(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def lines(page: httpx.Response) -> list[str]:
    log = page.text.partition('id="log"')[2].partition('id="write"')[0]
    return [unescape(each) for each in re.findall(r'class="bubble"[^>]*>([^<]*)<', log)]


def kept(server: Redis) -> set[bytes]:
    return set(server.scan_iter("s:session:*"))


def test_an_answer_that_no_session_holds_is_shown(browser: httpx.Client, engine: Peer, voice: Voice) -> None:
    engine.answers.append((500, {}))
    page = browser.post("/chat", data={"token": token(browser.get("/")), "text": QUESTION})
    assert page.status_code == 200
    assert any(line.startswith(voice.says("safe", "en")) for line in lines(page))
    assert QUESTION not in page.text


def test_an_answer_that_the_session_holds_is_shown_by_the_next_page(browser: httpx.Client) -> None:
    answer = browser.post("/chat", data={"token": token(browser.get("/")), "text": QUESTION})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert lines(browser.get("/"))[0] == QUESTION


def test_what_was_erased_is_said_so(browser: httpx.Client, voice: Voice) -> None:
    form = token(browser.get("/"))
    browser.post("/chat", data={"token": form, "text": QUESTION})
    page = browser.post("/chat", data={"token": form, "text": Speech(voice.knowledge, "en").word("erase.now")})
    assert (page.status_code, lines(page)) == (200, [voice.says("erase.done", "en")])
    assert lines(browser.get("/")) == []


def test_a_word_leaves_for_the_neutral_page(browser: httpx.Client, voice: Voice) -> None:
    form = token(browser.get("/"))
    browser.post("/chat", data={"token": form, "text": QUESTION})
    left = browser.post("/chat", data={"token": form, "text": Speech(voice.knowledge, "en").word("exit")})
    assert (left.status_code, left.headers["location"]) == (303, EXIT)
    assert "chat" not in browser.cookies


@pytest.mark.parametrize(("text", "status"), [(QUESTION, 403), ("a" * MOST_BYTES, 413)])
def test_a_refused_message_is_told(browser: httpx.Client, voice: Voice, text: str, status: int) -> None:
    browser.get("/")
    page = browser.post("/chat", data={"token": "wrong", "text": text})
    assert (page.status_code, lines(page)) == (status, [voice.says("web.failed", "en")])
    again = browser.post("/chat", data={"token": token(page), "text": QUESTION})
    assert again.status_code == 303, "the page that told of it must be able to write"


def test_leaving_in_the_middle_of_a_turn_leaves_nothing(browser: httpx.Client, engine: Peer, server: Redis) -> None:
    form = token(browser.get("/"))
    browser.post("/chat", data={"token": form, "text": QUESTION})
    browser.post("/simulator", data={"token": form, "text": QUESTION}, headers={"Accept": "application/json"})
    before = kept(server)
    engine.delay = 1
    calls = len(engine.calls)
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(browser.post, "/chat", data={"token": form, "text": QUESTION})
        _until(lambda: len(engine.calls) > calls)
        left = browser.post("/chat/leave")
        assert (left.status_code, left.headers["location"]) == (303, EXIT)
        assert not turn.done(), "the turn was over before"
        assert turn.result().status_code
    # What the turn saved at its end goes too: the chat, and three screens of the simulator.
    _until(lambda: len(before - kept(server)) == 4)


def test_leaving_while_the_store_hangs_destroys_the_key(serve: StartGateway, engine: Peer) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="amparo-") as folder,
        tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as keys,
        own_store(Path(folder)) as store,
        serve(
            engine.url,
            AMPARO_SESSIONS_URL=store.url,
            AMPARO_KEYS=keys,
            AMPARO_PUBLIC_URL="http://127.0.0.1",
            AMPARO_EXIT_URL=EXIT,
        ) as gateway,
        httpx.Client(base_url=gateway.url, trust_env=False, timeout=15) as browser,
        Redis.from_url(store.url) as server,
    ):

        def live() -> set[str]:
            return {each.name for each in Path(keys).iterdir()} - {NAMES_KEY}

        browser.post("/chat", data={"token": token(browser.get("/")), "text": QUESTION})
        assert len(live()) == 1
        os.kill(store.child.pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            left = browser.post("/chat/leave")
            assert (left.status_code, left.headers["location"]) == (303, EXIT)
            assert time.monotonic() - begun < 3
            _until(lambda: not live())
        finally:
            os.kill(store.child.pid, signal.SIGCONT)
        _until(lambda: not kept(server))


def test_a_language_is_kept_for_a_visitor_who_has_our_cookie_only(browser: httpx.Client, server: Redis) -> None:
    before = kept(server)
    page = browser.get("/", params={"lang": "es"})
    assert 'lang="es"' in page.text
    assert kept(server) == before
    browser.get("/", params={"lang": "es"})
    assert len(kept(server) - before) == 1
    assert '<html lang="es"' in browser.get("/").text


def test_an_id_without_a_session_is_replaced(browser: httpx.Client) -> None:
    planted = secrets.token_urlsafe(32)
    browser.cookies.set("chat", planted, domain="127.0.0.1")
    page = browser.get("/")
    given = page.cookies["chat"]
    assert given != planted
    cookie = page.headers["set-cookie"].casefold()
    assert "max-age" not in cookie
    assert "expires" not in cookie
    browser.cookies.clear()
    browser.cookies.set("chat", given, domain="127.0.0.1")
    browser.post("/chat", data={"token": token(page), "text": QUESTION})
    assert browser.get("/").cookies["chat"] == given, "with a session it stays"


def test_a_stranger_s_host_is_never_repeated(browser: httpx.Client) -> None:
    answer = browser.get("/chat/leave/", headers={"Host": "evil.example.org"})
    assert answer.status_code == 404
    assert "evil" not in str(answer.headers) + answer.text


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    assert holds()
