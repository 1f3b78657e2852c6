"""The conversation over the content and any understanding."""

from pathlib import Path

from bot.conversation.conversation import Conversation
from bot.conversation.listening import Listener
from bot.conversation.places import read_places
from bot.conversation.steering import read_steering
from bot.conversation.understanding import Understanding
from bot.knowledge.knowledge_base import read_knowledge
from bot.language.identification import Identifier
from bot.safety.meaning import UniversalSentenceEncoder
from bot.safety.net import read_safety
from bot.safety.probing import read_probing
from bot.safety.urgency import Languages, Urgency, read_thresholds
from bot.safety.urgency_model import UrgencyModelMissing, read_urgency_model
from bot.sessions.session import Limits
from bot.settings import PROJECT, SettingError, Settings
from bot.storage.clock import Clock


def wire_conversation(
    settings: Settings, understanding: Understanding, clock: Clock, root: Path = PROJECT, *, hears: bool = True
) -> Conversation:
    """Put a conversation together over any understanding, with the content under a root. Raises ContentError.

    Without `hears` its safety net has no model, for whoever only reads the answers. Raises SettingError.
    """
    knowledge = read_knowledge(root, reviewed_only=settings.require_review, texts=settings.texts)
    places = read_places(knowledge.catalogs, root)
    unknown = [code for code in settings.countries if code not in knowledge.countries]
    if unknown:
        raise SettingError(f"AMPARO_COUNTRIES names {unknown[0]}, for which knowledge/countries/ has no file")
    identifier = Identifier()
    served = settings.countries or tuple(knowledge.countries)
    return Conversation(
        knowledge=knowledge,
        safety=read_safety(root / "knowledge" / "safety", wire_urgency(settings, identifier, root) if hears else None),
        listener=Listener(identifier, knowledge.catalogs.languages),
        steering=read_steering(knowledge, places, read_probing(root / "knowledge" / "probing")),
        understanding=understanding,
        countries=tuple(knowledge.countries[code] for code in served),
        clock=clock,
        limits=Limits(settings.idle_seconds, settings.maximum_seconds),
    )


def wire_urgency(settings: Settings, languages: Languages, root: Path = PROJECT) -> Urgency:
    """Load the safety net's model. Raises SettingError where it was not trained, and ContentError."""
    try:
        model = read_urgency_model(settings.safety_model, UniversalSentenceEncoder())
    except UrgencyModelMissing as error:
        # Without it 2 of 100 calls for help would be heard: that must not go unnoticed.
        raise SettingError(str(error)) from None
    return Urgency(model, read_thresholds(root / "knowledge" / "urgency.yml"), languages)
