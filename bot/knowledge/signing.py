"""A native speaker's signature on a whole language: under each text in the catalog, and beside all of them."""

from collections.abc import Sequence
from pathlib import Path

import regex
import yaml

from bot.knowledge.catalog_file import compile_catalog, read_notes, write_edits
from bot.knowledge.catalogs import Catalogs
from bot.knowledge.spreadsheet import Edit
from bot.knowledge.translations import Signature, Translation, read_translations

_REVIEW = regex.compile(r"^review:.*\n?(?:[ \t]+\S.*\n?)*", regex.MULTILINE)


class SigningError(Exception):
    """A language that cannot be signed as a whole; `keys` names the texts that are not translated, or fuzzy."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"{len(keys)} texts are not translated or their English changed")
        self.keys = tuple(keys)


def sign_language(root: Path, language: str, signature: Signature) -> Sequence[str]:
    """Sign all texts of a language and give the keys that nobody had signed. Raises SigningError, ContentError."""
    translations = read_translations(root, language)
    unusable = [each.key for each in translations if not each.usable]
    if unusable:
        raise SigningError(unusable)
    notes = read_notes(root, language)
    unsigned = [each for each in translations if each.signature is None]
    write_edits(root, language, [_signed(each, notes.get(each.key, ""), signature) for each in unsigned])
    compile_catalog(root, language)
    texts = Catalogs(root / "knowledge", root / "translations").fingerprint(language)
    _write_review(root / "translations" / language / "locale.yml", signature, texts)
    return [each.key for each in unsigned]


def _signed(each: Translation, notes: str, signature: Signature) -> Edit:
    return Edit(each.key, each.english, each.text, notes, changed=False, signature=signature)


def _write_review(path: Path, signature: Signature, texts: str) -> None:
    """Put the signature in the place of the one before; what editors wrote around it stays."""
    signed = {"native_speaker": signature.name, "reviewed_on": signature.day, "texts": texts}
    flow = yaml.safe_dump(signed, default_flow_style=True, sort_keys=False, allow_unicode=True, width=1000).strip()
    kept = _REVIEW.sub("", path.read_text(encoding="utf-8")).rstrip()
    path.write_text(f"{kept}\nreview: {flow}\n".lstrip(), encoding="utf-8")
