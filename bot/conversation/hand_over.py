"""The hand-over to a person: what is told truthfully, what is asked, and what the answers mean for the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_skeleton, get_timezone_location

from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import fold
from bot.sessions.session import Session
from bot.tickets.desk_status import DeskStatus
from bot.tickets.safe_contact import Hours
from bot.tickets.ticket import Outcome, Sees
from bot.tickets.wishes import ChatLeft, ContactGiven, HumanAsked, PersonWrote, SeesChosen, WaitChosen, Wish

NO = "no"
SEES = tuple(Step(StepKind.SEES, each) for each in Sees)
CONTACTS = tuple(Step(StepKind.CONTACT, each) for each in (*Hours, NO))
SKIPPED = Step(StepKind.TOLD)
PARTS = ("code_word", "opening", "who")
"""What is asked of a safe contact after its hours, in this order; a session waits for `contact.<part>`."""
LONGEST_PART = 120
WEEKDAY_SECONDS = 6 * 86400
STEPS = (
    StepKind.HUMAN,
    StepKind.SEES,
    StepKind.WAIT,
    StepKind.CALL_BACK,
    StepKind.CONTACT,
    StepKind.TOLD,
    StepKind.WITHDRAW,
    StepKind.BACK,
)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What is said, the session after it, and what it means for the ticket."""

    session: Session
    lines: tuple[Line, ...]
    wishes: tuple[Wish, ...] = ()


def hand_over(speech: Speech, session: Session, step: Step, desk: DeskStatus, now_line: Line) -> HandedOver:
    """Do a step of the hand-over; `now_line` says whom to call in danger."""
    done = _done(speech, session, step, desk, now_line)
    # An old button may answer a question of a ticket that is over: what they say then is for a new one.
    answers = any(isinstance(each, SeesChosen | ContactGiven) for each in done.wishes)
    return replace(done, wishes=(HumanAsked(), *done.wishes)) if answers and desk.ticket is None else done


def _done(speech: Speech, session: Session, step: Step, desk: DeskStatus, now_line: Line) -> HandedOver:
    if not desk.reachable:
        return HandedOver(session, (Line(speech.say("human.unreachable"), now_line.choices), now_line))
    if step.kind is StepKind.HUMAN:
        return _asked(speech, session, desk, now_line)
    if step.kind is StepKind.SEES:
        text = speech.say(f"sees.{step.value}")
        # Whoever has a worker already is asked nothing more: what they write next is for the worker.
        said = HandedOver(session, (Line(text),)) if desk.held else _call_back(speech, session, text)
        return replace(said, wishes=(SeesChosen(Sees(step.value)),))
    if step.kind is StepKind.WAIT:
        return HandedOver(session, (Line(speech.say("wait.done"), _ways_on(speech)),), (HumanAsked(), WaitChosen()))
    if step.kind is StepKind.CALL_BACK:
        return replace(_call_back(speech, session), wishes=(HumanAsked(),))
    if step.kind is StepKind.CONTACT:
        return _contact_held(speech, session, step.value, desk) if desk.held else _contact(speech, session, step.value)
    if step.kind is StepKind.TOLD:
        return _told(speech, session)
    outcome, key = (Outcome.HANDED_BACK, "back.done") if desk.held else (Outcome.WITHDRAWN, "withdraw.done")
    return HandedOver(session, (Line(speech.say(key), (speech.choice(StepKind.MENU),)),), (ChatLeft(outcome),))


def awaits_words(session: Session) -> bool:
    """Say whether the hand-over has asked something that is answered in the person's own words."""
    before, _, part = session.waiting_for.partition(".")
    return before == "contact" and part in PARTS


def listened(session: Session, text: str) -> tuple[Session, Step] | None:
    """Take words as the answer to what the hand-over asked; None where it asked nothing that words answer."""
    if not awaits_words(session) or not text.strip():
        return None
    part = session.waiting_for.removeprefix("contact.")
    words = " ".join(text.split())[:LONGEST_PART]
    if part == PARTS[0] and not fold(words) and "hours" in session.contact:
        # Marks alone prove nothing later: the code word is asked for again.
        return session, Step(StepKind.CONTACT, session.contact["hours"])
    return replace(session, contact={**session.contact, part: words}), SKIPPED


def queue_position(speech: Speech, desk: DeskStatus) -> str:
    """Say how many wait and how long it usually takes."""
    said = [speech.say("human.before", count=str(desk.before)) if desk.before else speech.say("human.next")]
    if desk.minutes is not None:
        said.append(speech.say("human.minutes", minutes=str(desk.minutes)))
    return " ".join(said)


