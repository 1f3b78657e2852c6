"""What a Redis or Valkey server says of itself: release, persistence, memory."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

from bot.storage.server import client

SECONDS = 3.0
CONFIG = ("save", "appendonly", "appendfsync", "maxmemory", "maxmemory-policy", "slowlog-log-slower-than")
WRONG_PASSWORD = "username-password"  # noqa: S105 - the words of an error
"""The client has no error of its own for a server's refusal of both."""
SECTIONS = ("server", "memory", "persistence", "replication")


@dataclass(frozen=True, slots=True)
class Store:
    """A store as seen; `answers` is why it does not, empty where it does. `config` is empty where it may not be read.

    `run_id` tells two servers apart.
    """

    role: str
    error: str = ""
    config: Mapping[str, str] = field(default_factory=dict)
    info: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Give the release of Valkey, or of Redis."""
        return str(self.info.get("valkey_version") or self.info.get("redis_version") or "")

    @property
    def run_id(self) -> str:
        """Give what no two servers share."""
        return str(self.info.get("run_id") or "")


async def see_store(role: str, url: str) -> Store:
    """Ask a store; nothing of what it holds is read, and it never raises."""
    redis = client(url, seconds=SECONDS, connections=1)
    try:
        async with asyncio.timeout(SECONDS):
            await redis.ping()
            info = await redis.info(*SECTIONS)
            config = await redis.config_get(*CONFIG)
            return Store(role, "", {str(name): str(value) for name, value in config.items()}, info)
    except NoPermissionError:
        return Store(role)
    except (RedisError, OSError, TimeoutError) as error:
        # Their texts may hold the address, and with it a password: none of them is passed on.
        wrong = isinstance(error, AuthenticationError) or WRONG_PASSWORD in str(error)
        return Store(role, "refuses the password of its address" if wrong else "does not answer")
    finally:
        await redis.aclose()
