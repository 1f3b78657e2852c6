"""Hears in which language a person writes, message by message."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.language.identification import Identifier
from bot.language.memory import Belief
from bot.sessions.session import Session


@dataclass(frozen=True, slots=True)
class Listener:
    """Identifies languages and keeps a session's belief; `spoken` are the languages that we answer in."""

    identifier: Identifier
    spoken: Collection[str]

    def heard(self, session: Session, text: str) -> Session:
        """Give the session after one more message in the person's own words."""
        belief = Belief(session.language_belief, session.language or None, session.language_chosen or None)
        kept = belief.after(self.identifier.identify(text)).to_dict()
        return replace(session, language=kept["heard"] or "", language_belief=kept["weights"])

    def first_guess(self, text: str, hint: str, worded: Sequence[str] = ()) -> str:
        """Guess a language for a first message that shows too little.

        `worded` are the languages in which it is one of our own words; else it is what it looks like most, else the
        app's.
        """
        if worded:
            return app_language(hint) if app_language(hint) in worded else worded[0]
        candidates = self.identifier.identify(text).candidates
        likeliest = next((code for code, _ in candidates if code in self.spoken), "")
        app = app_language(hint)
        return likeliest or (app if app in self.spoken else "")


def app_language(hint: str) -> str:
    """Give the language of a tag such as pt-BR."""
    return hint.split("-", maxsplit=1)[0].lower()
