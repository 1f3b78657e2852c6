"""Lays a document out: what stands on the page, in which order, as data for `page.typ`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import regex
from babel.dates import format_datetime
from babel.units import format_unit

from bot.knowledge.catalogs import right_to_left
from bot.knowledge.intake import Element
from bot.referral.document import FoundSign, ReferralDocument, Said, Titled
from bot.referral.letters import plain, runs
from bot.referral.notice import notices
from bot.referral.referring import UNKNOWN_LANGUAGE, Say

FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Ethiopic",
    "Noto Sans Thai",
    "Noto Sans Bengali",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
)
RIGHT_TO_LEFT = r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}]"
KILOBYTE = 1000
# A line breaks by itself behind these, and in scripts without spaces at the ends of words.
_BREAKS = r"\s/?\-\p{Thai}\p{Khmer}\p{Myanmar}"
_TOO_WIDE = regex.compile(rf"([^{_BREAKS}]{{32}}\p{{M}}*)(?=[^{_BREAKS}])")

_Part = dict[str, Any]


def page(document: ReferralDocument, say: Say) -> Mapping[str, Any]:
    """Give what stands on the page, as JSON can hold it."""
    return _Page(document, say).whole()


@dataclass(frozen=True, slots=True)
class _Page:
    document: ReferralDocument
    say: Say

    def whole(self) -> _Part:
        made = datetime.fromtimestamp(self.document.made_at, UTC)
        return {
            "title": self._label("title"),
            "language": _language(self.document.language),
            "rtl": right_to_left(self.document.language),
            "rtl-letters": RIGHT_TO_LEFT,
            "fonts": FAMILIES,
            "made": {
                "year": made.year,
                "month": made.month,
                "day": made.day,
                "hour": made.hour,
                "minute": made.minute,
                "second": made.second,
            },
            "reference": self.document.reference,
            "labels": {each: self._label(each) for each in ("confidential", "reference", "page")},
            "notices": notices(self.document, self.say),
            "glance": list(self._glance()),
            "sections": list(self._sections()),
        }

    def _glance(self) -> Iterator[_Part]:
        document = self.document
        yield self._row("urgency", document.urgency.title, strong=True)
        yield self._row("danger", document.danger.title if document.danger else self._label("unsaid"), strong=True)
        yield {**_row(self._label("reference"), document.reference), "kind": "plain"}
        yield self._row("office", document.office)
        yield self._row("made", self._time(document.made_at))
        yield self._row("received", self._time(document.received_at))
        yield self._row("reporter", document.reporter.title)
        for each in document.identity:
            yield {"label": each.question.title, "kind": "words", "words": _words(each)}
        yield self._row("answers_back", self._label(f"answers_back.{'yes' if document.answers_back else 'no'}"))

    def _sections(self) -> Iterator[_Part]:
        document = self.document
        yield {"title": self._label("place"), "rows": list(self._place())}
        yield {"title": self._label("signs"), "notes": [self._label("signs.about")], "parts": list(self._signs())}
        if document.facts:
            rows = [_row(each.question.title, ", ".join(one.title for one in each.choices)) for each in document.facts]
            yield {"title": self._label("facts"), "notes": [self._label("facts.about")], "rows": rows}
        if document.said:
            yield {"title": self._label("words"), "parts": list(self._said())}
        yield {"title": self._label("missing"), "items": _titles(document.missing) or [self._label("missing.none")]}
        if document.evidence:
            yield {"title": self._label("evidence"), "notes": [self._label("evidence.held")], "table": self._evidence()}
        if document.withheld:
            yield {
                "title": self._label("withheld"),
                "items": [self._label(f"withheld.{each}") for each in document.withheld],
            }
        if self._coded():
            yield {"title": self._label("codes"), "notes": [self._label("codes.about")]}

    def _place(self) -> Iterator[_Part]:
        place = self.document.place
        if self.document.country:
            yield self._row("place.country", self.document.country.title)
        if place.words:
            yield {"label": self._label("place.words"), "kind": "words", "words": _words(place.words)}
        if place.latitude is not None and place.longitude is not None:
            yield {
                **_row(self._label("place.location"), f"{place.latitude:.2f}, {place.longitude:.2f}"),
                "kind": "plain",
                "note": self._label("place.rounded"),
            }
        elif not place.words:
            yield self._row("place.location", self._label("unsaid"))

    def _signs(self) -> Iterator[_Part]:
        signs = self.document.signs
        groups = [(str(each), [sign for sign in signs if each in sign.elements]) for each in Element]
        groups.append(("none", [sign for sign in signs if not sign.elements]))
        for element, found in groups:
            if found:
                yield {"title": self._label(f"element.{element}"), "items": _titles(found)}
        if not signs:
            yield {"title": self._label("signs.none")}

    def _said(self) -> Iterator[_Part]:
        for each in self.document.said:
            notes = [self.say("desk.referral.words.language", language=plain(each.language.title))]
            if each.at:
                notes.insert(0, self._time(each.at))
            yield {"title": each.question.title, "notes": notes, "words": _words(each)}

    def _evidence(self) -> _Part:
        names = ("number", "kind", "size", "sent")
        rows = [
            (each.id, self._label(f"evidence.{each.kind}"), self._size(each.size), self._utc(each.at))
            for each in self.document.evidence
        ]
        return {"head": [self._label(f"evidence.{each}") for each in names], "rows": rows}

    def _coded(self) -> bool:
        said = (*self.document.said, *self.document.identity, self.document.place.words)
        return any(run.code for each in said if each for run in runs(each.text))

    def _time(self, at: float) -> str:
        zone = self.document.zone
        if zone.key == "UTC":
            return self._utc(at)
        local = {"local": self._written(at, zone), "zone": zone.key}
        return self.say("desk.referral.time.zone", utc=self._written(at, UTC), **local)

    def _utc(self, at: float) -> str:
        return self.say("desk.referral.time", utc=self._written(at, UTC))

    def _written(self, at: float, zone: tzinfo) -> str:
        moment = datetime.fromtimestamp(at, UTC).astimezone(zone)
        return format_datetime(moment, "d MMM y HH:mm", tzinfo=zone, locale=self.document.language)

    def _size(self, size: int) -> str:
        return str(
            format_unit(max(1, round(size / KILOBYTE)), "digital-kilobyte", "short", locale=self.document.language)
        )

    def _row(self, key: str, text: str, *, strong: bool = False) -> _Part:
        return {**_row(self._label(key), text), "kind": "strong" if strong else "text"}

    def _label(self, key: str) -> str:
        return self.say(f"desk.referral.{key}")


def _row(label: str, text: str) -> _Part:
    return {"label": label, "kind": "text", "text": plain(text)}


def _titles(titled: Sequence[Titled | FoundSign]) -> list[str]:
    return [each.title for each in titled]


def _words(said: Said) -> _Part:
    """Give what somebody wrote by its lines, each of runs; an empty line is none."""
    lines: list[list[_Part]] = [[]]
    for run in runs(said.text):
        if run.code:
            lines[-1].append({"code": run.code})
            continue
        first, *others = run.text.split("\n")
        lines[-1].extend(_parts(first))
        lines.extend(list(_parts(each)) for each in others)
    return {"lines": [line for line in lines if line], "language": _language(said.language.id)}


def _parts(text: str) -> Iterator[_Part]:
    """Give a line with places at which a word that is wider than the page may break."""
    if text:
        yield {"parts": [part for part in _TOO_WIDE.split(text) if part]}


def _language(code: str) -> str:
    """Give a language as ISO 639 has it, which is all that the page's engine takes."""
    name = code.partition("-")[0].lower()
    return name if name.isascii() and name.isalpha() and len(name) in (2, 3) else UNKNOWN_LANGUAGE
