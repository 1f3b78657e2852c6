"""Passing a report on: a document that is given once, on record, with a name only after password and code."""

import json

import pytest

from bot.desk.office import Office
from bot.reports.bounds import MOST_REFERRALS
from bot.reports.report import Referral, Report, ReportState
from bot.staff.entry import Action
from bot.storage.holder import Holder
from tests.bot.desk.browser import Browser, Person
from tests.bot.desk.report_scene import ADDRESS, NAME, TOLD, WORDS, Reporters

pytestmark = pytest.mark.redis
ANA = Holder("ana")
UNIT = "Fiscalía, unidad de trata"
FORM = {"to": UNIT, "format": "json", "language": "en", "words": "1", "files": "1", "event": "b" * 32}


@pytest.fixture
async def held(office: Office, reporters: Reporters) -> Report:
    """Give a report that Ana has."""
    _, report = await reporters.send()
    return await office.reports.assign(report.id, ANA, "ana")


async def details(office: Office, report: Report) -> list[str]:
    return [each.detail for each in await office.audit.read(ticket=report.id) if each.action is Action.REFERRED]


async def test_json_is_given_once_and_noted(worker: Browser, held: Report, office: Office, clock) -> None:
    answer = await worker.post(f"/reports/{held.id}/refer", FORM)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    name = f"report-{held.id[:4]}-{held.id[4:8]}.json"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    document = json.loads(answer.content)
    assert document["office"] == "Amparo"
    assert WORDS in answer.text
    for kept in (NAME, ADDRESS[1], "ana"):
        assert f'"{kept}"' not in answer.text
    referred = await office.reports.report(held.id)
    assert referred.state is ReportState.REFERRED
    (referral,) = referred.referrals
    assert (referral.to, referral.by, referral.at, referral.format) == (UNIT, "ana", clock.now, "json")
    assert await details(office, held) == ["report,format:json,words:yes,files:yes,name:no"]
    # The same form again gives the document again, and it is one referral.
    assert (await worker.post(f"/reports/{held.id}/refer", FORM)).status_code == 200
    assert len((await office.reports.report(held.id)).referrals) == 1


async def test_pdf_is_drawn_in_the_language_that_was_chosen(worker: Browser, held: Report, office: Office) -> None:
    answer = await worker.post(f"/reports/{held.id}/refer", {**FORM, "format": "pdf", "language": "ar"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert (await office.reports.report(held.id)).referrals[0].format == "pdf"


async def test_words_stay_with_the_office_where_the_worker_says_so(worker: Browser, held, office) -> None:
    answer = await worker.post(f"/reports/{held.id}/refer", {**FORM, "words": "", "files": ""})
    assert WORDS not in answer.text
    assert json.loads(answer.content)["withheld"] == ["words"]
    assert await details(office, held) == ["report,format:json,words:no,files:no,name:no"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"to": " "}, 422),
        ({"to": "x" * 201}, 422),
        ({"format": "html"}, 400),
        ({"language": "xx"}, 400),
        ({"event": ""}, 400),
    ],
)
async def test_a_form_that_is_not_right_passes_nothing_on(changed, status: int, worker, held, office) -> None:
    answer = await worker.post(f"/reports/{held.id}/refer", {**FORM, **changed})
    assert (answer.status_code, "deed-refer" in answer.text) == (status, True)
    assert await office.reports.report(held.id) == held
    assert await details(office, held) == []


async def test_a_name_goes_with_it_only_after_password_and_code(
    worker: Browser, ana: Person, held: Report, office: Office, clock
) -> None:
    clock.now += 301
    path = f"/reports/{held.id}/named"
    await worker.get("/account")
    for answer in (await worker.get(path), await worker.post(path, FORM)):
        assert (answer.status_code, answer.headers["location"]) == (303, f"/confirm?next={path}")
        assert NAME not in answer.text
    assert await details(office, held) == []
    await worker.get(f"/confirm?next={path}")
    proof = {"password": ana.password, "code": ana.code(), "next": path}
    page = await worker.follow(await worker.post("/confirm", proof))
    assert NAME in page.text
    answer = await worker.post(path, FORM)
    assert answer.status_code == 200
    assert [each["text"] for each in json.loads(answer.content)["identity"]] == [NAME]
    assert await details(office, held) == ["report,format:json,words:yes,files:yes,name:yes"]
    looks = [each.detail for each in await office.audit.read(ticket=held.id) if each.action is Action.VIEWED]
    assert "report,name" in looks


async def test_there_is_no_such_page_without_a_name(worker: Browser, reporters: Reporters, office: Office) -> None:
    nameless = [each for each in TOLD.answers if each.question != "name"]
    _, report = await reporters.send(type(TOLD)(TOLD.path, "es", "CO", answers=tuple(nameless)))
    await office.reports.assign(report.id, ANA, "ana")
    page = await worker.get(f"/reports/{report.id}")
    assert "/named" not in page.text
    answer = await worker.get(f"/reports/{report.id}/named")
    assert (answer.status_code, "no name of who reports" in answer.text) == (404, True)


async def test_what_only_the_store_can_refuse_is_on_record_as_refused(worker: Browser, held, office) -> None:
    for _ in range(MOST_REFERRALS):
        await office.reports.refer(held.id, ANA, Referral("the unit", ""))
    answer = await worker.post(f"/reports/{held.id}/refer", FORM)
    assert (answer.status_code, "No more fits" in answer.text) == (409, True)
    meant, refused = [each for each in await office.audit.read(ticket=held.id) if each.action is not Action.VIEWED]
    assert (meant.action, refused.action) == (Action.REFERRED, Action.REFUSED)
    assert refused.detail == f"entry:{meant.sequence},for:full"
