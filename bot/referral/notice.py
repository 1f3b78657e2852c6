"""What every document says of itself before anything else: who told it, that nobody verified it, and to take care."""

from bot.referral.document import ReferralDocument
from bot.referral.referring import Say
from bot.reports.report import IntakePath


def notices(document: ReferralDocument, say: Say) -> list[str]:
    """Give the notices of a document, in the language of `say`."""
    kind = "public" if document.reporter.id == IntakePath.COMMUNITY else "professional"
    return [say(f"desk.referral.notice.{kind}"), say("desk.referral.notice.care")]
