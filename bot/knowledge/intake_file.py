"""Reads the folder of the intake and holds its files against one another."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.condition_record import read_conditions
from bot.knowledge.intake import NO_CHOICE, Condition, Intake, PathOrder, Question
from bot.knowledge.question_file import read_options, read_questions
from bot.knowledge.record import Record
from bot.knowledge.sign_file import read_signs
from bot.reports.report import IntakePath, Urgency

MOST_ASKED = 9
"""Questions for a community member, who has come with a worry and little time."""
MOST_SIGNS = 5
"""Signs that a community member is shown at a time."""


def read_intake(folder: Path) -> Intake:
    """Read `questions.yml`, `signs.yml` and `says.yml`. Raises ContentError."""
    says = _says(folder / "says.yml")
    signs = read_signs(folder / "signs.yml")
    path = folder / "questions.yml"
    record = Record(path, content_file.read(path), path.stem)
    options = read_options(record)
    for each in sorted(options.keys() & signs.keys()):
        raise record.error(f"{each!r} is an option and a sign; call one of them otherwise")
    questions, records = read_questions(record, options, signs)
    children_only = read_conditions(record, "children_only")
    orders = {each: _order(record, each, questions, says) for each in IntakePath}
    record.record("paths").finish(*IntakePath)
    record.finish()
    intake = Intake(orders, questions, signs, children_only)
    for name, question in questions.items():
        _check_question(records[name], question, intake, says)
    for where in (children_only, *(each.found_if for each in signs.values())):
        _check_conditions(record, where, questions)
    _check_use(record, intake, options)
    return intake


def _says(path: Path) -> Sequence[str]:
    record = Record(path, content_file.read(path), path.stem)
    for key in record.keys():  # noqa: SIM118 - a Record is no mapping
        if not record.text(key):
            raise record.error(f"the text {key!r} is empty")
    return record.keys()


def _order(record: Record, path: IntakePath, questions: Mapping[str, Question], says: Sequence[str]) -> PathOrder:
    each = record.record("paths").record(path)
    order = PathOrder(each.names("asks"), each.names("offers"), each.names("opening"), each.names("closing"))
    each.finish()
    names = (*order.asks, *order.offers)
    for name in names:
        if name not in questions:
            raise each.error(f"there is no question {name!r} under `questions`")
        if names.count(name) > 1:
            raise each.error(f"the question {name!r} stands twice")
    if not order.asks or Urgency.URGENT not in questions[order.asks[0]].urgency.values():
        raise each.error("danger comes first: the first question must have an answer that is urgent")
    _check_says(each, (*order.opening, *order.closing), says)
    if path is IntakePath.COMMUNITY:
        _check_burden(each, order, questions)
    return order


def _check_burden(record: Record, order: PathOrder, questions: Mapping[str, Question]) -> None:
    if len(order.asks) > MOST_ASKED:
        raise record.error(f"asks {len(order.asks)} questions, {MOST_ASKED} at most; offer one instead")
    for name in order.asks:
        if any(len(each.signs) > MOST_SIGNS for each in questions[name].signs):
            raise record.error(f"{name!r} shows more than {MOST_SIGNS} signs at a time")


def _check_says(record: Record, named: Iterable[str], says: Sequence[str]) -> None:
    for each in named:
        if each not in says:
            raise record.error(f"there is no text {each!r} in says.yml")


def _check_question(record: Record, question: Question, intake: Intake, says: Sequence[str]) -> None:
    _check_says(record, question.says, says)
    shown = tuple(each.when for each in question.signs if each.when)
    _check_conditions(record, (*question.only_if, *question.unless, *shown), intake.questions)
    hidden = intake.children_only if question.signs else ()
    depends = {name for each in (*question.only_if, *question.unless, *shown, *hidden) for name in each.needs}
    for path, order in intake.paths.items():
        names = (*order.asks, *order.offers)
        if question.id in names and (late := depends - set(names[: names.index(question.id)])):
            raise record.error(f"the path {path} must ask {min(late)!r} before it, on which it depends")


def _check_conditions(record: Record, conditions: Iterable[Condition], questions: Mapping[str, Question]) -> None:
    for question, wanted in (need for each in conditions for need in each.needs.items()):
        if question not in questions:
            raise record.error(f"a condition names the question {question!r}, which is not there")
        known = {*_answers(questions[question]), NO_CHOICE}
        for each in wanted:
            if each not in known:
                raise record.error(f"a condition names {each!r}, which is no answer to {question!r}")


def _answers(question: Question) -> Iterable[str]:
    yield from (each.id for each in question.options)
    yield from (sign for each in question.signs for sign in each.signs)


def _check_use(record: Record, intake: Intake, options: Iterable[str]) -> None:
    """Refuse what nobody is asked or shown: each text of it would be work for every translator."""
    asked = {name for order in intake.paths.values() for name in (*order.asks, *order.offers)}
    shown = {each for question in intake.questions.values() for each in _answers(question)}
    found = {sign.id for sign in intake.signs.values() if sign.found_if}
    unused = {
        "no path asks or offers the question": intake.questions.keys() - asked,
        "no question has the option": set(options) - shown,
        "no question shows the sign": intake.signs.keys() - shown - found,
    }
    for problem, names in unused.items():
        if names:
            raise record.error(f"{problem} {min(names)!r}; use it or take it out")