def _asked(speech: Speech, session: Session, desk: DeskStatus, now_line: Line) -> HandedOver:
    if desk.held:
        return HandedOver(session, (Line(speech.say("human.here_already")),))
    known = desk.ticket is not None
    if not desk.open:
        when = _when(speech, desk, session.seen_at)
        closed = speech.say("human.closed.until", when=when) if when else speech.say("human.closed")
        choices = tuple(speech.choice(each) for each in (StepKind.WAIT, StepKind.CALL_BACK, StepKind.WITHDRAW))
        last = Line(speech.say("human.closed.choose"), choices)
        return HandedOver(session, (Line(closed), now_line, last), () if known else (HumanAsked(),))
    if known:
        said = f"{speech.say('human.waiting')} {queue_position(speech, desk)}"
        return HandedOver(session, (Line(said, _ways_on(speech)),))
    first = [speech.say("human.asked"), queue_position(speech, desk)]
    if desk.languages is not None and (speech.heard or speech.language) not in desk.languages:
        first.append(speech.say("human.not_spoken"))
    kept = speech.say("human.kept", days=str(desk.keeps_days))
    question = Line(speech.say("sees.question"), (*_offered(speech, SEES), speech.choice(StepKind.WITHDRAW)))
    return HandedOver(session, (Line(" ".join(first)), Line(kept), question), (HumanAsked(), WaitChosen()))


def _call_back(speech: Speech, session: Session, before: str = "") -> HandedOver:
    session = replace(session, contact={})
    if session.country and session.country != "-":
        text, steps = speech.say("contact.question"), CONTACTS
    else:
        # Without a country nobody knows what the clock says where they are.
        text, steps = speech.say("contact.question.anywhere"), (CONTACTS[0], CONTACTS[-1])
    return HandedOver(session, (Line(f"{before} {text}".strip(), _offered(speech, steps)),))


def _contact_held(speech: Speech, session: Session, value: str, desk: DeskStatus) -> HandedOver:
    if value == NO:
        return HandedOver(replace(session, contact={}), (Line(speech.say("contact.none")),), (ContactGiven(None),))
    if desk.ticket is not None and desk.ticket.calls_back:
        # New hours alone would take away the code word that was given: the worker reads them instead.
        return HandedOver(session, (), (PersonWrote(speech.say(f"choice.contact.{value}")),))
    return HandedOver(session, (Line(speech.say("contact.done")),), (ContactGiven(Hours(value)),))


def _contact(speech: Speech, session: Session, value: str) -> HandedOver:
    if value == NO:
        lines = (Line(speech.say("contact.none"), _ways_on(speech)),)
        return HandedOver(replace(session, contact={}), lines, (ContactGiven(None),))
    session = replace(session, contact={"hours": value})
    return replace(_next(speech, session, PARTS[0]), wishes=(ContactGiven(Hours(value)),))


def _told(speech: Speech, session: Session) -> HandedOver:
    part = session.waiting_for.removeprefix("contact.")
    if part not in PARTS or "hours" not in session.contact:
        return HandedOver(session, (Line(speech.say("contact.done"), _ways_on(speech)),))
    told = dict(session.contact)
    given = ContactGiven(Hours(told["hours"]), told.get("code_word", ""), told.get("opening", ""), told.get("who", ""))
    following = PARTS[PARTS.index(part) + 1 :]
    if following:
        return replace(_next(speech, session, following[0]), wishes=(given,))
    lines = (Line(speech.say("contact.done"), _ways_on(speech)),)
    return HandedOver(replace(session, waiting_for="", contact={}), lines, (given,))


def _next(speech: Speech, session: Session, part: str) -> HandedOver:
    values = {"opening": speech.say("notice.opening")} if part == "opening" else {}
    choice = Choice(SKIPPED, speech.say("choice.contact.told"))
    line = Line(speech.say(f"contact.{part}", **values), (choice,))
    return HandedOver(replace(session, waiting_for=f"contact.{part}"), (line,))


def _offered(speech: Speech, steps: Sequence[Step]) -> tuple[Choice, ...]:
    return tuple(Choice(each, speech.say(f"choice.{each.kind}.{each.value}")) for each in steps)


def _ways_on(speech: Speech) -> tuple[Choice, ...]:
    return tuple(speech.choice(each) for each in (StepKind.MENU, StepKind.WITHDRAW, StepKind.EXIT))


def _when(speech: Speech, desk: DeskStatus, now: float) -> str:
    """Say when the desk opens, with the place whose clock it is; empty where nobody knows."""
    if not desk.opens_at:
        return ""
    zone = ZoneInfo(desk.zone)
    at = datetime.fromtimestamp(desk.opens_at, zone)
    # Nearly a week away a weekday alone would mean the wrong day.
    # By pattern: for a weekday alone the skeleton of some languages gives the name in another.
    weekday = format_datetime(at, "EEEE", locale=speech.language)
    day = weekday if desk.opens_at - now < WEEKDAY_SECONDS else format_skeleton("MMMEd", at, locale=speech.language)
    said = f"{day} {format_skeleton('Hm', at, locale=speech.language)}"
    return f"{said} ({_place(desk.zone, speech.language)})"


def _place(zone: str, language: str) -> str:
    return "UTC" if zone == "UTC" else get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)
