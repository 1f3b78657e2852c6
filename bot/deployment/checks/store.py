"""Whether a store is what its role promises: one forgets, the other never does, and neither throws anything out."""

from collections.abc import Iterator

from bot.deployment.facts.store import Store
from bot.deployment.finding import Finding, fine, look, must
from bot.storage.persistence import ALLOW, why_it_forgets, why_it_remembers

SESSIONS, TICKETS = "sessions", "tickets"
SETTINGS = {SESSIONS: "AMPARO_SESSIONS_URL", TICKETS: "AMPARO_TICKETS_URL"}
LEAST_RELEASE = 7
MUCH = 0.8
"""The part of its memory that a store may use before somebody should look."""
NO_SLOW_LOG = "-1"


def store_findings(store: Store) -> Iterator[Finding]:
    """Judge one store."""
    check = f"{store.role} store"
    if store.error:
        yield must(check, store.error, f"start it, or mend {SETTINGS[store.role]}")
        return
    if not store.config:
        yield must(check, "does not say how it is set", ALLOW)
        return
    yield _release(check, store.version)
    yield _persistence(check, store)
    yield _memory(check, store)
    if store.config.get("slowlog-log-slower-than") != NO_SLOW_LOG:
        mend = "set slowlog-log-slower-than to -1: it keeps what commands carry"
        yield look(f"{check}, slow log", "is on", mend)
    if store.role == TICKETS and store.info.get("aof_last_write_status", "ok") != "ok":
        yield must(f"{check}, file", "its last write failed", "free its disk, and look at its log")


def separate_findings(sessions: Store, tickets: Store) -> Iterator[Finding]:
    """Judge whether the two stores are two."""
    if sessions.run_id and sessions.run_id == tickets.run_id:
        mend = "give each a server of its own: one must forget what the other must keep"
        yield must("stores", "are one and the same server", mend)


def _release(check: str, version: str) -> Finding:
    major = version.partition(".")[0]
    if major.isdecimal() and int(major) >= LEAST_RELEASE:
        return fine(f"{check}, release", version)
    return must(f"{check}, release", version or "unknown", "take Valkey, or Redis 7 or later")


def _persistence(check: str, store: Store) -> Finding:
    check = f"{check}, persistence"
    why = why_it_remembers(store.config, store.info) if store.role == SESSIONS else why_it_forgets(store.config)
    if why:
        found, _, mend = why.partition("; ")
        return must(check, found, mend)
    return fine(check, "forgets" if store.role == SESSIONS else "every write reaches its disk (appendfsync always)")


def _memory(check: str, store: Store) -> Finding:
    check, policy = f"{check}, memory", store.config.get("maxmemory-policy", "")
    most, used = int(store.config.get("maxmemory") or 0), int(store.info.get("used_memory") or 0)
    if policy != "noeviction":
        return must(check, f"throws out what it holds when full ({policy})", "set maxmemory-policy to noeviction")
    if not most:
        return look(check, "has no limit", "set maxmemory, so that the machine does not run out of memory")
    found = f"{used / most:.0%} of {most / 2**20:.0f} MB used"
    return (
        look(check, found, "set maxmemory higher, or find what fills it") if used > MUCH * most else fine(check, found)
    )
