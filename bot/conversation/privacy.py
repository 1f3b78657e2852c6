"""What a person is told about what we keep: how long, what stays elsewhere, and what deleting means."""

from bot.conversation.speech import Line, Speech
from bot.conversation.step import StepKind
from bot.sessions.session import Limits, Session

SHORTEST_SECRET = 8
SILENCE_SECONDS = 120
"""After the question whether to delete: who closes the phone without an answer wants it gone."""
VANISHING = ("telegram", "web")
"""Channels on which deleting takes the chat away before the person's eyes, so that it is asked first."""
BOTH_SIDES = ("telegram",)
_MINUTE, _HOUR = 60, 3600


def privacy(speech: Speech, session: Session, limits: Limits) -> list[Line]:
    """Say what is kept and for how long, what cannot be deleted, and that a chat may be proof."""
    kept = speech.say(
        "privacy.kept",
        minutes=_minutes(session.idle_seconds or limits.idle_seconds),
        hours=_hours(limits),
        erase=speech.word("erase"),
    )
    choices = (speech.choice(StepKind.ERASE_NOW), speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT))
    return [Line(kept), Line(speech.say("privacy.phone")), Line(speech.say("privacy.evidence"), choices)]


def before_erasing(speech: Speech) -> Line:
    """Ask before a chat is taken away: it may be proof, and somebody may notice."""
    text = f"{speech.say('erase.before')} {speech.say('erase.silence', minutes=_minutes(SILENCE_SECONDS))}"
    return Line(text, (speech.choice(StepKind.ERASE_NOW), speech.choice(StepKind.KEEP)))


def kept(speech: Speech, session: Session, limits: Limits) -> Line:
    """Say that nothing was deleted, and when it goes by itself."""
    return Line(speech.say("erase.kept", minutes=_minutes(session.idle_seconds or limits.idle_seconds)))


def forgetting(speech: Speech, minutes: int) -> Line:
    """Say when the chat will be forgotten."""
    return Line(speech.say("forget.set", minutes=str(minutes)))


def forgetting_range(speech: Speech, limits: Limits) -> Line:
    """Say which times can be chosen."""
    example = f"{speech.word('forget')} 5"
    most = _minutes(limits.idle_seconds)
    return Line(speech.say("forget.range", least="1", most=most, example=example))


def secret_help(speech: Speech) -> Line:
    """Say how a secret word is set."""
    return Line(speech.say("code.how", code=speech.word("code")))


def secret_set(speech: Speech, limits: Limits, channel: str) -> list[Line]:
    """Say how long a chat is kept under a secret word; where the word stays on the phone, say that too."""
    lines = [Line(speech.say("code.set", hours=_hours(limits)))]
    return lines if channel in VANISHING else [*lines, Line(speech.say("privacy.phone"))]


def _minutes(seconds: int) -> str:
    return str(max(1, seconds // _MINUTE))


def _hours(limits: Limits) -> str:
    return str(max(1, limits.maximum_seconds // _HOUR))
