"""What the classifier learnt comes back from its file as it was, and no other file is taken for it."""

from pathlib import Path

import pytest

from .conftest import PYTHON, run_in_engine

pytestmark = pytest.mark.model

ROUND_TRIP = """
import sys
from pathlib import Path
import numpy as np
from bot.engine.topic_model import TopicModel
texts = [f"{word} {number}" for number in range(5) for word in ("passport", "lawyer", "wages", "déjà vu", "ជំនួយ")]
vectors = np.random.default_rng(0).normal(size=(len(texts), 8)).astype(np.float32)
model, path = TopicModel(), Path(sys.argv[1])
model.fit(texts, vectors, [text.split()[0] for text in texts])
model.save(path)
again = TopicModel.load(path)
unseen = ["my passport", "ជំនួយ", "vu", ""]
before, after = (each.probabilities(unseen, vectors[:4]) for each in (model, again))
same = np.allclose(before, after, rtol=0, atol=1e-6)
alike = [each.familiarity(0.5, vectors[0], "wages") for each in (model, again)]
print(again.labels == model.labels, same, alike[0] == alike[1], again.known("lawyer of nobody"))
"""

REFUSED = """
import sys
from pathlib import Path
from bot.engine.topic_model import TopicModel, UnreadableModelError
try:
    TopicModel.load(Path(sys.argv[1]))
except UnreadableModelError as refusal:
    print(refusal)
"""

ARRAYS_THAT_RUN_CODE = """
import sys
import numpy as np
class Code:
    def __reduce__(self):
        return print, ("this ran",)
with open(sys.argv[1], "wb") as file:
    np.savez(file, labels=np.array([Code()], dtype=object))
"""


@pytest.fixture(autouse=True)
def _engine_is_installed() -> None:
    if not PYTHON.exists():
        pytest.skip("the engine's environment is not installed: make setup")


def test_a_model_comes_back_from_its_file(tmp_path: Path):
    told = run_in_engine("-c", ROUND_TRIP, tmp_path / "topics.npz")
    assert told.stdout == "True True True 0.3333333333333333\n", told.stderr


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"no archive"])
def test_another_file_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "topics.npz"
    path.write_bytes(content)
    assert "train anew" in run_in_engine("-c", REFUSED, path).stdout


def test_reading_a_model_runs_no_code(tmp_path: Path):
    path = tmp_path / "topics.npz"
    assert run_in_engine("-c", ARRAYS_THAT_RUN_CODE, path).returncode == 0
    told = run_in_engine("-c", REFUSED, path)
    assert "train anew" in told.stdout
    assert "this ran" not in told.stdout
