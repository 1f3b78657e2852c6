"""With which trained models the conversations were recorded: another processor's arithmetic gives slightly others."""

from pathlib import Path

import yaml

from tests.conftest import DATA

RECORDED_WITH = Path(__file__).with_name("trained.yml")
# The examples and the code that learns stand in a fingerprint; the trained bytes in a hash, for the safety model alone:
# Rasa's file differs from one training to the next.
FINGERPRINTS = ("amparo.fingerprint", "safety.fingerprint")
BYTES = "safety.sha256"


def trained() -> dict[str, str]:
    """Give what stands beside the models that are trained here."""
    return {name: (DATA / "models" / name).read_text("ascii").strip() for name in (*FINGERPRINTS, BYTES)}


def trained_elsewhere(here: dict[str, str] | None = None) -> bool:
    """Say whether the same was learnt as when the conversations were recorded, and only the arithmetic differs."""
    here, then = here or trained(), yaml.safe_load(RECORDED_WITH.read_text("utf-8"))
    return all(here[name] == then[name] for name in FINGERPRINTS) and here[BYTES] != then[BYTES]


def note() -> None:
    """Write down with which models the conversations are recorded."""
    RECORDED_WITH.write_text(yaml.safe_dump(trained()), "utf-8")
