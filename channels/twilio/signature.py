"""Twilio's two signatures: by the account's auth token, or by a shared key (https://www.twilio.com/docs/usage/security)."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from channels.channel import WebhookForged, WebhookRequest
from channels.webhook import header, read_form

_ALGORITHMS: Final = (HMAC_SHA1, HMAC_SHA256)


def check_signature(request: WebhookRequest, *, auth_tokens: Sequence[str], shared_key: str) -> None:
    """Raise WebhookForged unless one of our secrets signed the request's public address and every field of its form.

    `shared_key` is used for requests that name their signature's settings, and only for these; a blank one trusts none.
    """
    signature = header(request, SIGNATURE_HEADER)
    if not signature:
        raise WebhookForged("no signature")
    settings = header(request, SIGNATURE_SETTINGS_HEADER)
    algorithm = get_signature_algorithm(settings)
    # The library logs an algorithm that it does not know, and the name is the caller's to choose.
    if algorithm.upper() not in _ALGORITHMS:
        raise WebhookForged("unknown algorithm")
    secrets = [shared_key] if settings else auth_tokens
    form = ImmutableMultiDict(list(read_form(request)))
    if not any(
        secret and RequestValidator(secret).validate(request.url, form, signature, algorithm) for secret in secrets
    ):
        raise WebhookForged("wrong signature")
