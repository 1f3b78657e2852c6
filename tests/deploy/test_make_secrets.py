"""deploy/make-secrets.sh makes what is missing and never touches what is there."""

import os
import subprocess
from pathlib import Path

import pytest

from bot.setting import KEY_BYTES
from bot.settings import PROJECT, read_settings

SCRIPT = PROJECT / "deploy" / "make-secrets.sh"


def make(folder: Path) -> str:
    command = [SCRIPT, "--keep-owner", folder]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_a_second_run_changes_nothing(tmp_path):
    make(tmp_path)
    before = contents(tmp_path)
    assert make(tmp_path) == ""
    assert contents(tmp_path) == before


def test_what_is_made_is_usable_and_nobody_else_s_to_read(tmp_path):
    said = make(tmp_path)
    made = contents(tmp_path)
    names = ("amparo_master_key", "amparo_sessions_url", "amparo_tickets_url")
    settings = read_settings({name.upper(): made[name].strip() for name in names})
    assert len(settings.master_key) == KEY_BYTES
    assert settings.sessions_url.endswith("@sessions:6379/0")
    assert settings.tickets_url.endswith("@tickets:6379/0")
    assert not any(made[name].strip() in said for name in names)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o400}
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_each_run_elsewhere_makes_other_secrets(tmp_path):
    for name in ("one", "two"):
        make(tmp_path / name)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert {name for name in one if one[name] and one[name] == two[name]} == set()


def test_half_a_pair_is_made_anew_together(tmp_path):
    make(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "tickets_users").unlink()
    make(tmp_path)
    after = contents(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {"amparo_tickets_url", "tickets_users"}


def test_a_bot_s_token_brings_the_secret_of_its_webhooks(tmp_path):
    make(tmp_path)
    assert contents(tmp_path)["telegram_webhook_secret"] == ""
    (tmp_path / "telegram_bot_token").chmod(0o600)
    (tmp_path / "telegram_bot_token").write_text("1:token\n", encoding="utf-8")
    assert make(tmp_path) == "made telegram_webhook_secret\n"
    made = contents(tmp_path)
    names = ("telegram_bot_token", "telegram_webhook_secret", "amparo_master_key")
    settings = read_settings({name.upper(): made[name].strip() for name in names})
    # Telegram takes 1 to 256 of A-Z, a-z, 0-9, _ and - (Bot API, setWebhook).
    assert settings.telegram.webhook_secret.replace("_", "").replace("-", "").isalnum()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_without_rights_it_says_so_and_makes_nothing(tmp_path):
    tmp_path.chmod(0o777)
    done = subprocess.run(
        ["/bin/sh", "-s", tmp_path / "secrets"],
        input=SCRIPT.read_text(encoding="utf-8"),
        user=65534, cwd="/", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("make-secrets: run it with sudo")
    assert not (tmp_path / "secrets").exists()
