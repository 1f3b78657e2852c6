"""Serves a trained model on a private socket: `python -m bot.engine --socket PATH | --port N --model FILE`."""

import argparse
import os
import socket
import sys
from pathlib import Path

from bot import crashes
from bot.engine import silence, tensorless


def main() -> int:
    """Load the model, serve until stopped, and give the exit status."""
    crashes.forbid_dumps()
    arguments = _arguments()
    silence.quiet_environment()
    tensorless.leave_out_tensorflow()
    from bot.engine.model_file import ModelRefusedError, verified  # noqa: PLC0415

    try:
        model = verified(arguments.model)
    except ModelRefusedError as refusal:
        sys.stderr.write(f"amparo engine: {refusal}\n")
        return 1
    # Rasa takes seconds to import, reads its environment while it does, and sets up logs that are then taken down.
    from bot.engine.server import serve  # noqa: PLC0415
    from bot.engine.understanding import Understanding  # noqa: PLC0415

    silence.quiet_logs()
    serve(Understanding(model), model.sha256, _listening(arguments), arguments.ready_file)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot.engine", description="Serve a trained model on a private socket."
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket", type=Path, help="Unix socket to listen on; only this user can connect")
    where.add_argument("--port", type=int, help="port of 127.0.0.1 to listen on; 0 takes a free one")
    parser.add_argument("--model", type=Path, required=True, help="the trained file, with its .sha256 beside it")
    parser.add_argument("--ready-file", type=Path, help="file that gets the address once requests are taken")
    return parser.parse_args()


def _listening(arguments: argparse.Namespace) -> socket.socket:
    if arguments.socket is None:
        return socket.create_server(("127.0.0.1", arguments.port))
    path: Path = arguments.socket
    if path.is_socket():
        path.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(mask)
    return listening


if __name__ == "__main__":
    sys.exit(main())
