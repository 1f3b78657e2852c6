"""What the webhooks of all providers share: headers in any case, bodies of limited size, text that can be stored."""

import json
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qsl

from channels.channel import WebhookMalformed, WebhookRequest

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"

# Twilio's largest webhooks have about fifty fields.
_MOST_FIELDS: Final = 500

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def header(request: WebhookRequest, name: str) -> str | None:
    """Read a header whatever its case, or None where it is missing."""
    return next((value for key, value in request.headers.items() if key.lower() == name.lower()), None)


def media_type(request: WebhookRequest) -> str:
    """Read the content type without its parameters, in lower case."""
    return (header(request, "Content-Type") or "").partition(";")[0].strip().lower()


def check_body(request: WebhookRequest, media_types: Collection[str], most_bytes: int) -> None:
    """Raise WebhookMalformed where the body is of another kind, or larger than it may be, before anything reads it."""
    if media_type(request) not in media_types:
        raise WebhookMalformed("another content type")
    if len(request.body) > most_bytes:
        raise WebhookMalformed("too large")


def read_form(request: WebhookRequest) -> Sequence[tuple[str, str]]:
    """Read all fields of a form in order, blank and repeated ones too. Raises WebhookMalformed."""
    body = request.body.decode("utf-8", "replace")
    with suppress(ValueError):
        return parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    raise WebhookMalformed("too many fields")


def read_json(request: WebhookRequest) -> dict[str, Any]:
    """Read a JSON object. Raises WebhookMalformed for anything else."""
    document = None
    # An error that is raised in a handler would carry the body along as its context.
    with suppress(ValueError, RecursionError):
        document = json.loads(request.body)
    if not isinstance(document, dict):
        raise WebhookMalformed("no JSON object")
    return document


def well_formed(text: str) -> str:
    """Replace what no store takes, NUL and lone surrogates; everything else stays as the person wrote it."""
    return _UNSTORABLE.sub("\ufffd", text)
