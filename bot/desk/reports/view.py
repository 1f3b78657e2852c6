"""A report as it stands open on a page: what was told, the signs by their elements, and what came since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.desk.language import Voice
from bot.desk.reports.insight import Insight
from bot.desk.reports.listing import Row
from bot.knowledge.intake import Element, Intake, QuestionKind
from bot.knowledge.interview import signs_found, standing
from bot.knowledge.parts import IDENTITY, parts_asked
from bot.language.inert import Piece, is_long, pieces
from bot.reports.completeness import completeness
from bot.reports.report import Answer, Author, EvidenceKind, Report

FIRST = ("danger", "where", "when", "who")
"""What a worker must know before all else, in this order."""
WHERE = "where"
OTHER = "none"
"""The group of signs that speak to no element by themselves."""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's words, taken apart so that nothing in them can act; `language` is what they were written in."""

    pieces: Sequence[Piece] = field(default=(), repr=False)
    language: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One question as it was answered: its short label, the names of what was chosen, and the words beside them."""

    id: str
    label: str
    choices: tuple[str, ...] = field(repr=False)
    said: Said


@dataclass(frozen=True, slots=True)
class SignGroup:
    """Signs that speak to one element of the UN Protocol: "act", "means", "purpose", or "none"."""

    element: str
    names: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Later:
    """A follow-up as it is shown."""

    author: Author
    said: Said
    at: float


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A picture or voice note by its number, from 1; a provider's id of it leads to who sent it."""

    number: int
    kind: EvidenceKind
    kilobytes: int


@dataclass(frozen=True, slots=True)
class View:
    """A report on the page; without content where `insight` is FACTS, and without `identity` unless ACTS."""

    report: Report
    insight: Insight
    row: Row
    lines: Sequence[Line] = ()
    identity: Sequence[Line] = ()
    named: bool = False
    signs: Sequence[SignGroup] = ()
    missing: Sequence[str] = ()
    files: Sequence[ShownFile] = ()
    later: Sequence[Later] = ()
    status: Said = field(default_factory=Said)

    @property
    def shown(self) -> bool:
        """Say whether the content is shown."""
        return self.insight is not Insight.FACTS

    @property
    def acts(self) -> bool:
        """Say whether this worker may act on it."""
        return self.insight is Insight.ACTS


def view(report: Report, seen: Insight, row: Row, intake: Intake, voice: Voice) -> View:
    """Lay a report out for who may see so much of it, in the desk's language."""
    if seen is Insight.FACTS:
        return View(report, seen, row)
    lines = {each.id: each for each in _lines(report, intake, voice)}
    identity = [lines.pop(each) for each in IDENTITY if each in lines]
    if report.place is not None and WHERE not in lines:
        lines[WHERE] = Line(WHERE, voice.say(intake.questions[WHERE].label_key), (), Said())
    first = [lines.pop(each) for each in FIRST if each in lines]
    missing = completeness(report, parts_asked(intake, report)).missing
    return View(
        report,
        seen,
        row,
        lines=[*first, *lines.values()],
        identity=identity if seen is Insight.ACTS else (),
        named=bool(identity),
        signs=list(_signs(report, intake, voice)),
        missing=[voice.say(intake.questions[each].label_key) for each in missing],
        files=[
            ShownFile(number, each.kind, max(1, round(each.size / 1000)))
            for number, each in enumerate(report.evidence, 1)
        ],
        later=[Later(each.author, said(each.text, each.language), each.sent_at) for each in report.followups],
        status=said(report.status_text, report.language),
    )


def said(text: str, language: str) -> Said:
    """Take words apart for the page."""
    return Said(pieces(text.strip()), language, is_long(text))


def _lines(report: Report, intake: Intake, voice: Voice) -> Iterator[Line]:
    for answer in standing(intake, report.path, report.answers):
        question = intake.questions[answer.question]
        chosen = _chosen(answer, {option.id: option.key for option in question.options}, voice)
        if question.kind is not QuestionKind.CONSENT and (chosen or answer.text.strip()):
            yield Line(question.id, voice.say(question.label_key), chosen, said(answer.text, report.language))


def _chosen(answer: Answer, keys: Mapping[str, str], voice: Voice) -> tuple[str, ...]:
    """Name what was chosen; signs stand by themselves."""
    return tuple(voice.say(keys[each]) for each in answer.choices if each in keys)


def _signs(report: Report, intake: Intake, voice: Voice) -> Iterator[SignGroup]:
    found = signs_found(intake, report.path, report.answers)
    for element in Element:
        if names := tuple(voice.say(each.key) for each in found if element in each.elements):
            yield SignGroup(element, names)
    if names := tuple(voice.say(each.key) for each in found if not each.elements):
        yield SignGroup(OTHER, names)
