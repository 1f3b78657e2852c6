from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.content_file import ContentError
from bot.knowledge.menu import HOME, PAGE, SECTIONS, Menu, read_menu
from bot.knowledge.topics import Review, Topic, read_topics
from bot.settings import PROJECT

REVIEW = Review("Amparo", None, None, date(2027, 1, 1))


def topic(name: str, audience: str) -> Topic:
    return Topic(name, audience, "t", "s", "f", "n", (), (), (), (), REVIEW)


TOPICS = {
    each.id: each
    for each in (topic("a", "survivor"), topic("b", "child"), topic("c", "anyone"), topic("d", "professional"))
}


def read(folder: Path, content: str) -> Menu:
    (folder / "menu.yml").write_text(content, encoding="utf-8")
    return read_menu(folder, TOPICS)


def test_the_file_s_order_comes_first_and_the_rest_go_to_their_readers(tmp_path: Path) -> None:
    menu = read(tmp_path, "survivor: [c]\ncommunity: [d]\n")
    assert menu.sections == {"survivor": ("c", "a"), "child": ("b",), "community": ("d",), "professional": ()}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("survivor: [x]\n", "there is no topic 'x' in knowledge/topics/", id="unknown"),
        pytest.param("survivor: [a, a]\n", "the topic 'a' stands twice", id="twice in a section"),
        pytest.param("survivor: [a]\nchild: [a]\n", "the topic 'a' stands twice", id="in two sections"),
        pytest.param("survivor: a\n", "'survivor' must be a list", id="no list"),
        pytest.param("everybody: [a]\n", "unknown field 'everybody'", id="section"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ContentError) as refused:
        read(tmp_path, content)
    assert str(refused.value).startswith(f"{tmp_path / 'menu.yml'}: ")
    assert message in str(refused.value)


@pytest.mark.parametrize(("topics", "pages"), [(0, 1), (1, 1), (PAGE, 1), (PAGE + 1, 2), (3 * PAGE, 3)])
def test_a_section_has_as_many_pages_as_it_needs(topics: int, pages: int) -> None:
    menu = Menu({HOME: tuple(map(str, range(topics)))})
    assert menu.pages(HOME) == pages
    shown = [each for number in range(pages) for each in menu.page(HOME, number)]
    assert shown == list(map(str, range(topics)))
    assert all(len(menu.page(HOME, number)) <= PAGE for number in range(pages))


def test_every_topic_of_the_project_is_offered_once() -> None:
    topics = read_topics(PROJECT / "knowledge" / "topics")
    menu = read_menu(PROJECT / "knowledge", topics)
    assert tuple(menu.sections) == SECTIONS
    assert sorted(each for section in menu.sections.values() for each in section) == sorted(topics)


def test_a_new_topic_needs_no_line_in_the_menu() -> None:
    topics = dict(read_topics(PROJECT / "knowledge" / "topics"))
    topics["new"] = replace(topics["asylum"], id="new", audience="anyone")
    assert read_menu(PROJECT / "knowledge", topics).sections[HOME][-1] == "new"
