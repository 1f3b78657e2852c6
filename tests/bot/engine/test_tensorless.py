"""The engine leaves TensorFlow out, and says so where a configuration would need it."""

import shutil
from pathlib import Path

import pytest

from .conftest import run_in_engine

pytestmark = pytest.mark.model

LOADED = """
import sys
from bot.engine import silence, tensorless
silence.quiet_environment()
tensorless.leave_out_tensorflow()
import bot.engine.understanding, bot.engine.topic_classifier, rasa.model_training
roots = {name.partition(".")[0] for name, module in sys.modules.items() if getattr(module, "__file__", None)}
print(sorted(roots & set(tensorless.LEFT_OUT)))
import tensorflow as tf
print(tf.function(len) is len, isinstance(1, tf.Tensor), hasattr(tf, "__version__"))
"""


def test_rasa_is_imported_without_tensorflow(small_dialogues: Path):
    assert small_dialogues.exists()
    told = run_in_engine("-c", LOADED)
    assert told.stdout.splitlines() == ["[]", "True False False"], told.stderr


@pytest.mark.parametrize(
    ("place", "component"),
    [("pipeline:\n", "DIETClassifier"), ("policies:\n", "rasa.core.policies.ted_policy.TEDPolicy")],
)
def test_what_needs_tensorflow_is_refused_by_its_name(
    small_dialogues: Path, tmp_path: Path, place: str, component: str
):
    folder = shutil.copytree(small_dialogues, tmp_path / "dialogues")
    config = folder / "config.yml"
    config.write_text(config.read_text().replace(place, f"{place}- name: {component}\n"))
    told = run_in_engine("-m", "bot.engine.training", "--data", tmp_path, "--dialogues", folder)
    assert told.returncode == 1
    assert f"config.yml: {component} needs TensorFlow" in told.stderr
    assert not list(tmp_path.glob("models/*"))
