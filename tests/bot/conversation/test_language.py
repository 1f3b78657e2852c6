import pytest

from bot.conversation.conversation import Conversation
from tests.bot.conversation.people import LAWYER, LAWYER_ES, SHOPPING, Person, said

TURKISH = "Merhaba, hiç param yok ve bir avukatla konuşmak istiyorum"
TURKISH_AGAIN = "Buraya çocuklarımla geldim ve uyuyacak bir yer arıyorum"
HAITIAN = "Bonjou, mwen bezwen pale ak yon avoka paske mwen pa gen lajan"


@pytest.mark.parametrize(
    ("word", "language"),
    [
        pytest.param("English", "en", id="its own name"),
        pytest.param("español", "es", id="with accents"),
        pytest.param("ESPANOL", "es", id="without accents, shouted"),
        pytest.param("português", "pt", id="pt"),
        pytest.param("inglés", "en", id="its name in Spanish"),
        pytest.param("Spanish", "es", id="its name in English"),
        pytest.param("espanhol", "es", id="its name in Portuguese"),
    ],
)
@pytest.mark.parametrize(
    "state",
    [
        pytest.param({}, id="nothing open"),
        pytest.param({"waiting_for": "country", "topic": "legal_aid"}, id="asked for the country"),
        pytest.param({"choices": ("deadbeef",)}, id="a menu open"),
        pytest.param({"language_chosen": "pt"}, id="another one chosen"),
        pytest.param({"language": "es", "unsure": 1}, id="after a miss"),
    ],
)
async def test_one_word_switches_the_language_in_any_state(
    person: Person, word: str, language: str, state: dict[str, object]
) -> None:
    someone = person.greeted(**state)
    turn = await someone.writes(word)
    assert turn.language == language
    assert someone.session is not None
    assert someone.session.language_chosen == language


async def test_english_typed_within_a_spanish_chat_repeats_the_open_answer(person: Person) -> None:
    await person.writes(LAWYER_ES)
    turn = await person.writes("English")
    assert turn.lines[0].text == "I will write in English."
    assert person.conversation.knowledge.topics["legal_aid"].short in said(turn)
    assert "In which country are you?" in said(turn)
    assert person.session is not None
    assert person.session.waiting_for == "country"
    assert "Help in Peru:" in said(await person.writes("now in Peru"))


async def test_a_chosen_language_holds_whatever_is_written_after(person: Person) -> None:
    await person.writes("English")
    for _ in range(3):
        assert (await person.writes(LAWYER_ES)).language == "en"


async def test_a_word_switches_where_no_answer_is_open_to_the_menu(person: Person) -> None:
    turn = await person.greeted().writes("español")
    assert turn.lines[0].text == "Voy a escribir en español."
    assert turn.lines[-1].text.startswith("¿Qué quieres saber?")


async def test_the_question_for_the_language_names_each_in_itself(person: Person) -> None:
    await person.greeted().writes("language")
    someone = person.greeted()
    await someone.writes("idioma")
    assert [choice.title for choice in someone.choices] == [
        "English", "العربية", "Español", "Français", "Português", "Română", "Русский", "Kiswahili", "Filipino",
        "Tiếng Việt",
    ]  # fmt: skip
    assert (await someone.writes("3")).language == "es"


async def test_a_language_that_is_asked_for_and_not_served_is_admitted(person: Person) -> None:
    assert said(await person.greeted().writes("Turkish")) == "I do not speak that language yet. I can write in these."


async def test_a_language_that_is_not_served_is_admitted_once(person: Person) -> None:
    admission = "Henüz sizin dilinizde yanıt yok. Şu dilde yanıtlıyorum: İngilizce."
    assert said(await person.writes(TURKISH)).count(admission) == 1
    assert admission not in said(await person.writes(TURKISH_AGAIN))


async def test_a_language_that_is_not_served_is_answered_in_the_nearest_that_is(person: Person) -> None:
    turn = await person.writes(HAITIAN)
    assert turn.language == "fr"
    assert "nan lang ou" in said(turn)


