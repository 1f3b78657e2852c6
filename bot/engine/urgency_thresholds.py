"""How likely a message must be urgent to be answered so, language by language: chosen on data, kept as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

FALSE_ALARMS = 0.2
"""How many of the left-out authors' messages that can wait may be taken for urgent.

They were written as twins of urgent ones, and the model that judges them has read one author less: on examination
questions by others a threshold chosen so gives far fewer (`amparo evaluate --safety`). A needless number costs the
writer a moment; an unheard call may cost a life.
"""
LEAST, MOST = 0.05, 0.8


@dataclass(frozen=True, slots=True)
class Judged:
    """An example of which the truth is known, and how likely a model that never saw its author took it for urgent."""

    language: str
    urgent: bool
    share: float


def thresholds(judged: Sequence[Judged]) -> Mapping[str, float]:
    """Choose each language's threshold, and `any` for all others, as the one that gives so many false alarms."""
    languages = sorted({each.language for each in judged})
    groups = {"any": judged, **{name: [each for each in judged if each.language == name] for name in languages}}
    return {name: _threshold(group) for name, group in groups.items()}


def write_thresholds(path: Path, chosen: Mapping[str, float]) -> None:
    """Write the file that the safety net reads; its heading stays."""
    heading = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    body = yaml.safe_dump({"thresholds": dict(chosen)}, sort_keys=False)
    path.write_text("\n".join([*heading, body]), encoding="utf-8")


def _threshold(group: Sequence[Judged]) -> float:
    waiting = [each.share for each in group if not each.urgent]
    chosen = float(np.quantile(waiting, 1 - FALSE_ALARMS)) if waiting else 0.5
    return round(min(max(chosen, LEAST), MOST), 3)
