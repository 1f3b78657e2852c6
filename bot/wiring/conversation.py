"""The conversation over the content and any understanding."""

from pathlib import Path

from bot.conversation.conversation import Conversation
from bot.conversation.listening import Listener
from bot.conversation.places import read_places
from bot.conversation.steering import read_steering
from bot.conversation.understanding import Understanding
from bot.knowledge.knowledge_base import read_knowledge
from bot.language.identification import Identifier
from bot.safety.net import read_safety
from bot.safety.probing import read_probing
from bot.sessions.session import Limits
from bot.settings import PROJECT, SettingError, Settings
from bot.storage.clock import Clock


def wire_conversation(
    settings: Settings, understanding: Understanding, clock: Clock, root: Path = PROJECT
) -> Conversation:
    """Put a conversation together over any understanding, with the content under a root. Raises ContentError."""
    knowledge = read_knowledge(root, reviewed_only=settings.require_review, texts=settings.texts)
    places = read_places(knowledge.catalogs, root)
    unknown = [code for code in settings.countries if code not in knowledge.countries]
    if unknown:
        raise SettingError(f"AMPARO_COUNTRIES names {unknown[0]}, for which knowledge/countries/ has no file")
    served = settings.countries or tuple(knowledge.countries)
    return Conversation(
        knowledge=knowledge,
        safety=read_safety(root / "knowledge" / "safety"),
        listener=Listener(Identifier(), knowledge.catalogs.languages),
        steering=read_steering(knowledge, places, read_probing(root / "knowledge" / "probing")),
        understanding=understanding,
        countries=tuple(knowledge.countries[code] for code in served),
        clock=clock,
        limits=Limits(settings.idle_seconds, settings.maximum_seconds),
    )
