"""A script: who writes, where, and turn by turn what they do; the answers that were recorded stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

FOLDER: Final = Path(__file__).parent
CHANNELS: Final = ("sms", "whatsapp", "telegram", "web")
ALARMS: Final = ("danger", "self_harm", "child")
DESKS: Final = ("none", "open", "closed", "worker")
SENDINGS: Final = ("image", "voice", "sticker", "location")
DOES: Final = ("says", "taps", "sends")
RECORDED: Final = ("answer", "ends")
_WHOLE: Final = {"who", "language", "channel", "countries", "app_language", "desk", "hides", "turns"}
_NEEDED: Final = {"who", "language", "channel", "turns"}
_TURN: Final = {*DOES, "times", "after_minutes", "desk", "answered_in", "alarm", "others_read", "wrong", *RECORDED}
_WIDTH: Final = 4096  # no line of a recording is folded


class ScriptError(Exception):
    """A script that cannot be played; its text names the place and the mend."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk: none, open, closed, or worker where one has the chat; `waiting` stand before the person."""

    state: str = "none"
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """One turn: `does` is says, taps or sends and `what` its words, title or kind; `after_minutes` pass before it.

    `desk` changes the desk from here on. What a person must see is written by hand: `answered_in` the language, `alarm`
    the kind of cry for help, `others_read` that somebody else may hold the phone. `wrong` says what is known to be
    wrong in the answer, so that no recording hides it. `answer` and `ends` are recorded.
    """

    does: str
    what: str
    after_minutes: float
    desk: Desk | None
    answered_in: str
    alarm: str
    others_read: bool
    wrong: str
    answer: tuple[Mapping[str, Any], ...]
    ends: bool


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation; `hides` are words that nobody else who reads along may see."""

    name: str
    who: str
    language: str
    channel: str
    countries: tuple[str, ...]
    app_language: str
    desk: Desk
    hides: tuple[str, ...]
    turns: tuple[ScriptTurn, ...]

    @property
    def persona(self) -> str:
        """Give the folder's name, which is what kind of person writes."""
        return self.name.partition("/")[0]


def script_names() -> list[str]:
    """List all scripts as `<persona>/<name>`."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in FOLDER.glob("*/*.yml"))


def script_path(name: str) -> Path:
    """Give where a script stands."""
    return FOLDER / f"{name}.yml"


def read_script(name: str) -> Script:
    """Read a script. Raises ScriptError."""
    data = _read(script_path(name))
    _check_keys(data, _WHOLE, name)
    if missing := _NEEDED - set(data):
        raise ScriptError(f"{name}: give {', '.join(sorted(missing))}")
    if data["channel"] not in CHANNELS:
        raise ScriptError(f"{name}: channel is one of {', '.join(CHANNELS)}")
    if "countries" in data and not data["countries"]:
        raise ScriptError(f"{name}: leave countries out where all are served")
    turns: list[ScriptTurn] = []
    language = str(data["language"])
    others_read = False
    for number, each in enumerate(data["turns"], 1):
        language = str(each.get("answered_in", language))
        others_read = bool(each.get("others_read", others_read))
        turns.append(_turn(each, language, f"{name}, turn {number}", others_read=others_read))
    return Script(
        name,
        str(data["who"]),
        str(data["language"]),
        data["channel"],
        tuple(data.get("countries", ())),
        str(data.get("app_language", "")),
        _desk(data.get("desk", "none"), name),
        tuple(data.get("hides", ())),
        tuple(turns),
    )


def write_recording(name: str, recorded: list[dict[str, Any]]) -> None:
    """Put the answers of each turn into a script's file; what else stands there stays."""
    path = script_path(name)
    data = _read(path)
    for turn, result in zip(data["turns"], recorded, strict=True):
        for key in RECORDED:
            turn.pop(key, None)
        answer = [{**part, "text": LiteralScalarString(part["text"])} for part in result["answer"]]
        turn.update({**result, "answer": answer})
    with path.open("w", encoding="utf-8") as file:
        _yaml().dump(data, file)


def _turn(data: Mapping[str, Any], language: str, place: str, *, others_read: bool) -> ScriptTurn:
    _check_keys(data, _TURN, place)
    done = [each for each in DOES if each in data]
    if len(done) != 1:
        raise ScriptError(f"{place}: give one of {', '.join(DOES)}")
    does, what = done[0], data[done[0]]
    if not isinstance(what, str):
        raise ScriptError(f"{place}: put {what!r} between quotes")
    if does == "sends" and what not in SENDINGS:
        raise ScriptError(f"{place}: sends is one of {', '.join(SENDINGS)}")
    alarm = str(data.get("alarm", ""))
    if alarm and alarm not in ALARMS:
        raise ScriptError(f"{place}: alarm is one of {', '.join(ALARMS)}")
    return ScriptTurn(
        does,
        what * int(data.get("times", 1)),
        float(data.get("after_minutes", 0)),
        _desk(data["desk"], place) if "desk" in data else None,
        language,
        alarm,
        others_read,
        str(data.get("wrong", "")),
        tuple(data.get("answer", ())),
        bool(data.get("ends", False)),
    )


def _desk(data: Any, place: str) -> Desk:
    if isinstance(data, Mapping) and list(data) == ["waiting"]:
        return Desk("open", int(data["waiting"]))
    if data not in DESKS:
        raise ScriptError(f"{place}: desk is one of {', '.join(DESKS)}, or waiting and a number")
    return Desk(str(data))


def _check_keys(data: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := set(data) - known:
        raise ScriptError(f"{place}: {', '.join(sorted(unknown))} means nothing; known are {', '.join(sorted(known))}")


def _yaml() -> YAML:
    reader = YAML()
    reader.width = _WIDTH
    reader.allow_unicode = True
    reader.indent(mapping=2, sequence=4, offset=2)
    return reader


def _read(path: Path) -> Any:
    try:
        return _yaml().load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScriptError(f"there is no script {path.parent.name}/{path.stem}") from None
    except YAMLError as error:
        raise ScriptError(f"{path} is no YAML: {error}") from None
