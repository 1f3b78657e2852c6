from pathlib import Path

import pytest

from bot.language.evaluation import Item, read_items
from bot.language.identification import Identifier

DATA = Path(__file__).parents[4] / "shared" / "language-id"


@pytest.fixture(scope="session")
def identifier() -> Identifier:
    return Identifier()


@pytest.fixture(scope="session")
def items() -> list[Item]:
    if not DATA.is_dir():
        pytest.skip("the development set ../shared/language-id is not here")
    return list(read_items(DATA))
