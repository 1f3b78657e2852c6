"""Files are fetched inside a report only, and whatever is wrong with one is said by its kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog

from bot.conversation.reporting.bookmark import At, Bookmark
from bot.evidence.room import CleaningRoom
from bot.gateway.counts import Counts
from bot.gateway.gathering import Gathering
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.session import Session
from channels.attachment import AttachmentFile, AttachmentKind
from channels.channel import Address, Channel, MessageReceived
from channels.fetching import FetchRefused, FetchTooLarge, FetchUnavailable
from tests.bot.evidence.pictures import drawn, is_bare, written

NOW = 1_800_000_000.0
PICTURE = written(drawn((64, 48)), "PNG")


@dataclass
class Files(Channel):
    """A provider of our own contract that gives these contents in turn, or fails by these errors."""

    name: str = "telegram"  # type: ignore[misc]
    gives: list[Any] = field(default_factory=list)
    asked: int = 0
    discarded: list[str] = field(default_factory=list)

    async def download(self, file: AttachmentFile, most_bytes: int) -> bytes:
        assert file.id
        assert most_bytes > 0
        self.asked += 1
        given = self.gives.pop(0)
        if isinstance(given, Exception):
            raise given
        assert isinstance(given, bytes)
        return given

    async def discard(self, file: AttachmentFile) -> bool:
        self.discarded.append(file.id)
        return True


def message(files: int, kinds: Sequence[AttachmentKind] = (AttachmentKind.IMAGE,)) -> MessageReceived:
    found = tuple(AttachmentFile(AttachmentKind.IMAGE, f"file-{each}") for each in range(files))
    return MessageReceived(Address("telegram", "1"), "e", message_id="m", attachments=tuple(kinds), files=found)


async def gathering(provider: Files, at: At | None, *, held: bool = False) -> Gathering:
    sessions = OneProcessSessions(lambda: NOW, idle_seconds=1800, maximum_seconds=86400)
    report = Bookmark(at, question="known").text if at is not None else ""
    await sessions.save("telegram:1", Session(NOW, NOW, report=report, held=held))
    return Gathering(sessions, {"telegram": provider}, CleaningRoom(), Counts(structlog.get_logger()))


@pytest.mark.parametrize(("at", "held"), [(None, False), (At.PAUSED, False), (At.PATH, False), (At.ASKED, True)])
async def test_outside_a_report_nothing_is_fetched(at: At | None, held: bool) -> None:  # noqa: FBT001
    provider = Files()
    assert await (await gathering(provider, at, held=held)).gathered(message(1)) == ()
    assert provider.asked == 0


async def test_a_file_is_made_anew_under_a_name_that_leads_to_nobody_and_discarded() -> None:
    provider = Files(gives=[PICTURE])
    (found,) = await (await gathering(provider, At.ASKED)).gathered(message(1))
    assert is_bare(found.content)
    assert found.evidence is not None
    assert "file-0" not in found.evidence.id
    assert found.evidence.size == len(found.content)
    assert provider.discarded == ["file-0"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (FetchTooLarge(), "too_big"),
        (FetchRefused("gone"), "failed"),
        (FetchUnavailable("500"), "failed"),
        (b"%PDF-1.7", "wrong_type"),
        (PICTURE[:60], "unreadable"),
    ],
)
async def test_what_is_wrong_is_said_by_its_kind(given: object, refusal: str) -> None:
    provider = Files(gives=[given])
    (found,) = await (await gathering(provider, At.ADD)).gathered(message(1))
    assert (found.evidence, found.refusal) == (None, refusal)
    assert provider.discarded == []


async def test_a_film_is_of_the_wrong_type_and_a_place_is_no_file() -> None:
    there = await gathering(Files(), At.ASKED)
    (film,) = await there.gathered(message(0, [AttachmentKind.VIDEO]))
    assert film.refusal == "wrong_type"
    assert await there.gathered(message(0, [AttachmentKind.LOCATION])) == ()


async def test_of_too_many_files_the_first_are_taken() -> None:
    provider = Files(gives=[FetchRefused("gone")] * 9)
    found = await (await gathering(provider, At.ASKED)).gathered(message(9))
    assert [each.refusal for each in found] == ["failed"] * 6 + ["too_many"]
    assert provider.asked == 6
