"""The list of reports and one report: who sees what of it, and that each look is on record."""

import re
from dataclasses import replace

import pytest

from bot.desk.app import create_app
from bot.desk.office import Office
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Author, Followup, Referral, Urgency
from bot.staff.entry import Action
from bot.staff.worker import Role
from bot.storage.encryption import Seal
from bot.storage.holder import Holder
from tests.bot.desk.browser import Browser
from tests.bot.desk.report_scene import ADDED, ADDRESS, NAME, TOLD, WORDS, Reporters
from tests.bot.desk.walk import knock

pytestmark = pytest.mark.redis
ANA, EVE = Holder("ana"), Holder("eve", supervises=True)
TOLD_TEXTS = (WORDS, "unos seis hombres", "detrás del mercado", "4.61, -74.08", "locked in", "Little or no pay")


async def looks(office: Office, report_id: str) -> list[tuple[str, str]]:
    entries = await office.audit.read(ticket=report_id)
    return [(each.actor, each.detail) for each in entries if each.action is Action.VIEWED]


async def test_the_list_shows_facts_in_the_order_of_the_store_and_no_content(worker, reporters, office) -> None:
    _, normal = await reporters.send(replace(TOLD, urgency=Urgency.NORMAL, country="", language="ar"))
    receipt, urgent = await reporters.send()
    await office.reports.assign(urgent.id, EVE, "ana")
    await reporters.add(receipt)
    page = (await worker.get("/reports")).text
    assert re.findall(r'id="row-([0-9a-f]+)"', page) == [urgent.id, normal.id]
    for fact in (
        "Urgent",
        "Colombia",
        "Spanish",
        "Arabic",
        "Known: 6 of 8",
        "With you",
        "Nobody has it",
        "wrote again",
    ):
        assert fact in page
    for told in (*TOLD_TEXTS, ADDED, NAME, ADDRESS[1], receipt):
        assert told not in page


@pytest.mark.parametrize(
    ("tab", "stand"),
    [
        ("open", {"received", "assigned", "others", "referred"}),
        ("mine", {"assigned", "referred"}),
        ("received", {"received"}),
        ("assigned", {"assigned", "others"}),
        ("referred", {"referred"}),
        ("closed", {"closed"}),
        ("nonsense", {"received", "assigned", "others", "referred"}),
    ],
)
async def test_a_tab_shows_what_stands_so_and_counts_it(tab: str, stand, worker, reporters, office: Office) -> None:
    ids = {}
    for name in ("received", "assigned", "others", "referred", "closed"):
        _, report = await reporters.send()
        ids[report.id] = name
        if name != "received":
            await office.reports.assign(report.id, EVE, "ben" if name == "others" else "ana")
        if name == "referred":
            await office.reports.refer(report.id, ANA, Referral("the unit", ""))
        if name == "closed":
            await office.reports.close_report(report.id, ANA, "gracias")
    page = (await worker.get(f"/reports/rows?tab={tab}")).text
    assert {ids[each] for each in re.findall(r'id="row-([0-9a-f]+)"', page)} == stand
    counted = re.search(r'aria-current="page">[^<]+<span class="count">(\d+)', page)
    assert counted
    assert int(counted[1]) == len(stand)


async def test_an_empty_list_says_so(worker: Browser) -> None:
    assert "No report is open" in (await worker.get("/reports")).text
    assert "You have no report" in (await worker.get("/reports?tab=mine")).text


async def test_the_navigation_counts_what_nobody_has(worker: Browser, reporters: Reporters, office: Office) -> None:
    assert "reports-count" in (await worker.get("/queue")).text
    assert "that nobody has" not in (await worker.get("/queue")).text
    _, report = await reporters.send()
    await reporters.send(replace(TOLD, urgency=Urgency.NORMAL))
    assert "Reports that nobody has: 2. Urgent ones: 1" in (await worker.get("/queue")).text
    await office.reports.assign(report.id, ANA, "ana")
    page = await worker.get("/reports/count")
    assert "Reports that nobody has: 1<" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_who_may_not_read_is_told_no_count(open_browser, enrol, reporters: Reporters) -> None:
    await reporters.send()
    editor = open_browser()
    await editor.log_in(await enrol("max", Role.EDITOR))
    assert "that nobody has" not in (await editor.get("/account")).text


