"""`amparo audit`: an operator sees whether the log is whole, and what stands in it."""

import json
import re

import pytest
from click.testing import CliRunner
from redis import Redis

from bot.staff.audit import ENTRIES, HEAD
from tests.bot.cli.test_staff import ADD, amparo, done, refused, runner

__all__ = ["runner"]
pytestmark = pytest.mark.redis


@pytest.fixture
def url(runner: CliRunner, empty_tickets_url: str) -> str:
    """Give a store with four acts in its log."""
    done(runner, empty_tickets_url, *ADD)
    done(runner, empty_tickets_url, "staff", "change", "rosa", "--role", "supervisor", "--role", "editor")
    done(runner, empty_tickets_url, "staff", "reset", "rosa")
    done(runner, empty_tickets_url, "staff", "disable", "rosa")
    return empty_tickets_url


def head(runner: CliRunner, url: str) -> str:
    found = re.fullmatch(
        r"4 entries, all as they were written\nhead: ([0-9a-f]{64})\n", done(runner, url, "audit", "verify")
    )
    assert found is not None
    return found[1]


def test_a_whole_log(runner: CliRunner, url: str) -> None:
    printed = head(runner, url)
    assert done(runner, url, "audit", "verify", "--head", printed.upper()).startswith("4 entries")
    shown = json.loads(done(runner, url, "audit", "verify", "--json", "--head", printed))
    assert shown == {"entries": 4, "head": printed, "breakage": None, "sequence": 0}


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda server: server.lset(ENTRIES, 1, b"x" * 200), "entry 2 was changed"),
        (lambda server: server.lrem(ENTRIES, 1, server.lindex(ENTRIES, 1)), "entry 2 is missing"),
        (lambda server: server.rpush(ENTRIES, server.lpop(ENTRIES)), "entry 1 stands in another place"),
        (lambda server: server.rpop(ENTRIES), "the log is cut off: entry 4 and what followed are gone"),
        (lambda server: server.delete(HEAD), "the record of the last entry does not fit the log"),
        (lambda server: server.delete(ENTRIES, HEAD), "the head that was given is not in the log"),
    ],
    ids=["changed", "missing", "reordered", "cut off", "head", "all gone"],
)
def test_what_was_done_to_it_is_told(runner: CliRunner, url: str, harm, told: str) -> None:
    printed = head(runner, url)
    with Redis.from_url(url) as server:
        harm(server)
    result = amparo(runner, url, "audit", "verify", "--head", printed)
    assert result.exit_code == 1
    assert told in result.output
    as_json = amparo(runner, url, "audit", "verify", "--json", "--head", printed)
    assert as_json.exit_code == 1
    assert json.loads(as_json.output)["breakage"]


def test_entries_are_shown(runner: CliRunner, url: str) -> None:
    lines = done(runner, url, "audit", "show").split("\n")
    assert re.fullmatch(r"1 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\(console\) +staff_added +rosa:worker *", lines[1])
    assert "staff_changed" in lines[2]
    assert "rosa:supervisor:editor" in lines[2]
    last = done(runner, url, "audit", "show", "--last", "1", "--json")
    entry = json.loads(last)
    assert (entry["sequence"], entry["actor"], entry["action"], entry["detail"]) == (
        4, "(console)", "staff_disabled", "rosa",
    )  # fmt: skip
    assert done(runner, url, "audit", "show", "--ticket", "t1", "--json") == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("verify", "--head", "abc"), "--head must be the 64 letters and digits"),
        (("show", "--ticket", "+34 600"), "--ticket must be a ticket's id"),
    ],
)
def test_a_wrong_argument(runner: CliRunner, url: str, arguments: tuple[str, ...], told: str) -> None:
    assert told in refused(runner, url, "audit", *arguments)


def test_a_store_that_does_not_answer(runner: CliRunner) -> None:
    for command in ("verify", "show"):
        assert "the tickets store does not answer" in refused(runner, "unix:///nowhere/tickets.sock", "audit", command)
