"""What the desk writes over the product's replies, and when an approval holds, against a real server."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis import Redis

from bot.staff.saved_replies import FaultyReply, NoSuchReply, ReplyChanged, SavedReplies, mark
from bot.staff.saved_reply import Fault, SavedReply, Wording, fault
from bot.staff.store import StaffStore
from bot.storage.encryption import Seal

pytestmark = pytest.mark.redis
SEAL = Seal(bytes(range(32)), "staff/replies")
GREETING = SavedReply(
    "greeting",
    {
        "en": Wording("en", "Greeting", "Hello. Help in {country}."),
        "es": Wording("es", "Saludo", "Hola. Ayuda en {country}."),
        "fr": Wording("fr", "Salut", "Bonjour. Aide : {country}.", approved_by="Claire"),
    },
)


def now() -> float:
    return 1_800_000_000.0


@pytest.fixture
async def replies(empty_tickets_url: str) -> AsyncIterator[SavedReplies]:
    store = StaffStore(empty_tickets_url)
    yield SavedReplies(store, SEAL, now, [GREETING])
    await store.close()


async def was(replies: SavedReplies, language: str, reply: str = "greeting") -> str:
    return mark(await replies.get(reply), language)


async def wording(replies: SavedReplies, language: str, reply: str = "greeting") -> Wording:
    found = (await replies.get(reply)).wording(language)
    assert found is not None
    return found


async def test_the_products_replies_are_there_and_only_signed_ones_are_approved(replies: SavedReplies) -> None:
    (reply,) = await replies.all()
    assert reply == GREETING
    approved = {language: each.approved for language, each in reply.wordings.items()}
    assert approved == {"en": True, "es": False, "fr": True}
    assert reply.wording("ar") is None


async def test_an_approval_names_who_gave_it(replies: SavedReplies) -> None:
    await replies.approve("greeting", "es", "rosa", was=await was(replies, "es"))
    found = await wording(replies, "es")
    assert (found.approved, found.approved_by, found.approved_at, found.own) == (True, "rosa", now(), False)


async def test_an_approval_lapses_with_the_text(replies: SavedReplies) -> None:
    await replies.approve("greeting", "es", "rosa", was=await was(replies, "es"))
    await replies.write("greeting", "es", "Saludo", "Buenas. {country}", was=await was(replies, "es"))
    found = await wording(replies, "es")
    assert (found.text, found.approved, found.own) == ("Buenas. {country}", False, True)
    await replies.approve("greeting", "es", "rosa", was=await was(replies, "es"))
    assert (await wording(replies, "es")).approved


async def test_all_approvals_lapse_with_the_english_also_those_of_a_signed_language(replies: SavedReplies) -> None:
    await replies.approve("greeting", "es", "rosa", was=await was(replies, "es"))
    await replies.write("greeting", "en", "Greeting", "Hi. In {country}.", was=await was(replies, "en"))
    reply = await replies.get("greeting")
    assert {language for language, each in reply.wordings.items() if each.approved} == {"en"}
    await replies.remove("greeting", "en", was=await was(replies, "en"))
    reply = await replies.get("greeting")
    assert {language for language, each in reply.wordings.items() if each.approved} == {"en", "es", "fr"}


async def test_what_was_taken_back_says_the_products_again(replies: SavedReplies) -> None:
    await replies.write("greeting", "es", "Otro", "Otro {country}", was=await was(replies, "es"))
    await replies.remove("greeting", "es", was=await was(replies, "es"))
    assert (await replies.get("greeting")) == GREETING


async def test_a_reply_of_the_desks_own(replies: SavedReplies) -> None:
    own = await replies.add(" Papers ", "Ask {services}")
    assert [each.id for each in await replies.all()] == ["greeting", own]
    assert (await wording(replies, "en", own)).title == "Papers"
    await replies.write(own, "es", "Papeles", "Pregunte {services}", was=await was(replies, "es", own))
    assert not (await wording(replies, "es", own)).approved
    await replies.remove(own, "en", was=await was(replies, "en", own))
    with pytest.raises(NoSuchReply):
        await replies.get(own)
    assert len(await replies.all()) == 1


async def test_who_saw_an_older_text_overwrites_nothing(replies: SavedReplies) -> None:
    seen, seen_english = await was(replies, "es"), await was(replies, "en")
    await replies.write("greeting", "es", "Uno", "Uno {country}", was=seen)
    with pytest.raises(ReplyChanged):
        await replies.write("greeting", "es", "Dos", "Dos {country}", was=seen)
    with pytest.raises(ReplyChanged):
        await replies.approve("greeting", "es", "rosa", was=seen)
    seen = await was(replies, "es")
    await replies.write("greeting", "en", "New", "New {country}", was=seen_english)
    with pytest.raises(ReplyChanged):
        await replies.approve("greeting", "es", "rosa", was=seen)
    assert (await wording(replies, "es")).text == "Uno {country}"


async def test_of_two_editors_at_once_one_is_told(replies: SavedReplies) -> None:
    seen = await was(replies, "es")
    writing = [replies.write("greeting", "es", f"T{each}", f"T{each} {{country}}", was=seen) for each in range(6)]
    done = await asyncio.gather(*writing, return_exceptions=True)
    assert done.count(None) == 1
    assert sum(isinstance(each, ReplyChanged) for each in done) == 5


async def test_only_what_is_there_is_approved(replies: SavedReplies) -> None:
    with pytest.raises(NoSuchReply):
        await replies.approve("greeting", "ar", "rosa", was=await was(replies, "ar"))
    with pytest.raises(NoSuchReply):
        await replies.approve("greeting", "en", "rosa", was=await was(replies, "en"))
    with pytest.raises(NoSuchReply):
        await replies.write("nothing", "es", "a", "b", was="")


async def test_a_translation_with_other_names_than_the_new_english_is_not_approved(replies: SavedReplies) -> None:
    await replies.write("greeting", "en", "Greeting", "Call {emergency}", was=await was(replies, "en"))
    with pytest.raises(FaultyReply) as refused:
        await replies.approve("greeting", "es", "rosa", was=await was(replies, "es"))
    assert refused.value.fault is Fault.OTHER_NAMES


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("a", "Hola {country}", None),
        (" ", "Hola {country}", Fault.EMPTY),
        ("a", "\n", Fault.EMPTY),
        ("a" * 61, "Hola {country}", Fault.TOO_LONG),
        ("a", "a" * 601, Fault.TOO_LONG),
        ("a", "Hola {country", Fault.BRACES),
        ("a", "Hola country}", Fault.BRACES),
        ("a", "Hola {country!r}", Fault.BRACES),
        ("a", "Hola {country:>99999}", Fault.BRACES),
        ("a", "Hola {country.__class__}", Fault.BRACES),
        ("a", "Hola {0}", Fault.BRACES),
        ("a", "Hola {}", Fault.BRACES),
        ("a", "Hola {password}", Fault.UNKNOWN_NAME),
        ("a", "Hola", Fault.OTHER_NAMES),
        ("a", "Hola {country} {exit}", Fault.OTHER_NAMES),
        ("a", "{country} 123", Fault.NUMBER),
        ("a", "{country} 01-80 00", Fault.NUMBER),
        ("a", "{country} ١٢٣", Fault.NUMBER),
        ("a", "{country} 24 h", None),
        ("a", "{country} https://x.example", Fault.LINK),
        ("a", "{country} WWW.x.example", Fault.LINK),
    ],
)
def test_what_can_be_kept(title: str, text: str, found: Fault | None) -> None:
    assert fault(title, text, GREETING.source) is found


async def test_nothing_readable_stands_in_the_store_and_another_key_opens_nothing(
    replies: SavedReplies, empty_tickets_url: str
) -> None:
    await replies.add("Safehouse", "We have a safehouse")
    await replies.approve("greeting", "es", "rosa", was=await was(replies, "es"))
    with Redis.from_url(empty_tickets_url) as server:
        stored = b"\n".join(
            part for key in server.scan_iter() for each in server.hgetall(key).items() for part in (key, *each)
        )
    assert stored
    for secret in ("afehouse", "rosa", "greeting", "Saludo"):
        assert secret.encode() not in stored
    store = StaffStore(empty_tickets_url)
    assert await SavedReplies(store, Seal(bytes(32), "staff/replies"), now, [GREETING]).all() == [GREETING]
    await store.close()
