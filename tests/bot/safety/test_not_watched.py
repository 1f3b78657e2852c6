"""A plea for secrecy or a question whether to speak to somebody says of nobody that they read along."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.safety.net import Alarm, Heard, read_safety
from bot.safety.phrase_file import read_phrases
from bot.safety.phrases import WHOLE
from bot.safety.urgency import Urgency
from bot.safety.urgency_model import NONE
from bot.settings import PROJECT
from tests.bot.safety.test_urgency import Always

PHRASES = PROJECT / "knowledge" / "safety"


@dataclass(frozen=True, slots=True)
class Suspects:
    """A model that takes everything for one kind of alarm."""

    alarm: Alarm = Alarm.WATCHED

    def kinds(self, text: str) -> Mapping[str, float]:
        assert text
        return {**dict.fromkeys(map(str, Alarm), 0.0), self.alarm: 0.9, NONE: 0.1}


def weighed(text: str, alarm: Alarm = Alarm.WATCHED) -> Heard:
    return read_safety(PHRASES, Urgency(Suspects(alarm), {"any": 0.5}, Always("en"))).weigh(text)


PLEAS = """\
no le digas a mi mama
Please don't tell my parents!
Ne dites rien à ma mère
não conta pra minha mãe
Nu-i spuneți mamei
только маме не говорите
usimwambie mama
wag nyo po sabihin kay mama
đừng nói với mẹ tôi
dung noi voi me
لا تقولوا لأمي
eu posso falar com ele pra parar?
should I talk to them?
можно мне с ним поговорить"""


@pytest.mark.parametrize("text", PLEAS.splitlines())
def test_the_models_word_is_taken_back(text: str) -> None:
    assert weighed(text) == Heard()


@pytest.mark.parametrize(
    "text",
    [
        "no le digas a mi mama esta leyendo esto",
        "dont tell my mum she is reading this",
        "posso falar com ele ele pegou meu celular",
        "my boss is checking my phone",
    ],
)
def test_whoever_says_more_is_heard(text: str) -> None:
    heard = weighed(text)
    assert (heard.alarm, heard.sure) == (Alarm.WATCHED, True)


@pytest.mark.parametrize("alarm", [Alarm.DANGER, Alarm.SELF_HARM, Alarm.CHILD])
def test_every_other_alarm_stands(alarm: Alarm) -> None:
    assert weighed("no le digas a mi mama", alarm) == Heard(alarm, sure=True)


def test_only_whole_messages_stand_there() -> None:
    found = read_phrases(
        PHRASES, ("danger", "self_harm", "unless", "not_self_harm", "not_watched", "watched"), "nothing"
    )
    assert found["not_watched"]
    assert [each for each in found["not_watched"] if not each.startswith(WHOLE)] == []
