"""Where a request comes from, as a name that leads to nobody: guessing passwords is counted by it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import Request

from bot.desk.office import Office

# What one household or office has: an address of IPv4, a network of IPv6.
_PREFIX = {4: 32, 6: 56}


def client_hash(request: Request, office: Office) -> str:
    """Name the network that a request comes from, empty where that is not known."""
    peer = _address(request.client.host if request.client else "")
    if peer is None:
        return ""
    forwarded = request.headers.get("x-forwarded-for", "")
    # Over https there is a proxy before the desk, in our own network; only its own entry, the last, is believed.
    if office.site.secure and peer.is_private and forwarded:
        peer = _address(forwarded.rpartition(",")[2].strip()) or peer
    network = ip_network((peer, _PREFIX[peer.version]), strict=False)
    return office.seal.name(f"client/{network}")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