async def test_one_odd_word_does_not_switch_the_language(person: Person) -> None:
    await person.writes(LAWYER)
    assert (await person.writes("abogado")).language == "en"


async def test_a_whole_conversation_in_another_language_switches(person: Person) -> None:
    await person.writes(SHOPPING)
    await person.writes(LAWYER_ES)
    assert (await person.writes("mi jefe no me paga y no tengo mis papeles para ir a mi casa")).language == "es"


async def test_sms_drops_accents_only_where_the_locale_says_so(conversation: Conversation) -> None:
    turn = await Person(conversation, "sms").writes(LAWYER_ES)
    assert turn.plain_letters is conversation.knowledge.catalogs.locales["es"].plain_sms_letters


@pytest.mark.parametrize("country", ["Kenya", "Peru", "Liberia", "Nigeria", "Uganda", "Romania"])
async def test_the_name_of_a_country_is_no_sign_of_a_language(person: Person, country: str) -> None:
    turn = await person.writes(f"I am in {country}")
    assert turn.language == "en"


@pytest.mark.parametrize(("word", "language"), [("exit", "en"), ("salir", "es"), ("source", "en")])
async def test_one_of_our_own_words_shows_its_language(person: Person, word: str, language: str) -> None:
    assert (await person.writes(word)).language == language


async def test_one_of_our_own_words_in_two_languages_is_the_app_s(person: Person) -> None:
    assert (await person.writes("source", language_hint="fr-FR")).language == "fr"


FOREIGN = (
    "Ich brauche einen Anwalt",
    "Darf ich die Polizei rufen?",
    "Ho bisogno di un avvocato",
    "Non ho il passaporto",
    "Chi mi può aiutare",
    "Dzień dobry",
    "Proszę o pomoc",
    "Zmuszają mnie do pracy",
)


@pytest.mark.parametrize("text", FOREIGN)
async def test_a_language_that_we_do_not_know_is_not_answered_in_a_neighbour_s(person: Person, text: str) -> None:
    assert (await person.writes(text)).language == "en"


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize(("hint", "language"), [("fr-FR", "fr"), ("de-DE", "en")])
async def test_a_language_that_we_do_not_know_is_answered_in_the_app_s_if_we_speak_that(
    person: Person, text: str, hint: str, language: str
) -> None:
    assert (await person.writes(text, language_hint=hint)).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"),
        ("help", "en"),
        ("hola", "es"),
        ("ayuda", "es"),
        ("bonjour", "fr"),
        ("au secours", "fr"),
        ("oi", "pt"),
        ("ajuda", "pt"),
        ("bună ziua", "ro"),
        ("ajutor", "ro"),
        ("привет", "ru"),
        ("помогите", "ru"),
        ("jambo", "sw"),
        ("nisaidie", "sw"),
        ("tulong po", "tl"),
        ("pakitulungan", "tl"),
        ("xin chào", "vi"),
        ("giúp tôi", "vi"),
        ("مرحبا", "ar"),
        ("سلام", "ar"),
        ("Perú", "es"),
        ("Вьетнам", "ru"),
    ],
)
async def test_a_short_first_message_is_met_in_its_language(person: Person, text: str, language: str) -> None:
    assert (await person.writes(text)).language == language


@pytest.mark.parametrize("text", ["si", "da", "ok"])
async def test_a_word_of_many_languages_is_met_in_the_app_s(person: Person, text: str) -> None:
    assert (await person.writes(text, language_hint="ro")).language == "ro"


@pytest.mark.parametrize("key", ["conversation.menu.professional", "topic.pro_bono.title"])
@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi"])
async def test_one_of_our_own_titles_shows_its_language(person: Person, key: str, language: str) -> None:
    title = person.conversation.knowledge.catalogs.say(key, language)
    assert (await person.writes(title, language_hint=language)).language == language
