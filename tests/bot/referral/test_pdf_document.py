"""The pages, read back by the reader that a browser has: all that was told is on them, and nothing else is."""

from dataclasses import replace
from io import BytesIO
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import StreamObject

from bot.knowledge.catalogs import right_to_left
from bot.referral.document import Included
from bot.referral.json_document import json_document
from bot.referral.pdf_document import ReferralUndrawable, pdf_document
from bot.referral.referring import Say
from bot.reports.report import Answer, IntakePath, Urgency
from tests.bot.referral.conftest import REPORT, SAID, Desk, each_letter, pages, saying

# The reader gives brackets and lam-alef, two letters drawn as one, in the order of the page, so the Arabic has none.
TOLD = {
    "ar": "رأيت امرأة مع طفلين في مزرعة. أخذوا جوازات السفر منهم، WhatsApp قال لي رجل 15:30 إنهم يعملون في الليل.",
    "am": "ሴት ልጅ በአንድ ቤት ውስጥ ተዘግታለች። ፓስፖርቷን ወስደዋል፤ ደመወዝ አይከፍሏትም።",
    "hi": "मैंने खेत में बच्चों को काम करते देखा। उनके पासपोर्ट छीन लिए गए हैं और उन्हें बाहर नहीं जाने देते।",
    "th": "ผมเห็นคนงานถูกขังอยู่ในโรงงานปลา พวกเขาถูกยึดหนังสือเดินทางและไม่ได้รับค่าจ้าง นายจ้างบอกว่าถ้าหนีจะแจ้งตำรวจ",
    "vi": "Tôi thấy những người bị nhốt trong xưởng, hộ chiếu bị giữ, không được trả lương. Đường Nguyễn Huệ.",
    "ru": "Я видела детей, у них забрали паспорта.",
    "bn": "তাদের পাসপোর্ট কেড়ে নিয়েছে।",
}
SECRETS = (
    "Rosalba",
    "Quintero",
    "analog",
    "bennolog",
    "Fiscalia",
    "AgACAgIAAx0",
    "AwACAgIAAx1",
    "Which colour",
    "-74.08175",
)
LETTERS = st.one_of(
    st.characters(codec=None), st.sampled_from("aбا\u0e01\u0301\u202e\u200b\u200d\ufe0f\U0001f1e8\n #*$\\[]")
)
HALF_LINE = 6.0


def drawn(desk: Desk, report=REPORT, included=None, language="en", zone="UTC") -> bytes:
    return pdf_document(desk.refer(report, included, language, zone), desk.say(language))


def squeezed(text: str) -> str:
    return "".join(text.split())


# On a page that is mostly Arabic the reader turns what is not, so that page is read for its Arabic alone.
@pytest.mark.parametrize(("language", "of_the_document"), [*((each, "en") for each in TOLD), ("ar", "ar")])
def test_words_of_every_script_are_on_the_page(desk: Desk, language: str, of_the_document: str) -> None:
    pdf = drawn(desk, saying(TOLD[language], language), language=of_the_document)
    assert squeezed(TOLD[language]) in squeezed("".join(pages(pdf)))


def test_a_long_statement_flows_over_pages_whole(desk: Desk) -> None:
    lines = [f"Sentence {number} of what was seen at the farm behind the hill." for number in range(1, 61)]
    told = " ".join(lines)
    assert len(told) > 3000
    found = [squeezed(page) for page in pages(drawn(desk, saying(told)))]
    assert len(found) > 2
    between = ""
    for number, page in enumerate(found, 1):
        header, footer = "ConfidentialReference9F3A-12C4", f"Page{number}of{len(found)}"
        assert page.startswith(header)
        assert page.endswith(footer)
        between += page.removeprefix(header).removesuffix(footer)
    assert squeezed(told) in between


