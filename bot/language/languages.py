"""The languages that the identifier knows, read once from `languages.toml`."""

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Language:
    """A language: ISO 639-1 code, scripts as Unicode names them, codes of lid.176 that count as it."""

    code: str
    scripts: frozenset[str]
    relatives: frozenset[str]
    spaced: bool


def _read() -> dict[str, Language]:
    table = tomllib.loads(resources.files(__package__).joinpath("languages.toml").read_text(encoding="utf-8"))
    return {
        code: Language(
            code,
            frozenset(entry["scripts"]),
            frozenset(entry.get("relatives", ())),
            entry.get("spaced", True),
        )
        for code, entry in table.items()
    }


LANGUAGES = _read()
