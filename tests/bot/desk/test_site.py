"""Where staff reach the desk, and where a request comes from."""

from dataclasses import replace

import pytest
from starlette.requests import Request

from bot.desk.client import client_hash
from bot.desk.office import Office
from bot.desk.site import read_site
from bot.settings import SettingError, read_settings


def site(**values: str):
    return read_site(read_settings({f"AMPARO_DESK_{name}": value for name, value in values.items()}))


def test_without_settings_only_this_machine_reaches_the_desk() -> None:
    found = site()
    assert (found.origin, found.host, found.secure) == ("http://127.0.0.1:8081", "127.0.0.1:8081", False)
    assert (found.login_cookie, found.language_cookie) == ("desk", "desk-language")


def test_over_https_the_cookies_are_bound_to_the_host() -> None:
    found = site(URL="https://Desk.example.org", HOST="0.0.0.0", PORT="9000")  # noqa: S104 - behind a proxy
    assert (found.origin, found.host) == ("https://desk.example.org", "desk.example.org")
    assert (found.login_cookie, found.language_cookie) == ("__Host-desk", "__Host-desk-language")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"URL": "http://desk.example.org"}, id="an address in the open"),
        pytest.param({"URL": "http://127.0.0.1:9999"}, id="another port"),
        pytest.param({"HOST": "0.0.0.0"}, id="every address of the machine"),  # noqa: S104
        pytest.param({"URL": "https://desk.example.org/desk"}, id="a path, which our pages do not keep to"),
        pytest.param({"HOST": "10.0.0.5"}, id="the office network"),
        pytest.param({"HOST": "desk.internal"}, id="a name"),
    ],
)
def test_a_login_never_travels_in_the_open(values: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="AMPARO_DESK_URL"):
        site(**values)


def came_from(office: Office, peer: str, forwarded: str = "") -> str:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return client_hash(Request({"type": "http", "client": (peer, 1), "headers": headers}), office)


@pytest.fixture
def abroad(office: Office) -> Office:
    return replace(office, site=site(URL="https://desk.example.org"))


async def test_nobody_chooses_where_they_come_from(office: Office) -> None:
    assert came_from(office, "127.0.0.1", "9.9.9.9") == came_from(office, "127.0.0.1")
    assert came_from(office, "9.9.9.9") != came_from(office, "9.9.9.10")


async def test_behind_a_proxy_its_own_entry_counts(abroad: Office) -> None:
    direct = came_from(abroad, "9.9.9.9")
    assert came_from(abroad, "10.0.0.2", "9.9.9.9") == direct
    assert came_from(abroad, "10.0.0.2", "198.51.100.1, 9.9.9.9") == direct
    assert came_from(abroad, "9.9.9.9", "198.51.100.1") == direct
    assert came_from(abroad, "10.0.0.2", "unknown") == came_from(abroad, "10.0.0.2")


async def test_a_household_of_ipv6_counts_as_one(office: Office) -> None:
    assert came_from(office, "2001:db8:1:2::1") == came_from(office, "2001:db8:1:2:ffff::9")
    assert came_from(office, "2001:db8:1:2::1") != came_from(office, "2001:db8:2:2::1")


async def test_the_address_itself_is_nowhere(office: Office) -> None:
    named = came_from(office, "9.9.9.9")
    assert len(named) == 32
    assert "9.9.9" not in named
    assert came_from(office, "not an address") == ""
