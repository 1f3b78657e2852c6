"""The machine: memory that may reach a disk, room on the disk, and who can read the files of secrets."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.sessions.memory_folder import MOUNTS, SWAPS, check_memory_folder, swap_warning
from bot.settings import SettingError, Settings
from bot.wiring.keys import keys_folder

CORES = Path("/proc/sys/kernel/core_pattern")


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file or folder with secrets, and its permissions as a number, such as 0o600; `given` where others made it."""

    path: Path
    mode: int
    given: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What counts of it; texts are empty where all is well, sizes are in bytes.

    `keys_error` is why keys of chats cannot lie in their folder, `swap` what may write it to a disk, `cores` what the
    kernel does with a crashed process (core(5)).
    """

    keys: str = ""
    keys_error: str = ""
    swap: str = ""
    cores: str = ""
    free: int = 0
    size: int = 0
    files: tuple[SecretFile, ...] = ()


def see_machine(
    settings: Settings, files: Iterable[tuple[Path, bool]], *, mounts: Path = MOUNTS, swaps: Path = SWAPS
) -> Machine:
    """Look at this machine; `files` are those with secrets, each with whether it was given to us. It never raises."""
    keys, error, swap = "", "", ""
    try:
        folder = keys_folder(settings)
        keys = str(folder)
        check_memory_folder(folder, mounts)
        swap = swap_warning(folder, swaps, mounts)
    except SettingError as fault:
        error = str(fault)
    disk = shutil.disk_usage(next(each for each in (settings.data, *settings.data.parents) if each.exists()))
    return Machine(keys, error, swap, _text(CORES), disk.free, disk.total, tuple(_secret_files(files)))


def _secret_files(files: Iterable[tuple[Path, bool]]) -> Iterable[SecretFile]:
    for path, given in files:
        try:
            yield SecretFile(path, path.stat().st_mode & 0o777, given)
        except OSError:
            continue


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
