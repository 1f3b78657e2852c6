"""`amparo erasures`: an operator sees how much waits and how much fails, and nothing else."""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.stores import announce_tickets_store
from bot.erasure.job import BUSY_SECONDS, Erasing, Erasure
from bot.erasure.queue import ErasureQueue
from bot.settings import SETTINGS
from bot.storage.encryption import Seal
from channels.channel import Address

pytestmark = pytest.mark.redis
CHAT = "771300001"
SID = "SM" + "ab12" * 8
HOURS_LATE = 40


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[CliRunner]:
    with contextlib.chdir(tmp_path):
        Path(".env").touch()
        yield CliRunner()


def erasures(runner: CliRunner, *arguments: str, tickets_url: str = "", data: Path | None = None) -> Result:
    unset = dict.fromkeys((each.name for each in SETTINGS), None)
    environment = {**unset, "AMPARO_TICKETS_URL": tickets_url, "AMPARO_DATA": str(data or Path.cwd() / "data")}
    return runner.invoke(main, ["erasures", *arguments], env=environment)


def waiting(url: str, *due: float) -> None:
    """Put a job into the queue for each time, in seconds from now."""

    async def added() -> None:
        queue = ErasureQueue(url, Seal(bytes(32), "erasures"), time.time)
        for number, seconds in enumerate(due):
            chat = Erasure(Erasing.DELETE, Address("telegram", CHAT), (SID,))
            await queue.add(f"job{number}", chat, time.time() + seconds)
        await queue.close()

    asyncio.run(added())


def test_nothing_waits(runner: CliRunner, empty_tickets_url: str) -> None:
    result = erasures(runner, tickets_url=empty_tickets_url)
    assert result.exit_code == 0, result.output
    assert result.output.count(" 0 ") + result.output.count("\n0 ") == 4
    assert "Nothing waits." in result.output


def test_what_waits_is_shown(runner: CliRunner, empty_tickets_url: str) -> None:
    waiting(empty_tickets_url, 1800, 900, -3 * 3600)
    result = erasures(runner, tickets_url=empty_tickets_url)
    assert result.exit_code == 0, result.output
    assert "2     wait for their chat to end, or their time" in result.output
    assert "1     due, being erased" in result.output
    assert "The oldest has waited for 3:00:0" in result.output
    assert "Nothing waits." not in result.output


def test_what_fails_ends_with_1(runner: CliRunner, empty_tickets_url: str) -> None:
    waiting(empty_tickets_url, 1800, -BUSY_SECONDS - 5)
    result = erasures(runner, tickets_url=empty_tickets_url)
    assert result.exit_code == 1
    assert "1     of these for more than 36 hours" in result.output
    assert "1 day, 12:00:0" in result.output


def test_as_json(runner: CliRunner, empty_tickets_url: str) -> None:
    waiting(empty_tickets_url, 1800, -3600 * HOURS_LATE)
    result = erasures(runner, "--json", tickets_url=empty_tickets_url)
    assert result.exit_code == 1
    shown = json.loads(result.output)
    assert 3600 * HOURS_LATE <= shown.pop("oldest") < 3600 * HOURS_LATE + 600
    assert shown == {"open": 1, "due": 1, "retried": 0, "failing": 1}


def test_nothing_of_a_message_is_shown(runner: CliRunner, empty_tickets_url: str) -> None:
    waiting(empty_tickets_url, 1800, -3600)
    for arguments in ((), ("--json",)):
        shown = erasures(runner, *arguments, tickets_url=empty_tickets_url).output
        assert shown
        assert not [secret for secret in (CHAT, SID, "telegram", "job0", empty_tickets_url) if secret in shown]


def test_the_store_of_amparo_up_is_found(runner: CliRunner, empty_tickets_url: str, tmp_path: Path) -> None:
    waiting(empty_tickets_url, 1800)
    data = tmp_path / "data"
    data.mkdir()
    announce_tickets_store(data, empty_tickets_url)
    result = erasures(runner, "--json", data=data)
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["open"] == 1


def test_without_a_store(runner: CliRunner, tmp_path: Path) -> None:
    result = erasures(runner)
    assert result.exit_code == 2
    assert result.output.startswith("amparo: AMPARO_TICKETS_URL is not set")
    (tmp_path / "data").mkdir(exist_ok=True)
    announce_tickets_store(tmp_path / "data", f"unix://{tmp_path}/stopped.sock")
    assert erasures(runner).output.startswith("amparo: AMPARO_TICKETS_URL is not set"), "one that runs no more is none"


def test_a_store_that_does_not_answer(runner: CliRunner, tmp_path: Path) -> None:
    for arguments in ((), ("--json",)):
        result = erasures(runner, *arguments, tickets_url=f"unix://{tmp_path}/nobody.sock")
        assert result.exit_code == 2
        assert result.output == "amparo: the tickets store does not answer; start it, or mend AMPARO_TICKETS_URL\n"
