"""`amparo staff`: accounts are made and changed from the terminal, and what they are entered with is printed once."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyotp import TOTP
from redis import Redis

from bot.cli import main
from bot.cli.stores import announce_tickets_store
from bot.settings import SETTINGS
from bot.staff.failures import NotAllowed
from bot.staff.worker import Worker
from bot.wiring.desk import wire_staff
from bot.wiring.keys import new_key

pytestmark = pytest.mark.redis
KEY = new_key()


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[CliRunner]:
    with contextlib.chdir(tmp_path):
        Path(".env").touch()
        yield CliRunner()


def environment(tickets_url: str, key: str = KEY) -> dict[str, str | None]:
    unset: dict[str, str | None] = dict.fromkeys((each.name for each in SETTINGS), None)
    data = str(Path.cwd() / "data")
    return {**unset, "AMPARO_TICKETS_URL": tickets_url, "AMPARO_DATA": data, "AMPARO_MASTER_KEY": key}


def amparo(runner: CliRunner, tickets_url: str, *arguments: str, key: str = KEY) -> Result:
    return runner.invoke(main, arguments, env=environment(tickets_url, key))


def done(runner: CliRunner, tickets_url: str, *arguments: str) -> str:
    result = amparo(runner, tickets_url, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(runner: CliRunner, tickets_url: str, *arguments: str, key: str = KEY) -> str:
    result = amparo(runner, tickets_url, *arguments, key=key)
    assert result.exit_code == 2, result.output
    assert result.output.count("\n") == 1
    return result.output


def entered(tickets_url: str, name: str, printed: str, *, recovery: bool = False) -> Worker:
    """Log in with what was printed, as the desk would."""
    from bot.settings import read_settings  # noqa: PLC0415

    async def logged_in() -> Worker:
        set_ = {key: value for key, value in environment(tickets_url).items() if value}
        staff = wire_staff(read_settings(set_))
        password = re.search(r"the first login: (\S+)", printed)
        secret = re.search(r"Secret: ([A-Z2-7]{32})\n", printed)
        assert password is not None
        assert secret is not None
        code = recovery_codes(printed)[0] if recovery else TOTP(secret[1]).generate_otp(int(time.time() // 30))
        try:
            return await staff.accounts.authenticate(name, password[1], code)
        finally:
            await staff.close()

    return asyncio.run(logged_in())


def recovery_codes(printed: str) -> list[str]:
    return re.findall(r"^  ([a-z2-9]{5}-[a-z2-9]{5})$", printed, re.MULTILINE)


ADD = ("staff", "add", "rosa", "--role", "worker", "--language", "en", "--language", "es")


def test_what_is_printed_for_a_new_account_lets_in(runner: CliRunner, empty_tickets_url: str) -> None:
    printed = done(runner, empty_tickets_url, *ADD, "--shown-name", "Rosa M.", "--most-chats", "5")
    assert len(recovery_codes(printed)) == 10
    assert sum("█" in line for line in printed.split("\n")) > 15, "the code to scan"
    worker = entered(empty_tickets_url, "rosa", printed)
    assert (worker.shown_name, worker.languages, worker.most_chats) == ("Rosa M.", ("en", "es"), 5)
    assert worker.password_temporary


def test_the_list_shows_who_is_there_and_no_secret(runner: CliRunner, empty_tickets_url: str) -> None:
    assert "There are no accounts" in done(runner, empty_tickets_url, "staff", "list")
    printed = done(runner, empty_tickets_url, *ADD)
    done(runner, empty_tickets_url, "staff", "add", "alma", "--role", "editor", "--role", "administrator")
    done(runner, empty_tickets_url, "staff", "disable", "alma")
    shown = done(runner, empty_tickets_url, "staff", "list")
    assert re.search(r"^rosa +rosa +worker +en, es +3 +temporary password *$", shown, re.MULTILINE)
    assert re.search(r"^alma +alma +administrator, editor +3 +disabled *$", shown, re.MULTILINE)
    listed = done(runner, empty_tickets_url, "staff", "list", "--json")
    assert [each["name"] for each in json.loads(listed)] == ["alma", "rosa"]
    secret = re.search(r"Secret: (\S+)", printed)
    assert secret is not None
    assert not [each for each in (secret[1], *recovery_codes(printed), "argon2") if each in shown + listed]


def test_an_account_is_changed(runner: CliRunner, empty_tickets_url: str) -> None:
    done(runner, empty_tickets_url, *ADD)
    change = ("staff", "change", "rosa")
    assert done(runner, empty_tickets_url, *change, "--role", "supervisor", "--language", "ar") == "rosa is changed\n"
    (rosa,) = json.loads(done(runner, empty_tickets_url, "staff", "list", "--json"))
    assert (rosa["roles"], rosa["languages"], rosa["most_chats"]) == (["supervisor"], ["ar"], 3)


def test_a_reset_prints_anew_and_ends_what_was_printed(runner: CliRunner, empty_tickets_url: str) -> None:
    first = done(runner, empty_tickets_url, *ADD)
    second = done(runner, empty_tickets_url, "staff", "reset", "rosa")
    with pytest.raises(NotAllowed):
        entered(empty_tickets_url, "rosa", first, recovery=True)
    assert entered(empty_tickets_url, "rosa", second, recovery=True).name == "rosa"


def test_disable_and_enable(runner: CliRunner, empty_tickets_url: str) -> None:
    printed = done(runner, empty_tickets_url, *ADD)
    assert "logged out everywhere" in done(runner, empty_tickets_url, "staff", "disable", "rosa")
    with pytest.raises(NotAllowed):
        entered(empty_tickets_url, "rosa", printed)
    assert done(runner, empty_tickets_url, "staff", "enable", "rosa") == "rosa is enabled\n"
    assert entered(empty_tickets_url, "rosa", printed).name == "rosa"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "Rosa", "--role", "worker", "--language", "en"), "the name must have 2 to 32"),
        (("add", "ivan", "--role", "worker"), "the languages must be codes such as en, es or ar"),
        (("add", "ivan", "--role", "worker", "--language", "engl"), "--language 'engl' is no language"),
        (("add", "ivan", "--role", "worker", "--role", "administrator", "--language", "en"), "make two accounts"),
        (("add", "rosa", "--role", "editor"), "there is an account of this name; take another"),
        (("change", "rosa"), "nothing is to be changed; give --role"),
        (("change", "rosa", "--role", "administrator", "--role", "worker"), "make two accounts"),
        (("change", "nobody", "--role", "editor"), "there is no account of this name; see `amparo staff list`"),
        (("reset", "nobody"), "there is no account of this name"),
        (("disable", "nobody"), "there is no account of this name"),
        (("enable", "\udcff"), "there is no account of this name"),
    ],
)
def test_a_refusal_names_the_mend_and_leaves_no_trace_in_the_log(
    runner: CliRunner, empty_tickets_url: str, arguments: tuple[str, ...], told: str
) -> None:
    done(runner, empty_tickets_url, *ADD)
    output = refused(runner, empty_tickets_url, "staff", *arguments)
    assert output.startswith("amparo: ")
    assert told in output
    assert done(runner, empty_tickets_url, "audit", "verify").startswith("1 entries")


def test_without_a_store(runner: CliRunner, tmp_path: Path, empty_tickets_url: str) -> None:
    assert "AMPARO_TICKETS_URL is not set" in refused(runner, "", *ADD)
    (tmp_path / "data").mkdir(exist_ok=True)
    announce_tickets_store(tmp_path / "data", empty_tickets_url)
    assert "is ready" in done(runner, "", *ADD)
    gone = f"unix://{tmp_path}/nobody.sock"
    for command in (ADD, ("staff", "list"), ("staff", "reset", "rosa")):
        assert "the tickets store does not answer; start it" in refused(runner, gone, *command)


def test_another_master_key_is_told(runner: CliRunner, empty_tickets_url: str) -> None:
    done(runner, empty_tickets_url, *ADD)
    output = refused(runner, empty_tickets_url, "staff", "list", key=new_key())
    assert output == "amparo: the records of staff were written under another AMPARO_MASTER_KEY; set that one\n"
    output = refused(runner, empty_tickets_url, "staff", "add", "alma", "--role", "editor", key=new_key())
    assert "the audit log takes no entry, so nothing was done" in output
    assert [each["name"] for each in json.loads(done(runner, empty_tickets_url, "staff", "list", "--json"))] == ["rosa"]


def test_a_store_that_refuses_is_told(runner: CliRunner, empty_tickets_url: str) -> None:
    with Redis.from_url(empty_tickets_url) as server:
        server.acl_setuser("narrow", enabled=True, passwords=["+pw"], keys=["other:*"], commands=["+@all"])
        try:
            narrow = empty_tickets_url.replace("unix://", "unix://narrow:pw@")
            assert "the tickets store refuses; let the account use EVAL" in refused(runner, narrow, "staff", "list")
        finally:
            server.acl_deluser("narrow")


def test_an_account_needs_no_more_than_its_documented_rights(runner: CliRunner, empty_tickets_url: str) -> None:
    commands = ["+get", "+set", "+del", "+hget", "+hset", "+hgetall", "+hincrby", "+lrange", "+llen", "+rpush"]
    commands += ["+eval", "+multi", "+exec", "+expire", "+hello", "+auth", "+ping", "+client"]
    with Redis.from_url(empty_tickets_url) as server:
        server.acl_setuser("desk", enabled=True, passwords=["+pw"], keys=["q:*"], commands=commands)
        try:
            narrow = empty_tickets_url.replace("unix://", "unix://desk:pw@")
            printed = done(runner, narrow, *ADD)
            assert entered(narrow, "rosa", printed).name == "rosa"
            assert "all as they were written" in done(runner, narrow, "audit", "verify")
            assert "rosa" in done(runner, narrow, "staff", "list")
        finally:
            server.acl_deluser("desk")
