"""Asks the safety net about one message after another: what it hears, by what, and how surely."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.evaluation.safety_questions import SafetyQuestion
from bot.safety.net import Alarm, SafetyNet, combined
from bot.safety.urgency import Model
from channels.webhook import well_formed

PARTS_KEPT = 100
"""A message of 5,000 letters is judged in some forty parts."""


@dataclass(frozen=True, slots=True)
class HeardQuestion:
    """What the net hears in a question: the whole net, its phrases alone, and how urgent its model takes it to be."""

    question: SafetyQuestion
    alarm: Alarm | None
    by_phrases: Alarm | None
    share: float
    seconds: float = field(default=0.0, compare=False)
    seconds_by_phrases: float = field(default=0.0, compare=False)

    def heard_from(self, threshold: float) -> bool:
        """Say whether anything would be heard if the model's word were taken from another share on."""
        # Which kind the model hears has no part in whether anything is heard.
        judged = Alarm.DANGER if self.share >= threshold else None
        return combined(self.by_phrases, judged) is not None


def ask_net(
    net: SafetyNet, questions: Iterable[SafetyQuestion], clock: Callable[[], float] = time.process_time
) -> Iterator[HeardQuestion]:
    """Ask about every question by itself, with a clock in seconds; without a model there is nothing but phrases."""
    # What the model says is asked for twice: by the net, and for its share.
    urgency = replace(net.urgency, model=_Remembering(net.urgency.model)) if net.urgency else None
    whole = replace(net, urgency=urgency)
    for question in questions:
        # As a channel hands it over: a file may hold half of a letter.
        text = well_formed(question.text)
        started = clock()
        alarm = whole.hear(text)
        between = clock()
        by_phrases = net.said(text).alarm
        ended = clock()
        judged = urgency.judge(text) if urgency else None
        share = judged.share if judged else 0.0
        yield HeardQuestion(question, alarm, by_phrases, share, between - started, ended - between)


class _Remembering:
    """A model that keeps its last answers."""

    def __init__(self, model: Model) -> None:
        self._kinds = lru_cache(PARTS_KEPT)(model.kinds)

    def kinds(self, text: str) -> Mapping[str, float]:
        return self._kinds(text)
