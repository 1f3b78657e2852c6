"""Goes through every topic, country, language and channel: what must hold for each answer that can ever be given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pytest
import regex
import yaml

from bot.conversation.alarms import alarm_lines, child_lines, quiet_lines
from bot.conversation.answer import answer, more, sources
from bot.conversation.conversation import Conversation
from bot.conversation.directory import help_in
from bot.conversation.neutral import neutral
from bot.conversation.notices import PEOPLE, first_contact, human, safety_text
from bot.conversation.speech import Line, Speech
from bot.knowledge.catalogs import country_name
from bot.safety.net import Alarm
from bot.settings import PROJECT
from bot.wiring.channels import simulated_channels
from channels import segments
from channels.web import WebChannel

LANGUAGES = tuple(sorted(path.parent.name for path in (PROJECT / "translations").glob("*/locale.yml")))
# Every country in every language would take long: the source, one that drops accents, one from right to left.
SOME = ("en", "es", "ar")
FEW = ("AR", "ET", "GB", "KE", "PE", "RO", "TH", "UA", "US")
CODES = tuple(sorted(path.stem for path in (PROJECT / "knowledge" / "countries").glob("*.yml")))


@dataclass(frozen=True)
class Numbers:
    """A country's numbers as its file has them, whatever the program makes of it."""

    shown: frozenset[str]
    hidden: frozenset[str]

    @property
    def any_shown(self) -> regex.Pattern[str]:
        return _found(self.shown)


@cache
def numbers_of(code: str) -> Numbers:
    data = yaml.load(
        (PROJECT / "knowledge" / "countries" / f"{code}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    shown, hidden = set(), set()
    for service in data["services"]:
        if service.get("number"):
            may = service["display_ok"] and service["confidence"] != "memory" and service["sources"]
            (shown if may else hidden).add(service["number"])
    return Numbers(frozenset(shown), frozenset(hidden - shown))


def _found(numbers: frozenset[str]) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\d-])(?:{'|'.join(map(regex.escape, sorted(numbers))) or '(?!)'})(?![\d-])")


def lines_in(conversation: Conversation, speech: Speech, code: str) -> Iterator[tuple[str, Sequence[Line]]]:
    """Give everything that is said for a country, with its name."""
    for topic in conversation.knowledge.topics.values():
        yield f"{topic.id} answer", answer(speech, topic, code)
        yield f"{topic.id} more", more(speech, topic, code)
        yield f"{topic.id} sources", sources(speech, topic, code)
    country = conversation.knowledge.countries.get(code)
    yield "first contact", [first_contact(speech, country)]
    yield "human", human(speech, country)
    yield "safety text", [safety_text(speech, country, conversation.countries)]
    for alarm in set(Alarm) - {Alarm.WATCHED}:
        asks = country is None
        yield f"alarm {alarm}", alarm_lines(speech, alarm, country, conversation.countries, asks=asks)
    for about in ("me", "other"):
        yield f"child {about}", child_lines(speech, about, country, conversation.countries)
    yield "quiet", quiet_lines(speech, asks=country is None)
    yield "neutral", [neutral(speech, country, conversation.countries)]
    if country is not None:
        yield "country", help_in(speech, country, PEOPLE)


@pytest.mark.parametrize("brief", [pytest.param(True, id="brief"), pytest.param(False, id="whole")])
@pytest.mark.parametrize("language", SOME)
@pytest.mark.parametrize("code", CODES)
def test_a_number_that_may_not_be_shown_never_is(
    everywhere: Conversation, code: str, language: str, *, brief: bool
) -> None:
    speech = Speech(everywhere.knowledge, language, brief=brief)
    hidden = _found(numbers_of(code).hidden)
    for name, lines in lines_in(everywhere, speech, code):
        for line in lines:
            assert not hidden.search(line.text), name


def test_there_are_numbers_that_may_not_be_shown() -> None:
    assert sum(len(numbers_of(code).hidden) for code in CODES) > 5
    assert all(numbers_of(code).shown for code in CODES)


@pytest.mark.parametrize("brief", [pytest.param(True, id="brief"), pytest.param(False, id="whole")])
@pytest.mark.parametrize("language", SOME)
@pytest.mark.parametrize("code", CODES)
def test_a_number_stands_only_where_its_country_is_named(
    everywhere: Conversation, code: str, language: str, *, brief: bool
) -> None:
    speech = Speech(everywhere.knowledge, language, brief=brief)
    said = numbers_of(code).any_shown
    seen = 0
    for name, lines in lines_in(everywhere, speech, code):
        for line in lines:
            if not name.endswith("sources") and said.search(line.text):
                seen += 1
                assert country_name(code, language) in line.text, name
    assert seen > len(everywhere.knowledge.topics)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["", "-", "DE"])
