"""Training: one sealed file, made only where something changed; the engine takes no other."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from .conftest import run_in_engine

pytestmark = pytest.mark.model


def test_nothing_is_trained_where_nothing_changed(data_folder: Path, small_dialogues: Path, model: Path):
    before = model.stat().st_mtime_ns
    again = run_in_engine("-m", "bot.engine.training", "--data", data_folder, "--dialogues", small_dialogues)
    assert (again.returncode, again.stdout) == (0, "model: nothing changed\n")
    assert model.stat().st_mtime_ns == before


def test_vectors_are_kept_under_hashes_and_no_line_with_them(data_folder: Path):
    path = data_folder / "cache" / "vectors.sqlite3"
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT key, length(vector) FROM vectors").fetchall()
    connection.close()
    assert len(rows) > 100
    assert {len(key) for key, _ in rows} == {64}
    assert {length for _, length in rows} == {384 * 4}
    assert b"lawyer" not in path.read_bytes()


def test_the_model_folder_holds_one_model_and_its_seal(model: Path):
    assert sorted(path.name for path in model.parent.iterdir()) == [
        "amparo.fingerprint", "amparo.sha256", "amparo.tar.gz"
    ]  # fmt: skip


@pytest.mark.parametrize("fault", ["changed", "missing", "no hash"])
def test_the_engine_refuses_a_model_that_is_not_the_trained_file(model: Path, tmp_path: Path, fault: str):
    for path in model.parent.iterdir():
        shutil.copy(path, tmp_path / path.name)
    copy = tmp_path / model.name
    if fault == "changed":
        copy.write_bytes(copy.read_bytes() + b"\0")
    else:
        (copy if fault == "missing" else tmp_path / "amparo.sha256").unlink()
    refused = run_in_engine("-m", "bot.engine", "--model", copy, "--socket", tmp_path / "s")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("amparo engine: ")
    assert refused.stderr.count("\n") == 1
