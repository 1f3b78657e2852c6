"""The trained model on disk: one file of a fixed name, with its hash and the fingerprint of what it learnt from."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

NAME = "amparo"


class ModelRefusedError(Exception):
    """The model is missing, or it is not the file that was trained; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model whose bytes were checked; `sha256` is in hexadecimal."""

    path: Path
    sha256: str


def verified(path: Path) -> ModelFile:
    """Check a model against the hash beside it. Raises ModelRefusedError; no other file is ever taken instead."""
    if not path.is_file():
        raise ModelRefusedError(f"no model at {path}: train one with python -m bot.engine.training")
    hash_path = _beside(path, "sha256")
    if not hash_path.is_file():
        raise ModelRefusedError(f"no hash beside the model, {hash_path} is missing: train again")
    found = _sha256(path)
    if found != hash_path.read_text("ascii").strip():
        raise ModelRefusedError(f"the model {path} is not the file that was trained: its hash differs")
    return ModelFile(path, found)


def seal(path: Path, fingerprint: str) -> ModelFile:
    """Write a trained model's hash and fingerprint beside it."""
    found = _sha256(path)
    _beside(path, "sha256").write_text(f"{found}\n", "ascii")
    _beside(path, "fingerprint").write_text(f"{fingerprint}\n", "ascii")
    return ModelFile(path, found)


def is_current(path: Path, fingerprint: str) -> bool:
    """Say whether the model is whole and was trained from what the fingerprint stands for."""
    try:
        verified(path)
    except ModelRefusedError:
        return False
    stored = _beside(path, "fingerprint")
    return stored.is_file() and stored.read_text("ascii").strip() == fingerprint


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name.partition('.')[0]}.{suffix}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
