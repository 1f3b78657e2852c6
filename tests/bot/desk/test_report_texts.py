"""The texts of the pages of reports: each that is asked for is there, and none is there for nothing."""

import re

import pytest

from bot.desk.app import PAGES
from bot.desk.reports.keys import SHORTCUTS
from bot.desk.reports.listing import Tab
from bot.desk.reports.place import READY
from bot.knowledge.catalogs import Catalogs
from bot.language.inert import Mark
from bot.reports.report import Author, EvidenceKind, IntakePath, ReportState
from bot.settings import PROJECT

PREFIX = "desk.reports."
MOST_READY = 160
"""One SMS in plain letters."""
# What templates and modules end a key with, when it depends on what is shown.
ENDS = {
    "tab.": Tab,
    "empty.": Tab,
    "state.": [each for each in ReportState if each is not ReportState.DRAFT],
    "path.": IntakePath,
    "file.": EvidenceKind,
    "later.": Author,
    "asks_back.": ("yes", "no"),
    "done.": ("taken", "given", "released", "answered", "closed"),
    "refused.": ("nobody", "closed"),
    "action.": ("viewed", "claimed", "released", "transferred", "answered", "referred", "closed"),
    "key.": [each.text.rpartition(".")[2] for each in SHORTCUTS],
}
WHOLE = re.compile(r'desk\.reports\.([a-z_]+(?:\.[a-z_]+)*)["\'`]')


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs(PROJECT / "knowledge", PROJECT / "translations")


def kept(catalogs: Catalogs) -> set[str]:
    return {key.removeprefix(PREFIX) for key in catalogs.keys() if key.startswith(PREFIX)}  # noqa: SIM118


def test_every_text_that_is_asked_for_is_there_and_none_for_nothing(catalogs: Catalogs) -> None:
    sources = [*PAGES.rglob("*.html"), *(PROJECT / "bot" / "desk").rglob("*.py")]
    whole = {key for path in sources for key in WHOLE.findall(path.read_text(encoding="utf-8"))}
    asked = whole | {f"{start}{end}" for start, ends in ENDS.items() for end in ends}
    ready = {each for each in kept(catalogs) if each.startswith("ready.")}
    assert asked - kept(catalogs) == set()
    assert kept(catalogs) - asked - ready == set()
    assert len(ready) > 2
    assert {f"desk.chat.mark.{each}" for each in Mark} <= set(catalogs.keys())


def test_what_a_reporter_reads_at_the_end_is_short_and_names_no_subject(catalogs: Catalogs) -> None:
    for key in [each for each in catalogs.keys() if each.startswith(READY)]:  # noqa: SIM118
        text = catalogs.english(key)
        assert len(text) <= MOST_READY, key
        assert not re.search(r"traffick|police|exploit|report|slave|victim|\d", text, re.IGNORECASE), key
