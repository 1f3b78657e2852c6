"""The frame of the desk in a real browser: the lock, the end of an idle login, keys, the shift, and narrow screens."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.staff.logins import IDLE_SECONDS
from bot.staff.worker import Role
from tests.bot.desk.browser import Person
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.browser.running_desk import RunningDesk, prove

pytestmark = [pytest.mark.browser, pytest.mark.redis]
OpenContext = Callable[..., BrowserContext]
LEAST_TARGET = 24
WRONG = ("error", "warning")
SECRET = "Languages you answer in"


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def open_context(browser: Browser, complaints: list[str]) -> Iterator[OpenContext]:
    """Give fresh browser profiles, which may complain about nothing; the policy's refusals are complaints."""
    opened: list[BrowserContext] = []

    def context(**options: object) -> BrowserContext:
        fresh = browser.new_context(**{"locale": "en-US", **options})
        fresh.set_default_timeout(PATIENCE_MILLISECONDS)
        fresh.on("console", lambda said: complaints.append(_complaint(said)) if said.type in WRONG else None)
        fresh.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(fresh)
        return fresh

    yield context
    for each in opened:
        each.close()
    assert complaints == []


def _complaint(said: ConsoleMessage) -> str:
    return f"{said.text} {said.location['url']}"


@pytest.fixture
def ana(desk: RunningDesk) -> Person:
    return desk.enrol("ana", Role.WORKER)


@pytest.fixture
def page(desk: RunningDesk, ana: Person, open_context: OpenContext) -> Page:
    return desk.log_in(open_context(), ana)


def away(desk: RunningDesk, page: Page, seconds: int) -> None:
    """Let time go by at the desk and in the browser."""
    desk.clock.now += seconds
    page.clock.run_for(seconds * 1000)


def test_the_lock_key_hides_the_page_and_unlocking_leads_back(desk: RunningDesk, page: Page, ana: Person) -> None:
    page.keyboard.press("l")
    page.wait_for_url("**/unlock?next=/account")
    expect(page.get_by_text(SECRET)).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    prove(page, ana)
    page.wait_for_url(f"{desk.url}/account")
    expect(page.get_by_text(SECRET)).to_be_visible()


def test_the_page_is_blank_before_the_desk_answers(page: Page) -> None:
    page.route("**/lock", lambda route: route.abort())
    page.route("**/unlock**", lambda route: route.abort())
    page.evaluate("HTMLFormElement.prototype.submit = () => {}")
    page.keyboard.press("l")
    expect(page.get_by_text("This page is locked.")).to_be_visible()
    expect(page.get_by_text(SECRET)).to_be_hidden()
    assert page.title() == "This page is locked."


def test_the_lock_hides_every_tab(desk: RunningDesk, page: Page) -> None:
    other = page.context.new_page()
    other.goto(f"{desk.url}/account")
    page.bring_to_front()
    page.keyboard.press("l")
    expect(other.get_by_text(SECRET)).to_be_hidden()
    other.wait_for_url("**/unlock?next=/account")


def test_logging_out_leaves_nothing_to_go_back_to(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login?lang=en")
    page.go_back()
    page.wait_for_url("**/login?next=/account")
    expect(page.get_by_text(SECRET)).to_have_count(0)


def test_an_idle_login_is_told_and_can_stay(desk: RunningDesk, ana: Person, open_context: OpenContext) -> None:
    context = open_context()
    context.clock.install(time=desk.clock.now)
    page = desk.log_in(context, ana)
    away(desk, page, IDLE_SECONDS - 115)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-left]")).to_contain_text("1:")
    with page.expect_response("**/login/stay") as stayed:
        dialog.get_by_role("button", name="I am here").click()
    assert stayed.value.status == 204
    expect(dialog).to_be_hidden()
    away(desk, page, IDLE_SECONDS - 130)
    expect(dialog).to_be_hidden()
    assert page.url == f"{desk.url}/account"


def test_an_idle_login_ends_and_its_page_goes(
    desk: RunningDesk, ana: Person, open_context: OpenContext, complaints: list[str]
) -> None:
    context = open_context()
    context.clock.install(time=desk.clock.now)
    page = desk.log_in(context, ana)
    with page.expect_navigation(url="**/login?next=**"):
        away(desk, page, IDLE_SECONDS + 5)
    expect(page.get_by_role("heading", name="Log in to the desk")).to_be_visible()
    expect(page.get_by_text(SECRET)).to_have_count(0)
    # The page asked once how much time is left, and was told that nobody is logged in.
    assert ["401" in each for each in complaints] == [True]
    complaints.clear()


def test_the_help_sheet_opens_by_its_key_and_closes(page: Page) -> None:
    sheet = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_no_key_works_while_somebody_writes(desk: RunningDesk, page: Page) -> None:
    page.goto(f"{desk.url}/account/password")
    page.get_by_label("New password").press_sequentially("all locks?")
    assert page.url == f"{desk.url}/account/password"
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_can_be_switched_off(page: Page) -> None:
    page.get_by_label("Single keys work as shortcuts").uncheck()
    page.get_by_role("heading", name="Account").click()
    page.keyboard.press("?")
    page.keyboard.press("l")
    page.reload()
    expect(page.get_by_label("Single keys work as shortcuts")).not_to_be_checked()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_shift_changes_without_leaving_the_page(desk: RunningDesk, page: Page) -> None:
    menu = page.locator("#shift summary")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#shift")).to_have_attribute("data-presence", "on")
    assert [shift.worker for shift in desk.run(desk.parts.board.shifts())] == ["ana"]
    assert page.url == f"{desk.url}/account"


@pytest.mark.parametrize("locale", ["en-US", "ar"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_page_of_the_frame_fits_and_can_be_hit(
    desk: RunningDesk, ana: Person, open_context: OpenContext, locale: str, width: int
) -> None:
    context = open_context(locale=locale, viewport={"width": width, "height": 780})
    page = context.new_page()
    page.goto(f"{desk.url}/login")
    _fits(page, width)
    page.locator("#name").fill(ana.name)
    prove(page, ana)
    page.wait_for_url("**/queue")
    for path in ("/account", "/account/password", "/confirm", "/unlock"):
        page.goto(f"{desk.url}{path}")
        _fits(page, width)
        assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")


def _fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    small = page.evaluate(
        """least => [...document.querySelectorAll("a, button, input, select, summary")]
            .filter(each => each.checkVisibility() && !each.matches(".skip, [type=checkbox]"))
            .map(each => [each.outerHTML, each.getBoundingClientRect()])
            .filter(([, box]) => box.width < least || box.height < least).map(([html]) => html)""",
        LEAST_TARGET,
    )
    assert small == []
