"""Pings by e-mail, over TLS or STARTTLS only (RFC 6409, RFC 8314)."""

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from bot.alert_settings import SmtpSettings
from bot.escalation.alert import PagerError, Ping

SECONDS = 8.0
PERMANENT = 500


@dataclass(frozen=True, kw_only=True, eq=False)
class EmailAlert:
    """Addresses that are written to together; none of them sees the others. `trust` is whom TLS trusts."""

    server: SmtpSettings
    addresses: tuple[str, ...] = field(repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    time_limit: float = SECONDS
    kind: str = field(default="email", init=False)

    async def page(self, ping: Ping) -> str:
        """Send one mail to all. Raises PagerError, also where only some are refused and the others have their mail."""
        try:
            async with asyncio.timeout(self.time_limit):
                refused = await self._send(ping)
        except SMTPRecipientsRefused as refusal:
            codes = [each.code for each in refusal.recipients]
            error = PagerError(type(refusal).__name__, retryable=any(code < PERMANENT for code in codes))
        except SMTPResponseException as refusal:
            error = PagerError(f"smtp_{refusal.code}", retryable=refusal.code < PERMANENT)
        except (SMTPException, OSError, TimeoutError) as failure:
            error = PagerError(type(failure).__name__)
        else:
            if not refused:
                return ""
            error = PagerError("some_refused", retryable=False)
        raise error

    async def settle(self, message_id: str, text: str) -> None:
        """Do nothing: a mail cannot be taken back, and another one would only ring once more."""

    async def close(self) -> None:
        """Do nothing: no connection stays open."""

    async def _send(self, ping: Ping) -> bool:
        """Send the mail, and say whether some addresses were refused."""
        server = self.server
        refused, _ = await aiosmtplib.send(
            self._mail(ping),
            sender=server.sender,
            recipients=list(self.addresses),
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.by_tls,
            start_tls=not server.by_tls,
            tls_context=self.trust or ssl.create_default_context(),
            timeout=self.time_limit,
            # Neither the machine's name nor a question to a name server about it.
            local_hostname=self._domain,
        )
        return bool(refused)

    @property
    def _domain(self) -> str:
        return self.server.sender.rpartition("@")[2]

    def _mail(self, ping: Ping) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = ping.subject
        mail["From"] = self.server.sender
        mail["To"] = self.server.sender
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = make_msgid(domain=self._domain)
        # So that no "I am away" comes back, RFC 3834.
        mail["Auto-Submitted"] = "auto-generated"
        if ping.urgent:
            mail["Importance"] = "high"
        mail.set_content(ping.linked_text)
        return mail