async def test_what_nobody_has_every_worker_reads_but_not_who_reports(worker, reporters, office: Office) -> None:
    _, report = await reporters.send()
    page = (await worker.get(f"/reports/{report.id}")).text
    for told in (*TOLD_TEXTS, "They gave a name", "rounded on purpose", "Take this report", "Danger now"):
        assert told in page
    for kept in (NAME, ADDRESS[1], "deed-answer", "deed-refer"):
        assert kept not in page
    assert await looks(office, report.id) == [("ana", "report")]


async def test_what_somebody_has_is_theirs_and_a_supervisors(worker, supervisor, reporters, office, enrol) -> None:
    await enrol("ben", Role.WORKER)
    _, report = await reporters.send()
    await office.reports.assign(report.id, EVE, "ben")
    page = (await worker.get(f"/reports/{report.id}")).text
    assert "This report is with Ben." in page
    for kept in (*TOLD_TEXTS, NAME, "deed-"):
        assert kept not in page
    assert NAME in (await supervisor.get(f"/reports/{report.id}")).text
    assert await looks(office, report.id) == [("eve", "report")]


async def test_a_closed_report_is_read_and_nothing_is_done_with_it(worker, reporters, office: Office) -> None:
    _, report = await reporters.send()
    await office.reports.assign(report.id, ANA, "ana")
    await office.reports.close_report(report.id, ANA, "lo pasamos a la fiscalía")
    page = (await worker.get(f"/reports/{report.id}")).text
    assert WORDS in page
    assert "lo pasamos a la fiscalía" in page
    assert '<form method="post" action="/reports/' not in page
    await office.reports.erase(report.id)
    gone = await worker.get(f"/reports/{report.id}")
    assert (gone.status_code, "not here any more" in gone.text) == (404, True)


async def test_what_came_since_stands_in_order_with_what_was_passed_on(worker, reporters, office, clock) -> None:
    receipt, report = await reporters.send()
    await office.reports.assign(report.id, ANA, "ana")
    await reporters.add(receipt, "one")
    await office.reports.answer(report.id, ANA, Followup(Author.OFFICE, "two", language="es"))
    clock.now += 60
    await reporters.add(receipt, "three")
    await office.reports.refer(report.id, ANA, Referral("Fiscalía <b>", "", format="json"))
    page = (await worker.get(f"/reports/{report.id}")).text
    assert re.findall(r'<bdi dir="auto" lang="es">(one|two|three)', page) == ["one", "two", "three"]
    assert "Fiscalía &lt;b&gt;" in page
    assert "By Ana, as JSON" in page
    assert "90 days" in page


async def test_a_look_that_cannot_be_put_on_record_shows_no_content(worker, reporters, server) -> None:
    _, report = await reporters.send()
    server.set("q:{staff}:audit:head", b"not ours")
    for path in (f"/reports/{report.id}", f"/reports/{report.id}/now"):
        page = await worker.get(path)
        assert (page.status_code, "Nothing was done" in page.text) == (503, True)
        assert WORDS not in page.text


async def test_a_page_that_asks_by_itself_is_on_record_once_in_a_while(worker, reporters, office, clock) -> None:
    _, report = await reporters.send()
    for _ in range(3):
        assert WORDS in (await worker.get(f"/reports/{report.id}/now")).text
    assert len(await looks(office, report.id)) == 1
    clock.now += 301
    await worker.get(f"/reports/{report.id}/now")
    assert len(await looks(office, report.id)) == 2


async def test_the_sheet_lists_the_keys_of_the_page_that_is_open(worker: Browser, reporters: Reporters) -> None:
    _, report = await reporters.send()
    for path in ("/reports", f"/reports/{report.id}"):
        page = (await worker.get(path)).text
        assert "Answer the reporter" in page
        assert "Take this chat" not in page.partition('id="shortcuts"')[2]
    assert "Answer the reporter" not in (await worker.get("/queue")).text


async def test_where_the_store_is_away_the_pages_say_so(office: Office, worker: Browser) -> None:
    away = RedisReports("redis://127.0.0.1:1/0", Seal(bytes(32), "reports"), office.clock)
    desk = create_app(replace(office, reports=away))
    for path in ("/reports", "/reports/0123", "/reports/count"):
        assert (await knock(desk, "GET", path, login=worker.login_id)).status == 503
    await away.close()
