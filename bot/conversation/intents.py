"""The engine's service intents, and the steps that they stand for."""

from bot.conversation.step import Step, StepKind
from bot.safety.net import Alarm

# The other intents have a text of their own name.
INTENTS = {
    "human": Step(StepKind.HUMAN),
    "erase": Step(StepKind.ERASE),
    "exit": Step(StepKind.EXIT),
    "stop_messages": Step(StepKind.STOP),
    "language": Step(StepKind.LANGUAGE),
    "country": Step(StepKind.COUNTRY),
    "menu": Step(StepKind.MENU),
    "more": Step(StepKind.MORE),
}
CONFIRMED = ("erase", "stop_messages")
ANSWERS = {
    ("erase", "affirm"): Step(StepKind.ERASE_NOW),
    ("erase", "deny"): Step(StepKind.KEEP),
    ("stop", "affirm"): Step(StepKind.STOP),
    ("stop", "deny"): Step(StepKind.MENU),
}
"""What yes and no mean after the question whether to delete, or to write no more."""
SPOKEN = ("greeting", "thanks", "goodbye", "affirm", "deny", "complaint", "who_are_you")
ALARM_INTENTS = {"danger_now": Alarm.DANGER, "self_harm": Alarm.SELF_HARM}

_NAMES = {
    StepKind.STOP: "stop_messages",
    StepKind.ERASE_NOW: "erase",
    StepKind.KEEP: "deny",
    StepKind.NONE: "deny",
    StepKind.HELP: "menu",
    StepKind.SOURCE: "more",
    StepKind.QUIET: "danger_now",
    StepKind.PROBE: "who_are_you",
    StepKind.SEES: "human",
    StepKind.WAIT: "human",
    StepKind.CALL_BACK: "human",
    StepKind.CONTACT: "human",
    StepKind.TOLD: "human",
    StepKind.WITHDRAW: "deny",
    StepKind.BACK: "human",
}


def intent_of(step: Step) -> str:
    """Name a step by the service intent that a person expressed with it."""
    if step.kind is StepKind.TOPIC:
        return step.value
    if step.kind is StepKind.SAY:
        return step.value if step.value in SPOKEN else "out_of_scope"
    return _NAMES.get(step.kind, str(step.kind))


def alarm_intent(alarm: Alarm) -> str:
    """Name the service intent of an alarm, or the alarm itself where the engine has no intent of it."""
    return next((intent for intent, each in ALARM_INTENTS.items() if each is alarm), str(alarm))
