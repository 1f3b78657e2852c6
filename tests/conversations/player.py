"""Plays a script through the gateway's reception: real conversation, engine, safety net, content and adapters."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.cli.chat import Screen
from bot.conversation.conversation import Conversation
from bot.conversation.remote_engine import RemoteEngine
from bot.erasure.traces import NoTraces
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from bot.logs import silent_log
from bot.sessions.one_process import OneProcessSessions
from bot.settings import read_settings
from bot.wiring.channels import simulated_channels
from bot.wiring.conversation import wire_conversation
from channels.channel import Part
from channels.web import WebChannel
from tests.conftest import SAFETY_MODEL
from tests.conversations.desk import ScriptedDesk
from tests.conversations.post import Post
from tests.conversations.script import Script, ScriptError

START: Final = 1_796_119_200.0
"""Tuesday 2026-12-01, 10:00 UTC: each script begins then."""
ENGINE_SECONDS: Final = 60.0
MOST_TRIES: Final = 3
TOO_SLOW: Final = "engine_unavailable"
WRONG: Final = ("failed", "undelivered", "session_not_kept", "sessions_unavailable", "not_passed_on")

Recorded = list[dict[str, Any]]


class TooSlow(Exception):  # noqa: N818 - what happened, not a fault of the script
    """An answer took longer than the gateway waits for it, so that the safety text was given in its place."""


@dataclass
class FrozenClock:
    """A time that stands still but where a script lets it pass."""

    now: float = START

    def __call__(self) -> float:
        """Give the time in seconds since the epoch."""
        return self.now


def wire_golden() -> Conversation:
    """Put the conversation together that all scripts share, over an engine that each play gives anew."""
    settings = read_settings({"AMPARO_SAFETY_MODEL": str(SAFETY_MODEL)})
    return wire_conversation(settings, RemoteEngine("http://127.0.0.1:9"), FrozenClock())


async def play(conversation: Conversation, engine_url: str, script: Script) -> Recorded:
    """Play a script from its beginning and give what each turn answers. Raises ScriptError and TooSlow."""
    for _ in range(MOST_TRIES - 1):
        try:
            return await _played(conversation, engine_url, script)
        except TooSlow:
            # Another process had the machine; the limit of a gateway's turn is not what is looked at here.
            continue
    return await _played(conversation, engine_url, script)


async def _played(conversation: Conversation, engine_url: str, script: Script) -> Recorded:
    clock, counts, engine = FrozenClock(), Counts(silent_log()), RemoteEngine(engine_url, ENGINE_SECONDS)
    served = _served(conversation, script)
    conversation = replace(served, clock=clock, understanding=engine)
    limits, desk = conversation.limits, ScriptedDesk(clock, script.desk)
    sessions = OneProcessSessions(clock, idle_seconds=limits.idle_seconds, maximum_seconds=limits.maximum_seconds)
    screen = Screen({**simulated_channels(), "web": WebChannel()}[script.channel])
    reception = Reception(conversation, sessions, {screen.name: screen}, counts, NoTraces(), desk)
    post = Post(script, screen)
    recorded: Recorded = []
    try:
        for number, turn in enumerate(script.turns, 1):
            place = f"{script.name}, turn {number}"
            clock.now += turn.after_minutes * 60
            desk.now = turn.desk or desk.now
            event = post.event(turn, place)
            await reception.receive([event])
            await asyncio.gather(*reception.leaving.tasks)
            _check(counts, place)
            parts = screen.take()
            post.shown += parts
            person = f"{event.address.channel}:{event.address.value}"
            recorded.append(_recorded(script.channel, parts, ends=await sessions.load(person) is None))
    finally:
        await engine.close()
    return recorded


def _served(conversation: Conversation, script: Script) -> Conversation:
    known = conversation.knowledge.countries
    if unknown := [code for code in script.countries if code not in known]:
        raise ScriptError(f"{script.name}: knowledge/countries/ has no {unknown[0]}")
    return replace(conversation, countries=tuple(known[code] for code in script.countries or known))


def _check(counts: Counts, place: str) -> None:
    if counts.of(TOO_SLOW):
        raise TooSlow(f"{place}: no answer within the gateway's time; leave the machine alone and try again")
    if wrong := [each for each in WRONG if counts.of(each)]:
        raise AssertionError(f"{place}: {wrong[0]}, which a person would notice; the conversation is broken there")


def _recorded(channel: str, parts: list[Part], *, ends: bool) -> dict[str, Any]:
    return {"answer": [_part(channel, each) for each in parts], **({"ends": True} if ends else {})}


def _part(channel: str, part: Part) -> dict[str, Any]:
    buttons = {"buttons": [each.title for each in part.quick_replies]} if part.quick_replies else {}
    sms = {"segments": part.segments, "encoding": part.encoding} if channel == "sms" else {}
    return {"text": part.text, **buttons, **sms}
