"""Pictures and voice notes of a report: shown to who reads it, inert, under our own names, on record."""

import pytest

from bot.desk.office import Office
from bot.desk.reports.files import partly
from bot.reports.report import EvidenceKind, Report
from bot.staff.entry import Action
from bot.storage.holder import Holder
from tests.bot.desk.browser import Browser
from tests.bot.desk.report_scene import Reporters, picture

pytestmark = pytest.mark.redis
SOUND = b"OggS" + bytes(range(96))


@pytest.fixture
async def shown(reporters: Reporters) -> tuple[Report, list[str]]:
    """Give a report with a picture and a voice note, and their providers' ids."""
    receipt, report = await reporters.send()
    first = await reporters.show(receipt, EvidenceKind.IMAGE, picture())
    return report, [first, await reporters.show(receipt, EvidenceKind.AUDIO, SOUND)]


async def test_files_are_given_inert_and_under_our_own_names(worker: Browser, shown, office: Office) -> None:
    report, provider_ids = shown
    page = (await worker.get(f"/reports/{report.id}")).text
    image, sound = [await worker.get(f"/reports/{report.id}/files/{number}") for number in (1, 2)]
    assert (image.content, image.headers["content-type"]) == (picture(), "image/jpeg")
    assert (sound.content, sound.headers["content-type"]) == (SOUND, "audio/ogg")
    for answer, ending in ((image, "1.jpg"), (sound, "2.ogg")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'; sandbox" in answer.headers.get_list("content-security-policy")
        own = f"report-{report.id[:4]}-{report.id[4:8]}-{ending}"
        assert answer.headers["content-disposition"] == f'inline; filename="{own}"'
    for each in provider_ids:
        assert each not in page + str(image.headers) + str(sound.headers)
    looks = [each.detail for each in await office.audit.read(ticket=report.id) if each.action is Action.VIEWED]
    assert looks == ["report", "report,file:1", "report,file:2"]


@pytest.mark.parametrize("number", ["0", "3", "01", "-1", "1e0", "x", "999", "%D9%A1"])
async def test_what_is_no_file_is_not_found(number: str, worker: Browser, shown) -> None:
    assert (await worker.get(f"/reports/{shown[0].id}/files/{number}")).status_code == 404


async def test_a_file_of_any_other_type_is_never_given(worker: Browser, reporters: Reporters) -> None:
    receipt, report = await reporters.send()
    await reporters.show(receipt, EvidenceKind.IMAGE, b"<svg onload=alert(1)>", "image/svg+xml")
    await reporters.show(receipt, EvidenceKind.AUDIO, b"<html>", "image/jpeg")
    for number in (1, 2):
        answer = await worker.get(f"/reports/{report.id}/files/{number}")
        assert (answer.status_code, answer.content) == (404, b"")


async def test_files_of_what_another_has_are_not_given(worker, supervisor, shown, office: Office) -> None:
    report, _ = shown
    await office.reports.assign(report.id, Holder("eve", supervises=True), "eve")
    assert (await worker.get(f"/reports/{report.id}/files/1")).status_code == 404
    assert (await supervisor.get(f"/reports/{report.id}/files/1")).status_code == 200
    assert (await worker.get("/reports/nothing/files/1")).status_code == 404


async def test_a_look_that_cannot_be_put_on_record_shows_nothing(worker: Browser, shown, server) -> None:
    server.set("q:{staff}:audit:head", b"not ours")
    answer = await worker.get(f"/reports/{shown[0].id}/files/1")
    assert (answer.status_code, answer.content) == (503, b"")


@pytest.mark.parametrize(
    ("asked", "status", "given", "said"),
    [
        ("", 200, b"0123456789", None),
        ("bytes=0-", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=-", 200, b"0123456789", None),
        ("bytes=4-2", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_one_range_is_given(asked: str, status: int, given: bytes, said: str | None) -> None:
    answer = partly(b"0123456789", asked, "audio/ogg", {"X-Own": "1"})
    assert (answer.status_code, answer.body, answer.headers.get("content-range")) == (status, given, said)
    assert (answer.headers["accept-ranges"], answer.headers["x-own"]) == ("bytes", "1")
