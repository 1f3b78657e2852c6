"""Saved replies and answers of the knowledge base: in both languages, filled in, and marked where nobody checked."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.conversation.speech import Speech
from bot.desk.answers import offered
from bot.desk.office import Office
from bot.desk.placeholders import filled, fillings, whole
from bot.knowledge.catalogs import country_name
from bot.staff.saved_replies import mark
from bot.staff.saved_reply import PLACEHOLDERS
from bot.tickets.ticket import Ticket
from tests.bot.desk.browser import Browser
from tests.bot.desk.writing import send, written

pytestmark = pytest.mark.redis
TITLE, TEXT, SPANISH = (
    "Hello",
    "I am here. In danger in {country}, call {emergency}.",
    "Estoy aquí. {country}: {emergency}.",
)


def inserts(page: str) -> dict[str, str]:
    """Give the texts that a list offers, by where they come from."""
    found = re.findall(r'data-insert="([^"]*)"[^>]*data-source="([^"]*)"([^>]*)>', page)
    return {source: html.unescape(text) + (" !" if "data-unchecked" in rest else "") for text, source, rest in found}


@pytest.fixture
async def held(worker: Browser, people) -> Ticket:
    """Give a ticket that Ana holds; its person is in Colombia and reads Spanish."""
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    return ticket


@pytest.fixture
async def reply(office: Office) -> str:
    """Give the id of a reply of this desk's own, in English only."""
    return await office.replies.add(TITLE, TEXT)


async def translate(office: Office, reply: str, *, approved: bool) -> None:
    await office.replies.write(reply, "es", "Hola", SPANISH, was=mark(await office.replies.get(reply), "es"))
    if approved:
        await office.replies.approve(reply, "es", "eve", was=mark(await office.replies.get(reply), "es"))


async def test_a_reply_stands_in_both_languages_with_its_gaps_filled(worker, held: Ticket, office, reply) -> None:
    await translate(office, reply, approved=True)
    page = (await worker.get(f"/tickets/{held.id}/replies")).text
    number = office.knowledge.countries["CO"].emergency()[0].shown_number
    text = inserts(page)[f"reply:{reply}"]
    assert text.startswith("Estoy aquí. Colombia: ")
    assert number in text
    assert f"In danger in {country_name('CO', 'en')}, call" in page
    assert "Checked" in page


async def test_what_nobody_approved_is_marked(worker: Browser, held: Ticket, office: Office, reply) -> None:
    await translate(office, reply, approved=False)
    page = (await worker.get(f"/tickets/{held.id}/replies")).text
    assert inserts(page)[f"reply:{reply}"].endswith(" !")


async def test_what_nobody_translated_cannot_be_inserted(worker: Browser, held: Ticket, reply) -> None:
    page = (await worker.get(f"/tickets/{held.id}/replies")).text
    assert f"reply:{reply}" not in inserts(page)
    assert "Nobody has written it in this language yet." in page


async def test_an_unapproved_text_goes_out_only_changed_or_ticked(worker, held: Ticket, office, reply) -> None:
    await translate(office, reply, approved=False)
    source = f"reply:{reply}"
    text = inserts((await worker.get(f"/tickets/{held.id}/replies")).text)[source].removesuffix(" !")
    refused = await send(worker, held, text, source=source)
    assert (refused.status_code, "Nobody has checked this text" in refused.text) == (422, True)
    assert await written(office, held) == []
    assert (await send(worker, held, text, source=source, ticked="1")).status_code == 200
    changed = await send(worker, held, f"{text} Ana", source=source, event="another-event")
    assert changed.status_code == 200


async def test_an_approved_text_goes_out_as_it_is(worker: Browser, held: Ticket, office: Office, reply) -> None:
    await translate(office, reply, approved=True)
    text = inserts((await worker.get(f"/tickets/{held.id}/replies")).text)[f"reply:{reply}"]
    assert (await send(worker, held, text, source=f"reply:{reply}")).status_code == 200


async def test_only_known_names_are_filled(office: Office) -> None:
    speech = Speech(office.knowledge, "en")
    known = fillings(speech, "CO")
    assert set(PLACEHOLDERS) - set(known) == {"minutes"}
    assert filled("{country} {minutes} {{x}} {odd}", known) == "Colombia {minutes} {{x}} {odd}"
    assert "country" not in fillings(speech, "")
    assert whole("A {odd} b {country}.", known) == "A b Colombia."


async def test_topics_are_listed_by_their_titles_in_both_languages(worker: Browser, held: Ticket, office) -> None:
    page = html.unescape((await worker.get(f"/tickets/{held.id}/answers")).text)
    assert page.count("data-topic=") == len(office.knowledge.topics)
    for language in ("en", "es"):
        assert office.knowledge.catalogs.say("topic.legal_aid.title", language) in page


async def test_an_answer_stands_in_both_languages_with_its_source_and_date(worker, held, office) -> None:
    page = html.unescape((await worker.get(f"/tickets/{held.id}/answers/legal_aid")).text)
    text = inserts(page)["topic:legal_aid"]
    assert office.knowledge.catalogs.say("topic.legal_aid.short", "es") in text
    assert office.knowledge.catalogs.say("topic.legal_aid.short", "en") in page
    assert "Next check by" in page
    signed = office.knowledge.catalogs.locales["es"].native_speaker is not None
    assert ("A native speaker has not checked" in page) is not signed


async def test_an_answer_in_another_language_says_so(worker: Browser, people) -> None:
    ticket = await people.one(language="km")
    await worker.post(f"/tickets/{ticket.id}/claim")
    page = (await worker.get(f"/tickets/{ticket.id}/answers/legal_aid")).text
    assert "not have this in the person" in page


async def test_an_answer_past_its_date_cannot_be_inserted(held: Ticket, office: Office) -> None:
    topic = office.knowledge.topics["legal_aid"]
    spanish, english = Speech(office.knowledge, "es"), Speech(office.knowledge, "en")
    last = topic.review.review_by
    assert offered(topic, held, spanish, english, last).serves
    assert not offered(topic, held, spanish, english, last + timedelta(days=1)).serves
    past = replace(topic, review=replace(topic.review, review_by=date(2020, 1, 1)))
    assert not offered(past, held, spanish, english, date(2026, 1, 1)).serves


async def test_an_unknown_topic_or_ticket_is_not_found(worker: Browser, held: Ticket) -> None:
    for path in (f"/tickets/{held.id}/answers/nothing", f"/tickets/{'0' * 32}/answers", f"/tickets/{'0' * 32}/replies"):
        assert (await worker.get(path)).status_code == 404
