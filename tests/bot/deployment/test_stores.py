"""The two stores against real servers: each must be what its role promises, and each fault has its mend."""

from collections.abc import Iterator

import pytest
from redis import Redis

from bot.deployment.checks.store import separate_findings, store_findings
from bot.deployment.facts.store import Store, see_store
from bot.deployment.finding import Finding, Verdict

pytestmark = pytest.mark.redis


@pytest.fixture
def tickets(empty_tickets_url: str) -> Iterator[Redis]:
    """Give a client of the store, whose settings are put back."""
    names = ("maxmemory-policy", "maxmemory", "appendfsync", "slowlog-log-slower-than")
    with Redis.from_url(empty_tickets_url) as client:
        before = client.config_get(*names)
        yield client
        for name, value in before.items():
            client.config_set(name, value)
        client.acl_deluser("doctor")


async def found(role: str, url: str) -> dict[str, Finding]:
    return {each.check: each for each in store_findings(await see_store(role, url))}


async def test_stores_that_are_as_they_must_be(empty_sessions_url: str, empty_tickets_url: str) -> None:
    for role, url in (("sessions", empty_sessions_url), ("tickets", empty_tickets_url)):
        verdicts = {each.verdict for each in (await found(role, url)).values()}
        assert verdicts == {Verdict.OK}, role


async def test_stores_in_each_other_s_place(empty_sessions_url: str, empty_tickets_url: str) -> None:
    for role, url in (("tickets", empty_sessions_url), ("sessions", empty_tickets_url)):
        finding = (await found(role, url))[f"{role} store, persistence"]
        assert finding.verdict is Verdict.MEND
        assert finding.mend.startswith("start it with")


async def test_one_server_for_both(empty_sessions_url: str, empty_tickets_url: str) -> None:
    sessions, tickets = await see_store("sessions", empty_sessions_url), await see_store("tickets", empty_tickets_url)
    assert not [*separate_findings(sessions, tickets)]
    assert [each.verdict for each in separate_findings(sessions, sessions)] == [Verdict.MEND]


@pytest.mark.parametrize(
    ("name", "value", "check", "verdict"),
    [
        ("maxmemory-policy", "allkeys-lru", "tickets store, memory", Verdict.MEND),
        ("maxmemory", "0", "tickets store, memory", Verdict.LOOK),
        ("appendfsync", "everysec", "tickets store, persistence", Verdict.MEND),
        ("slowlog-log-slower-than", "10000", "tickets store, slow log", Verdict.LOOK),
    ],
)
async def test_a_setting_that_is_wrong(  # noqa: PLR0913, PLR0917 - the columns of the table
    tickets: Redis, empty_tickets_url: str, name: str, value: str, check: str, verdict: Verdict
) -> None:
    tickets.config_set(name, value)
    finding = (await found("tickets", empty_tickets_url))[check]
    assert finding.verdict is verdict
    assert finding.mend


async def test_an_account_that_may_not_look(tickets: Redis, empty_tickets_url: str) -> None:
    tickets.acl_setuser("doctor", enabled=True, passwords=["+s3cret"], keys=["q:*"], commands=["+ping"])
    url = empty_tickets_url.replace("unix://", "unix://doctor:s3cret@")
    (finding,) = store_findings(await see_store("tickets", url))
    assert finding.verdict is Verdict.MEND
    assert "+config|get +info" in finding.mend


async def test_a_wrong_password_is_told_from_a_server_that_is_gone(tickets: Redis, empty_tickets_url: str) -> None:
    tickets.acl_setuser("doctor", enabled=True, passwords=["+s3cret"])
    wrong = await see_store("tickets", empty_tickets_url.replace("unix://", "unix://doctor:wr0ng@"))
    assert wrong.error == "refuses the password of its address"
    gone = await see_store("tickets", "redis://:wr0ng@127.0.0.1:1")
    assert gone.error == "does not answer"
    for store in (wrong, gone):
        (finding,) = store_findings(store)
        assert finding.verdict is Verdict.MEND
        assert "wr0ng" not in repr(finding)


@pytest.mark.parametrize(
    ("info", "check"),
    [
        ({"redis_version": "6.2.14"}, "tickets store, release"),
        ({"aof_last_write_status": "err"}, "tickets store, file"),
    ],
)
def test_what_a_healthy_server_does_not_show(info: dict[str, str], check: str) -> None:
    config = {"appendonly": "yes", "appendfsync": "always", "maxmemory": "1000", "maxmemory-policy": "noeviction"}
    store = Store("tickets", "", config, {"redis_version": "7.2.4", "used_memory": 1, **info})
    assert [each.check for each in store_findings(store) if each.verdict is Verdict.MEND] == [check]


def test_a_store_that_is_nearly_full() -> None:
    config = {"appendonly": "yes", "appendfsync": "always", "maxmemory": "1000", "maxmemory-policy": "noeviction"}
    store = Store("tickets", "", config, {"redis_version": "7.2.4", "used_memory": 850})
    memory = next(each for each in store_findings(store) if each.check == "tickets store, memory")
    assert (memory.verdict, memory.found) == (Verdict.LOOK, "85% of 0 MB used")
