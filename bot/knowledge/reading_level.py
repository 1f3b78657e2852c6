"""How hard a text is to read, by known formulas from a library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textstat.textstat import textstatistics

PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula for one language with its source and scale, and the hardest value that a reader of each kind is given.

    `sign` is 1 where a harder text has a higher value, -1 where it has a lower one.
    """

    name: str
    source: str
    sign: int
    for_people: float
    for_professionals: float


# A 12-year-old is in grade six or seven. Formulas that count syllables by a dictionary would have to download one.
FORMULAS: Mapping[str, Formula] = {
    "en": Formula("Automated Readability Index", "Senter and Smith 1967, school grade", 1, 7.0, 11.0),
    "es": Formula("Fernández Huerta", "Fernández Huerta 1959, 0 hard to 100 easy", -1, 70.0, 50.0),
}


def too_hard(text: str, language: str, audience: str) -> str:
    """Say by how much a text is too hard for its readers; empty where it is not, or no formula is known."""
    formula = FORMULAS.get(language)
    if formula is None:
        return ""
    value = _SCORES[language](text)
    limit = formula.for_professionals if audience == PROFESSIONAL else formula.for_people
    if formula.sign * (value - limit) > 0:
        bound = "at most" if formula.sign > 0 else "at least"
        found = f"{formula.name} {value:.1f}, {bound} {limit:g} ({formula.source})"
        return f"reads too hard: {found}; use shorter sentences and words"
    return ""


def _english(text: str) -> float:
    return float(textstatistics().automated_readability_index(text))


def _spanish(text: str) -> float:
    counted = textstatistics()
    counted.set_lang("es")
    return float(counted.fernandez_huerta(text))


_SCORES: Mapping[str, Callable[[str], float]] = {"en": _english, "es": _spanish}
