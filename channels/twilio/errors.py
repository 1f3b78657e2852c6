"""What Twilio's error codes mean for us, when sending and in status callbacks."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from channels.channel import ContactGone, SendError, SendRejected, SendThrottled, SendUnavailable

# https://www.twilio.com/docs/api/errors has a page for each code.
SEND_ERRORS: Final[Mapping[int, type[SendError]]] = MappingProxyType(
    {
        20429: SendThrottled,  # too many requests at once; never processed
        21211: ContactGone,  # not a number
        21408: SendRejected,  # SMS to this region is not switched on
        21610: ContactGone,  # the person wrote STOP
        21614: ContactGone,  # cannot receive SMS
        21617: SendRejected,  # longer than 1600 characters
        21655: SendRejected,  # content template id
        21656: SendRejected,  # content template variables
        21658: SendRejected,  # a content variable longer than 1600 characters
        30003: SendRejected,  # phone switched off or out of reach
        30005: ContactGone,  # unknown or no longer in use
        30006: ContactGone,  # a landline
        30007: SendRejected,  # filtered by the carrier
        30008: SendRejected,  # unknown
        30029: SendRejected,  # content retention is not switched on
        63003: ContactGone,  # no such WhatsApp user
        63013: SendRejected,  # against the channel's policy
        63014: ContactGone,  # blocked by the person
        63016: SendRejected,  # outside the 24 hours
        63017: SendThrottled,  # the channel's rate limit
        63018: SendThrottled,
        63024: ContactGone,  # not a valid recipient
        63026: SendRejected,  # spam
        63027: SendRejected,  # no such template in this language
        63028: SendRejected,  # number of template variables
        63032: SendRejected,  # WhatsApp will not deliver this message to this person
        63033: ContactGone,  # blocked by the person
        63049: SendRejected,  # as 63032
    }
)


def send_error(code: object, status_code: int) -> SendError:
    """Name the error of a refused call by its code, or by its HTTP status where the code is not known."""
    # A proxy on the way can answer anything, so a code is passed on only where it is a number.
    number = code if isinstance(code, int) else status_code
    if known := SEND_ERRORS.get(number):
        return known(str(number))
    if status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return SendThrottled(str(number))
    if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendUnavailable(str(number))
    return SendRejected(str(number))
