"""What a gateway works with."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.conversation.conversation import Conversation
from bot.conversation.remote_engine import RemoteEngine
from bot.erasure.queue import ErasureQueue
from bot.escalation.alert_rounds import AlertRounds
from bot.escalation.alert_store import RedisAlerts
from bot.escalation.chatwoot import ChatwootDesk
from bot.escalation.due_alerts import AlertPolicy
from bot.escalation.hours import read_hours
from bot.escalation.outside_bridge import Bridge
from bot.escalation.outside_mirrors import Mirrors
from bot.escalation.outside_sides import Sides
from bot.escalation.pagers import make_pagers
from bot.escalation.ping_text import PingText
from bot.escalation.switchboard import Switchboard
from bot.escalation.zammad import ZammadDesk
from bot.outside_desk_settings import ChatwootSettings
from bot.sessions.keys import SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.settings import SettingError, Settings
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from bot.tickets.shift_board import ShiftBoard
from bot.wiring.channels import wire_channels
from bot.wiring.conversation import wire_conversation
from bot.wiring.desk import wire_staff, wire_tickets
from bot.wiring.keys import keys_folder, master_key
from bot.wiring.reporting import ReportParts, wire_report_parts
from channels.channel import Channel


@dataclass(frozen=True, slots=True)
class Parts:
    """What a gateway works with."""

    settings: Settings
    conversation: Conversation
    sessions: RedisSessions
    erasures: ErasureQueue
    tickets: RedisTickets
    switchboard: Switchboard
    engine: RemoteEngine
    reports: ReportParts
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
    key = master_key(settings)
    sessions = RedisSessions(
        settings.sessions_url,
        SessionKeys(keys_folder(settings)),
        clock,
        idle_seconds=settings.idle_seconds,
        maximum_seconds=settings.maximum_seconds,
    )
    engine = RemoteEngine(settings.engine_url)
    reports = wire_report_parts(settings, clock)
    conversation = wire_conversation(settings, engine, clock)
    conversation = replace(conversation, reporting=reports.reporting(conversation.knowledge.intake, engine))
    erasures = wire_erasures(settings, clock)
    tickets = wire_tickets(settings, clock)
    switchboard = wire_switchboard(settings, tickets, clock)
    channels = wire_channels(settings)
    seal = Seal(key, "web")
    return Parts(settings, conversation, sessions, erasures, tickets, switchboard, engine, reports, channels, seal)


def wire_switchboard(settings: Settings, tickets: RedisTickets, clock: Clock = time.time) -> Switchboard:
    """Make what passes people on to the desk. Raises SettingError."""
    board = ShiftBoard(settings.tickets_url, Seal(master_key(settings), "tickets"), clock)
    return Switchboard(
        tickets=tickets,
        board=board,
        staff=wire_staff(settings, clock),
        hours=read_hours(settings.desk_hours, settings.desk_zone, settings.desk_closed),
        clock=clock,
        outside=settings.outside_desk is not None,
    )


def wire_alerts(parts: Parts, count: Callable[[str, str, str], None], clock: Clock = time.time) -> AlertRounds:
    """Make the rounds that ping staff. Raises SettingError."""
    settings = parts.settings
    pagers = make_pagers(settings.alerts)
    return AlertRounds(
        tickets=parts.tickets,
        store=RedisAlerts(settings.tickets_url, clock),
        pagers=pagers.by_name,
        policy=AlertPolicy(pagers.audiences, settings.alerts.repeat_seconds, settings.alerts.supervisor_seconds),
        hours=parts.switchboard.hours,
        text=PingText(parts.conversation.knowledge.catalogs, settings.alerts.language, settings.desk_url),
        count=count,
        clock=clock,
    )


def wire_erasures(settings: Settings, clock: Clock = time.time) -> ErasureQueue:
    """Make the queue of erasures. Raises SettingError."""
    return ErasureQueue(settings.tickets_url, Seal(master_key(settings), "erasures"), clock)


def wire_bridge(parts: Parts, count: Callable[[str, str, str], None], clock: Clock = time.time) -> Bridge | None:
    """Make the bridge to a desk that the office runs already, None where none is set."""
    settings = parts.settings.outside_desk
    if settings is None:
        return None
    desk = ChatwootDesk(settings) if isinstance(settings, ChatwootSettings) else ZammadDesk(settings)
    key = master_key(parts.settings)
    catalogs, language = parts.conversation.knowledge.catalogs, parts.settings.alerts.language

    def texts(text_key: str, **values: str) -> str:
        return catalogs.say(text_key, language, **values)

    mirrors = Mirrors(parts.settings.tickets_url, Seal(key, "outside"))
    return Bridge(Sides(desk, parts.tickets, mirrors, texts, clock), count)
