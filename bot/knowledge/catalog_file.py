"""The files of a language's catalog: edits written into the one that people read, and the compiled one beside it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from bot.knowledge.catalogs import DOMAIN, read_catalog
from bot.knowledge.spreadsheet import Edit
from bot.knowledge.translations import is_signature, signature_comment

WIDTH = 110


def write_edits(root: Path, language: str, edits: Sequence[Edit]) -> int:
    """Write edits into a language's catalog and give the number of texts that changed. Raises ContentError."""
    catalog = read_catalog(root / "translations", language)
    changed = 0
    for edit in edits:
        # A text that is new since `make catalogs` is not in the catalog yet.
        message = catalog.get(edit.english, edit.key) or catalog.add(edit.english, context=edit.key)
        notes = edit.notes.splitlines()
        signed = [signature_comment(edit.english, edit.text, edit.signature)] if edit.signature else []
        now = (str(message.string or ""), message.fuzzy, message.user_comments)
        if now == (edit.text, edit.changed, [*notes, *signed]):
            continue
        message.string = edit.text
        if not edit.changed:
            message.flags.discard("fuzzy")
            message.previous_id = []
        message.user_comments = [*(note for note in notes if not is_signature(note)), *signed]
        changed += 1
    if changed:
        catalog.revision_date = datetime.now(tz=UTC)
        _replace(_path(root, language, "po"), catalog)
    return changed


def read_notes(root: Path, language: str) -> dict[str, str]:
    """Read the translators' notes of a language by key, without the signatures. Raises ContentError."""
    return {
        str(each.context): "\n".join(comment for comment in each.user_comments if not is_signature(comment))
        for each in read_catalog(root / "translations", language)
        if each.context
    }


def compile_catalog(root: Path, language: str) -> None:
    """Compile a language's catalog for the program. Raises ContentError."""
    catalog = read_catalog(root / "translations", language)
    with _path(root, language, "mo").open("wb") as file:
        write_mo(file, catalog)


def compile_catalogs(root: Path) -> None:
    """Compile every catalog under a root. Raises ContentError."""
    for path in sorted((root / "translations").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        compile_catalog(root, path.parent.parent.name)


def _replace(path: Path, catalog: Catalog) -> None:
    """Write beside the file and put it in place at once: half a catalog would lose somebody's work."""
    beside = path.with_suffix(".po.new")
    with beside.open("wb") as file:
        write_po(file, catalog, width=WIDTH, include_previous=True)
    beside.replace(path)


def _path(root: Path, language: str, suffix: str) -> Path:
    return root / "translations" / language / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"
