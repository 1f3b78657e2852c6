"""A running engine in a folder of its own, which can be stopped, crashed and looked through."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.cli.engine_process import engine_command, start_child, stop_child, wait_until_ready
from tests.conftest import DATA


@dataclass
class Engine:
    """An engine process that keeps its address when it is started anew."""

    folder: Path
    child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/engine.sock"

    def start(self) -> None:
        ready, temporary = self.folder / "ready", self.folder / "tmp"
        ready.unlink(missing_ok=True)
        temporary.mkdir(exist_ok=True)
        command = engine_command(DATA, "--socket", str(self.folder / "engine.sock"), "--ready-file", str(ready))
        self.child = start_child(logged(self.folder / "engine.log", command), {"TMPDIR": str(temporary)})
        wait_until_ready(self.child, ready)

    def crash(self, how: signal.Signals) -> None:
        """End it as a fault would, and start it again."""
        self._signal(how)
        assert self.child is not None
        self.child.wait(20)
        self.start()

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.child is not None:
            stop_child(self.child)

    def _signal(self, which: signal.Signals) -> None:
        assert self.child is not None
        os.kill(self.child.pid, which)


def logged(log: Path, command: list[str]) -> list[str]:
    # The shell gives its place to the program, so that the child is the program itself.
    return ["/bin/sh", "-c", 'exec "$@" >>"$0" 2>&1', str(log), *command]
