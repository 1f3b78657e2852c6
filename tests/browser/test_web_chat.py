"""Asking, choosing and being refused in the web chat."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.visit import MENU, QUESTION, Visit

pytestmark = pytest.mark.browser

MARKUP = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b>bold</b>'


def test_a_question_is_answered_without_a_reload(visit: Visit) -> None:
    visit.open()
    visit.page.evaluate("window.same = true")
    answer = visit.ask(QUESTION)
    assert answer.locator(".bubble").inner_text().strip()
    expect(visit.questions).to_have_text(QUESTION)
    expect(visit.box).to_have_value("")
    expect(visit.box).to_be_focused()
    assert visit.page.evaluate("window.same && localStorage.length + sessionStorage.length") == 0
    assert visit.page.get_by_role("log").first.get_attribute("aria-live") == "polite"


def test_waiting_is_said_and_a_second_message_waits_for_the_first(visit: Visit) -> None:
    held: list[Route] = []
    visit.open()
    visit.page.route("**/chat", lambda route: held.append(route))  # noqa: PLW0108 - as above
    visit.write(QUESTION)
    expect(visit.page.locator("#waiting")).not_to_be_empty()
    visit.page.keyboard.press("Enter")
    assert len(held) == 1
    held[0].continue_()
    expect(visit.answers.first).to_be_visible()
    expect(visit.page.locator("#waiting")).to_be_empty()
    expect(visit.page.locator("#log .by-person")).to_have_count(1)


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["button", "keyboard"])
def test_a_choice_is_taken(visit: Visit, by_keyboard: bool) -> None:  # noqa: FBT001
    visit.open()
    choices = visit.ask(MENU).get_by_role("button")
    title = choices.last.inner_text()
    if by_keyboard:
        visit.page.keyboard.press("Shift+Tab")
        expect(choices.last).to_be_focused()
        visit.page.keyboard.press("Enter")
    else:
        choices.last.click()
    people = visit.questions
    expect(people).to_have_count(2)
    expect(people.last).to_have_text(title)
    expect(visit.box).to_be_focused()
    newest = visit.page.locator("#log .line").last
    assert "by-assistant" in (newest.get_attribute("class") or "")
    assert visit.page.locator("#log .by-person ~ .by-person ~ .by-assistant .choices").count() == (
        visit.page.locator("#log .choices").count()
    ), "an old choice is still there"


def test_the_language_changes_and_what_is_written_stays(visit: Visit) -> None:
    visit.open()
    visit.ask(QUESTION)
    visit.box.fill("half a thought")
    before = visit.page.locator("#send").inner_text()
    other = visit.page.locator(".languages a:not([aria-current])").first
    code = other.get_attribute("hreflang")
    assert code
    # The list of languages is folded up.
    other.evaluate("link => link.click()")
    expect(visit.page.locator("html")).to_have_attribute("lang", code)
    expect(visit.page.locator("#send")).not_to_have_text(before)
    expect(visit.box).to_have_value("half a thought")
    expect(visit.questions).to_have_text(QUESTION)
    assert visit.page.evaluate("history.length") == 2, "only the empty tab and the chat"


def test_markup_in_a_message_is_inert(visit: Visit) -> None:
    visit.open()
    visit.ask(MARKUP)
    bubble = visit.questions
    for _ in range(2):
        expect(bubble).to_have_text(MARKUP)
        assert bubble.locator("*").count() == 0
        assert visit.page.evaluate("window.ran") is None
        visit.page.reload()


def test_a_refusal_is_told_and_what_was_typed_stays(visit: Visit) -> None:
    visit.open()
    # One route for both: while one is taken away and the next is not there yet, a request goes through.
    refusals = iter(("503", "abort"))

    def refuse(route: Route) -> None:
        if next(refusals) == "503":
            route.fulfill(status=503, json={"error": "Not <b>now</b>"})
        else:
            route.abort()

    visit.page.route("**/chat", refuse)
    visit.write(QUESTION)
    expect(visit.page.get_by_role("alert")).to_have_text("Not <b>now</b>")
    expect(visit.box).to_have_value(QUESTION)
    visit.expect_complaint("503")
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("alert")).not_to_have_text("Not <b>now</b>")
    expect(visit.page.get_by_role("alert")).not_to_be_empty()
    expect(visit.box).to_have_value(QUESTION)
    visit.expect_complaint("ERR_FAILED")
    visit.page.unroute("**/chat")
    visit.ask(QUESTION)
    expect(visit.page.get_by_role("alert")).to_be_empty()


def test_a_chat_that_was_forgotten_meanwhile_goes_on(visit: Visit) -> None:
    visit.open()
    visit.page.context.clear_cookies()
    visit.ask(QUESTION)
    expect(visit.page.get_by_role("alert")).to_be_empty()
    visit.expect_complaint("403")


def test_the_simulator_shows_each_channel_and_its_cost(visit: Visit) -> None:
    visit.open()
    visit.ask(MENU)
    screens = {name: visit.page.locator(f".pane[data-channel={name}]") for name in ("sms", "whatsapp", "telegram")}
    for screen in screens.values():
        expect(screen.locator(".by-person .bubble")).to_have_text(MENU)
        expect(screen.locator(".by-assistant").first).to_be_visible()
    costs = screens["sms"].locator(".by-assistant .remark").all_inner_texts()
    assert costs
    assert all(re.search(r"[1-9]\d*.*(GSM-7|UCS-2)", cost) for cost in costs)
    buttons = screens["telegram"].locator(".choices button")
    assert screens["sms"].locator("button").count() == 0
    before = visit.answers.count()
    buttons.first.click()
    expect(visit.answers.nth(before)).to_be_visible()
    expect(screens["whatsapp"].locator(".by-person")).to_have_count(2)
