"""What a worker does with a ticket: each deed is a form, put on record before it is done, and done by the store."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import MALFORMED, Refusal, done, fields
from bot.desk.queue import Tab
from bot.desk.workplace import ENDINGS, RISK_REASONS, Workplace
from bot.staff.entry import Action
from bot.staff.worker import Permission, Role, Worker
from bot.tickets.message import Author, TicketMessage
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Risk, TicketState

MOST_NOTE_LETTERS = 4000
Done = Response | Refusal
Doing = Callable[[str, Worker, Mapping[str, str]], Awaitable[Done]]


@dataclass(frozen=True, slots=True)
class Deeds:
    """The deeds' routes."""

    place: Workplace

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        deeds: Mapping[str, Doing] = {
            "transfer": self._transfer,
            "keep": self._keep,
            "release": self._release,
            "hold": self._hold,
            "risk": self._risk,
            "language": self._language,
            "back": self._back,
            "close": self._close,
            "again": self._again,
        }
        return [
            self._route("claim", Permission.CLAIM, self._claim),
            *(self._route(name, Permission.ANSWER, doing) for name, doing in deeds.items()),
        ]

    def _route(self, name: str, permission: Permission, doing: Doing) -> Route:
        async def endpoint(request: Request) -> Response:
            ticket_id = request.path_params["id"]
            given = await fields(request)

            async def deed(request: Request) -> Done:
                return await doing(ticket_id, request.state.worker, given)

            return await self.place.act(request, ticket_id, deed)

        return Route(f"/tickets/{{id}}/{name}", needs(permission, endpoint), methods=["POST"])

    async def _claim(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        if await self._in_order(ticket_id, worker):
            return Refusal("desk.chat.refused.next_only", 409)
        await self._record(worker, Action.CLAIMED, ticket_id)
        holder = Holder(worker.name, supervises=worker.may(Permission.SUPERVISE))
        await self.place.office.tickets.claim(ticket_id, holder, worker.most_chats)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "claimed")

    async def _transfer(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        to, note = given.get("to", ""), given.get("note", "").strip()
        if not note:
            return Refusal("desk.chat.refused.note_needed", 422)
        if len(note) > MOST_NOTE_LETTERS:
            return Refusal("desk.chat.refused.long", 422)
        kind, _, name = to.partition(":")
        if kind == "role" and name in (Role.WORKER, Role.SUPERVISOR):
            await self._record(worker, Action.TRANSFERRED, ticket_id, f"to:role.{name}")
            await self._note(ticket_id, worker, note, given)
            role = "" if name == Role.WORKER else name
            await self.place.office.tickets.release(ticket_id, Holder(worker.name), role)
            return done("/queue", Tab.MINE, "transferred")
        receiver = await self.place.office.accounts.get(name) if kind == "worker" else None
        if receiver is None or receiver.name == worker.name or not receiver.may(Permission.ANSWER):
            return Refusal("desk.chat.refused.nobody_there", 422)
        await self._record(worker, Action.TRANSFERRED, ticket_id, f"to:{receiver.name}")
        await self._note(ticket_id, worker, note, given)
        await self.place.office.tickets.offer(ticket_id, Holder(worker.name), receiver.name)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "offered")

    async def _keep(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        await self._record(worker, Action.TRANSFERRED, ticket_id, "taken_back")
        await self.place.office.tickets.offer(ticket_id, Holder(worker.name), "")
        return done(f"/tickets/{ticket_id}", Tab.MINE, "kept")

    async def _release(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        await self._record(worker, Action.RELEASED, ticket_id)
        await self.place.office.tickets.release(ticket_id, Holder(worker.name))
        return done("/queue", Tab.MINE, "released")

    async def _hold(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        await self._record(worker, Action.HELD, ticket_id)
        await self.place.office.tickets.hold(ticket_id, Holder(worker.name))
        return done(f"/tickets/{ticket_id}", Tab.MINE, "held")

    async def _risk(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        level, reason = given.get("risk", ""), given.get("reason", "")
        if level not in {str(int(each)) for each in Risk} or reason not in RISK_REASONS:
            return MALFORMED
        risk = Risk(int(level))
        await self._record(worker, Action.RISK_CHANGED, ticket_id, f"to:{risk.name.lower()},for:{reason}")
        holder = Holder(worker.name, supervises=worker.may(Permission.SUPERVISE))
        await self.place.office.tickets.assess(ticket_id, holder, risk, reason)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "assessed")

    async def _language(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        language = given.get("language", "")
        if language not in self.place.office.knowledge.catalogs.languages:
            return MALFORMED
        await self._record(worker, Action.LANGUAGE_CHANGED, ticket_id, f"to:{language}")
        await self.place.office.tickets.speak(ticket_id, Holder(worker.name), language)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "spoken")

    async def _back(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        await self._record(worker, Action.HANDED_BACK, ticket_id)
        await self.place.office.tickets.close_ticket(ticket_id, Holder(worker.name), Outcome.HANDED_BACK)
        return done(f"/tickets/{ticket_id}", Tab.CLOSED, "handed_back")

    async def _close(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        outcome = given.get("outcome", "")
        if outcome not in ENDINGS:
            return Refusal("desk.chat.refused.outcome_needed", 422)
        await self._record(worker, Action.CLOSED, ticket_id, outcome)
        await self.place.office.tickets.close_ticket(ticket_id, Holder(worker.name), Outcome(outcome))
        return done(f"/tickets/{ticket_id}", Tab.CLOSED, "closed")

    async def _again(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        await self._record(worker, Action.ANSWERED, ticket_id, "again")
        await self.place.office.tickets.send_again(ticket_id, Holder(worker.name), given.get("message", ""))
        return done(f"/tickets/{ticket_id}", Tab.MINE, "again")

    async def _in_order(self, ticket_id: str, worker: Worker) -> bool:
        """Say whether this worker may take nobody out of turn; who was asked to take a chat over may."""
        if worker.may(Permission.SUPERVISE) or not await self.place.office.rules.next_only():
            return False
        ticket = await self.place.office.tickets.ticket(ticket_id)
        return ticket is not None and ticket.state is TicketState.WAITING

    async def _record(self, worker: Worker, action: Action, ticket_id: str, detail: str = "") -> None:
        await self.place.office.audit.append(worker.name, action, ticket_id, detail)

    async def _note(self, ticket_id: str, worker: Worker, note: str, given: Mapping[str, str]) -> None:
        message = TicketMessage(Author.NOTE, note, worker=worker.name)
        # The composer of the same page may have used the page's event for a reply before.
        event = f"{worker.name}/transfer/{given.get('event', '')}"
        await self.place.office.tickets.say(ticket_id, Holder(worker.name), message, event)
