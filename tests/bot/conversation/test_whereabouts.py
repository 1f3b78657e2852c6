"""Where somebody is, by the words around a country's name."""

from time import perf_counter

import pytest

from bot.conversation.places import Places
from tests.bot.conversation.people import table

HERE = """
en I am in the UK and they took my passport | GB
en I live in England with the family that hired me | GB
en im stuck in Saudi, they dont pay me | SA
en I'm in the U.S. and I have no papers | US
en I am currently in Dubai, my boss locked the door | AE
en we are in Ivory Coast | CI
en I work in Jordan as a maid | JO
en I am from Georgia but I live in Turkey | TR
en Hello, I am in the Netherlands, who can help | NL
en I am in UAE since march | AE
es estoy en EEUU y no me dejan salir | US
es Estoy en EE.UU. sin papeles | US
es estoy en los EE. UU. con mi hija | US
es vivo en Inglaterra hace dos años | GB
es ahora estoy en Holanda y no hablo el idioma | NL
es Hola, estoy viviendo en Arabia Saudita | SA
es soy de Bolivia pero estoy en la Argentina | AR
es aquí en Chile no conozco a nadie | CL
es ahora trabajo en Catar limpiando casas | QA
pt estou nos EUA e não tenho documentos | US
pt moro na Inglaterra há um ano | GB
pt to na Holanda, me ajuda | NL
pt estou aqui na Arábia Saudita | SA
pt estou a viver em Moçambique | MZ
pt sou do Brasil mas moro na Espanha | ES
pt agora trabalho no Catar | QA
pt aqui no Dubai pegaram meu passaporte | AE
fr je suis aux États-Unis sans papiers | US
fr je suis en Angleterre et j'ai peur | GB
fr j’habite en Hollande chez eux | NL
fr je suis actuellement au Liban | LB
fr je suis en Côte d'Ivoire | CI
fr Bonjour, je suis bloquée en Arabie Saoudite | SA
fr je viens du Mali mais je vis en France | FR
fr je suis au Mali | ML
fr on est aux Emirats | AE
ar انا في مصر ومعيش جواز | EG
ar انا بمصر وخايفة | EG
ar انا في قطر من سنة | QA
ar انا بالسعودية والكفيل اخذ جوازي | SA
ar أعيش في السعوديه | SA
ar عايشة في الامارات | AE
ar انا حاليا بالكويت | KW
ar انا في أمريكا بدون اوراق | US
ar انا من الفلبين وشغالة ببيت، انا ب لبنان | LB
ar انا في سلطنة عمان | OM
ro sunt în Anglia și nu am acte | GB
ro locuiesc în Statele Unite | US
ro eu lucrez în Germania la o fermă | DE
ro Bună ziua, sunt în Italia și nu mă lasă să plec | IT
ro mă aflu în Marea Britanie | GB
ro sunt din România dar trăiesc în Spania, eu sunt în Spania | ES
ro stau în Olanda fără bani | NL
ro suntem în Emiratele Arabe Unite | AE
ro acum sunt în Turcia | TR
ru я в России и боюсь | RU
ru живу в Турции, забрали паспорт | TR
ru я сейчас в Эмиратах | AE
ru я в Штатах без документов | US
ru я на Украине | UA
ru мы живем в Саудовской Аравии | SA
ru Помогите, я в Польше | PL
ru работаю в Южной Корее на заводе | KR
ru я из Узбекистана, нахожусь в Казахстане | KZ
ru я в США | US
ru я в Перу | PE
sw niko nchini Kenya | KE
sw naishi Marekani bila karatasi | US
sw nipo Uingereza na wamechukua pasipoti yangu | GB
sw nafanya kazi Saudia | SA
sw natoka Tanzania lakini niko Falme za Kiarabu | AE
sw mimi niko Saudi Arabia | SA
sw tuko Afrika Kusini | ZA
sw niko hapa Uturuki | TR
tl nasa Saudi po ako | SA
tl nandito ako sa Hongkong | HK
tl Nasa Dubai ako ngayon | AE
tl nagtatrabaho po ako sa Kuwait | KW
tl nakatira ako sa Amerika | US
tl dito sa Japan kinuha ang passport ko | JP
tl taga Pilipinas ako pero nasa Malaysia ako | MY
tl ako ay nasa Qatar | QA
vi tôi ở Mỹ không có giấy tờ | US
vi em đang ở Anh làm tiệm nail | GB
vi toi dang o My | US
vi tôi đang sống ở Đức | DE
vi Xin chào, tôi ở Hàn Quốc | KR
vi hiện tại tôi đang ở Nga | RU
vi tôi quê ở Việt Nam nhưng tôi đang ở Đài Loan | TW
vi đang ở Campuchia, cứu tôi | KH
vi tôi bị nhốt ở Campuchia | KH
vi tôi đang làm việc tại Nhật Bản | JP
uk я в Польщі без документів | PL
uk зараз я в Німеччині | DE
uk живу в Сполучених Штатах | US
uk я в Україні | UA
uk я у Великій Британії | GB
id saya di Malaysia, paspor saya diambil | MY
id saya kerja di Arab Saudi | SA
id halo, saya sekarang di Korea Selatan | KR
id aku tinggal di Amerika | US
hi मैं सऊदी अरब में हूँ | SA
hi मैं अमेरिका में रहता हूँ | US
hi मैं दुबई में काम करती हूं | AE
hi main Qatar mein hoon | QA
am ሳውዲ ነኝ | SA
am በኩዌት ነው ያለሁት | KW
am ዱባይ ውስጥ ነኝ | AE
am ከኢትዮጵያ መጣሁ፣ ሊባኖስ ነው ያለሁት | LB
th ฉันอยู่ในประเทศไทย | TH
th ตอนนี้ผมอยู่มาเลเซีย | MY
th หนูอยู่ที่เกาหลีใต้ค่ะ | KR
th ผมทำงานที่ซาอุ | SA
"""

