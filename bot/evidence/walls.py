"""What a process that reads hostile files may use; the system holds it to that, whatever its decoders do."""

import os
import resource
from typing import Final

READY: Final = b"ready"
"""What a process says once it is closed in; before that nothing that it says is about a file."""
MOST_MEMORY: Final = 1_200_000_000
"""Address space in bytes: the largest picture that is taken, a few times, and the decoders themselves."""
MOST_PROCESSOR_SECONDS: Final = 60

# Standard input, output and error are open; nothing more will be.
_MOST_OPEN: Final = 3
# A person in danger is answered by another process, which comes first.
_NICENESS: Final = 10


def close_in() -> None:
    """Let this process open no file and no connection, and use only so much memory and time, for good."""
    os.nice(_NICENESS)
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_OPEN),
    ):
        resource.setrlimit(kind, (most, most))
