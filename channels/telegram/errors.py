"""What the errors of python-telegram-bot mean for us, by their class; their text can hold the words or the token."""

from datetime import timedelta

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from channels.channel import ContactGone, SendError, SendRejected, SendThrottled, SendUnavailable
from channels.reach import NOT_ARRIVED


def send_error(refusal: TelegramError) -> SendError:
    """Name the error of a refused message."""
    code = type(refusal).__name__
    # The library wraps what failed on the way; its message alone would say no more.
    untaken = isinstance(refusal.__cause__, NOT_ARRIVED)
    match refusal:
        case RetryAfter():
            return SendThrottled(code, seconds_to_wait(refusal))
        case Forbidden():
            return ContactGone(code)
        case BadRequest() if is_chat_unknown(refusal):
            return ContactGone(code)
        case BadRequest():
            return SendRejected(code)
        case NetworkError():
            return SendUnavailable(code, untaken=untaken)
    if type(refusal) is TelegramError:
        # An answer of success that cannot be read.
        return SendRejected(code, untaken=False)
    # A wrong token looks like an unknown method (404): no further try helps, and an operator must look.
    return SendRejected(code)


def seconds_to_wait(refusal: RetryAfter) -> float:
    """Read after how many seconds Telegram takes the next call."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


def is_chat_unknown(refusal: BadRequest) -> bool:
    """Tell whether the chat itself is what Telegram does not know."""
    return refusal.message == "Chat not found"
