"""What lies over a sheet's cells: charts, pictures, shapes, comments and controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.rules.facts import Floating, Picture, WrittenChart
from tpdesk.calc.workbook.rules.parts import Parts, first, local, named, relation_id

Relations = Mapping[str, tuple[str, str]]
"""A part's relations: id to (kind, name of the part)."""


def floating(parts: Parts, root: Element, relations: Relations) -> Floating:
    """Return what lies over the cells of the sheet `root`."""
    drawn = [target for kind, target in relations.values() if kind == "drawing"]
    drawings = [(parts.tree(target), parts.related(target)) for target in drawn]
    commented = [parts.tree(target) for kind, target in relations.values() if kind in ("comments", "threadedComment")]
    cells = (entry.get("ref", "") for part in commented for entry in part.iter() if _is_comment(entry))
    return Floating(
        tuple(chart for drawing, related in drawings for chart in _charts(parts, drawing, related)),
        tuple(picture for drawing, _ in drawings for picture in _pictures(drawing)),
        tuple(box for drawing, _ in drawings for box in _text_boxes(drawing)),
        tuple(dict.fromkeys(cells)),
        sum(local(entry) in ("control", "oleObject") for entry in root.iter()),
        any(local(entry) == "picture" for entry in root),
    )


def _is_comment(entry: Element) -> bool:
    return local(entry) in ("comment", "threadedComment")


def _charts(parts: Parts, drawing: Element, related: Relations) -> Iterator[WrittenChart]:
    """Yield a drawing's charts."""
    for frame in named(drawing, "graphicFrame"):
        called = first(frame, "cNvPr")
        if called is None:
            continue
        reference = first(frame, "chart")
        target = "" if reference is None else related.get(relation_id(reference), ("", ""))[1]
        yield WrittenChart(called.get("name", ""), called.get("descr", ""), _is_titled(parts.tree(target)))


def _is_titled(part: Element) -> bool:
    """Whether a chart has a title: its own one, or the name of its only series."""
    chart = next(named(part, "chart"), part)
    deleted = first(chart, "autoTitleDeleted")
    one = sum(1 for _ in named(chart, "ser")) == 1
    is_automatic = one and (deleted is None or deleted.get("val", "1") in ("0", "false"))
    return is_automatic or any(local(entry) == "title" for entry in chart)


def _pictures(drawing: Element) -> Iterator[Picture]:
    """Yield a drawing's pictures."""
    for picture in named(drawing, "pic"):
        called = first(picture, "cNvPr")
        if called is not None:
            mark = first(called, "decorative")
            decorative = mark is not None and mark.get("val", "1") in ("1", "true")
            yield Picture(called.get("name", ""), called.get("descr", ""), decorative)


def _text_boxes(drawing: Element) -> Iterator[str]:
    """Yield the names of a drawing's shapes that hold text."""
    for shape in named(drawing, "sp"):
        if any((text.text or "").strip() for text in named(shape, "t")):
            called = first(shape, "cNvPr")
            yield called.get("name", "a shape") if called is not None else "a shape"
