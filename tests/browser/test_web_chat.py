"""The web chat in a real browser: what a person does, and what must not be left behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect, sync_playwright

from bot.settings import PROJECT

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
NARROW = {"width": 320, "height": 568}
WIDE = {"width": 1280, "height": 800}
MOST_BYTES = 30_000
# Steering words of the source language, which every installation has.
MENU, ERASE = "menu", "erase"
QUESTION = "Who pays my lawyer qwertz"
MARKUP = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b>bold</b>'


@dataclass
class Visit:
    """A page in a fresh browser profile, and what it asked for and complained about."""

    page: Page
    gateway: str
    exit_page: str
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        self.page.goto(f"{self.gateway}{path}")

    def ask(self, text: str) -> Locator:
        """Write with the keyboard and give the newest answer."""
        answers = self.page.locator("#log .by-assistant")
        before = answers.count()
        self.page.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")
        expect(answers.nth(before)).to_be_visible(timeout=20_000)
        expect(self.page.locator("#waiting")).to_be_empty()
        return answers.last

    def expect_complaint(self, pattern: str) -> None:
        """Take away a complaint of the browser that the test itself caused."""
        assert any(re.search(pattern, each) for each in self.complaints), self.complaints
        self.complaints[:] = [each for each in self.complaints if not re.search(pattern, each)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed; run `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def visit_with(browser: Browser, gateway: str, exit_page: str, **options: object) -> Iterator[Visit]:
    context: BrowserContext = browser.new_context(locale="en-US", **options)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    visit = Visit(context.new_page(), gateway, exit_page)
    context.on("request", lambda request: visit.requests.append(request))  # noqa: PLW0108 - Playwright marks what it is given
    context.on("console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
    yield visit
    abroad = {parts.netloc for request in visit.requests if (parts := urlsplit(request.url)).hostname != "127.0.0.1"}
    context.close()
    assert abroad <= {""}, "a request left this machine"
    assert visit.complaints == []


@pytest.fixture
def visit(browser: Browser, running_gateway: str, exit_page: str) -> Iterator[Visit]:
    yield from visit_with(browser, running_gateway, exit_page, viewport=WIDE)


@pytest.fixture
def narrow_visit(browser: Browser, running_gateway: str, exit_page: str) -> Iterator[Visit]:
    yield from visit_with(browser, running_gateway, exit_page, viewport=NARROW, is_mobile=True, has_touch=True)


@pytest.fixture
def scriptless_visit(browser: Browser, running_gateway: str, exit_page: str) -> Iterator[Visit]:
    yield from visit_with(browser, running_gateway, exit_page, viewport=NARROW, java_script_enabled=False)


def width(visit: Visit) -> int:
    return int(visit.page.evaluate("document.documentElement.scrollWidth"))


def left_edge(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["x"]


def test_a_question_is_answered_without_a_reload(visit: Visit) -> None:
    visit.open()
    visit.page.evaluate("window.same = true")
    answer = visit.ask(QUESTION)
    assert answer.locator(".bubble").inner_text().strip()
    expect(visit.page.locator("#log .by-person .bubble")).to_have_text(QUESTION)
    expect(visit.page.get_by_role("textbox")).to_have_value("")
    expect(visit.page.get_by_role("textbox")).to_be_focused()
    assert visit.page.evaluate("window.same && localStorage.length + sessionStorage.length") == 0
    assert visit.page.get_by_role("log").first.get_attribute("aria-live") == "polite"


def test_the_page_is_small_and_its_head_gives_nothing_away(visit: Visit) -> None:
    sizes: list[int] = []
    visit.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    visit.open()
    visit.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < MOST_BYTES
    assert not re.search("traffick|trata|tráfico", visit.page.locator("head").inner_html(), re.IGNORECASE)


def test_waiting_is_said_and_a_second_message_waits_for_the_first(visit: Visit) -> None:
    held: list[Route] = []
    visit.open()
    visit.page.route("**/chat", lambda route: held.append(route))  # noqa: PLW0108 - as above
    visit.page.get_by_role("textbox").fill(QUESTION)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#waiting")).not_to_be_empty()
    visit.page.keyboard.press("Enter")
    assert len(held) == 1
    held[0].continue_()
    expect(visit.page.locator("#log .by-assistant").first).to_be_visible()
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
    people = visit.page.locator("#log .by-person .bubble")
    expect(people).to_have_count(2)
    expect(people.last).to_have_text(title)
    expect(visit.page.get_by_role("textbox")).to_be_focused()
    newest = visit.page.locator("#log .line").last
    assert "by-assistant" in (newest.get_attribute("class") or "")
    assert visit.page.locator("#log .by-person ~ .by-person ~ .by-assistant .choices").count() == (
        visit.page.locator("#log .choices").count()
    ), "an old choice is still there"


def test_nothing_is_cut_off_at_320_pixels(narrow_visit: Visit) -> None:
    narrow_visit.open()
    codes = [link.get_attribute("hreflang") for link in narrow_visit.page.locator(".languages a").all()]
    assert codes
    for code in codes:
        narrow_visit.open(f"/?lang={code}")
        assert width(narrow_visit) == NARROW["width"]
        narrow_visit.ask(MENU)
        narrow_visit.ask("x" * 200)
        assert width(narrow_visit) == NARROW["width"]
        narrow_visit.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(narrow_visit.page.locator("#leave button")).to_be_in_viewport(ratio=1)


def test_an_answer_starts_where_it_can_be_read(narrow_visit: Visit) -> None:
    narrow_visit.open()
    narrow_visit.ask(MENU)
    narrow_visit.ask(QUESTION)
    newest = narrow_visit.page.locator("#log .by-person").last
    expect(newest.locator(".bubble")).to_be_in_viewport(ratio=1)
    below = narrow_visit.page.locator("#leave button").bounding_box()
    assert below is not None
    box = newest.bounding_box()
    assert box is not None
    assert box["y"] >= below["y"] + below["height"]


def test_right_to_left_mirrors_the_page(visit: Visit) -> None:
    visit.open()
    link = visit.page.locator(".languages a[dir=rtl]")
    if link.count():
        link.first.click()
        expect(visit.page.locator("html")).to_have_attribute("dir", "rtl")
    answer = visit.ask(QUESTION)
    question = visit.page.locator("#log .by-person .bubble")
    if not link.count():
        assert left_edge(question) > left_edge(answer)
        assert left_edge(visit.page.locator("#leave button")) > WIDE["width"] / 2
        visit.page.evaluate("document.documentElement.dir = 'rtl'")
    # A wide question would fill the row, so the answer's right edge is compared by the row's own padding.
    assert left_edge(visit.page.locator("#leave button")) < WIDE["width"] / 2
    assert left_edge(visit.page.locator(".simulator")) < left_edge(visit.page.locator("#log"))
    assert left_edge(visit.page.locator("#send")) < left_edge(visit.page.get_by_role("textbox"))
    assert width(visit) == WIDE["width"]


def test_the_language_changes_and_what_is_written_stays(visit: Visit) -> None:
    visit.open()
    visit.ask(QUESTION)
    visit.page.get_by_role("textbox").fill("half a thought")
    before = visit.page.locator("#send").inner_text()
    other = visit.page.locator(".languages a:not([aria-current])").first
    code = other.get_attribute("hreflang")
    assert code
    other.click()
    expect(visit.page.locator("html")).to_have_attribute("lang", code)
    expect(visit.page.locator("#send")).not_to_have_text(before)
    expect(visit.page.get_by_role("textbox")).to_have_value("half a thought")
    expect(visit.page.locator("#log .by-person .bubble")).to_have_text(QUESTION)
    assert visit.page.evaluate("history.length") == 2, "only the empty tab and the chat"


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_leaving_shows_a_neutral_page_and_nothing_comes_back(visit: Visit, way: str) -> None:
    visit.open("/?lang=en")
    visit.open()
    visit.ask(QUESTION)
    assert QUESTION in visit.page.locator("body").inner_text()
    if way == "button":
        visit.page.locator("#leave button").click()
    else:
        for _ in range(3):
            visit.page.keyboard.press(way)
    visit.page.wait_for_url(visit.exit_page)
    exits = [request for request in visit.requests if request.url == visit.exit_page]
    assert exits
    assert all("referer" not in request.headers for request in exits)
    visit.page.go_back()
    assert visit.page.url.startswith(visit.gateway)
    expect(visit.page.locator("#empty")).to_be_visible()
    assert QUESTION not in visit.page.content()


def test_escape_pressed_twice_or_between_letters_stays(visit: Visit) -> None:
    visit.open()
    for key in ("Escape", "Escape", "a", "Escape", "Escape"):
        visit.page.get_by_role("textbox").press(key)
    assert visit.page.get_by_role("textbox").input_value() == "a"
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
    visit.page.get_by_role("textbox").fill(ERASE)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#log")).not_to_contain_text(QUESTION)
    expect(visit.page.locator("#log .by-assistant")).not_to_have_count(0)
    visit.page.reload()
    assert QUESTION not in visit.page.content()


def test_it_works_without_scripts(scriptless_visit: Visit) -> None:
    visit = scriptless_visit
    visit.open()
    visit.page.get_by_role("textbox").fill(MENU)
    visit.page.locator("#send").click()
    expect(visit.page.locator("#log .by-person .bubble")).to_have_text(MENU)
    choice = visit.page.locator("#log .choices button").first
    expect(choice).to_be_visible()
    # Without scripts the browser itself must bring the newest turn into sight.
    expect(visit.page.locator("#new + .line")).to_be_in_viewport()
    answers = visit.page.locator("#log .by-assistant").count()
    choice.click()
    assert visit.page.locator("#log .by-assistant").count() > answers
    assert width_without_scripts(visit) <= NARROW["width"]
    visit.page.locator("#leave button").click()
    visit.page.wait_for_url(visit.exit_page)
    visit.page.go_back()
    assert visit.page.locator("#log .line").count() == 0


def width_without_scripts(visit: Visit) -> float:
    boxes = [each.bounding_box() for each in visit.page.locator("#log .bubble, #log button, #leave, #send").all()]
    return max(box["x"] + box["width"] for box in boxes if box)


def test_markup_in_a_message_is_inert(visit: Visit) -> None:
    visit.open()
    visit.ask(MARKUP)
    bubble = visit.page.locator("#log .by-person .bubble")
    for _ in range(2):
        expect(bubble).to_have_text(MARKUP)
        assert bubble.locator("*").count() == 0
        assert visit.page.evaluate("window.ran") is None
        visit.page.reload()


def test_a_refusal_is_told_and_what_was_typed_stays(visit: Visit) -> None:
    visit.open()
    visit.page.route("**/chat", lambda route: route.fulfill(status=503, json={"error": "Not <b>now</b>"}))
    visit.page.get_by_role("textbox").fill(QUESTION)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("alert")).to_have_text("Not <b>now</b>")
    expect(visit.page.get_by_role("textbox")).to_have_value(QUESTION)
    visit.expect_complaint("503")
    visit.page.unroute("**/chat")
    visit.page.route("**/chat", lambda route: route.abort())
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("alert")).not_to_have_text("Not <b>now</b>")
    expect(visit.page.get_by_role("alert")).not_to_be_empty()
    expect(visit.page.get_by_role("textbox")).to_have_value(QUESTION)
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
    before = visit.page.locator("#log .by-assistant").count()
    buttons.first.click()
    expect(visit.page.locator("#log .by-assistant").nth(before)).to_be_visible()
    expect(screens["whatsapp"].locator(".by-person")).to_have_count(2)


def test_numbers_of_services_are_tappable_and_nothing_else_is(visit: Visit) -> None:
    countries = [yaml.safe_load(path.read_text()) for path in sorted((PROJECT / "knowledge/countries").glob("*.yml"))]
    numbers = [service["number"] for each in countries for service in each["services"] if service.get("number")]
    others = [fact["text"] for each in countries for facts in each["facts"].values() for fact in facts]
    for path in (PROJECT / "knowledge/topics").glob("*.yml"):
        topic = yaml.safe_load(path.read_text())
        others += [topic[name] for name in ("short", "full", "now")]
    assert numbers
    assert others
    others += ["Checked on 2025-11-22.", "1. Ask.\n2. Wait 180 days.", "Criminal code, article 149 (a duty).", "2013-2015."]
    patterns = ("Line: A name, {}", "Line: A name, {} (day and night).", "Call {}.", "Police {}, Fire {}.", "\u2066{}\u2069")
    visit.open()
    dialled = "async (texts) => { const {pieces} = await import('/static/numbers.js'); return texts.map(" \
        "(text) => pieces(text).map((piece) => piece[1]).filter(Boolean)); }"  # fmt: skip
    for pattern in patterns:
        shown = [number for number in numbers if pattern != "Call {}." or len(number) == 3]
        texts = [pattern.replace("{}", number) for number in shown]
        expected = [[re.sub(r"[^\d+*]", "", number)] * pattern.count("{}") for number in shown]
        if pattern.startswith("Police"):
            texts, expected = zip(*[each for each in zip(texts, expected, strict=True) if len(each[1][0]) == 3], strict=True)
        assert visit.page.evaluate(dialled, list(texts)) == list(expected)
    assert visit.page.evaluate(dialled, others) == [[] for _ in others]
