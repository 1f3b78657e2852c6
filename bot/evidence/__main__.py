"""Cleans one file, from standard input to standard output: `python -m bot.evidence LIMIT...`.

It says READY once it can do no harm any more, then a line with the media type and the file, or the refusal's reason.
"""

import importlib
import pkgutil
import sys

from bot import crashes
from bot.evidence import walls
from bot.evidence.cleaning import EvidenceRefused, Limits, clean


def main() -> int:
    """Clean, and give the exit status."""
    crashes.forbid_dumps()
    limits = Limits(*map(int, sys.argv[1:]))  # all of them, in their order
    warm_up()
    walls.close_in()
    sys.stdout.buffer.write(walls.READY + b"\n")
    sys.stdout.buffer.flush()
    try:
        cleaned = clean(sys.stdin.buffer.read(limits.most_bytes + 1), limits)
    except EvidenceRefused as refusal:
        sys.stdout.buffer.write(f"{refusal.reason}\n".encode())
    else:
        sys.stdout.buffer.write(f"{cleaned.media_type}\n".encode() + cleaned.content)
    return 0


def warm_up() -> None:
    """Import all that cleaning takes, while files can still be opened: both libraries put it off to the first file."""
    import av  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    import bot.evidence.picture  # noqa: PLC0415
    import bot.evidence.sound  # noqa: F401, PLC0415

    Image.init()
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


if __name__ == "__main__":
    sys.exit(main())
