"""An engine whose actions fail with the person's words in the error, in every way in which a library might show them.

Run by test_leaks.py in the engine's environment; it proves what the test captures, so it changes nothing of the engine.
"""

import argparse
import logging
import socket
import warnings
from pathlib import Path
from typing import Any

from bot.engine import silence

silence.quiet_environment()

import structlog  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

from bot.engine.form_request import FormRequest  # noqa: E402
from bot.engine.model_file import verified  # noqa: E402
from bot.engine.server import serve  # noqa: E402
from bot.engine.understanding import Understanding  # noqa: E402


class TellTale(EndpointConfig):
    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> None:
        text = json["tracker"]["latest_message"]["text"]
        logging.getLogger("rasa.core.processor").error("failed for %s", text)
        structlog.get_logger().error("rest.message.received.failure", text=text, event_info=text)
        warnings.warn(text, stacklevel=1)
        raise RuntimeError(text)


class FailingAltogether(Understanding):
    def turn(self, text: str, language: str | None, form: FormRequest | None = None) -> Any:
        super().turn(text, language, form)
        raise KeyError(text)


parser = argparse.ArgumentParser()
parser.add_argument("model", type=Path)
parser.add_argument("--socket")
parser.add_argument("--ready-file", type=Path)
arguments = parser.parse_args()
silence.quiet_logs()
listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listening.bind(arguments.socket)
serve(FailingAltogether(verified(arguments.model), TellTale()), "0", listening, arguments.ready_file)
