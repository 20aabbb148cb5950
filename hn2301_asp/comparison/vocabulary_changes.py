"""What two vocabularies say otherwise, entry by entry, field by field.

Words that change no answer (labels, notes, codes) are no difference. Nothing is asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.vocabulary.model import ChoiceValue, Drug, Item, Vocabulary
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import format_number

#: What is said in a vocabulary without changing how a record is read or a rule is answered.
_WORDS: Mapping[str, Any] = {"label": "", "item_label": "", "labels": {}, "note": None, "codes": {}, "definition": None}
#: Of these `spellings` say only how texts are read; how a record's units are stands beside them.
_UNASKED = frozenset({"typical", "also_typical", "handling", "observed", "spellings"})
#: What a record may call by its label: of these it is no mere word.
_CALLED_BY_LABEL = (Item, Drug, ChoiceValue)
#: Fields whose names are not words already.
_FIELDS = {"drug_class": "class"}
#: So many fields of an entry are told one by one.
_MOST = 6


class Entry(Struct, frozen=True):
    """An entry that differs: its name, and what it says in each version; empty where it is not there."""

    name: str
    there: tuple[str, ...]
    here: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def change(self) -> str:
        """What changed: ``metoprolol: class beta_blocker → antiarrhythmic``."""
        more = (f"{len(self.told) - _MOST} more",) if len(self.told) > _MOST else ()
        return f"{self.name}: {'; '.join((*self.told[:_MOST], *more))}"


def changed_entries(there: Vocabulary, here: Vocabulary) -> tuple[Entry, ...]:
    """Every entry that differs, in the order of the vocabulary's tables."""
    found: dict[str, Entry] = {}
    for table in there.__struct_fields__:
        theirs, ours = getattr(there, table), getattr(here, table)
        if table in _UNASKED or theirs == ours:
            continue
        if not isinstance(theirs, Mapping):
            found.setdefault(table, _entry(table, _bare(theirs), _bare(ours)))
        else:
            for name in dict.fromkeys([*theirs, *ours]):
                if getattr(theirs.get(name) or ours.get(name), "of_item", None) is not None:
                    continue  # Its family tells it once, for all items.
                one, other = (_own(table, entries.get(name), there, here) for entries in (theirs, ours))
                if one != other:
                    found.setdefault(name, _entry(name, one, other))
    return tuple(found.values())


def _own(table: str, entry: Any, there: Vocabulary, here: Vocabulary) -> Any:
    """An entry without what another one says: the drugs of a family are told by themselves, once."""
    bare = _bare(entry)
    if table == "families" and bare is not None:
        bare["items"] = {n: i for n, i in bare["items"].items() if n not in there.drugs and n not in here.drugs}
    return bare


def _entry(name: str, one: Any, other: Any) -> Entry:
    if one is None or other is None:
        word = "new" if one is None else "taken out"
        return Entry(name, ("not there",) if one is None else ("there",), ("there",) if one is None else (), (word,))
    fields = list(_fields("", one, other))
    return Entry(
        name,
        tuple(f"{field} {before}" for field, before, _ in fields),
        tuple(f"{field} {after}" for field, _, after in fields),
        tuple(f"{field} {before} → {after}" for field, before, after in fields),
    )


def _fields(path: str, one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
    """The fields that differ, each by its path, with both values in words."""
    inner = isinstance(one, Mapping) and isinstance(other, Mapping)
    if not inner or _is_range(one) or _is_range(other):
        yield path or "is", *_told_apart(one, other)
        return
    for name in dict.fromkeys([*one, *other]):
        if one.get(name) != other.get(name):
            word = _FIELDS.get(name, str(name).replace("_", " "))
            yield from _fields(f"{path} {word}".strip(), one.get(name), other.get(name))


def _is_range(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"low", "high"}


def _told_apart(one: Any, other: Any) -> tuple[str, str]:
    """Two values in words that differ: numbers that are alike when rounded are told as fractions."""
    before, after = _said(one), _said(other)
    if before == after and isinstance(one, Fraction) and isinstance(other, Fraction):
        return str(one), str(other)
    return before, after


def _said(value: Any) -> str:
    """A value of a field in words."""
    if value is None or value in ((), {}, frozenset(), ""):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return format_number(value)
    if _is_range(value):
        return " to ".join(dict.fromkeys((_said(value["low"]), _said(value["high"]))))
    if isinstance(value, Mapping):
        return "there"
    if isinstance(value, (tuple, list, frozenset)):
        told = [_said(one) for one in value]
        return listed(sorted(told) if isinstance(value, frozenset) else told)
    return str(value)


def _bare(entry: Any) -> Any:
    """An entry as plain mappings, without words that change no answer."""
    if isinstance(entry, Mapping):
        return {name: _bare(inner) for name, inner in entry.items()}
    if isinstance(entry, Struct):
        words = {**_WORDS} if not isinstance(entry, _CALLED_BY_LABEL) else {"note": None, "codes": {}}
        fields = entry.__struct_fields__
        return {name: words[name] if name in words else _bare(getattr(entry, name)) for name in fields}
    return entry
