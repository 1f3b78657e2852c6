"""From a person's phone to a worker and back, through a real gateway: WhatsApp, SMS and Telegram."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from redis import Redis

from bot.tickets.shift import Presence
from bot.tickets.store import TicketMoved
from bot.tickets.ticket import Outcome, Reason, Risk, Sees, TicketState
from bot.wiring.keys import new_key
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.desk import Worker, until
from tests.bot.gateway.phones import Chat, Phone
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway, StartGateway

pytestmark = [pytest.mark.model, pytest.mark.redis]
KEY = new_key()
QUESTION = "mi jefe me quito el pasaporte"


@pytest.fixture(scope="module")
def staffed(serve: StartGateway, engine_url: str, _quiet_tickets_url: str) -> Iterator[RunningGateway]:
    """Give a gateway of an office that has a worker; it looks for accounts when it starts."""
    with Redis.from_url(_quiet_tickets_url) as client:
        # Another office's couriers, with another key, must not come to this one's messages.
        client.flushall()
    asyncio.run(Worker(_quiet_tickets_url, KEY).comes())
    with serve(engine_url, AMPARO_MASTER_KEY=KEY, AMPARO_TICKETS_URL=_quiet_tickets_url) as gateway:
        yield gateway


@pytest.fixture
def worker(staffed: RunningGateway, _quiet_tickets_url: str) -> Worker:
    """Give a worker on shift at the desk of the running gateway."""
    assert staffed.child.poll() is None
    worker = Worker(_quiet_tickets_url, KEY)
    asyncio.run(worker.comes())
    return worker


@pytest.fixture
def chat(staffed: RunningGateway, telegram: Provider) -> Chat:
    return Chat(staffed, telegram)


@pytest.fixture(params=["sms", "whatsapp"])
def phone(request: pytest.FixtureRequest, staffed: RunningGateway, twilio: Provider) -> Phone:
    return Phone(staffed, twilio, request.param)


def test_a_whole_talk_on_telegram(chat: Chat, worker: Worker, voice: Voice) -> None:
    chat.writes(QUESTION)
    said = chat.writes(voice.word("human", "es"))
    assert any(voice.says("human.asked", "es") in each for each in said)
    said = chat.taps(voice.says("choice.sees.last", "es"))
    assert voice.says("sees.last", "es") in said[0]
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    assert (ticket.channel, ticket.language, ticket.sees) == ("telegram", "es", Sees.LAST)
    joined = voice.says("notice.joined", "es", back=voice.word("back", "es"))
    until(lambda: chat.texts[-1] == joined)
    asyncio.run(worker.says(ticket, "Hola, soy Ana. ¿Está en un lugar seguro?"))
    until(lambda: chat.texts[-1].startswith("Hola, soy Ana"))
    assert chat.writes("sí, estoy sola") == []
    assert asyncio.run(worker.reads(ticket)) == [QUESTION, voice.word("human", "es"), "sí, estoy sola"]
    asyncio.run(worker.does(lambda tickets: tickets.close_ticket(ticket.id, worker.holder, Outcome.HELPED)))
    closed = voice.says("notice.closed", "es", human=voice.word("human", "es"), erase=voice.word("erase", "es"))
    until(lambda: chat.texts[-1] == closed)
    assert chat.writes(QUESTION)


def test_a_talk_by_phone_and_back_to_the_assistant(phone: Phone, worker: Worker, voice: Voice) -> None:
    phone.writes(QUESTION)
    phone.writes(voice.word("human", "es"))
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    asyncio.run(worker.says(ticket, "Le escucho"))
    until(lambda: phone.texts[-1] == "Le escucho")
    assert phone.writes("necesito un abogado") == []
    assert asyncio.run(worker.reads(ticket)) == ["necesito un abogado"]
    back = phone.writes(voice.word("back", "es"))
    expected = voice.says("back.done", "es")
    assert any(expected[:20] in each or voice.sms("back.done", "es")[:20] in each for each in back)
    closed = asyncio.run(worker.does(lambda tickets: tickets.ticket(ticket.id)))
    assert (closed.state, closed.outcome) == (TicketState.CLOSED, Outcome.HANDED_BACK)
    assert phone.writes(QUESTION)


def test_danger_comes_to_the_front_at_once(chat: Chat, worker: Worker, voice: Voice) -> None:
    said = chat.writes("ayuda, me quiere matar ahora")
    assert voice.says("human.danger", "es") in said
    assert "123" in " ".join(said) or "911" in " ".join(said)
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    assert (ticket.risk, ticket.reason) == (Risk.URGENT, Reason.DANGER)
    # While somebody is there danger is answered all the same, and the worker reads it.
    until(lambda: len(chat.texts) > len(said))
    again = chat.writes("me va a matar")
    assert again
    assert asyncio.run(worker.reads(ticket)) == ["me va a matar"]


def test_danger_that_is_written_while_waiting_is_read_by_who_comes(chat: Chat, worker: Worker, voice: Voice) -> None:
    chat.writes(voice.word("human", "es"))
    assert chat.writes("ayuda, me quiere matar ahora")
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    assert ticket.risk is Risk.URGENT
    assert "ayuda, me quiere matar ahora" in asyncio.run(worker.reads(ticket))


def test_leaving_in_the_midst_of_a_talk(chat: Chat, worker: Worker, voice: Voice) -> None:
    chat.writes(voice.word("human", "es"))
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    assert chat.writes(voice.word("exit", "es"))[-1] == voice.says("exit.done", "es")
    said = len(chat.texts)

    def closed() -> bool:
        now = asyncio.run(worker.does(lambda tickets: tickets.ticket(ticket.id)))
        return bool(now.state is TicketState.CLOSED and now.outcome == Outcome.LEFT)

    assert closed()
    with pytest.raises(TicketMoved):
        asyncio.run(worker.says(ticket, "¿Sigue ahí?"))
    assert len(chat.texts) == said
    # Whoever has the phone now is a stranger.
    assert chat.writes("hola")


def test_deleting_in_the_midst_of_a_talk(phone: Phone, worker: Worker, voice: Voice) -> None:
    phone.writes(QUESTION)
    phone.writes(voice.word("human", "es"))
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    phone.writes("algo muy mío")
    phone.writes(voice.word("erase", "es"))
    until(lambda: asyncio.run(worker.does(lambda tickets: tickets.ticket(ticket.id))) is None)


def test_a_question_whether_to_delete_that_nobody_answers_is_noted(chat: Chat, worker: Worker, voice: Voice) -> None:
    chat.writes(voice.word("human", "es"))
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None

    def doomed() -> bool:
        now = asyncio.run(worker.does(lambda tickets: tickets.ticket(ticket.id)))
        return bool(now.doomed_at)

    chat.writes(voice.word("erase", "es"))
    assert doomed()
    chat.taps(voice.says("choice.erase.keep", "es"))
    assert not doomed()


def test_nobody_on_shift_is_said_plainly(chat: Chat, worker: Worker, voice: Voice) -> None:
    asyncio.run(worker.comes(Presence.OFF))
    said = chat.writes(voice.word("human", "es"))
    assert voice.says("human.closed", "es") in said
    assert voice.says("human.closed.choose", "es") in said
    assert voice.says("choice.call_back", "es") in chat.buttons
    chat.taps(voice.says("choice.wait", "es"))
    asyncio.run(worker.comes())
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    assert ticket.waits


def test_a_safe_contact_is_asked_step_by_step(chat: Chat, worker: Worker, voice: Voice) -> None:
    chat.writes("Colombia")
    chat.writes(voice.word("human", "es"))
    chat.taps(voice.says("choice.sees.nothing", "es"))
    chat.taps(voice.says("choice.contact.evening", "es"))
    assert chat.texts[-1].startswith(voice.says("contact.code_word", "es")[:30])
    chat.writes("canela")
    chat.writes("Hola, es la biblioteca")
    chat.writes("mi hermana")
    assert chat.texts[-1] == voice.says("contact.done", "es")
    ticket = asyncio.run(worker.takes_next())
    assert ticket is not None
    assert ticket.calls_back
    contact, _ = asyncio.run(worker.does(lambda tickets: tickets.safe_contact(ticket.id)))
    assert (contact.hours, contact.code_word, contact.opening, contact.who) == (
        "evening",
        "canela",
        "Hola, es la biblioteca",
        "mi hermana",
    )
    assert contact.zones == ("America/Bogota",)
    assert asyncio.run(worker.reads(ticket)) == []


@pytest.fixture(scope="module")
def demo(
    serve: StartGateway, engine_url: str, staffed: RunningGateway, _quiet_tickets_url: str
) -> Iterator[RunningGateway]:
    """Give a gateway of the same office over plain HTTP, so that the cookie comes back over it."""
    assert staffed.child.poll() is None
    settings = {"AMPARO_MASTER_KEY": KEY, "AMPARO_TICKETS_URL": _quiet_tickets_url}
    with serve(engine_url, **settings, AMPARO_PUBLIC_URL="", AMPARO_DEMO="1") as gateway:
        yield gateway


def test_on_the_web_the_page_asks_for_what_the_worker_wrote(demo: RunningGateway, worker: Worker, voice: Voice) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False, headers={"Accept": "application/json"}) as page:
        shown = page.get("/?lang=es", headers={"Accept": "text/html"}).text
        token = shown.split('name="token" value="')[1].split('"')[0]
        said = page.post("/chat", data={"token": token, "text": voice.word("human", "es")}).json()
        assert said["listens"]
        ticket = asyncio.run(worker.takes_next())
        assert ticket is not None
        assert ticket.channel == "web"
        asyncio.run(worker.says(ticket, "Le escucho"))
        heard: list[str] = []
        at = said["at"]

        def answered() -> bool:
            nonlocal at
            news = page.get(f"/chat/news?after={at}").json()
            heard.extend(line["text"] for line in news["lines"])
            at = news["at"]
            return "Le escucho" in heard

        until(answered)
        assert len(heard) == 2
        assert page.get(f"/chat/news?after={at}").json()["lines"] == []
        # A reload shows the same.
        assert "Le escucho" in page.get("/", headers={"Accept": "text/html"}).text
        page.post("/chat", data={"token": token, "text": "gracias"})
        assert asyncio.run(worker.reads(ticket)) == ["gracias"]


@pytest.mark.parametrize("asked", ["", "-1", "1" * 10, "x"])
def test_news_are_for_a_visitor_with_a_place_to_ask_from(demo: RunningGateway, asked: str) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False) as page:
        assert page.get("/chat/news?after=0").status_code == 403
        page.get("/")
        assert page.get(f"/chat/news?after={asked}").status_code == 403
        assert page.get("/chat/news?after=0").json() == {"lines": [], "at": 0, "listens": False, "held": False}
