from pathlib import Path

import pytest
import yaml

from bot.knowledge.content_file import ContentError
from bot.safety.net import Alarm, SafetyNet, read_safety
from bot.settings import PROJECT

FOLDER = PROJECT / "knowledge" / "safety"
NET = read_safety(FOLDER)
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yml"))

DANGER = """\
I am in danger
I'm in danger!!
im in DANGER pls
HE IS GOING TO KILL ME
they are trying to kill me
they locked me in the room and took my phone
my husband has locked me in a room
I cant talk he is here now
please send police now
he is hitting me
my boss is beating me right now
they are keeping me locked up
he won't let me leave the house
We are locked in the factory
he has a knife
being held here against my will
they kidnapped me
sos
help me now
I am not in danger from him but he has a gun
Estoy en peligro
¡¡ESTOY EN PELIGRO!!
me va a matar
me quieren matar
quieren matarme
mi esposo me está pegando
Me tienen encerrada en la casa
no puedo salir de aquí ayuda
AUXILIO
tiene una pistola
sáquenme de aquí
manden a la policía
me secuestraron
Estou em perigo
ele vai me matar
ele quer me matar
ameaçaram me matar
ele está me batendo
socorro
tô trancada no quarto
não posso falar, ele tá aqui do lado
me ajuda agora por favor
chama a polícia
ele tem uma arma
me sequestraram"""

HARM = """\
I want to kill myself
i wanna die
i don't want to live anymore
thinking about suicide
there is no reason to live
I want to end it all
Quiero morirme
ya no quiero vivir
me quiero matar
pienso en suicidarme
ando con ganas de matarme
quiero quitarme la vida
quero morrer
vou me matar
penso em suicídio
não quero mais viver
vontade de me matar
he is hitting me and I want to die"""

NEITHER = """\
How can I get a lawyer?
What happens if I call the police?
Do I have to call the police?
I am not in danger, I only want information
I was in danger last year but now I am safe
this heat is killing me
I am dying of hunger
he found me a job
help me with my papers
can you help me now with a lawyer
I cannot talk English
they work outside the city
I feel locked out of my account
is it dangerous to travel
my passport was taken by my boss
a danger to the environment
they killed the contract
I do not want to die of boredom
No estoy en peligro, solo quiero saber
¿Tengo que hablar con la policía?
quiero saber si es peligroso
vos sos muy amable
me muero de hambre
estoy muerta de cansancio
me encontró un trabajo en Lima
quiero matar el tiempo
¿puedo denunciar sin papeles?
el peligro de perder los papeles
no quiero morir pobre
Não estou em perigo
preciso de um advogado
posso chamar a polícia?
estou morrendo de fome
minha prima me encontrou um emprego
vai me matar de rir
qual é o perigo de assinar
hello
12345"""


def rows(text: str) -> list[object]:
    return [pytest.param(line, id=line) for line in text.splitlines()]


@pytest.mark.parametrize("text", rows(DANGER))
def test_danger_is_heard(text: str) -> None:
    assert NET.hear(text) is Alarm.DANGER


@pytest.mark.parametrize("text", rows(HARM))
def test_self_harm_is_heard_and_has_its_own_answer(text: str) -> None:
    assert NET.hear(text) is Alarm.SELF_HARM


@pytest.mark.parametrize("text", rows(NEITHER))
def test_what_only_sounds_like_danger_is_no_alarm(text: str) -> None:
    assert NET.hear(text) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_language_raises_its_alarm(language: str) -> None:
    data = yaml.load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for name in ("danger", "self_harm"):
        for phrase in data[name]:
            said = phrase.removeprefix("=").replace("...", "one two three").replace(" *", " someone").replace("*", "")
            assert NET.hear(said) is not None, phrase


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I’m in danger", id="curly apostrophe"),
        pytest.param("im   in\n danger...", id="space and stops"),
        pytest.param("ＩＭ ＩＮ ＤＡＮＧＥＲ", id="wide letters"),
        pytest.param("me está pegándo", id="accents astray"),
        pytest.param("being held by a man against my will", id="words between"),
        pytest.param("😭im in danger😭", id="emoji beside"),
        pytest.param("I am *in danger* and _cannot_ wait", id="bold as WhatsApp writes it"),
    ],
)
def test_an_alarm_is_heard_however_it_is_written(text: str) -> None:
    assert NET.hear(text) is Alarm.DANGER


def test_a_gap_takes_three_words_and_no_more() -> None:
    assert NET.hear("being held by one old man against my will") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("danger: [Help Me]\n", "write 'Help Me' without capitals, accents and punctuation", id="capitals"),
        pytest.param("danger: [está]\n", "without capitals, accents", id="accents"),
        pytest.param("danger: ['i''m here']\n", "without capitals, accents and punctuation", id="punctuation"),
        pytest.param("danger: [... help]\n", "'... help' must begin with a word and end with one", id="gap first"),
        pytest.param("danger: [help ...]\n", "must begin with a word and end with one", id="gap last"),
        pytest.param("danger: ['* help']\n", "must begin with a word and end with one", id="any word first"),
        pytest.param("danger: ['']\n", "must begin with a word and end with one", id="empty"),
        pytest.param("dangers: [help]\n", "unknown field 'dangers'", id="unknown field"),
        pytest.param("danger: help\n", "'danger' must be a list", id="no list"),
        pytest.param("danger: [no, 5]\n", "'danger' must be a list of words", id="a number"),
        pytest.param("- help\n", "must be a mapping of fields", id="no mapping"),
    ],
)
def test_a_pattern_that_could_never_match_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "en.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=r"en\.yml: ") as refused:
        read_safety(tmp_path)
    assert message in str(refused.value)


def test_a_folder_without_patterns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="danger would not be heard"):
        read_safety(tmp_path)


def test_a_language_with_a_single_kind_of_pattern_is_enough(tmp_path: Path) -> None:
    (tmp_path / "fr.yml").write_text("danger: [au secours]\n", encoding="utf-8")
    net: SafetyNet = read_safety(tmp_path)
    assert net.hear("Au secours!") is Alarm.DANGER
    assert net.hear("") is None
    assert net.hear("bonjour") is None
