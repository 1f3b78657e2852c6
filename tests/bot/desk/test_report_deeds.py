"""What staff do with reports: done by the store, on record before, and refused in clear words."""

import asyncio
import html
import re
from dataclasses import dataclass

import pytest

from bot.desk.office import Office
from bot.reports.report import Report, ReportState
from bot.staff.entry import Action
from bot.staff.worker import Role
from bot.storage.holder import Holder
from tests.bot.desk.browser import Browser
from tests.bot.desk.report_scene import Reporters

pytestmark = pytest.mark.redis
ANA, EVE = Holder("ana"), Holder("eve", supervises=True)
EVENT = "a" * 32
DOCUMENT = {"to": "the unit", "format": "json", "language": "en", "event": EVENT}
HELD = (
    ("give", {"to": "eve"}),
    ("release", {}),
    ("answer", {"text": "gracias", "event": EVENT}),
    ("close", {"ready": "passed_on"}),
    ("refer", DOCUMENT),
    ("named", DOCUMENT),
)


@pytest.fixture
async def report(reporters: Reporters) -> Report:
    """Give a report that nobody has."""
    return (await reporters.send())[1]


@dataclass(frozen=True)
class Case:
    """Ana, who works, Eve, who supervises, and what they work with."""

    worker: Browser
    supervisor: Browser
    office: Office

    async def stands(self, report: Report) -> Report | None:
        return await self.office.reports.report(report.id)

    async def log(self) -> list[tuple[str, Action, str]]:
        """Give the deeds on record."""
        entries = await self.office.audit.read()
        looks = (Action.VIEWED, Action.LOGGED_IN)
        return [(each.actor, each.action, each.detail) for each in entries if each.action not in looks]


@pytest.fixture
async def case(worker: Browser, supervisor: Browser, office: Office) -> Case:
    return Case(worker, supervisor, office)


@pytest.fixture
async def held(case: Case, report: Report) -> Report:
    """Give a report that Ana has."""
    return await case.office.reports.assign(report.id, ANA, "ana")


async def do(browser: Browser, report: Report, deed: str, **given: str):
    return await browser.post(f"/reports/{report.id}/{deed}", given)


async def test_one_of_two_takes_it_and_the_other_hears_who_has_it(case: Case, report) -> None:
    answers = await asyncio.gather(*(do(each, report, "take") for each in (case.worker, case.supervisor)))
    assert sorted(each.status_code for each in answers) == [303, 409]
    taken = await case.stands(report)
    assert taken.state is ReportState.ASSIGNED
    lost = next(each for each in answers if each.status_code == 409)
    assert f"{taken.worker.title()} has this report." in lost.text


async def test_a_reports_whole_life_at_the_desk_is_on_record(case: Case, report, enrol) -> None:
    await enrol("ben", Role.WORKER)
    for browser, deed, given in (
        (case.worker, "take", {}),
        (case.worker, "answer", {"text": "gracias", "event": EVENT}),
        (case.worker, "release", {}),
        (case.supervisor, "give", {"to": "ben"}),
        (case.supervisor, "give", {"to": "ana"}),
        (case.worker, "close", {"ready": "looked_at", "text": "un abrazo"}),
    ):
        answer = await do(browser, report, deed, **given)
        assert answer.status_code == 303, deed
        assert 'id="notice" class="right"' in (await browser.follow(answer)).text
    closed = await case.stands(report)
    assert (closed.state, closed.worker, closed.followups[0].text) == (ReportState.CLOSED, "ana", "gracias")
    # In the reporter's language, or in English where nobody has translated it yet.
    phrase = case.office.knowledge.catalogs.say("desk.reports.ready.looked_at", "es")
    assert closed.status_text == f"{phrase}\n\nun abrazo"
    assert await case.log() == [
        ("ana", Action.CLAIMED, "report"),
        ("ana", Action.ANSWERED, "report"),
        ("ana", Action.RELEASED, "report"),
        ("eve", Action.TRANSFERRED, "report,to:ben"),
        ("eve", Action.TRANSFERRED, "report,to:ana"),
        ("ana", Action.CLOSED, "report,ready:looked_at"),
    ]
    page = (await case.supervisor.get("/supervision/audit")).text
    for said in ("Took a report", "Answered a reporter", "Gave a report back", "Closed a report", "Opened a report"):
        assert said in page


async def test_a_button_that_bounces_answers_once(case: Case, held: Report) -> None:
    for _ in range(3):
        await do(case.worker, held, "answer", text="gracias", event=EVENT)
    assert len((await case.stands(held)).followups) == 1


