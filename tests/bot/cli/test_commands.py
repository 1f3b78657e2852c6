import base64
import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import SETTINGS

COMMANDS = (
    "up", "gateway", "engine", "desk", "erasures", "train", "check", "evaluate", "translations", "knowledge",
    "ask", "chat", "config", "staff", "audit", "webhooks", "doctor",
)  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[CliRunner]:
    """Runs in an empty folder whose `.env` sets nothing, so that the developer's own is not read."""
    with contextlib.chdir(tmp_path):
        Path(".env").touch()
        yield CliRunner()


def run(runner: CliRunner, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Result:
    unset = dict.fromkeys((each.name for each in SETTINGS), None)
    return runner.invoke(main, list(arguments), env={**unset, **(env or {})}, input=stdin)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(runner: CliRunner, command: str) -> None:
    result = run(runner, command, "--help")
    assert result.exit_code == 0
    assert f"{command} [OPTIONS]" in result.output
    said = result.output.split("\n\n")[1].strip()
    assert said.endswith(".")
    assert len(said) > 20


def test_help_lists_every_command(runner: CliRunner) -> None:
    result = run(runner, "--help")
    assert result.exit_code == 0
    assert set(main.list_commands(click.Context(main))) == set(COMMANDS)
    assert all(re.search(rf"^  {command} ", result.output, re.MULTILINE) for command in COMMANDS)


def test_check_finds_nothing_in_the_project_s_content(runner: CliRunner) -> None:
    result = run(runner, "check")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"\d+ topics, \d+ countries, \d+ articles, \d+ languages: 0 findings\n", result.output)


def test_config_lists_every_setting_and_what_is_off_without_it(runner: CliRunner) -> None:
    result = run(runner, "config")
    assert result.exit_code == 0
    for setting in SETTINGS:
        assert setting.name in result.output
    assert "SMS and WhatsApp are off" in result.output
    assert "8080 (default)" in result.output


def test_config_hides_every_secret(runner: CliRunner) -> None:
    secrets = {each.name: f"hush-{number}-{'x' * 32}" for number, each in enumerate(SETTINGS) if each.secret}
    stores = {
        "AMPARO_SESSIONS_URL": "redis://keeper:hush-pass@sessions.example.org:6379/0",
        "AMPARO_TICKETS_URL": "unix:///run/tickets.sock?password=hush-word&db=1",
    }
    others = {
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_SMS_FROM": "+15005550006",
        "AMPARO_ALERT_TELEGRAM_CHAT": "-1001",
        "AMPARO_ALERT_NTFY_URL": "https://ntfy.example.org/our-desk",
        "AMPARO_ALERT_SMTP_URL": "smtps://desk:hush-mail@mail.example.org",
        "AMPARO_ALERT_EMAIL_FROM": "desk@example.org",
        "AMPARO_ALERT_EMAIL_TO": "worker@example.org",
    }
    result = run(runner, "config", env={**secrets, **stores, **others})
    assert result.exit_code == 0, result.output
    assert len(secrets) >= 4
    assert "hush" not in result.output
    assert result.output.count("********") >= len(secrets) + 2
    assert "sessions.example.org" in result.output
    assert "+15005550006" in result.output


def test_config_reads_the_env_file_and_lets_the_environment_win(runner: CliRunner) -> None:
    Path(".env").write_text("AMPARO_GATEWAY_PORT=9001\nAMPARO_DESK_PORT=9002\n", encoding="utf-8")
    result = run(runner, "config", env={"AMPARO_DESK_PORT": "9003"})
    assert "9001" in result.output
    assert "9003" in result.output
    assert "9002" not in result.output


def test_a_new_key_is_printed_alone_and_is_never_the_same(runner: CliRunner) -> None:
    keys = {run(runner, "config", "--new-key").output for _ in range(5)}
    assert len(keys) == 5
    for key in keys:
        assert len(base64.urlsafe_b64decode(key.strip())) == 32


@pytest.mark.parametrize("command", ["config", "gateway", "up", "train", "ask"])
def test_a_bad_setting_ends_a_command_with_one_line(runner: CliRunner, command: str) -> None:
    arguments = [command, "hello"] if command == "ask" else [command]
    result = run(runner, *arguments, env={"AMPARO_GATEWAY_PORT": "none"})
    assert result.exit_code == 2
    assert result.output == "amparo: AMPARO_GATEWAY_PORT must be a whole number from 1 to 65535\n"


@pytest.mark.parametrize(
    ("arguments", "env", "message"),
    [
        pytest.param(["gateway"], {}, "AMPARO_SESSIONS_URL is not set", id="gateway without a store"),
        pytest.param(
            ["gateway"],
            {"AMPARO_SESSIONS_URL": "redis://127.0.0.1:1"},
            "AMPARO_TICKETS_URL is not set",
            id="gateway without the store that loses nothing",
        ),
        pytest.param(
            ["gateway"],
            {"AMPARO_SESSIONS_URL": "redis://127.0.0.1:1", "AMPARO_TICKETS_URL": "redis://127.0.0.1:1"},
            "AMPARO_ENGINE_URL is not set",
            id="gateway without an engine",
        ),
        pytest.param(["desk"], {}, "AMPARO_TICKETS_URL is not set", id="desk without a store"),
        pytest.param(["ask"], {}, "give a TEXT, or --batch", id="ask without a text"),
        pytest.param(["ask", "--batch", "text"], {}, "give a TEXT, or --batch", id="ask with both"),
        pytest.param(["ask", "--channel", "fax", "text"], {}, "'fax' is not one of", id="ask on an odd channel"),
        pytest.param(["engine"], {}, "give --socket PATH or --port N", id="engine nowhere"),
        pytest.param(["engine", "--port", "0"], {}, "0 is not in the range", id="engine on an odd port"),
        pytest.param(["chat", "--script", "none.jsonl"], {}, "does not exist", id="chat without its script"),
    ],
)
def test_what_a_command_cannot_do_is_said_in_a_line(
    runner: CliRunner, arguments: list[str], env: dict[str, str], message: str
) -> None:
    result = run(runner, *arguments, env={**env, "AMPARO_DATA": "data"})
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"hello", id="no JSON"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b'{"wait_s": "long"}', id="a wait that is no number"),
        pytest.param(b'{"text": 5}', id="a text that is a number"),
        pytest.param(b'{"say": "hello"}', id="neither"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_a_slip_in_a_script_is_named_with_its_line_before_anything_starts(runner: CliRunner, line: bytes) -> None:
    Path("talk.jsonl").write_bytes(b'{"text": "hello"}\n\n' + line + b"\n")
    result = run(runner, "chat", "--script", "talk.jsonl")
    assert result.exit_code == 2
    assert result.output == 'amparo: talk.jsonl:3 must be {"text": ...} or {"wait_s": seconds}\n'


def test_without_a_trained_model_ask_says_what_to_do(runner: CliRunner) -> None:
    result = run(runner, "ask", "hello", env={"AMPARO_DATA": "empty"})
    assert result.exit_code == 2
    assert "run `amparo train`" in result.output or "run `make setup`" in result.output
