"""Says which models are whole and of these examples and this code: `python -m bot.engine.freshness --data DIR`."""

import argparse
import json
import sys
from pathlib import Path

from bot.engine import model_file, training, urgency_training

DIALOGUES = Path(__file__).parents[2] / "dialogues"


def freshness(data: Path, dialogues: Path = DIALOGUES) -> dict[str, bool]:
    """Say for each model by its name whether training would change nothing."""
    models = data / "models"
    return {
        model_file.NAME: model_file.is_current(models / f"{model_file.NAME}.tar.gz", training.fingerprint(dialogues)),
        urgency_training.NAME: model_file.is_current(
            models / f"{urgency_training.NAME}.npz", urgency_training.fingerprint(dialogues)
        ),
    }


def main() -> int:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bot.engine.freshness", description="Which models are current.")
    parser.add_argument("--data", type=Path, required=True, help="folder with models/")
    sys.stdout.write(json.dumps(freshness(parser.parse_args().data)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
