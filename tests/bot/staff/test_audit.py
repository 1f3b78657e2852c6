"""The audit log: whatever is done to it in the store shows, and nothing is lost between those who write at once."""

import asyncio

import pytest
from redis import Redis

from bot.staff.audit import ENTRIES, HEAD, PAGE, AuditLog, AuditUnavailable, Breakage, Verdict
from bot.staff.entry import CONSOLE, GENESIS, UNKNOWN, Action
from bot.staff.store import StaffStore
from tests.bot.staff.conftest import KEY
from tests.bot.staff.person import Clock

pytestmark = pytest.mark.redis
TEN = 10


@pytest.fixture
async def ten(audit: AuditLog, clock: Clock) -> str:
    """Put ten entries into the log; give its head."""
    for number in range(TEN):
        clock.now += 1
        await audit.append("rosa", Action.VIEWED, f"t{number}")
    verdict = await audit.verify()
    assert (verdict.entries, verdict.breakage) == (TEN, None)
    return verdict.head


async def test_an_empty_log_is_whole(audit: AuditLog) -> None:
    assert await audit.verify() == Verdict(0, GENESIS)


async def test_the_head_of_an_empty_log_stands_before_every_entry(audit: AuditLog) -> None:
    printed = (await audit.verify()).head
    assert await broken(audit, printed) == (0, None, 0)
    await audit.append("rosa", Action.VIEWED, "t")
    assert await broken(audit, printed) == (1, None, 0)


async def test_an_entry_says_who_did_what_when_on_which_ticket(audit: AuditLog, clock: Clock) -> None:
    entry = await audit.append("rosa", Action.TRANSFERRED, "t1", "to:ivan")
    assert (entry.sequence, entry.at, entry.actor, entry.action) == (1, clock.now, "rosa", Action.TRANSFERRED)
    assert (entry.ticket, entry.detail, len(entry.digest)) == ("t1", "to:ivan", 64)
    assert await audit.read() == (entry,)
    assert await audit.verify(entry.digest) == Verdict(1, entry.digest)


@pytest.mark.parametrize("actor", [CONSOLE, UNKNOWN, "rosa"])
async def test_who_may_act(audit: AuditLog, actor: str) -> None:
    assert (await audit.append(actor, Action.LOGIN_FAILED)).actor == actor


@pytest.mark.parametrize(
    ("actor", "ticket", "detail"),
    [
        ("Rosa Maria", "", ""),
        ("(somebody)", "", ""),
        ("", "", ""),
        ("rosa", "+34 600 000 000", ""),
        ("rosa", "", "they took my passport"),
        ("rosa", "", "Help"),
        ("rosa", "", "x" * 129),
        ("rosa\n", "", ""),
    ],
)
async def test_nothing_that_anybody_said_fits_into_it(audit: AuditLog, actor: str, ticket: str, detail: str) -> None:
    with pytest.raises(ValueError, match="is no") as refusal:
        await audit.append(actor, Action.ANSWERED, ticket, detail)
    assert not [text for text in (actor, ticket, detail) if len(text) > 3 and text in str(refusal.value)]
    assert (await audit.verify()).entries == 0


async def test_fifty_at_once_from_two_processes_keep_the_chain_whole(
    audit: AuditLog, store: StaffStore, clock: Clock
) -> None:
    other = AuditLog(store, KEY, clock)
    await asyncio.gather(
        *((audit, other)[number % 2].append("rosa", Action.VIEWED, f"t{number}") for number in range(50))
    )
    verdict = await audit.verify()
    assert (verdict.entries, verdict.breakage) == (50, None)
    entries = await audit.read()
    assert [entry.sequence for entry in entries] == list(range(1, 51))
    assert {entry.ticket for entry in entries} == {f"t{number}" for number in range(50)}


async def broken(audit: AuditLog, head: str = "") -> tuple[int, Breakage | None, int]:
    verdict = await audit.verify(head)
    return verdict.entries, verdict.breakage, verdict.sequence


@pytest.mark.usefixtures("ten")
async def test_a_changed_entry_shows(audit: AuditLog, server: Redis) -> None:
    entry = bytearray(server.lindex(ENTRIES, 4))  # type: ignore[arg-type]
    entry[20] ^= 1
    server.lset(ENTRIES, 4, bytes(entry))
    assert await broken(audit) == (4, Breakage.CHANGED, 5)
    assert len(await audit.read()) == TEN - 1, "the others can be read still"


@pytest.mark.usefixtures("ten")
async def test_an_entry_of_another_log_shows(audit: AuditLog, server: Redis) -> None:
    kept = server.lrange(ENTRIES, 0, -1)
    server.delete(ENTRIES, HEAD)
    for number in range(TEN):
        await audit.append("rosa", Action.CLAIMED, f"t{number}")
    server.lset(ENTRIES, 4, kept[4])
    assert await broken(audit) == (4, Breakage.CHANGED, 5)


@pytest.mark.usefixtures("ten")
async def test_a_missing_entry_shows(audit: AuditLog, server: Redis) -> None:
    server.lrem(ENTRIES, 1, server.lindex(ENTRIES, 6))  # type: ignore[arg-type]
    assert await broken(audit) == (6, Breakage.MISSING, 7)


@pytest.mark.usefixtures("ten")
async def test_a_missing_first_entry_shows(audit: AuditLog, server: Redis) -> None:
    server.lpop(ENTRIES)
    assert await broken(audit) == (0, Breakage.MISSING, 1)


