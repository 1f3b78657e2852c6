"""The desk's own language in this browser: chosen, or the first of the browser's that we speak."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from babel import negotiate_locale
from babel.lists import format_list
from starlette.requests import Request
from starlette.responses import Response

from bot.desk.office import Office
from bot.desk.site import Site
from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs, country_name, language_name

YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Voice:
    """The desk's texts in one language."""

    catalogs: Catalogs
    language: str

    @property
    def direction(self) -> str:
        """Say how the language is written: `rtl` or `ltr`."""
        return "rtl" if self.catalogs.locales[self.language].right_to_left else "ltr"

    def say(self, key: str, /, **values: object) -> str:
        """Give a text by its whole key, its {names} filled in."""
        return self.catalogs.say(key, self.language, **{name: str(value) for name, value in values.items()})

    def language_name(self, code: str) -> str:
        """Name a language."""
        return language_name(code, self.language)

    def language_names(self, codes: Sequence[str]) -> str:
        """Name several languages."""
        return format_list([self.language_name(each) for each in codes], "unit", self.language)

    def country_name(self, iso2: str) -> str:
        """Name a country, or say that it is not known."""
        return country_name(iso2, self.language) if iso2 else self.say("desk.chat.country.unknown")


def voice(request: Request, office: Office) -> Voice:
    """Give the voice for a request: the language asked for, the one kept, or the browser's."""
    catalogs = office.knowledge.catalogs
    asked = (request.query_params.get("lang", ""), request.cookies.get(office.site.language_cookie, ""))
    chosen = next((each for each in asked if each in catalogs.locales), None)
    return Voice(catalogs, chosen or _accepted(request, catalogs.locales) or SOURCE_LANGUAGE)


def keep_language(response: Response, site: Site, language: str) -> None:
    """Keep the language in the browser; it is no secret, and the login page needs it before anybody is known."""
    response.set_cookie(
        site.language_cookie, language, YEAR_SECONDS, path="/", secure=site.secure, httponly=True, samesite="strict"
    )


def choices(catalogs: Catalogs) -> list[dict[str, str]]:
    """List the desk's languages, each in its own name and direction."""
    return [
        {
            "code": locale.language,
            "name": language_name(locale.language, locale.language),
            "direction": "rtl" if locale.right_to_left else "ltr",
        }
        for locale in catalogs.locales.values()
    ]


def _accepted(request: Request, languages: Collection[str]) -> str | None:
    wanted = [each.split(";", maxsplit=1)[0].strip() for each in request.headers.get("accept-language", "").split(",")]
    return negotiate_locale(wanted, list(languages), sep="-")
