"""Leaving, erasing and going back: nothing of a chat comes to light again."""

import pytest
from playwright.sync_api import expect

from tests.browser.visit import ERASE, QUESTION, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_leaving_shows_a_neutral_page_and_nothing_comes_back(visit: Visit, way: str) -> None:
    visit.open("/?lang=en")
    visit.open()
    visit.ask(QUESTION)
    assert QUESTION in visit.page.locator("body").inner_text()
    if way == "button":
        visit.leave.click()
    else:
        for _ in range(3):
            visit.page.keyboard.press(way)
    visit.page.wait_for_url(visit.exit_page)
    exits = [request for request in visit.requests if request.url == visit.exit_page]
    assert exits
    assert not any(request.headers.get("referer") for request in exits)
    visit.page.go_back()
    assert visit.page.url.startswith(visit.gateway)
    expect(visit.page.locator("#empty")).to_be_visible()
    assert QUESTION not in visit.page.content()


def test_escape_pressed_twice_or_between_letters_stays(visit: Visit) -> None:
    visit.open()
    for key in ("Escape", "Escape", "a", "Escape", "Escape"):
        visit.box.press(key)
    assert visit.box.input_value() == "a"
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_url(visit.exit_page)


def test_a_page_kept_for_the_back_button_is_empty(visit: Visit) -> None:
    visit.open()
    visit.ask(QUESTION)
    visit.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert visit.page.locator("body").inner_text() == ""


def test_erasing_empties_the_page(visit: Visit) -> None:
    visit.open()
    visit.ask(QUESTION)
    visit.write(ERASE)
    expect(visit.page.locator("#log")).not_to_contain_text(QUESTION)
    expect(visit.answers).not_to_have_count(0)
    visit.page.reload()
    assert QUESTION not in visit.page.content()
