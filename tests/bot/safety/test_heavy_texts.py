"""What a text may cost, in counted steps and not in time: no text comes near the limit, and past it danger is assumed.

`search` raises where `hear` would assume danger, so that a slow search cannot hide behind an alarm.
"""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.net import Alarm, SafetyNet, read_safety
from bot.safety.phrase_file import LONGEST_FOLDED
from bot.safety.phrases import TooManySteps
from bot.settings import PROJECT

FOLDER = PROJECT / "knowledge" / "safety"
NET = read_safety(FOLDER)
READ = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted(FOLDER.glob("*.yml"))]
PHRASES = [phrase.lstrip("=") for file in READ for phrases in file.values() for phrase in phrases]
PIECES = st.sampled_from([word for phrase in PHRASES for word in phrase.replace("...", " ").replace("*", "x").split()])
QUESTION = "How can I get my passport back from the man who took it when I came here to work?"


@given(text=st.text(max_size=5000))
@settings(max_examples=60, deadline=None)
def test_any_text_is_searched_to_its_end(text: str) -> None:
    NET.search(text)


@given(words=st.lists(PIECES, max_size=900))
@settings(max_examples=40, deadline=None)
def test_any_heap_of_alarming_words_is_searched_to_its_end(words: list[str]) -> None:
    NET.search(" ".join(words)[:5000])


@pytest.mark.parametrize(
    "piece",
    ["a ", "k ", "i am in ", "being held ", "manden x ", "keep x keep x ", "toi khong noi ", "i am not in danger ",
     "ﷺ", "ﷺ ", "각", "각 ", "\u0300", "' ", "* ", "vai matar"],
)  # fmt: skip
def test_a_text_that_repeats_itself_is_searched_to_its_end_and_raises_no_alarm(piece: str) -> None:
    assert NET.search((piece * 5000)[:5000]) is None


def test_a_heavy_text_leaves_most_of_the_steps_for_the_phrases_to_come() -> None:
    assert replace(NET, steps=NET.steps // 4).search(("k " * 5000)[:5000]) is None


def test_a_question_takes_a_few_steps_for_each_of_its_words() -> None:
    assert replace(NET, steps=10 * len(QUESTION.split())).search(QUESTION) is None


def test_phrases_whose_words_do_not_occur_cost_nothing(tmp_path: Path) -> None:
    some = ["i am in danger", "took ... away", "pass* me", "*port of call"]
    others = [f"{word} {number}" for number in range(500) for word in ("danger", f"zu{number}*", f"*zu{number}*")]
    few, many = (net_of(tmp_path, phrases) for phrases in (some, some + others))
    needed = next(steps for steps in count() if ends(replace(few, steps=steps), QUESTION))
    assert needed > 0
    assert replace(many, steps=needed).search(QUESTION) is None


@pytest.mark.parametrize("text", ["hello", QUESTION, "I am in danger", "I want to die"])
def test_past_the_limit_danger_is_assumed(text: str) -> None:
    net = replace(NET, steps=0)
    assert not ends(net, text)
    assert net.hear(text) is Alarm.DANGER


def test_past_the_limit_of_a_phrase_that_is_too_open_danger_is_assumed(tmp_path: Path) -> None:
    net = net_of(tmp_path, ["a* " + "... a* " * 12 + "end"])
    assert net.hear("a few") is None
    assert not ends(net, "a " * 2500)
    assert net.hear("a " * 2500) is Alarm.DANGER


def test_gaps_that_overlap_try_each_word_once(tmp_path: Path) -> None:
    assert net_of(tmp_path, ["a ... a ... a ... end"]).search("a " * 2500) is None


def test_a_text_is_read_to_its_folded_end_and_no_further() -> None:
    korean = "각 " * ((5000 - len("help me now")) // 2)
    assert NET.hear(korean + "help me now") is Alarm.DANGER
    assert NET.hear("a " * (LONGEST_FOLDED // 2 - 10) + "help me now") is Alarm.DANGER
    assert NET.search("a " * (LONGEST_FOLDED // 2) + "help me now") is None


def net_of(folder: Path, phrases: list[str]) -> SafetyNet:
    (folder / "en.yml").write_text(yaml.safe_dump({"danger": phrases}), encoding="utf-8")
    return read_safety(folder)


def ends(net: SafetyNet, text: str) -> bool:
    try:
        net.search(text)
    except TooManySteps:
        return False
    return True
