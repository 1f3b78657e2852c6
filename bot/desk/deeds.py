"""What a worker does with a ticket: each deed is a form, put on record before it is done, and done by the store."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import MALFORMED, MOST_NOTE_LETTERS, NO_DRAFT, NOTE_TOO_LONG, Draft, Refusal, done, fields
from bot.desk.queue import Tab
from bot.desk.record import on_record
from bot.desk.standing import Standing, held, to_assess, to_claim
from bot.desk.workplace import ENDINGS, RISK_REASONS, Workplace
from bot.staff.entry import Action
from bot.staff.worker import Permission, Role, Worker
from bot.tickets.message import Author, TicketMessage
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Risk, TicketState

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
            "language": self._language,
            "back": self._back,
            "close": self._close,
            "again": self._again,
        }
        return [
            self._route("claim", Permission.CLAIM, self._claim, to_claim),
            self._route("risk", Permission.ANSWER, self._risk, to_assess),
            *(self._route(name, Permission.ANSWER, doing, held) for name, doing in deeds.items()),
        ]

    def _route(self, name: str, permission: Permission, doing: Doing, standing: Standing) -> Route:
        async def endpoint(request: Request) -> Response:
            ticket_id = request.path_params["id"]
            given = await fields(request)

            async def deed(request: Request) -> Done:
                ticket = standing(await self.place.office.tickets.ticket(ticket_id), request.state.worker)
                return await doing(ticket.id, request.state.worker, given)

            draft = Draft(given.get("note", ""), name, given.get("to", "")) if name == "transfer" else NO_DRAFT
            return await self.place.act(request, ticket_id, deed, draft)

        return Route(f"/tickets/{{id}}/{name}", needs(permission, endpoint), methods=["POST"])

    async def _claim(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        if await self._in_order(ticket_id, worker):
            return Refusal("desk.chat.refused.next_only", 409)
        async with self._recorded(worker, Action.CLAIMED, ticket_id):
            holder = Holder(worker.name, supervises=worker.may(Permission.SUPERVISE))
            await self.place.office.tickets.claim(ticket_id, holder, worker.most_chats)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "claimed")

    async def _transfer(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        to, note = given.get("to", ""), given.get("note", "").strip()
        if not note:
            return Refusal("desk.chat.refused.note_needed", 422)
        if len(note) > MOST_NOTE_LETTERS:
            return NOTE_TOO_LONG
        kind, _, name = to.partition(":")
        if kind == "role" and name in (Role.WORKER, Role.SUPERVISOR):
            async with self._recorded(worker, Action.TRANSFERRED, ticket_id, f"to:role.{name}"):
                await self._note(ticket_id, worker, note, given)
                role = "" if name == Role.WORKER else name
                await self.place.office.tickets.release(ticket_id, Holder(worker.name), role)
            return done("/queue", Tab.MINE, "transferred")
        receiver = await self.place.office.accounts.get(name) if kind == "worker" else None
        if receiver is None or receiver.name == worker.name or not receiver.may(Permission.ANSWER):
            return Refusal("desk.chat.refused.nobody_there", 422)
        async with self._recorded(worker, Action.TRANSFERRED, ticket_id, f"to:{receiver.name}"):
            await self._note(ticket_id, worker, note, given)
            await self.place.office.tickets.offer(ticket_id, Holder(worker.name), receiver.name)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "offered")

    async def _keep(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        async with self._recorded(worker, Action.TRANSFERRED, ticket_id, "taken_back"):
            await self.place.office.tickets.offer(ticket_id, Holder(worker.name), "")
        return done(f"/tickets/{ticket_id}", Tab.MINE, "kept")

    async def _release(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        async with self._recorded(worker, Action.RELEASED, ticket_id):
            await self.place.office.tickets.release(ticket_id, Holder(worker.name))
        return done("/queue", Tab.MINE, "released")

    async def _hold(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        async with self._recorded(worker, Action.HELD, ticket_id):
            await self.place.office.tickets.hold(ticket_id, Holder(worker.name))
        return done(f"/tickets/{ticket_id}", Tab.MINE, "held")

    async def _risk(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        level, reason = given.get("risk", ""), given.get("reason", "")
        if level not in {str(int(each)) for each in Risk} or reason not in RISK_REASONS:
            return MALFORMED
        risk = Risk(int(level))
        async with self._recorded(worker, Action.RISK_CHANGED, ticket_id, f"to:{risk.name.lower()},for:{reason}"):
            holder = Holder(worker.name, supervises=worker.may(Permission.SUPERVISE))
            await self.place.office.tickets.assess(ticket_id, holder, risk, reason)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "assessed")

    async def _language(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        language = given.get("language", "")
        if language not in self.place.office.knowledge.catalogs.languages:
            return MALFORMED
        async with self._recorded(worker, Action.LANGUAGE_CHANGED, ticket_id, f"to:{language}"):
            await self.place.office.tickets.speak(ticket_id, Holder(worker.name), language)
        return done(f"/tickets/{ticket_id}", Tab.MINE, "spoken")

    async def _back(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        async with self._recorded(worker, Action.HANDED_BACK, ticket_id):
            await self.place.office.tickets.close_ticket(ticket_id, Holder(worker.name), Outcome.HANDED_BACK)
        return done(f"/tickets/{ticket_id}", Tab.CLOSED, "handed_back")

    async def _close(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        outcome = given.get("outcome", "")
        if outcome not in ENDINGS:
            return Refusal("desk.chat.refused.outcome_needed", 422)
        async with self._recorded(worker, Action.CLOSED, ticket_id, outcome):
            await self.place.office.tickets.close_ticket(ticket_id, Holder(worker.name), Outcome(outcome))
        return done(f"/tickets/{ticket_id}", Tab.CLOSED, "closed")

    async def _again(self, ticket_id: str, worker: Worker, given: Mapping[str, str]) -> Done:
        async with self._recorded(worker, Action.ANSWERED, ticket_id, "again"):
            await self.place.office.tickets.send_again(ticket_id, Holder(worker.name), given.get("message", ""))
        return done(f"/tickets/{ticket_id}", Tab.MINE, "again")

    async def _in_order(self, ticket_id: str, worker: Worker) -> bool:
        """Say whether this worker may take nobody out of turn; who was asked to take a chat over may."""
        if worker.may(Permission.SUPERVISE) or not await self.place.office.rules.next_only():
            return False
        ticket = await self.place.office.tickets.ticket(ticket_id)
        return ticket is not None and ticket.state is TicketState.WAITING

    def _recorded(
        self, worker: Worker, action: Action, ticket_id: str, detail: str = ""
    ) -> AbstractAsyncContextManager[None]:
        return on_record(self.place.office.audit, worker.name, action, ticket_id, detail)

    async def _note(self, ticket_id: str, worker: Worker, note: str, given: Mapping[str, str]) -> None:
        message = TicketMessage(Author.NOTE, note, worker=worker.name)
        # The composer of the same page may have used the page's event for a reply before.
        event = f"{worker.name}/transfer/{given.get('event', '')}"
        await self.place.office.tickets.say(ticket_id, Holder(worker.name), message, event)
