"""The parts of a report by which one says how complete it is: what its path asks with these answers."""

from collections.abc import Sequence

from bot.knowledge.intake import Intake, QuestionKind
from bot.knowledge.interview import applicable
from bot.reports.completeness import Part
from bot.reports.report import Report

IDENTITY = ("name", "office")
"""The questions whose answers tell who reports; nothing is missing without them."""
SAYS_NOTHING = ("unsure",)


def parts_asked(intake: Intake, report: Report) -> Sequence[Part]:
    """Give the parts of a report in the order in which they are asked, by the ids of their questions."""
    return [
        Part(
            each.id,
            (each.id,),
            SAYS_NOTHING,
            place=each.kind is QuestionKind.PLACE,
            files=each.kind is QuestionKind.EVIDENCE,
        )
        for each in applicable(intake, report.path, report.answers)
        if each.kind is not QuestionKind.CONSENT and each.id not in IDENTITY
    ]
