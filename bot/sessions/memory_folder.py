"""Whether a folder lives in memory only, as the keys of sessions must."""

import re
from pathlib import Path

from bot.settings import SettingError

MEMORY = Path("/dev/shm")  # noqa: S108 - memory only; what is put there is for its owner only
MOUNTS = Path("/proc/mounts")
IN_MEMORY = ("tmpfs", "ramfs")
_OCTAL = re.compile(r"\\([0-7]{3})")


def check_memory_folder(folder: Path, mounts: Path = MOUNTS) -> None:
    """Make sure that a folder is in memory. Raises SettingError; a system without a list of mounts is not judged."""
    if not mounts.exists():
        return
    kind = file_system(folder, mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    if kind not in IN_MEMORY:
        raise SettingError(
            f"AMPARO_KEYS is {folder}, which lies on {kind or 'an unknown file system'}: keys of chats may only lie in "
            f"memory. Set a folder on tmpfs, such as {MEMORY}/amparo"
        )


def file_system(folder: Path, mounts: str) -> str:
    """Name the kind of file system that a folder lies on, from a text as in /proc/mounts; empty where none fits."""
    folder = folder.resolve()
    found: dict[Path, str] = {}
    for line in mounts.split("\n"):
        # proc(5): device, mount point with \040 for a space, kind, ...
        fields = line.split(" ")
        if len(fields) > 2:  # noqa: PLR2004
            found[Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), fields[1]))] = fields[2]
    return next((found[each] for each in (folder, *folder.parents) if each in found), "")
