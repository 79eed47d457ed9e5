from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from dropexec.compat.load import RECORDINGS, catalogue
from dropexec.compat.report import html
from dropexec.compat.report.timelines import Timeline, read_recordings
from dropexec.recording.facts import FACTS
from dropexec.recording.outcomes import OUTCOMES

KNOWN = catalogue()
DRAWN = "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>"
PICTURE = Timeline("a.json", "su <1>", "killed & gone", DRAWN, ("su <3>", "su 4"))
OTHER = Timeline("b.json", "su 2", "waits", "<svg></svg>")
PAGE = html.page(KNOWN, [PICTURE, OTHER])

VOID = {"meta", "br", "path", "input"}
CELLS = ("td", "th")
IMPLIED_BY = {
    "td": (CELLS,),
    "th": (CELLS,),
    "tr": (CELLS, ("tr",)),
    "li": (("li",),),
    "/tr": (CELLS,),
    "/thead": (CELLS, ("tr",)),
    "/tbody": (CELLS, ("tr",)),
    "/ol": (("li",),),
    "/ul": (("li",),),
}
"""The elements whose end tag may be left out before a tag: HTML Living Standard, 13.1.2.4 Optional tags."""


class Reader(HTMLParser):
    """What a browser would see: the tags in balance, the ids, the addresses, the words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_implied(tag)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            elif name == "href":
                self.links.append(str(value))
            elif name in ("src", "srcset", "action") or name.startswith("on"):
                self.loaded.append(f"{tag} {name}")

    def end_implied(self, by: str) -> None:
        for names in IMPLIED_BY.get(by, ()):
            if self.open[-1] in names:
                self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self.end_implied(f"/{tag}")
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def seen() -> Reader:
    reader = Reader()
    reader.feed(PAGE)
    reader.close()
    return reader


def test_every_tag_is_closed_in_order(seen: Reader) -> None:
    assert seen.open == []


def test_the_page_loads_nothing_and_runs_nothing(seen: Reader) -> None:
    assert seen.loaded == []
    assert set(seen.tags).isdisjoint({"script", "link", "iframe", "img", "object", "form"})
    assert "url(" not in PAGE
    assert "@import" not in PAGE
    assert "http" not in PAGE.replace("http-equiv", "")


def test_every_link_leads_to_one_place_on_the_page(seen: Reader) -> None:
    assert len(seen.ids) == len(set(seen.ids))
    assert {link.removeprefix("#") for link in seen.links} <= set(seen.ids)
    assert all(link.startswith("#") for link in seen.links)


def test_every_implementation_release_and_question_is_on_the_page(seen: Reader) -> None:
    words = " ".join(seen.words)
    for item in KNOWN.implementations.values():
        assert item.name in seen.ids
        assert all(part.release.versions in words for part in item.ranges)
        for claim in (claim for part in item.ranges for claim in part.claims):
            series = claim.source.rpartition("-")[0] if claim.probed_on else claim.source
            assert series in words
            assert not claim.probed_on or f"{series}: probed on {claim.probed_on}" in words
    for row in KNOWN.rows():
        assert f"{row.source}." in words
    for behaviour in KNOWN.behaviours.values():
        assert behaviour.question.partition("`")[0] in words


def test_timelines_stand_side_by_side_with_their_titles_escaped(seen: Reader) -> None:
    assert seen.tags.count("figure") == 2
    assert "su &lt;1&gt;" in PAGE
    assert "killed &amp; gone" in PAGE
    assert PICTURE.svg in PAGE
    assert OTHER.svg in PAGE


def test_a_timeline_that_stands_for_several_tools_names_them_all() -> None:
    assert "The same is true of:<ul><li>su &lt;3&gt;<li>su 4</ul>" in PAGE
    assert PAGE.count("The same is true of") == 1


def test_without_recordings_the_section_says_so() -> None:
    assert "<p>No recordings.</p>" in html.page(KNOWN, [])


def test_what_the_package_ships_is_less_than_400_kilobytes() -> None:
    drawn = read_recordings(RECORDINGS)
    assert {item.caption for item in drawn}
    assert len(html.page(KNOWN, drawn).encode()) < 400_000


def test_the_distributions_come_first_and_one_of_them_can_be_chosen(seen: Reader) -> None:
    sections = re.findall(r'<h2 id="([a-z]+)">', PAGE)
    assert sections == ["distributions", "implementations", "timelines", "evidence", "questions", "facts"]
    for name in KNOWN.distributions:
        assert f"show-{name}" in seen.ids
        assert f"body:has(#show-{name}:checked) tbody.row:not(.d-{name}){{display:none}}" in PAGE
        assert f'<tbody class="row d-{name}">' in PAGE


def test_every_outcome_and_every_fact_is_defined(seen: Reader) -> None:
    words = " ".join(seen.words)
    for meaning in (*OUTCOMES.values(), *FACTS.values()):
        assert meaning.partition("`")[0] in words


def test_print_is_on_paper_of_its_own_and_cuts_nothing() -> None:
    style = PAGE[PAGE.index("@page") : PAGE.index("</style>")]
    assert "size: A4" in style
    assert ".wide { overflow: visible" in style
    assert "white-space: normal" in style
    assert "<details" not in PAGE


def test_it_follows_the_readers_choice_of_light_or_dark() -> None:
    assert "color-scheme: light dark" in PAGE
    assert "@media (prefers-color-scheme: dark)" in PAGE
