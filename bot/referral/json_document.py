"""Writes what is passed on as JSON, for other programs: `schema.json` and docs/referral.md say what stands in it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.language.inert import UNSEEN
from bot.referral.document import PRECISION_METRES, Fact, ReferralDocument, ReferredFile, ReferredPlace, Said, Titled
from bot.referral.notice import notices
from bot.referral.referring import Say

SCHEMA = "amparo-referral/1"
SCHEMA_FILE = Path(__file__).resolve().parent / "schema.json"
"""What every document holds to (JSON Schema 2020-12)."""
_BMP = 0x10000

_Object = dict[str, Any]


def json_document(document: ReferralDocument, say: Say) -> bytes:
    """Give a document as JSON in UTF-8 (RFC 8259), with the notices of `say`."""
    return _inert(json.dumps(_whole(document, say), ensure_ascii=False, indent=2)).encode() + b"\n"


def _whole(document: ReferralDocument, say: Say) -> _Object:
    return {
        "schema": SCHEMA,
        "reference": document.reference,
        "office": document.office,
        "language": document.language,
        "zone": document.zone.key,
        "made_at": _time(document.made_at),
        "received_at": _time(document.received_at),
        "notices": notices(document, say),
        "reporter": _titled(document.reporter),
        "country": _titled(document.country),
        "urgency": _titled(document.urgency),
        "danger": _titled(document.danger),
        "answers_back": document.answers_back,
        "place": _place(document.place),
        "facts": [_fact(each) for each in document.facts],
        "signs": [{"id": each.id, "title": each.title, "elements": list(each.elements)} for each in document.signs],
        "said": _quotes(document.said),
        "missing": [_titled(each) for each in document.missing],
        "evidence": [_file(each) for each in document.evidence],
        "withheld": list(document.withheld),
        "identity": _quotes(document.identity),
    }


def _place(place: ReferredPlace) -> _Object:
    location = {"latitude": place.latitude, "longitude": place.longitude, "precision_metres": PRECISION_METRES}
    return {
        "words": _quote(place.words) if place.words else None,
        "location": None if place.latitude is None else location,
    }


def _fact(fact: Fact) -> _Object:
    return {"question": _titled(fact.question), "choices": [_titled(each) for each in fact.choices]}


def _file(file: ReferredFile) -> _Object:
    kept = {"id": file.id, "kind": str(file.kind), "media_type": file.media_type, "size": file.size}
    return {**kept, "sent_at": _time(file.at)}


def _quotes(said: Iterable[Said]) -> list[_Object]:
    return [_quote(each) for each in said]


def _quote(said: Said) -> _Object:
    return {
        "question": _titled(said.question),
        "text": said.text,
        "language": _titled(said.language),
        "said_at": _time(said.at) if said.at else None,
    }


def _titled(titled: Titled | None) -> _Object | None:
    return {"id": str(titled.id), "title": titled.title} if titled else None


def _time(at: float) -> str:
    """Write a time to the second (RFC 3339)."""
    return datetime.fromtimestamp(int(at), UTC).isoformat().replace("+00:00", "Z")


def _inert(written: str) -> str:
    """Write letters that cannot be seen by their numbers, so that nothing acts on who looks at the file."""
    return UNSEEN.sub(lambda found: "".join(_escape(each) for each in found.group()), written)


def _escape(letter: str) -> str:
    code = ord(letter)
    if code < _BMP:
        return f"\\u{code:04x}"
    # JSON names a letter beyond the first plane by two halves (RFC 8259, section 7).
    code -= _BMP
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
