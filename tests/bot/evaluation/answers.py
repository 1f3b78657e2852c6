"""Answers to made-up questions, for counting."""

from bot.evaluation.asking import Answered
from bot.evaluation.questions import Question


def answered(  # noqa: PLR0913 - one for each thing that is counted
    meant: str,
    *taken: str,
    confidence: float = 0.8,
    asked_back: bool = False,
    style: str = "plain",
    language: str = "en",
    heard: str = "",
) -> Answered:
    """Give a question's answer: what it means, and what it was taken for, the best first."""
    question = Question("id", "text", meant, style, language)
    return Answered(question, taken, confidence, asked_back, heard or language)
