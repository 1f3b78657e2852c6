"""`amparo translations`: how far each language is."""

import os

import click
from rich.console import Console
from rich.table import Table

from bot.cli import plainly
from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs, language_name
from bot.knowledge.translations import read_translations, status
from bot.settings import PROJECT


@click.command()
@plainly
def translations() -> None:
    """Print how much of each language is translated, changed since, missing and reviewed by a native speaker."""
    catalogs = Catalogs(PROJECT / "knowledge", PROJECT / "translations")
    shown = Table("language", "", "texts", "translated", "changed since", "missing", "reviewed", "signed by", box=None)
    for language in catalogs.languages:
        locale, name = catalogs.locales[language], language_name(language, SOURCE_LANGUAGE)
        if language == SOURCE_LANGUAGE:
            shown.add_row(language, name, str(len(catalogs.keys())), "source", "", "", "", "")
            continue
        found = status(language, read_translations(PROJECT, language), signed=locale.native_speaker is not None)
        counts = (found.texts, found.translated, found.changed, found.missing, found.reviewed)
        shown.add_row(language, name, *map(str, counts), locale.native_speaker or "nobody yet")
    Console(width=None if os.isatty(1) else 120, highlight=False, markup=False).print(shown)
