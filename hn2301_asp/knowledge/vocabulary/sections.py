"""Where stands what may be said of a patient: each part in a file of its own, or as a section of one file for all.

Every part may be absent. This module knows where parts stand, and not what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hn2301_asp.knowledge.vocabulary.model import DRUGS as _DRUGS_LIST
from hn2301_asp.source.diagnostics import Finding, InputError
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
#: Where lists of other things than drugs stand, each in a file.
_LISTS: Final = "vocabulary/lists/"
#: Where further typical patients may stand, each in a file: an amendment then adds one and leaves the others alone.
_TYPICAL: Final = "vocabulary/typical/"
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


def list_part(of: str) -> str:
    """The file in which a list may stand alone: drugs, or another one."""
    return DRUGS if of == _DRUGS_LIST else f"{_LISTS}{of}.yaml"


def list_of(part: str) -> str | None:
    """The list that a file holds, if it holds one."""
    if part == DRUGS:
        return _DRUGS_LIST
    name = part.removeprefix(_LISTS).removesuffix(".yaml")
    return name if part == f"{_LISTS}{name}.yaml" and "/" not in name else None


def trees(files: Mapping[str, str]) -> dict[str, YamlTree]:
    """Every part by its file, wherever it stands, and every list; a part that is absent holds nothing."""
    whole = YamlTree(WHOLE, files[WHOLE]) if WHOLE in files else None
    found = {part: _tree(part, files, whole) for part in PARTS}
    alone = {name: YamlTree(name, text) for name, text in files.items() if _is_list(name) or _is_further(name)}
    return found | _lists(found[FACTS]) | alone


def is_typical(file: str) -> bool:
    """Whether a file holds typical patients."""
    return file == TYPICAL or _is_further(file)


def _is_further(file: str) -> bool:
    return file.startswith(_TYPICAL)


def typical_files(files: Iterable[str]) -> list[str]:
    """The files of some that hold typical patients, in the order in which these are counted: the first is the first."""
    return sorted(filter(is_typical, files), key=lambda file: (file != TYPICAL, file))


def _is_list(file: str) -> bool:
    return file != DRUGS and list_of(file) is not None


def _lists(facts: YamlTree) -> dict[str, YamlTree]:
    """The lists that stand beside facts; none where these cannot be read."""
    try:
        section = facts.data.get("lists")
    except InputError:
        return {}
    named = section.items() if isinstance(section, Mapping) else ()
    return {list_part(of): facts.within("lists", of) for of, kinds in named if isinstance(kinds, Mapping)}


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
