"""The page of the saved replies: who may edit, that nothing typed is lost, and what the product comes with."""

import html
import re

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.staff.saved_reply import fault
from bot.staff.worker import Role
from tests.bot.desk.browser import Browser

pytestmark = pytest.mark.redis


@pytest.fixture
async def editor(open_browser, enrol) -> Browser:
    browser = open_browser()
    await browser.log_in(await enrol("rosa", Role.EDITOR, languages=("es",)))
    return browser


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


async def test_what_comes_with_the_product_can_all_be_kept_and_approved(office: Office) -> None:
    replies = await office.replies.all()
    assert len(replies) >= 20
    for reply in replies:
        assert fault(reply.source.title, reply.source.text) is None, reply.id
        assert reply.source.approved
        assert all(not each.approved for code, each in reply.wordings.items() if code != "en")


async def test_editors_and_supervisors_edit_and_workers_do_not(worker: Browser, supervisor: Browser, editor) -> None:
    assert (await worker.get("/replies")).status_code == 403
    assert (await worker.post("/replies", {"title": "a", "text": "b"})).status_code == 403
    for browser in (supervisor, editor):
        assert "I am a legal aid worker." in (await browser.get("/replies")).text
    assert (await editor.get("/supervision")).status_code == 403


async def test_an_editor_translates_and_approves(office: Office, editor: Browser) -> None:
    page = (await editor.get("/replies/greeting?language=es")).text
    sent = {"language": "es", "title": "Saludo", "text": "Hola.\r\nSoy una persona.", "was": field(page, "was")}
    assert (await editor.post("/replies/greeting/write", sent)).status_code == 303
    page = (await editor.get("/replies/greeting?language=es")).text
    assert "Not approved" in page
    assert "Hola.\nSoy una persona.</textarea>" in page
    await editor.post("/replies/greeting/approve", {"language": "es", "was": field(page, "was")})
    found = (await office.replies.get("greeting")).wording("es")
    assert found is not None
    assert (found.text, found.approved_by) == ("Hola.\nSoy una persona.", "rosa")
    assert "Approved by rosa" in (await editor.get("/replies/greeting?language=es")).text
    log = [(each.actor, each.detail) for each in await office.audit.read() if each.action is Action.REPLIES_CHANGED]
    assert log == [("rosa", "greeting,es,written"), ("rosa", "greeting,es,approved")]


async def test_who_does_not_speak_a_language_approves_nothing_in_it(office: Office, editor: Browser) -> None:
    page = (await editor.get("/replies/greeting?language=fr")).text
    sent = {"language": "fr", "title": "Salut", "text": "Bonjour.", "was": field(page, "was")}
    await editor.post("/replies/greeting/write", sent)
    page = (await editor.get("/replies/greeting?language=fr")).text
    assert "/approve" not in page
    refused = await editor.post("/replies/greeting/approve", {"language": "fr", "was": field(page, "was")})
    assert refused.status_code == 403
    found = (await office.replies.get("greeting")).wording("fr")
    assert found is not None
    assert not found.approved


@pytest.mark.parametrize("text", ["Call 1 800 555", "Hello {nobody}", "See www.example.org", "Hello {"])
async def test_what_cannot_be_kept_is_not_lost(editor: Browser, text: str) -> None:
    page = (await editor.get("/replies/greeting")).text
    sent = {"language": "en", "title": "Mine", "text": text, "was": field(page, "was")}
    refused = await editor.post("/replies/greeting/write", sent)
    assert refused.status_code == 422
    assert text in refused.text
    assert 'role="alert"' in refused.text
    added = await editor.post("/replies", {"title": "Mine", "text": text})
    assert added.status_code == 422
    assert text in added.text


async def test_two_editors_do_not_overwrite_each_other(editor: Browser, supervisor: Browser) -> None:
    seen = field((await editor.get("/replies/greeting")).text, "was")
    await supervisor.get("/replies/greeting")
    first = {"language": "en", "title": "Hi", "text": "First", "was": seen}
    assert (await supervisor.post("/replies/greeting/write", first)).status_code == 303
    second = await editor.post("/replies/greeting/write", {**first, "text": "Second"})
    assert second.status_code == 409
    assert "Second</textarea>" in second.text
    await editor.post("/replies/greeting/write", {**first, "text": "Second", "was": field(second.text, "was")})
    assert "Second</textarea>" in (await editor.get("/replies/greeting")).text


async def test_a_reply_is_added_and_taken_away(editor: Browser) -> None:
    answer = await editor.post("/replies", {"title": "<b>New</b>", "text": "Say <script>alert(1)</script>"})
    place = answer.headers["location"]
    page = (await editor.get(place)).text
    assert "<script>alert" not in page
    assert "<b>New" not in page
    gone = await editor.post(f"{place}/remove", {"language": "en", "was": field(page, "was")})
    assert gone.headers["location"] == "/replies"
    assert (await editor.get(place)).status_code == 404


@pytest.mark.parametrize("reply", ["nothing", "A%20b", "é"])
async def test_what_is_no_reply_is_answered_clearly_and_not_put_on_record(
    office: Office, editor: Browser, reply: str
) -> None:
    before = await office.audit.read()
    for deed in ("write", "approve", "remove"):
        sent = {"language": "es", "title": "a", "text": "b", "was": ""}
        assert (await editor.post(f"/replies/{reply}/{deed}", sent)).status_code in (303, 404)
    assert await office.audit.read() == before
