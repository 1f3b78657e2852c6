from pathlib import Path

import pytest

from bot.sessions.memory_folder import MEMORY, MOUNTS, check_memory_folder, file_system, may_be_swapped, swap_warning
from bot.settings import SettingError

DISK = "/dev/vda / ext4 rw,relatime 0 0\n"
SHM = "tmpfs /mem tmpfs rw,nosuid,nodev 0 0\n"


@pytest.mark.parametrize(
    ("folder", "mounts", "kind"),
    [
        pytest.param("/var/keys", DISK + SHM, "ext4", id="the disk"),
        pytest.param("/mem/amparo", DISK + SHM, "tmpfs", id="below a mount"),
        pytest.param("/mem", DISK + SHM, "tmpfs", id="a mount itself"),
        pytest.param("/memory", DISK + SHM, "ext4", id="a name that only begins alike"),
        pytest.param("/mem/../../var", DISK + SHM, "ext4", id="and out again"),
        pytest.param("/mem/a", SHM + DISK, "tmpfs", id="listed in another order"),
        pytest.param("/run/a/b", DISK + "none /run tmpfs rw 0 0\n/dev/b /run/a xfs rw 0 0\n", "xfs", id="a disk in it"),
        pytest.param("/run/a", DISK + "none /run tmpfs rw 0 0\n/dev/b /run ext4 rw 0 0\n", "ext4", id="mounted over"),
        pytest.param("/run/a", DISK + "none /run ramfs rw 0 0\n", "ramfs", id="a disk's cache"),
        pytest.param("/mnt/my keys/a", DISK + "none /mnt/my\\040keys tmpfs rw 0 0\n", "tmpfs", id="a space"),
        pytest.param("/mnt/my", DISK + "none /mnt/my\\040keys tmpfs rw 0 0\n", "ext4", id="up to a space"),
        pytest.param("/mnt/a\tb", DISK + "none /mnt/a\\011b tmpfs rw 0 0\n", "tmpfs", id="a tab"),
        pytest.param("/mnt/a\\b", DISK + "none /mnt/a\\134b tmpfs rw 0 0\n", "tmpfs", id="a backslash"),
        pytest.param("/mnt/a\\040", DISK + "none /mnt/a\\134040 tmpfs rw 0 0\n", "tmpfs", id="what looks like one"),
        pytest.param("/mnt/señal/a", "none /mnt tmpfs rw 0 0\n/dev/b /mnt/señal ext4 rw 0 0\n", "ext4", id="a letter"),
        pytest.param("/mnt/مفاتيح", DISK + "none /mnt/مفاتيح tmpfs rw 0 0\n", "tmpfs", id="another script"),
        pytest.param("/mnt/a", DISK + "overlay /mnt overlay rw,lowerdir=/a:/b 0 0\n", "overlay", id="a container's"),
        pytest.param("/mnt/a", DISK + "host:/keys /mnt nfs4 rw 0 0\n", "nfs4", id="another machine's"),
        pytest.param("/mnt/a", SHM, "", id="nowhere"),
        pytest.param("/mnt/a", "", "", id="no mounts"),
        pytest.param("/mem/a", "\n" + DISK + "odd\n" + SHM, "tmpfs", id="lines that are none"),
    ],
)
def test_the_file_system_of_a_folder_is_told_from_the_list_of_mounts(folder: str, mounts: str, kind: str) -> None:
    assert file_system(Path(folder), mounts) == kind


def test_this_machine_s_memory_passes() -> None:
    assert MOUNTS.exists()
    check_memory_folder(MEMORY)
    check_memory_folder(MEMORY / "amparo" / "not there yet")


@pytest.mark.parametrize("folder", ["/", "/proc", "/not there yet/keys"])
def test_what_is_no_memory_is_refused_with_the_mend(folder: str) -> None:
    with pytest.raises(SettingError) as refused:
        check_memory_folder(Path(folder))
    said = str(refused.value)
    assert f"AMPARO_KEYS is {folder}, which lies on " in said
    assert f"Set a folder on tmpfs, such as {MEMORY}/amparo" in said


