"""The account page: what workers change by themselves."""

import re
from dataclasses import replace

import pytest

from bot.desk.office import Office
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.staff.entry import Action
from bot.staff.worker import Role
from tests.bot.desk.browser import Browser, Clock, Person
from tests.bot.desk.conftest import Enrol, OpenBrowser

pytestmark = pytest.mark.redis
NEW = "seven slow herons at dusk"


async def changed(browser: Browser, new: str, again: str | None = None):
    return await browser.post("/account/password", {"new": new, "again": new if again is None else again})


async def test_a_new_password_ends_every_other_login(worker: Browser, open_browser: OpenBrowser, ana: Person) -> None:
    elsewhere, before = open_browser(), worker.login_id
    await elsewhere.log_in(ana)
    answer = await changed(worker, NEW)
    assert answer.headers["location"] == "/account?saved=1"
    assert "Saved" in (await worker.follow(answer)).text
    assert worker.login_id != before
    assert (await elsewhere.get("/account")).status_code == 303
    worker.client.cookies.set("desk", before, domain="127.0.0.1")
    assert (await worker.get("/account")).status_code == 303


async def test_the_new_password_is_the_one_that_works(
    worker: Browser, open_browser: OpenBrowser, ana: Person, office: Office
) -> None:
    await changed(worker, NEW)
    old = open_browser()
    assert (await old.log_in(ana)).status_code == 403
    ana.password = NEW
    assert (await open_browser().log_in(ana)).status_code == 200
    assert Action.PASSWORD_CHANGED in [entry.action for entry in await office.audit.read()]


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        pytest.param("tiny otter", None, "too short", id="too short"),
        pytest.param("a" * 200, None, "too long", id="too long"),
        pytest.param("password2026!", None, "Many people use", id="common"),
        pytest.param("four quiet otters paddle", None, "that you have now", id="the same"),
        pytest.param(NEW, "seven slow herons at dawn", "not the same", id="two different"),
        pytest.param("", "", "too short", id="nothing"),
    ],
)
async def test_a_password_that_will_not_do_says_why(worker: Browser, new: str, again: str | None, said: str) -> None:
    answer = await changed(worker, new, again)
    assert answer.status_code == 400
    assert said in answer.text
    assert not new or new not in answer.text
    assert (await worker.get("/account")).status_code == 200


async def test_new_recovery_codes_are_shown_once_and_end_the_old(
    worker: Browser, browser: Browser, ana: Person, office: Office
) -> None:
    page = await worker.post("/account/codes")
    codes = re.findall(r"<code>([^<]+)</code>", page.text)
    assert len(set(codes)) == 10
    assert codes[0] not in (await worker.get("/account")).text
    assert Action.RECOVERY_CODES_RENEWED in [entry.action for entry in await office.audit.read()]
    for code, status in ((ana.recovery_codes[0], 403), (codes[0], 303), (codes[0], 403)):
        await browser.get("/login")
        given = {"name": ana.name, "password": ana.password, "code": code}
        assert (await browser.post("/login", given)).status_code == status
        browser.client.cookies.clear()


async def test_recovery_codes_are_made_only_for_who_has_just_proved_it(worker: Browser, clock: Clock) -> None:
    clock.now += 301
    answer = await worker.post("/account/codes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/confirm?next=/account")


async def test_the_languages_that_a_worker_answers_in(worker: Browser, office: Office) -> None:
    await worker.post("/account/languages", {"languages": ["ar", "fr"]})
    found = await office.accounts.get("ana")
    assert found is not None
    assert set(found.languages) == {"ar", "fr"}


async def test_languages_that_change_during_a_shift_count_at_once(worker: Browser, office: Office) -> None:
    await worker.post("/shift", {"presence": "break"})
    (before,) = await office.board.shifts()
    await worker.post("/account/languages", {"languages": ["fr", "ar", "fr"]})
    (after,) = await office.board.shifts()
    assert (before.languages, after.languages) == (("en", "es"), ("fr", "ar"))
    assert replace(after, languages=before.languages, seen_at=before.seen_at) == before


async def test_languages_that_change_off_shift_begin_none(worker: Browser, office: Office) -> None:
    await worker.post("/account/languages", {"languages": ["ar"]})
    assert list(await office.board.shifts()) == []


@pytest.mark.parametrize("given", [[], ["xx"], ["ar", "<script>"]])
async def test_languages_that_cannot_be_are_refused(worker: Browser, office: Office, given: list[str]) -> None:
    answer = await worker.post("/account/languages", {"languages": given})
    assert answer.status_code == 400
    found = await office.accounts.get("ana")
    assert found is not None
    assert found.languages == ("en", "es")


async def test_who_answers_no_chats_is_not_asked_for_languages(browser: Browser, enrol: Enrol) -> None:
    await browser.log_in(await enrol("ada", Role.ADMINISTRATOR))
    page = (await browser.get("/account")).text
    assert 'action="/account/language"' in page
    assert 'action="/account/languages"' not in page


async def test_the_desk_speaks_the_language_that_was_chosen(worker: Browser, content: KnowledgeBase) -> None:
    await worker.follow(await worker.post("/account/language", {"language": "ar"}))
    page = await worker.get("/account")
    assert '<html lang="ar" dir="rtl">' in page.text
    assert content.catalogs.say("desk.frame.nav.account", "ar") in page.text


async def test_a_language_that_the_desk_does_not_speak_is_refused(worker: Browser) -> None:
    assert (await worker.post("/account/language", {"language": "xx"})).status_code == 400


async def test_the_login_page_speaks_as_the_browser_asks(browser: Browser) -> None:
    for asked, spoken in (("es-CL,es;q=0.9", "es"), ("xx, ar;q=0.5", "ar"), ("xx", "en"), ("", "en")):
        page = await browser.get("/login", headers={"accept-language": asked})
        assert f'<html lang="{spoken}"' in page.text


async def test_a_language_chosen_before_the_login_stays_after_it(browser: Browser, ana: Person) -> None:
    await browser.get("/login?lang=fr")
    await browser.log_in(ana)
    assert '<html lang="fr" dir="ltr">' in (await browser.get("/account")).text
    answer = await browser.post("/logout")
    assert answer.headers["location"] == "/login?lang=fr"


async def test_the_help_sheet_lists_the_keys(worker: Browser, enrol: Enrol, open_browser: OpenBrowser) -> None:
    page = (await worker.get("/account")).text
    for key in ("?", "l", "Esc", "j", "c"):
        assert f">{key}</kbd>" in page
    other = open_browser()
    await other.log_in(await enrol("ada", Role.ADMINISTRATOR))
    page = (await other.get("/account")).text
    assert ">l</kbd>" in page
    assert ">c</kbd>" not in page


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.WORKER, ["/queue", "/reports", "/account"]),
        (Role.SUPERVISOR, ["/queue", "/reports", "/supervision", "/replies", "/account"]),
        (Role.EDITOR, ["/replies", "/account"]),
        (Role.ADMINISTRATOR, ["/staff", "/account"]),
    ],
)
async def test_each_role_is_led_to_its_own_pages(browser: Browser, enrol: Enrol, role: Role, shown: list[str]) -> None:
    await browser.log_in(await enrol("one", role))
    page = (await browser.get("/account")).text
    navigation = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="([^"]+)"', navigation) == shown
    assert (await browser.get("/")).headers["location"] == shown[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', navigation) == ["/account"]
