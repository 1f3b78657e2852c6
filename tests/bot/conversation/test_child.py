"""A child, or somebody who writes of one: numbers first, simple words, no pressure, and a way on by one tap."""

from dataclasses import replace

import pytest

from bot.conversation.alarms import alarm_lines, child_lines
from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.conversation.step import Step, StepKind
from bot.conversation.understanding import Understood
from bot.safety.net import Alarm
from bot.tickets.desk_status import NO_DESK, DeskStatus
from bot.tickets.ticket import RISKS, Outcome, Reason, Risk, Ticket, TicketState
from bot.tickets.wishes import ChatLeft, DangerHeard, HumanAsked, PersonWrote
from bot.wiring.channels import simulated_channels
from channels.channel import Address, MessageReceived
from tests.bot.conversation.listed_net import CHILD, listening
from tests.bot.conversation.people import MEANINGS, Person, ScriptedUnderstanding, said
from tests.bot.conversation.test_every_answer import LANGUAGES

DANGER = "Help, he is going to kill me"
OPEN = DeskStatus(exists=True, on_shift=1, languages=frozenset({"en"}))
WAITING = Ticket("t", "Cedar lantern", "sms", "en", "", Risk.NORMAL, Reason.ASKED, TicketState.WAITING, *[1.0] * 4)
IN_QUEUE = replace(OPEN, ticket=WAITING)
HELD = replace(OPEN, ticket=replace(WAITING, state=TicketState.ACTIVE, worker="ana"))
ME, OTHER = (Step(StepKind.CHILD, each) for each in ("me", "other"))


@pytest.fixture
def conversation(everywhere: Conversation) -> Conversation:
    return replace(listening(everywhere), understanding=ScriptedUnderstanding(down=True))


def someone(conversation: Conversation, channel: str = "telegram", **fields: str) -> Person:
    return Person(conversation, channel).greeted(language="en", **fields)


async def test_numbers_come_first_then_that_it_is_good_that_they_told(conversation: Conversation) -> None:
    turn = await someone(conversation, country="KE").writes(CHILD)
    assert (turn.danger, turn.intent) == (True, "child")
    (line,) = turn.lines
    first, line_for_children, told, before, *_ = line.text.splitlines()
    assert first == "If you are in danger now, call Emergency 112, Police 999 (Kenya)."
    assert line_for_children.startswith("Line for children: ")
    assert "116" in line_for_children
    assert "0722" not in line.text
    assert told.startswith("It is good that you told me. You did nothing wrong.")
    # Before they tell more.
    assert "may have to tell somebody" in before
    kinds = [choice.step.kind for choice in line.choices]
    assert kinds == ["quiet", "child", "child", "human", "country", "exit"]


async def test_without_a_line_for_children_somebody_else_with_a_number_is_named(conversation: Conversation) -> None:
    text = said(await someone(conversation, country="PE").writes(CHILD))
    assert "Line for children" not in text
    assert text.splitlines()[1].startswith("Help line against exploitation: ")


@pytest.mark.parametrize("alarm", [CHILD, DANGER, "i want to die"])
async def test_where_nobody_knows_the_country_it_is_asked_for_one_tap(conversation: Conversation, alarm: str) -> None:
    person = someone(conversation)
    turn = await person.writes(alarm)
    assert "Kenya 112" in said(turn)
    assert ("Lines for children: Kenya 116" in said(turn)) is (alarm == CHILD)
    assert "In which country are you?" in said(turn)
    countries = [choice for choice in person.choices if choice.step.kind == "country" and choice.step.value]
    assert len(countries) == 4
    answered = await person.taps(next(each for each in countries if each.step.value == "US"))
    assert answered.wishes == ()
    assert "911 (United States)" in answered.lines[0].text
    assert "Kenya" not in said(answered)
    assert "In which country" not in said(answered)
    assert person.session is not None
    assert (person.session.country, person.session.waiting_for) == ("US", "")


@pytest.mark.parametrize("name", ["Kenya", "i think kenya", "in Kenya"])
@pytest.mark.parametrize("before", [(), ("1",), ("2",), ("country",)])
async def test_the_country_may_be_written_also_after_another_tap(
    conversation: Conversation, name: str, before: tuple[str, ...]
) -> None:
    person = someone(conversation, "sms")
    for each in (CHILD, *before):
        await person.writes(each)
    text = said(await person.writes(name))
    assert text.startswith("If you are in danger now, call Emergency 112, Police 999 (Kenya).")
    assert "116" in text


