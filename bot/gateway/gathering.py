"""Fetches pictures and voice notes that belong to a report, and has them made anew; nothing else is ever fetched."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from bot.conversation.reporting.bookmark import takes_files
from bot.conversation.reporting.files import MOST_SENT_BYTES
from bot.conversation.reporting.heard import Gathered
from bot.evidence.cleaning import PICTURE, EvidenceRefused, Refusal
from bot.evidence.room import CleaningRoom, CleaningUnavailable
from bot.gateway.counts import Counts
from bot.gateway.event import person_of
from bot.reports.bounds import MOST_FILES
from bot.reports.report import Evidence, EvidenceKind
from bot.sessions.store import SessionStore
from channels.attachment import AttachmentFile, AttachmentKind
from channels.channel import Channel, MessageReceived
from channels.fetching import FetchError, FetchTooLarge

GATHER_SECONDS = 9.0
"""For all files of a message; who waits longer is asked to send it again."""
REFUSALS = {
    Refusal.OTHER_TYPE: "wrong_type",
    Refusal.TOO_LARGE: "too_big",
    Refusal.TOO_LONG: "too_big",
    Refusal.UNREADABLE: "unreadable",
}
SILENT = (AttachmentKind.LOCATION,)
"""What came along and is no file."""


class Gathers(Protocol):
    """What fetches files for a report."""

    async def gathered(self, event: MessageReceived) -> tuple[Gathered, ...]:
        """Fetch what came along, where the person is in a report. Raises SessionsUnavailable."""


class NoFiles:
    """For a gateway that takes no files."""

    async def gathered(self, event: MessageReceived) -> tuple[Gathered, ...]:
        """Fetch nothing."""
        del event
        return ()


@dataclass(frozen=True, slots=True)
class Gathering:
    """Fetches and cleans, before it is the person's turn: who writes meanwhile need not wait for a file."""

    sessions: SessionStore = field(repr=False)
    channels: Mapping[str, Channel] = field(repr=False)
    room: CleaningRoom
    counts: Counts = field(repr=False)

    async def gathered(self, event: MessageReceived) -> tuple[Gathered, ...]:
        """Fetch what came along, where the person is in a report. Raises SessionsUnavailable."""
        if not event.files and all(each in SILENT for each in event.attachments):
            return ()
        session = await self.sessions.load(person_of(event))
        if session is None or session.held or not takes_files(session):
            return ()
        if not event.files:
            return (Gathered(refusal="wrong_type"),)
        until = asyncio.get_running_loop().time() + GATHER_SECONDS
        channel = self.channels[event.address.channel]
        found = [await self._gathered(channel, each, until) for each in event.files[:MOST_FILES]]
        more = (Gathered(refusal="too_many"),) if len(event.files) > MOST_FILES else ()
        return (*found, *more)

    async def _gathered(self, channel: Channel, file: AttachmentFile, until: float) -> Gathered:
        try:
            async with asyncio.timeout_at(until):
                cleaned = await self.room.clean(await channel.download(file, MOST_SENT_BYTES))
                await channel.discard(file)
        except EvidenceRefused as refusal:
            self.counts.add("file_refused", channel.name, type(refusal).__name__)
            return Gathered(refusal=REFUSALS[refusal.reason])
        except FetchTooLarge:
            return Gathered(refusal="too_big")
        except (FetchError, CleaningUnavailable, TimeoutError) as error:
            self.counts.add("file_failed", channel.name, type(error).__name__)
            return Gathered(refusal="failed")
        kind = EvidenceKind.IMAGE if cleaned.media_type == PICTURE else EvidenceKind.AUDIO
        # A provider's id leads to who sent it, and staff's pages name files by theirs.
        evidence = Evidence(sha256(file.id.encode()).hexdigest()[:32], kind, cleaned.media_type, len(cleaned.content))
        return Gathered(evidence, cleaned.content)