@pytest.mark.parametrize("word", ["x" * 3000, "W" * 200, "https://example.org/" + "path/" * 500, "ب" * 900])
def test_a_word_wider_than_the_page_stays_on_it(desk: Desk, word: str) -> None:
    outside = []

    def look(letter: str, box: tuple[float, float, float, float], size: tuple[float, float]) -> None:
        if letter.strip() and (box[0] < 0 or box[2] > size[0] or box[1] < 0 or box[3] > size[1]):
            outside.append(letter)

    pdf = drawn(desk, saying(word))
    each_letter(pdf, look)
    assert outside == []
    assert "".join(pages(pdf)).count(word[-1]) >= word.count(word[-1])


def test_a_link_can_be_copied(desk: Desk) -> None:
    link = "https://example.org/jobs/abroad/well-paid-work-in-a-hotel?id=1234567890&from=friend"
    assert link in "".join(pages(drawn(desk, saying(link)))).replace("\r\n", "")


def test_all_facts_are_on_the_pages(desk: Desk) -> None:
    text = squeezed(" ".join(pages(drawn(desk, included=Included(identity=True), zone="America/Bogota"))))
    for told in (
        "Report of possible human trafficking",
        "Nobody has verified it. Signs are a reason to look closer.",
        "Casa Abierta, Bogotá",
        "16 Jan 2027 11:46 UTC (16 Jan 2027 06:46 America/Bogota)",
        "The reporter was not sure",
        "4.61, -74.08 (rounded on purpose, to about 1 km)",
        "Behind the market, the green gate",
        "Means: force, threat, lies or abuse of need • They are locked in or guarded • Somebody keeps their papers",
        "Adults and children",
        SAID,
        "Today it was a blue van.",
        "Rosalba Quintero",
        "9F3A-12C4-2 Voice note 35 kB",
    ):
        assert squeezed(told) in text


def test_degrees_read_from_left_to_right_in_arabic_too(desk: Desk) -> None:
    seen = []

    def look(letter: str, box: tuple[float, float, float, float], _: tuple[float, float]) -> None:
        if letter in "4.61,-708":
            seen.append((box[0], box[1], letter))

    each_letter(drawn(desk, replace(REPORT, answers=(Answer("danger", ("no",)),), evidence=()), language="ar"), look)
    # A comma hangs below the line and a minus stands above it, each by less than half a line.
    bottoms = [bottom for _, bottom, letter in seen if letter == "7"]
    rows = ["".join(letter for _, at, letter in sorted(seen) if abs(at - bottom) < HALF_LINE) for bottom in bottoms]
    assert right_to_left("ar")
    assert any("4.61,-74.08" in row for row in rows)


def test_words_read_in_their_own_direction_in_any_document(desk: Desk) -> None:
    at = {}

    def look(letter: str, box: tuple[float, float, float, float], _: tuple[float, float]) -> None:
        at.setdefault(letter, []).append(box)

    each_letter(drawn(desk, saying("سيارة زرقاء."), included=Included(evidence=False)), look)
    (first,), (blue,) = at["س"], at["ق"]
    assert blue[0] < first[0]
    left = [box for box in at["."] if abs(box[1] - first[1]) < 5 and 0 < blue[0] - box[2] < 60]
    assert len(left) == 1


def test_what_is_read_as_markup_elsewhere_is_text_here(desk: Desk) -> None:
    told = '#panic() $x^2$ *bold* _it_ `raw` @ref <label> \\ // = \'one\' "two" -- ... ~ #include "/etc/passwd"'
    assert squeezed(told) in squeezed("".join(pages(drawn(desk, saying(told)))))


def test_hidden_letters_are_shown_as_codes(desk: Desk) -> None:
    text = squeezed("".join(pages(drawn(desk, saying("pay \u202eeerht\u202c now\u200b \U0001f622")))))
    assert "pay[U+202E]eerht[U+202C]now[U+200B][U+1F622CRYINGFACE]" in text
    assert "Codesingrey" in text
    assert "Codesingrey" not in squeezed("".join(pages(drawn(desk))))


