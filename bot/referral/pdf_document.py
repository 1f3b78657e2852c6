"""Draws what is passed on as pages to print: A4, tagged for screen readers (PDF/UA-1), the same bytes each time."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst

from bot.referral.document import ReferralDocument
from bot.referral.letters import FONTS
from bot.referral.page import page
from bot.referral.referring import Say

PAGE = Path(__file__).resolve().parent / "page.typ"


class ReferralUndrawable(Exception):  # noqa: N818 - what came of it, told to who asked for it
    """The pages could not be drawn; the error's text holds nothing of the report."""


def pdf_document(document: ReferralDocument, say: Say) -> bytes:
    """Give a document as PDF, with the labels of `say`. Raises ReferralUndrawable."""
    try:
        drawn = typst.compile(
            PAGE,
            root=PAGE.parent,
            font_paths=_fonts(),
            sys_inputs={"document": json.dumps(page(document, say))},
            format="pdf",
            pdf_standards="ua-1",
            timestamp=datetime.fromtimestamp(int(document.made_at), UTC),
        )
    except typst.TypstError:
        # Its diagnostics may quote what was to be drawn.
        raise ReferralUndrawable(f"{PAGE.name} cannot be drawn; hand the report on as JSON") from None
    if not isinstance(drawn, bytes):
        raise ReferralUndrawable(f"{PAGE.name} has no pages")
    return drawn


@cache
def _fonts() -> typst.Fonts:
    """Give our fonts and no others: what a machine has beside them would change the pages."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
