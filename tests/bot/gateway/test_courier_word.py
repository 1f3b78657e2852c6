"""A code word proves who answers: whole words of it, never a part of another, and never nothing."""

import pytest

from bot.gateway.courier import says_word
from bot.tickets.message import Delivery
from bot.tickets.safe_contact import Hours, SafeContact
from tests.bot.gateway.carrying import REPLY, Scene


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("canela", "Canela."),
        ("Árbol azul", "soy yo: arbol, AZUL"),
        ("canela", "es *canela*"),
        ("قرفة", "نعم قرفة!"),
        ("राम", "हाँ, राम"),
        ("กุหลาบ", "กุหลาบค่ะ"),
        ("🌼", " 🌼 "),
        ("rosa ❤️", "rosa"),
    ],
)
def test_who_knows_the_word_is_known(word: str, text: str) -> None:
    assert says_word(text, word)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("no", "I do not know who this is"),
        ("арка", "Какая аркада?"),
        ("राम", "रामा कौन"),
        ("blue tree", "a tree, blue"),
        ("!!!", "who is this?"),
        ("...", "who is this..."),
        ("🌼", "who is this?"),
        ("", ""),
        ("กุหลาบ", "ใครคะ"),
    ],
)
def test_who_does_not_is_not(word: str, text: str) -> None:
    assert not says_word(text, word)


@pytest.mark.redis
@pytest.mark.parametrize(("word", "answer"), [("no", "I do not know who this is"), ("!!!", "who is this?")])
async def test_a_stranger_who_answers_the_opening_hears_nothing(scene: Scene, word: str, answer: str) -> None:
    ticket = await scene.claimed(SafeContact(Hours.ANY, ("America/Lima",), word))
    scene.now += 6 * 3600
    assert await scene.says(ticket) is Delivery.WAITING
    await scene.hears(ticket, answer)
    assert REPLY not in scene.post.sent
    await scene.hears(ticket, word)
    assert scene.post.sent[-1] == REPLY
