"""Pictures and voice notes in a report: kept as they were made anew, or refused with what to do instead."""

from bot.conversation.reporting.drafts import Drafts
from bot.conversation.reporting.heard import Heard
from bot.conversation.reporting.wording import say
from bot.conversation.speech import Line
from bot.reports.report import Evidence
from bot.reports.store import ReportFull

MEGABYTE = 1_000_000
MOST_SENT_BYTES = 20 * MEGABYTE
"""Of one file as it comes; what is kept of it is smaller."""


async def kept_file(drafts: Drafts, heard: Heard, evidence: Evidence, content: bytes) -> Line:
    """Keep a file and say so, or that there is no room for it. Raises ReportError."""
    try:
        await drafts.store.keep_evidence(heard.session.receipt, evidence, content)
    except ReportFull:
        return Line(say(heard.speech, "evidence.too_many"))
    return Line(say(heard.speech, "evidence.received"))


def refused(heard: Heard, refusal: str) -> Line:
    """Say why a file was not kept."""
    return Line(say(heard.speech, f"evidence.{refusal}", size=str(MOST_SENT_BYTES // MEGABYTE)))
