"""Telegram, in private chats."""

from channels.telegram.channel import SECRET_HEADER, TelegramChannel
from channels.telegram.inbound import HANDLED_UPDATES

__all__ = ["HANDLED_UPDATES", "SECRET_HEADER", "TelegramChannel"]
