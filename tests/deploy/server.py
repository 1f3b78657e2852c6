"""One server without Docker: each service of docker-compose.yml as a process, in the files that its image would hold.

A process gets its container's command, environment, secrets and volumes, and nothing else. What must be another here,
since all share one machine, is translated: folders, hosts and ports.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from bot.cli.engine_process import ENGINE_PYTHON
from bot.cli.stores import server_binary
from bot.settings import PROJECT
from tests.conftest import free_port
from tests.deploy.compose_file import read
from tests.deploy.dockerfile import lay_out, layers

READY_SECONDS = 180.0
# A host and its port as one service names another's, and a port as a service names its own or staff's browsers do.
_ELSEWHERE = re.compile(r"\b(gateway|desk|sessions|tickets)([: ])(8080|8081|6379)\b")
_PORT = re.compile(r"\b(8080|8443|8081|8444|8090|6379)\b")
_OWNERS = {"8443": "proxy", "8081": "desk", "8444": "desk-door"}
_CLIENT = Path(__file__).with_name("store_client.py")


@dataclass
class Server:
    """What one server holds, below one folder in memory; `secrets` is what make-secrets.sh has made."""

    folder: Path
    secrets: Path
    environment: Mapping[str, str]
    caddy: str = ""
    _ports: dict[tuple[str, str], int] = field(default_factory=dict)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)

    @cached_property
    def services(self) -> Mapping[str, Any]:
        services: Mapping[str, Any] = read(self.environment)["services"]
        return services

    def service(self, name: str) -> Mapping[str, Any]:
        service: Mapping[str, Any] = self.services[name]
        return service

    def port(self, service: str, port: str) -> int:
        key = (_OWNERS.get(port, service), port)
        if key not in self._ports:
            self._ports[key] = free_port()
        return self._ports[key]

    def volume(self, name: str) -> Path:
        return self._made(self.folder / "volumes" / name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def start(self, name: str) -> None:
        """Start a service; its output is kept."""
        self._hand_over(name)
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                self._command(name, self.service(name)["command"]),
                cwd=self._image(name),
                env=self._environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def run(self, name: str, command: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Run a service's command, or another in its place, to its end."""
        self._hand_over(name)
        return subprocess.run(
            self._command(name, command or self.service(name)["command"]),
            cwd=self._image(name),
            env=self._environment(name),
            capture_output=True,
            text=True,
            check=False,
            timeout=READY_SECONDS,
        )

    def is_healthy(self, name: str) -> bool:
        """Run a service's health check once."""
        kind, *test = self.service(name)["healthcheck"]["test"]
        return self.run(name, ["sh", "-c", *test] if kind == "CMD-SHELL" else test).returncode == 0

    def wait(self, name: str) -> None:
        """Wait until a service's health check passes."""
        until = time.monotonic() + READY_SECONDS
        while not self.is_healthy(name):
            assert self._running[name].poll() is None, f"{name} stopped: {self.log(name)}"
            if time.monotonic() > until:
                pytest.fail(f"{name} was not healthy in time: {self.log(name)}")
            time.sleep(0.2)

    def stop(self, name: str) -> int:
        """End a service as Docker does: SIGTERM, and SIGKILL after its grace period; give its status."""
        child = self._running.pop(name)
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(float(self.service(name)["stop_grace_period"].removesuffix("s")))
            except subprocess.TimeoutExpired:
                child.kill()
        return child.wait()

    def _image(self, name: str) -> Path:
        build = self.service(name).get("build")
        folder = self.folder / "images" / (build["target"] if build else "store")
        if not folder.exists():
            folder.mkdir(parents=True)
            if build:
                lay_out(build["target"], folder)
        return folder

    def _environment(self, name: str) -> dict[str, str]:
        service = self.service(name)
        build = service.get("build")
        image = [each for stage in layers(build["target"]) for each in stage.given("ENV")] if build else []
        given = dict(each.split("=", 1) for line in image for each in shlex.split(line))
        given |= {key: str(value) for key, value in service.get("environment", {}).items()}
        return {
            **{key: self._here(name, value) for key, value in given.items()},
            "PATH": f"{self._tools(name)}:{os.defpath}:/usr/bin:/bin",
        }

    def _command(self, name: str, command: Sequence[str]) -> list[str]:
        program, *arguments = [self._here(name, each) for each in command]
        known = {"amparo": [sys.executable, "-m", "bot.cli"], "valkey-server": [server_binary()], "caddy": [self.caddy]}
        return [*known.get(program, [str(self._tools(name) / program if program == "python" else program)]), *arguments]

    def _tools(self, name: str) -> Path:
        """Give a folder with what an image has on its path, and this machine has elsewhere."""
        folder = self._made(self.folder / "tools" / name)
        build = self.service(name).get("build")
        python = ENGINE_PYTHON if build and build["target"] == "engine" else Path(sys.executable)
        for program, text in {
            "python": f'#!/bin/sh\nexec {python} "$@"\n',
            "valkey-cli": f'#!/bin/sh\nexec {sys.executable} {_CLIENT} {self.port(name, "6379")} "$@"\n',
        }.items():
            if not (folder / program).exists():
                (folder / program).write_text(text, encoding="utf-8")
                (folder / program).chmod(0o700)
        return folder

    def _here(self, name: str, text: str) -> str:
        """Translate what a container says of itself and of others."""
        text = _ELSEWHERE.sub(lambda match: f"localhost{match[2]}{self.port(match[1], match[3])}", text)
        text = _PORT.sub(lambda match: str(self.port(name, match[1])), text)
        places = self._places(name)
        inside = "|".join(re.escape(each) for each in sorted(places, key=len, reverse=True))
        return re.sub(rf"(?<!\w)({inside})(?=[/;]|$|\s)", lambda match: str(places[match[1]]), text)

    def _places(self, name: str) -> dict[str, Path]:
        """Say where each folder and file of a container is here."""
        service, image = self.service(name), self._image(name)
        places = {"/app": image, "/etc/caddy": self.folder / "given" / name / "caddy"}
        for each in service.get("tmpfs", ()):
            target = each.partition(":")[0]
            places[target] = self._made(self.folder / "tmpfs" / name / target.strip("/"))
        for each in service.get("volumes", ()):
            own = each["source"].removeprefix("./")
            given = PROJECT / own if (PROJECT / own).is_dir() else self.folder / "given" / name / own
            places[each["target"]] = self.volume(each["source"]) if each["type"] == "volume" else given
        return places | {f"/run/secrets/{each}": self._secret(name, each) for each in service.get("secrets", ())}

    def _hand_over(self, name: str) -> None:
        """Write the files that a container is given, translated."""
        service = self.service(name)
        files = {self._secret(name, each): self.secrets / each for each in service.get("secrets", ())}
        places = self._places(name)
        files |= {
            places[each["target"]]: PROJECT / each["source"]
            for each in service.get("volumes", ())
            if each["type"] == "bind" and (PROJECT / each["source"]).is_file()
        }
        files |= {places["/etc/caddy"] / each.name: each for each in (self._image(name) / "etc" / "caddy").glob("*")}
        for target, source in files.items():
            self._made(target.parent)
            target.write_text(self._here(name, source.read_text(encoding="utf-8")), encoding="utf-8")

    def _secret(self, service: str, name: str) -> Path:
        return self.folder / "given" / service / "secrets" / name

    @staticmethod
    def _made(folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
