"""Questions about earlier contact, as somebody else who holds the phone types them, and what only sounds like them."""

import json
from pathlib import Path

import pytest
import yaml

from bot.knowledge.content_file import ContentError
from bot.safety.probing import Probing, read_probing
from bot.settings import PROJECT

FOLDER = PROJECT / "knowledge" / "probing"
PROBING = read_probing(FOLDER)
QUESTIONS = sorted((PROJECT / "tests" / "questions").glob("*.jsonl"))

PROBES = {
    "en": """Did she write to you?
who was talking here
What did my wife say?
has anyone used this chat before??
Show me the earlier messages.
what do you know about her
wat do u know about me
does Maria talk to you
did my girlfriend txt u
who else have you been talking to
is my daughter texting you
let me see all the messages""",
    "es": """¿Ella te escribió?
te ha escrito mi mujer?
quien estuvo hablando aqui
Qué te dijo mi esposa
k te dijo
muestrame los mensajes anteriores
¿Qué sabes de mí?
q sabes de ella
con quién hablas
alguien ha usado este chat antes?
María te escribió?
ensename la conversacion""",
    "pt": """ela falou com você?
minha mulher falou com vc
quem tava falando aqui
O que ela te disse?
oq minha mulher disse
alguém já usou esse chat?
me mostra as mensagens antigas
o que você sabe sobre mim
oq vc sabe sobre ela
com quem vc fala
a Maria fala com você?
quem escreveu aqui antes""",
    "fr": """Est-ce qu'elle t'a écrit ?
ma femme vous a parlé ?
qui ta ecri
ki a ecri ici
Qu'est-ce que ma femme a dit ?
elle ta dit quoi
montre-moi les anciens messages
que savez-vous de moi ?
tu sais quoi sur elle
Quelqu'un a déjà utilisé ce chat ?
Maria te parle ?
à qui tu parles""",
    "ar": """هل كتبت لك؟
مين كان عم يحكي هون
ماذا قالت زوجتي؟
مراتي قالتلك ايه
شو قالتلك
هل استخدم أحد هذه المحادثة من قبل؟
وريني الرسائل القديمة
ماذا تعرف عني؟
شو بتعرف عنها
مرتي حكت معك؟
meen 7aka ma3ak
shu bta3ref 3anni
chkoun hder m3ak""",
    "ro": """ți-a scris?
Cine a vorbit aici?
ce ti a zis nevasta
ce a spus soția mea
a mai folosit cineva chatul asta
Arată-mi mesajele vechi
arata mi conversatia
ce știi despre mine
ce stii despre ea
Maria vorbește cu tine?
cu cine vorbesti
cine ti a scris""",
    "ru": """Она тебе писала?
кто здесь был до меня
Что сказала моя жена?
что она тебе говорила
покажи прошлые сообщения
покажите переписку
Что ты знаешь обо мне?
что вы знаете о ней
кто-нибудь ещё пользовался этим чатом
Мария с тобой общается?
с кем ты переписываешься
kto tebe pisal""",
    "sw": """Je, alikuandikia?
nani alikuwa anaongea hapa
Mke wangu alisema nini?
amekuambia nini
kuna mtu ametumia hii chat kabla
nionyeshe ujumbe wa zamani
nionyeshe meseji zake
Unajua nini kuhusu mimi?
unajua nini kumhusu
Maria anaongea na wewe?
unachat na nani
bibi yangu alisema nini""",
    "tl": """nagtext ba sya sayo
Sumulat ba siya sa iyo?
sino kausap mo
Sino ang gumamit nito?
ano sabi ng asawa ko
Anong sinabi niya sa'yo?
may gumamit na ba nito dati
ipakita mo ang mga lumang message
patingin ng mga message nya
ano alam mo tungkol sakin
anong alam mo sa kanya
kausap mo ba si Maria""",
    "vi": """Cô ấy có nhắn tin cho bạn không?
ai đã nói chuyện ở đây
vo toi noi gi
Vợ tôi đã nói gì với bạn?
có ai dùng chat này chưa
cho tôi xem tin nhắn cũ
cho xem lai tin nhan truoc
Bạn biết gì về tôi?
ban biet gi ve co ay
bạn đang nói chuyện với ai
nó có nhắn tin cho mày không
ai da nhan tin o day""",
}

