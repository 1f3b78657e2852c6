"""A whole report on Telegram, through real gateways and engines that come and go; and what the store then holds."""

import asyncio
import contextlib
import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from redis import Redis

from bot.cli.engine_process import running_engine
from bot.reports.receipt import read_receipt
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Answer, Author, EvidenceKind, Followup, Place, Report, ReportState
from bot.settings import read_settings
from bot.storage.holder import Holder
from bot.wiring.keys import new_key
from bot.wiring.reports import wire_reports
from tests.bot.evidence.pictures import drawn, exif, is_bare, written
from tests.bot.evidence.recordings import heard, opus
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.desk import Worker, until
from tests.bot.gateway.phones import Chat
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.conftest import DATA, need_engine

pytestmark = [pytest.mark.model, pytest.mark.redis]
KEY = new_key()
CANARY = "canary07"
ANA = Holder("ana")
WORDS = {
    "en": ("how can I report something that I saw?", "about twelve men, some very young", "a white van, plate ABC 123"),
    "es": (
        "vi algo raro en una casa, ¿a quién puedo avisar?",
        "como doce hombres, muy jóvenes",
        "una camioneta blanca",
    ),
    "ar": ("رأيت شيئا غريبا في بيت، لمن أبلغ؟", "نحو اثني عشر رجلا وبعضهم صغار", "سيارة بيضاء كبيرة"),
    "sw": (
        "nataka kuripoti kitu nilichoona",
        "wanaume kumi na wawili, wengine wadogo sana",
        "gari jeupe kubwa",
    ),
}


@pytest.fixture
def office(_quiet_tickets_url: str) -> str:
    """Give the address of the tickets store of an office that has a worker."""
    with Redis.from_url(_quiet_tickets_url) as client:
        client.flushall()
    asyncio.run(Worker(_quiet_tickets_url, KEY).comes())
    return _quiet_tickets_url


Open = Callable[..., contextlib.AbstractContextManager[RunningGateway]]


@pytest.fixture
def open_office(serve: StartGateway, office: str) -> Open:
    """Give a way to start a gateway with an engine of its own, both new each time."""

    @contextlib.contextmanager
    def opened(**settings: str) -> Iterator[RunningGateway]:
        need_engine()
        with (
            running_engine(DATA) as engine_url,
            serve(engine_url, AMPARO_MASTER_KEY=KEY, AMPARO_TICKETS_URL=office, **settings) as gateway,
        ):
            yield gateway

    return opened


def of_store(office: str, work: Callable[[RedisReports], Any]) -> Any:
    """Ask the store what it holds, on a connection of its own."""

    async def asked() -> Any:
        store = wire_reports(read_settings({"AMPARO_TICKETS_URL": office, "AMPARO_MASTER_KEY": KEY}))
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(asked())


def sends(chat: Chat, **parts: Any) -> list[str]:
    """Send something that is not words, and give what it brought."""
    update, before = chat.update(""), len(chat.texts)
    del update["message"]["text"]
    update["message"].update(parts)
    assert chat.posts(update).status_code == 200
    return chat.texts[before:]


def receipt_in(texts: list[str]) -> str:
    words = " ".join(texts).replace(".", " ").split()
    return next(found for found in map(read_receipt, words) if found)


def held_at(telegram: Provider, content: bytes) -> None:
    """Let Telegram give a file to whoever asks next."""
    place = {"file_id": "the-id", "file_unique_id": "u", "file_path": "files/of Nomvula"}
    telegram.answers.extend([(200, {"ok": True, "result": place}), (200, content)])


def photo() -> bytes:
    told = exif(CANARY.encode())
    assert told.get_ifd(0x8825), "the picture must say where it was taken"
    taken = written(drawn((640, 480)), "JPEG", exif=told)
    assert CANARY.encode() in taken
    return taken


