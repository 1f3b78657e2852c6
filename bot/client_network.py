"""The network that a request comes from, as coarse as a household or an office has it."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request

# What one household or office has: an address of IPv4, a network of IPv6.
_PREFIX = {4: 32, 6: 56}


def client_network(request: Request, *, behind_proxy: bool) -> IPv4Network | IPv6Network | None:
    """Give the network that a request comes from, None where that is not known.

    Behind a proxy of our own network its own entry in `X-Forwarded-For`, the last, is believed, and nothing else.
    """
    peer = _address(request.client.host if request.client else "")
    if peer is None:
        return None
    forwarded = request.headers.get("x-forwarded-for", "")
    if behind_proxy and peer.is_private and forwarded:
        peer = _address(forwarded.rpartition(",")[2].strip()) or peer
    return ip_network((peer, _PREFIX[peer.version]), strict=False)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
