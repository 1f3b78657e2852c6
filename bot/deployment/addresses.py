"""The addresses that providers call, below the public one."""

from dataclasses import dataclass
from urllib.parse import urlsplit

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Addresses:
    """What Twilio and Telegram are told; `public_url` has no path."""

    public_url: str

    @property
    def telegram(self) -> str:
        """Give the address of Telegram's updates."""
        return f"{self.public_url}/webhooks/telegram"

    @property
    def twilio(self) -> str:
        """Give the address of messages by SMS and WhatsApp."""
        return f"{self.public_url}/webhooks/twilio"

    @property
    def twilio_status(self) -> str:
        """Give the address where Twilio tells what became of our messages."""
        return f"{self.public_url}/webhooks/twilio/status"

    @property
    def secure(self) -> bool:
        """Say whether it is https."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """Give the host's name or number."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def port(self) -> int:
        """Give the port, also where it goes without saying."""
        return urlsplit(self.public_url).port or (HTTPS_PORT if self.secure else 80)
