"""A visit to the web chat in a real browser, and what it asked for and complained about."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Request, expect

# Steering words of the source language, which every installation has.
MENU, ERASE, EXIT = "menu", "erase now", "exit"
QUESTION = "Who pays my lawyer qwertz"
NARROW_PIXELS, WIDE_PIXELS = 320, 1280


@dataclass
class Visit:
    """A page in a fresh browser profile."""

    page: Page
    gateway: str
    exit_page: str
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox")

    @property
    def questions(self) -> Locator:
        return self.page.locator("#log .by-person .bubble")

    @property
    def answers(self) -> Locator:
        return self.page.locator("#log .by-assistant")

    @property
    def leave(self) -> Locator:
        return self.page.locator("#leave button")

    @property
    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def open(self, path: str = "/") -> None:
        self.page.goto(f"{self.gateway}{path}")

    def write(self, text: str) -> None:
        self.box.fill(text)
        self.page.keyboard.press("Enter")

    def ask(self, text: str) -> Locator:
        """Write and give the newest answer."""
        before = self.answers.count()
        self.write(text)
        expect(self.answers.nth(before)).to_be_visible()
        expect(self.page.locator("#waiting")).to_be_empty()
        return self.answers.last

    def expect_complaint(self, pattern: str) -> None:
        """Take away a complaint of the browser that the test itself caused."""
        assert any(re.search(pattern, each) for each in self.complaints), self.complaints
        self.complaints[:] = [each for each in self.complaints if not re.search(pattern, each)]


def left_edge(locator: Locator) -> float:
    """Give how many pixels a thing stands from the left."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"]
