"""Writes the parts of a report as bytes and reads them; whoever keeps them encrypts them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.reports.report import Answer, Author, Evidence, EvidenceKind, Followup, IntakePath, Place, Referral, Report


def told_to_bytes(report: Report) -> bytes:
    """Write what the reporter's side says of a report; its urgency stands apart."""
    return _written(
        {
            "path": report.path,
            "language": report.language,
            "country": report.country,
            "answers": [asdict(each) for each in report.answers],
            "place": asdict(report.place) if report.place is not None else None,
        }
    )


def told_from_bytes(data: bytes) -> Report:
    """Read what the reporter's side says of a report."""
    values: dict[str, Any] = json.loads(data)
    return Report(
        path=IntakePath(values["path"]),
        language=values["language"],
        country=values["country"],
        answers=tuple(Answer(**{**each, "choices": tuple(each["choices"])}) for each in values["answers"]),
        place=Place(**values["place"]) if values["place"] is not None else None,
    )


def followup_to_bytes(followup: Followup) -> bytes:
    """Write a follow-up."""
    return _written(asdict(followup))


def followup_from_bytes(data: bytes) -> Followup:
    """Read a follow-up."""
    values: dict[str, Any] = json.loads(data)
    return Followup(**{**values, "author": Author(values["author"])})


def referral_to_bytes(referral: Referral) -> bytes:
    """Write a referral."""
    return _written(asdict(referral))


def referral_from_bytes(data: bytes) -> Referral:
    """Read a referral."""
    return Referral(**json.loads(data))


def evidence_to_bytes(evidence: Evidence) -> bytes:
    """Write what is known of a file."""
    return _written(asdict(evidence))


def evidence_from_bytes(data: bytes) -> Evidence:
    """Read what is known of a file."""
    values: dict[str, Any] = json.loads(data)
    return Evidence(**{**values, "kind": EvidenceKind(values["kind"])})


def _written(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
