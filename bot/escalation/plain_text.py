"""HTML of a worker's reply as the plain text that a person gets."""

import re
from html.parser import HTMLParser

PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "hr"))
BLOCKS = frozenset(("div", "li", "tr", "address", "article", "section", *PARAGRAPHS))
UNSAID = frozenset(("head", "script", "style", "template", "title"))
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v]*")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in UNSAID
        self._boundary(tag)
        if tag == "br":
            self.text += "\n"
        if tag == "li":
            self.text += "- "
        if tag == "img":
            self.text += dict(attrs).get("alt") or ""

    def handle_endtag(self, tag: str) -> None:
        self._unsaid -= tag in UNSAID and self._unsaid > 0
        self._boundary(tag)

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.text += re.sub(r"[ \t\r\n\f\v]+", " ", data)

    def _boundary(self, tag: str) -> None:
        wanted = 2 if tag in PARAGRAPHS else int(tag in BLOCKS)
        said = self.text.rstrip(" ")
        self.text += "\n" * (wanted - (len(said) - len(said.rstrip("\n"))))


def plain_text(html: str) -> str:
    """Write HTML as plain text: a line for each block, nothing of scripts and styles."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _BLANK_LINES.sub("\n\n", _SPACES.sub("\n", reader.text)).strip()
