"""Makes of a report what is passed on. Decides what stays with the office: who told it, and how staff worked on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.knowledge.catalogs import country_name, language_name
from bot.knowledge.intake import Intake, QuestionKind
from bot.knowledge.interview import signs_found, standing
from bot.knowledge.parts import IDENTITY, parts_asked
from bot.referral.document import (
    Fact,
    FoundSign,
    Included,
    ReferralDocument,
    ReferredFile,
    ReferredPlace,
    Said,
    Titled,
    reference,
)
from bot.reports.completeness import completeness
from bot.reports.report import Answer, Author, Report

DANGER, WHERE = "danger", "where"
ADDED = "added"
UNKNOWN_LANGUAGE = "und"
"""As ISO 639 writes it."""


class Say(Protocol):
    """Gives a text of the catalogs in the document's language, its {names} filled in."""

    def __call__(self, key: str, /, **values: str) -> str:
        """Give the text of a key."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """From whom a document comes: the office's name, the document's language, its texts, and the office's zone."""

    office: str
    language: str
    say: Say
    zone: ZoneInfo


def referral_document(
    report: Report, intake: Intake, letterhead: Letterhead, made_at: float, included: Included
) -> ReferralDocument:
    """Give what is passed on of a report that was sent, as the worker chose; `made_at` in seconds since the epoch."""
    return _Referring(report, intake, letterhead, included).document(made_at)


@dataclass(frozen=True, slots=True)
class _Referring:
    report: Report
    intake: Intake
    letterhead: Letterhead
    included: Included

    def document(self, made_at: float) -> ReferralDocument:
        report, say = self.report, self.letterhead.say
        answers = tuple(standing(self.intake, report.path, report.answers))
        said = (*self._said(answers), *self._added())
        urgency = report.urgency.name.lower()
        return ReferralDocument(
            reference=reference(report.id),
            office=self.letterhead.office,
            language=self.letterhead.language,
            zone=self.letterhead.zone,
            made_at=made_at,
            received_at=report.sent_at,
            reporter=Titled(report.path, say(f"desk.referral.reporter.{report.path}")),
            country=self._country(),
            urgency=Titled(urgency, say(f"desk.referral.urgency.{urgency}")),
            danger=self._danger(answers),
            answers_back=report.asks_back,
            place=self._place(answers),
            facts=tuple(self._facts(answers)),
            signs=self._signs(),
            said=said if self.included.words else (),
            missing=self._missing(),
            evidence=self._evidence() if self.included.evidence else (),
            withheld=self._withheld(said),
            identity=tuple(self._quotes(answers, IDENTITY)) if self.included.identity else (),
        )

    def _country(self) -> Titled | None:
        iso2 = self.report.country
        return Titled(iso2, country_name(iso2, self.letterhead.language)) if iso2 else None

    def _danger(self, answers: Iterable[Answer]) -> Titled | None:
        chosen = (choice for each in answers if each.question == DANGER for choice in each.choices)
        return next((Titled(each, self.letterhead.say(f"desk.referral.danger.{each}")) for each in chosen), None)

    def _facts(self, answers: Iterable[Answer]) -> Iterable[Fact]:
        """Give what was chosen; signs, danger and who reports stand elsewhere."""
        for each in answers:
            if each.question in (DANGER, *IDENTITY):
                continue
            question = self.intake.questions[each.question]
            options = {option.id: option.key for option in question.options}
            chosen = tuple(Titled(name, self.letterhead.say(options[name])) for name in each.choices if name in options)
            if chosen and question.kind is not QuestionKind.CONSENT:
                yield Fact(self._label(each.question), chosen)

    def _signs(self) -> tuple[FoundSign, ...]:
        found = signs_found(self.intake, self.report.path, self.report.answers)
        return tuple(FoundSign(each.id, self.letterhead.say(each.key), tuple(each.elements)) for each in found)

    def _place(self, answers: Sequence[Answer]) -> ReferredPlace:
        words, place = next(iter(self._quotes(answers, (WHERE,))), None), self.report.place
        return ReferredPlace(words, place.latitude, place.longitude) if place else ReferredPlace(words)

    def _said(self, answers: Sequence[Answer]) -> Iterable[Said]:
        return self._quotes(answers, [each.question for each in answers if each.question not in (WHERE, *IDENTITY)])

    def _quotes(self, answers: Sequence[Answer], questions: Sequence[str]) -> Iterable[Said]:
        for each in answers:
            if each.question in questions and each.text.strip():
                yield Said(self._label(each.question), each.text, self._language(self.report.language))

    def _added(self) -> Iterable[Said]:
        question = Titled(ADDED, self.letterhead.say("desk.referral.added"))
        for each in self.report.followups:
            if each.author is Author.REPORTER:
                yield Said(question, each.text, self._language(each.language or self.report.language), each.sent_at)

    def _missing(self) -> tuple[Titled, ...]:
        parts = parts_asked(self.intake, self.report)
        return tuple(self._label(each) for each in completeness(self.report, parts).missing)

    def _evidence(self) -> tuple[ReferredFile, ...]:
        """List the files under numbers of our own: a provider's id of a file leads to who sent it."""
        return tuple(
            ReferredFile(f"{reference(self.report.id)}-{at}", each.kind, each.media_type, each.size, each.sent_at)
            for at, each in enumerate(self.report.evidence, 1)
        )

    def _withheld(self, said: Sequence[Said]) -> tuple[str, ...]:
        words = ("words",) if said and not self.included.words else ()
        return (*words, *(("evidence",) if self.report.evidence and not self.included.evidence else ()))

    def _label(self, question: str) -> Titled:
        return Titled(question, self.letterhead.say(self.intake.questions[question].label_key))

    def _language(self, code: str) -> Titled:
        known = code or UNKNOWN_LANGUAGE
        return Titled(known, language_name(known, self.letterhead.language))
