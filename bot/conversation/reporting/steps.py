"""The steps of reporting: the buttons that may be shown, and the titles that people write out instead."""

from collections.abc import Iterator

from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import fold
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.reports.report import IntakePath

CHOOSE, CHANGE, PATH = "choose.", "change.", "path."
WAYS = ("resume", "skip", "done", "back", "stop", "send", "change", "add", "news", "withdraw", "keep", "go_on")
"""What is offered under a title of its own."""
ENTRY, DROP = "", "drop"


def report_step(value: str = ENTRY) -> Step:
    """Give the step of reporting with this value."""
    return Step(StepKind.REPORT, value)


GO_ON = report_step("go_on")


def report_steps(knowledge: KnowledgeBase) -> Iterator[Step]:
    """Give all steps of reporting."""
    yield from (report_step(each) for each in (ENTRY, DROP, *WAYS))
    yield from (report_step(f"{PATH}{each}") for each in IntakePath)
    yield from (report_step(f"{CHANGE}{each}") for each in knowledge.intake.questions)
    yield from (report_step(f"{CHOOSE}{each}") for each in _options(knowledge))


def report_offers(knowledge: KnowledgeBase, language: str) -> Iterator[tuple[str, Step]]:
    """Give the folded titles of the steps that have one, each with its step."""
    keys = {
        **{f"report.choice.{each}": report_step(each) for each in WAYS},
        **{f"report.choice.{each}": report_step(f"{PATH}{each}") for each in IntakePath},
        **{each.label_key: report_step(f"{CHANGE}{name}") for name, each in knowledge.intake.questions.items()},
        **{key: report_step(f"{CHOOSE}{name}") for name, key in _options(knowledge).items()},
    }
    for key, step in keys.items():
        yield fold(knowledge.catalogs.say(key, language)), step
    yield fold(knowledge.catalogs.say(f"report.choice.{IntakePath.COMMUNITY}", language)), report_step()


def _options(knowledge: KnowledgeBase) -> dict[str, str]:
    """Give the key of the title of all that can be chosen, by its id."""
    intake = knowledge.intake
    signs = {each.id: each.key for each in intake.signs.values()}
    return {**signs, **{each.id: each.key for question in intake.questions.values() for each in question.options}}
