"""Which models are current, asked with the engine's own Python as the doctor asks."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.engine_process import ENGINE_PYTHON
from bot.deployment.facts.models import Model, see_models
from bot.settings import PROJECT, Settings, read_settings
from tests.conftest import DATA, need_engine


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give settings whose data folder has a copy of the trained models."""
    need_engine()
    shutil.copytree(DATA / "models", tmp_path / "models")
    return replace(read_settings({}), data=tmp_path, safety_model=tmp_path / "models" / "safety.npz")


@pytest.mark.model
async def test_what_was_just_trained_is_of_this_release(settings: Settings) -> None:
    models = await see_models(settings, ENGINE_PYTHON, PROJECT)
    assert (models.topics, models.safety) == (Model.CURRENT, Model.CURRENT)
    assert len(models.on_disk) == 64


@pytest.mark.model
async def test_models_of_other_examples_or_not_whole(settings: Settings) -> None:
    (settings.data / "models" / "amparo.fingerprint").write_text("of another release\n")
    with settings.safety_model.open("ab") as file:
        file.write(b"more")
    models = await see_models(settings, ENGINE_PYTHON, PROJECT)
    assert (models.topics, models.safety) == (Model.STALE, Model.STALE)


async def test_without_the_engine_s_environment_or_a_model(tmp_path: Path) -> None:
    known = replace(read_settings({}), data=tmp_path, safety_model=tmp_path / "models" / "safety.npz")
    known.safety_model.parent.mkdir()
    known.safety_model.touch()
    models = await see_models(known, tmp_path / "no-python", PROJECT)
    assert (models.topics, models.safety) == (Model.MISSING, Model.UNKNOWN)


@pytest.mark.model
async def test_the_engine_says_which_model_it_serves(settings: Settings, engine_url: str) -> None:
    models = await see_models(replace(settings, engine_url=engine_url), ENGINE_PYTHON, PROJECT)
    assert models.engine == models.on_disk
