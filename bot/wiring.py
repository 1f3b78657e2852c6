"""The one place that chooses: which stores, channels and engine a process works with. Nothing connects here."""

import os
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot.conversation.conversation import Conversation
from bot.conversation.listening import Listener
from bot.conversation.places import read_places
from bot.conversation.remote_engine import RemoteEngine
from bot.conversation.steering import read_steering
from bot.conversation.understanding import Understanding
from bot.erasure.queue import ErasureQueue
from bot.knowledge.knowledge_base import read_knowledge
from bot.language.identification import Identifier
from bot.safety.net import read_safety
from bot.safety.probing import read_probing
from bot.sessions.keys import SessionKeys
from bot.sessions.memory_folder import MEMORY, check_memory_folder
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Limits
from bot.settings import KEY_BYTES, PROJECT, SettingError, Settings
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from channels.channel import Channel
from channels.telegram import TelegramChannel
from channels.twilio import TwilioChannel
from channels.web import WebChannel

MESSAGING_SERVICE = "MG"
"""How the id of a Twilio messaging service begins; it stands where a number may stand."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a gateway works with."""

    settings: Settings
    conversation: Conversation
    sessions: RedisSessions
    erasures: ErasureQueue
    engine: RemoteEngine
    channels: Mapping[str, Channel] = field(repr=False)
    seal: Seal = field(repr=False)


def wire_gateway(settings: Settings, clock: Clock = time.time) -> Parts:
    """Put a gateway together. Raises SettingError and ContentError."""
    if not settings.sessions_url:
        raise SettingError("AMPARO_SESSIONS_URL is not set; set it, or start everything with `amparo up`")
    if not settings.tickets_url:
        raise SettingError("AMPARO_TICKETS_URL is not set; set it, or start everything with `amparo up`")
    if not settings.engine_url:
        raise SettingError("AMPARO_ENGINE_URL is not set; set it, or start everything with `amparo up`")
    key = settings.master_key or demo_key(settings)
    sessions = RedisSessions(
        settings.sessions_url,
        SessionKeys(keys_folder(settings)),
        clock,
        idle_seconds=settings.idle_seconds,
        maximum_seconds=settings.maximum_seconds,
    )
    engine = RemoteEngine(settings.engine_url)
    conversation = wire_conversation(settings, engine, clock)
    erasures = wire_erasures(settings, clock)
    return Parts(settings, conversation, sessions, erasures, engine, wire_channels(settings), Seal(key, "web"))


def wire_erasures(settings: Settings, clock: Clock = time.time) -> ErasureQueue:
    """Make the queue of erasures. Raises SettingError."""
    key = settings.master_key or demo_key(settings)
    return ErasureQueue(settings.tickets_url, Seal(key, "erasures"), clock)


def keys_folder(settings: Settings) -> Path:
    """Give the folder in memory for the keys of sessions; one for each store. Raises SettingError."""
    if settings.keys is not None:
        check_memory_folder(settings.keys)
        return settings.keys
    if not MEMORY.is_dir():
        raise SettingError(f"AMPARO_KEYS is not set, and {MEMORY} is not there; set it to a folder in memory")
    store = sha256(settings.sessions_url.encode()).hexdigest()[:16]
    return MEMORY / f"amparo-{os.getuid()}" / store


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


def wire_channels(settings: Settings) -> Mapping[str, Channel]:
    """Make the channels that are set, and the web chat."""
    channels: dict[str, Channel] = {"web": WebChannel()}
    if settings.twilio is not None:
        channels |= {channel.name: channel for channel in _twilio(settings)}
    if settings.telegram is not None:
        channels["telegram"] = TelegramChannel(
            bot_token=settings.telegram.bot_token,
            secret_token=settings.telegram.webhook_secret,
            api_url=settings.telegram.api_url,
        )
    return channels


def _twilio(settings: Settings) -> list[TwilioChannel]:
    twilio = settings.twilio
    if twilio is None:
        return []
    senders = {"sms": twilio.sms_from, "whatsapp": twilio.whatsapp_from}
    # Twilio calls back only addresses that the internet reaches.
    status_url = f"{settings.public_url}/webhooks/twilio/status" if settings.public_url.startswith("https://") else ""
    return [
        TwilioChannel(
            name=name,
            account_sid=twilio.account_sid,
            auth_token=twilio.auth_token,
            sender="" if sender.startswith(MESSAGING_SERVICE) else sender,
            messaging_service_sid=sender if sender.startswith(MESSAGING_SERVICE) else "",
            api_url=twilio.api_url,
            public_url=status_url,
            button_templates=dict(enumerate(twilio.whatsapp_buttons, 1)) if name == "whatsapp" else {},
        )
        for name, sender in senders.items()
        if sender
    ]


def simulated_channels() -> Mapping[str, Channel]:
    """Make channels that only render, for the simulator; they hold no credentials and are never asked to send."""
    nobody = "simulator"
    return {
        "sms": TwilioChannel(name="sms", account_sid=nobody, auth_token=nobody),
        "whatsapp": TwilioChannel(name="whatsapp", account_sid=nobody, auth_token=nobody),
        "telegram": TelegramChannel(bot_token=nobody, secret_token=nobody),
    }


def demo_key(settings: Settings) -> bytes:
    """Give the demo's own key, made at its first start. Raises SettingError where a provider is set without a key."""
    if settings.twilio is not None or settings.telegram is not None:
        raise SettingError(
            "AMPARO_MASTER_KEY is not set, but a provider is; make one with `amparo config --new-key`, for .env"
        )
    path = settings.data / "demo.key"
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(new_key().encode())
    except FileExistsError:
        pass
    key = urlsafe_b64decode(path.read_bytes())
    if len(key) != KEY_BYTES:
        raise SettingError(f"{path} is no key; delete it, and the demo makes a new one")
    return key


def new_key() -> str:
    """Make a master key, in base64."""
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
