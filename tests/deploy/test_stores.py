"""The stores' own files say what `amparo up` tells the stores that it starts, but for where they listen."""

import re

import pytest

from bot.cli.stores import SESSIONS, TICKETS
from bot.settings import PROJECT

HERE_ONLY = {"unixsocket", "unixsocketperm", "logfile"}
THERE_ONLY = {"bind", "protected-mode", "aclfile"}
PLACED = {"port", "dir"}
ROLES = [("sessions", SESSIONS), ("tickets", TICKETS)]


def directives(text: str) -> dict[str, str]:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


def deployed(role: str) -> dict[str, str]:
    return directives((PROJECT / "deploy" / f"valkey-{role}.conf").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("role", "configuration"), ROLES)
def test_a_store_promises_the_same_in_a_container(role, configuration):
    here, there = directives(configuration), deployed(role)
    promised = {name: value for name, value in here.items() if name not in HERE_ONLY | PLACED}
    assert {name: value for name, value in there.items() if name not in THERE_ONLY | PLACED} == promised


@pytest.mark.parametrize("role", ["sessions", "tickets"])
def test_a_store_knows_its_accounts_from_its_secret(role):
    assert deployed(role)["aclfile"] == f"/run/secrets/{role}_users"


def test_the_example_persistence_is_the_opposite_in_each():
    assert (deployed("sessions")["appendonly"], deployed("sessions")["save"]) == ("no", '""')
    assert (deployed("tickets")["appendonly"], deployed("tickets")["appendfsync"]) == ("yes", "always")


@pytest.mark.parametrize("role", ["sessions", "tickets"])
def test_a_password_is_kept_as_a_hash_only(made_secrets, role):
    users = (made_secrets / f"{role}_users").read_text(encoding="utf-8")
    url = (made_secrets / f"amparo_{role}_url").read_text(encoding="utf-8")
    password = re.search(r":([\w-]{40,})@", url)
    assert password[1] not in users
    assert "user default off" in users
