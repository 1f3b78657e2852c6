"""Rasa without TensorFlow: Rasa imports it for classifiers and policies that are not used here.

Importing it takes half of the engine's start and a fifth of its memory. In its place stand modules in which every name
is an empty class, so that Rasa's own modules can be imported; nothing of them can be computed with.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

LEFT_OUT = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
NEEDS_TENSORFLOW = (
    "ConveRTFeaturizer",
    "DIETClassifier",
    "LanguageModelFeaturizer",
    "ResponseSelector",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
)
"""Rasa's components that cannot be configured here."""


def leave_out_tensorflow() -> None:
    """Let TensorFlow be imported as nothing; call it before Rasa is imported."""
    if not any(isinstance(finder, _Nowhere) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Nowhere())


class _Empty(type):
    """A class whose every attribute is such a class, and which gives a decorated function back as it was."""

    def __getattr__(cls, name: str) -> "_Empty":
        return _empty(name)

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and not options and callable(arguments[0]):
            return arguments[0]
        return _empty(cls.__name__)


class _EmptyModule(ModuleType):
    def __getattr__(self, name: str) -> _Empty:
        return _empty(name)


class _Nowhere(MetaPathFinder, Loader):
    """Finds what is left out, and loads nothing."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        return ModuleSpec(fullname, self, is_package=True) if fullname.partition(".")[0] in LEFT_OUT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        del module


def _empty(name: str) -> _Empty:
    # What Python asks of any class or module must be answered as of one that has it not.
    if name.startswith("__"):
        raise AttributeError(name)
    return _Empty(name, (), {})
