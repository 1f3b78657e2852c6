"""What is typed at the desk in a real browser: another tab's login does not end it, and no way out loses it unasked."""

import pytest
from playwright.sync_api import Page, expect

from bot.staff.worker import Role
from tests.browser.desk_chat.scene import People, Watch, take
from tests.browser.running_desk import RunningDesk, prove

pytestmark = [pytest.mark.browser, pytest.mark.redis]
ASKED = "^dialog: $"
"""A browser asks in words of its own."""


@pytest.fixture(params=["told", "untold"])
def page(request: pytest.FixtureRequest, open_page, desk: RunningDesk) -> Page:
    """Give a page that hears of other tabs, and one that must find out by itself."""
    page = open_page("ana")
    if request.param == "untold":
        page.context.add_init_script("delete window.BroadcastChannel")
        page.goto(f"{desk.url}/queue")
    return page


def confirm(page: Page, desk: RunningDesk, name: str = "ana") -> None:
    """Prove in another tab who sits there, which gives the login a new id."""
    other = page.context.new_page()
    other.goto(f"{desk.url}/confirm?next=/account")
    prove(other, desk.staff[name])
    other.wait_for_url(f"{desk.url}/account")
    page.bring_to_front()


def test_confirming_in_another_tab_keeps_the_page_and_what_was_typed(page, people, desk, watch: Watch) -> None:
    ticket = people.ask()
    take(page, desk, ticket)
    page.locator("#text").fill("half a thought")
    page.evaluate("window.same = true")
    # The old line ends with the old login, and the page listens on by the new one.
    with page.expect_request("**/events"):
        confirm(page, desk)
    people.write(ticket, "¿Hay alguien?")
    expect(page.locator(".by-person .text")).to_have_text("¿Hay alguien?")
    expect(page.locator("#text")).to_have_value("half a thought")
    page.locator("#send").click()
    expect(page.locator(".by-worker .text")).to_have_text("half a thought")
    page.locator("#deed-hold button").click()
    expect(page.locator("#notice")).to_contain_text("on hold")
    assert page.evaluate("window.same")
    watch.forgive("40[13]", sure=False)


def test_what_is_sent_right_after_confirming_in_another_tab_goes_out(page, people, desk, watch: Watch) -> None:
    ticket = people.ask()
    take(page, desk, ticket)
    page.locator("#text").fill("not lost")
    confirm(page, desk)
    page.locator("#send").click()
    expect(page.locator(".by-worker .text")).to_have_text("not lost")
    confirm(page, desk)
    page.locator("#deed-hold button").click()
    expect(page.locator("#notice")).to_contain_text("on hold")
    watch.forgive("40[13]", sure=False)


