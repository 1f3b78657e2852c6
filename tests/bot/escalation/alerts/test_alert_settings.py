"""The settings of the pings: what is half set or odd is named, and nothing of it shows."""

import pytest

from bot.escalation.alert import Audience
from bot.escalation.email_alert import EmailAlert
from bot.escalation.pagers import make_pagers
from bot.settings import SettingError, read_settings

TELEGRAM = {"AMPARO_ALERT_TELEGRAM_TOKEN": "777:hush", "AMPARO_ALERT_TELEGRAM_CHAT": "-1001"}
EMAIL = {
    "AMPARO_ALERT_SMTP_URL": "smtps://desk%40example.org:hu%2Fsh@mail.example.org",
    "AMPARO_ALERT_EMAIL_FROM": "desk@example.org",
    "AMPARO_ALERT_EMAIL_TO": "ana@example.org, ben@example.org",
}
NTFY = {"AMPARO_ALERT_NTFY_URL": "https://ntfy.example.org/our-desk", "AMPARO_ALERT_NTFY_TOKEN": "tk_hush"}
SUPERVISORS = {
    "AMPARO_ALERT_SUPERVISOR_TELEGRAM_CHAT": "@supervisors",
    "AMPARO_ALERT_SUPERVISOR_EMAIL": "eve@example.org",
    "AMPARO_ALERT_SUPERVISOR_NTFY_URL": "https://ntfy.example.org/supervisors",
}
ALL = {**TELEGRAM, **EMAIL, **NTFY, **SUPERVISORS}


def test_nothing_set_pings_nobody() -> None:
    alerts = read_settings({}).alerts
    assert make_pagers(alerts).by_name == {}
    assert (alerts.language, alerts.repeat_seconds, alerts.supervisor_seconds) == ("en", 180, 600)


def test_everything_set_pings_both_audiences_by_all_ways() -> None:
    pagers = make_pagers(read_settings(ALL).alerts)
    assert pagers.audiences == {
        f"{audience}.{kind}": audience for audience in Audience for kind in ("telegram", "email", "ntfy")
    }
    assert {name.partition(".")[2] for name in pagers.by_name} == {pager.kind for pager in pagers.by_name.values()}
    staff, supervisors = pagers.by_name["staff.email"], pagers.by_name["supervisors.email"]
    assert isinstance(staff, EmailAlert)
    assert isinstance(supervisors, EmailAlert)
    assert staff.addresses == ("ana@example.org", "ben@example.org")
    assert supervisors.addresses == ("eve@example.org",)
    assert (staff.server.user, staff.server.password) == ("desk@example.org", "hu/sh")
    shown = f"{pagers} {pagers.by_name} {read_settings(ALL)}"
    for secret in ("hush", "hu/sh", "hu%2Fsh", "our-desk", "-1001", "ana@"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("url", "port", "by_tls"),
    [
        ("smtps://mail.example.org", 465, True),
        ("smtp://mail.example.org", 587, False),
        ("smtp://mail.example.org:25", 25, False),
    ],
)
def test_a_mail_server_has_its_port(url: str, port: int, *, by_tls: bool) -> None:
    smtp = read_settings({**EMAIL, "AMPARO_ALERT_SMTP_URL": url}).alerts.smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.by_tls, smtp.user) == ("mail.example.org", port, by_tls, "")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({**TELEGRAM, "AMPARO_ALERT_TELEGRAM_CHAT": ""}, "AMPARO_ALERT_TELEGRAM_CHAT is not set"),
        ({**TELEGRAM, "AMPARO_ALERT_TELEGRAM_TOKEN": ""}, "AMPARO_ALERT_TELEGRAM_TOKEN is not set"),
        ({**TELEGRAM, "AMPARO_ALERT_TELEGRAM_CHAT": "our group"}, "AMPARO_ALERT_TELEGRAM_CHAT must be"),
        (
            {**TELEGRAM, "TELEGRAM_BOT_TOKEN": "777:other", "TELEGRAM_WEBHOOK_SECRET": "s"},
            "AMPARO_ALERT_TELEGRAM_TOKEN must be that of a second bot",
        ),
        ({"AMPARO_ALERT_SUPERVISOR_TELEGRAM_CHAT": "-1"}, "AMPARO_ALERT_TELEGRAM_TOKEN is not set"),
        ({**EMAIL, "AMPARO_ALERT_EMAIL_TO": ""}, "AMPARO_ALERT_EMAIL_TO is not set"),
        ({**EMAIL, "AMPARO_ALERT_EMAIL_FROM": ""}, "AMPARO_ALERT_EMAIL_FROM is not set"),
        ({**EMAIL, "AMPARO_ALERT_SMTP_URL": ""}, "AMPARO_ALERT_SMTP_URL is not set"),
        ({**EMAIL, "AMPARO_ALERT_SMTP_URL": "mail.example.org"}, "AMPARO_ALERT_SMTP_URL must be"),
        ({**EMAIL, "AMPARO_ALERT_EMAIL_TO": "ana"}, "AMPARO_ALERT_EMAIL_TO must be"),
        ({**EMAIL, "AMPARO_ALERT_EMAIL_TO": ","}, "AMPARO_ALERT_EMAIL_TO must be"),
        ({**EMAIL, "AMPARO_ALERT_EMAIL_FROM": "desk@example.org\nBcc: x@y.z"}, "AMPARO_ALERT_EMAIL_FROM must be"),
        ({"AMPARO_ALERT_SUPERVISOR_EMAIL": "eve@example.org"}, "AMPARO_ALERT_SMTP_URL is not set"),
        ({**NTFY, "AMPARO_ALERT_NTFY_URL": "https://ntfy.example.org/"}, "AMPARO_ALERT_NTFY_URL must be"),
        ({**NTFY, "AMPARO_ALERT_NTFY_URL": ""}, "AMPARO_ALERT_NTFY_URL is not set"),
        (
            {**NTFY, "AMPARO_ALERT_SUPERVISOR_NTFY_URL": "https://ntfy.sh/x"},
            "AMPARO_ALERT_SUPERVISOR_NTFY_URL must be on the server",
        ),
        ({"AMPARO_ALERT_REPEAT_MINUTES": "0"}, "AMPARO_ALERT_REPEAT_MINUTES must be"),
        ({"AMPARO_ALERT_SUPERVISOR_MINUTES": "121"}, "AMPARO_ALERT_SUPERVISOR_MINUTES must be"),
    ],
)
def test_what_is_half_set_or_odd_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError) as wrong:
        read_settings(environment)
    assert str(wrong.value).startswith(message)
    assert "hush" not in str(wrong.value)
