"""Reports as the intake keeps them, in the real content's questions, and what reads pages back."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.intake import Intake
from bot.knowledge.intake_file import read_intake
from bot.referral.document import Included, ReferralDocument
from bot.referral.referring import Letterhead, Say, referral_document
from bot.reports.report import (
    Answer,
    Author,
    Evidence,
    EvidenceKind,
    Followup,
    IntakePath,
    Place,
    Referral,
    Report,
    ReportState,
    Urgency,
)
from bot.settings import PROJECT

MADE_AT, SENT_AT = 1_800_100_000.0, 1_800_000_000.0
SAID = "They are locked in at night. A man in a white van (ABC-123) brings them at six."
REPORT = Report(
    path=IntakePath.COMMUNITY,
    language="en",
    country="CO",
    urgency=Urgency.URGENT,
    id="9f3a12c4d5e6f7a8b9c0d1e2f3a4b5c6",
    state=ReportState.ASSIGNED,
    answers=(
        Answer("danger", ("unsure",)),
        Answer("concern", ("work",)),
        Answer("who", ("both",), "three adults, two children"),
        Answer("signs", ("no_pay", "lives_at_work")),
        Answer("means", ("locked_in", "papers_kept"), SAID),
        Answer("where", text="Behind the market, the green gate"),
        Answer("when", skipped=True),
        Answer("asks_back", ("yes",)),
        Answer("name", text="Rosalba Quintero"),
    ),
    place=Place(4.60971, -74.08175),
    evidence=(
        Evidence("AgACAgIAAx0", EvidenceKind.IMAGE, "image/jpeg", 234_567, SENT_AT),
        Evidence("AwACAgIAAx1", EvidenceKind.AUDIO, "audio/ogg", 34_567, SENT_AT),
    ),
    followups=(
        Followup(Author.OFFICE, "Which colour is the van?", SENT_AT + 10, "en"),
        Followup(Author.REPORTER, "Today it was a blue van.", SENT_AT + 20, "en"),
    ),
    referrals=(Referral("Fiscalia 12", "bennolog", SENT_AT + 30),),
    worker="analog",
    status_text="We have passed it on.",
    asks_back=True,
    created_at=SENT_AT - 60,
    sent_at=SENT_AT,
)


class Desk:
    """Refers reports as a desk does, in any of its languages."""

    def __init__(self, intake: Intake, catalogs: Catalogs) -> None:
        self.intake, self.catalogs = intake, catalogs

    def say(self, language: str = "en") -> Say:
        return lambda key, /, **values: self.catalogs.say(key, language, **values)

    def refer(
        self, report: Report = REPORT, included: Included | None = None, language: str = "en", zone: str = "UTC"
    ) -> ReferralDocument:
        head = Letterhead("Casa Abierta, Bogotá", language, self.say(language), ZoneInfo(zone))
        return referral_document(report, self.intake, head, MADE_AT, included or Included())


@pytest.fixture(scope="session")
def desk() -> Desk:
    knowledge = PROJECT / "knowledge"
    return Desk(read_intake(knowledge / "intake"), Catalogs(knowledge, PROJECT / "translations"))


def saying(text: str, language: str = "en") -> Report:
    """Give a report whose reporter wrote a text under what keeps people there."""
    told = tuple(replace(each, text=text) if each.question == "means" else each for each in REPORT.answers)
    return replace(REPORT, answers=told, language=language, followups=())


def pages(pdf: bytes) -> list[str]:
    """Give the text of each page as a browser's reader finds it."""
    with_pages = pypdfium2.PdfDocument(pdf)
    found = [_read(page) for page in with_pages]
    with_pages.close()
    return found


def each_letter(
    pdf: bytes, found: Callable[[str, tuple[float, float, float, float], tuple[float, float]], None]
) -> None:
    """Show every letter of the pages with its box and the page's size, in points."""
    with_pages = pypdfium2.PdfDocument(pdf)
    for page in with_pages:
        text = page.get_textpage()
        for at in range(text.count_chars()):
            found(text.get_text_range(at, 1), text.get_charbox(at), page.get_size())
        text.close()
        page.close()
    with_pages.close()


def _read(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    found = text.get_text_range()
    text.close()
    page.close()
    return found
