"""Reports as people send them, for tests of the desk: told on the gateway's side of the same store."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import av
from av.audio.frame import AudioFrame
from PIL import Image

from bot.reports.redis_reports import RedisReports
from bot.reports.report import Answer, Author, Evidence, EvidenceKind, Followup, IntakePath, Place, Report, Urgency

ADDRESS = ("telegram", "771300001", "@us")
NAME = "Doña Rosa"
WORDS = "los encierran de noche y no les pagan"
ADDED = "hoy llegó otro camión"
TOLD = Report(
    path=IntakePath.COMMUNITY,
    language="es",
    country="CO",
    urgency=Urgency.URGENT,
    answers=(
        Answer("danger", ("unsure",)),
        Answer("concern", ("work",)),
        Answer("who", ("adults",), "unos seis hombres"),
        Answer("signs", ("no_pay", "lives_at_work"), WORDS),
        Answer("means", ("locked_in", "papers_kept")),
        Answer("where", text="detrás del mercado, la puerta azul"),
        Answer("when", skipped=True),
        Answer("known", ("saw_it",)),
        Answer("name", text=NAME),
    ),
    place=Place(4.60971, -74.08175),
)


def picture() -> bytes:
    """Give a small picture as the office keeps them."""
    written = BytesIO()
    Image.new("RGB", (640, 400), (40, 90, 140)).save(written, "JPEG")
    return written.getvalue()


def voice(seconds: int = 3) -> bytes:
    """Give silence as the office keeps voice notes: Opus in Ogg."""
    written = BytesIO()
    with av.open(written, "w", format="ogg") as ogg:
        opus: Any = ogg.add_stream("libopus", rate=48_000, layout="mono")
        for _ in range(seconds * 50):
            frame = AudioFrame(format="s16", layout="mono", samples=960)
            frame.planes[0].update(bytes(960 * 2))
            frame.sample_rate = 48_000
            ogg.mux(opus.encode(frame))
        ogg.mux(opus.encode(None))
    return written.getvalue()


@dataclass
class Reporters:
    """People who report, with the store as the gateway has it."""

    reports: RedisReports
    count: int = 0

    async def send(self, report: Report = TOLD, *, asks_back: bool = True) -> tuple[str, Report]:
        """Send a report, and give its receipt and how it stands."""
        self.count += 1
        receipt = await self.reports.begin(report, f"begin:{self.count}")
        return receipt, await self.reports.send(receipt, report, ADDRESS if asks_back else None)

    async def send_words(self, words: str) -> Report:
        """Send a report that says something in every place where people write."""
        said = {"signs", "who", "where", "known", "name"}
        answers = tuple(replace(each, text=words) if each.question in said else each for each in TOLD.answers)
        receipt, report = await self.send(replace(TOLD, answers=answers))
        await self.add(receipt, words)
        return report

    async def add(self, receipt: str, text: str = ADDED) -> None:
        """Add to a report."""
        await self.reports.add(receipt, Followup(Author.REPORTER, text, language="es"))

    async def show(self, receipt: str, kind: EvidenceKind, data: bytes, media_type: str = "") -> str:
        """Add a file, and give the id that the provider gave it."""
        self.count += 1
        kinds = {EvidenceKind.IMAGE: "image/jpeg", EvidenceKind.AUDIO: "audio/ogg"}
        evidence = Evidence(f"AgACAgIAAx0{self.count}", kind, media_type or kinds[kind], len(data))
        await self.reports.keep_evidence(receipt, evidence, data)
        return evidence.id
