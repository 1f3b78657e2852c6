import pytest

from bot.conversation.intents import INTENTS
from bot.conversation.steering import UNKNOWN_NUMBER
from bot.conversation.step import Step, StepKind
from bot.knowledge.menu import PAGE
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import GREETING, LAWYER, Person, said, titles

LANGUAGES = ("ar", "en", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi")


@pytest.mark.parametrize("three", ["3", " 3. ", "3)", "٣", "۳", "३", "３", "③"])
async def test_a_number_in_any_digits_chooses_what_stands_there(person: Person, three: str) -> None:
    await person.writes(GREETING)
    third = person.choices[2]
    assert (await person.writes(three)).intent == third.step.value


@pytest.mark.parametrize("number", ["0", "99", "٩٩", "9" * 1600])
async def test_a_number_out_of_range_keeps_what_was_offered(person: Person, number: str) -> None:
    await person.writes(LAWYER)
    offered = person.session.choices if person.session else ()
    assert said(await person.writes(number)) == "Please choose one of these numbers, or ask in your own words."
    assert person.session is not None
    assert person.session.choices == offered
    assert person.session.waiting_for == "country"
    await person.writes("1")
    assert person.session is not None
    assert person.session.country == "AR"


async def test_a_number_without_an_open_menu_goes_to_the_engine(person: Person) -> None:
    await person.greeted().writes("3")
    assert person.conversation.understanding.heard == ["3"]  # type: ignore[attr-defined]


async def test_a_button_is_taken_by_its_code_whatever_its_title(person: Person) -> None:
    await person.writes(GREETING)
    first = person.choices[0]
    turn = await person.writes("another title, even: socorro", quick_reply=first.step.code)
    assert turn.intent == first.step.value
    assert not turn.danger


@pytest.mark.parametrize("code", ["00000000", "x", "/restart", "\x00"])
async def test_a_button_that_we_do_not_know_leads_to_the_menu(person: Person, code: str) -> None:
    turn = await person.greeted().writes("", quick_reply=code)
    assert turn.lines[-1].text.startswith("What do you want to know?")


async def test_a_number_for_a_choice_that_a_release_has_dropped_leads_to_the_menu(person: Person) -> None:
    turn = await person.greeted(choices=("deadbeef",)).writes("1")
    assert turn.lines[-1].text.startswith("What do you want to know?")


SECTIONS = {"survivor": None, "child": "Under 18", "community": "For someone else", "professional": "For professionals"}


@pytest.mark.parametrize(("section", "title"), SECTIONS.items())
async def test_paging_through_a_section_of_the_menu_reaches_all_its_topics(
    person: Person, section: str, title: str | None
) -> None:
    person = person.greeted(language="en")
    await person.writes("menu")
    if title:
        await person.taps(next(each for each in person.choices if each.title == title))
    seen: list[str] = []
    for _ in range(person.conversation.knowledge.menu.pages(section)):
        seen += [choice.step.value for choice in person.choices if choice.step.kind is StepKind.TOPIC]
        await person.taps(next((each for each in person.choices if each.title == "More topics"), person.choices[0]))
    assert seen == list(person.conversation.knowledge.menu.sections[section])


async def test_every_page_of_the_menu_leads_to_a_person(person: Person) -> None:
    person = person.greeted(language="en")
    await person.writes("menu")
    for _ in range(5):
        assert person.choice(StepKind.HUMAN)
        await person.taps(next(each for each in person.choices if each.title == "More topics"))


async def test_a_section_of_the_menu_leads_back_to_the_first_page(person: Person) -> None:
    person = person.greeted(language="en")
    await person.writes("menu")
    first = titles(person.last) if person.last else []
    await person.taps(next(each for each in person.choices if each.title == "Under 18"))
    turn = await person.taps(next(each for each in person.choices if each.title == "Menu"))
    assert titles(turn) == first


async def test_the_first_page_of_the_menu_fits_a_list_of_whatsapp(person: Person) -> None:
    someone = person.greeted(language="en")
    await someone.writes("menu")
    assert len(someone.choices) == 10


async def test_more_gives_the_whole_answer_and_what_people_ask_next(person: Person) -> None:
    await person.writes(LAWYER)
    turn = await person.writes("more")
    topic = person.conversation.knowledge.topics["legal_aid"]
    assert topic.full in said(turn)
    assert [choice.step.value for choice in person.choices if choice.step.kind is StepKind.TOPIC] == list(topic.related)


async def test_source_names_the_law_its_strength_and_the_day(person: Person) -> None:
    await person.writes(LAWYER)
    turn = await person.writes("source")
    assert said(turn).startswith("Where this comes from:\n")
    assert "a standard, not binding" in said(turn) or "a duty of the state" in said(turn)
    assert "Checked on Nov" in said(turn)


@pytest.mark.parametrize("word", ["more", "source"])
async def test_more_and_source_without_an_open_answer_name_no_topic(person: Person, word: str) -> None:
    turn = await person.greeted(language="en").writes(word)
    assert said(turn) == "I have no answer open. Ask a question first."
    assert titles(turn) == ["Who can help", "Menu", "Leave"]


async def test_a_person_is_asked_for_by_a_word_and_never_promised(person: Person) -> None:
    turn = await person.greeted().writes("person")
    assert "No person can join this chat right now" in said(turn)


async def test_who_asks_for_a_person_in_a_known_country_reads_who_is_there(person: Person) -> None:
    turn = await person.greeted(country="PE").writes("person")
    assert "1818" in said(turn)
    assert "Peru" in turn.lines[-1].text


async def test_every_choice_that_is_ever_offered_leads_somewhere(person: Person) -> None:
    conversation = person.conversation
    seen: set[str] = set()
    queue = [*conversation.steering.by_code.values(), *INTENTS.values(), UNKNOWN_NUMBER]
    for step in queue:
        if step.kind in (StepKind.EXIT, StepKind.ERASE, StepKind.STOP, StepKind.SAY):
            continue
        for country in ("", "PE"):
            someone = person.greeted(topic="legal_aid", country=country)
            await someone.writes("", quick_reply=step.code)
            seen |= {choice.step.code for choice in someone.choices}
    assert seen <= set(conversation.steering.by_code)
    assert Step(StepKind.QUIET).code in conversation.steering.by_code


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_title_that_is_offered_steers_like_its_button(person: Person, language: str) -> None:
    steering = person.conversation.steering
    for step in (*steering.by_code.values(), UNKNOWN_NUMBER):
        someone = person.greeted(topic="legal_aid", country="PE", language_chosen=language)
        await someone.writes("", quick_reply=step.code)
        for choice in someone.choices:
            assert someone.session is not None
            message = MessageReceived(Address("web", "a"), "e", message_id="m", text=f" {choice.title.upper()}. ")
            assert steering.step(message, someone.session) == choice.step, choice.title


async def test_more_topics_is_written_out_page_by_page(person: Person) -> None:
    person = person.greeted(language="en")
    await person.writes("menu")
    survivor = list(person.conversation.knowledge.menu.sections["survivor"])
    for page in range(3):
        topics = [choice.step.value for choice in person.choices if choice.step.kind is StepKind.TOPIC]
        assert topics == survivor[page * PAGE : (page + 1) * PAGE]
        await person.writes("more topics")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_section_of_the_menu_is_opened_by_its_title_at_any_time(person: Person, language: str) -> None:
    title = person.conversation.knowledge.catalogs.say("conversation.menu.professional", language)
    person = person.greeted(language="en", topic="legal_aid")
    await person.writes(title.upper())
    topics = [choice.step.value for choice in person.choices if choice.step.kind is StepKind.TOPIC]
    assert topics == list(person.conversation.knowledge.menu.page("professional", 0))


@pytest.mark.parametrize("title", ["More topics", "None of these", "Rather not"])
async def test_a_title_that_was_not_offered_is_for_the_engine(person: Person, title: str) -> None:
    await person.greeted(choices=(Step(StepKind.EXIT).code,)).writes(title)
    assert person.conversation.understanding.heard == [title]  # type: ignore[attr-defined]


async def test_a_topic_called_after_a_country_opens_where_it_was_offered(person: Person) -> None:
    topic = Step(StepKind.TOPIC, "liberia")
    assert (await person.greeted(choices=(topic.code,)).writes("Liberia")).intent == "liberia"
    assert (await person.greeted(choices=(Step(StepKind.MENU).code,)).writes("Liberia")).intent == "country"


async def test_a_title_that_is_written_out_opens_its_topic(person: Person) -> None:
    assert (await person.greeted().writes("a free LAWYER")).intent == "legal_aid"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("help", "menu"), ("source", "more"), ("menu", "menu"), ("person", "human"), ("stop", "stop_messages")],
)
async def test_a_word_is_named_by_a_service_intent(person: Person, text: str, intent: str) -> None:
    assert (await person.greeted().writes(text)).intent == intent
