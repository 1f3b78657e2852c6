"""People who ask for somebody, browsers that are watched, and a worker who takes a chat."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page, Request, expect

from bot.tickets.message import Author, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Escalation
from bot.tickets.ticket import Reason, Ticket
from tests.browser.running_desk import RunningDesk

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@dataclass
class Watch:
    """What browsers asked for, and what they complained about."""

    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def forgive(self, pattern: str, *, sure: bool = True) -> None:
        """Take away complaints that the test itself caused, surely or perhaps."""
        assert not sure or any(re.search(pattern, each) for each in self.complaints), self.complaints
        self.complaints[:] = [each for each in self.complaints if not re.search(pattern, each)]


@dataclass
class People:
    """People who ask for somebody, on the desk's own loop."""

    desk: RunningDesk
    tickets: RedisTickets
    count: int = 0

    def ask(self, reason: Reason = Reason.ASKED, language: str = "es") -> Ticket:
        self.count += 1
        asked = Escalation(f"telegram:{self.count}", ("telegram", str(self.count), "@us"), language, "CO", reason)
        return self.desk.run(self.tickets.open(asked, f"event:{self.count}"))

    def write(self, ticket: Ticket, *texts: str) -> None:
        self.count += 1
        said = [TicketMessage(Author.PERSON, text, "es") for text in texts]
        self.desk.run(self.tickets.heard(ticket, said, f"event:{self.count}"))


def take(page: Page, desk: RunningDesk, ticket: Ticket) -> None:
    """Open a ticket that waits, and take it with one key."""
    page.goto(f"{desk.url}/tickets/{ticket.id}")
    page.keyboard.press("c")
    expect(page.locator("#composer")).to_be_visible()
    # The page that the deed led to, and not one that was asked for by an event on the way.
    expect(page.locator("#notice")).to_have_text("The chat is yours.")
    expect(page.locator("#tab-mine")).to_have_attribute("aria-current", "page")
