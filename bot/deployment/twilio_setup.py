"""Leads Twilio's senders to this deployment by its API, and says what only its console takes."""

from collections.abc import Callable, Iterator, Mapping

from bot.deployment.addresses import Addresses
from bot.deployment.checks.provider import twilio_findings
from bot.deployment.finding import Finding, Verdict, fine, look, must
from bot.deployment.refusal import ProviderRefusal
from bot.deployment.twilio_account import SenderKind, TwilioAccount, kind_of

WHERE = {
    SenderKind.NUMBER: (
        "Phone Numbers > Manage > Active numbers > {name} > Messaging Configuration",
        ("A message comes in: Webhook, HTTP POST", "Primary handler fails: HTTP POST"),
    ),
    SenderKind.SERVICE: (
        "Messaging > Services > {name} > Integration > Send a webhook",
        ("Request URL: HTTP POST", "Fallback URL: HTTP POST", "Delivery Status Callback"),
    ),
    SenderKind.WHATSAPP: (
        "Messaging > Senders > WhatsApp senders > {name}",
        ("Webhook URL for incoming messages: POST", "Fallback URL: POST", "Status callback URL: POST"),
    ),
}
"""Where Twilio's console has the addresses of each kind of sender; the third is the one for status."""
OPT_OUT = "Messaging > Services > your service > Opt-Out Management > Advanced Opt-Out"


async def set_up_twilio(account: TwilioAccount, addresses: Addresses, tell: Callable[[str], None]) -> list[Finding]:
    """Lead each sender here, and read back what Twilio says of it; never raises."""
    findings: list[Finding] = []
    for name in account.names:
        tell(f"Twilio: {name}")
        try:
            sender = await account.sender(name)
            if sender.sid and any(each.verdict is not Verdict.OK for each in twilio_findings(sender, addresses)):
                await account.lead(sender, addresses)
                sender = await account.sender(name)
        except ProviderRefusal as refusal:
            findings.append(_refused(name, refusal))
        else:
            findings += twilio_findings(sender, addresses)
    return findings


async def take_back_twilio(account: TwilioAccount, addresses: Addresses, tell: Callable[[str], None]) -> list[Finding]:
    """Lead each sender nowhere that leads here; one that leads elsewhere stays. Never raises."""
    findings: list[Finding] = []
    for name in account.names:
        tell(f"Twilio: {name}")
        check = f"Twilio's {kind_of(name)} {name.removeprefix('whatsapp:')}"
        try:
            sender = await account.sender(name)
            if sender.url == addresses.twilio:
                await account.lead(sender, None)
                findings.append(fine(check, "leads nowhere now; what people write to it is lost"))
            elif sender.url:
                findings.append(look(check, f"leads to {sender.url}", "it is not this deployment, so it stays"))
            else:
                findings.append(fine(check, "leads nowhere"))
        except ProviderRefusal as refusal:
            findings.append(_refused(name, refusal))
    return findings


def console_addresses(names: tuple[str, ...], addresses: Addresses) -> Iterator[str]:
    """Say line by line what to paste where in Twilio's console, for each sender."""
    for name in names:
        place, fields = WHERE[kind_of(name)]
        yield place.format(name=name.removeprefix("whatsapp:"))
        for field, url in zip(fields, (addresses.twilio, addresses.twilio, addresses.twilio_status), strict=False):
            yield f"  {field}"
            yield f"    {url}"


def console_texts(replies: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Say line by line what Twilio shall answer to HELP, STOP and START, by language; its API does not take them."""
    yield OPT_OUT
    yield "  For each language; the words STOP, HELP and START stay as they are. A number needs a service for this."
    for language, by_word in replies.items():
        yield f"  {language}"
        for word, text in by_word.items():
            yield f"    {word}: {text}"


def _refused(name: str, refusal: ProviderRefusal) -> Finding:
    return must(f"Twilio's {kind_of(name)} {name.removeprefix('whatsapp:')}", refusal.found, refusal.mend)
