"""What two versions compared mean, in words: headings with labelled lines. No layout here."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.comparison.differences import Difference, read_otherwise
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.report.amendment.places import shown_place
from hn2301_asp.report.amendment.words import PROVED, change_lines, overall_words, relation_words, same_meaning


def title(comparison: Comparison) -> str:
    """The versions, and how eligibility differs: `1.0 → A02: narrower, lets in fewer patients`."""
    names = f"{comparison.base.name} → {comparison.amended.name}"
    return f"{names}: {overall_words(comparison)}"


def parts(comparison: Comparison) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings with labelled lines: eligibility, each criterion that differs, tests, changed items."""
    names = comparison.base.name, comparison.amended.name
    yield "", list(change_lines(comparison.overall, *names))
    for criterion, change in comparison.criteria.items():
        if change.relation != "equivalent" or change.otherwise:
            same = change == comparison.overall
            above = "those named above" if change.gains.witness or change.loses.witness else "not known, as said above"
            lines = [("patients", above)] if same else list(change_lines(change, *names))
            yield f"{criterion}: {relation_words(change)}", lines
    for heading, needs in (("newly needed", comparison.new_tests), ("no longer needed", comparison.idle_tests)):
        if needs:
            told = [(n.label, f"without it {n.before} under {names[0]}, {n.after} under {names[1]}") for n in needs]
            yield f"Tests {heading}", told
    if comparison.items:
        yield "Changed items", [item_words(comparison, item) for item in comparison.items]


def item_words(comparison: Comparison, item: Difference) -> tuple[str, str]:
    """What changed: its kind and name, both versions' words, and where it stands now."""
    one, other = item.there, item.here
    if item.change is not None:
        told = item.change
    elif one is None or other is None:
        told = f"added: {other.text}" if other is not None else f"removed: {one.text if one else ''}"
    elif one.text == other.text:
        told = f"changed: {other.text}"
    else:
        told = f"{one.text} → {other.text}"
    version = other if other is not None else one
    place = "" if version is None else shown_place(version.place, (comparison.base.root, comparison.amended.root))
    label = item.kind if item.kind == item.name else f"{item.kind} {item.name.removeprefix('_')}"
    return label, f"{told}   {place}".rstrip()


def closing(comparison: Comparison) -> str:
    """The criteria that mean the same, which is proved, and what was not compared."""
    same = same_meaning(comparison)
    told = [f"Same meaning in both (proved): {', '.join(same)}"] if same else []
    if read := read_otherwise(comparison.items):
        told.append(f"Not compared: how a record's {', '.join(read)} is read")
    return "; ".join(told)


def grounds(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """What the word proved means, and on what it rests, as labelled lines."""
    yield "Proved means", PROVED
    told = [", ".join(f"{name}={value}" for name, value in own.items()) for own in comparison.readings.values()]
    if len(set(told)) > 1:
        told = [f"{name}: {own}" for name, own in zip(comparison.readings, told, strict=True)]
    yield "Readings in force", "; ".join(filter(None, dict.fromkeys(told))) or "none: no phrase is open"
    yield "Background knowledge", "; ".join(comparison.background) or "none"
