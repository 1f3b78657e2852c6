"""The Dockerfile as its stages, and the files of ours that each stage holds, laid out in a folder."""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.settings import PROJECT

DOCKERFILE = PROJECT / "Dockerfile"
IGNORED = PROJECT / ".dockerignore"
MADE = (".venv", ".venv-engine")
"""What a stage makes by RUN; here it is the project's own."""


@dataclass(frozen=True)
class Copy:
    """One COPY: from another stage, or from the project where there is none."""

    stage: str
    sources: Sequence[str]
    target: str


@dataclass(frozen=True)
class Stage:
    """One stage: its name, what it stands on, and its instructions."""

    name: str
    base: str
    instructions: Sequence[tuple[str, str]]

    def given(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.instructions if name == instruction]

    def copies(self) -> list[Copy]:
        return [_copy(rest) for rest in self.given("COPY")]


def stages() -> Mapping[str, Stage]:
    """Read the Dockerfile, in its order."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text(encoding="utf-8"))
    lines = [line.partition(" ") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: dict[str, Stage] = {}
    for name, _, rest in lines:
        if name == "FROM":
            base, _, stage = rest.partition(" AS ")
            found[stage] = Stage(stage, base, [])
        else:
            found[stage] = Stage(stage, found[stage].base, [*found[stage].instructions, (name, rest)])
    return found


def layers(name: str) -> list[Stage]:
    """Give a stage and those of ours that it stands on, the lowest first."""
    known = stages()
    stage = known[name]
    return [*(layers(stage.base) if stage.base in known else []), stage]


def let_through() -> list[str]:
    """Give what .dockerignore lets into a build."""
    return [line[1:] for line in IGNORED.read_text(encoding="utf-8").splitlines() if line.startswith("!")]


def lay_out(name: str, folder: Path) -> Path:
    """Copy what a role's image holds below /app into a folder, and give the folder."""
    for stage in layers(name):
        for copy in stage.copies():
            for source in copy.sources:
                _put(copy, source, folder)
    return folder


def _put(copy: Copy, source: str, folder: Path) -> None:
    if copy.stage and source == "/app":
        lay_out(copy.stage, folder)
        return
    if copy.stage and not source.startswith("/app/"):
        # Of somebody else's image.
        return
    source, target = _inside(source), _inside(copy.target)
    if source.startswith(MADE):
        return
    path = folder / target / (Path(source).name if target.endswith("/") or not target else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    if (PROJECT / source).is_dir():
        shutil.copytree(PROJECT / source, path, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        shutil.copy(PROJECT / source, path)


def _inside(path: str) -> str:
    return path.removeprefix("/app").lstrip("/").removeprefix("./")


def _copy(rest: str) -> Copy:
    words = rest.split()
    stage = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else ""
    return Copy(stage, words[:-1], words[-1])