@pytest.mark.parametrize("language", WORDS)
def test_a_whole_report_survives_the_end_of_gateway_and_engine(
    open_office: Open,
    office: str,
    telegram: Provider,
    voice: Voice,
    language: str,
) -> None:
    asks, people, van = WORDS[language]

    def title(key: str) -> str:
        return voice.knowledge.catalogs.say(f"report.{key}", language)

    with open_office() as gateway:
        chat = Chat(gateway, telegram, language)
        chat.writes(asks)
        chat.taps(voice.says("choice.skip", language))
        chat.taps(title("choice.community"))
        begun = chat.taps(title("choice.community"))
        assert title("question.danger") in begun[-1]
        receipt = receipt_in(chat.taps(title("option.no")))
        chat.taps(title("option.work"))

    with open_office() as gateway:
        chat = Chat(gateway, telegram, language, id=chat.id)
        resumed = chat.writes(receipt)
        assert title("question.who") in resumed[-1]
        chat.writes(people)
        chat.writes("1 3")
        chat.writes(voice.word("skip", language))
        sends(chat, location={"latitude": -12.046374, "longitude": -77.042793})
        chat.taps(title("option.often"))
        held_at(telegram, photo())
        size = {"file_unique_id": "u", "width": 640, "height": 480, "file_size": 9000}
        assert title("say.evidence.received") in sends(chat, photo=[{"file_id": "the-photo", **size}])
        held_at(telegram, opus(CANARY))
        note = {
            "file_id": "the-note",
            "file_unique_id": "v",
            "duration": 2,
            "mime_type": "audio/ogg",
            "file_size": 9000,
        }
        assert title("say.evidence.received") in sends(chat, voice=note)
        chat.taps(title("option.saw_it"))
        summary = chat.taps(title("option.yes"))
        assert people in " ".join(summary)
        assert title("say.sent").split(".")[0] in " ".join(chat.taps(title("choice.send")))

        report: Report = of_store(office, lambda store: store.read(receipt))
        assert report.state is ReportState.RECEIVED
        assert report.language == language
        assert report.place == Place(-12.05, -77.04)
        assert {each.question: each for each in report.answers} == {
            "danger": Answer("danger", ("no",)),
            "concern": Answer("concern", ("work",)),
            "who": Answer("who", text=people),
            "signs": Answer("signs", ("no_pay", "lives_at_work")),
            "means": Answer("means", skipped=True),
            "where": Answer("where"),
            "when": Answer("when", ("often",)),
            "known": Answer("known", ("saw_it",)),
            "asks_back": Answer("asks_back", ("yes",)),
        }
        check_files(office, report)

        of_store(office, lambda store: store.assign(report.id, ANA, "ana"))
        of_store(office, lambda store: store.answer(report.id, ANA, Followup(Author.OFFICE, "¿Y la placa?")))
        until(lambda: chat.texts[-1] == title("say.news"))
        assert "¿Y la placa?" in " ".join(chat.writes(receipt))
        chat.taps(title("choice.add"))
        assert title("say.followup.added") in " ".join(chat.writes(van))
        added: Report = of_store(office, lambda store: store.report(report.id))
        assert [each.text for each in added.followups if each.author is Author.REPORTER] == [van]
        assert sum(call.path.endswith("/getFile") for call in telegram.calls) == 2

    with Redis.from_url(office) as server:
        everything = b"".join(_values(server))
        for each in (people, van, CANARY, str(chat.id), receipt):
            assert each.encode() not in everything


def check_files(office: str, report: Report) -> None:
    kinds = {each.kind: each for each in report.evidence}
    assert set(kinds) == {EvidenceKind.IMAGE, EvidenceKind.AUDIO}
    image, audio = kinds[EvidenceKind.IMAGE], kinds[EvidenceKind.AUDIO]
    picture: bytes = of_store(office, lambda store: store.evidence(report.id, image.id))
    sound: bytes = of_store(office, lambda store: store.evidence(report.id, audio.id))
    assert is_bare(picture)
    assert CANARY.encode() not in picture + sound
    with Image.open(BytesIO(picture)) as opened:
        assert (opened.size, dict(opened.getexif())) == ((640, 480), {})
    assert heard(sound)[0] > 1
    assert "the-photo" not in image.id


def _values(server: Redis) -> Iterator[bytes]:
    for key in server.scan_iter():
        yield key
        yield server.dump(key) or b""


def test_a_file_outside_a_report_is_never_fetched(open_office: Open, telegram: Provider, voice: Voice) -> None:
    with open_office() as gateway:
        chat = Chat(gateway, telegram, "en")
        chat.writes("hello")
        said = sends(chat, photo=[{"file_id": "the-photo", "file_unique_id": "u", "width": 64, "height": 48}])
        assert voice.says("attachment.image", "en") in " ".join(said)
        assert not any(call.path.endswith("/getFile") for call in telegram.calls)


def test_a_page_without_scripts_shows_what_no_session_holds(open_office: Open, voice: Voice) -> None:
    catalogs = voice.knowledge.catalogs

    def choose(browser: httpx.Client, page: httpx.Response, key: str) -> httpx.Response:
        buttons = re.findall(r'<button[^>]*value="([0-9a-f]{8})"[^>]*>\s*([^<]+?)\s*</button>', page.text)
        code = next(code for code, title in buttons if unescape(title) == catalogs.say(f"report.{key}", "en"))
        return write(browser, page, "", quick_reply=code)

    def write(browser: httpx.Client, page: httpx.Response, text: str, **fields: str) -> httpx.Response:
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token is not None
        said = {"text": text, "token": token[1], **fields}
        return browser.post("/chat", data=said, follow_redirects=True)

    with (
        open_office(AMPARO_PUBLIC_URL="") as gateway,
        httpx.Client(base_url=gateway.url, trust_env=False, timeout=20) as browser,
    ):
        page = write(browser, browser.get("/"), "I saw something")
        page = choose(browser, page, "choice.community")
        page = choose(browser, page, "option.no")
        assert receipt_in([re.sub("<[^>]+>", " ", page.text)])
        assert catalogs.say("report.question.concern", "en") in unescape(page.text)
        page = write(browser, page, "a word that answers nothing")
        assert "a word that answers nothing" not in browser.get("/").text
