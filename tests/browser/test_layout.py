"""How the page fits a small phone, both directions of writing, and a browser without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visit import MENU, NARROW_PIXELS, QUESTION, WIDE_PIXELS, Visit, left_edge

pytestmark = pytest.mark.browser

MOST_BYTES = 30_000


def test_the_page_is_small_and_its_head_gives_nothing_away(visit: Visit) -> None:
    sizes: list[int] = []
    visit.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    visit.open()
    visit.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < MOST_BYTES
    assert not re.search("traffick|trata|tráfico", visit.page.locator("head").inner_html(), re.IGNORECASE)


def test_nothing_is_cut_off_at_320_pixels(narrow_visit: Visit) -> None:
    narrow_visit.open()
    codes = [link.get_attribute("hreflang") for link in narrow_visit.page.locator(".languages a").all()]
    assert codes
    for code in codes:
        narrow_visit.open(f"/?lang={code}")
        assert narrow_visit.width == NARROW_PIXELS
        narrow_visit.ask(MENU)
        narrow_visit.ask("x" * 200)
        assert narrow_visit.width == NARROW_PIXELS
        narrow_visit.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(narrow_visit.leave).to_be_in_viewport(ratio=1)


def test_an_answer_starts_where_it_can_be_read(narrow_visit: Visit) -> None:
    narrow_visit.open()
    narrow_visit.ask(MENU)
    narrow_visit.ask(QUESTION)
    newest = narrow_visit.page.locator("#log .by-person").last
    expect(newest.locator(".bubble")).to_be_in_viewport(ratio=1)
    below = narrow_visit.leave.bounding_box()
    assert below is not None
    box = newest.bounding_box()
    assert box is not None
    assert box["y"] >= below["y"] + below["height"]


def test_right_to_left_mirrors_the_page(visit: Visit) -> None:
    visit.open()
    pairs = [
        (visit.page.locator("#log"), visit.page.locator(".simulator")),
        (visit.box, visit.page.locator("#send")),
        (visit.page.locator(".bar h1"), visit.leave),
    ]
    assert all(left_edge(first) < left_edge(second) for first, second in pairs)
    link = visit.page.locator(".languages a[dir=rtl]")
    if link.count():
        # The list of languages is folded up.
        link.first.evaluate("link => link.click()")
        expect(visit.page.locator("html")).to_have_attribute("dir", "rtl")
    else:
        visit.page.evaluate("document.documentElement.dir = 'rtl'")
    assert all(left_edge(first) > left_edge(second) for first, second in pairs)
    visit.ask(MENU)
    assert left_edge(visit.questions.first) < left_edge(visit.page.locator("#log")) + WIDE_PIXELS / 20
    assert visit.width == WIDE_PIXELS


def test_it_works_without_scripts(scriptless_visit: Visit) -> None:
    visit = scriptless_visit
    visit.open()
    send = visit.page.locator("#send")
    choice = visit.page.locator("#log .choices button").first
    for turn, (press, text) in enumerate([(send, MENU), (choice, ""), (send, QUESTION)]):
        if text:
            visit.box.fill(text)
        press.click()
        expect(visit.questions).to_have_count(turn + 1)
        assert "by-assistant" in (visit.page.locator("#log .line").last.get_attribute("class") or "")
        # Without scripts the browser itself must bring the newest turn into sight.
        expect(visit.page.locator("#new + .line")).to_be_in_viewport()
    assert visit.width <= NARROW_PIXELS
    visit.leave.click()
    visit.page.wait_for_url(visit.exit_page)
    visit.page.go_back()
    expect(visit.page.locator("#empty")).to_be_visible()
    assert visit.page.locator("#log .line").count() == 0
