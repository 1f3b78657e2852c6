"""deploy/health.py tells a page that is well from one that is not, and from none."""

import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.settings import PROJECT
from tests.loopback import serving

SCRIPT = PROJECT / "deploy" / "health.py"


def status(address: str) -> int:
    command = [sys.executable, SCRIPT, address]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr
    return done.returncode


@pytest.mark.parametrize(("page", "expected"), [("/well", 0), ("/ill", 1), ("/none", 1)])
def test_only_200_is_well(page, expected):
    async def well(_: object) -> Response:
        return Response("200")

    async def ill(_: object) -> Response:
        return Response(" 200 ", 503)

    with serving(Starlette(routes=[Route("/well", well), Route("/ill", ill)])) as url:
        assert status(f"{url}{page}") == expected


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/healthz", "unix:///none/engine.sock"])
def test_silence_is_not_well(address):
    assert status(address) == 1
