"""No library's log line reaches the output of a gateway, and none of its text that of an engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.engine_process import ENGINE_PYTHON
from bot.logs import FIELDS, NOISY
from bot.settings import PROJECT

CANARY = "zebracanary4711"
NAMES = (
    *NOISY, "", "httpx._client", "telegram.ext", "telegram.Bot", "twilio.http_client", "concurrent.futures", "redis",
    "prometheus_client", "python_multipart", "urllib3", "rasa", "rasa.core.processor", "rasa.shared.utils.io", "sanic",
    "matplotlib", "apscheduler.scheduler", "socketio", "kafka", "py.warnings", "sentry_sdk.errors", "never.heard.of",
)  # fmt: skip
LEVELS = (1, 10, 20, 30, 40, 50, 60)

SPEAKING = f"""
import logging, sys, warnings
for name in {NAMES!r}:
    logger = logging.getLogger(name)
    for level in {LEVELS!r}:
        logger.log(level, "{CANARY} %s", "{CANARY}")
        logger.log(level, {{"{CANARY}": 1}}, extra={{"words": "{CANARY}"}})
        try:
            raise KeyError("{CANARY}")
        except KeyError:
            logger.log(level, "{CANARY}", exc_info=True, stack_info=True)
    logger.getChild("child").critical("{CANARY}")
logging.warning("{CANARY}")
logging.basicConfig()
logging.error("{CANARY}")
import structlog
for say in (structlog.get_logger().critical, structlog.get_logger("rasa").error):
    say("event", text="{CANARY}", words="{CANARY}")
"""
# A library may set itself up before we do; what it set up is taken down.
EARLY = """
import logging, sys
logging.basicConfig(level=1, stream=sys.stdout)
for name in ("httpx", "telegram", "rasa", "sanic", "odd"):
    logging.getLogger(name).addHandler(logging.StreamHandler())
    logging.getLogger(name).setLevel(1)
"""
QUIET = {
    "gateway": (sys.executable, "from bot.logs import configure_logs; configure_logs('gateway')"),
    "engine": (str(ENGINE_PYTHON), "from bot.engine import silence; silence.quiet_environment(); silence.quiet_logs()"),
}


def said(python: str, code: str) -> str:
    if not Path(python).exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"}
    ran = subprocess.run(
        [python, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("early", ["", EARLY], ids=["at once", "after a library"])
@pytest.mark.parametrize("process", QUIET)
def test_no_line_of_a_library_shows_a_word(process: str, early: str) -> None:
    python, quiet = QUIET[process]
    assert CANARY not in said(python, f"{early}\n{quiet}\n{SPEAKING}")


@pytest.mark.parametrize("early", ["", EARLY], ids=["at once", "after a library"])
def test_without_our_silence_the_words_would_show(early: str) -> None:
    assert CANARY in said(sys.executable, f"{early}\n{SPEAKING}")


@pytest.mark.model
def test_rasa_itself_is_silenced_after_it_has_set_up_its_logs() -> None:
    python, quiet = QUIET["engine"]
    before, after = quiet.rsplit(";", 1)
    rasa = (
        "import logging\nimport rasa.core.agent\nfrom rasa.utils.common import configure_logging_and_warnings\n"
        "from rasa.utils.log_utils import configure_structlog\n"
        "configure_logging_and_warnings(log_level=logging.DEBUG)\nconfigure_structlog()"
    )
    assert CANARY not in said(python, f"{before}\n{rasa}\n{after.strip()}\n{SPEAKING}")


def test_the_log_drops_every_field_that_is_not_on_the_list() -> None:
    line = (
        "log = configure_logs('gateway')\n"
        f"log.info('answered', channel='sms', count=1, text='{CANARY}', exc_info=KeyError('{CANARY}'), {CANARY}=1)\n"
        f"log.error('failed', error='KeyError', stack_info=True, body='{CANARY}')"
    )
    told = said(sys.executable, f"from bot.logs import configure_logs\n{line}").splitlines()
    assert len(told) == 2
    for each in told:
        assert CANARY not in each
        assert {pair.partition("=")[0] for pair in each.split(" ")} <= FIELDS
