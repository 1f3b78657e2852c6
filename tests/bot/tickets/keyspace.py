"""Looks at the keys themselves: what stands in queues, loads, links and indexes, and whatever else is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.tickets.scripts import PREFIX
from bot.tickets.ticket import Ticket, TicketState

PARTS = ("t", "m", "s", "d", "o")
"""What a ticket has of its own."""
FOR_A_TIME = ("event", "provider", "early")
WITHOUT_PEOPLE = ("changes", "counts", "waits")
INDEXES = ("all", "erase", "doomed", "ready", "names", "owed")


@dataclass(frozen=True)
class Keyspace:
    """All that the store holds at one moment, by the names behind the prefix."""

    queues: Mapping[str, Mapping[str, float]]
    loads: Mapping[str, set[str]]
    links: Mapping[str, str]
    """A person's opaque name, and their ticket."""
    every: Mapping[str, float]
    past: Mapping[str, set[str]]
    """A person's opaque name, and their tickets that are over."""
    erasures: Mapping[str, float]
    doomed: Mapping[str, float]
    ready: set[str]
    names: set[str]
    outboxes: Mapping[str, int]
    """How many messages wait to be sent, by ticket."""
    own: Mapping[str, set[str]]
    """The tickets that have something, by part."""
    for_ever: set[str] = field(default_factory=set)
    """Keys that should go by themselves and do not, and keys that nobody knows."""


def read_keyspace(redis: Any) -> Keyspace:
    keys = sorted(key.decode().removeprefix(PREFIX) for key in redis.scan_iter())

    def named(kind: str) -> list[str]:
        return [each.removeprefix(f"{kind}:") for each in keys if each.startswith(f"{kind}:")]

    def scores(key: str) -> dict[str, float]:
        return {each.decode(): score for each, score in redis.zrange(PREFIX + key, 0, -1, withscores=True)}

    def members(key: str) -> set[str]:
        return {each.decode() for each in redis.smembers(PREFIX + key)}

    own = {part: set(named(part)) for part in PARTS}
    known = {"w", "load", "person", "past", *PARTS, *FOR_A_TIME, *WITHOUT_PEOPLE, *INDEXES}
    odd = {each for each in keys if each.split(":")[0] not in known}
    stays = {each for each in keys if each.split(":")[0] in FOR_A_TIME and redis.ttl(PREFIX + each) <= 0}
    return Keyspace(
        queues={each: scores(f"w:{each}") for each in named("w")},
        loads={each: members(f"load:{each}") for each in named("load")},
        links={each: (redis.get(f"{PREFIX}person:{each}") or b"").decode() for each in named("person")},
        every=scores("all"),
        past={each: members(f"past:{each}") for each in named("past")},
        erasures=scores("erase"),
        doomed=scores("doomed"),
        ready=set(scores("ready")),
        names=members("names"),
        outboxes={each: redis.llen(f"{PREFIX}o:{each}") for each in own["o"]},
        own=own,
        for_ever=odd | stays,
    )


def queues_of(tickets: Mapping[str, Ticket]) -> dict[str, dict[str, float]]:
    """Say in which queues tickets should stand, and since when."""
    queues: dict[str, dict[str, float]] = {}
    for each in tickets.values():
        if each.state is TicketState.WAITING:
            queue = f"{each.role or '-'}:{int(each.risk)}"
            for name in (queue, f"{queue}:{each.language}"):
                queues.setdefault(name, {})[each.id] = each.waiting_since
    return queues


def loads_of(tickets: Mapping[str, Ticket]) -> dict[str, set[str]]:
    """Say whom each worker should hold."""
    loads: dict[str, set[str]] = {}
    for each in tickets.values():
        if each.held:
            loads.setdefault(each.worker, set()).add(each.id)
    return loads
