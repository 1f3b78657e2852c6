from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.secret_files import MOST_BYTES, with_secret_files
from bot.setting import SettingError

NAME, NAME_FILE = "TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"
HUSH = "1:hush-telegram"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{HUSH}\n", encoding="utf-8")
    return path


def test_a_setting_is_read_from_the_file_that_is_named(file):
    read = with_secret_files({NAME_FILE: f" {file} ", "OTHER": "stays"}, [NAME])
    assert read[NAME] == HUSH
    assert read["OTHER"] == "stays"


def test_an_empty_file_leaves_a_setting_unset(file):
    file.write_text("\n", encoding="utf-8")
    assert with_secret_files({NAME_FILE: str(file)}, [NAME])[NAME] == ""


def test_only_settings_are_read_from_files(file):
    assert "SSL_CERT" not in with_secret_files({"SSL_CERT_FILE": str(file)}, [NAME])


def test_the_same_value_may_stand_beside_its_file(file):
    assert with_secret_files({NAME: HUSH, NAME_FILE: str(file)}, [NAME])[NAME] == HUSH


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        pytest.param(b"\xff\xfehush", "which is no text in UTF-8", id="no text"),
        pytest.param(b"hush\nhush\n", "which must hold one line", id="two lines"),
        pytest.param(b"hush" * MOST_BYTES, "which must hold one line", id="without end"),
        pytest.param(None, "which cannot be read (No such file or directory)", id="no file"),
    ],
)
def test_a_file_that_holds_no_value_is_named_and_not_shown(file, content, mend):
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(SettingError) as refused:
        with_secret_files({NAME_FILE: str(file)}, [NAME])
    message = str(refused.value)
    assert message.startswith(f"{NAME_FILE} is {file}, {mend}")
    assert "hush" not in message


def test_a_value_that_differs_from_its_file_is_refused(file):
    with pytest.raises(SettingError) as refused:
        with_secret_files({NAME: "2:hush", NAME_FILE: str(file)}, [NAME])
    assert str(refused.value) == f"{NAME} and {NAME_FILE} are both set, to different values; set one of them"


def test_the_command_line_reads_them_and_hides_them(file):
    secret = {"TELEGRAM_WEBHOOK_SECRET": "hush-hook", NAME: "", NAME_FILE: str(file)}
    result = CliRunner().invoke(main, ["config"], env=secret)
    assert result.exit_code == 0
    (row,) = [line for line in result.output.splitlines() if line.startswith(f"{NAME} ")]
    assert "********" in row
    assert "hush" not in result.output


def test_the_command_line_says_what_is_wrong_without_a_trace(tmp_path):
    result = CliRunner().invoke(main, ["config"], env={NAME: "", NAME_FILE: str(tmp_path / "none")})
    assert result.exit_code == 2
    assert result.output.startswith(f"amparo: {NAME_FILE} is {tmp_path / 'none'}, which cannot be read")
