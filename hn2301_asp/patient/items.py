"""The item of a family that a record names: a drug by any of its names, an item of a score.

Names match whole. No drug is ever suggested for another one: of a name that is not known, the
vocabulary's doors are put as a question. This module knows names and no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from hn2301_asp.knowledge.vocabulary.model import Drug, Family, Item, Vocabulary, item_key, known_names
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.source.diagnostics import did_you_mean
from hn2301_asp.source.lists import listed
from hn2301_asp.source.patterns import later

_DOSE = r"\d[\d.,]*\s*(?:mg|g|µg|ug|mcg|ml|%)(?:\s*/\s*\w+)?"
#: A dose alone, and a name with one behind it.
_AMOUNT = later(_DOSE, re.IGNORECASE)
_DOSED = later(rf"(?P<name>\D*[^\W\d_])[\s_-]*{_DOSE}", re.IGNORECASE)
#: The word for a list without items.
NO_ITEM = "none"
#: What stands for the dot between a family and its item, where a table allows none.
DOT = "__"


def item_of(family: Family, written: object, names: Mapping[str, str]) -> str:
    """The name of the item that is meant, by the fields' ``spellings``.

    Raises ValueProblem where it is not known, or may be two.
    """
    field = names.get(f"{family.name}.{item_key(str(written))}")
    if field is None:
        raise unknown_item(family, written)
    return split_field(field)[1]


def unknown_item(family: Family, written: object, help: str | None = None) -> ValueProblem:
    """What is said of a name that is none of a family's items, or of several; ``help`` where it is none."""
    items, key = list(family.items.values()), item_key(str(written))
    known = _owners(items)
    meanings = [item.label for item in known.get(key, ())] if len(known.get(key, ())) > 1 else []
    for item in items:
        others = [other for name, other in item.shared.items() if item_key(name) == key]
        meanings += [label for other in others for label in (item.label, _label(other, family.items))]
    if meanings:
        message = f"`{shown(written)}` can be {listed(list(dict.fromkeys(meanings)), 'or')}"
        return ValueProblem(message, "write the full name")
    doors = [item for item in items if item.door]
    help = help or _written_otherwise(family, written) or (doors_question(doors) if doors else did_you_mean(key, known))
    return ValueProblem(f"`{shown(written)}` is not known among the {family.label}", help)


def _written_otherwise(family: Family, written: object) -> str | None:
    """How a known item was perhaps written wrongly: with others in one name, with a dose, as a total, under no name."""
    if isinstance(written, Mapping) and family.attributes:
        return f"write `{{item: …, {', '.join(f'{name}: …' for name in family.attributes)}}}`"
    text = str(written).strip()
    parts = [part.strip() for part in text.split(",") if part.strip()]
    names = [part for part in parts if not _AMOUNT.fullmatch(part)]
    if len(names) < len(parts) and all(is_known(family, name) for name in names):
        alone = f"write `{shown('; '.join(names))}` alone" if names else "leave it out"
        return f"{alone}: a dose has a field of its own (`hn2301 facts` lists them)"
    if len(parts) > 1 and any(is_known(family, part) for part in parts):
        return "write `;` between the names: " + f"`{shown('; '.join(parts))}`"
    dosed = _DOSED.fullmatch(text)
    if dosed and is_known(family, dosed["name"]):
        return f"write `{dosed['name']}` alone: a dose has a field of its own (`hn2301 facts` lists them)"
    if family.score is not None:
        whole = text.isdecimal()
        return "these are single items; a total has a field of its own (`hn2301 facts` lists them)" if whole else None
    return None


def is_known(family: Family, written: object) -> bool:
    """Whether a name is some item's, or a short one of several."""
    key = item_key(str(written))
    shared = {item_key(name) for item in family.items.values() for name in item.shared}
    return key in shared or key in _owners(family.items.values())


def written_items(family: Family, value: object) -> list[object]:
    """The names in a list as a record writes it: `[a, b]`, `a;b` or `none`; raises ValueProblem."""
    if isinstance(value, str):
        return [] if value.strip().lower() == NO_ITEM else [part for part in value.split(";") if part.strip()]
    if not isinstance(value, (list, tuple)):
        help = f"write [a, b], or a;b in a table, or {family.name}.ITEM: yes"
        raise ValueProblem(f"`{shown(value)}` is no list", help)
    return list(value)


