"""After the end nothing comes back: canaries go in by every way, and none is found anywhere.

With the clean-up switched off some are. The search covers both stores (keys, values, snapshots, append-only file,
memory), every file of the program, its logs, and the environment and command line of each process. What the keys that
are left can open is opened.
"""

import hashlib
import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from bot.cli.engine_process import model_file
from bot.sessions.keys import NAMES_KEY
from bot.settings import PROJECT
from tests.canary.canaries import Canaries
from tests.canary.conftest import Play
from tests.canary.engine import Engine
from tests.canary.scene import Scene
from tests.canary.search import Search, children
from tests.channels.peer import Peer
from tests.channels.webhooks import telegram_message
from tests.conftest import DATA

pytestmark = [
    pytest.mark.long,
    pytest.mark.model,
    pytest.mark.redis,
    pytest.mark.skipif(os.geteuid() != 0, reason="reading the memory of the stores needs root"),
]
QUESTION = "mi jefe me quito el pasaporte"
SETTLING_SECONDS = 150
"""A file is written anew once in a minute at most."""


@dataclass(frozen=True)
class Lived:
    """What was alive before the end: the sessions' keys, and the copies that opened."""

    keys: set[bytes]
    copies: list[str]


@pytest.fixture
def scene(request: pytest.FixtureRequest, play: Play, engine: Engine) -> Iterator[Scene]:
    with play(engine.url, keep=request.param == "kept") as scene:
        yield scene


@pytest.mark.parametrize("scene", ["forgotten"], indirect=True)
def test_nothing_comes_back(scene: Scene, engine: Engine) -> None:
    before = model_digest()
    canaries, received = Canaries(), {"twilio": [], "telegram": []}
    lived = converse(scene, engine, canaries, received)
    assert lived.keys, "no session had a key"
    assert lived.copies, "no copy under a secret word was kept"
    settled(scene)

    search = Search(canaries.needles(), canaries.secrets)
    assert sorted(everywhere(scene, engine, search)) == []
    # Neither do the keys themselves stay anywhere that a store's memory or files could give back.
    keys = Search(dict.fromkeys(lived.keys, "a session's key"))
    assert sorted(everywhere(scene, engine, keys)) == []
    assert [path.name for path in scene.keys.iterdir()] == [NAMES_KEY]
    for name, server, _ in scene.servers():
        assert server.dbsize() == 0 or name == "sessions", "the queue of erasures is empty"
    assert {*received["twilio"], *scene.twilio.given} <= scene.twilio.deleted
    assert set(received["twilio"]) <= scene.twilio.emptied, "what people wrote is emptied at once"
    assert {*received["telegram"], *scene.telegram.given} <= scene.telegram.deleted
    assert model_digest() == before
    assert not list(PROJECT.glob("core*"))


@pytest.mark.parametrize("scene", ["kept"], indirect=True)
def test_with_the_clean_up_switched_off_it_does(scene: Scene, engine: Engine) -> None:
    canaries, received = Canaries(), {"twilio": [], "telegram": []}
    converse(scene, engine, canaries, received)
    found = sorted(everywhere(scene, engine, Search(canaries.needles(), canaries.secrets)))
    for place in (
        "a session that a left key opens: web text",
        "a session that a left key opens: Telegram update id",
        "a copy under a secret word",
        # Whoever has the master key reads the address.
        "an erasure: Telegram chat",
        "an erasure in the append-only file: Telegram chat",
    ):
        assert any(each.startswith(place) for each in found), place
    assert not scene.twilio.deleted
    assert not scene.telegram.deleted


@pytest.mark.parametrize("scene", ["forgotten"], indirect=True)
def test_the_search_finds_what_only_was_deleted(scene: Scene, engine: Engine) -> None:
    canaries = Canaries()
    word = canaries.word("a value that was deleted")
    for _, server, _ in scene.servers():
        # Each between two that stay: memory that is free as a whole goes back to the system after some seconds.
        for number in range(200):
            server.set(f"stays:{number}", f"{'y' * len(word)} {'x' * 400} {number}")
            server.set(f"plain:{number}", f"{word} {'x' * 400} {number}")
        for number in range(200):
            server.delete(f"plain:{number}")
    (scene.folder / "tmp" / "left").write_text(word, encoding="utf-16-le")
    places = " ".join(everywhere(scene, engine, Search(canaries.needles())))
    assert "memory of the sessions store" in places
    assert "memory of the tickets store" in places
    assert "appendonly" in places
    assert "tmp/left" in places


