"""The project's pages as a reader sees them: commands, code in sentences, links and headings, each with its page."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.settings import PROJECT

SHELL = ("", "sh")
"""What a block of commands is marked with; all other blocks say what they are."""
PRINTED = re.compile(r"<!-- (\w+): begin -->.*?<!-- \1: end -->", re.DOTALL)
"""Around what a command has printed."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page; commands are lines of its blocks, `code` what stands in its sentences as code."""

    path: Path
    text: str
    commands: tuple[str, ...]
    code: tuple[str, ...]
    links: tuple[str, ...]
    anchors: frozenset[str]

    @property
    def name(self) -> str:
        return str(self.path.relative_to(PROJECT))


@cache
def pages() -> tuple[Page, ...]:
    """Give every page of the project; hidden folders are not ours, or are not to be read."""
    found = [*PROJECT.glob("*.md"), *PROJECT.glob("[!.]*/**/*.md")]
    return tuple(_page(path) for path in sorted(found) if not {"node_modules"} & set(path.parts))


def page(name: str) -> Page:
    """Give the page of a name such as docs/desk.md."""
    return next(each for each in pages() if each.name == name)


def each_of(what: str) -> list[tuple[str, str]]:
    """Give all commands, code or links as pairs with the name of their page, each once."""
    return list(dict.fromkeys((each.name, found) for each in pages() for found in getattr(each, what)))


def _page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").enable("table").parse(PRINTED.sub("", text))
    inline = [child for token in tokens for child in token.children or ()]
    shell = [token for token in tokens if token.type == "fence" and token.info.strip() in SHELL]
    return Page(
        path,
        text,
        tuple(command for block in shell for command in _commands(block.content)),
        tuple(each.content for each in inline if each.type == "code_inline"),
        tuple(str(link) for each in inline for link in (each.attrGet("href"), each.attrGet("src")) if link),
        frozenset(_anchors(tokens)),
    )


def _commands(block: str) -> Iterator[str]:
    for line in block.replace("\\\n", " ").splitlines():
        if words := shlex.split(line, comments=True):
            yield line.strip() if "#" not in line else _uncommented(line, words)


def _uncommented(line: str, words: list[str]) -> str:
    """Give a line up to its comment, as it was written."""
    kept = line.split("#")
    ends = (end for end in range(1, len(kept) + 1) if shlex.split("#".join(kept[:end]), comments=True) == words)
    return "#".join(kept[: next(ends)]).strip()


def _anchors(tokens: list[Token]) -> Iterator[str]:
    """Name the headings as GitHub does: small letters, no punctuation, dashes for spaces, a number for a second one."""
    seen: dict[str, int] = {}
    for opening, heading in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        said = "".join(each.content for each in heading.children or ())
        name = re.sub(r"[^\w\- ]", "", said.lower()).replace(" ", "-")
        yield f"{name}-{seen[name]}" if name in seen else name
        seen[name] = seen.get(name, 0) + 1
