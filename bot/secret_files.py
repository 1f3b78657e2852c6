"""Settings whose value stands in a file of its own, as containers get their secrets: NAME_FILE names the file."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.setting import SettingError

SUFFIX = "_FILE"
MOST_BYTES = 64 * 1024


def with_secret_files(environment: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Give the environment with each NAME_FILE of `names` read into NAME; an empty file leaves it unset.

    Raises SettingError, which names the setting and the file and nothing of what stands in it.
    """
    read = dict(environment)
    for name in names:
        if path := environment.get(f"{name}{SUFFIX}", "").strip():
            value = _content(f"{name}{SUFFIX}", Path(path))
            # A process that was started with what its parent had read finds the same value twice.
            if environment.get(name, "").strip() not in ("", value):
                raise SettingError(f"{name} and {name}{SUFFIX} are both set, to different values; set one of them")
            read[name] = value
    return read


def _content(setting: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SettingError(
            f"{setting} is {path}, which cannot be read ({error.strerror}); let this user read it"
        ) from None
    try:
        text = content.decode().strip()
    except UnicodeDecodeError:
        raise SettingError(f"{setting} is {path}, which is no text in UTF-8") from None
    if len(content) > MOST_BYTES or len(text.splitlines()) > 1:
        raise SettingError(f"{setting} is {path}, which must hold one line, the value and nothing else")
    return text