def converse(scene: Scene, engine: Engine, canaries: Canaries, received: dict[str, list[str]]) -> Lived:
    """Let people write by every way, with crashes between, and end; say what was alive before the end."""
    number, other = canaries.number("SMS number"), canaries.number("WhatsApp number")
    chat, blocked = (canaries.number(f"Telegram {each}", "7") for each in ("chat", "chat that blocks"))
    messages = iter(range(9_000_001, 9_000_100))

    def sms(text: str, **fields: str) -> None:
        received["twilio"].append(scene.twilio_writes("sms", f"+{number}", text, **fields))

    def whatsapp(text: str, **fields: str) -> None:
        received["twilio"].append(scene.twilio_writes("whatsapp", f"+{other}", text, **fields))

    def telegram(who: str, **message: object) -> None:
        person = {"id": int(who), "first_name": canaries.word("Telegram name"), "is_bot": False, "language_code": "es"}
        fields = {"chat": {"id": int(who), "type": "private"}, "from": person, **message}
        message_id, update_id = next(messages), int(canaries.number("Telegram update id", "8"))
        received["telegram"].append(str(message_id))
        scene.telegram_posts(telegram_message(message_id=message_id, **fields) | {"update_id": update_id})

    sms(f"{QUESTION} {canaries.word('SMS text')}", FromCity=canaries.word("SMS city"))
    whatsapp(f"{QUESTION} {canaries.word('WhatsApp text')}", ProfileName=canaries.word("WhatsApp name"))
    whatsapp("", Latitude=canaries.number("latitude", "-12."), Longitude="-77.03", Address=canaries.word("place"))
    telegram(chat, text=f"{QUESTION} {canaries.word('Telegram text')}")
    scene.kill_gateway(signal.SIGSEGV)
    scene.start_gateway()
    voice = {"duration": 3, "mime_type": "audio/ogg", "file_id": canaries.word("file id"), "file_unique_id": "u"}
    telegram(chat, caption=canaries.word("voice-note caption"), voice=voice)
    telegram(chat, location={"latitude": float(canaries.number("Telegram place", "12.")[:12]), "longitude": 3.5})
    secret = canaries.word("code word")
    canaries.secrets[f"telegram:{chat}"] = secret
    telegram(chat, text=f"code {secret}")
    page = WebVisitor(scene.url)
    page.writes(f"{QUESTION} {canaries.word('web text')}")
    canaries.words[page.cookie] = "web cookie"
    if not scene.keep:
        engine.crash(signal.SIGKILL)
    refuse(scene.twilio.peer, canaries)
    sms(f"otra pregunta {canaries.word('SMS text that Twilio refuses')}")
    with engine.hanging():
        whatsapp(f"con el motor parado {canaries.word('text while the engine hangs')}")
    telegram(blocked, text=f"{QUESTION} {canaries.word('text of a chat that blocks')}")
    lived = Lived(set(left_keys(scene)), list(opened_copies(scene, Search({}, canaries.secrets))))
    block(scene, blocked, int(canaries.number("Telegram update id", "8")))
    sms("borrar")
    telegram(chat, text="salir")
    page.leaves()
    scene.kill_gateway()
    # WhatsApp's chat ends by silence, the copy under the code word by its age.
    scene.move_clock(25 * 3600)
    scene.start_gateway()
    return lived


def left_keys(scene: Scene) -> list[bytes]:
    return [path.read_bytes() for path in scene.keys.iterdir() if path.name != NAMES_KEY]


def opened_copies(scene: Scene, search: Search) -> Iterator[str]:
    for name, server, _ in scene.servers():
        if name == "sessions" and search.secrets:
            yield from search.copies(server, left_keys(scene), (scene.keys / NAMES_KEY).read_bytes())


def settled(scene: Scene) -> None:
    """Wait until everything that has ended is erased, and the server's file is written anew."""
    until = time.monotonic() + SETTLING_SECONDS
    while left := scene.left():
        if time.monotonic() > until:
            pytest.fail(f"it did not end in time: {left}")
        time.sleep(0.2)


def everywhere(scene: Scene, engine: Engine, search: Search) -> Iterator[str]:
    for name, server, pid in scene.servers():
        server.save()
        yield from search.store(name, server)
        yield from search.memory(name, pid)
        yield from search.erasures(server, scene.seal)
        yield from search.opened(server, left_keys(scene))
    yield from opened_copies(scene, search)
    yield from search.erasures_in_file(scene.data / "tickets", scene.seal)
    assert scene.sessions.memory is not None
    for folder in (scene.folder, engine.folder, scene.sessions.memory):
        yield from search.folder(folder)
    yield from search.folder(scene.keys, ignore=lambda path: path.name == NAMES_KEY)
    for pid in children(os.getpid()):
        yield from search.process(pid)


class WebVisitor:
    """Somebody in the web chat, without scripts."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=15)
        self.token = self._token(self.client.get("/").text)
        self.cookie = self.client.cookies["chat"]

    def writes(self, text: str) -> None:
        assert self._posts("/chat", text=text).is_success

    def leaves(self) -> None:
        assert self._posts("/chat/leave").status_code in (204, 303)
        self.client.close()

    def _posts(self, path: str, **fields: str) -> httpx.Response:
        headers = {"Accept": "application/json", "Cookie": f"chat={self.cookie}"}
        return self.client.post(path, data={"token": self.token, **fields}, headers=headers)

    @staticmethod
    def _token(page: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found, page[:500]
        return found[1]


def refuse(peer: Peer, canaries: Canaries) -> None:
    """Let the provider's next error repeat a number and a text, as Twilio's do."""
    text = f"The 'To' number +{canaries.number('number in an error')} {canaries.word('text in an error')}"
    peer.answers.append((400, {"code": 21617, "message": text, "more_info": text, "status": 400}))


def block(scene: Scene, chat: str, update: int) -> None:
    person = {"id": int(chat), "is_bot": False, "first_name": "x"}
    member = {"user": {"id": 4242, "is_bot": True, "first_name": "b"}}
    scene.telegram_posts(
        {
            "update_id": update,
            "my_chat_member": {
                "chat": {"id": int(chat), "type": "private"},
                "from": person,
                "date": 1795317709,
                "old_chat_member": {**member, "status": "member"},
                "new_chat_member": {**member, "status": "kicked", "until_date": 0},
            },
        }
    )


def model_digest() -> str:
    return hashlib.sha256(model_file(DATA).read_bytes()).hexdigest()