NOT_HERE = """
en my sister is living in Germany
en he escaped, now in UK on a visa
en I am from Romania
en My husband is in Thailand after he ran
en can I stay in Spain after the trial
en my family thinks I am in Germany
en when I am in Peru they call me
en I am in Georgia
en I am in Guinea
en I am in the Congo
en I am in my room
en he believes in us and I am in pain
en I live in New England
es me ofrecieron un buen trabajo en España
es Trabajo en España, 2000 euros al mes
es ya no estoy en Perú
es mi prima está ahora en Chile
es vivo en Granada
es estoy en reunión
es si estoy en Chile me pueden deportar
pt não estou no Brasil
pt me prometeram trabalho na Espanha
pt minha irmã está agora na Itália
pt moro em Salvador
fr mon mari habite en France
fr je ne suis pas en France
fr ils pensent que je suis en Italie
ar انا في عمان
ar زوجي عايش في السعودية
ar لا اعيش في مصر
ar زوجي سافر، مقيم بالكويت
ro părinții mei sunt în Italia
ro părinții au plecat, sunt în Italia
ro nu sunt în România
ro sunt în Moldova
ru муж сейчас в Турции
ru я в Россию не вернусь
ru я в Казахстан не поеду
ru не живу в России
ru думают, что я в Польше
sw mume wangu yuko Kenya
sw ninatoka Kenya
sw sheria gani nchini Liberia inasaidia
tl nasa Kuwait ang asawa ko
tl nasa mali ako
tl nagtatrabaho sa Saudi ang kapatid ko
tl galing ako sa Pilipinas
vi chồng tôi ở Mỹ
vi mẹ tôi đang ở Đức
vi tôi ở Mỹ Tho
vi ở nước Mỹ có luật gì
vi chồng tôi đi rồi, đang ở Nga
vi em ở Lào Cai
vi tôi ở nhà anh ấy
vi anh ở đâu
uk чоловік зараз у Польщі
uk я в Україну не повернусь
id suami saya di Malaysia
hi मेरा पति सऊदी अरब में है
hi मैं भारत से हूँ
am ከኢትዮጵያ ነኝ
th แม่ฉันอยู่ไทย
th ฉันเป็นคนไทย
"""

SPEED_TEXT = "me ofrecieron un trabajo y ahora no puedo salir de la casa, estoy en Perú sin papeles y tengo miedo"


@pytest.mark.parametrize(("text", "country"), table(HERE))
def test_a_whereabouts_names_its_country(places: Places, text: str, country: str) -> None:
    assert places.country_here(text) == country


@pytest.mark.parametrize("text", [text for (text,) in table(NOT_HERE)])
def test_a_false_country_is_worse_than_none(places: Places, text: str) -> None:
    assert places.country_here(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "I am in the Kenya embassy in Dubai",
        "I live in Nigeria before, now Italy",
        "I am in India street",
        "I wish I am in Kenya",
        "he wants me to say I am in Peru",
        "we work in Ethiopia house in Saudi",
    ],
)
def test_a_name_that_belongs_to_what_follows_or_is_only_said_is_no_whereabouts(places: Places, text: str) -> None:
    assert places.country_here(text) == ""


def test_one_message_takes_less_than_a_millisecond(places: Places) -> None:
    def once() -> float:
        start = perf_counter()
        places.country_here(SPEED_TEXT)
        return perf_counter() - start

    assert min(once() for _ in range(50)) < 0.001
