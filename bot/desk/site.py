"""Where staff reach the desk: over https at its own address, or over http on this machine alone."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.settings import SettingError, Settings

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Site:
    """The address that pages are asked for at: an origin (RFC 6454) and its host with the port, as browsers send it."""

    origin: str
    host: str
    secure: bool

    @property
    def login_cookie(self) -> str:
        """Name the cookie of a login; the prefix binds it to this very host and to https (RFC 6265bis)."""
        return "__Host-desk" if self.secure else "desk"

    @property
    def language_cookie(self) -> str:
        """Name the cookie of the desk's language in this browser."""
        return f"{self.login_cookie}-language"


def read_site(settings: Settings) -> Site:
    """Decide where staff reach the desk. Raises SettingError where a login could be read on its way."""
    local = f"{LOOPBACK}:{settings.desk_port}"
    address = settings.desk_url or f"http://{local}"
    parts = urlsplit(address)
    if parts.path or parts.query or parts.fragment:
        raise SettingError("AMPARO_DESK_URL must end after its host and port: the desk's pages begin at its root")
    if parts.scheme == "https":
        return Site(f"https://{parts.netloc.lower()}", parts.netloc.lower(), secure=True)
    if parts.netloc != local:
        raise SettingError(f"AMPARO_DESK_URL must begin with https://, or be http://{local}: a login is a secret")
    if not _loopback(settings.desk_host):
        raise SettingError(
            "AMPARO_DESK_HOST lets other machines in, and AMPARO_DESK_URL is not set; "
            "set it to the https address of the desk, or leave the host at 127.0.0.1"
        )
    return Site(address, local, secure=False)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
