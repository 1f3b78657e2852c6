"""Whether a Redis or Valkey server keeps what it holds: one of our stores must not, the other must."""

from collections.abc import Mapping
from typing import Any

FORGETS = 'start it with `save ""` and `appendonly no`, without replicas'
REMEMBERS = "start it with `appendonly yes` and `appendfsync always`"
SILENT = "it does not say whether it persists"
ALLOW = "let the account of the gateway use CONFIG GET and INFO (ACL: +config|get +info)"


def why_it_remembers(config: Mapping[Any, Any], replication: Mapping[str, object]) -> str:
    """Say why a server is no sessions store and how to mend it; empty where it forgets.

    `config` is what `CONFIG GET` gives for save and appendonly, `replication` that section of `INFO`.
    """
    if not config.keys() >= {"save", "appendonly"} or not replication.keys() >= {"role", "connected_slaves"}:
        return f"{SILENT}; {ALLOW}"
    if config["save"]:
        reason = f"it writes snapshots to disk (save {config['save']})"
    elif config["appendonly"] != "no":
        reason = "it writes an append-only file"
    elif replication["role"] != "master":
        reason = "it copies another server"
    elif int(str(replication["connected_slaves"])) > 0:
        reason = "another server copies it"
    else:
        return ""
    return f"{reason}; {FORGETS}"


def why_it_forgets(config: Mapping[Any, Any]) -> str:
    """Say why a server is no tickets store and how to mend it; empty where every write reaches its disk."""
    if config.get("appendonly") != "yes":
        reason = "it keeps no append-only file"
    elif config.get("appendfsync") != "always":
        reason = f"it may lose what it has just taken (appendfsync {config.get('appendfsync')})"
    else:
        return ""
    return f"{reason}; {REMEMBERS}"
