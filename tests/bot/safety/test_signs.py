"""Signs of danger that are no words."""

from pathlib import Path

import pytest

from bot.knowledge.content_file import ContentError
from bot.safety.net import Alarm, read_safety
from bot.safety.signs import Signs, read_signs
from bot.settings import PROJECT

NET = read_safety(PROJECT / "knowledge" / "safety")


SIGNS = (
    "🆘",
    "🆘🆘🆘",
    "help 🆘 pls",
    "por favor🆘",
    "✋🏽👍🏽✊🏽",
    "✋ 👍 ✊",
    "🚨🚨",
    "🚑!!",
    "👮🏿\u200d♀️",
    "🔪 🩸",
    "s.o.s",
)


@pytest.mark.parametrize("text", SIGNS)
def test_a_sign_of_danger_is_heard(text: str) -> None:
    assert NET.weigh(text).alarm is Alarm.DANGER
    assert NET.weigh(text).sure
    assert NET.said(text).alarm is Alarm.DANGER


@pytest.mark.parametrize(
    "text",
    ["", ".", "?!", "👋", "👍", "✊", "😭", "🔥🔥", "🚨 EARN $5000 🚨", "the 🚑 came yesterday", "👍✋✊", "🙏🏽"],
)
def test_other_signs_raise_nothing(text: str) -> None:
    assert NET.weigh(text).alarm is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("anywhere: [sos]\nalone: []", "without words"),
        ("anywhere: []\nalone: [👮🏿]", "without words, skin colour"),
        ("anywhere: []\nalone: [🔪🩸]", "must be one sign"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "danger_signs.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=problem) as raised:
        read_signs(path)
    assert "danger_signs.yml" in str(raised.value)


def test_without_signs_nothing_is_one() -> None:
    assert not Signs().occur("🆘")
    assert not Signs().occur("")
