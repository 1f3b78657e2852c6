"""Which countries a message names, and what their names are made of."""

from pathlib import Path
from typing import Any

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.places import Places, read_places
from bot.knowledge.catalogs import fold
from bot.knowledge.content_file import ContentError
from bot.knowledge.place_names import read_place_names
from bot.settings import PROJECT
from tests.bot.content import change_yaml, copy_content
from tests.bot.conversation.people import table

NAMED = """
en they want to send me to the United States | US
en he says there is work in Dubai | AE
en my sister was taken to England | GB
es me ofrecieron un trabajo en España | ES
es quieren llevarme a EE.UU. | US
pt querem me levar para os EUA | US
fr on m'a promis du travail aux Émirats | AE
ar وعدوني بشغل بالسعودية | SA
ar بدهم يبعتوني للامارات | AE
ar رايحة على قطر | QA
ar عقد عمل في مصر | EG
ro mi-au promis de lucru în Anglia | GB
ru обещали работу в Турции | TR
ru везут в Россию | RU
ru закон Казахстана | KZ
ru муж сейчас на Украине | UA
sw wameniahidi kazi Marekani | US
tl may trabaho daw sa Saudi | SA
vi họ hứa việc làm ở Hàn Quốc | KR
vi muốn sang nước Anh | GB
uk обіцяли роботу в Польщі | PL
uk закон України | UA
id ditawari kerja di Arab Saudi | SA
hi मुझे अमेरिका भेजना चाहते हैं | US
am ሳውዲ ስራ አለ አሉኝ | SA
th เขาจะพาไปมาเลเซีย | MY
"""

NOT_NAMED = """
en oh my god please help us
en I had a chat with chad about it
en we ate turkey at christmas
en he is from Korea and Guinea
en people in Latin America
en the family reunion was bad
en I need to go to the doctor
es mi esposo usa drogas
es no me da la gana
es soy india y no hablo bien
es dicen que las Naciones Unidas ayudan
es en toda América Latina
es voy a la reunión
pt vou ao médico
pt só de bermuda e chinelo
fr le congo est grand
ar هو مصر على الطلاق
ar بعد المغرب يرجع
ar احتاج دعم مالي
ar اعطني كوبا من الماء
ar انا ساكنة قرب عمان
ro vin din Franța
ru кроме того, он мне угрожал
ru то же самое и у меня
ru я говорю о самой себе
ru в Латинской Америке
ru приехала из России
sw natoka Kenya
tl mali po ang ginawa niya
tl taga Saudi ang amo ko
vi anh ấy nói pháp luật không giúp
vi áo của tôi ở nhà
vi tôi mong có ai giúp
vi ai cấp giấy cho tôi
vi bị đánh ba lần
vi cô ấy mỹ lắm
vi ý kiến của anh
vi tôi học tiếng Pháp
id saya bisa bahasa Inggris
th ฉันเป็นคนไทย
th พูดภาษาอังกฤษได้
en not Kenya, Uganda
"""


@pytest.mark.parametrize(("text", "country"), table(NAMED))
def test_a_country_that_is_only_named_is_no_whereabouts(places: Places, text: str, country: str) -> None:
    assert (places.country_named(text), places.country_here(text)) == (country, "")


@pytest.mark.parametrize("text", [text for (text,) in table(NOT_NAMED)])
def test_words_that_are_also_countries_name_none(places: Places, text: str) -> None:
    assert (places.country_named(text), places.country_here(text)) == ("", "")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("usa", "US"),
        ("tz", "TZ"),
        ("niko tz", "TZ"),
        ("U.S.A.", "US"),
        ("us", "US"),
        ("Mỹ", "US"),
        ("chad", "TD"),
        ("Georgia", "GE"),
        ("в России", "RU"),
        ("السعوديه", "SA"),
        ("بمصر", "EG"),
        ("Côte d’Ivoire", "CI"),
        ("Timor Leste", "TL"),
    ],
)
def test_the_question_for_the_country_takes_what_people_call_it(places: Places, text: str, country: str) -> None:
    assert places.country_named(text) == country


@pytest.mark.parametrize("text", ["Congo", "Guinea", "Korea", "عمان", "Конго", "guinée"])
def test_a_name_of_several_countries_is_none_even_alone(places: Places, text: str) -> None:
    assert (places.country_named(text), places.countries.get(text.casefold(), "")) == ("", "")


@pytest.mark.parametrize("text", ["my", "anh", "us", "georgia", "mali", "ao"])
def test_an_everyday_word_alone_steers_to_no_country_unasked(places: Places, text: str) -> None:
    assert text not in places.countries


@pytest.mark.parametrize("text", ["usa", "england", "россия", "السعودية", "السعوديه", "marekani", "đài loan"])
def test_a_name_alone_steers_to_its_country(places: Places, text: str) -> None:
    assert fold(text) in places.countries


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        pytest.param(("en", "names", "XX"), ["nowhere"], "'XX'", id="no code"),
        pytest.param(("es", "names", "FR"), ["holanda"], "holanda", id="two countries"),
        pytest.param(("en", "none"), ["england"], "england", id="none and a country"),
        pytest.param(("ru", "endings", "ия"), "ии", "same number", id="forms missing"),
        pytest.param(("zzz",), {"names": {}}, "zzz", id="no language"),
        pytest.param(("en", "hear"), ["x"], "hear", id="misspelt field"),
        pytest.param(("en", "names", "PE"), ["..."], "empty", id="empty name"),
    ],
)
def test_a_mistake_in_the_names_is_refused_with_its_place(
    tmp_path: Path, field: tuple[str, ...], value: object, problem: str
) -> None:
    def change(data: Any) -> None:
        place = data["languages"]
        for name in field[:-1]:
            place = place[name]
        place[field[-1]] = value

    path = copy_content(tmp_path) / "knowledge" / "place_names.yml"
    change_yaml(path, change)
    with pytest.raises(ContentError, match=problem):
        read_place_names(path)


def test_a_name_that_is_added_to_the_content_is_recognised(tmp_path: Path, wired: Conversation) -> None:
    root = copy_content(tmp_path)
    change_yaml(
        root / "knowledge" / "place_names.yml",
        lambda data: data["languages"]["ru"]["names"].update(AQ=["ледяндия"]),
    )
    places = read_places(wired.knowledge.catalogs, root)
    assert places.country_here("я в Ледяндии") == "AQ"
    assert read_places(wired.knowledge.catalogs, PROJECT).country_here("я в Ледяндии") == ""