def test_nothing_that_stays_with_the_office_is_in_the_files(desk: Desk) -> None:
    pdf = drawn(desk)
    parts = [pdf, "".join(pages(pdf)).encode(), json_document(desk.refer(), desk.say())]
    objects = (PdfReader(BytesIO(pdf)).get_object(number) for number in range(1, len(PdfReader(BytesIO(pdf)).xref[0])))
    parts.extend(each.get_data() if isinstance(each, StreamObject) else repr(each).encode() for each in objects)
    for secret in (*SECRETS, REPORT.id, REPORT.id.upper()):
        for part in parts:
            assert secret.encode() not in part
            assert secret.encode("utf-16-be") not in part


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_is_made_for_screen_readers(desk: Desk, language: str) -> None:
    reader = PdfReader(BytesIO(drawn(desk, language=language)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    say = desk.say(language)
    title, sections = reader.outline
    assert title.title == say("desk.referral.title")
    assert [each.title for each in sections if not isinstance(each, list)][:2] == [
        say("desk.referral.place"),
        say("desk.referral.signs"),
    ]
    assert [round(each) for each in reader.pages[0].mediabox[2:]] == [595, 842]


def test_the_file_says_when_it_was_made_and_nothing_of_who_or_where(desk: Desk) -> None:
    reader = PdfReader(BytesIO(drawn(desk, zone="America/Bogota")))
    assert set(reader.metadata) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert reader.metadata["/Creator"].startswith("Typst")
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20270116114640Z"
    assert b"Author" not in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_same_document_gives_the_same_bytes(desk: Desk) -> None:
    first = drawn(desk)
    assert drawn(desk, saying("something else")) != first
    assert drawn(desk) == first


class Listening(Desk):
    """A desk that notes each text that it is asked for."""

    asked: ClassVar[set[str]] = set()

    def say(self, language: str = "en") -> Say:
        catalog = super().say(language)

        def say(key: str, /, **values: str) -> str:
            self.asked.add(key)
            return catalog(key, **values)

        return say


def test_every_label_is_used(desk: Desk) -> None:
    listening = Listening(desk.intake, desk.catalogs)
    known = (Answer("danger", ("yes",)), Answer("concern", ("work",)), Answer("who", ("adults",)))
    known += (Answer("signs", ("no_pay",)), Answer("where", text="there"), Answer("known", ("saw_it",)))
    unlike_a_child = (Answer("concern", ("child",)), Answer("child_signs", ("child_intimidated",)))
    for report in (
        saying("a\u200b"),
        replace(REPORT, answers=(), place=None, evidence=(), followups=(), country="", asks_back=False),
        replace(REPORT, answers=known, urgency=Urgency.NORMAL),
        replace(REPORT, path=IntakePath.INSPECTOR, urgency=Urgency.RAISED, answers=unlike_a_child),
        replace(REPORT, path=IntakePath.SOCIAL_WORKER, answers=(Answer("danger", ("no",)),)),
    ):
        for included in (Included(), Included(words=False, evidence=False)):
            drawn(listening, report, included)
    drawn(listening, zone="America/Bogota")
    assert {key for key in desk.catalogs.keys() if key.startswith("desk.referral.")} - listening.asked == set()  # noqa: SIM118


@settings(max_examples=60, deadline=None)
@given(st.text(LETTERS, min_size=1))
def test_whatever_is_written_can_be_drawn(desk: Desk, text: str) -> None:
    assert drawn(desk, saying(text)).startswith(b"%PDF")


def test_a_page_that_cannot_be_drawn_tells_nothing_of_what_is_on_it(desk: Desk) -> None:
    def say(key: str, /, **values: str) -> str:
        return f"{desk.say()(key, **values)} 你好"

    with pytest.raises(ReferralUndrawable) as raised:
        pdf_document(desk.refer(), say)
    assert "page.typ cannot be drawn" in str(raised.value)
    assert "你好" not in str(raised.value)