def test_without_a_country_that_we_know_no_answer_holds_a_number(
    everywhere: Conversation, code: str, language: str
) -> None:
    known = _found(frozenset().union(*(numbers_of(each).shown | numbers_of(each).hidden for each in CODES)))
    for brief in (True, False):
        speech = Speech(everywhere.knowledge, language, brief=brief)
        for topic in everywhere.knowledge.topics.values():
            for line in answer(speech, topic, code):
                assert not known.search(line.text), topic.id


@pytest.mark.parametrize("language", SOME)
def test_every_answer_says_that_it_is_no_legal_advice(everywhere: Conversation, language: str) -> None:
    for brief in (True, False):
        speech = Speech(everywhere.knowledge, language, brief=brief)
        for topic in everywhere.knowledge.topics.values():
            for code in ("", "-", "DE", *CODES):
                text = "\n".join(line.text for line in answer(speech, topic, code))
                assert speech.say("answer.not_legal_advice") in text, (topic.id, code)


@pytest.mark.parametrize("language", SOME)
def test_every_answer_names_a_source(everywhere: Conversation, language: str) -> None:
    speech = Speech(everywhere.knowledge, language)
    label = speech.say("answer.source", source="").rstrip(". ")
    for topic in everywhere.knowledge.topics.values():
        for code in ("", "-", "DE", *CODES):
            assert any(label in line.text for line in answer(speech, topic, code)), (topic.id, code)


@pytest.mark.parametrize("language", SOME)
@pytest.mark.parametrize("code", ["", "-", *FEW])
def test_sms_never_sends_more_than_three_segments_in_a_part(everywhere: Conversation, code: str, language: str) -> None:
    speech = Speech(everywhere.knowledge, language, brief=True)
    sms = simulated_channels()["sms"]
    plain = everywhere.knowledge.catalogs.locales[language].plain_sms_letters
    for name, lines in lines_in(everywhere, speech, code):
        for line in lines:
            for part in sms.render(line.outbound(plain_letters=plain)):
                assert 1 <= part.segments <= 3, name


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "web"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_shows_all_that_is_said(everywhere: Conversation, language: str, channel: str) -> None:
    speech = Speech(everywhere.knowledge, language)
    rendering = {**simulated_channels(), "web": WebChannel()}[channel]
    for name, lines in lines_in(everywhere, speech, "PE"):
        for line in lines:
            shown = "".join("".join(part.text.split()) for part in rendering.render(line.outbound(plain_letters=False)))
            assert "".join(line.text.split()) in shown, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_short_answer_fits_two_segments_in_its_letters(everywhere: Conversation, language: str) -> None:
    speech = Speech(everywhere.knowledge, language)
    plain = everywhere.knowledge.catalogs.locales[language].plain_sms_letters
    for topic in everywhere.knowledge.topics:
        short = speech.topic(topic, "short")
        assert segments.count(segments.plain(short) if plain else short) <= 2, topic


@pytest.mark.parametrize("language", SOME)
def test_nothing_that_is_said_has_a_name_left_to_fill_in(everywhere: Conversation, language: str) -> None:
    speech = Speech(everywhere.knowledge, language)
    for code in ("", "-", "DE", *CODES):
        for name, lines in lines_in(everywhere, speech, code):
            for line in lines:
                assert "{" not in line.text, name
                assert "}" not in line.text, name


@pytest.mark.parametrize("code", ["", "PE", "BR"])
def test_regional_law_is_not_cited_where_it_does_not_reach(everywhere: Conversation, code: str) -> None:
    speech = Speech(everywhere.knowledge, "en")
    regional = {
        article for article in everywhere.knowledge.law.values() if article.countries and code not in article.countries
    }
    assert regional
    for topic in everywhere.knowledge.topics.values():
        text = "\n".join(line.text for line in (*answer(speech, topic, code), *sources(speech, topic, code)))
        for article in regional:
            assert article.plain not in text, (topic.id, article.id)
            assert article.instrument_name not in text, (topic.id, article.id)


def test_regional_law_is_cited_where_it_reaches(everywhere: Conversation) -> None:
    speech = Speech(everywhere.knowledge, "en")
    texts = [line.text for topic in everywhere.knowledge.topics.values() for line in sources(speech, topic, "RO")]
    reached = [article for article in everywhere.knowledge.law.values() if "RO" in article.countries]
    assert any(article.plain in text for article in reached for text in texts)


def test_law_from_memory_is_never_cited(everywhere: Conversation) -> None:
    speech = Speech(everywhere.knowledge, "en")
    remembered = [article for article in everywhere.knowledge.law.values() if article.provenance.confidence == "memory"]
    assert remembered
    for code in ("", *CODES):
        for topic in everywhere.knowledge.topics.values():
            text = "\n".join(line.text for line in sources(speech, topic, code))
            for article in remembered:
                assert article.plain not in text, (topic.id, article.id)
