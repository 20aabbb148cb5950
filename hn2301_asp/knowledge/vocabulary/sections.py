"""Where stands what may be said of a patient: each part in a file of its own, or as a section of one file for all.

Every part may be absent. This module knows where parts stand, and not what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hn2301_asp.knowledge.vocabulary.model import DRUGS as _DRUGS_LIST
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.entries import Source
from hn2301_asp.source.yaml_places import YamlTree

#: The file that may hold any of the parts: enough for a small protocol.
WHOLE: Final = "vocabulary/vocabulary.yaml"
PARTS: Final = (
    QUANTITIES := "vocabulary/quantities.yaml",
    FACTS := "vocabulary/facts.yaml",
    DRUGS := "vocabulary/drugs.yaml",
    UNITS := "vocabulary/units.yaml",
    #: One record, or a list of them.
    TYPICAL := "vocabulary/typical.yaml",
    #: Without it nothing can be done about any fact.
    HANDLING := "vocabulary/handling.yaml",
    #: Without it no column is known to identify people.
    IDENTIFYING := "vocabulary/identifying.yaml",
)
#: The columns of the short form: always a file of its own.
SHORT_TEMPLATE: Final = "vocabulary/short_template.yaml"
#: Parts that have sections of their own: these are sections of the one file too. Any other part is one, by its name.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    FACTS: ("record", "choices", "facts", "lists", "families", "doses", "observed"),
    UNITS: ("base", "units"),
}


def sections_of(part: str) -> tuple[str, ...]:
    """The sections of the one file in which a part stands there."""
    return SECTIONS.get(part, (part.rpartition("/")[2].removesuffix(".yaml"),))


def item_place(listed_in: str, kind: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The part of the vocabulary where a drug or an item of another list stands, and the path in it."""
    return (DRUGS, (kind, name)) if listed_in == _DRUGS_LIST else (FACTS, ("lists", listed_in, kind, name))


def trees(files: Mapping[str, str]) -> dict[str, YamlTree]:
    """Every part by its file, wherever it stands; one that is absent holds nothing."""
    whole = YamlTree(WHOLE, files[WHOLE]) if WHOLE in files else None
    return {part: _tree(part, files, whole) for part in PARTS}


def _tree(part: str, files: Mapping[str, str], whole: YamlTree | None) -> YamlTree:
    if part in files or whole is None:
        return YamlTree(part, files.get(part, "{}"))
    return whole.only(*sections_of(part)) if part in SECTIONS else whole.within(*sections_of(part))


def unplaced(files: Mapping[str, str]) -> list[Finding]:
    """What the one file holds that is no part, or stands in a file of its own as well."""
    if WHOLE not in files:
        return []
    source = Source(WHOLE, files[WHOLE])
    data = source.data()
    source.known_keys(data, [section for part in PARTS for section in sections_of(part)])
    for part in PARTS:
        for section in sections_of(part):
            if section in data and part in files:
                message = f"`{section}` stands here, and {part} is there too"
                source.report(message, section, help="keep it in one of them")
    return source.findings
