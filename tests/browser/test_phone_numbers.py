"""Which numbers of a text can be tapped: those of services, and no year, law, article or step."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

DIALLED = """async (texts) => {
    const { pieces } = await import('/static/numbers.js');
    return texts.map((text) => pieces(text).map((piece) => piece[1]).filter(Boolean));
}"""
COUNTRIES = [
    yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    for path in sorted((PROJECT / "knowledge/countries").glob("*.yml"))
]
NUMBERS = sorted({service["number"] for each in COUNTRIES for service in each["services"] if service.get("number")})
SHORT = [number for number in NUMBERS if len(number) == 3]


def dialled(visit: Visit, texts: Sequence[str]) -> Any:
    visit.open()
    return visit.page.evaluate(DIALLED, list(texts))


def statements() -> Iterator[str]:
    for country in COUNTRIES:
        yield from (fact["text"] for facts in country["facts"].values() for fact in facts)
    for path in sorted((PROJECT / "knowledge/topics").glob("*.yml")):
        topic = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
        yield from (topic[name] for name in ("short", "full", "now"))


@pytest.mark.parametrize(
    "pattern",
    [
        "Line: A name, {}",
        "Line: A name, {} (day and night).",
        "1. Line: A name, {}. Caution.",
        "\u0645: \u2066{}\u2069.",
    ],
)
def test_a_service_can_be_called(visit: Visit, pattern: str) -> None:
    assert NUMBERS
    texts = [pattern.replace("{}", number) for number in NUMBERS]
    assert dialled(visit, texts) == [[re.sub(r"[^\d+*]", "", number)] for number in NUMBERS]


@pytest.mark.parametrize("pattern", ["In danger now? Call {}.", "Police {}, Fire {}."])
def test_an_emergency_number_can_be_called(visit: Visit, pattern: str) -> None:
    assert SHORT
    texts = [pattern.replace("{}", number) for number in SHORT]
    assert dialled(visit, texts) == [[number] * pattern.count("{}") for number in SHORT]


def test_no_other_number_can(visit: Visit) -> None:
    texts = [text for text in statements() if re.search(r"\d", text)]
    assert texts
    texts += [
        "Checked on 2025-11-22.",
        "Numbers checked on 22.11.2025.",
        "1. Ask.\n2. Wait 180 days.",
        "Criminal code, article 149 (a duty).",
        "Made in 2013-2015, changed in 2024.",
        "It is in Law 4788.",
        "Directive 2011/36/EU, Law 26.364, Law 28950 of 2007",
    ]
    assert dialled(visit, texts) == [[] for _ in texts]
