"""Writing at the desk in a real browser: nothing typed is lost, and what goes out is looked at first."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk_chat.scene import People, Watch, take
from tests.browser.running_desk import RunningDesk

pytestmark = [pytest.mark.browser, pytest.mark.redis]


def test_what_was_typed_outlives_a_failure_and_another_chat(open_page, people, desk, watch: Watch) -> None:
    one, other = people.ask(), people.ask()
    page = open_page("ana")
    take(page, desk, one)
    page.route("**/say", lambda route: route.abort(), times=1)
    page.locator("#text").fill("half a thought")
    page.keyboard.press("Enter")
    expect(page.locator("#send-failed")).to_contain_text("Your text is still here")
    expect(page.locator("#text")).to_have_value("half a thought")
    watch.forgive("ERR_FAILED")
    page.locator("#tab-waiting").click()
    page.locator(f"#row-{other.id}").click()
    expect(page.locator("#claim")).to_be_visible()
    page.locator("#tab-mine").click()
    page.locator(f"#row-{one.id}").click()
    expect(page.locator("#text")).to_have_value("half a thought")
    page.locator("#send").click()
    expect(page.locator(".by-worker")).to_have_count(1)


def test_a_message_whose_answer_was_lost_is_kept_once(open_page, people, desk, watch: Watch) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/say", lose, times=1)
    page.locator("#text").fill("only once")
    page.keyboard.press("Enter")
    expect(page.locator("#send-failed")).to_be_visible()
    watch.forgive("ERR_FAILED")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".by-worker")).to_have_count(1)


def test_an_answer_that_comes_late_does_not_take_the_keys_of_whoever_went_on(open_page, people, desk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/say", hold, times=1)
    page.locator("#text").fill("on my way")
    with page.expect_request("**/say"):
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement === document.body")
    held.pop().continue_()
    expect(page.locator(".by-worker .text")).to_have_text("on my way")
    page.keyboard.press("e")
    expect(page.locator("#close-outcome")).to_be_visible()
    expect(page.locator("#text")).to_have_value("")


def test_a_note_looks_like_no_reply(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    composer = page.locator("#composer")
    reply = composer.evaluate("each => getComputedStyle(each).backgroundColor")
    page.keyboard.press("n")
    expect(page.locator("#note-label")).to_be_visible()
    assert composer.evaluate("each => getComputedStyle(each).backgroundColor") != reply
    page.keyboard.type("only for us")
    page.keyboard.press("Enter")
    expect(page.locator(".by-note .text")).to_have_text("only for us")


def test_a_wrong_number_is_warned_of_before_it_goes_out(open_page, people, desk, watch: Watch) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    page.locator("#text").fill("Llame al 115")
    page.keyboard.press("Enter")
    expect(page.locator("#send-failed")).to_contain_text("115")
    expect(page.locator(".by-worker")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".by-worker .text")).to_have_text("Llame al 115")
    watch.forgive("409")


def test_a_text_is_looked_over_while_it_is_typed(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    page.locator("#text").press_sequentially("www.example.org")
    expect(page.locator("#check")).to_contain_text("Letters left: 1585")
    expect(page.locator("#check")).to_contain_text("www.example.org")
    expect(page.locator("#text")).to_be_focused()


def test_a_saved_reply_is_found_by_the_keyboard(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    page.keyboard.press("/")
    items, shown = page.locator("#picker .picks > li"), page.locator("#picker .picks > li:visible")
    expect(items.first).to_be_visible()
    title = items.last.locator("h3 bdi").first.inner_text()
    page.keyboard.type(title.upper())
    expect(shown).to_have_count(1)
    expect(shown.first).to_contain_text(title)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    assert page.locator("#text").input_value()
    # Nobody has approved a translation at this desk yet.
    expect(page.locator("#unchecked")).to_be_visible()


def test_an_answer_is_put_in_beside_its_original(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    page.keyboard.press("i")
    page.locator("[data-topic]").first.click()
    page.locator("#picker [data-insert]").click()
    expect(page.locator("#text")).to_be_focused()
    assert page.locator("#composer [name=source]").input_value().startswith("topic:")
    assert page.locator("#composer [name=original]").input_value()
