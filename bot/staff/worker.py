"""A worker of the desk: who they are to others, and what their roles let them do."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

LOGIN_NAME = re.compile(r"[a-z0-9._-]{2,32}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SHOWN_NAME_LENGTH = 40
MOST_CHATS = 3
CHATS_LIMIT = 20


class Role(StrEnum):
    """What somebody is at the desk; one person may be several."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page or an act of the desk asks for."""

    READ_CHATS = "read_chats"
    CLAIM = "claim"
    ANSWER = "answer"
    ASK_REVEAL = "ask_reveal"
    APPROVE_REVEAL = "approve_reveal"
    SUPERVISE = "supervise"
    TRANSFER_OTHERS = "transfer_others"
    SEE_STATISTICS = "see_statistics"
    EDIT_REPLIES = "edit_replies"
    MANAGE_STAFF = "manage_staff"


_CHATS = frozenset({Permission.READ_CHATS, Permission.CLAIM, Permission.ANSWER, Permission.ASK_REVEAL})
# Who manages accounts could give themselves a key to every chat: reading is therefore never an administrator's.
PERMISSIONS = {
    Role.WORKER: _CHATS,
    Role.SUPERVISOR: _CHATS
    | {
        Permission.APPROVE_REVEAL,
        Permission.SUPERVISE,
        Permission.TRANSFER_OTHERS,
        Permission.SEE_STATISTICS,
        Permission.EDIT_REPLIES,
    },
    Role.EDITOR: frozenset({Permission.EDIT_REPLIES}),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_STAFF}),
}


class NotAWorker(Exception):  # noqa: N818 - a state of what was given
    """A worker as they cannot be; the text names the place and the mend."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody with an account; `name` is what they log in with, times are in seconds since the epoch.

    `stamp` counts the changes that end their logins: password, roles, disabling.
    """

    name: str
    shown_name: str = field(repr=False)
    roles: frozenset[Role]
    languages: tuple[str, ...]
    most_chats: int = MOST_CHATS
    disabled: bool = False
    password_temporary: bool = True
    password_changed_at: float = 0.0
    stamp: int = 0

    def may(self, permission: Permission) -> bool:
        """Say whether one of the roles allows this; nothing is allowed to who is disabled or must change a password."""
        locked_out = self.disabled or self.password_temporary
        return not locked_out and any(permission in PERMISSIONS[role] for role in self.roles)


def check_worker(worker: Worker) -> None:
    """Raise NotAWorker where a name, a role, a language or a number cannot be."""
    if not LOGIN_NAME.fullmatch(worker.name):
        raise NotAWorker("the name must have 2 to 32 of the letters a-z, digits, and . _ -")
    shown = worker.shown_name
    if not 0 < len(shown) <= SHOWN_NAME_LENGTH or not shown.isprintable() or shown != shown.strip():
        raise NotAWorker(f"the shown name must have 1 to {SHOWN_NAME_LENGTH} characters that can be seen")
    check_roles(worker.roles)
    wrong = [code for code in worker.languages if not LANGUAGE.fullmatch(code)]
    if wrong or (not worker.languages and _reads_chats(worker.roles)):
        raise NotAWorker("the languages must be codes such as en, es or ar, one at least for who answers chats")
    if not 1 <= worker.most_chats <= CHATS_LIMIT:
        raise NotAWorker(f"the most chats at a time must be from 1 to {CHATS_LIMIT}")


def altered(
    worker: Worker,
    *,
    roles: Collection[Role] = (),
    languages: Sequence[str] = (),
    shown_name: str = "",
    most_chats: int | None = None,
) -> Worker:
    """Give a worker with what is given changed. Raises NotAWorker."""
    after = replace(
        worker,
        roles=frozenset(roles) or worker.roles,
        languages=tuple(dict.fromkeys(languages)) or worker.languages,
        shown_name=shown_name or worker.shown_name,
        most_chats=worker.most_chats if most_chats is None else most_chats,
    )
    check_worker(after)
    return after


def check_roles(roles: Collection[Role]) -> None:
    """Raise NotAWorker where roles are none, or would let one person make accounts and read chats."""
    if not roles:
        raise NotAWorker(f"the roles must be one at least of {', '.join(Role)}")
    if Role.ADMINISTRATOR in roles and _reads_chats(roles):
        raise NotAWorker("an administrator cannot read chats; make two accounts, one for each")


def _reads_chats(roles: Collection[Role]) -> bool:
    return any(Permission.READ_CHATS in PERMISSIONS[role] for role in roles)
