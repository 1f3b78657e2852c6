"""The pages of reports in a browser: found by keys, kept up to date, and nothing that a reporter writes can act."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.reports.report import EvidenceKind, Report, Urgency
from bot.staff.worker import Role
from bot.storage.holder import Holder
from tests.bot.desk.report_scene import TOLD, WORDS, Reporters, picture, voice
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.browser.desk_chat.hostile import PAYLOADS
from tests.browser.desk_chat.scene import WIDE, Watch
from tests.browser.running_desk import RunningDesk

pytestmark = [pytest.mark.browser, pytest.mark.redis]
ANA = Holder("ana")
QUIET = replace(TOLD, urgency=Urgency.NORMAL)


@pytest.fixture
def reporters(desk: RunningDesk) -> Reporters:
    return Reporters(desk.parts.reports)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Give what the browser does; nothing may leave this machine or complain."""
    watching = Watch()
    yield watching
    assert {urlsplit(each.url).hostname for each in watching.requests} == {"127.0.0.1"}
    assert watching.complaints == []


@pytest.fixture
def page(browser: Browser, desk: RunningDesk, watch: Watch) -> Iterator[Page]:
    """Give a page on which the worker Ana is logged in."""
    context = browser.new_context(locale="en-US", viewport=WIDE)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    context.on("request", lambda request: watch.requests.append(request))  # noqa: PLW0108 - Playwright marks it
    context.on("console", lambda said: watch.complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
    page = desk.log_in(context, desk.enrol("ana", Role.WORKER))
    page.on("dialog", lambda dialog: watch.complaints.append(f"dialog: {dialog.message}"))
    yield page
    context.close()


def own(desk: RunningDesk, report: Report) -> Report:
    """Give a report to Ana."""
    return desk.run(desk.parts.reports.assign(report.id, ANA, "ana"))


def test_keys_go_through_the_list_and_do_what_the_sheet_says(page: Page, desk, reporters) -> None:
    desk.enrol("ben", Role.WORKER)
    urgent, quiet = (desk.run(reporters.send(each))[1] for each in (TOLD, QUIET))
    page.goto(f"{desk.url}/reports")
    for key, at in (("j", urgent), ("j", quiet), ("j", quiet), ("k", urgent)):
        page.keyboard.press(key)
        expect(page.locator(f"#row-{at.id}")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}/reports/{urgent.id}")
    page.keyboard.press("c")
    expect(page.locator("#notice")).to_have_text("The report is yours.")
    page.wait_for_load_state()
    for key, field in (("t", "give-to"), ("p", "refer-to"), ("e", "close-ready"), ("r", "answer-text")):
        page.keyboard.press(key)
        expect(page.locator(f"#{field}")).to_be_focused()
        page.locator("h1").click()
        # Whoever has just written is not taken for somebody who presses a key.
        page.locator("h1").evaluate("() => new Promise((done) => setTimeout(done, 2100))")
    page.keyboard.press("x")
    expect(page.locator("#desk")).to_have_class(re.compile("blurred"))
    page.keyboard.press("b")
    page.wait_for_url(f"{desk.url}/reports")


def test_the_list_and_the_count_follow_what_happens(page: Page, desk: RunningDesk, reporters: Reporters) -> None:
    page.goto(f"{desk.url}/reports?tab=received")
    expect(page.locator(".empty")).to_have_text("No report waits for somebody.")
    _, report = desk.run(reporters.send())
    expect(page.locator(f"#row-{report.id}")).to_be_visible()
    expect(page.locator("#reports-count .badge")).to_have_text("1")
    own(desk, report)
    expect(page.locator(".report-row")).to_have_count(0)
    expect(page.locator("#reports-count .badge")).to_have_count(0)
    page.goto(f"{desk.url}/queue")
    desk.run(reporters.send())
    expect(page.locator("#reports-count .badge")).to_have_text("1")


def test_an_open_report_follows_and_what_is_typed_stays(page: Page, desk, reporters: Reporters, watch: Watch) -> None:
    receipt, report = desk.run(reporters.send())
    own(desk, report)
    page.goto(f"{desk.url}/reports/{report.id}")
    page.locator("#deed-answer summary").click()
    page.locator("#answer-text").fill("gracias")
    desk.run(reporters.add(receipt, "otro camión"))
    expect(page.locator(".later .by-reporter .text")).to_have_text("otro camión")
    expect(page.locator("#answer-text")).to_have_value("gracias")
    page.locator("#deed-answer button").click()
    expect(page.locator("#notice")).to_have_text("Your answer is kept for the reporter.")
    expect(page.locator(".later .by-office .text")).to_have_text("gracias")
    desk.run(reporters.reports.withdraw(receipt))
    expect(page.locator("#notice")).to_have_text("This report is not here any more. Its content has gone.")
    expect(page.get_by_text(WORDS)).to_have_count(0)
    watch.forgive("404")


def test_a_picture_is_fetched_when_it_is_opened(page: Page, desk, reporters: Reporters, watch: Watch) -> None:
    receipt, report = desk.run(reporters.send())
    desk.run(reporters.show(receipt, EvidenceKind.IMAGE, picture()))
    page.goto(f"{desk.url}/reports/{report.id}")
    path = f"/reports/{report.id}/files/1"
    expect(page.locator(".file summary")).to_be_visible()
    assert not [each for each in watch.requests if urlsplit(each.url).path == path]
    page.locator(".file summary").click()
    shown = page.locator(".shot")
    expect(shown).to_be_visible()
    shown.evaluate("(image) => image.decode()")
    assert shown.evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [640, 400]
    desk.run(reporters.add(receipt, "y más"))
    expect(page.locator(".later .by-reporter")).to_have_count(1)
    expect(shown).to_be_visible()


def test_a_voice_note_is_heard_and_heard_again(page: Page, desk, reporters: Reporters, watch: Watch) -> None:
    receipt, report = desk.run(reporters.send())
    desk.run(reporters.show(receipt, EvidenceKind.AUDIO, voice()))
    page.goto(f"{desk.url}/reports/{report.id}")
    sound = page.locator("audio")
    assert not [each for each in watch.requests if each.url.endswith("/files/1")]
    sound.evaluate("(each) => { each.muted = true; return each.play(); }")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
    assert round(sound.evaluate("(each) => each.duration")) == 3
    back = "(each) => new Promise((done) => { each.onseeked = () => done(each.currentTime); each.currentTime = 0; })"
    assert sound.evaluate(back) < 0.2


def test_the_document_is_saved_and_the_page_says_to_whom_it_went(page: Page, desk, reporters: Reporters) -> None:
    _, report = desk.run(reporters.send())
    own(desk, report)
    page.goto(f"{desk.url}/reports/{report.id}")
    page.locator("#deed-refer summary").click()
    page.locator("#refer-to").fill("Fiscalía")
    page.locator("#deed-refer [value=json]").check()
    with page.expect_download() as saved:
        page.locator("#deed-refer button").click()
    assert re.fullmatch(r"report-[0-9a-f]{4}-[0-9a-f]{4}\.json", saved.value.suggested_filename)
    assert json.loads(saved.value.path().read_text(encoding="utf-8"))["schema"].startswith("amparo-referral/")
    expect(page.locator("#report-later")).to_contain_text("Fiscalía")


def test_nothing_that_a_reporter_writes_can_act(page: Page, desk: RunningDesk, reporters: Reporters) -> None:
    together = "\n".join(PAYLOADS).encode("utf-8", "ignore").decode()[:12_000]
    report = desk.run(reporters.send_words(together))
    own(desk, report)
    for path in (f"/reports/{report.id}", f"/reports/{report.id}/named", "/reports"):
        page.goto(desk.url + path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate("window.ran") is None
        assert page.locator("main :is(iframe, object, embed, video, style, base, .text a, .text img)").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert urlsplit(page.url).path == path
    page.goto(f"{desk.url}/reports/{report.id}")
    for place in (".told[data-question=signs] .text", ".told[data-question=name] .text", ".later .text"):
        expect(page.locator(place)).to_contain_text("<script>window.ran=1</script>")
        assert page.locator(f"{place} .chip").count() > 5
