"""A copy of the content in a folder of the test's own, and ways to change it."""

import shutil
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.knowledge.texts import texts
from bot.settings import PROJECT


def copy_content(folder: Path) -> Path:
    """Copy knowledge/ and translations/, the compiled catalogs included."""
    for name in ("knowledge", "translations"):
        shutil.copytree(PROJECT / name, folder / name)
    return folder


def copy_little(folder: Path) -> Path:
    """Copy the content with three countries, for a test that reads it many times."""
    copy_content(folder)
    for path in (folder / "knowledge" / "countries").glob("*.yml"):
        if path.stem not in ("CL", "PE", "RO"):
            path.unlink()
    return folder


def change_yaml(path: Path, change: Callable[[Any], None]) -> None:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def change_catalog(root: Path, language: str, change: Callable[[Catalog], None]) -> None:
    """Change a language's catalog and compile it."""
    folder = root / "translations" / language / "LC_MESSAGES"
    catalog = read_po(BytesIO((folder / "amparo.po").read_bytes()), locale=language)
    change(catalog)
    _write(folder, catalog)


def add_language(root: Path, language: str, said: Mapping[str, str]) -> None:
    """Add a language's folder with some texts by key."""
    folder = root / "translations" / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder.parent / "locale.yml").write_text("review: {native_speaker: null, reviewed_on: null}\n", encoding="utf-8")
    catalog = Catalog(locale=language, domain="amparo")
    for text in texts(root / "knowledge"):
        catalog.add(text.english, said.get(text.key, ""), context=text.key)
    _write(folder, catalog)


def _write(folder: Path, catalog: Catalog) -> None:
    with (folder / "amparo.po").open("wb") as editable, (folder / "amparo.mo").open("wb") as compiled:
        write_po(editable, catalog)
        write_mo(compiled, catalog)
