"""Whether somebody can answer at the desk, and is told that people wait."""

from collections.abc import Collection, Iterator

from bot.deployment.facts.desk import Desk
from bot.deployment.finding import Finding, fine, look, must
from bot.escalation.alert import Audience
from bot.staff.accounts import DAY, TEMPORARY_DAYS
from bot.staff.worker import Permission, Role, Worker

ADD = "run `amparo staff add NAME --role worker --language CODE`"
SUPERVISORS = 2
"""An address is revealed by one to another."""


def desk_findings(desk: Desk, now: float, *, outside: bool) -> Iterator[Finding]:
    """Judge accounts and hours at a time, in seconds since the epoch; `outside` where another desk is used too."""
    if desk.accounts_error:
        found, _, mend = desk.accounts_error.partition("; ")
        yield must("accounts of the desk", found, mend or ADD)
    else:
        yield from _accounts(desk, now, outside=outside)
    check = "hours of the desk"
    if desk.hours_error:
        yield must(check, desk.hours_error, "mend AMPARO_DESK_HOURS, _ZONE or _CLOSED")
    elif not desk.hours.spans:
        yield look(check, "none are set: people are told that nobody can say when", "set AMPARO_DESK_HOURS and _ZONE")
    elif not desk.hours.is_open(now) and not desk.hours.opens_at(now):
        yield must(check, "it never opens", "mend AMPARO_DESK_HOURS and AMPARO_DESK_CLOSED")
    else:
        yield fine(check, f"set, by the clock of {desk.hours.zone.key}")


def alert_findings(audiences: Collection[Audience], *, staffed: bool) -> Iterator[Finding]:
    """Judge who is pinged when somebody waits."""
    if Audience.STAFF in audiences:
        yield fine("alerts", "staff are told that somebody waits")
    elif staffed:
        mend = "set AMPARO_ALERT_TELEGRAM_TOKEN, AMPARO_ALERT_SMTP_URL or AMPARO_ALERT_NTFY_URL"
        yield look("alerts", "nobody outside the desk's page is told that somebody waits", mend)
    if Audience.STAFF in audiences and Audience.SUPERVISORS not in audiences:
        mend = "set one of the AMPARO_ALERT_SUPERVISOR_ settings"
        yield look("alerts to supervisors", "nobody is told where staff do not come", mend)


def _accounts(desk: Desk, now: float, *, outside: bool) -> Iterator[Finding]:
    check = "accounts of the desk"
    answering = [each for each in desk.workers if Role.WORKER in each.roles or Role.SUPERVISOR in each.roles]
    ready = [each for each in answering if each.may(Permission.CLAIM)]
    invited = [each for each in answering if _may_enter_first(each, now)]
    if ready:
        languages = ", ".join(sorted({language for each in ready for language in each.languages}))
        yield fine(check, f"{len(ready)} can answer, each by password and code, in {languages}")
    elif invited:
        yield look(check, f"{len(invited)} have yet to log in for the first time", "let them log in")
    elif desk.hours.spans and not outside:
        yield must(check, "hours are set, and nobody can answer", ADD)
    else:
        yield look(
            check, "nobody can answer; people are told which services can help", f"{ADD}, where you have workers"
        )
    lapsed = [each for each in desk.workers if each.password_temporary and not _may_enter_first(each, now)]
    if late := [each for each in lapsed if not each.disabled]:
        yield look(
            "first passwords", f"{len(late)} have lapsed", "run `amparo staff reset NAME` for who still needs one"
        )
    if ready and sum(Role.SUPERVISOR in each.roles for each in ready) < SUPERVISORS:
        mend = "make one more with `amparo staff add NAME --role supervisor --language CODE`"
        yield look("supervisors", "fewer than two can log in, and revealing an address takes two people", mend)


def _may_enter_first(worker: Worker, now: float) -> bool:
    fresh = now - worker.password_changed_at <= TEMPORARY_DAYS * DAY
    return worker.password_temporary and fresh and not worker.disabled
