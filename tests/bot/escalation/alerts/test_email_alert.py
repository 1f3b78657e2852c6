"""E-mail, to a server of our own on loopback."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from bot.alert_settings import SmtpSettings
from bot.escalation.alert import PagerError, Ping
from bot.escalation.email_alert import EmailAlert
from tests.bot.escalation.alerts.mail_server import PASSWORD, USER, MailServer, mail_server

LINKED = "Una persona espera: español, urgente.\nhttps://desk.example.org"
PING = Ping("Desk: urgent", "Una persona espera: español, urgente.", LINKED, urgent=True)
TO = ("ana@example.org", "ben@example.org")


def alert(server: MailServer, trust: ssl.SSLContext | None, *, password: str = PASSWORD) -> EmailAlert:
    settings = SmtpSettings("127.0.0.1", server.port, USER, password, server.by_tls, "desk@example.org")
    return EmailAlert(server=settings, addresses=TO, trust=trust)


@pytest.mark.parametrize("by_tls", [True, False], ids=["TLS", "STARTTLS"])
async def test_a_ping_goes_out_encrypted_to_all_and_shows_none_to_another(tmp_path: Path, *, by_tls: bool) -> None:
    async with mail_server(tmp_path, by_tls=by_tls) as (server, trust):
        assert not await alert(server, trust).page(PING)
    (mail,) = server.mails
    assert mail.encrypted
    assert (mail.sender, tuple(mail.recipients)) == ("desk@example.org", TO)
    assert mail.message.get_payload(decode=True).decode().strip() == LINKED  # type: ignore[union-attr]
    assert mail.message["Subject"] == "Desk: urgent"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Importance"] == "high"
    for address in TO:
        assert address.encode() not in mail.raw
    assert server.commands[0] == "EHLO example.org"


async def test_what_is_not_urgent_is_not_marked_so(tmp_path: Path) -> None:
    async with mail_server(tmp_path) as (server, trust):
        await alert(server, trust).page(replace(PING, urgent=False))
    assert server.mails[0].message["Importance"] is None


async def test_nothing_goes_out_without_encryption(tmp_path: Path) -> None:
    async with mail_server(tmp_path, offers_starttls=False) as (server, trust):
        with pytest.raises(PagerError):
            await alert(server, trust).page(PING)
    assert server.mails == []
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


async def test_nothing_goes_to_a_server_that_nobody_vouches_for(tmp_path: Path) -> None:
    async with mail_server(tmp_path, by_tls=True) as (server, _):
        with pytest.raises(PagerError):
            await alert(server, None).page(PING)
    assert server.commands == []


@pytest.mark.parametrize(
    ("command", "answer", "code", "retryable"),
    [
        pytest.param("MAIL", b"451 later\r\n", "smtp_451", True, id="busy"),
        pytest.param("MAIL", b"550 ana@example.org never\r\n", "smtp_550", False, id="refused"),
        pytest.param("RCPT", b"550 ana@example.org who\r\n", "SMTPRecipientsRefused", False, id="all unknown"),
        pytest.param("RCPT", b"450 ana@example.org later\r\n", "SMTPRecipientsRefused", True, id="all later"),
        pytest.param("RCPT TO:<ana", b"550 ana@example.org who\r\n", "some_refused", False, id="one unknown"),
    ],
)
async def test_a_refusal_is_named_without_an_address(
    tmp_path: Path, command: str, answer: bytes, code: str, *, retryable: bool
) -> None:
    async with mail_server(tmp_path) as (server, trust):
        server.refuses[command] = answer
        with pytest.raises(PagerError) as refused:
            await alert(server, trust).page(PING)
    assert (refused.value.code, refused.value.retryable) == (code, retryable)
    assert "ana" not in str(refused.value)
    assert refused.value.__context__ is None
    assert [mail.recipients for mail in server.mails] == ([["ben@example.org"]] if code == "some_refused" else [])


async def test_a_wrong_password_is_no_trouble_on_the_way(tmp_path: Path) -> None:
    async with mail_server(tmp_path) as (server, trust):
        with pytest.raises(PagerError) as refused:
            await alert(server, trust, password="wrong").page(PING)
    assert (refused.value.code, refused.value.retryable) == ("smtp_535", False)


async def test_a_server_that_hangs_or_is_gone_may_be_tried_again(tmp_path: Path) -> None:
    async with mail_server(tmp_path) as (server, trust):
        server.silent = True
        hanging = alert(server, trust)
        with pytest.raises(PagerError) as refused:
            await EmailAlert(server=hanging.server, addresses=TO, trust=trust, time_limit=0.1).page(PING)
        assert refused.value.retryable
    with pytest.raises(PagerError) as refused:
        await hanging.page(PING)
    assert refused.value.retryable
    assert "p@ss" not in repr(hanging)
    assert "ana" not in repr(hanging)
