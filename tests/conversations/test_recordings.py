"""What must hold for every recorded answer, whoever recorded it; an answer that is marked wrong is left out by name."""

import re
from collections.abc import Iterator, Sequence

import pytest

from bot.conversation.likely_countries import likely_countries
from bot.knowledge.catalogs import Catalogs, country_name, fold
from bot.knowledge.knowledge_base import read_knowledge
from bot.language.identification import Identifier
from bot.settings import PROJECT
from tests.conversations.script import CHANNELS, Script, ScriptError, ScriptTurn, read_script, script_names
from tests.conversations.telephone_numbers import law_numbers, numbers_in, shown_numbers

LEAST_SCRIPTS = 44
MOST_SEGMENTS = 3
LANGUAGES = {"ar", "en", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi"}
PERSONAS = {"survivor", "child", "watched", "reporter", "prober", "abuser", "lawyer", "hi"}
URGENT = frozenset({"emergency", "police", "ambulance", "fire", "crisis"})
LONG_ENOUGH = 60
LONG_WORD = 5
FOR_EVERYBODY = ("neutral", "neutral.emergency", "probing", "who_are_you", "first_contact", "first_contact.privacy")
SCRIPTS = tuple(map(read_script, script_names()))


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return read_knowledge(PROJECT).catalogs


def turns(wrong: bool = False) -> Iterator[tuple[str, Script, ScriptTurn]]:  # noqa: FBT001, FBT002
    for script in SCRIPTS:
        for number, turn in enumerate(script.turns, 1):
            if wrong or not turn.wrong:
                yield f"{script.name}, turn {number}", script, turn


def said(turn: ScriptTurn) -> str:
    return "\n".join(part["text"] for part in turn.answer)


def shown(turn: ScriptTurn) -> str:
    return "\n".join([said(turn), *(title for part in turn.answer for title in part.get("buttons", ()))])


def listed(found: Sequence[object]) -> str:
    return "\n".join(["", *map(str, found)])


def test_all_personas_languages_and_channels_are_there() -> None:
    assert len(SCRIPTS) >= LEAST_SCRIPTS
    assert {script.persona for script in SCRIPTS} == PERSONAS
    assert {script.language for script in SCRIPTS} >= LANGUAGES
    assert {script.channel for script in SCRIPTS} == set(CHANNELS)
    assert {script.desk.state for script in SCRIPTS} >= {"none", "open", "closed"}


@pytest.mark.parametrize("persona", sorted(PERSONAS - {"hi"}))
def test_a_persona_stands_in_several_languages_and_channels(persona: str) -> None:
    of_persona = [script for script in SCRIPTS if script.persona == persona]
    assert len({script.language for script in of_persona}) >= 4
    assert len({script.channel for script in of_persona}) >= 3


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_says_who_writes_and_has_turns(script: Script) -> None:
    assert script.who.endswith(".")
    assert len(script.turns) >= (1 if script.persona == "hi" else 2)
    assert not (script.persona in ("watched", "prober") and not script.hides)


def test_every_turn_is_recorded_and_answered_but_for_a_worker_or_stop() -> None:
    silent = []
    for place, script, turn in turns(wrong=True):
        handed = any(each.desk and each.desk.state == "worker" for each in script.turns)
        if not turn.answer and not (handed or turn.ends):
            silent.append(place)
    assert not silent, listed(silent)


def test_no_number_that_may_not_be_shown_is_said() -> None:
    said_wrongly = [
        (place, number)
        for place, _, turn in turns(wrong=True)
        for number in numbers_in(said(turn))
        if number not in shown_numbers() | law_numbers()
    ]
    assert not said_wrongly, listed(said_wrongly)


def test_no_name_is_left_to_fill_in() -> None:
    assert [place for place, _, turn in turns(wrong=True) if "{" in said(turn) or "}" in said(turn)] == []


def test_no_sms_is_longer_than_three_segments() -> None:
    parts = [(place, part) for place, script, turn in turns() if script.channel == "sms" for part in turn.answer]
    assert [(place, part["text"]) for place, part in parts if part["segments"] > MOST_SEGMENTS] == []
    assert len(parts) > 50


@pytest.mark.parametrize("kind", ["danger", "self_harm", "child"])
def test_a_cry_for_help_is_answered_with_a_number_first(kind: str) -> None:
    cries = [(place, turn) for place, _, turn in turns() if turn.alarm == kind]
    found = [place for place, turn in cries if not set(numbers_in(turn.answer[0]["text"])) & shown_numbers(URGENT)]
    assert not found, listed(found)
    assert len({script.name for _, script, turn in turns(wrong=True) if turn.alarm == kind}) >= 2


def test_whoever_else_reads_finds_no_word_that_must_be_hidden() -> None:
    found = [
        (place, word)
        for place, script, turn in turns()
        if turn.others_read
        for word in script.hides
        if fold(word) in fold(shown(turn))
    ]
    assert not found, listed(found)


def test_whoever_else_reads_finds_no_word_that_was_written_before(catalogs: Catalogs) -> None:
    found, looked_at = [], 0
    served = tuple(read_knowledge(PROJECT).countries.values())
    for place, script, turn in turns():
        if turn.others_read:
            looked_at += 1
            before = script.turns[: script.turns.index(turn)]
            for_all = words(catalogs.say(f"conversation.{key}", script.language) for key in FOR_EVERYBODY)
            # Whoever has said nothing of where they are sees the same list of countries with their numbers.
            likely = [country_name(each.iso2, script.language) for each in likely_countries(served, script.language)]
            for_all |= words(likely) if all(each in said(turn) for each in likely) else set()
            own = words(each.what for each in before if not each.others_read) - for_all
            found += [(place, word) for word in sorted(own & words([shown(turn)]))]
    assert not found, listed(found)
    assert looked_at > 15


def words(texts: Iterator[str] | Sequence[str]) -> set[str]:
    return {word for text in texts for word in re.findall(rf"\w{{{LONG_WORD},}}", fold(text))}


def test_every_answer_is_in_the_language_that_the_script_says() -> None:
    identifier, others, looked_at = Identifier(), [], 0
    for place, _, turn in turns():
        text = said(turn)
        if len(text) >= LONG_ENOUGH:
            looked_at += 1
            found = identifier.identify(text).language
            if found != turn.answered_in:
                others.append((place, found))
    assert not others, listed(others)
    assert looked_at > 200


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call 112, 999 (Kenya) or 018000 522020.", ["112", "999", "018000522020"]),
        ("Line: *4242. Checked on 22 nov 2026. Law 28950", ["4242", "28950"]),
        ("1 Leave\n2 Menu\n10 More", []),
        ("C190 of 2019, 24 hours", []),
    ],
)
def test_numbers_are_found_in_running_text(text: str, numbers: list[str]) -> None:
    assert list(numbers_in(text)) == numbers


def test_a_script_that_is_not_there_is_named() -> None:
    with pytest.raises(ScriptError, match="there is no script hi/klingon_sms"):
        read_script("hi/klingon_sms")
