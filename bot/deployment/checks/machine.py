"""Whether the machine keeps secrets in memory and to itself, and has room."""

from collections.abc import Iterator

from bot.deployment.facts.machine import Machine, SecretFile
from bot.deployment.finding import Finding, fine, look, must

GIGABYTE = 2**30
LEAST_FREE, LITTLE_FREE = GIGABYTE // 4, 2 * GIGABYTE
"""The tickets store writes its file anew beside the old one."""
READ_BY_OTHERS, READ_BY_GROUP = 0o007, 0o070


def machine_findings(machine: Machine) -> Iterator[Finding]:
    """Judge a machine."""
    if machine.keys_error:
        found, _, mend = machine.keys_error.partition(". ")
        yield must("keys of chats", found, mend or "set AMPARO_KEYS to a folder on tmpfs")
    else:
        yield fine("keys of chats", f"in memory, in {machine.keys}")
        if machine.swap:
            found, _, mend = machine.swap.partition(": ")
            yield look("swap", found, mend)
        else:
            yield fine("swap", "reaches no key")
    yield _cores(machine.cores)
    yield _disk(machine.free, machine.size)
    yield from _files(machine.files)


def _cores(pattern: str) -> Finding:
    # Our processes forbid it for themselves; the stores, the proxy and others of this machine do not.
    if pattern.startswith("|"):
        program = pattern[1:].split(maxsplit=1)[0].rpartition("/")[2] if pattern[1:].strip() else "a program"
        mend = "let it keep none (systemd-coredump: Storage=none), for the stores and the proxy"
        return look("core dumps", f"go to {program}", mend)
    return fine("core dumps", "none of ours")


def _disk(free: int, size: int) -> Finding:
    check, found = "disk", f"{free / GIGABYTE:.1f} of {size / GIGABYTE:.1f} GB free"
    mend = "free some, or give the data folder a larger disk: a full one stops the tickets store"
    if free < LEAST_FREE:
        return must(check, found, mend)
    return look(check, found, mend) if free < LITTLE_FREE else fine(check, found)


def _files(files: tuple[SecretFile, ...]) -> Iterator[Finding]:
    open_ones = [each for each in files if each.mode & (READ_BY_OTHERS | READ_BY_GROUP)]
    for file in open_ones:
        who = "everybody" if file.mode & READ_BY_OTHERS else "its group"
        check, found = f"file {file.path}", f"may be read by {who} on this machine ({file.mode:04o})"
        if file.given:
            # Docker and Compose hand secrets in as 0444; in a container with one user that shows them to nobody else.
            yield look(check, found, "mount it with mode 0400 for the service's own user, where you can")
        elif file.mode & READ_BY_OTHERS:
            yield must(check, found, f"run `chmod go= {file.path}`")
        else:
            yield look(check, found, f"run `chmod go= {file.path}`, unless that group is the service's own")
    if files and not open_ones:
        yield fine("files of secrets", f"{len(files)}, for their owner only")
