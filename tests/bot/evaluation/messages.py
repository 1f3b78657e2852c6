"""What the net heard in made-up messages, for counting."""

from bot.evaluation.safety_asking import HeardQuestion
from bot.evaluation.safety_questions import SafetyQuestion
from bot.safety.net import Alarm


def heard(  # noqa: PLR0913 - one for each thing that is counted
    asked: str,
    alarm: Alarm | None,
    by_phrases: Alarm | None = None,
    *,
    share: float = 0.5,
    language: str = "en",
    topic: str = "",
) -> HeardQuestion:
    """Give what was heard of a message; what was asked for is a kind, `urgent` without one, or `none`."""
    kind = Alarm(asked) if asked in set(Alarm) else None
    question = SafetyQuestion(f"{language} {asked}", "some words", language, asked != "none", kind, topic)
    return HeardQuestion(question, alarm, by_phrases, share, 0.006, 0.001)
