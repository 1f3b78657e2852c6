"""Whether somebody can answer, on a real store: who may log in, when, and who is told."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.deployment.checks.desk import alert_findings, desk_findings
from bot.deployment.facts.desk import Desk, see_desk
from bot.deployment.finding import Finding, Verdict
from bot.escalation.alert import Audience
from bot.settings import Settings, read_settings
from bot.staff.accounts import DAY
from bot.staff.worker import Role, Worker
from bot.wiring.desk import wire_staff
from bot.wiring.keys import new_key

NOW = 1_800_000_000.0


def settings(tickets_url: str, **more: str) -> Settings:
    return read_settings({"AMPARO_TICKETS_URL": tickets_url, "AMPARO_MASTER_KEY": new_key(), **more})


def by_check(desk: Desk, *, outside: bool = False) -> dict[str, Finding]:
    return {each.check: each for each in desk_findings(desk, NOW, outside=outside)}


def worker(name: str, *roles: Role, temporary: bool = False, changed: float = NOW) -> Worker:
    return Worker(name, name, frozenset(roles), ("es",), password_temporary=temporary, password_changed_at=changed)


@pytest.mark.redis
async def test_accounts_are_read_from_the_store(empty_tickets_url: str) -> None:
    known = settings(empty_tickets_url, AMPARO_DESK_HOURS="mon-fri 09:00-17:00")
    staff = wire_staff(known, lambda: NOW)
    await staff.accounts.add("ana", roles=[Role.WORKER], languages=["es"])
    await staff.close()
    desk = await see_desk(known, lambda: NOW)
    assert [each.name for each in desk.workers] == ["ana"]
    found = by_check(desk)
    assert found["accounts of the desk"].found == "1 have yet to log in for the first time"
    assert "ana" not in repr(found), "who works there is nobody's business"
    assert found["hours of the desk"].verdict is Verdict.OK


@pytest.mark.redis
async def test_another_master_key_opens_nothing(empty_tickets_url: str) -> None:
    known = settings(empty_tickets_url)
    staff = wire_staff(known, lambda: NOW)
    await staff.accounts.add("ana", roles=[Role.WORKER], languages=["es"])
    await staff.close()
    finding = by_check(await see_desk(settings(empty_tickets_url)))["accounts of the desk"]
    assert finding.verdict is Verdict.MEND
    assert finding.found == "AMPARO_MASTER_KEY does not open them"


async def test_a_store_that_is_gone() -> None:
    finding = by_check(await see_desk(settings("redis://127.0.0.1:1")))["accounts of the desk"]
    assert finding.verdict is Verdict.MEND
    assert finding.mend == "start it, or mend AMPARO_TICKETS_URL"


async def test_no_key_is_made_by_looking(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("data")
    known = settings("redis://127.0.0.1:1", AMPARO_DATA=str(data), AMPARO_MASTER_KEY="")
    finding = by_check(await see_desk(known))["accounts of the desk"]
    assert "amparo config --new-key" in finding.mend
    assert list(data.iterdir()) == []


@pytest.mark.parametrize(
    ("workers", "hours", "outside", "verdict"),
    [
        ([worker("ana", Role.WORKER)], True, False, Verdict.OK),
        ([worker("ana", Role.WORKER, temporary=True)], True, False, Verdict.LOOK),
        ([worker("ana", Role.WORKER, temporary=True, changed=NOW - 8 * DAY)], True, False, Verdict.MEND),
        ([replace(worker("ana", Role.WORKER), disabled=True)], True, False, Verdict.MEND),
        ([worker("root", Role.ADMINISTRATOR)], True, False, Verdict.MEND),
        ([], True, False, Verdict.MEND),
        ([], True, True, Verdict.LOOK),
        ([], False, False, Verdict.LOOK),
    ],
)
async def test_who_can_answer(workers: Sequence[Worker], hours: bool, outside: bool, verdict: Verdict) -> None:  # noqa: FBT001
    known = settings("redis://127.0.0.1:1", AMPARO_DESK_HOURS="mon-fri 09:00-17:00" if hours else "")
    desk = replace(await see_desk(known), workers=workers, accounts_error="")
    assert by_check(desk, outside=outside)["accounts of the desk"].verdict is verdict


async def test_hours_that_cannot_be() -> None:
    wrong = await see_desk(settings("redis://127.0.0.1:1", AMPARO_DESK_HOURS="someday"))
    finding = by_check(wrong)["hours of the desk"]
    assert finding.verdict is Verdict.MEND
    assert "AMPARO_DESK_HOURS has 'someday'" in finding.found


@pytest.mark.parametrize(
    ("audiences", "staffed", "checks"),
    [
        ({Audience.STAFF, Audience.SUPERVISORS}, True, {"alerts": Verdict.OK}),
        ({Audience.STAFF}, True, {"alerts": Verdict.OK, "alerts to supervisors": Verdict.LOOK}),
        (set(), True, {"alerts": Verdict.LOOK}),
        (set(), False, {}),
    ],
)
def test_who_is_told(audiences: set[Audience], staffed: bool, checks: dict[str, Verdict]) -> None:  # noqa: FBT001
    assert {each.check: each.verdict for each in alert_findings(audiences, staffed=staffed)} == checks