OTHERS = {
    "en": """who are you
who can I talk to
did the police write to me
can my boss see what I wrote here
What do you keep about me?
someone wrote to me with a job offer
show me more
He makes me show him my old messages.
what do you know about my rights
how do I delete the chat history
my friend who told me to write to you said it is free
My husband controls me, is it safe writing here?
someone has used my photos
Can I know who is behind this chat?""",
    "es": """quien eres
con quién hablo
¿la policía me escribió?
mi jefe puede ver lo que escribo aquí?
qué guardas sobre mí
alguien me escribió con una oferta de trabajo
muéstrame más
si hablo contigo se entera mi jefe?
me obliga a que le muestre mis mensajes
¿qué sabes de mis derechos?
alguien usó estas fotos mías
un hombre te escribe por facebook y te promete trabajo
borra todo lo que sabes de mí""",
    "pt": """quem é você
com quem eu falo
a polícia me escreveu?
meu patrão consegue ver o que escrevi aqui?
o que você guarda sobre mim
alguém me escreveu com uma oferta de emprego
mostra mais
estou falando com você ou com um robô?
a conversa com você fica gravada?
alguém usou essas fotos minhas
ele me mostrou mensagens de ameaça
acho que minha mulher foi vítima
minha irmã pode falar com você?""",
    "fr": """qui es-tu
à qui je peux parler
la police m'a écrit ?
mon patron peut voir ce que j'écris ici ?
que gardez-vous sur moi
quelqu'un m'a écrit avec une offre d'emploi
montre-moi plus
je dois montrer les anciens messages à la police ?
mon mari qui me frappe, écrire ici est risqué ?
que sais-tu des titres de séjour
quelqu'un a utilisé ces photos de moi
Effacez tout ce que vous savez sur moi""",
    "ar": """من أنت
مين ممكن يساعدني هون
هل كتبت لي الشرطة؟
هل يستطيع رب عملي رؤية ما كتبت هنا؟
ماذا تحتفظ عني؟
واحد كتب لي عرض شغل
وريني أكثر
ممكن أحكي معك؟
فيها أختي تحكي معك؟
حد استخدم صوري
ماذا تعرف عن حقوقي
meen inta
min fadlak sa3edni""",
    "ro": """cine ești
cu cine vorbesc
mi-a scris poliția?
poate șeful să vadă ce am scris aici
ce păstrezi despre mine
cineva mi-a scris cu o ofertă de muncă
arată-mi mai mult
nu a vorbit cineva cu mine
a folosit cineva numele meu
ce știi despre drepturile mele
cine ți-a dat numărul meu nu contează
Ștergeți tot ce știți despre mine""",
    "ru": """кто ты
с кем я говорю
мне писала полиция?
начальник увидит, что я здесь писала?
что вы храните обо мне
мне написали и предложили работу
покажи больше
я уже вам писала вчера про паспорт
если я покажу переписку полиции
я узнал, что моя жена стала жертвой
я вижу, что она здесь работает без отдыха
что вы знаете о правах мигрантов""",
    "sw": """wewe ni nani
naongea na nani
polisi waliniandikia?
bosi wangu anaweza kuona nilichoandika hapa
mnahifadhi nini kuhusu mimi
mtu aliniandikia kuhusu kazi
nionyeshe zaidi
mke wangu amesema ananyanyaswa kazini
kuna mtu ametumia picha zangu
nani ninaweza kumwandikia
unajua nini kuhusu haki zangu
nataka kuongea na wewe""",
    "tl": """sino ka
sino kausap ko
nagtext ba sakin ang pulis
makikita ba ng amo ko ang sinulat ko dito
ano ang tinatago mo tungkol sa akin
may nagtext sakin ng trabaho
ipakita mo pa
sino gumamit ng pangalan ko
pwede ba kitang kausapin
ano ang alam mo sa karapatan ko
hindi mo alam kung sino ang kausap mo online
sino ang pwede kong kausapin""",
    "vi": """bạn là ai
tôi đang nói chuyện với ai
công an có nhắn tin cho tôi không
chủ có thấy tôi viết gì ở đây không
bạn lưu gì về tôi
có người nhắn tin cho em mời đi làm
cho tôi xem thêm
nó bắt tôi cho xem tin nhắn
họ có xem lại tin nhắn cũ của em được không
bạn tôi không được nói chuyện với ai
chúng nhắn tin cho bạn bè của em
bạn biết gì về luật lao động""",
}


