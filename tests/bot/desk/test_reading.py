"""One reading for many pages."""

import asyncio

import pytest

from bot.desk.reading import Reading


class Source:
    """Something that takes a while to read, and counts how often it is."""

    def __init__(self) -> None:
        self.value, self.reads, self.running = 0, 0, 0
        self.free = asyncio.Event()
        self.free.set()

    async def read(self) -> int:
        self.reads += 1
        self.running += 1
        assert self.running == 1
        found = self.value
        await self.free.wait()
        self.running -= 1
        if found < 0:
            raise LookupError
        return found


async def test_all_that_ask_together_share_one_reading() -> None:
    source = Source()
    reading = Reading(source.read)
    assert await asyncio.gather(*(reading.get() for _ in range(50))) == [0] * 50
    assert source.reads == 1


async def test_who_asks_after_a_change_is_given_the_change() -> None:
    source = Source()
    reading = Reading(source.read)
    source.free.clear()
    early = asyncio.create_task(reading.get())
    await asyncio.sleep(0.01)
    source.value = 7
    late = [asyncio.create_task(reading.get()) for _ in range(50)]
    await asyncio.sleep(0.01)
    source.free.set()
    assert await early == 0
    assert await asyncio.gather(*late) == [7] * 50
    assert source.reads == 2


async def test_a_page_that_goes_takes_nothing_from_the_others() -> None:
    source = Source()
    reading = Reading(source.read)
    source.free.clear()
    gone, stays = asyncio.create_task(reading.get()), asyncio.create_task(reading.get())
    await asyncio.sleep(0.01)
    gone.cancel()
    source.free.set()
    assert await stays == 0


async def test_a_reading_that_fails_fails_for_who_asked_and_no_later_one() -> None:
    source = Source()
    reading = Reading(source.read)
    source.value = -1
    failed = await asyncio.gather(*(reading.get() for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in failed] == [LookupError] * 3
    source.value = 3
    assert await reading.get() == 3
    source.free.clear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reading.get(), 0.01)
    source.free.set()
    assert await reading.get() == 3
