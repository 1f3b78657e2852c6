"""axe-core finds no violation on any page of the desk or the web chat: wide and narrow, in both directions."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.routing import Route

from bot.desk.app import create_app, office_from
from bot.reports.report import Author, EvidenceKind, Followup, Referral, Report, Urgency
from bot.staff.worker import Role
from bot.tickets.message import Author as Writer
from bot.tickets.message import TicketMessage
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.store import Escalation, Holder
from bot.tickets.ticket import Reason, Ticket
from bot.wiring.desk import wire_tickets
from tests.bot.desk.report_scene import TOLD, Reporters, picture
from tests.browser.running_desk import RunningDesk
from tests.peers.packages import installed

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.peers]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RULES = "['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']"
AXE = f"() => axe.run(document, {{resultTypes: ['violations'], runOnly: {RULES}}})"
# What a route gives that is no page of its own: pieces of pages, events, files.
PIECES = {
    "/", "/healthz", "/login/time", "/queue/rows", "/tickets/{id}/now", "/tickets/{id}/look/now",
    "/tickets/{id}/messages", "/tickets/{id}/look/messages", "/tickets/{id}/replies", "/tickets/{id}/answers",
    "/tickets/{id}/answers/{topic}", "/events", "/supervision/board", "/supervision/statistics.csv",
    "/reports/rows", "/reports/count", "/reports/{id}/now", "/reports/{id}/files/{number}",
}  # fmt: skip
PAGES = {
    Role.WORKER: (
        "/queue",
        "/tickets/{id}",
        "/account",
        "/account/password",
        "/confirm",
        "/reveal/{ticket}",
        "/reports",
        "/reports/{id}",
        "/reports/{id}/named",
    ),
    Role.SUPERVISOR: (
        "/supervision",
        "/supervision/tickets/{ticket}",
        "/supervision/statistics",
        "/supervision/reveals",
        "/supervision/audit",
        "/tickets/{id}/look",
        "/replies",
        "/replies/{reply}",
    ),
    Role.ADMINISTRATOR: ("/staff", "/staff/audit"),
    None: ("/login", "/unlock"),
}
LONG = "texto " * 80


@pytest.fixture(scope="module")
def axe() -> str:
    return Path(installed().module("axe-core/axe.min.js")).read_text(encoding="utf-8")


@dataclass
class Inspector:
    """Opens pages and lets axe look at them."""

    browser: Browser
    axe: str
    opened: list[BrowserContext] = field(default_factory=list)

    def context(self, **options: object) -> BrowserContext:
        self.opened.append(self.browser.new_context(**options))
        return self.opened[-1]

    def violations(self, page: Page) -> list[str]:
        """Give what axe complains about, with the first places."""
        page.evaluate(self.axe)
        found = page.evaluate(AXE)["violations"]
        return [f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]


@pytest.fixture
def inspector(browser: Browser, axe: str) -> Iterator[Inspector]:
    inspector = Inspector(browser, axe)
    yield inspector
    for each in inspector.opened:
        each.close()


@pytest.fixture
def held(desk: RunningDesk) -> Ticket:
    """Give a ticket with everything that a page can show, beside one that waits and is urgent."""
    tickets = desk.parts.tickets
    names = wire_tickets(desk.parts.settings, desk.clock)
    asked = Escalation("sms:1", ("sms", "+51900000001", "+1"), "es", "PE", Reason.ASKED)
    ticket = desk.run(names.open(asked, "1"))
    urgent = Escalation("telegram:2", ("telegram", "2", ""), "ar", "", Reason.DANGER)
    desk.run(names.open(urgent, "2"))
    desk.run(names.contact(ticket, SafeContact(Hours.EVENING, ("America/Lima",), "canela", "Hola", "mi hermana")))
    holder = Holder("ana")
    desk.run(tickets.claim(ticket.id, holder, 3))
    said = [TicketMessage(Writer.PERSON, text, "es") for text in ("<b>hola</b>", "مرحبا \u202e x", LONG)]
    desk.run(names.heard(ticket, said, "3"))
    desk.run(tickets.say(ticket.id, holder, TicketMessage(Writer.WORKER, "Hola", "es", "ana", original="Hello"), "4"))
    desk.run(tickets.say(ticket.id, holder, TicketMessage(Writer.NOTE, "a note", "en", "ana"), "5"))
    desk.run(names.close())
    return ticket


@pytest.fixture
def report(desk: RunningDesk) -> Report:
    """Give a report of Ana's with everything that a page can show, beside one that nobody has."""
    reporters, store = Reporters(desk.parts.reports), desk.parts.reports
    receipt, report = desk.run(reporters.send())
    desk.run(reporters.send(replace(TOLD, urgency=Urgency.RAISED, country="")))
    desk.run(reporters.show(receipt, EvidenceKind.IMAGE, picture()))
    desk.run(reporters.show(receipt, EvidenceKind.AUDIO, b"OggS"))
    desk.run(store.assign(report.id, Holder("ana"), "ana"))
    desk.run(store.answer(report.id, Holder("ana"), Followup(Author.OFFICE, LONG, language="es")))
    desk.run(store.refer(report.id, Holder("ana"), Referral("the unit", "")))
    desk.run(reporters.add(receipt, "<b>hola</b> \u202e x"))
    return report


@dataclass(frozen=True)
class Shown:
    """What the pages show."""

    ticket: Ticket
    report: Report


@pytest.fixture
def shown(held: Ticket, report: Report) -> Shown:
    return Shown(held, report)


def test_no_page_is_left_out(desk: RunningDesk) -> None:
    app = create_app(office_from(desk.parts), closing=desk.parts.close)
    routes = [route for route in app.routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    looked_at = {page for pages in PAGES.values() for page in pages}
    assert {route.path for route in routes} - PIECES == looked_at


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("locale", ["en-US", "ar"])
def test_axe_finds_nothing(
    desk: RunningDesk, shown: Shown, inspector: Inspector, locale: str, size: dict[str, int]
) -> None:
    desk.enrol("ana", Role.WORKER)
    desk.enrol("eve", Role.SUPERVISOR, Role.EDITOR)
    desk.enrol("max", Role.ADMINISTRATOR)
    names = {Role.WORKER: "ana", Role.SUPERVISOR: "eve", Role.ADMINISTRATOR: "max"}
    found: dict[str, list[str]] = {}
    reply = desk.run(desk.parts.replies.all())[0].id
    for role, paths in PAGES.items():
        context = inspector.context(locale=locale, viewport=size)
        page = desk.log_in(context, desk.staff[names[role]], "/account") if role else context.new_page()
        for path in paths:
            id_ = shown.report.id if path.startswith("/reports") else shown.ticket.id
            page.goto(desk.url + path.format(id=id_, ticket=shown.ticket.id, reply=reply))
            page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
            found[path] = inspector.violations(page)
            assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr"), path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_the_web_chat(
    running_gateway: str, inspector: Inspector, language: str, size: dict[str, int]
) -> None:
    page = inspector.context(viewport=size).new_page()
    page.goto(f"{running_gateway}/?lang={language}")
    page.locator("#text").fill("human")
    page.locator("#send").click()
    page.locator(".choices button").first.wait_for()
    assert inspector.violations(page) == []