async def test_a_longer_message_is_more_than_an_answer(conversation: Conversation) -> None:
    text = "i am in Kenya now and i need a lawyer but have no money"
    scripted = ScriptedUnderstanding({**MEANINGS, text: Understood("legal_aid", 0.9)})
    person = someone(replace(conversation, understanding=scripted))
    await person.writes(DANGER)
    turn = await person.writes(text)
    assert turn.lines[0].text == "If you are in danger now, call Emergency 112, Police 999 (Kenya)."
    assert turn.intent == "legal_aid"


async def test_rather_not_and_a_country_without_numbers(conversation: Conversation) -> None:
    person = someone(conversation)
    await person.writes(CHILD)
    text = said(await person.writes("skip"))
    assert "Kenya 112" in text
    assert "In which country" not in text
    person = someone(conversation)
    await person.writes(CHILD)
    text = said(await person.writes("Germany"))
    assert "call the emergency number of the country that you are in" in text
    assert "112" not in text


async def test_a_question_that_came_with_it_is_answered_and_its_help_follows_the_country(
    conversation: Conversation,
) -> None:
    scripted = ScriptedUnderstanding({CHILD: Understood("child_helpline", 0.9)})
    person = someone(replace(conversation, understanding=scripted), "sms")
    turn = await person.writes(CHILD)
    assert turn.intent == "child_helpline"
    assert turn.lines[0].text.startswith("If you are in danger now")
    located = await person.writes("Kenya")
    assert located.lines[0].text.startswith("If you are in danger now, call Emergency 112")
    assert "Help in Kenya:" in said(located)
    assert said(await person.writes("1")).startswith("I understand that you cannot talk.")


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram", "web"])
@pytest.mark.parametrize("desk", [NO_DESK, OPEN, IN_QUEUE], ids=["no desk", "open", "in the queue"])
@pytest.mark.parametrize("alarm", [CHILD, DANGER])
@pytest.mark.parametrize("country", ["", "KE"])
async def test_one_means_that_they_cannot_talk_and_exit_ends_it(
    conversation: Conversation, channel: str, desk: DeskStatus, alarm: str, country: str
) -> None:
    for begun in (someone(conversation, channel, country=country), Person(conversation, channel)):
        turn = await begun.writes(alarm, desk)
        assert "If you cannot talk, answer with the number 1." in turn.lines[0].text
        assert said(await begun.writes("1", desk)).startswith("I understand that you cannot talk.")
        left = await begun.writes("exit", desk)
        assert (left.session, left.wishes) == (None, (ChatLeft(Outcome.LEFT),))


async def test_about_me_says_whom_to_tell_what_a_guardian_is_and_to_send_no_pictures(
    conversation: Conversation,
) -> None:
    person = someone(conversation, "sms", country="KE")
    await person.writes(CHILD)
    turn = await person.writes("2")
    text = said(turn)
    for part in ("a grown-up you trust", "A guardian is", "A lawyer knows the law", "Never send pictures"):
        assert part in text
    for word in ("parent", "mother", "father", "family"):
        assert word not in text.lower()
    assert [choice.step.kind for choice in person.choices] == ["quiet", "topic", "topic", "human", "exit"]
    assert said(await person.writes("1")).startswith("I understand that you cannot talk.")


async def test_about_another_child_says_not_to_confront_whom_to_call_and_how_to_report(
    conversation: Conversation,
) -> None:
    person = someone(conversation, country="KE")
    await person.writes(CHILD)
    turn = await person.taps(next(each for each in person.choices if each.step == OTHER))
    text = said(turn)
    for part in (
        "Do not speak to the people who hurt",
        "Do not take the child away",
        "call a line for children",
        "116",
    ):
        assert part in text
    topics = [choice.step.value for choice in person.choices if choice.step.kind == "topic"]
    assert topics == ["child_concern", "report_concern"]


@pytest.mark.parametrize("title", ["It is about me", "another child"])
async def test_what_was_offered_may_be_written_out_and_alarms_nobody_again(
    conversation: Conversation, title: str
) -> None:
    loud = listening(conversation, {CHILD: Alarm.CHILD, title: Alarm.CHILD})
    person = someone(loud, country="KE")
    await person.writes(CHILD)
    turn = await person.writes(title)
    assert not turn.danger
    assert turn.intent == "child"


