"""What a chat that is over leaves on the screen for whoever sits down next: what a first visit shows."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Route, expect
from redis import Redis

from tests.browser.visit import ERASE, EXIT, MENU, QUESTION, Visit

pytestmark = pytest.mark.browser

HALF = "half a thought"
LATER = timedelta(minutes=31)


def expect_first_visit(visit: Visit) -> None:
    expect(visit.page.locator("#empty")).to_be_visible()
    expect(visit.page.locator("#log .line")).to_have_count(0)
    expect(visit.page.locator(".pane .line")).to_have_count(0)
    assert QUESTION not in visit.page.content()


def test_silence_takes_the_chat_off_the_screen(visit: Visit) -> None:
    visit.page.clock.install()
    visit.open()
    nothing = visit.page.locator("#empty").inner_text()
    visit.ask(QUESTION)
    visit.box.fill(HALF)
    visit.page.clock.fast_forward("29:00")
    expect(visit.questions).to_have_text(QUESTION)
    visit.page.clock.fast_forward("01:10")
    expect_first_visit(visit)
    assert visit.page.locator("#empty").inner_text() == nothing
    expect(visit.box).to_have_value(HALF)


def test_a_shorter_time_that_was_chosen_counts(visit: Visit) -> None:
    visit.page.clock.install()
    visit.open()
    visit.ask(QUESTION)
    visit.ask("forget me in 5")
    visit.page.clock.fast_forward("04:40")
    expect(visit.questions).to_have_count(2)
    visit.ask(MENU)
    visit.page.clock.fast_forward("04:40")
    expect(visit.questions).to_have_count(3)
    visit.page.clock.fast_forward("00:30")
    expect_first_visit(visit)


def test_a_reloaded_page_knows_it_too(visit: Visit) -> None:
    visit.open()
    visit.ask(QUESTION)
    visit.page.clock.install()
    visit.page.reload()
    expect(visit.questions).to_have_text(QUESTION)
    visit.page.clock.fast_forward("30:10")
    expect_first_visit(visit)


@pytest.mark.parametrize(("target", "event"), [("document", "visibilitychange"), ("window", "focus")])
def test_a_page_that_was_in_the_background_looks_at_once(visit: Visit, target: str, event: str) -> None:
    visit.page.clock.install()
    visit.open()
    visit.ask(QUESTION)
    now = datetime.fromtimestamp(visit.page.evaluate("Date.now()") / 1000)  # noqa: DTZ006 - the browser's own time
    visit.page.clock.pause_at(now + timedelta(seconds=1))
    visit.page.clock.set_system_time(now + LATER)
    expect(visit.questions).to_have_text(QUESTION)
    visit.page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
    expect_first_visit(visit)


def test_a_new_chat_does_not_stand_below_an_old_one(visit: Visit, sessions_url: str) -> None:
    visit.open()
    held: list[Route] = []
    visit.page.route("**/simulator", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright marks it
    visit.ask(QUESTION)
    with Redis.from_url(sessions_url) as server:
        server.flushall()
    visit.write(MENU)
    expect(visit.questions).to_have_text(MENU)
    expect(visit.page.locator(".pane[data-channel=sms] .by-person")).to_have_count(1)
    with visit.page.expect_response("**/simulator"):
        held[0].continue_()
    visit.ask(MENU)
    expect(visit.page.locator(".pane[data-channel=sms] .by-person")).to_have_count(2)
    assert QUESTION not in visit.page.content()


def test_without_scripts_the_page_asks_again(scriptless_visit: Visit) -> None:
    visit = scriptless_visit
    visit.open()
    assert "http-equiv" not in visit.page.content()
    visit.box.fill(QUESTION)
    visit.page.locator("#send").click()
    expect(visit.questions).to_have_text(QUESTION)

    def shortened(route: Route) -> None:
        page = route.fetch()
        text, found = re.subn(r'"refresh" content="\d+;', '"refresh" content="1;', page.text())
        assert found == 1
        route.fulfill(response=page, body=text)

    visit.page.route(f"{visit.gateway}/", shortened, times=1)
    visit.page.reload()
    expect(visit.questions).to_have_text(QUESTION)
    # The session's time is over.
    visit.page.context.clear_cookies()
    expect_first_visit(visit)


def test_the_exit_word_leaves_no_cookie(visit: Visit) -> None:
    visit.open("/?lang=en")
    visit.open()
    visit.ask(QUESTION)
    assert visit.page.context.cookies()
    visit.write(EXIT)
    visit.page.wait_for_url(visit.exit_page)
    assert visit.page.context.cookies() == []
    visit.page.go_back()
    expect_first_visit(visit)


def test_after_deleting_the_page_goes_on_under_a_new_id(visit: Visit) -> None:
    visit.open()
    visit.ask(QUESTION)
    (before,) = visit.page.context.cookies()
    visit.write(ERASE)
    expect(visit.page.locator("#log")).not_to_contain_text(QUESTION)
    expect(visit.page.locator("#waiting")).to_be_empty()
    (after,) = visit.page.context.cookies()
    assert after["value"] != before["value"]
    visit.ask(MENU)
    expect(visit.questions).to_have_text(MENU)
