"""Whether a folder lives in memory only, as the keys of sessions must, and whether that memory may reach a disk."""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.settings import SettingError

MEMORY = Path("/dev/shm")  # noqa: S108 - memory only; what is put there is for its owner only
MOUNTS = Path("/proc/mounts")
SWAPS = Path("/proc/swaps")
SWAP_IS_ON = "swap is on: keys of chats may reach a disk and stay there; turn it off (`swapoff -a`) or encrypt it"
IN_MEMORY = ("tmpfs", "ramfs")
COMPRESSED_MEMORY = "/dev/zram"
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
    return _mounted(folder, mounts)[0]


def swap_warning(folder: Path, swaps: Path = SWAPS, mounts: Path = MOUNTS) -> str:
    """Say that what lies in a folder in memory may reach a disk, and the mend; empty where it cannot, or who knows."""
    try:
        on = may_be_swapped(folder, swaps.read_text(errors="replace"), mounts.read_text(errors="surrogateescape"))
    except OSError:
        return ""
    return SWAP_IS_ON if on else ""


def may_be_swapped(folder: Path, swaps: str, mounts: str) -> bool:
    """Say whether a folder in memory may be written to a swap, from texts as in /proc/swaps and /proc/mounts.

    Whether a swap is encrypted is not in them.
    """
    # proc(5): a line of titles, then each swap, its name first. Compressed memory is still memory.
    names = [line.split()[0] for line in swaps.split("\n")[1:] if line.strip()]
    if all(name.startswith(COMPRESSED_MEMORY) for name in names):
        return False
    kind, options = _mounted(folder, mounts)
    # tmpfs(5): noswap since Linux 6.4; ramfs never swaps.
    return kind != "ramfs" and not (kind == "tmpfs" and "noswap" in options)


def _mounted(folder: Path, mounts: str) -> tuple[str, Sequence[str]]:
    folder = folder.resolve()
    found: dict[Path, tuple[str, Sequence[str]]] = {}
    for line in mounts.split("\n"):
        # proc(5): device, mount point with \040 for a space, kind, options with commas, ...
        fields = line.split(" ")
        if len(fields) > 3:  # noqa: PLR2004
            place = Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), fields[1]))
            found[place] = (fields[2], fields[3].split(","))
    return next((found[each] for each in (folder, *folder.parents) if each in found), ("", ()))
