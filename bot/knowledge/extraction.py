"""Babel's extractor for the knowledge base: every English text becomes a catalog entry with its key as context."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.texts import texts_of


def extract(
    fileobj: Any,
    keywords: Mapping[str, Any],  # noqa: ARG001 - the signature is Babel's
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Give (line, function, (context, text), comments) for each text, as Babel's "Writing Extraction Methods" asks."""
    for text in texts_of(Path(fileobj.name)):
        yield text.line, "pgettext", (text.key, text.english), []
