"""The saved replies: those that come with the product, changed, translated, approved and added to at this desk."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.staff import saved_reply
from bot.staff.saved_reply import SOURCE, Fault, SavedReply, Wording, Written, fingerprint
from bot.staff.store import StaffStore
from bot.storage.clock import Clock
from bot.storage.encryption import Seal, Unreadable

PLACE = "q:{staff}:replies"


class NoSuchReply(Exception):  # noqa: N818 - a state of the store
    """There is no such reply, or nothing in this language to approve."""


class ReplyChanged(Exception):  # noqa: N818 - a state of the store
    """Somebody else changed the wording since it was read."""


class FaultyReply(Exception):  # noqa: N818 - a state of what was given
    """The wording cannot be kept; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep why."""
        super().__init__("the wording cannot be kept")
        self.fault = fault


class SavedReplies:
    """What workers often say; every call raises StaffUnavailable where the store is gone."""

    def __init__(self, store: StaffStore, seal: Seal, clock: Clock, product: Sequence[SavedReply] = ()) -> None:
        """Take the store, what encrypts, the clock, and the replies that come with the product."""
        self._store, self._seal, self._clock = store, seal, clock
        self._product = {each.id: each for each in product}

    async def all(self) -> Sequence[SavedReply]:
        """Give every reply: the product's in their order, then the desk's own by their English titles."""
        replies = merged(self._product, (each for each, _ in (await self._written()).values()))
        return sorted(replies, key=lambda each: ("", "") if each.id in self._product else (each.source.title, each.id))

    async def get(self, reply: str) -> SavedReply:
        """Give one reply. Raises NoSuchReply."""
        found = next((each for each in await self.all() if each.id == reply), None)
        if found is None:
            raise NoSuchReply
        return found

    async def add(self, title: str, text: str) -> str:
        """Add a reply in English and give its id. Raises FaultyReply."""
        wrong = saved_reply.fault(title, text)
        if wrong is not None:
            raise FaultyReply(wrong)
        reply = f"own-{secrets.token_hex(8)}"
        await self._put(Written(reply, SOURCE, title.strip(), text.strip()), None)
        return reply

    async def write(self, reply: str, language: str, title: str, text: str, *, was: str) -> None:
        """Change a wording; `was` is the mark of what the editor saw. Raises FaultyReply, NoSuchReply, ReplyChanged."""
        found, stored = await self._seen(reply, language, was)
        wrong = saved_reply.fault(title, text, None if language == SOURCE else found.source)
        if wrong is not None:
            raise FaultyReply(wrong)
        await self._put(Written(reply, language, title.strip(), text.strip()), stored)

    async def approve(self, reply: str, language: str, by: str, *, was: str) -> None:
        """Approve a translation as it was seen. Raises NoSuchReply and ReplyChanged, and FaultyReply.

        A translation of an English that has other {names} now cannot be approved.
        """
        found, stored = await self._seen(reply, language, was)
        wording = found.wording(language)
        if wording is None or language == SOURCE:
            raise NoSuchReply
        wrong = saved_reply.fault(wording.title, wording.text, found.source)
        if wrong is not None:
            raise FaultyReply(wrong)
        kept = (wording.title, wording.text) if wording.own else ("", "")
        of = fingerprint(found.source, wording)
        await self._put(Written(reply, language, *kept, by, self._clock(), of), stored)

    async def remove(self, reply: str, language: str, *, was: str) -> None:
        """Take away what the desk wrote: the product's wording is said again; without an English a reply is gone.

        Raises NoSuchReply and ReplyChanged.
        """
        _, stored = await self._seen(reply, language, was)
        await self._put(Written(reply, language, removed=True), stored)

    async def _seen(self, reply: str, language: str, was: str) -> tuple[SavedReply, bytes | None]:
        written = await self._written()
        replies = merged(self._product, (each for each, _ in written.values()))
        found = next((each for each in replies if each.id == reply), None)
        if found is None:
            raise NoSuchReply
        if mark(found, language) != was:
            raise ReplyChanged
        return found, written.get((reply, language), (None, None))[1]

    async def _written(self) -> Mapping[tuple[str, str], tuple[Written, bytes]]:
        fields = await self._store.read_fields(PLACE)
        opened = ((self._opened(sealed, field.decode()), sealed) for field, sealed in fields.items())
        return {(each.reply, each.language): (each, sealed) for each, sealed in opened if each is not None}

    def _opened(self, sealed: bytes, field: str) -> Written | None:
        try:
            return saved_reply.from_bytes(self._seal.open(sealed, f"{PLACE}/{field}"))
        except (Unreadable, ValueError, TypeError):
            # Of another master key; the others must still be there for who is in a chat.
            return None

    async def _put(self, written: Written, stored: bytes | None) -> None:
        field = self._seal.name(f"{written.reply}/{written.language}")
        sealed = self._seal.close(saved_reply.to_bytes(written), f"{PLACE}/{field}")
        if not await self._store.exchange_field(PLACE, field, stored, sealed):
            raise ReplyChanged


def mark(reply: SavedReply, language: str) -> str:
    """Give what an editor's form carries to notice that the wording or its English was changed meanwhile."""
    wording = reply.wording(language) or Wording(language, "", "")
    return fingerprint(reply.source, wording)


def merged(product: Mapping[str, SavedReply], written: Iterable[Written]) -> Sequence[SavedReply]:
    """Put what a desk wrote over what comes with the product; approvals of other texts than these lapse."""
    wordings = {reply.id: dict(reply.wordings) for reply in product.values()}
    changes = [each for each in written if not each.removed]
    for each in changes:
        if each.text:
            said = wordings.setdefault(each.reply, {})
            said[each.language] = Wording(each.language, each.title, each.text, own=True)
    replies = [SavedReply(id_, said) for id_, said in wordings.items() if SOURCE in said]
    approvals = {(each.reply, each.language): each for each in changes}
    return [_approved(reply, product.get(reply.id), approvals) for reply in replies]


def _approved(
    reply: SavedReply, product: SavedReply | None, approvals: Mapping[tuple[str, str], Written]
) -> SavedReply:
    def approved(wording: Wording) -> Wording:
        given = approvals.get((reply.id, wording.language))
        if given is not None and given.approved_of == fingerprint(reply.source, wording):
            return replace(wording, approved_by=given.approved_by, approved_at=given.approved_at)
        # A language's signature was given to the product's own English, and to nothing that a desk wrote.
        signed = not wording.own and product is not None and reply.source == product.source
        return wording if signed else replace(wording, approved_by="", approved_at=0.0)

    return SavedReply(reply.id, {language: approved(each) for language, each in reply.wordings.items()})
