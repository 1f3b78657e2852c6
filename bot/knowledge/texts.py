"""Every English text of the knowledge base under its key, with its place: what translators and checks go through."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge import content_file

TOPIC_FIELDS = ("title", "short", "full", "now")
ALWAYS_OPEN = "24/7"
BUTTON = "choice."
"""Begins the keys of the intake's `says.yml` that are a button and no sentence."""


@dataclass(frozen=True, slots=True)
class Text:
    """An English text, its key in the catalogs, and the line where it stands."""

    key: str
    english: str
    path: Path
    line: int


def texts(folder: Path) -> Iterator[Text]:
    """Go through every text of the knowledge base under the folder. Raises ContentError."""
    for path in sorted(folder.rglob("*.yml")):
        yield from texts_of(path)


def texts_of(path: Path) -> Iterator[Text]:
    """Go through the texts of one content file; a file of another kind has none. Raises ContentError."""
    node = content_file.compose(path)
    if node is None:
        return
    if path.parent.name == "topics":
        found = _topic(node)
    elif path.parent.name == "countries":
        found = _country(node)
    elif path.name == "law.yml":
        found = _law(node)
    elif path.name == "conversation.yml":
        found = ((f"conversation.{key}", value) for key, value in _fields(node).items())
    elif path.parent.name == "intake":
        found = INTAKE[path.stem](node) if path.stem in INTAKE else iter(())
    elif path.parent.name == "desk":
        found = ((f"desk.{path.stem}.{key}", value) for key, value in _fields(node).items())
    else:
        return
    for key, value in found:
        yield Text(key, str(value.value).strip(), path, value.start_mark.line + 1)


def _topic(node: yaml.Node) -> Iterator[tuple[str, Any]]:
    fields = _fields(node)
    identity = fields["id"].value if "id" in fields else "unnamed"
    for name in TOPIC_FIELDS:
        if name in fields:
            yield f"topic.{identity}.{name}", fields[name]


def _country(node: yaml.Node) -> Iterator[tuple[str, Any]]:
    fields = _fields(node)
    for service in _items(fields.get("services")):
        each = _fields(service)
        for name in ("hours", "caution"):
            # A number's hours may be an open end such as 24/7, which is said in words of the conversation.
            if name in each and each[name].value not in ("", "null", ALWAYS_OPEN):
                yield f"service.{each['id'].value}.{name}", each[name]
    for name, facts in _fields(fields.get("facts")).items():
        for at, fact in enumerate(_items(facts), 1):
            yield f"country.{fields['iso2'].value}.{name}.{at}", _fields(fact)["text"]


def _law(node: yaml.Node) -> Iterator[tuple[str, Any]]:
    for instrument in _items(_fields(node).get("instruments")):
        fields = _fields(instrument)
        yield f"law.{fields['id'].value}", fields["name"]
        for article in _items(fields.get("articles")):
            each = _fields(article)
            yield f"law.{each['id'].value}.plain", each["plain"]


def _questions(node: yaml.Node) -> Iterator[tuple[str, Any]]:
    for question in map(_fields, _items(_fields(node).get("questions"))):
        yield f"report.question.{question['id'].value}", question["text"]
        yield f"report.label.{question['id'].value}", question["label"]
    for option in map(_fields, _items(_fields(node).get("options"))):
        yield f"report.option.{option['id'].value}", option["text"]


def _signs(node: yaml.Node) -> Iterator[tuple[str, Any]]:
    for group in map(_fields, _items(_fields(node).get("groups"))):
        yield f"report.group.{group['id'].value}", group["name"]
        for sign in map(_fields, _items(group.get("signs"))):
            yield f"report.sign.{sign['id'].value}", sign["text"]


def _says(node: yaml.Node) -> Iterator[tuple[str, Any]]:
    for key, value in _fields(node).items():
        yield f"report.{key}" if key.startswith(BUTTON) else f"report.say.{key}", value


def _fields(node: Any) -> dict[str, Any]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _items(node: Any) -> list[Any]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


INTAKE = {"questions": _questions, "signs": _signs, "says": _says}
