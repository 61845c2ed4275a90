"""Each publication that a seed file names as its source is in `sources.csv`, with what is known of it."""

from __future__ import annotations

from tests.seed.reading import HEADERS, read
from tpdesk.calc.packs.board import METHODS
from tpdesk.domain.citations import Citation, cite
from tpdesk.models.citation import read_citations

OURS = (
    "our own list",
    "Illustrative",
    "illustrative",
    "project notes",
    "proposed by",
    "re-coded",
    "former code",
    "shares",
)
"""How a source begins that is no publication."""


def test_every_source_of_a_seed_file_is_a_publication_that_is_known() -> None:
    known = read_citations()
    unknown = {
        row["source"]
        for name, header in HEADERS.items()
        if "source" in header.split(",") and not name.startswith("sample/")
        for row in read(name)
        for one in cite((row["source"],), known)[:1]
        if row["source"] and not one.publisher and not row["source"].startswith((*OURS, "seed 000", "seed 002"))
    }
    assert unknown == set()


def test_a_publication_has_a_title_a_licence_and_an_address_that_is_safe_to_link_to() -> None:
    for one in read_citations():
        assert one.words
        assert one.title
        assert one.licence or one.words == "GAO-15-49SP"
        assert not one.address or one.address.startswith("https://")
        assert not one.link.startswith("http")
    assert len({one.words for one in read_citations()}) == len(read_citations())


def test_a_source_is_cited_by_its_longest_beginning_and_as_it_stands_where_nobody_knows_it() -> None:
    known = (Citation("ONS", "A"), Citation("ONS mid-2024", "B"))
    found = cite(("ONS mid-2024, county; Somebody's list, 2020", "ONS mid-2024"), known)
    assert [(one.words, one.publisher, one.title) for one in found] == [
        ("ONS mid-2024", "B", ""),
        ("Somebody's list, 2020", "", "Somebody's list, 2020"),
    ]
    assert cite(("",), known) == ()


def test_the_methods_of_a_pack_are_publications_that_are_known() -> None:
    assert {source for source, _, _ in METHODS} <= {one.words for one in read_citations()}
