"""The texts of the page where chats are answered: each that is asked for is there, and none is there for nothing."""

import re

from bot.desk.app import PAGES
from bot.desk.queue import Tab
from bot.desk.workplace import ENDINGS, RISK_REASONS
from bot.knowledge.catalogs import Catalogs
from bot.language.inert import Mark
from bot.settings import PROJECT
from bot.tickets.message import Author, Delivery
from bot.tickets.safe_contact import Permission
from bot.tickets.ticket import Outcome, Reason, Risk, Sees, TicketState

PREFIX = "desk.chat."
CHANNELS = ("whatsapp", "sms", "telegram", "web", "other")
# What templates and modules end a key with, when it depends on what is shown.
ENDS = {
    "tab.": Tab,
    "empty.": Tab,
    "state.": TicketState,
    "channel.": CHANNELS,
    "risk.": [str(int(each)) for each in Risk],
    "risk.reason.": RISK_REASONS,
    "reason.": Reason,
    "outcome.": Outcome,
    "sees.": Sees,
    "mark.": Mark,
    "author.": [each for each in Author if each is not Author.NOTE],
    "delivery.": [each for each in Delivery if each],
    "permission.": Permission,
    "from.": ("reply", "topic"),
    "for_role.": ("supervisor",),
}
WHOLE = re.compile(r'desk\.chat\.([a-z_]+(?:\.[a-z_]+)*)["\'`]')


def asked_for() -> set[str]:
    """Collect the keys that stand whole in templates and modules, and those that are put together."""
    sources = [*PAGES.rglob("*.html"), *(PROJECT / "bot" / "desk").glob("*.py")]
    whole = {key for path in sources for key in WHOLE.findall(path.read_text(encoding="utf-8"))}
    return whole | {f"{start}{end}" for start, ends in ENDS.items() for end in ends}


def kept() -> set[str]:
    catalogs = Catalogs(PROJECT / "knowledge", PROJECT / "translations")
    return {key.removeprefix(PREFIX) for key in catalogs.keys() if key.startswith(PREFIX)}  # noqa: SIM118


def test_every_text_that_is_asked_for_is_there() -> None:
    assert asked_for() - kept() == set()


def test_no_text_is_there_for_nothing() -> None:
    spoken = re.compile(r"(?:done|key|refused|notice|author\.note|state|contact\.hours)\.?")
    assert {key for key in kept() - asked_for() if not spoken.match(key)} == set()


def test_every_ending_has_a_name() -> None:
    assert {f"outcome.{each}" for each in ENDINGS} <= kept()
