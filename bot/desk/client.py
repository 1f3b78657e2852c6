"""Where a request comes from, as a name that leads to nobody: guessing passwords is counted by it."""

from starlette.requests import Request

from bot.client_network import client_network
from bot.desk.office import Office


def client_hash(request: Request, office: Office) -> str:
    """Name the network that a request comes from, empty where that is not known."""
    # Over https there is a proxy before the desk.
    network = client_network(request, behind_proxy=office.site.secure)
    return office.seal.name(f"client/{network}") if network is not None else ""
