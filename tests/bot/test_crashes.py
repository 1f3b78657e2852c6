"""A crash leaves its kind and its place: no words, no trace, no core file, in whichever process it happens."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from bot.cli.engine_process import ENGINE_PYTHON, start_child, stop_child
from bot.cli.stores import start_sessions_store, start_tickets_store, stop_store
from bot.settings import PROJECT
from tests.bot.gateway.phones import Phone
from tests.bot.gateway.providers import twilio_provider
from tests.bot.gateway.running import running
from tests.channels.peer import served

CANARY = "zebracanary4711"
DEBUGGING = {"PYTHONFAULTHANDLER": "1", "PYTHONASYNCIODEBUG": "1", "PYTHONTRACEMALLOC": "1", "PYTHONDEVMODE": "1"}
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="core limits are read from /proc")

GATEWAY = (sys.executable, "from bot.logs import configure_logs; configure_logs('gateway')")
ENGINE = (str(ENGINE_PYTHON), "from bot.engine import silence; silence.quiet_environment(); silence.quiet_logs()")

CRASHES = {
    "in the main thread": "raise KeyError(CANARY)",
    "from another error": "try: crash()\nexcept KeyError as error: raise RuntimeError(CANARY) from error",
    "in a group": "raise ExceptionGroup(CANARY, [KeyError(CANARY)])",
    "in a thread": "import threading; t = threading.Thread(target=crash, name=CANARY); t.start(); t.join()",
    "in a finaliser": "class Old:\n  def __del__(self): crash()\nOld()",
    "in a task": """
import asyncio, gc
async def main():
  async def waits(words): raise KeyError(words)
  asyncio.create_task(waits(CANARY), name=CANARY)
  await asyncio.sleep(0.01)
  gc.collect()
asyncio.run(main())""",
    "in a callback": """
import asyncio
async def main():
  asyncio.get_running_loop().call_soon(crash, CANARY)
  await asyncio.sleep(0.01)
asyncio.run(main())""",
}
ODDITIES = {
    "a slow callback": """
import asyncio, time
async def main():
  asyncio.get_running_loop().call_soon(lambda words: time.sleep(0.2), CANARY)
  await asyncio.sleep(0.01)
asyncio.run(main())""",
    "a task that nobody waits for": """
import asyncio
async def waits(words): await asyncio.sleep(9)
asyncio.new_event_loop().create_task(waits(CANARY), name=CANARY)""",
    "an unclosed file": "open('/dev/null')",
    "a warning": "import warnings; warnings.warn(CANARY)",
    "a warning of a library": "import warnings; warnings.warn_explicit(CANARY, UserWarning, '/lib/odd.py', 7)",
}


def crashed(process: tuple[str, str], code: str, environment: Mapping[str, str] = os.environ) -> str:
    """Give all that a process of ours wrote to its output while it ran some code."""
    python, begins = process
    if not Path(python).exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    prepared = f"{begins}\nCANARY = {CANARY!r}\ndef crash(*_): raise KeyError(CANARY)\n"
    ran = subprocess.run(
        [python, "-W", "always", "-c", prepared + code],
        cwd=PROJECT, env={**environment, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return ran.stdout + ran.stderr


@pytest.fixture
def alone(sessions_url: str, tickets_url: str) -> dict[str, str]:
    """Give the settings of a gateway without an engine."""
    return {
        "AMPARO_SESSIONS_URL": sessions_url,
        "AMPARO_TICKETS_URL": tickets_url,
        "AMPARO_ENGINE_URL": "http://127.0.0.1:9",
    }


def test_without_our_hooks_the_words_would_show() -> None:
    for code in CRASHES.values():
        assert CANARY in crashed((sys.executable, ""), code)


@pytest.mark.parametrize("environment", [{}, DEBUGGING], ids=["plain", "debugging"])
@pytest.mark.parametrize("process", [GATEWAY, ENGINE], ids=["gateway", "engine"])
@pytest.mark.parametrize("happens", CRASHES)
def test_a_crash_shows_its_kind_and_place_and_no_word(
    process: tuple[str, str], happens: str, environment: dict[str, str]
) -> None:
    output = crashed(process, CRASHES[happens], {**os.environ, **environment})
    assert CANARY not in output
    assert "Traceback" not in output
    assert "__main__." in output
    assert "Error" in output or "Group" in output


@pytest.mark.parametrize("process", [GATEWAY, ENGINE], ids=["gateway", "engine"])
@pytest.mark.parametrize("happens", ODDITIES)
def test_debugging_variables_do_not_make_an_oddity_tell(process: tuple[str, str], happens: str) -> None:
    output = crashed(process, ODDITIES[happens], {**os.environ, **DEBUGGING})
    assert CANARY not in output
    assert "File " not in output


@pytest.mark.parametrize("name", ["faulthandler", "tracemalloc"])
def test_debugging_variables_switch_nothing_on(name: str) -> None:
    asked = {"faulthandler": "faulthandler.is_enabled()", "tracemalloc": "tracemalloc.is_tracing()"}[name]
    told = f"import {name}; print({asked}); from bot.crashes import forbid_dumps; forbid_dumps(); print({asked})"
    assert crashed((sys.executable, ""), told, {**os.environ, **DEBUGGING}).split() == ["True", "False"]


def test_no_keys_of_our_connections_are_written_down(tmp_path: Path) -> None:
    code = "import ssl; print(ssl.create_default_context().keylog_filename)"
    wanted = {**os.environ, "SSLKEYLOGFILE": str(tmp_path / "keys")}
    assert crashed((sys.executable, ""), code, wanted).split() == [str(tmp_path / "keys")]
    forbidden = (sys.executable, "from bot.crashes import forbid_dumps; forbid_dumps()")
    assert crashed(forbidden, code, wanted).split() == ["None"]


@pytest.mark.redis
def test_a_gateway_that_is_being_debugged_tells_no_more(alone: Mapping[str, str]) -> None:
    with served(twilio_provider()) as twilio:
        settings = {**alone, **DEBUGGING}
        del settings["PYTHONTRACEMALLOC"]  # it makes the start last minutes
        # At its end it looks through the log for anything but a line of ours.
        with running({**settings, "TWILIO_API_URL": twilio.url}) as gateway:
            assert Phone(gateway, twilio, "sms").writes(CANARY)
            assert CANARY not in gateway.log.read_text()


@linux_only
@pytest.mark.parametrize(
    ("python", "entry"),
    [
        pytest.param(sys.executable, "bot.cli.__main__.run", id="gateway and command line"),
        pytest.param(str(ENGINE_PYTHON), "bot.engine.__main__.main", id="engine"),
    ],
)
def test_no_process_of_ours_is_dumpable(python: str, entry: str) -> None:
    asked = "print('dumpable', ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    # It ends at once, since it is asked for its help only; what it forbade stays.
    begins = f"import sys, ctypes, {entry.rpartition('.')[0]}\nsys.argv[1:] = ['--help']"
    told = crashed((python, begins), f"try: {entry}()\nexcept SystemExit: {asked}").split()
    assert told[-2:] == ["dumpable", "0"]
    assert crashed((python, begins), asked).split() == ["dumpable", "1"]


def limits(pid: int) -> tuple[str, str]:
    """Give the soft and the hard limit of a running process's core file."""
    line = next(
        line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if line.startswith("Max core file size")
    )
    soft, hard = line.split()[4:6]
    return soft, hard


