"""What comes before an answer: who we are, and that a language is not ours yet."""

from dataclasses import replace

from bot.conversation import notices
from bot.conversation.performance import Stage
from bot.conversation.speech import Line
from bot.conversation.step import Step, StepKind
from bot.conversation.turn import Turn
from bot.knowledge.catalogs import language_name
from bot.sessions.session import NEUTRAL, Session


def greeted(stage: Stage, turn: Turn, step: Step | None) -> Turn:
    """Put the introduction before the first answer; who only says hello is also shown what to ask."""
    if turn.session is None or turn.session.greeted or turn.session.waiting_for == NEUTRAL:
        return turn
    session = replace(turn.session, greeted=True)
    speech = stage.speech(session)
    if turn.intent == "greeting" or step == Step(StepKind.MENU):
        menu = notices.menu(speech)
        session = replace(session, choices=tuple(choice.step.code for choice in menu.choices))
        turn = replace(turn, lines=(menu,))
    return replace(turn, session=session).introduced(notices.first_contact(speech, stage.country(session)))


def admitted(stage: Stage, turn: Turn, before: Session) -> Turn:
    """Say that a language is not ours yet, once; a choice by the person has its own words for that."""
    if turn.session is None or turn.session.waiting_for == NEUTRAL:
        return turn
    if turn.session.language_chosen or turn.session.language == before.language:
        return turn
    speech = stage.speech(turn.session)
    if turn.session.language in speech.knowledge.catalogs.locales:
        return turn
    other = speech.knowledge.other_languages.get(turn.session.language)
    if other is None:
        said = speech.say("answer.other_language", language=language_name(speech.language, speech.language))
    else:
        # In their own language, with the name that the language has there.
        said = other.sentence.format(language=language_name(speech.language, turn.session.language))
    return turn.introduced(Line(said))
