"""Telegram, in private chats."""

from channels.telegram.channel import SECRET_HEADER, TelegramChannel

__all__ = ["SECRET_HEADER", "TelegramChannel"]
