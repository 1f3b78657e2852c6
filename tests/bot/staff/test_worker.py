"""What each role may do, and which accounts cannot be."""

from dataclasses import replace

import pytest

from bot.staff.worker import NotAWorker, Permission, Role, Worker, altered, check_worker

ROSA = Worker("rosa", "Rosa", frozenset({Role.WORKER}), ("es",), password_temporary=False)
CHATS = {Permission.READ_CHATS, Permission.CLAIM, Permission.ANSWER, Permission.ASK_REVEAL}
DECLARED = {
    Role.WORKER: CHATS,
    Role.SUPERVISOR: set(Permission) - {Permission.MANAGE_STAFF},
    Role.EDITOR: {Permission.EDIT_REPLIES},
    Role.ADMINISTRATOR: {Permission.MANAGE_STAFF},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_exactly_what_is_declared(role: Role, permission: Permission) -> None:
    assert replace(ROSA, roles=frozenset({role})).may(permission) == (permission in DECLARED[role])


def test_several_roles_may_what_each_of_them_may() -> None:
    both = replace(ROSA, roles=frozenset({Role.WORKER, Role.EDITOR}))
    assert {each for each in Permission if both.may(each)} == CHATS | {Permission.EDIT_REPLIES}


@pytest.mark.parametrize("change", [{"disabled": True}, {"password_temporary": True}])
@pytest.mark.parametrize("permission", Permission)
def test_nothing_is_allowed_to_who_is_disabled_or_has_chosen_no_password(
    change: dict[str, bool], permission: Permission
) -> None:
    everything = replace(ROSA, roles=frozenset(Role))
    assert everything.may(permission)
    assert not replace(everything, **change).may(permission)


@pytest.mark.parametrize("name", ["ro", "rosa.m-2_x", "a" * 32, "42"])
def test_a_usable_name(name: str) -> None:
    check_worker(replace(ROSA, name=name))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": "r"}, "the name"),
        ({"name": "r" * 33}, "the name"),
        ({"name": "Rosa"}, "the name"),
        ({"name": "rosa\n"}, "the name"),
        ({"name": "(console)"}, "the name"),
        ({"name": "rоsa"}, "the name"),
        ({"shown_name": ""}, "the shown name"),
        ({"shown_name": " Rosa"}, "the shown name"),
        ({"shown_name": "Rosa\u202e"}, "the shown name"),
        ({"shown_name": "R" * 41}, "the shown name"),
        ({"roles": frozenset()}, "the roles"),
        ({"roles": frozenset({Role.ADMINISTRATOR, Role.WORKER})}, "an administrator cannot read chats"),
        ({"roles": frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})}, "an administrator cannot read chats"),
        ({"languages": ()}, "the languages"),
        ({"languages": ("es", "Spanish")}, "the languages"),
        ({"most_chats": 0}, "the most chats"),
        ({"most_chats": 21}, "the most chats"),
    ],
)
def test_a_worker_who_cannot_be(change: dict[str, object], place: str) -> None:
    with pytest.raises(NotAWorker, match=place):
        check_worker(replace(ROSA, **change))  # type: ignore[arg-type]


def test_who_answers_nobody_needs_no_language() -> None:
    check_worker(replace(ROSA, roles=frozenset({Role.ADMINISTRATOR, Role.EDITOR}), languages=()))


def test_only_what_is_given_is_altered() -> None:
    assert altered(ROSA) == ROSA
    assert altered(ROSA, languages=("ar", "en", "ar")) == replace(ROSA, languages=("ar", "en"))
    with pytest.raises(NotAWorker, match="the most chats"):
        altered(ROSA, most_chats=0)
