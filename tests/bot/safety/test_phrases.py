"""How a phrase is read: gaps, open words, whole messages, and what an unless-phrase leaves behind."""

from pathlib import Path

import pytest

from bot.safety.net import Alarm, read_safety


def hears(folder: Path, phrases: str, text: str) -> bool:
    (folder / "en.yml").write_text(phrases, encoding="utf-8")
    return read_safety(folder).hear(text) is not None


@pytest.mark.parametrize(
    ("phrase", "text", "heard"),
    [
        ("red door", "the red door here", True),
        ("red door", "the red iron door", False),
        ("red door", "door red", False),
        ("red door", "reds door", False),
        ("red red door", "red red red door", True),
        ("red ... door", "red door", True),
        ("red ... door", "red one two three door", True),
        ("red ... door", "red one two three four door", False),
        ("red ... door", "red red one two three door", True),
        ("red ... door ... shut", "red door one door two three four shut", True),
        ("red... door", "red iron door", True),
        ("door*", "doors", True),
        ("door*", "door", True),
        ("door*", "indoors", False),
        ("*door", "indoor", True),
        ("*door", "door", True),
        ("*door", "doors", False),
        ("*door*", "indoors", True),
        ("*door*", "dor", False),
        ("d*r", "door", True),
        ("d*r", "dr", True),
        ("d*r", "d", False),
        ("d*d", "d", False),
        ("d*r", "drs", False),
        ("*n*oo*s", "indoors", True),
        ("*n*oo*s", "oonds", False),
        ("n*", "no 1", True),
        ("shut *", "shut doors", True),
        ("shut *", "shut", False),
        ("=red door", "Red door!", True),
        ("=red door", "red door now", False),
        ("=red door", "the red door", False),
        ("=red ... door", "red iron door", True),
    ],
)
def test_a_phrase_is_found_where_its_words_stand(tmp_path: Path, phrase: str, text: str, *, heard: bool) -> None:
    assert hears(tmp_path, f"danger: ['{phrase}']\n", text) is heard


def test_a_phrase_can_be_the_beginning_of_another(tmp_path: Path) -> None:
    assert hears(tmp_path, "danger: [red, red iron door, =red iron]\n", "red iron")
    assert hears(tmp_path, "danger: [red iron door, =red iron]\n", "red iron")
    assert hears(tmp_path, "danger: [red iron door, red iron]\n", "a red iron gate")


def test_the_longest_of_the_phrases_that_begin_at_a_word_is_taken_out(tmp_path: Path) -> None:
    phrases = "unless: [red, red iron door, red iron]\ndanger: [door]\n"
    assert not hears(tmp_path, phrases, "red iron door")
    assert hears(tmp_path, phrases, "red iron door and door")


def test_a_gap_in_what_is_taken_out_is_as_short_as_can_be(tmp_path: Path) -> None:
    assert hears(tmp_path, "unless: [red ... door]\ndanger: [door]\n", "red door door")


def test_a_phrase_reaches_across_what_was_taken_out(tmp_path: Path) -> None:
    phrases = "unless: [by the way]\ndanger: [red door, iron ... gate, shut *]\n"
    assert hears(tmp_path, phrases, "red by the way door")
    assert hears(tmp_path, phrases, "iron a b by the way c gate")
    assert not hears(tmp_path, phrases, "iron a b by the way c d gate")
    assert hears(tmp_path, phrases, "shut by the way")


def test_what_was_taken_out_is_part_of_the_whole_message(tmp_path: Path) -> None:
    assert not hears(tmp_path, "unless: [by the way]\ndanger: [=red door]\n", "by the way red door")
    assert not hears(tmp_path, "unless: [by the way]\ndanger: [=red door]\n", "red door by the way")


def test_what_is_no_self_harm_can_be_danger(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text(
        "self_harm: [die]\nnot_self_harm: [not die]\ndanger: [do not die]\n", encoding="utf-8"
    )
    net = read_safety(tmp_path)
    assert net.hear("i die") is Alarm.SELF_HARM
    assert net.hear("i not die") is None
    assert net.hear("i do not die") is Alarm.DANGER
