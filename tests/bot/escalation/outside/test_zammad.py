"""What is Zammad's own: replies in HTML, its search, a customer that stays."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.outside_desk import Card
from bot.escalation.plain_text import plain_text
from bot.escalation.zammad import ZammadDesk
from bot.tickets.ticket import Reason, Risk
from tests.bot.escalation.outside.conftest import empty_office
from tests.bot.escalation.outside.fake_zammad import ZammadOffice
from tests.bot.escalation.outside.office import Fault, Site

CARD = Card("ab12", "Amber Heron", "es", Risk.URGENT, Reason.DANGER)


@pytest.fixture
def zammad(sites: dict[str, Site]) -> ZammadOffice:
    office = empty_office("zammad", sites["zammad"].url, sites)
    assert isinstance(office, ZammadOffice)
    return office


@pytest.fixture
async def desk(zammad: ZammadOffice) -> AsyncIterator[ZammadDesk]:
    desk = zammad.desk()
    yield desk
    await desk.aclose()


async def test_what_was_opened_is_found_by_our_reference_only(desk: ZammadDesk, zammad: ZammadOffice) -> None:
    place = await desk.open(CARD)
    assert await desk.find(CARD) == place
    assert await desk.find(Card("b12", "", "", Risk.NORMAL, Reason.ASKED)) is None
    assert zammad.labels(place.conversation) == {"3 high"}


async def test_a_public_note_in_html_becomes_plain_text(desk: ZammadDesk, zammad: ZammadOffice) -> None:
    place = await desk.open(CARD)
    body = "<div>Hola &amp; bienvenida</div><div>Llama al <b>155</b></div><script>x()</script>"
    more = {"type": "note", "sender": "Agent", "subject": "", "internal": False}
    zammad.site.add(place.conversation, {**more, "body": body, "content_type": "text/html"})  # type: ignore[attr-defined]
    (reply,) = (await desk.read(place, 0)).replies
    assert reply.text == "Hola & bienvenida\nLlama al 155"


async def test_a_customer_whom_zammad_keeps_is_told(desk: ZammadDesk, zammad: ZammadOffice) -> None:
    place = await desk.open(CARD)
    vars(zammad.site)["keeps_users"] = True
    assert not await desk.erase(place)
    assert zammad.conversations() == []


async def test_erasing_goes_on_where_an_answer_was_lost(desk: ZammadDesk, zammad: ZammadOffice) -> None:
    place = await desk.open(CARD)
    zammad.site.faults = [Fault("tickets", "DELETE", done=True)]
    assert await desk.erase(place)
    assert "Amber Heron" not in zammad.everything()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("a\n  b", "a b"),
        ("1 &lt; 2 &#233;", "1 < 2 é"),
        ("<style>p{}</style><p>a", "a"),
        ("</script>a", "a"),
        ("<b>a</i> b", "a b"),
        ("", ""),
    ],
)
def test_html_is_written_as_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(alphabet=st.sampled_from("<>/&;abp script!-\"'=\n"), max_size=80))
def test_any_html_becomes_some_text(html: str) -> None:
    assert isinstance(plain_text(html), str)