@pytest.mark.parametrize(("deed", "given"), HELD)
async def test_what_another_has_is_left_alone_and_not_on_record(deed, given, case: Case, report) -> None:
    await case.office.reports.assign(report.id, EVE, "eve")
    before = await case.stands(report)
    answer = await do(case.worker, report, deed, **given)
    assert answer.status_code == 409
    assert "has this report." in answer.text
    assert await case.stands(report) == before
    assert await case.log() == []


@pytest.mark.parametrize(("deed", "given"), HELD)
async def test_what_nobody_has_must_be_taken_first(deed: str, given, case: Case, report) -> None:
    answer = await do(case.worker, report, deed, **given)
    assert (answer.status_code, "Take it first" in answer.text) == (409, True)
    assert await case.stands(report) == report
    assert await case.log() == []


@pytest.mark.parametrize(("deed", "given"), [("take", {}), *HELD])
async def test_nothing_is_done_with_what_is_closed_or_gone(deed, given, case: Case, held) -> None:
    await case.office.reports.close_report(held.id, ANA, "")
    answer = await do(case.worker, held, deed, **given)
    assert (answer.status_code, "This report is closed." in answer.text) == (409, True)
    await case.office.reports.erase(held.id)
    answer = await do(case.worker, held, deed, **given)
    assert (answer.status_code, "not here any more" in answer.text) == (404, True)
    assert await case.log() == []


@pytest.mark.parametrize(("deed", "given"), [("take", {}), *HELD])
async def test_what_cannot_be_put_on_record_is_not_done(deed: str, given, case: Case, held, server) -> None:
    server.set("q:{staff}:audit:head", b"not ours")
    answer = await do(case.worker, held, deed, **given)
    assert (answer.status_code, "Nothing was done" in answer.text) == (503, True)
    assert await case.stands(held) == held


@pytest.mark.parametrize(("deed", "given"), [("take", {}), *HELD])
async def test_a_form_without_the_token_does_nothing(deed: str, given, case: Case, held) -> None:
    answer = await case.worker.post(f"/reports/{held.id}/{deed}", {**given, "csrf": "other"})
    assert answer.status_code == 403
    assert await case.stands(held) == held


@pytest.mark.parametrize("to", ["", "nobody", "ana", "max"])
async def test_it_is_given_only_to_who_can_work_on_it(to: str, case: Case, held, enrol) -> None:
    await enrol("max", Role.EDITOR)
    answer = await do(case.worker, held, "give", to=to)
    assert (answer.status_code, "Choose somebody" in answer.text) == (422, True)
    assert await case.stands(held) == held
    assert await case.log() == []


@pytest.mark.parametrize(
    ("deed", "given", "status"),
    [
        ("answer", {"text": "  ", "event": EVENT}, 422),
        ("answer", {"text": "x" * 1601, "event": EVENT}, 422),
        ("answer", {"text": "hola"}, 400),
        ("answer", {"text": "hola", "event": "a b"}, 400),
        ("close", {}, 422),
        ("close", {"ready": "nonsense"}, 400),
        ("close", {"text": "x" * 1601}, 422),
    ],
)
async def test_a_form_that_says_too_little_or_too_much_is_given_back(deed, given, status, case: Case, held) -> None:
    answer = await do(case.worker, held, deed, **given)
    assert answer.status_code == status
    assert f'id="deed-{deed}" open' in answer.text
    assert given.get("text", "").strip() in answer.text
    assert await case.stands(held) == held


@pytest.mark.parametrize("deed", ["answer", "close"])
async def test_a_number_or_a_link_is_looked_at_once_more(deed: str, case: Case, held) -> None:
    text = "llame al 555 1234 o vea example.org"
    refused = await do(case.worker, held, deed, text=text, event=EVENT)
    assert refused.status_code == 409
    assert "Look at this before it is kept: 555 1234, example.org" in refused.text
    assert text in refused.text
    assert await case.stands(held) == held
    form = refused.text.partition(f'id="deed-{deed}"')[2]
    warned = re.search(r"name=\"warned\" value='([^']+)'", form)
    assert warned
    again = {"event": EVENT, "warned": html.unescape(warned[1])}
    assert (await do(case.worker, held, deed, text=f"{text} y 999", **again)).status_code == 409
    assert (await do(case.worker, held, deed, text=text, **again)).status_code == 303
