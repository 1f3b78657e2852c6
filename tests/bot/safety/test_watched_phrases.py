"""Words that leave no doubt that somebody reads along now; they need no model."""

import pytest

from bot.safety.net import Alarm, Heard, read_safety
from bot.settings import PROJECT

NET = read_safety(PROJECT / "knowledge" / "safety")

NOW = """\
stop, my boss is checking my phone
ya no escriban el jefe me está revisando el celular
ele tá lendo minhas mensagens
il est en train de lire mes messages
acum se uită la ecranul meu
муж стоит рядом и читает всё, что я пишу
anasoma ninachoandika
binabasa niya ang sinusulat ko
nó đang đọc tin nhắn của em
هو واقف وراي ويشوف الشاشة"""

NOT_NOW = """\
my boss was checking my phone last year
can somebody check my phone from far away?
¿cómo sé si mi jefe puede revisar mi celular?
est-ce que mon patron peut lire mes messages ?
он читал мои сообщения раньше
làm sao biết ai xem điện thoại của tôi"""


@pytest.mark.parametrize("text", NOW.splitlines())
def test_who_is_watched_now_is_heard(text: str) -> None:
    assert NET.weigh(text) == Heard(Alarm.WATCHED, sure=True, spoken=True)


@pytest.mark.parametrize("text", NOT_NOW.splitlines())
def test_who_only_asks_is_not(text: str) -> None:
    assert not NET.weigh(text).spoken


def test_danger_goes_before_it() -> None:
    assert NET.weigh("he is checking my phone and he is going to kill me") == Heard(Alarm.DANGER, sure=True)
