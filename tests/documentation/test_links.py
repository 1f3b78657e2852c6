"""Every link, file and heading that a page names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.documentation.pages import each_of, page, pages

OURS = {each.name for each in PROJECT.iterdir() if not each.name.startswith(".")}
APART = ("deploy/own/README.md",)
"""What lies in a folder for who opens that folder."""
MADE = ("deploy/secrets/",)
"""What is made on a server, and is never in the project."""
LINKS = [(name, link) for name, link in each_of("links") if not re.match(r"\w+:", link)]


def _files() -> Iterator[tuple[str, str]]:
    """Give what is named as a file or folder of the project, up to the first part that stands for any."""
    for name, code in each_of("code"):
        first, slash, _ = code.partition("/")
        if slash and first in OURS and not code.startswith(MADE) and not re.search(r"\s", code):
            yield name, code.split("<")[0]


def test_there_are_links() -> None:
    assert len(LINKS) > 30


@pytest.mark.parametrize(("name", "link"), LINKS)
def test_a_link_leads_somewhere(name: str, link: str) -> None:
    where, _, anchor = link.partition("#")
    target = (PROJECT / name).parent / where if where else PROJECT / name
    assert target.exists(), f"{name}: {link} leads nowhere"
    if anchor:
        assert anchor in page(str(target.resolve().relative_to(PROJECT))).anchors, f"{name}: no heading {link}"


@pytest.mark.parametrize(("name", "file"), list(dict.fromkeys(_files())))
def test_a_file_that_is_named_is_there(name: str, file: str) -> None:
    assert list(PROJECT.glob(file.rstrip("/"))), f"{name}: there is no {file}"


def test_every_page_is_led_to() -> None:
    led = {((PROJECT / name).parent / link.partition("#")[0]).resolve() for name, link in LINKS}
    alone = [each.name for each in pages() if each.path not in led and each.name not in ("README.md", *APART)]
    assert alone == []


@pytest.mark.parametrize("picture", [link for _, link in LINKS if link.endswith(".png")])
def test_a_picture_is_a_picture(picture: str) -> None:
    assert (PROJECT / "docs" / Path(picture).name).read_bytes().startswith(b"\x89PNG")
