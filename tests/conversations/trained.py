"""With which trained models the conversations were recorded: another processor's arithmetic gives slightly others."""

import hashlib
from pathlib import Path

from tests.conftest import SAFETY_MODEL

RECORDED_WITH = Path(__file__).with_name("trained.sha256")


def digest() -> str:
    """Give the hash of the model that is trained here; the same examples give the same bytes on the same processor."""
    return hashlib.sha256(SAFETY_MODEL.read_bytes()).hexdigest()


def as_recorded() -> bool:
    """Say whether the model trained here is the one with which the conversations were recorded."""
    return digest() == RECORDED_WITH.read_text("ascii").strip()


def note() -> None:
    """Write down with which model the conversations are recorded."""
    RECORDED_WITH.write_text(f"{digest()}\n", "ascii")
