"""The whole net, its phrases alone and its model's share are asked of every message, each by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import pytest

from bot.evaluation.safety_asking import HeardQuestion, ask_net
from bot.evaluation.safety_questions import SafetyQuestion
from bot.safety.net import Alarm, SafetyNet, read_safety
from bot.safety.urgency import Urgency
from bot.settings import PROJECT
from tests.bot.evaluation.messages import heard

PHRASE = "help, he is going to kill me"
CHILD = "i am in year seven"


@dataclass(frozen=True)
class English:
    """Hears English in everything."""

    language: str = "en"

    def identify(self, text: str) -> "English":
        del text
        return self


@dataclass
class ChildModel:
    """Takes one message for a child's and leaves the others in between; it keeps what it was asked."""

    asked: list[str] = field(default_factory=list)

    def kinds(self, text: str) -> Mapping[str, float]:
        self.asked.append(text)
        share = 0.75 if text == CHILD else 0.25
        return {"child": share, "none": 1 - share}


@pytest.fixture(scope="module")
def phrases() -> SafetyNet:
    return read_safety(PROJECT / "knowledge" / "safety")


def net(phrases: SafetyNet, model: ChildModel) -> SafetyNet:
    urgency = Urgency(model, {"any": 0.5}, English())
    return SafetyNet(phrases.vocabulary, phrases.alarms, phrases.unless, phrases.not_self_harm, urgency=urgency)


def questions(*texts: str) -> list[SafetyQuestion]:
    return [SafetyQuestion(text, text, "en", urgent=True) for text in texts]


def test_what_is_heard_is_what_the_net_hears_and_its_phrases_alone(phrases: SafetyNet) -> None:
    asked = questions(PHRASE, CHILD, "good morning")
    found = list(ask_net(net(phrases, ChildModel()), asked))
    assert found == [
        HeardQuestion(asked[0], Alarm.DANGER, Alarm.DANGER, 0.25),
        HeardQuestion(asked[1], Alarm.CHILD, None, 0.75),
        HeardQuestion(asked[2], None, None, 0.25),
    ]


def test_without_a_model_there_are_phrases_and_no_share(phrases: SafetyNet) -> None:
    (by_phrase, other) = ask_net(phrases, questions(PHRASE, CHILD))
    assert (by_phrase.alarm, by_phrase.by_phrases, by_phrase.share) == (Alarm.DANGER, Alarm.DANGER, 0.0)
    assert (other.alarm, other.by_phrases, other.share) == (None, None, 0.0)


def test_questions_are_asked_one_by_one_and_the_model_once_for_each(phrases: SafetyNet) -> None:
    model = ChildModel()
    asked = ask_net(net(phrases, model), questions(CHILD, "good morning"))
    assert next(asked).question.text == CHILD
    assert model.asked == [CHILD]
    assert next(asked).question.text == "good morning"
    assert model.asked == [CHILD, "good morning"]


def test_the_time_of_the_whole_net_and_of_its_phrases_is_taken(phrases: SafetyNet) -> None:
    ticks: Iterator[int] = (number**2 for number in count())
    first, second = ask_net(net(phrases, ChildModel()), questions("a", "b"), clock=lambda: float(next(ticks)))
    assert (first.seconds, first.seconds_by_phrases) == (1, 3)
    assert (second.seconds, second.seconds_by_phrases) == (7, 9)


@pytest.mark.parametrize(
    ("by_phrases", "share", "threshold", "expected"),
    [
        pytest.param(None, 0.5, 0.5, True, id="the model reaches the threshold"),
        pytest.param(None, 0.5, 0.51, False, id="the model is below it"),
        pytest.param(Alarm.DANGER, 0.0, 1.01, True, id="a phrase, whatever the model says"),
    ],
)
def test_another_threshold_would_hear(
    by_phrases: Alarm | None, share: float, threshold: float, *, expected: bool
) -> None:
    assert heard("danger", None, by_phrases, share=share).heard_from(threshold) is expected
