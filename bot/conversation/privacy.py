"""What a person is told about what we keep: how long, what stays elsewhere, and what deleting means."""

import math
from dataclasses import replace

from bot.conversation.speech import Line, Speech
from bot.conversation.step import Step, StepKind
from bot.sessions.session import ERASING, SILENCE_SECONDS, Limits, Session

SHORTEST_SECRET = 8
VANISHING = ("telegram", "web")
"""Channels on which deleting takes the chat away before the person's eyes, so that it is asked first."""
BOTH_SIDES = ("telegram",)
NAMELESS = ("web",)
"""Channels on which a person is somebody new in each chat: a secret word would never find an earlier one."""
CONFIRMING = {ERASING: "erase", "confirm.erase": "erase", "confirm.stop": "stop"}
"""What is to be confirmed, by what a session waits for; silence deletes only after the first of these questions."""
_MINUTE, _HOUR = 60, 3600


SECRET_WORD = Step(StepKind.CODE)


def erasing(step: Step | None, session: Session) -> Step | None:
    """Turn the wish to delete into deleting where there is nothing to ask, or it has been asked before."""
    if step is None or step.kind is not StepKind.ERASE:
        return step
    asks = session.channel in VANISHING and session.greeted and session.waiting_for != ERASING
    return step if asks else Step(StepKind.ERASE_NOW)


def told(speech: Speech, session: Session, limits: Limits, step: Step) -> tuple[Session, list[Line]]:
    """Do a step that is about what we keep; give the session after it and what is said."""
    if step.kind is StepKind.PRIVACY:
        return session, privacy(speech, session, limits)
    if step.kind is StepKind.ERASE:
        return replace(session, waiting_for=ERASING), [before_erasing(speech)]
    if step.kind is StepKind.KEEP:
        return session, kept(speech, session, limits)
    if step.kind is StepKind.FORGET:
        return forgetting(speech, session, limits, int(step.value))
    if step.kind is StepKind.PROBE:
        return session, [Line(speech.say("probing"))]
    if step == SECRET_WORD:
        return session, []
    how = Line(speech.say("code.how", code=speech.word("code")))
    return session, [how] if step.value == "none" else [Line(speech.say("code.short"))]


def secret_state(secret: str) -> str:
    """Say what is wrong with a secret word: none, too short, or nothing (empty)."""
    if not secret:
        return "none"
    return "" if len(secret) >= SHORTEST_SECRET else "short"


def privacy(speech: Speech, session: Session, limits: Limits) -> list[Line]:
    """Say what is kept and for how long, what cannot be deleted, and that a chat may be proof."""
    kept = speech.say(
        "privacy.kept",
        minutes=_minutes(session.idle_seconds or limits.idle_seconds),
        hours=_hours(limits.maximum_seconds),
        erase=speech.word("erase"),
    )
    choices = (speech.choice(StepKind.ERASE_NOW), speech.choice(StepKind.MENU), speech.choice(StepKind.EXIT))
    longer = _under_secret_word(speech, session)
    if session.channel in BOTH_SIDES:
        longer = [*longer, Line(speech.say("privacy.both_sides"))]
    return [Line(kept), *longer, Line(speech.say("privacy.phone")), Line(speech.say("privacy.evidence"), choices)]


def before_erasing(speech: Speech) -> Line:
    """Ask before a chat is taken away: it may be proof, and somebody may notice."""
    text = f"{speech.say('erase.before')} {speech.say('erase.silence', minutes=_minutes(SILENCE_SECONDS))}"
    return Line(text, (speech.choice(StepKind.ERASE_NOW), speech.choice(StepKind.KEEP)))


def kept(speech: Speech, session: Session, limits: Limits) -> list[Line]:
    """Say that nothing was deleted, and when it goes by itself."""
    said = Line(speech.say("erase.kept", minutes=_minutes(session.idle_seconds or limits.idle_seconds)))
    return [said, *_under_secret_word(speech, session)]


def forgetting(speech: Speech, session: Session, limits: Limits, minutes: int) -> tuple[Session, list[Line]]:
    """Forget sooner than usual; a time out of range is answered with the times that can be chosen."""
    most = limits.idle_seconds // _MINUTE
    if not 1 <= minutes <= most:
        example = f"{speech.word('forget')} {min(5, most)}"
        return session, [Line(speech.say("forget.range", least="1", most=str(most), example=example))]
    session = replace(session, idle_seconds=minutes * _MINUTE)
    said = Line(speech.say("forget.set", minutes=str(minutes)))
    return session, [said, *_under_secret_word(speech, session)]


def secret_set(speech: Speech, session: Session, limits: Limits) -> list[Line]:
    """Say how long a chat is kept under a secret word; where the word stays on the phone, say that too."""
    left = session.code_ends_at - session.seen_at if session.code_ends_at else limits.maximum_seconds
    lines = [Line(speech.say("code.set", hours=_hours(left)))]
    return lines if session.channel in VANISHING else [*lines, Line(speech.say("privacy.phone"))]


def _under_secret_word(speech: Speech, session: Session) -> list[Line]:
    # A copy outlives the times that the other texts name; its own time runs from when its chat began.
    left = session.code_ends_at - session.seen_at
    return [Line(speech.say("code.set", hours=_hours(left)))] if session.code and left > 0 else []


def _minutes(seconds: int) -> str:
    return str(max(1, seconds // _MINUTE))


def _hours(seconds: float) -> str:
    return str(max(1, math.ceil(seconds / _HOUR)))