def dumped(pid: int) -> int:
    """Give which kinds of memory a core of a running process would hold, as the bits of core(5)."""
    return int(Path(f"/proc/{pid}/coredump_filter").read_text(), 16)


@pytest.fixture
def allowing() -> Iterator[None]:
    """Let this process's children write core files, as a careless machine does."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    if before[1] == 0 and os.geteuid() != 0:
        pytest.skip("the hard limit of core files is 0 here, and only root can raise it")
    most = resource.RLIM_INFINITY if os.geteuid() == 0 else before[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@linux_only
@pytest.mark.redis
def test_gateway_and_stores_have_no_core_files(allowing: None, alone: Mapping[str, str], tmp_path: Path) -> None:
    del allowing
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        stores = [start_sessions_store(Path(folder)), start_tickets_store(Path(folder), tmp_path)]
        try:
            with running(alone) as gateway:
                for pid in (gateway.child.pid, *(store.child.pid for store in stores)):
                    assert limits(pid) == ("0", "0")
                    assert dumped(pid) == 0
        finally:
            for store in stores:
                stop_store(store)


@linux_only
@pytest.mark.parametrize("command", ["gateway", "engine"])
def test_a_process_that_is_started_by_hand_has_no_core_file(allowing: None, command: str, tmp_path: Path) -> None:
    del allowing
    waits = f"import os, pathlib, time; pathlib.Path({str(tmp_path / 'up')!r}).touch(); time.sleep(60)"
    entry = {
        "gateway": (sys.executable, "bot.cli.__main__", "run"),
        "engine": (str(ENGINE_PYTHON), "bot.engine.__main__", "main"),
    }[command]
    if not Path(entry[0]).exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    ends = f"try: it.{entry[2]}()\nexcept SystemExit: pass"
    code = f"import sys, {entry[1]} as it\nsys.argv[1:] = ['--help']\n{ends}\n{waits}"
    child = subprocess.Popen(
        [entry[0], "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not (tmp_path / "up").exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert limits(child.pid) == ("0", "0")
        assert dumped(child.pid) == 0
        child.send_signal(signal.SIGABRT)
        assert ended(child.pid) == os.CLD_KILLED
    finally:
        child.kill()
        child.wait()
    assert list(tmp_path.glob("core*")) == []


@linux_only
def test_a_process_that_may_write_a_core_file_is_found(allowing: None, tmp_path: Path) -> None:
    del allowing
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path)
    try:
        assert limits(child.pid)[0] != "0"
        assert dumped(child.pid) != 0
    finally:
        child.kill()
        child.wait()


def ended(pid: int) -> int:
    """Wait for a child's end and say how it ended; the child can still be waited for."""
    result = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert result is not None
    return int(result.si_code)


@linux_only
def test_a_child_ends_with_a_parent_that_is_not_dumpable(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys, time; from bot.crashes import forbid_dumps; forbid_dumps()\n"
        "from bot.cli.engine_process import start_child\n"
        "child = start_child([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path / 'child')!r}).write_text(str(child.pid) + chr(10)); time.sleep(60)"
    )
    parent = start_child([sys.executable, "-c", code])
    try:
        until = time.monotonic() + 60
        named = tmp_path / "child"
        while not (named.exists() and named.read_text().endswith("\n")) and time.monotonic() < until:
            time.sleep(0.05)
        child = int(named.read_text())
        assert running_still(child)
        parent.kill()
        parent.wait()
        while running_still(child) and time.monotonic() < until:
            time.sleep(0.05)
        assert not running_still(child)
    finally:
        stop_child(parent)


def running_still(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
