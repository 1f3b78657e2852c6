"""docker-compose.yml as Docker reads it: with the operator's values in place."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from bot.settings import PROJECT

COMPOSE = PROJECT / "docker-compose.yml"
# The compose specification's interpolation: $$, ${NAME}, ${NAME:-default} and ${NAME:?error}.
_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Z_]+)(?::(?P<kind>[-?])(?P<other>[^}]*))?\})")


class Unset(Exception):  # noqa: N818 - a state of the environment
    """A value that the operator must give."""


def read(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Give the compose file with the values of an environment. Raises Unset."""
    compose: Mapping[str, Any] = _filled(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")), environment)
    return compose


def variables() -> set[str]:
    """Give the names that the operator's .env may set."""
    text = COMPOSE.read_text(encoding="utf-8")
    return {match["name"] for match in _VARIABLE.finditer(text) if match["name"]}


def _filled(node: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(each, environment) for each in node]
    return _VARIABLE.sub(lambda match: _value(match, environment), node) if isinstance(node, str) else node


def _value(match: re.Match[str], environment: Mapping[str, str]) -> str:
    if match["dollar"]:
        return "$"
    value = environment.get(match["name"], "")
    if not value and match["kind"] == "?":
        raise Unset(f"{match['name']}: {match['other']}")
    return value or match["other"] or ""