def test_a_plain_form_of_another_tab_goes_on(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    take(open_page("ana"), desk, ticket)
    eve = open_page("eve", Role.SUPERVISOR, path=f"/supervision/tickets/{ticket.id}")
    eve.locator("#release-note").fill("Ana fell ill")
    token = eve.locator("#logout [name=csrf]").input_value()
    confirm(eve, desk, "eve")
    expect(eve.locator("#logout [name=csrf]")).not_to_have_value(token)
    eve.get_by_role("button", name="Put back").click()
    eve.wait_for_url(f"{desk.url}/supervision")
    assert not desk.run(desk.parts.tickets.ticket(ticket.id)).held


def test_a_page_goes_when_somebody_else_logs_in(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page, _ = open_page("ana"), desk.enrol("max", Role.WORKER)
    take(page, desk, ticket)
    people.write(ticket, "only for who holds it")
    expect(page.locator(".by-person .text")).to_be_visible()
    staff = desk.parts.staff
    login = desk.run(staff.logins.begin(desk.run(staff.accounts.get("max"))))
    page.context.add_cookies([{"name": "desk", "value": login.id, "url": desk.url}])
    page.context.new_page().goto(f"{desk.url}/account")
    expect(page.locator("body")).not_to_have_attribute("data-worker", "ana")
    assert "only for who holds it" not in page.content()


@pytest.mark.parametrize("kind", ["reply", "note", "transfer"])
def test_leaving_asks_while_something_stands_unsent(kind: str, open_page, people, desk, watch: Watch) -> None:
    one, other = people.ask(), people.ask()
    page = open_page("ana")
    take(page, desk, one)
    page.keyboard.press({"reply": "r", "note": "n", "transfer": "t"}[kind])
    field = page.locator("#transfer-note" if kind == "transfer" else "#text")
    field.press_sequentially("not sent yet")
    account = page.get_by_role("link", name="Account")
    account.click()
    watch.forgive(ASKED)
    # From another chat, too, and there it still is.
    page.locator("#tab-waiting").click()
    page.locator(f"#row-{other.id}").click()
    expect(page.locator("#claim")).to_be_visible()
    account.click()
    watch.forgive(ASKED)
    page.locator("#tab-mine").click()
    page.locator(f"#row-{one.id}").click()
    expect(field).to_have_value("not sent yet")
    if kind == "transfer":
        page.locator("#deed-transfer summary").click()
        page.locator("#transfer-to").select_option("role:supervisor")
        page.get_by_role("button", name="Ask to take over").click()
        expect(page.locator("#notice")).to_contain_text("back in the queue")
    else:
        page.locator("#send").click()
        expect(field).to_have_value("")
    account.click()
    page.wait_for_url(f"{desk.url}/account")


def test_a_supervisors_note_is_asked_for_and_its_form_goes_unasked(open_page, people, desk, watch: Watch) -> None:
    ticket = people.ask()
    take(open_page("ana"), desk, ticket)
    eve = open_page("eve", Role.SUPERVISOR, path=f"/supervision/tickets/{ticket.id}")
    eve.locator("#release-note").press_sequentially("Ana fell ill")
    eve.get_by_role("link", name="Account").click()
    watch.forgive(ASKED)
    eve.get_by_role("button", name="Put back").click()
    eve.wait_for_url(f"{desk.url}/supervision")


def test_no_draft_holds_up_the_lock(open_page, people: People, desk: RunningDesk, watch: Watch) -> None:
    page = open_page("ana")
    take(page, desk, people.ask())
    page.locator("#text").press_sequentially("not sent yet")
    page.get_by_role("button", name="Lock").click()
    page.wait_for_url("**/unlock?next=**")
    # What the page was asking for at that moment.
    watch.forgive("401", sure=False)


def test_a_note_that_was_refused_is_in_its_form_again(open_page, people: People, desk, watch: Watch) -> None:
    page = open_page("ana")
    take(page, desk, people.ask())
    page.keyboard.press("t")
    page.locator("#transfer-note").fill("she sleeps at noon")
    page.locator("#transfer-to").evaluate("each => { each.selectedOptions[0].value = 'worker:nobody'; }")
    page.get_by_role("button", name="Ask to take over").click()
    expect(page.locator("#notice")).to_contain_text("Choose somebody who can take over")
    expect(page.locator("#transfer-note")).to_be_visible()
    expect(page.locator("#transfer-note")).to_have_value("she sleeps at noon")
    watch.forgive("422")


def test_a_number_that_came_in_after_the_warning_is_warned_of(open_page, people, desk, watch: Watch) -> None:
    page = open_page("ana")
    take(page, desk, people.ask())
    page.locator("#text").fill("Llame al 115")
    expect(page.locator("#check")).to_contain_text("115")
    # Quicker than the text is looked over again.
    page.route("**/check", lambda route: route.abort())
    page.locator("#text").fill("Llame al 116")
    page.keyboard.press("Enter")
    expect(page.locator("#send-failed")).to_contain_text("before it goes out: 116.")
    expect(page.locator(".by-worker")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".by-worker .text")).to_have_text("Llame al 116")
    watch.forgive("409")
    watch.forgive("ERR_FAILED", sure=False)
