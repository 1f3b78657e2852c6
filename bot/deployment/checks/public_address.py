"""Whether providers reach the public address, trust it, and meet our gateway there."""

from collections.abc import Iterator
from ipaddress import ip_address

from bot.deployment.facts.public_address import FORBIDDEN, Certificate, Door, PublicAddress
from bot.deployment.finding import Finding, fine, look, must

TELEGRAM_PORTS = (80, 88, 443, 8443)
"""https://core.telegram.org/bots/api#setwebhook"""
DAY = 86400
EARLY, LATE = 0.25, 0.1
"""Parts of a certificate's life that are left when its renewal, due at a third, must have failed."""
OK = 200
MADE_BY_PROXY = (502, 503, 504)


def public_address_findings(seen: PublicAddress, now: float, *, telegram: bool) -> Iterator[Finding]:
    """Judge what was seen of the public address at a time, in seconds since the epoch."""
    addresses = seen.addresses
    yield _name(seen)
    if telegram and addresses.port not in TELEGRAM_PORTS:
        yield must("public port", f"is {addresses.port}", "take 443, 80, 88 or 8443: Telegram calls no other")
    if not seen.resolved:
        return
    if addresses.secure:
        yield _certificate(seen.certificate, seen.tls_error, now)
        if seen.tls_error:
            return
    yield _gateway(seen)
    yield from (_door(door) for door in seen.doors)


def _name(seen: PublicAddress) -> Finding:
    check, host = "public address", seen.addresses.host
    if not seen.resolved:
        return must(check, f"{host} has no address in the DNS", f"add an A or AAAA record for {host}")
    shown = ", ".join(seen.resolved)
    if not all(ip_address(each).is_global for each in seen.resolved):
        return look(check, f"{host} is {shown} from here", "make sure that it is another address on the internet")
    return fine(check, f"{host} is {shown}")


def _certificate(certificate: Certificate | None, error: str, now: float) -> Finding:
    check = "certificate"
    if certificate is None:
        return must(check, error, "let the proxy renew its certificate for this very name, with its whole chain")
    days = int((certificate.ends - now) // DAY)
    left = (certificate.ends - now) / (certificate.ends - certificate.begins)
    found, mend = f"ends in {days} days", "look why the proxy does not renew it"
    if left < LATE:
        return must(check, found, mend)
    return look(check, found, mend) if left < EARLY else fine(check, found)


def _gateway(seen: PublicAddress) -> Finding:
    check = "gateway"
    if not seen.page or seen.page in MADE_BY_PROXY:
        return must(check, _said(seen.page), f"start it, and let the proxy pass {seen.addresses.host} on to it")
    if missing := [name for name, there in (seen.parts or {}).items() if not there]:
        return must(check, f"answers without its {' and '.join(missing)}", "start what is missing, and look at its log")
    if seen.page != OK:
        return look(check, f"{_said(seen.page)} at /", "let the proxy pass the web chat on, if people use it")
    return fine(check, "answers")


def _door(door: Door) -> Finding:
    check = f"{door.channel}'s way in"
    if door.unsigned != FORBIDDEN:
        return must(check, f"{_said(door.unsigned)} to an unsigned request", _mend(door.unsigned))
    if door.signed is None:
        return look(check, "refuses what nobody signed; the signature was not tried", "make the certificate valid")
    if door.signed != OK:
        mend = "give gateway and doctor the same AMPARO_PUBLIC_URL and credentials, and start the gateway anew"
        return must(check, f"{_said(door.signed)} to a signed request", mend)
    return fine(check, "takes what is signed and refuses what is not")


def _mend(status: int) -> str:
    if status == 404:  # noqa: PLR2004 - HTTP's
        return "give the gateway this channel's settings, and start it anew"
    if status in MADE_BY_PROXY or not status:
        return "look at the proxy and the gateway behind it"
    return "let the proxy pass every POST below /webhooks/ on to the gateway, unchanged"


def _said(status: int) -> str:
    return f"answers {status}" if status else "does not answer"
