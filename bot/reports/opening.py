"""Opens a report as it stands in the store, and names the places to which its encrypted parts are bound."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.reports import content
from bot.reports.report import Report, ReportState, Urgency
from bot.reports.scripts import place
from bot.reports.store import Address
from bot.storage.encryption import Cipher, Seal, Unreadable


@dataclass(frozen=True, slots=True)
class Parts:
    """A report's parts as the server gives them: its fields, follow-ups, referrals, and what is known of its files."""

    fields: Mapping[bytes, bytes] = field(repr=False)
    followups: Sequence[bytes] = field(repr=False)
    referrals: Sequence[bytes] = field(repr=False)
    files: Mapping[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report, what opens its content, and where the reporter may be written to, still encrypted."""

    report: Report = field(repr=False)
    cipher: Cipher = field(repr=False)
    address: bytes = field(repr=False)


def opened(seal: Seal, report_id: str, parts: Parts) -> Kept | None:
    """Open a report; None where there is none, or where it is of another master key and waits for the mend."""
    if not parts.fields:
        return None
    try:
        cipher = Cipher(seal.open(parts.fields[b"key"], place("r", report_id)))
        return Kept(_report(cipher, report_id, parts), cipher, parts.fields[b"address"])
    except Unreadable:
        return None


def opened_address(kept: Kept) -> Address | None:
    """Give where a reporter may be written to, None where they may not."""
    if not kept.address:
        return None
    channel, value, sender = json.loads(kept.cipher.open(kept.address, place("address", kept.report.id)))
    return channel, value, sender


def sealed_address(cipher: Cipher, report_id: str, address: Address) -> bytes:
    """Encrypt where a reporter may be written to."""
    return cipher.close(json.dumps(address).encode(), place("address", report_id))


def told_place(report_id: str) -> str:
    """Name the place of what the reporter told."""
    return place("told", report_id)


def followup_place(report_id: str) -> str:
    """Name the place of follow-ups."""
    return place("followup", report_id)


def referral_place(report_id: str) -> str:
    """Name the place of referrals."""
    return place("referral", report_id)


def status_place(report_id: str) -> str:
    """Name the place of the status text."""
    return place("status", report_id)


def file_place(report_id: str) -> str:
    """Name the place of what is known of files."""
    return place("file", report_id)


def piece_place(report_id: str, file_id: str, number: int) -> str:
    """Name the place of a piece of a file."""
    return place("piece", report_id, file_id, str(number))


def _report(cipher: Cipher, report_id: str, parts: Parts) -> Report:
    def plain(sealed: Sequence[bytes], bound_to: str) -> Sequence[bytes]:
        return [cipher.open(each, bound_to) for each in sealed]

    fields = parts.fields
    evidence = map(content.evidence_from_bytes, plain(list(parts.files.values()), file_place(report_id)))
    status = fields[b"status"]
    return replace(
        content.told_from_bytes(cipher.open(fields[b"content"], told_place(report_id))),
        id=report_id,
        state=ReportState(fields[b"state"].decode()),
        urgency=Urgency(int(fields[b"urgency"])),
        worker=fields[b"worker"].decode(),
        asks_back=bool(fields[b"address"]),
        evidence=tuple(sorted(evidence, key=lambda each: (each.sent_at, each.id))),
        followups=tuple(map(content.followup_from_bytes, plain(parts.followups, followup_place(report_id)))),
        referrals=tuple(map(content.referral_from_bytes, plain(parts.referrals, referral_place(report_id)))),
        status_text=cipher.open(status, status_place(report_id)).decode() if status else "",
        **_times(fields),
    )


def _times(fields: Mapping[bytes, bytes]) -> Mapping[str, Any]:
    return {each: float(fields[each.encode()]) for each in ("created_at", "sent_at", "changed_at", "erase_at")}
