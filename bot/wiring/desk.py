"""What the desk works with: tickets, staff and the content."""

import time
from dataclasses import dataclass, field

from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.knowledge.product_replies import product_replies
from bot.knowledge.pseudonyms import read_pseudonyms
from bot.reports.redis_reports import RedisReports
from bot.settings import PROJECT, SettingError, Settings
from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.logins import Logins
from bot.staff.saved_replies import SavedReplies
from bot.staff.staff import Staff
from bot.staff.store import StaffStore
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from bot.tickets.change_feed import ChangeFeed
from bot.tickets.desk_rules import DeskRules
from bot.tickets.redis_store import RedisTickets
from bot.tickets.reveals import RevealStore
from bot.tickets.shift_board import ShiftBoard
from bot.tickets.statistics import Statistics
from bot.wiring.keys import master_key
from bot.wiring.reports import wire_reports


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desk works with; `seal` names what belongs to no account."""

    settings: Settings
    knowledge: KnowledgeBase
    tickets: RedisTickets = field(repr=False)
    reports: RedisReports = field(repr=False)
    board: ShiftBoard = field(repr=False)
    feed: ChangeFeed = field(repr=False)
    statistics: Statistics = field(repr=False)
    reveals: RevealStore = field(repr=False)
    replies: SavedReplies = field(repr=False)
    rules: DeskRules = field(repr=False)
    staff: Staff = field(repr=False)
    seal: Seal = field(repr=False)
    clock: Clock

    async def close(self) -> None:
        """Close the connections and end the threads."""
        stores = (self.tickets, self.reports, self.board, self.feed, self.statistics, self.reveals, self.rules)
        for each in (*stores, self.staff):
            await each.close()


def wire_staff(settings: Settings, clock: Clock = time.time) -> Staff:
    """Make the accounts, the logins and the audit log of the desk. Raises SettingError."""
    if not settings.tickets_url:
        raise SettingError("AMPARO_TICKETS_URL is not set; set it, or start everything with `amparo up`")
    key = master_key(settings)
    store = StaffStore(settings.tickets_url)
    accounts = Accounts(store, Seal(key, "staff/accounts"), clock)
    return Staff(
        accounts, Logins(store, accounts, Seal(key, "staff/logins"), clock), AuditLog(store, key, clock), store
    )


def wire_tickets(settings: Settings, clock: Clock = time.time) -> RedisTickets:
    """Make the store of tickets. Raises SettingError and ContentError."""
    key = master_key(settings)
    names = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
    return RedisTickets(settings.tickets_url, Seal(key, "tickets"), clock, names, settings.retention_seconds)


def wire_desk(settings: Settings, clock: Clock = time.time) -> DeskParts:
    """Read the content and put together what the desk works with. Raises SettingError and ContentError."""
    knowledge = read_knowledge(PROJECT, reviewed_only=settings.require_review, texts=settings.texts)
    return desk_over(knowledge, settings, clock)


def desk_over(knowledge: KnowledgeBase, settings: Settings, clock: Clock) -> DeskParts:
    """Put together what the desk works with, over content that was read. Raises SettingError."""
    staff = wire_staff(settings, clock)
    key = master_key(settings)
    url, seal = settings.tickets_url, Seal(key, "tickets")
    return DeskParts(
        settings=settings,
        knowledge=knowledge,
        tickets=wire_tickets(settings, clock),
        reports=wire_reports(settings, clock),
        board=ShiftBoard(url, seal, clock),
        feed=ChangeFeed(url),
        statistics=Statistics(url),
        reveals=RevealStore(url, seal, clock),
        replies=SavedReplies(staff.store, Seal(key, "staff/replies"), clock, product_replies(knowledge.catalogs)),
        rules=DeskRules(url),
        staff=staff,
        seal=Seal(key, "desk"),
        clock=clock,
    )
