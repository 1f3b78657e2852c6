"""The settings of a desk of the office."""

import pytest

from bot.outside_desk_settings import OUTSIDE_DESK_SETTINGS, ChatwootSettings, ZammadSettings, read_outside_desk
from bot.setting import SettingError

EMPTY = {each.name: "" for each in OUTSIDE_DESK_SETTINGS}
CHATWOOT = {
    **EMPTY,
    "AMPARO_OUTSIDE_DESK": "chatwoot",
    "CHATWOOT_URL": "https://desk.example.org/",
    "CHATWOOT_ACCOUNT_ID": "7",
    "CHATWOOT_INBOX_ID": "3",
    "CHATWOOT_API_TOKEN": "hush-token",
    "CHATWOOT_WEBHOOK_SECRET": "hush-secret",
}
ZAMMAD = {
    **EMPTY,
    "AMPARO_OUTSIDE_DESK": "zammad",
    "ZAMMAD_URL": "http://127.0.0.1:3000",
    "ZAMMAD_GROUP": "Legal aid",
    "ZAMMAD_TOKEN": "hush-token",
    "ZAMMAD_WEBHOOK_SECRET": "hush-secret",
}


def test_each_desk_is_read_and_shows_no_secret() -> None:
    chatwoot, zammad = read_outside_desk(CHATWOOT), read_outside_desk(ZAMMAD)
    assert chatwoot == ChatwootSettings("https://desk.example.org", 7, 3, "hush-token", "hush-secret")
    assert zammad == ZammadSettings("http://127.0.0.1:3000", "Legal aid", "hush-token", "hush-secret")
    assert "hush" not in repr((chatwoot, zammad))


def test_without_the_choice_nothing_is_on() -> None:
    assert read_outside_desk({**CHATWOOT, "AMPARO_OUTSIDE_DESK": ""}) is None


@pytest.mark.parametrize("values", [CHATWOOT, ZAMMAD])
def test_a_part_that_is_missing_is_named(values: dict[str, str]) -> None:
    for name in [name for name in values if values[name] and name != "AMPARO_OUTSIDE_DESK"]:
        with pytest.raises(SettingError, match=f"^{name} is not set, but AMPARO_OUTSIDE_DESK is "):
            read_outside_desk({**values, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMPARO_OUTSIDE_DESK", "zendesk"),
        ("CHATWOOT_URL", "http://desk.example.org"),
        ("CHATWOOT_URL", "desk.example.org"),
        ("CHATWOOT_URL", "http://127.0.0.1:3000@example.org"),
        ("CHATWOOT_ACCOUNT_ID", "0"),
        ("CHATWOOT_INBOX_ID", "three"),
        ("CHATWOOT_API_TOKEN", "hush\ntoken"),
        ("CHATWOOT_API_TOKEN", "hush-ключ"),
    ],
)
def test_a_bad_value_is_named_with_the_mend(name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        read_outside_desk({**CHATWOOT, name: value})
    assert str(refused.value).startswith(f"{name} must be ")
    assert "hush" not in str(refused.value)
