"""Reports as HTML pages that need nothing else, in one style."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def filled(template: str, **shown: Any) -> str:
    """Fill one of this folder's templates."""
    # The loader escapes what it fills in: an intent, a language or a topic is data too.
    environment = Environment(loader=PackageLoader("bot.evaluation", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template(template).render(shown)
