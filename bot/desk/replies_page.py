"""The saved replies as editors see them: each language beside the English, written, approved and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.office import Office
from bot.desk.page import message, page
from bot.staff.entry import Action
from bot.staff.saved_replies import FaultyReply, NoSuchReply, ReplyChanged, mark
from bot.staff.saved_reply import LONGEST_TEXT, LONGEST_TITLE, PLACEHOLDERS, SOURCE, SavedReply, Wording, names
from bot.staff.worker import Permission

PATH = "/replies"


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the saved replies."""
    pages = RepliesPages(office)
    deeds = {"write": pages.write, "approve": pages.approve, "remove": pages.remove}
    return [
        Route(PATH, needs(Permission.EDIT_REPLIES, pages.list), methods=["GET"]),
        Route(PATH, needs(Permission.EDIT_REPLIES, pages.add), methods=["POST"]),
        Route(f"{PATH}/{{reply}}", needs(Permission.EDIT_REPLIES, pages.show), methods=["GET"]),
        *(
            Route(f"{PATH}/{{reply}}/{name}", needs(Permission.EDIT_REPLIES, deed), methods=["POST"])
            for name, deed in deeds.items()
        ),
    ]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor has typed that was not kept, and why; a refusal loses nothing."""

    title: str = ""
    text: str = ""
    problem: str = ""


NO_DRAFT = Draft()


@dataclass(frozen=True, slots=True)
class RepliesPages:
    """The saved replies; who changed what is in the audit log, and what they wrote is not."""

    office: Office

    async def list(self, request: Request) -> Response:
        """Show every reply and how far each language is."""
        return await self._list(request)

    async def add(self, request: Request) -> Response:
        """Add a reply in English."""
        form = await _fields(request)
        await self._record(request, "new", SOURCE, "added")
        try:
            reply = await self.office.replies.add(form["title"], form["text"])
        except FaultyReply as faulty:
            return await self._list(request, 422, Draft(form["title"], form["text"], faulty.fault))
        return RedirectResponse(f"{PATH}/{reply}", status_code=303)

    async def show(self, request: Request) -> Response:
        """Show a reply in one language beside the English."""
        return await self._one(request, request.query_params.get("language", SOURCE))

    async def write(self, request: Request) -> Response:
        """Change the wording of one language."""
        form, reply = await _fields(request), request.path_params["reply"]
        language, title, text = form["language"], form["title"], form["text"]
        if language not in self._languages():
            return message(request, "desk.frame.error.form", 400)
        try:
            await self._record(request, reply, language, "written")
            await self.office.replies.write(reply, language, title, text, was=form["was"])
        except FaultyReply as faulty:
            return await self._one(request, language, 422, Draft(title, text, faulty.fault))
        except ReplyChanged:
            return await self._one(request, language, 409, Draft(title, text, "changed"))
        except NoSuchReply:
            return _gone(request)
        return _back(reply, language)

    async def approve(self, request: Request) -> Response:
        """Approve a translation, as somebody whose account says that they speak the language."""
        form, reply = await _fields(request), request.path_params["reply"]
        language, worker = form["language"], request.state.worker
        if language not in worker.languages:
            return await self._one(request, language, 403, Draft(problem="not_spoken"))
        try:
            await self._record(request, reply, language, "approved")
            await self.office.replies.approve(reply, language, worker.name, was=form["was"])
        except FaultyReply as faulty:
            return await self._one(request, language, 422, Draft(problem=faulty.fault))
        except ReplyChanged:
            return await self._one(request, language, 409, Draft(problem="changed"))
        except NoSuchReply:
            return _gone(request)
        return _back(reply, language)

    async def remove(self, request: Request) -> Response:
        """Take back what the desk wrote in one language."""
        form, reply = await _fields(request), request.path_params["reply"]
        language = form["language"]
        if language not in self._languages():
            return message(request, "desk.frame.error.form", 400)
        try:
            await self._record(request, reply, language, "removed")
            await self.office.replies.remove(reply, language, was=form["was"])
            await self.office.replies.get(reply)
        except ReplyChanged:
            return await self._one(request, language, 409, Draft(problem="changed"))
        except NoSuchReply:
            # It is gone, or now without its English.
            return RedirectResponse(PATH, status_code=303)
        return _back(reply, language)

    async def _list(self, request: Request, status: int = 200, draft: Draft = NO_DRAFT) -> Response:
        replies = await self.office.replies.all()
        rows = [(reply, [(code, state(reply, code)) for code in self._languages()]) for reply in replies]
        return await page(request, "replies.html", status, rows=rows, draft=draft, placeholders=PLACEHOLDERS, **_MOST)

    async def _one(self, request: Request, language: str, status: int = 200, draft: Draft = NO_DRAFT) -> Response:
        if language not in self._languages():
            language = SOURCE
        try:
            reply = await self.office.replies.get(request.path_params["reply"])
        except NoSuchReply:
            return _gone(request)
        typed = draft.title or draft.text
        current = reply.wording(language) or Wording(language, "", "")
        locales = self.office.knowledge.catalogs.locales
        return await page(
            request,
            "reply.html",
            status,
            reply=reply,
            chosen=language,
            source=SOURCE,
            wording=current,
            title=draft.title if typed else current.title,
            text=draft.text if typed else current.text,
            problem=draft.problem,
            state=state(reply, language),
            was=mark(reply, language),
            tabs=[(code, state(reply, code)) for code in self._languages()],
            writing="rtl" if locales[language].right_to_left else "ltr",
            names=sorted(names(reply.source.text)),
            placeholders=PLACEHOLDERS,
            speaks=language in request.state.worker.languages,
            **_MOST,
        )

    async def _record(self, request: Request, reply: str, language: str, done: str) -> None:
        """Put a change on record. Raises NoSuchReply, since nothing but a reply's id may stand there."""
        if done != "added":
            await self.office.replies.get(reply)
        detail = f"{reply},{language},{done}".lower()
        await self.office.audit.append(request.state.login.name, Action.REPLIES_CHANGED, detail=detail)

    def _languages(self) -> Sequence[str]:
        return self.office.knowledge.catalogs.languages


_MOST: Mapping[str, Any] = {"longest_title": LONGEST_TITLE, "longest_text": LONGEST_TEXT}


def state(reply: SavedReply, language: str) -> str:
    """Say how far a language is: source, missing, approved or unchecked."""
    wording = reply.wording(language)
    if language == SOURCE:
        return "source"
    if wording is None:
        return "missing"
    return "approved" if wording.approved else "unchecked"


async def _fields(request: Request) -> Mapping[str, str]:
    form = await request.form()
    # Browsers send line ends as two letters.
    return {name: str(form.get(name, "")).replace("\r\n", "\n") for name in ("language", "title", "text", "was")}


def _back(reply: str, language: str) -> Response:
    return RedirectResponse(f"{PATH}/{reply}?language={language}", status_code=303)


def _gone(request: Request) -> Response:
    return message(request, "desk.supervision.replies.gone", 404)