def doors_question(doors: Iterable[Item]) -> str:
    """Whether one of the doors takes in what has no name of its own: for the investigator to say."""
    asked = ", ".join(f"`{door.name}` ({door.door})" for door in doors)
    known = "`hn2301 facts` lists the names that are known"
    return f"{known}; if the name is right, a question to the investigator: is it {asked}, or neither?"


def aliases(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Every further spelling of an item's field, with the field: names that two items share are left out."""
    families: list[tuple[str, Iterable[Item | Drug]]] = [
        (family.name, family.items.values()) for family in vocabulary.families.values()
    ]
    families += [(doses.name, vocabulary.dosed(doses)) for doses in vocabulary.doses.values()]
    told = {family.name: tuple(family.attributes) for family in vocabulary.families.values()}
    for prefix, items in families:
        for key, owners in _owners(items).items():
            if len(owners) == 1:
                yield f"{prefix}.{key}", f"{prefix}.{owners[0].name}"
                for attribute in told.get(prefix, ()):
                    yield f"{prefix}.{key}.{attribute}", f"{prefix}.{owners[0].name}.{attribute}"


def field_named(spelling: str, names: Mapping[str, str]) -> str | None:
    """The field of a spelling: the name itself, or a family's with any name of its item; else None."""
    return names.get(spelling) or names.get(field_key(spelling))


def field_key(spelling: str) -> str:
    """A spelling as ``aliases`` has it: the name of an item without the differences that mean nothing."""
    family, item = split_field(spelling)
    return f"{family}.{item_key(item)}" if item else spelling


def split_field(spelling: str) -> tuple[str, str]:
    """The family and the item of a field's spelling; no item where it is a field of its own."""
    family, _, item = spelling.replace(DOT, ".", 1).partition(".")
    return family.strip(), item.strip()


def unknown_field(spelling: str, vocabulary: Vocabulary, names: Mapping[str, str]) -> ValueProblem:
    """What is said of a field that is not there; no drug is suggested for another one."""
    prefix, item = split_field(spelling)
    drugs = {name for name, family in vocabulary.families.items() if family.score is None} | {*vocabulary.doses}
    family = vocabulary.families.get(prefix)
    if prefix in vocabulary.doses:
        family = vocabulary.families.get(vocabulary.doses[prefix].closing_list)
    if family is not None and prefix in vocabulary.families and (told := _attribute(spelling, family, names)):
        return told
    if item and prefix in drugs and family is not None:
        dosed = "`hn2301 facts` lists the drugs that have a dose" if prefix in vocabulary.doses else None
        problem = unknown_item(family, item, dosed)
        return ValueProblem(f"there is no field `{shown(spelling)}`: {problem}", problem.help)
    same = [name for name in names if split_field(name)[0] not in drugs or _same_item(name, spelling)]
    help = did_you_mean(spelling, [*same, *drugs]) or "`hn2301 facts` lists the fields"
    return ValueProblem(f"there is no field `{shown(spelling)}`", help)


def _attribute(spelling: str, family: Family, names: Mapping[str, str]) -> ValueProblem | None:
    """What is said of an attribute that the items of a family do not have, where the item is known."""
    item, dot, attribute = split_field(spelling)[1].partition(".")
    if not dot or names.get(f"{family.name}.{item_key(item)}") is None:
        return None
    own = listed([f"`{name}`" for name in family.attributes])
    told = f"what is told of each is {own}" if own else "nothing else is told of single ones"
    help = did_you_mean(attribute, family.attributes) or told
    return ValueProblem(f"`{shown(attribute)}` is nothing that is told of the {family.label}", help)


def _same_item(name: str, spelling: str) -> bool:
    """Whether a spelling ends with the very item of a field, as `current_DRUG` does: no other drug."""
    item = split_field(name)[1]
    head = spelling[: -len(item) or None]
    return bool(item) and spelling.endswith(item) and not head[-1:].isalnum()


def _owners(items: Iterable[Item | Drug]) -> dict[str, tuple[Item | Drug, ...]]:
    """The items by every name they have; more than one where a name is not theirs alone."""
    found: dict[str, tuple[Item | Drug, ...]] = {}
    for item in items:
        for key in dict.fromkeys(item_key(name) for name in known_names(item)):
            found[key] = (*found.get(key, ()), item)
    # An item's own name is always its own.
    return found | {item_key(item.name): (item,) for item in items}


def _label(name: str, items: Mapping[str, Item]) -> str:
    return items[name].label if name in items else name
