"""Content that the checks of the knowledge base read, small enough to be broken many times."""

import shutil
from pathlib import Path

import pytest

from tests.bot.content import copy_little

FEW_LANGUAGES = ("en", "ar", "es", "fr")


@pytest.fixture
def few_languages(tmp_path: Path) -> Path:
    """Give the content with some of its languages: each is checked alike, and ten take long."""
    root = copy_little(tmp_path)
    for path in (root / "translations").glob("*/locale.yml"):
        if path.parent.name not in FEW_LANGUAGES:
            shutil.rmtree(path.parent)
    return root
