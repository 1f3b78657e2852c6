"""What is shown as it stands and what as a code; and fonts that are just those of their list."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.inert import UNSEEN
from bot.referral.letters import FONTS, drawn, plain, runs

SCRIPTS = {
    "en": "Señora Łukasz, naïve façade",
    "vi": "Đường Nguyễn Huệ, không được trả lương",
    "ru": "Я видела детей",
    "uk": "Їх тримають у підвалі",
    "yo": "Mo ń dáhùn ní èdè yìí, ẹ̀kọ́",
    "ar": "أخذوا جوازات السفر",
    "fa": "گذرنامه‌ها را گرفته‌اند",
    "ur": "پاسپورٹ لے لیے گئے",
    "hi": "क्षत्रिय बच्चों को",
    "ne": "मजदुरहरूलाई",
    "am": "ፓስፖርቷን ወስደዋል፤",
    "th": "ถูกยึดหนังสือเดินทาง",
    "bn": "আপনার ভাষায় উত্তর",
    "km": "ខ្ញុំមិនទាន់មាន",
    "my": "သင့်ဘာသာစကားဖြင့်",
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_these_scripts_are_drawn(language: str) -> None:
    assert [run.code for run in runs(SCRIPTS[language])] == [""]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pay \u202e001\u202c now", "pay [U+202E]001[U+202C] now"),
        ("a\u200b\u200bb", "a[U+200B ×2]b"),
        ("a\tb", "a[U+0009]b"),
        ("no \U0001f622!", "no [U+1F622 CRYING FACE]!"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "[U+1F468 MAN]"),
        ("你好吗。", "[U+4F60 ×4]"),
        ("p\u0430ypal", "p\u0430ypal[*]"),
        ("one\ntwo", "one\ntwo"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_or_drawn_is_a_code(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(st.characters(codec=None)))
def test_no_letter_is_without_a_shape(text: str) -> None:
    shown = "".join(run.text for run in runs(text))
    assert not UNSEEN.search(shown)
    assert [letter for letter in shown if letter not in "\n\u200c\u200d" and ord(letter) not in drawn()] == []


def test_the_fonts_are_those_whose_licence_stands_beside_them() -> None:
    listed = dict(
        reversed(line.split("  "))
        for line in (FONTS / "LICENSE.txt").read_text(encoding="utf-8").splitlines()
        if re.fullmatch(r"[0-9a-f]{64}  \S+", line)
    )
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")} == listed
