"""The chat at the desk in a real browser: what people write does nothing, and what happens is on the page at once."""

import re

import pytest
from playwright.sync_api import Route, expect

from bot.staff.worker import Role
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.ticket import Outcome, Sees
from tests.bot.tickets.deliveries import deliver
from tests.browser.desk_chat.hostile import HIDDEN, PAYLOADS
from tests.browser.desk_chat.scene import WIDE, People, Watch, take
from tests.browser.running_desk import RunningDesk

pytestmark = [pytest.mark.browser, pytest.mark.redis]
LIVE = ("script", "img", "svg", "iframe", "a", "form", "style", "video", "h1", "object", "[hx-get]", "[onerror]")
UNSEEN = "[\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
CAPPED_PIXELS = 250


def test_sixty_hostile_texts_do_nothing(open_page, people: People, desk: RunningDesk) -> None:
    assert len(set(PAYLOADS)) == 60
    ticket = people.ask()
    contact = SafeContact(Hours.ANY, ("UTC",), code_word=PAYLOADS[0], opening=PAYLOADS[2], who=PAYLOADS[4])
    desk.run(people.tickets.contact(ticket, contact))
    # Half a letter has no bytes: the gateway replaces it before it keeps a text.
    people.write(ticket, *(text.encode("utf-8", "replace").decode() for text in PAYLOADS))
    page = open_page("ana")
    take(page, desk, ticket)
    bubbles = page.locator("#messages .by-person .bubble")
    expect(bubbles).to_have_count(60)
    for tag in LIVE:
        expect(page.locator(f"#messages .by-person .text {tag}")).to_have_count(0)
    for number, text in enumerate(PAYLOADS[:37]):
        expect(bubbles.nth(number).locator(".text")).to_have_text(text, use_inner_text=True)
    assert page.locator("#messages .by-person .bubble:has(.chip)").count() >= len(HIDDEN) - 1
    assert not re.search(UNSEEN, page.locator("#messages").inner_text())
    longest = bubbles.last.locator(".text")
    assert longest.bounding_box()["height"] < CAPPED_PIXELS
    page.locator(".show-all").last.click()
    assert longest.bounding_box()["height"] > CAPPED_PIXELS
    page.locator("#code-word button").click()
    expect(page.locator("#code-word")).to_contain_text(PAYLOADS[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
    assert page.evaluate("window.ran") is None


def test_two_workers_take_one_person_and_the_other_hears_who(open_page, people: People, watch: Watch) -> None:
    ticket = people.ask()
    first, second = open_page("ana"), open_page("max")
    # Both see the button; the second one's page hears nothing of the first's deed.
    second.route("**/queue/rows*", lambda route: route.abort())
    for page in (first, second):
        expect(page.locator(f"#take-{ticket.id}")).to_be_visible()
    first.locator(f"#take-{ticket.id}").click()
    expect(first.locator("#composer")).to_be_visible()
    second.locator(f"#take-{ticket.id}").click()
    expect(second.get_by_role("alert").filter(has_text="Ana has this chat.")).to_be_visible()
    expect(second.locator("#composer")).to_have_count(0)
    watch.forgive("409|ERR_FAILED")


def test_both_directions_come_to_the_page_by_themselves(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    page.evaluate("window.same = true")
    people.write(ticket, "¿Hay alguien?")
    expect(page.locator(".by-person .text")).to_have_text("¿Hay alguien?")
    page.locator("#text").fill("Estoy aquí")
    page.keyboard.press("Enter")
    mine = page.locator(".by-worker").last
    expect(mine.locator(".text")).to_have_text("Estoy aquí")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#text")).to_be_focused()
    kept = desk.run(desk.parts.tickets.messages(ticket.id))[-1]
    desk.run(deliver(desk.parts.tickets, kept.id, Delivery.READ))
    expect(mine.locator(".delivery")).to_contain_text("Read")
    assert page.evaluate("window.same")


def test_lines_that_a_person_takes_back_leave_the_page(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    before = [TicketMessage(Author.ASSISTANT, text) for text in ("Where are you?", "Legal help is free.")]
    desk.run(people.tickets.seen(ticket, Sees.ALL, before, "all"))
    people.write(ticket, "hola")
    lines = page.locator(".before .text")
    expect(lines).to_have_text(["Where are you?", "Legal help is free."])
    desk.run(people.tickets.seen(ticket, Sees.LAST, before[1:], "last"))
    people.write(ticket, "not that")
    expect(lines).to_have_text(["Legal help is free."])
    assert "Where are you?" not in page.content()


def test_what_is_new_is_marked_once(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    for text in ("one", "two", "three"):
        people.write(ticket, text)
        expect(page.locator(".by-person .text").last).to_have_text(text)
        expect(page.locator(".divider.new")).to_have_count(1)


def test_who_deletes_everything_is_gone_from_the_page(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    people.write(ticket, "a thing to forget")
    expect(page.locator(".by-person .text")).to_be_visible()
    desk.run(people.tickets.left(ticket, Outcome.DELETED))
    expect(page.locator("#notice")).to_contain_text("not here any more")
    assert "a thing to forget" not in page.content()


def test_an_answer_from_before_does_not_bring_an_erased_chat_back(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    people.write(ticket, "a thing to forget")
    expect(page.locator(".by-person .text")).to_be_visible()
    before = page.content()
    late: list[Route] = []
    page.route("**/now*", lambda route: late.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    with page.expect_request("**/now*"):
        # Whose shift changes, changes who may take the chat over.
        other = open_page("bo")
        other.locator("#shift summary").click()
        other.locator("#shift button[value=break]").click()
    desk.run(people.tickets.left(ticket, Outcome.DELETED))
    expect(page.locator("#notice")).to_contain_text("not here any more")
    assert late
    assert 'id="desk"' in before
    for route in late:
        route.fulfill(body=before, content_type="text/html")
    with page.expect_response("**/queue/rows*"):
        people.ask()
    assert "a thing to forget" not in page.content()


def test_a_chat_that_is_passed_on_leaves_the_page_of_who_had_it(open_page, people: People, desk) -> None:
    ticket = people.ask()
    page, eve = open_page("ana"), open_page("eve", Role.SUPERVISOR)
    take(page, desk, ticket)
    people.write(ticket, "only for who holds it")
    expect(page.locator(".by-person .text")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#transfer-to")).to_be_focused()
    page.locator("#transfer-to").select_option("role:supervisor")
    page.locator("#transfer-note").fill("please take it")
    page.get_by_role("button", name="Ask to take over").click()
    expect(page.locator("#notice")).to_contain_text("back in the queue")
    take(eve, desk, ticket)
    expect(eve.locator(".by-note .text")).to_have_text("please take it")
    assert "only for who holds it" not in page.content()


def test_a_colleague_who_accepts_ends_the_chat_on_the_other_page(open_page, people: People, desk) -> None:
    ticket = people.ask()
    page, max_ = open_page("ana"), open_page("max")
    max_.locator("#shift summary").click()
    max_.get_by_role("button", name="On shift").click()
    expect(max_.locator("#shift")).to_have_attribute("data-presence", "on")
    take(page, desk, ticket)
    people.write(ticket, "only for who holds it")
    expect(page.locator(".by-person .text")).to_be_visible()
    page.keyboard.press("t")
    page.locator("#transfer-to").select_option("worker:max")
    page.locator("#transfer-note").fill("your language")
    page.get_by_role("button", name="Ask to take over").click()
    expect(page.locator("#notice")).to_contain_text("They were asked to take over")
    max_.goto(f"{desk.url}/tickets/{ticket.id}")
    max_.keyboard.press("c")
    expect(max_.locator("#composer")).to_be_visible()
    # The page of who had it hears of it by itself.
    expect(page.locator("#composer")).to_have_count(0)
    assert "only for who holds it" not in page.content()


def test_a_supervisor_who_looks_on_is_seen(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page, eve = open_page("ana"), open_page("eve", Role.SUPERVISOR)
    take(page, desk, ticket)
    eve.goto(f"{desk.url}/tickets/{ticket.id}")
    eve.locator("#look").click()
    expect(eve.get_by_text("You look on.")).to_be_visible()
    expect(page.locator("#looking")).to_have_text("Eve is looking on")
    page.locator("#text").press_sequentially("hello")
    expect(eve.locator("#typing")).to_have_text("Ana is writing")