def test_a_folder_on_this_machine_s_disk_is_refused(tmp_path: Path) -> None:
    kind = file_system(tmp_path, MOUNTS.read_text())
    if kind in {"tmpfs", "ramfs"}:
        pytest.skip("the temporary folder lies in memory here")
    with pytest.raises(SettingError, match=f"which lies on {kind}: keys of chats may only lie in memory"):
        check_memory_folder(tmp_path)


@pytest.mark.parametrize(("to", "passes"), [("disk", False), ("memory", True)])
def test_a_link_is_judged_by_where_it_leads(tmp_path: Path, to: str, *, passes: bool) -> None:
    place = tmp_path.resolve()
    for name in ("disk", "memory"):
        (place / name).mkdir()
    (place / "memory" / "link").symlink_to(place / to)
    mounts = place / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nnone {place}/memory tmpfs rw 0 0\n")
    if passes:
        check_memory_folder(place / "memory" / "link" / "keys", mounts)
    else:
        with pytest.raises(SettingError, match="which lies on ext4"):
            check_memory_folder(place / "memory" / "link" / "keys", mounts)


def test_a_folder_that_no_mount_holds_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("none /elsewhere tmpfs rw 0 0\n")
    with pytest.raises(SettingError, match="an unknown file system"):
        check_memory_folder(tmp_path, mounts)


def test_a_system_without_a_list_of_mounts_is_not_judged(tmp_path: Path) -> None:
    check_memory_folder(tmp_path, tmp_path / "no such file")


TITLES = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
PARTITION = "/dev/vda2                               partition\t2097148\t\t0\t\t-2\n"
FILE = "/swap\\040file                              file\t\t524284\t\t0\t\t-3\n"
ZRAM = "/dev/zram0                              partition\t8388604\t\t0\t\t100\n"
NEVER = "tmpfs /mem tmpfs rw,nosuid,nodev,noswap 0 0\n"
RAMFS = "none /mem ramfs rw 0 0\n"


@pytest.mark.parametrize(
    ("swaps", "mounts", "swapped"),
    [
        pytest.param(TITLES + PARTITION, DISK + SHM, True, id="a partition"),
        pytest.param(TITLES + FILE, DISK + SHM, True, id="a file"),
        pytest.param(TITLES + ZRAM + PARTITION, DISK + SHM, True, id="a partition too"),
        pytest.param(TITLES + ZRAM, DISK + SHM, False, id="compressed memory only"),
        pytest.param(TITLES, DISK + SHM, False, id="none"),
        pytest.param("", DISK + SHM, False, id="an empty list"),
        pytest.param(TITLES + PARTITION, DISK + NEVER, False, id="tmpfs that never swaps"),
        pytest.param(TITLES + PARTITION, DISK + RAMFS, False, id="ramfs"),
        pytest.param(TITLES + PARTITION, DISK + NEVER + SHM, True, id="mounted over"),
        pytest.param(TITLES + PARTITION, DISK + SHM.replace("nodev", "size=noswap"), True, id="another option"),
        pytest.param(TITLES + PARTITION, NEVER.replace("/mem", "/memory") + SHM, True, id="another folder"),
        pytest.param(TITLES + PARTITION, "", True, id="no mounts"),
    ],
)
def test_whether_a_folder_may_be_swapped_is_told_from_two_lists(swaps: str, mounts: str, *, swapped: bool) -> None:
    assert may_be_swapped(Path("/mem/amparo"), swaps, mounts) is swapped


def test_a_machine_that_swaps_is_told_so_with_the_mend(tmp_path: Path) -> None:
    swaps, mounts = tmp_path / "swaps", tmp_path / "mounts"
    assert swap_warning(Path("/mem"), swaps, mounts) == "", "a system without these lists is not judged"
    mounts.write_text(DISK + SHM)
    swaps.write_text(TITLES)
    assert swap_warning(Path("/mem"), swaps, mounts) == ""
    swaps.write_text(TITLES + PARTITION)
    said = swap_warning(Path("/mem"), swaps, mounts)
    assert "swapoff -a" in said
    assert "encrypt it" in said
    assert "\n" not in said