@pytest.mark.usefixtures("ten")
async def test_two_swapped_entries_show(audit: AuditLog, server: Redis) -> None:
    third, eighth = server.lindex(ENTRIES, 2), server.lindex(ENTRIES, 7)
    server.lset(ENTRIES, 2, eighth)  # type: ignore[arg-type]
    server.lset(ENTRIES, 7, third)  # type: ignore[arg-type]
    assert await broken(audit) == (2, Breakage.REORDERED, 3)


@pytest.mark.usefixtures("ten")
async def test_a_repeated_entry_shows(audit: AuditLog, server: Redis) -> None:
    server.lset(ENTRIES, 7, server.lindex(ENTRIES, 2))  # type: ignore[arg-type]
    assert await broken(audit) == (7, Breakage.REORDERED, 8)


@pytest.mark.usefixtures("ten")
async def test_a_cut_tail_shows(audit: AuditLog, server: Redis) -> None:
    server.rpop(ENTRIES, 3)
    assert await broken(audit) == (7, Breakage.CUT_OFF, 8)
    server.delete(ENTRIES)
    assert await broken(audit) == (0, Breakage.CUT_OFF, 1)


@pytest.mark.usefixtures("ten")
async def test_what_is_written_after_a_cut_does_not_heal_it(audit: AuditLog, server: Redis) -> None:
    server.rpop(ENTRIES, 3)
    for _ in range(3):
        await audit.append("rosa", Action.VIEWED, "t")
    assert await broken(audit) == (7, Breakage.MISSING, 8)


@pytest.mark.usefixtures("ten")
@pytest.mark.parametrize("record", [None, b"", b"x" * 100])
async def test_a_head_that_is_gone_or_changed_shows(audit: AuditLog, server: Redis, record: bytes | None) -> None:
    if record is None:
        server.delete(HEAD)
    else:
        server.set(HEAD, record)
    assert await broken(audit) == (TEN, Breakage.HEAD_WRONG, 1)


@pytest.mark.usefixtures("ten")
async def test_an_old_head_alone_shows(audit: AuditLog, server: Redis) -> None:
    old = server.get(HEAD)
    await audit.append("rosa", Action.VIEWED, "t")
    server.set(HEAD, old)  # type: ignore[arg-type]
    assert await broken(audit) == (TEN + 1, Breakage.HEAD_WRONG, TEN + 1)


async def test_a_store_put_back_as_it_was_shows_by_the_head_that_was_kept(
    audit: AuditLog, ten: str, server: Redis
) -> None:
    entries, head = server.lrange(ENTRIES, 0, -1), server.get(HEAD)
    printed = (await audit.append("rosa", Action.REVEALED, "t")).digest
    server.delete(ENTRIES)
    server.rpush(ENTRIES, *entries)
    server.set(HEAD, head)  # type: ignore[arg-type]
    assert await broken(audit) == (TEN, None, 0), "without the kept head nothing shows: the limit that is documented"
    assert await broken(audit, ten) == (TEN, None, 0)
    assert await broken(audit, printed) == (TEN, Breakage.HEAD_NOT_FOUND, TEN)


async def test_a_log_begun_anew_shows_by_the_head_that_was_kept(audit: AuditLog, ten: str, server: Redis) -> None:
    server.delete(ENTRIES, HEAD)
    await audit.append("rosa", Action.VIEWED, "t")
    assert await broken(audit, ten) == (1, Breakage.HEAD_NOT_FOUND, 1)


async def test_many_pages_are_walked(audit: AuditLog, server: Redis) -> None:
    for number in range(2 * PAGE + 3):
        await audit.append("rosa", Action.VIEWED, f"t{number % 7}")
    assert await broken(audit) == (2 * PAGE + 3, None, 0)
    assert [entry.sequence for entry in await audit.read(last=2)] == [2 * PAGE + 2, 2 * PAGE + 3]
    of_one = await audit.read(ticket="t3", last=2)
    assert [(entry.sequence, entry.ticket) for entry in of_one] == [(991, "t3"), (998, "t3")]
    server.lrem(ENTRIES, 1, server.lindex(ENTRIES, PAGE))  # type: ignore[arg-type]
    assert await broken(audit) == (PAGE, Breakage.MISSING, PAGE + 1)


async def test_what_cannot_be_put_on_record_is_refused(gone_store: StaffStore, clock: Clock) -> None:
    with pytest.raises(AuditUnavailable):
        await AuditLog(gone_store, KEY, clock).append("rosa", Action.VIEWED, "t")


@pytest.mark.usefixtures("ten")
async def test_another_key_writes_nothing_into_the_log(audit: AuditLog, store: StaffStore, clock: Clock) -> None:
    stranger = AuditLog(store, bytes(32), clock)
    with pytest.raises(AuditUnavailable):
        await stranger.append("rosa", Action.VIEWED, "t")
    assert await broken(audit) == (TEN, None, 0)
    assert await broken(stranger) == (0, Breakage.CHANGED, 1)


@pytest.mark.usefixtures("ten")
async def test_a_full_store_refuses(audit: AuditLog, server: Redis) -> None:
    before = server.config_get("maxmemory")["maxmemory"]
    server.config_set("maxmemory", 1)
    try:
        with pytest.raises(AuditUnavailable):
            await audit.append("rosa", Action.VIEWED, "t")
    finally:
        server.config_set("maxmemory", before)
    await audit.append("rosa", Action.VIEWED, "t")
    assert await broken(audit) == (TEN + 1, None, 0)
