"""What a crash may leave behind: its kind and its place, never its words, and never a piece of memory."""

import ctypes
import faulthandler
import logging
import os
import resource
import sys
import threading
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

Tell = Callable[[str, str], None]
"""Takes the name of an error's class, and the function and line that it came from."""

_PR_SET_DUMPABLE = 4
_DUMPED = Path("/proc/self/coredump_filter")


def forbid_dumps() -> None:
    """Keep this process's memory out of every file and debugger; call it before anything of a person is read."""
    forbid_core_files()
    # A program that is started loses this again, so each process says it for itself.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)
    faulthandler.disable()
    tracemalloc.stop()
    # Whoever has the keys reads what we tell the providers.
    os.environ.pop("SSLKEYLOGFILE", None)


def forbid_core_files() -> None:
    """Forbid core files to this process and to every program that it starts; safe between fork and exec."""
    # Where the kernel hands a core to a program, the limit does not count, but what is left out of it does (core(5)).
    # A process that is not dumpable may not write this; then it has what its parent wrote.
    with suppress(OSError):
        _DUMPED.write_text("0", encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def catch(tell: Tell) -> None:
    """Give what nobody caught, in whichever thread or task, to `tell`, instead of printing a trace with its text."""
    sys.excepthook = lambda kind, _, trace: tell(kind.__name__, place(trace))
    sys.unraisablehook = lambda missed: tell(missed.exc_type.__name__, place(missed.exc_traceback))

    def ended(thread: threading.ExceptHookArgs) -> None:
        if thread.exc_type is not SystemExit:
            tell(thread.exc_type.__name__, place(thread.exc_traceback))

    threading.excepthook = ended
    loops = logging.getLogger("asyncio")
    loops.handlers, loops.propagate, loops.level = [_Told(tell)], False, logging.ERROR


def place(trace: TracebackType | None) -> str:
    """Say where an error was raised, as module, function and line; empty where nobody knows."""
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    frame = trace.tb_frame
    return f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_qualname}:{trace.tb_lineno}"


class _Told(logging.Handler):
    """Takes what asyncio logs of tasks that failed, of which it would print the text and the arguments."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0]:
            self._tell(record.exc_info[0].__name__, place(record.exc_info[2]))
