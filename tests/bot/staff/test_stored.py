"""What somebody finds who has the store and not the key: nothing that can be read, and no id that logs in."""

import pytest
from redis import Redis

from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.entry import Action
from bot.staff.failures import NotAllowed
from bot.staff.logins import Logins
from tests.bot.staff.person import PASSWORD, Rosa

pytestmark = pytest.mark.redis


def everything(server: Redis) -> bytes:
    """Give all keys, fields and values of the store."""
    found: list[bytes] = []
    for key in server.keys("*"):
        kind = server.type(key)
        found.append(key)
        if kind == b"hash":
            found += [each for pair in server.hgetall(key).items() for each in pair]
        elif kind == b"list":
            found += server.lrange(key, 0, -1)  # type: ignore[arg-type]
        else:
            found.append(server.get(key))  # type: ignore[arg-type]
    return b"\n".join(found)


async def test_nothing_readable_stands_in_any_key_or_value(
    rosa: Rosa, accounts: Accounts, logins: Logins, audit: AuditLog, server: Redis
) -> None:
    new = await logins.begin(await rosa.enter(client="198.51.100.0/24"))
    await logins.lock((await logins.begin(await accounts.get("rosa"))).id)  # type: ignore[arg-type]
    await audit.append("rosa", Action.REVEAL_ASKED, "ticket77", "reason:danger")
    with pytest.raises(NotAllowed):
        await rosa.enter(password="green lamps typed wrong", client="198.51.100.0/24")
    stored = everything(server)
    kinds = (b"q:{staff}:accounts", b"q:{staff}:login:", b"q:{staff}:tries:", b"q:{staff}:audit")
    assert all(kind in stored for kind in kinds)
    assert all(key.startswith(b"q:{staff}:") for key in server.keys("*"))
    secrets = (
        *("rosa", "Rosa", "worker", "languages", "disabled", "stamp", "argon2", "locked", "begun"),
        *(rosa.secret, *rosa.recovery_codes, PASSWORD, new.id, new.csrf, "198.51.100", "lamps"),
        *("reveal", "ticket77", "danger"),
    )
    assert [secret for secret in secrets if secret.encode() in stored] == []


async def test_nothing_secret_stands_in_what_is_printed_of_an_object(
    rosa: Rosa, accounts: Accounts, logins: Logins
) -> None:
    handed = await accounts.reset("rosa")
    new = await logins.begin(await rosa.enter(password=handed.password, code=handed.recovery_codes[0]))
    login = await logins.find(new.id)
    printed = f"{handed!r} {new!r} {login!r}"
    secrets = (handed.password, handed.secret, handed.uri, *handed.recovery_codes, new.id, new.csrf, "Rosa")
    assert [secret for secret in secrets if secret in printed] == []
