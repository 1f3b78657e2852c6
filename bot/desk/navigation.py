"""Where somebody may go from every page, by what their roles let them do."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.staff.worker import Permission, Worker

ACCOUNT = "/account"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation: its path, the key of its title, and whether it is the one that is shown."""

    path: str
    title: str
    current: bool = False


_PLACES = (
    ("/queue", "queue", Permission.READ_CHATS),
    ("/reports", "reports", Permission.READ_CHATS),
    ("/supervision", "supervision", Permission.SUPERVISE),
    ("/replies", "replies", Permission.EDIT_REPLIES),
    ("/staff", "staff", Permission.MANAGE_STAFF),
    (ACCOUNT, "account", None),
)


def places(worker: Worker, path: str) -> Sequence[Place]:
    """List where a worker may go, the page of this path marked."""
    return [
        Place(to, f"desk.frame.nav.{title}", path == to or path.startswith(f"{to}/"))
        for to, title, permission in _PLACES
        if permission is None or worker.may(permission)
    ]


def home(worker: Worker) -> str:
    """Give the first page of a worker's own."""
    return places(worker, "")[0].path
