"""Reads the questions of the intake: `questions.yml`, with their options and the signs that each shows."""

from collections.abc import Mapping

from bot.knowledge.condition_record import read_condition, read_conditions, read_urgency
from bot.knowledge.intake import CONSENTS, Option, Question, QuestionKind, ShownSigns, Sign
from bot.knowledge.record import Record
from bot.reports.report import Urgency

CHOSEN = (QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.CONSENT)
WRITTEN = (QuestionKind.TEXT, QuestionKind.PLACE)


def read_options(record: Record) -> Mapping[str, Option]:
    """Read the options that questions name, by id. Raises ContentError."""
    options = {}
    for each in record.records("options"):
        name = each.text("id")
        each.text("text")
        if name in options:
            raise each.error(f"the option {name!r} stands twice")
        options[name] = Option(name, f"report.option.{name}", each.flag("alone", default=False))
        each.finish()
    return options


def read_questions(
    record: Record, options: Mapping[str, Option], signs: Mapping[str, Sign]
) -> tuple[Mapping[str, Question], Mapping[str, Record]]:
    """Read every question by id, and its record, for what is wrong between questions. Raises ContentError."""
    questions: dict[str, Question] = {}
    records: dict[str, Record] = {}
    for each in record.records("questions"):
        question = _question(each, options, signs)
        if question.id in questions:
            raise each.error(f"the question {question.id!r} stands twice")
        questions[question.id], records[question.id] = question, each
    return questions, records


def _question(record: Record, options: Mapping[str, Option], signs: Mapping[str, Sign]) -> Question:
    for name in ("text", "label"):
        record.text(name)
    kind, named, lists = _kind(record), record.names("options"), _lists(record, signs)
    for each in named:
        if each not in options:
            raise record.error(f"the option {each!r} has no text; write it under `options`")
    shown = {*named, *(sign for each in lists for sign in each.signs)}
    if kind in CHOSEN and not shown:
        raise record.error(f"a {kind} needs `options` or `signs`")
    if kind in WRITTEN and shown:
        raise record.error(f"a {kind} has no `options` or `signs`; is it a choice?")
    if kind is QuestionKind.CONSENT and CONSENTS not in named:
        raise record.error(f"a consent needs the option {CONSENTS!r}")
    question = Question(
        record.text("id"),
        kind,
        tuple(options[each] for each in named),
        lists,
        _most(record, kind),
        record.flag("own_words", default=False),
        record.names("says"),
        _urgency(record, shown),
        read_conditions(record, "only_if"),
        read_conditions(record, "unless"),
    )
    record.finish()
    return question


def _kind(record: Record) -> QuestionKind:
    kind = record.text("kind")
    if kind not in set(QuestionKind):
        raise record.error(f"the kind {kind!r} is none of {', '.join(QuestionKind)}")
    return QuestionKind(kind)


def _lists(record: Record, signs: Mapping[str, Sign]) -> tuple[ShownSigns, ...]:
    found: list[ShownSigns] = []
    for each in record.records("signs"):
        if found and found[-1].when is None:
            raise each.error(
                "the list before it is always shown, and this one never; the one without `when` comes last"
            )
        named, has_when = each.names("show"), "when" in each.keys()  # noqa: SIM118 - a Record is no mapping
        for sign in named:
            if sign not in signs:
                raise each.error(f"there is no sign {sign!r} in signs.yml")
        found.append(ShownSigns(named, read_condition(each.record("when")) if has_when else None))
        each.finish("when")
    return tuple(found)


def _most(record: Record, kind: QuestionKind) -> int:
    most = record.optional_number("most")
    if kind is not QuestionKind.CHOICES:
        if most is not None:
            raise record.error(f"a {kind} has no `most`")
        return 1
    if most is None or most < 1:
        raise record.error("choices need `most`, how many of them may be chosen")
    return most


def _urgency(record: Record, shown: set[str]) -> Mapping[str, Urgency]:
    answers = record.record("urgency")
    for each in answers.keys():  # noqa: SIM118
        if each not in shown:
            raise answers.error(f"the question has no answer {each!r}")
    return {each: read_urgency(answers, each) for each in answers.keys()}  # noqa: SIM118
