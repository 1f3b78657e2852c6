from pathlib import Path

import pytest

from bot.engine import model_file
from bot.engine.model_file import ModelRefusedError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "amparo.tar.gz"
    path.write_bytes(b"model")
    return path


def test_a_sealed_model_is_taken(path: Path):
    sealed = model_file.seal(path, "f")
    assert model_file.verified(path) == sealed
    assert sealed.sha256 == "9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4"


def test_a_changed_model_is_refused(path: Path):
    model_file.seal(path, "f")
    path.write_bytes(b"other")
    with pytest.raises(ModelRefusedError, match="its hash differs"):
        model_file.verified(path)


def test_another_model_of_the_folder_is_never_taken(path: Path):
    model_file.seal(path, "f")
    path.rename(path.with_name("other.tar.gz"))
    with pytest.raises(ModelRefusedError, match="no model at"):
        model_file.verified(path)


def test_a_model_is_current_only_for_its_fingerprint(path: Path):
    assert not model_file.is_current(path, "f")
    model_file.seal(path, "f")
    assert model_file.is_current(path, "f")
    assert not model_file.is_current(path, "g")
