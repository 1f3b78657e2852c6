"""Reads content files strictly: what a person edits by hand must fail at the line, not somewhere later."""

from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 20


class ContentError(Exception):
    """A content file that cannot be used; the text names the file, the line where known, and the mend."""

    def __init__(self, path: Path, problem: str, line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {problem}")


# libyaml reads ten times as fast as PyYAML, and every command waits for the content; nodes are put together in Python,
# where they can be refused.
class _StrictLoader(Composer, yaml.CSafeLoader):
    """Refuses what YAML allows and editors never mean: aliases, duplicate keys, yes/no as booleans, deep nesting."""

    depth = 0

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise self._refused("aliases are not allowed; write the value out")
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise self._refused("nested too deep")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refused(self, problem: str) -> yaml.MarkedYAMLError:
        event: Any = self.peek_event()
        return yaml.MarkedYAMLError(None, None, problem, event.start_mark)

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # such as the date 2026-13-01
            raise yaml.MarkedYAMLError(None, None, f"cannot be read: {error}", node.start_mark) from None

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.MarkedYAMLError(None, None, "a key must be a word", key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


# YAML 1.1 reads `no` as False, which is also the code of a language and of a country.
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def compose(path: Path) -> yaml.Node | None:
    """Read a content file as YAML nodes, which know their lines. Raises ContentError."""
    try:
        return yaml.compose(_text(path), Loader=_StrictLoader)
    except yaml.YAMLError as error:
        raise _located(path, error) from None


def read(path: Path) -> Any:
    """Read a content file as plain values. Raises ContentError."""
    try:
        return yaml.load(_text(path), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader, made stricter
    except yaml.YAMLError as error:
        raise _located(path, error) from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(path, f"cannot be read: {error.strerror}") from None
    if len(data) > MAXIMUM_BYTES:
        raise ContentError(path, f"is larger than {MAXIMUM_BYTES} bytes; split it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(path, "is not UTF-8; save it as UTF-8", data[: error.start].count(b"\n") + 1) from None


def _located(path: Path, error: yaml.YAMLError) -> ContentError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is not YAML"
    return ContentError(path, str(problem), mark.line + 1 if mark else None)
