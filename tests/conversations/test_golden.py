"""Each script answers as it was recorded; where it does not, the difference is shown as somebody would read it."""

from dataclasses import replace

import pytest
import yaml

from bot.conversation.conversation import Conversation
from tests.conversations.difference import changed_turns, difference
from tests.conversations.player import play
from tests.conversations.record import chosen
from tests.conversations.script import ScriptError, read_script, script_names
from tests.conversations.trained import RECORDED_WITH, trained_elsewhere

pytestmark = pytest.mark.model


MOST_STRAYED = 5


@pytest.fixture(scope="module")
def strayed() -> list[str]:
    """Give the differences that another processor's arithmetic may explain."""
    return []


@pytest.mark.parametrize("name", script_names())
async def test_it_answers_as_recorded(golden: Conversation, engine_url: str, strayed: list[str], name: str) -> None:
    script = read_script(name)
    found = difference(script, await play(golden, engine_url, script))
    if found and not trained_elsewhere():
        pytest.fail(found, pytrace=False)
    if found:
        strayed.append(found)


def test_a_model_trained_elsewhere_answers_nearly_all_as_recorded(strayed: list[str]) -> None:
    # An answer that hangs by a hair may fall to the other side; more than a few scripts is a change.
    assert len(strayed) <= MOST_STRAYED, "\n\n".join(strayed)


@pytest.mark.parametrize("changed", ["amparo.fingerprint", "safety.fingerprint"])
def test_changed_examples_excuse_nothing(changed: str) -> None:
    elsewhere = {**yaml.safe_load(RECORDED_WITH.read_text("utf-8")), "safety.sha256": "another processor's"}
    assert trained_elsewhere(elsewhere)
    assert not trained_elsewhere({**elsewhere, changed: "other examples"})


async def test_a_difference_names_the_script_the_turn_and_the_command(golden: Conversation, engine_url: str) -> None:
    script = read_script("hi/english_sms")
    turn = script.turns[0]
    first, *others = turn.answer
    altered = replace(turn, answer=({**first, "text": first["text"].replace("Hello.", "Good day.")}, *others))
    now = await play(golden, engine_url, script)
    found = difference(replace(script, turns=(altered,)), now)
    assert changed_turns(replace(script, turns=(altered,)), now) == [1]
    assert "-  Good day." in found
    assert "+  Hello." in found
    assert "tests/conversations/hi/english_sms.yml" in found
    assert "turn 1" in found
    assert "make golden NAMES=hi/english_sms" in found


@pytest.mark.parametrize("name", ["hi/english_sms", "hi"])
def test_scripts_are_recorded_by_name_or_by_persona(name: str) -> None:
    found = chosen([name])
    assert "hi/english_sms" in found
    assert all(each.startswith(name) for each in found)
    assert set(found) < set(chosen([])) == set(script_names())


def test_a_name_that_no_script_has_is_said() -> None:
    with pytest.raises(ScriptError, match="there is no script klingon; there are abuser/"):
        chosen(["hi", "klingon"])


async def test_a_button_that_is_not_shown_cannot_be_tapped(golden: Conversation, engine_url: str) -> None:
    script = read_script("hi/english_web")
    tap = replace(script.turns[0], does="taps", what="Nowhere")
    with pytest.raises(ScriptError, match="hi/english_web, turn 2: no button “Nowhere” is shown; shown are A free"):
        await play(golden, engine_url, replace(script, turns=(script.turns[0], tap)))