@pytest.mark.parametrize(
    ("desk", "wishes", "said_too"),
    [
        (NO_DESK, (), ""),
        (OPEN, (HumanAsked(Reason.CHILD),), "human.danger"),
        (IN_QUEUE, (HumanAsked(Reason.CHILD),), "human.danger"),
        (replace(OPEN, on_shift=0), (HumanAsked(Reason.CHILD),), "human.closed"),
        (replace(OPEN, reachable=False), (), ""),
    ],
)
async def test_a_human_is_asked_for_at_once(
    conversation: Conversation, desk: DeskStatus, wishes: tuple[HumanAsked, ...], said_too: str
) -> None:
    turn = await someone(conversation, country="KE").writes(CHILD, desk)
    assert turn.wishes == wishes
    texts = [line.text for line in turn.lines[1:]]
    assert texts == ([conversation.knowledge.catalogs.english(f"conversation.{said_too}")] if said_too else [])


def test_a_child_and_a_watched_chat_are_urgent() -> None:
    assert {RISKS[Reason.CHILD], RISKS[Reason.WATCHED]} == {Risk.URGENT}
    assert set(RISKS) == set(Reason)


async def test_what_the_hand_over_asked_is_not_answered_by_it(conversation: Conversation) -> None:
    person = someone(conversation, country="KE", waiting_for="contact.code_word")
    turn = await person.writes(CHILD, IN_QUEUE)
    assert turn.wishes == (HumanAsked(Reason.CHILD),)
    assert turn.session is not None
    assert turn.session.waiting_for == ""


async def test_a_worker_who_has_the_chat_is_told_and_reads_what_a_number_means(conversation: Conversation) -> None:
    person = someone(conversation, country="KE")
    turn = await person.writes(CHILD, HELD)
    assert turn.wishes == (DangerHeard(Reason.CHILD), PersonWrote(CHILD))
    assert "116" in turn.lines[0].text
    answered = await person.writes("1", HELD)
    assert (answered.lines, answered.wishes) == ((), (PersonWrote("1 (I cannot talk)"),))
    # Whatever the worker asks next is answered as it is written.
    assert (await person.writes("1", HELD)).wishes == (PersonWrote("1"),)


async def test_what_the_provider_has_answered_is_not_answered_again(conversation: Conversation) -> None:
    assert (await someone(conversation).writes(CHILD, provider_answered=True)).lines == ()


@pytest.mark.parametrize("known", [True, False])
def test_without_stores_the_numbers_and_the_way_to_be_silent_are_there(
    conversation: Conversation, *, known: bool
) -> None:
    session = someone(conversation, country="KE", waiting_for="country").session if known else None

    def answers(text: str) -> str:
        message = MessageReceived(Address("sms", "someone"), "e", message_id="m", text=text)
        nonlocal session
        turn = conversation.safe(session, message)
        session = turn.session
        return said(turn)

    text = answers(CHILD)
    assert text.startswith("If you are in danger now")
    assert "It is good that you told me." in text
    assert answers("1").startswith("I understand that you cannot talk.")
    assert ("Kenya)" in text) is known


@pytest.mark.parametrize("country", ["", "KE", "PE", "AR"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it_and_each_part_of_an_sms_is_short(
    everywhere: Conversation, language: str, country: str
) -> None:
    speech = Speech(everywhere.knowledge, language, brief=True, heard=language, served=tuple(everywhere.countries))
    known, served = everywhere.knowledge.countries.get(country), everywhere.countries
    plain, sms = speech.plain_letters, simulated_channels()["sms"]
    lengths = {}
    for name, lines in {
        "child": alarm_lines(speech, Alarm.CHILD, known, served, asks=not country),
        "me": child_lines(speech, "me", known, served),
        "other": child_lines(speech, "other", known, served),
    }.items():
        assert lines[-1].choices[0].step.kind is StepKind.QUIET
        keys = {"child": ("child", "child.before", "danger.quiet")}.get(name, (f"child.{name}",))
        for key in keys:
            assert speech.say(key) in lines[0].text
            assert language == "en" or speech.say(key) != everywhere.knowledge.catalogs.english(f"conversation.{key}")
        parts = [part for line in lines for part in sms.render(line.outbound(plain_letters=plain))]
        assert all(part.segments <= 3 for part in parts)
        lengths[name] = sum(part.segments for part in parts)
    print(language, country or "unknown", lengths)  # noqa: T201 - shown with -s, for whoever shortens the texts
