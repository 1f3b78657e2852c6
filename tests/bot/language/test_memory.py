import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.identification import Identification
from bot.language.languages import LANGUAGES
from bot.language.memory import Belief

NAMES = (
    "Maria Garcia", "John Smith", "Fatima Al Sayed", "Nguyen Van Minh", "Ana Luiza da Cunha", "Jean-Pierre Dubois",
    "Ion Popescu", "Rosa Quispe Mamani", "Abebe Bikila", "Juan dela Cruz", "Olga Ivanova", "Wanjiru Kamau",
    "Siti Rahmawati", "Mehmet Yılmaz", "Oluwaseun Adebayo", "Thomas Müller", "Giulia Rossi", "Anna Kowalska",
    "33 John Groves, Thomasfurt, VT", "858 Christine Mission, East Charles", "Rua Augusta 12, São Paulo",
    "Calle Mayor 5, Madrid", "New York", "Costa Rica", "República Dominicana", "South Africa", "Côte d'Ivoire",
)  # fmt: skip
LITTLE = (
    "ok", "OK", "hi", "911", "no", "si", "yes", "1", "menu", "stop", "gracias", "thanks", "hola", "taxi", "visa",
    "WhatsApp", "Facebook", "pasaporte", "passport", "police", "Madagascar", "Deutschland", ":)", "lol", "👍", "?",
)  # fmt: skip


def hear(identifier, *messages):
    belief = Belief()
    for message in messages:
        belief = belief.after(identifier.identify(message))
    return belief


@pytest.fixture
def in_spanish(identifier):
    return hear(identifier, "hola necesito ayuda por favor", "mi jefe me quito el pasaporte")


@pytest.fixture(scope="module")
def heard(identifier, items):
    by_language = {}
    for item in items:
        if item.kind == "sms" and item.language not in {"gn", "ht", "qu"}:
            by_language.setdefault(item.language, []).append(identifier.identify(item.text))
    return by_language


def test_nothing_is_known_at_first():
    assert Belief().language is None


def test_the_first_clear_message_sets_the_language(identifier):
    assert hear(identifier, "mi jefe me quito el pasaporte").language == "es"
    assert hear(identifier, "ayuda").language == "es"


def test_a_first_message_without_letters_sets_none(identifier):
    assert hear(identifier, "911", "👍").language is None


def test_a_first_word_that_turns_out_wrong_gives_way_to_the_next_sentence(identifier):
    assert hear(identifier, "help", "meu chefe pegou meu passaporte").language == "pt"


@pytest.mark.parametrize("message", [*LITTLE, *NAMES])
def test_little_words_and_names_do_not_switch(identifier, in_spanish, message):
    assert in_spanish.after(identifier.identify(message)).language == "es"


def test_a_long_foreign_word_does_not_switch(identifier, in_spanish):
    assert in_spanish.after(identifier.identify("responsavelmente")).language == "es"
    assert in_spanish.after(identifier.identify("Unfortunately")).language == "es"


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("can you please write to me in english", "en"),
        ("eu preciso falar com uma pessoa agora", "pt"),
        ("мне нужна помощь адвоката", "ru"),
        ("老板拿走了我的护照", "zh"),
    ],
)
def test_a_sentence_in_another_language_switches(identifier, in_spanish, message, language):
    assert in_spanish.after(identifier.identify(message)).language == language


def test_a_language_that_is_not_ours_changes_nothing(identifier, in_spanish):
    assert in_spanish.after(identifier.identify("ich brauche hilfe mein chef hat meinen pass")) == in_spanish


def test_what_the_person_chose_holds_until_they_choose_again(identifier):
    belief = Belief().choose("vi")
    for message in ("my boss took my passport", "they will not give it back to me"):
        belief = belief.after(identifier.identify(message))
    assert belief.language == "vi"
    assert belief.choose("fr").language == "fr"
    assert belief.choose(None).language == "en"


def test_what_is_kept_is_small_and_comes_back(identifier, in_spanish):
    kept = in_spanish.choose("pt").to_dict()
    assert len(json.dumps(kept)) < 300
    assert all(weight >= 0.01 for weight in kept["weights"].values())
    again = Belief.from_dict(json.loads(json.dumps(kept)))
    assert again.to_dict() == kept
    assert again.choose(None).after(identifier.identify("ok")).language == "es"


def test_a_session_from_before_a_language_was_dropped_is_still_read():
    belief = Belief.from_dict({"weights": {"xx": 0.9, "es": 0.1}, "heard": "xx"})
    assert belief.language is None
    assert set(belief.weights) == {"es"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(LANGUAGES)),
            st.floats(0.01, 1),
            st.integers(1, 500),
            st.integers(1, 90),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_weights_stay_a_distribution_however_the_conversation_goes(messages):
    belief = Belief()
    for code, probability, letters, words, is_name in messages:
        said = Identification(code, probability, ((code, probability),), letters, words, is_name=is_name)
        belief = Belief.from_dict(belief.after(said).to_dict())
        assert sum(belief.weights.values()) <= 1.01
        assert belief.language in LANGUAGES or belief.language is None


def test_replayed_conversations(identifier, heard):
    """Two messages in one language, then a name, a little word, or messages in another."""
    draw = random.Random(0)  # noqa: S311 - repeatable, not secret
    names = [identifier.identify(text) for text in NAMES]
    little = [identifier.identify(text) for text in LITTLE]
    settled = by_name = by_little = at_once = at_second = 0
    rounds = 800
    for _ in range(rounds):
        one, other = draw.sample(sorted(heard), 2)
        belief = Belief().after(draw.choice(heard[one])).after(draw.choice(heard[one]))
        if belief.language != one:
            continue
        settled += 1
        by_name += belief.after(draw.choice(names)).language != one
        by_little += belief.after(draw.choice(little)).language != one
        belief = belief.after(draw.choice(heard[other]))
        at_once += belief.language == other
        at_second += belief.after(draw.choice(heard[other])).language == other
    assert settled / rounds >= 0.99
    assert by_name / settled <= 0.03
    assert by_little / settled <= 0.01
    assert at_once / settled >= 0.80
    assert at_second / settled >= 0.98
