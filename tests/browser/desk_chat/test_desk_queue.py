"""The queue at the desk in a real browser: it moves by itself, on a wide screen and a narrow one."""

import re
import time

import pytest
from playwright.sync_api import expect

from bot.tickets.ticket import Reason
from tests.browser.desk_chat.scene import NARROW, People, Watch, take
from tests.browser.running_desk import RunningDesk

pytestmark = [pytest.mark.browser, pytest.mark.redis]
HANGS_SECONDS = 22
# The browser's own notifications and sounds, noted; headless, a window always has the focus.
LISTENING = """
const note = (name, value) => { document.documentElement.dataset[name] = value; };
const shown = [];
let tones = 0;
document.hasFocus = () => false;
window.Notification = class extends EventTarget {
  static permission = "granted";
  constructor(title, options) { super(); shown.push(title + (options.body ?? "")); note("shown", shown.join("|")); }
  close() {}
};
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...times) { tones += 1; note("tones", tones); begin.apply(this, times); };
"""


def test_the_queue_moves_by_itself_and_says_how_many_wait(open_page, people: People) -> None:
    page = open_page("ana")
    expect(page.locator(".queue-column .empty")).to_have_text("Nobody waits.")
    ticket = people.ask()
    expect(page.locator("#queue .row-item")).to_have_count(1)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator("#icon")).to_have_attribute("href", "/static/icon-waiting.svg")
    expect(page.locator("#said")).to_have_text("One person waits")
    page.locator(f"#take-{ticket.id}").click()
    expect(page).to_have_title(re.compile(r"^[^(]"))
    expect(page.locator("#icon")).to_have_attribute("href", "/static/icon.svg")


def test_who_looks_elsewhere_hears_that_somebody_waits_and_nothing_else(open_page, people: People) -> None:
    page = open_page("ana")
    page.add_init_script(LISTENING)
    page.reload()
    page.locator("#shift summary").click()
    page.get_by_role("button", name="On shift").click()
    expect(page.locator("#shift")).to_have_attribute("data-presence", "on")
    people.ask(language="vi")
    root = page.locator("html")
    expect(root).to_have_attribute("data-shown", "One person waits")
    expect(root).to_have_attribute("data-tones", "2")
    people.ask(Reason.DANGER)
    expect(root).to_have_attribute("data-shown", "One person waits|An urgent chat waits")
    # Three tones at once, and again until it is muted.
    expect(root).to_have_attribute("data-tones", re.compile(r"^(?:8|\d\d+)$"))
    page.locator("#mute").click()
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    rung = root.get_attribute("data-tones")
    page.wait_for_timeout(4_000)
    expect(root).to_have_attribute("data-tones", rung)


def test_the_clock_goes_on_and_marks_a_long_wait(open_page, people: People, desk: RunningDesk) -> None:
    people.ask()
    desk.clock.now += 9 * 60 + 58
    page = open_page("ana")
    wait = page.locator("#queue .wait time")
    expect(wait).to_have_text(re.compile("^10 "))
    expect(page.locator("#queue .row-item")).to_have_attribute("data-mark", "10")


def test_keys_go_through_the_queue(open_page, people: People) -> None:
    urgent, other = people.ask(Reason.DANGER), people.ask()
    page = open_page("ana")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{urgent.id}")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{other.id}")).to_have_attribute("aria-current", "true")
    assert page.url.split("?")[0].endswith(other.id)
    page.keyboard.press("k")
    expect(page.locator(f"#row-{urgent.id}")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.locator(f"#row-{other.id}")).to_have_attribute("aria-current", "true")


def test_no_key_acts_while_somebody_writes(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    page.locator("#text").press_sequentially("chtneub/ixr")
    expect(page.locator("#text")).to_have_value("chtneub/ixr")
    assert desk.run(desk.parts.tickets.ticket(ticket.id)).state == "claimed"
    expect(page.locator("details[open], dialog[open]")).to_have_count(0)


def test_the_blur_is_one_key(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    people.write(ticket, "quiet words")
    text = page.locator(".by-person .text")
    expect(text).to_be_visible()
    page.keyboard.press("x")
    assert "blur" in text.evaluate("each => getComputedStyle(each).filter")
    page.keyboard.press("x")
    assert text.evaluate("each => getComputedStyle(each).filter") == "none"


def test_a_lost_line_is_said(open_page, people: People, desk: RunningDesk) -> None:
    page = open_page("ana")
    people.ask()
    expect(page.locator("#queue .row-item")).to_have_count(1)
    # The desk hangs, and all its lines with it.
    desk.loop.call_soon_threadsafe(time.sleep, HANGS_SECONDS)
    expect(page.locator("#lost")).to_contain_text("The line to the desk is lost")
    people.ask()
    expect(page.locator("#queue .row-item")).to_have_count(2)
    expect(page.locator("#lost")).to_be_hidden()


def test_the_end_of_the_login_leaves_nothing_on_the_page(open_page, people, desk: RunningDesk, watch: Watch) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    people.write(ticket, "quiet words")
    expect(page.locator(".by-person .text")).to_be_visible()
    desk.run(desk.parts.staff.accounts.disable("ana"))
    expect(page).to_have_url(re.compile(r"/login\?next="))
    expect(page.locator("#password")).to_be_visible()
    assert "quiet words" not in page.content()
    # Whether the page asked for something once more is a matter of moments.
    watch.forgive("401", sure=False)


def test_a_text_keeps_its_own_direction_at_a_desk_of_the_other(open_page, people: People, desk: RunningDesk) -> None:
    ticket = people.ask()
    page = open_page("ana")
    take(page, desk, ticket)
    people.write(ticket, "pаypal and more", "أنا هنا", "\u202ehello")
    texts = page.locator(".by-person .text > bdi")
    expect(texts).to_have_count(3)
    page.context.add_cookies([{"name": "desk-language", "value": "ar", "url": page.url}])
    page.reload()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(texts).to_have_count(3)
    directions = texts.evaluate_all("each => each.map(one => getComputedStyle(one).direction)")
    assert directions == ["ltr", "rtl", "ltr"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_shows_one_column_at_a_time_with_ways_back(open_page, people: People, language: str) -> None:
    people.ask(Reason.DANGER)
    page = open_page("ana", viewport=NARROW, is_mobile=True, has_touch=True)
    page.context.add_cookies([{"name": "desk-language", "value": language, "url": page.url}])
    page.reload()
    queue, chat, context = (page.locator(f".{each}-column") for each in ("queue", "chat", "context"))

    def shown() -> list[bool]:
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        return [each.is_visible() for each in (queue, chat, context)]

    assert shown() == [True, False, False]
    page.locator("#queue .row-item button").tap()
    expect(page.locator("#composer")).to_be_visible()
    assert shown() == [False, True, False]
    page.locator(".chat-head .narrow-only a").last.tap()
    expect(context).to_be_visible()
    assert shown() == [False, False, True]
    page.locator(".context-column .narrow-only a").tap()
    expect(chat).to_be_visible()
    page.locator(".chat-head .narrow-only a").first.tap()
    expect(queue).to_be_visible()
    assert shown() == [True, False, False]