def rows(tables: dict[str, str]) -> list[object]:
    return [
        pytest.param(line, id=f"{language}: {line}")
        for language, table in tables.items()
        for line in table.splitlines()
    ]


@pytest.mark.parametrize("text", rows(PROBES))
def test_a_question_about_earlier_contact_is_heard(text: str) -> None:
    assert PROBING.asks(text)


@pytest.mark.parametrize("text", rows(OTHERS))
def test_what_only_sounds_like_one_is_left_to_the_answers(text: str) -> None:
    assert not PROBING.asks(text)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_no_question_that_has_an_answer_is_taken_for_one(path: Path) -> None:
    asked = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [each["id"] for each in asked if each["intent"] != "out_of_scope" and PROBING.asks(each["text"])] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_every_phrase_of_a_language_is_heard(path: Path) -> None:
    deaf = []
    for phrase in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["probing"]:
        # A bare `*` is a word; elsewhere nothing is put for the wildcard.
        said = " ".join("x" if word == "*" else word.replace("*", "") for word in phrase.lstrip("=").split())
        if not PROBING.asks(said.replace("...", "x y z")):
            deaf.append(phrase)
    assert deaf == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_every_short_form_of_who_are_you_is_heard_in_its_own_language_only(path: Path) -> None:
    phrases = [
        phrase.removeprefix("=")
        for phrase in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["who"]
    ]
    assert len(phrases) >= 10
    assert [each for each in phrases if PROBING.languages_of(f" {each.upper()}?! ") != [path.stem]] == []
    assert [each for each in phrases if PROBING.asks(each)] == []
    # Only as the whole message: in a sentence the same words may be about somebody else.
    assert [each for each in phrases if PROBING.asks_who(f"xx {each}") or PROBING.asks_who(f"{each} xx")] == []


@pytest.mark.parametrize("text", rows(PROBES))
def test_a_question_about_earlier_contact_is_no_question_who_we_are(text: str) -> None:
    assert not PROBING.asks_who(text)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_no_other_question_is_taken_for_who_are_you(path: Path) -> None:
    asked = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [each["id"] for each in asked if each["intent"] != "who_are_you" and PROBING.asks_who(each["text"])] == []


def test_a_text_that_is_too_heavy_to_search_does_not_ask_who_we_are() -> None:
    assert PROBING.asks_who("who is this")
    assert not Probing(PROBING.vocabulary, PROBING.probing, PROBING.unless, PROBING.who, 1).asks_who("who is this")


def test_a_text_that_is_too_heavy_to_search_gets_the_answer_that_says_nothing() -> None:
    tired = Probing(PROBING.vocabulary, PROBING.probing, PROBING.unless, steps=3)
    assert tired.asks("a long and harmless message about work")


@pytest.mark.parametrize("piece", ["who ", "did a b c ", "ti a ", "ﷺ", "que te ", "* "])
def test_a_heavy_text_is_searched_within_the_steps(piece: str) -> None:
    assert not PROBING.asks((piece * 5000)[:5000])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("probing: [Did she]\n", "write 'Did she' without capitals", id="capitals"),
        pytest.param("probing: ['did she ...']\n", "must begin with a word and end with one", id="gap at the end"),
        pytest.param("probings: [did she]\n", "unknown field 'probings'", id="unknown field"),
        pytest.param("probing: did she\n", "'probing' must be a list", id="no list"),
        pytest.param("who: [who is this]\n", "'who is this' under 'who' must begin with '='", id="part of a message"),
    ],
)
def test_a_phrase_that_could_never_match_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "en.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=r"en\.yml: ") as refused:
        read_probing(tmp_path)
    assert message in str(refused.value)


def test_a_folder_without_phrases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="earlier contact would not be heard"):
        read_probing(tmp_path)
