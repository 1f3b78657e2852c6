"""Rasa's component around the topic model: which topic or service intent a message is, and what else it may be."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.encoder import SentenceEncoder
from bot.engine.ranking import Ranked, Thresholds, decide, likeliest, response_selection
from bot.engine.topic_model import TopicModel
from bot.language.spelling import fold

_FILE = "topics.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Writes `intent`, `intent_ranking` with every label in full, and what a ResponseSelector would say for `ask`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Name what must stand before it in the pipeline."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults: beyond scope from `beyond` or below `familiar`, a meaning from `sure`, else unsure."""
        return {"beyond": 0.25, "familiar": 0.4, "foreign": 0.3, "familiar_foreign": 0.5, "sure": 0.45, "sure_of": {}}

    @staticmethod
    def required_packages() -> list[str]:
        """Name what must be installed."""
        return ["sklearn"]

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: TopicModel | None = None
    ) -> None:
        self._thresholds = Thresholds(
            float(config["beyond"]),
            float(config["familiar"]),
            float(config["foreign"]),
            float(config["familiar_foreign"]),
            float(config["sure"]),
            {str(label): float(least) for label, least in config["sure_of"].items()},
        )
        self._model_storage = model_storage
        self._resource = resource
        self._model = model or TopicModel()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        """Make an untrained classifier."""
        del execution_context
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "TopicClassifier":
        """Read the trained classifier; a model without one is refused, not replaced by an empty one."""
        del execution_context
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the example lines."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model.fit(
            [example.get(TEXT) for example in examples],
            np.stack([_vector(example) for example in examples]),
            [example.get_full_intent() for example in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Write what each message is and what else it may be."""
        for message in messages:
            ranking = self._rank(message)
            known = self._model.known(message.get(TEXT) or "")
            intent = decide(ranking, self._thresholds, self._familiarity(message, likeliest(ranking)), known)
            message.set(INTENT, {"name": intent.label, "confidence": intent.confidence}, add_to_output=True)
            message.set(
                INTENT_RANKING_KEY,
                [{"name": each.label, "confidence": each.confidence} for each in ranking],
                add_to_output=True,
            )
            message.set(RESPONSE_SELECTOR, response_selection(ranking), add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[Ranked]:
        text = message.get(TEXT) or ""
        if not fold(text):
            return []
        probabilities = self._model.probabilities([text], _vector(message).reshape(1, -1))[0]
        ranking = [Ranked(label, float(p)) for label, p in zip(self._model.labels, probabilities, strict=True)]
        return sorted(ranking, key=lambda each: -each.confidence)

    def _familiarity(self, message: Message, best: Ranked | None) -> float:
        return self._model.familiarity(best.confidence, _vector(message), best.label) if best else 0.0


def _vector(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    return np.asarray(sentence.features[0], dtype=np.float32)
