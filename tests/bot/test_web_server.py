"""The port that a process listens on."""

import socket

import pytest

from bot.setting import SettingError
from bot.web_server import listen


def test_a_port_in_use_names_who_wanted_it_and_the_mend() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        expected = rf"^the gateway cannot listen on 127\.0\.0\.1:{port} \(.+\); set another AMPARO_GATEWAY_PORT$"
        with pytest.raises(SettingError, match=expected):
            listen("127.0.0.1", port, name="the gateway", setting="AMPARO_GATEWAY_PORT")


def test_a_free_port_takes_callers() -> None:
    with listen("127.0.0.1", 0, name="the desk", setting="AMPARO_DESK_PORT") as listening:
        socket.create_connection(listening.getsockname(), timeout=5).close()
