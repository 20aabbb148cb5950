"""The vocabulary from its YAML files, checked as it is read.

Every entry's keys are known or reported; nothing is guessed. Findings name file, line and key.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

from msgspec.structs import replace

from hn2301_asp.knowledge.vocabulary.drugs import ITEM, NOUNS, read_list
from hn2301_asp.knowledge.vocabulary.handling import read_handling
from hn2301_asp.knowledge.vocabulary.model import (
    DRUGS as DRUGS_LIST,
)
from hn2301_asp.knowledge.vocabulary.model import (
    PATIENT_ID,
    SCREENING_DATE,
    Choice,
    ChoiceValue,
    Doses,
    Drug,
    Family,
    Item,
    Observed,
    Quantity,
    RecordField,
    RecordKind,
    Reference,
    Score,
    Vocabulary,
    YesNo,
    column_key,
    event_phrases,
    item_key,
    known_names,
)
from hn2301_asp.knowledge.vocabulary.quantities import read_attributes, read_quantities
from hn2301_asp.knowledge.vocabulary.scores import read_score
from hn2301_asp.knowledge.vocabulary.sections import (
    DRUGS,
    FACTS,
    HANDLING,
    IDENTIFYING,
    PARTS,
    QUANTITIES,
    SECTIONS,
    UNITS,
    WHOLE,
    list_of,
    list_part,
    trees,
    typical_files,
    unplaced,
)
from hn2301_asp.knowledge.vocabulary.told_items import holds_more, unfolded
from hn2301_asp.knowledge.vocabulary.units import UnitProblem, Units
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.entries import UNUSABLE, Source, codes, label, labels, optional, reason, text, texts
from hn2301_asp.source.kept import once

_OBSERVED, _LISTS = "observed", "lists"


def read_vocabulary(files: Mapping[str, str]) -> Vocabulary:
    """What ``load_vocabulary`` makes of the texts, worked out once: most amendments leave them as they are."""
    key = ("vocabulary", *(part for name, text in sorted(files.items()) for part in (name, text)))
    return once(Vocabulary, key, lambda: load_vocabulary(files))


def _typical(source: Source, families: Mapping[str, Family]) -> list[dict[str, Any]]:
    """The typical patients' records; a decimal is the text that was written, which a record reads alike.

    What they tell of items stands in fields of their own, so that each may be another one.
    """
    return [_told(record, families) for record in source.records()]


def _told(record: Mapping[str, Any], families: Mapping[str, Family]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        family = families.get(name)
        own = unfolded(name, value, family) if family and family.attributes and holds_more(value) else [(name, value)]
        found |= {field: _written(inner) for field, inner in own}
    return found


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _written(inner) for name, inner in value.items()}
    return [_written(inner) for inner in value] if isinstance(value, list) else value


def load_vocabulary(files: Mapping[str, str]) -> Vocabulary:
    """The vocabulary from the texts of its files, by their path in the knowledge base.

    Raises InputError with every finding.
    """
    if not any(name == WHOLE or name in PARTS or list_of(name) for name in files):
        message, help = "nothing says what a record may hold", f"write {WHOLE}, or parts of it in files of their own"
        raise InputError(Finding("kb-missing", message, Place(WHOLE), help=help))
    if findings := unplaced(files):
        raise InputError(findings)
    parts = {name: Source.of(tree) for name, tree in trees(files).items()}
    # In the order of the files.
    sources = {n: parts.get(n) or Source(n, files[n]) for n in files if n in parts or n.startswith("scores/")} | parts
    units = _units(sources[UNITS], sources[QUANTITIES])
    read = {name: read_score(source) for name, source in sources.items() if name.startswith("scores/")}
    scores = {score.name: score for score in read.values() if score is not None}
    source = sources[FACTS]
    facts = _sections(source)
    _check_lists(source, facts[_LISTS], files)
    lists = _lists(sources, units)
    drugs = {name: item for items in lists.values() for name, item in items.items()}
    families = _families(source, facts["families"], lists, scores, units, complete=None not in read.values())
    told = {quantity.name: quantity for family in families.values() for quantity in family.quantities()}
    quantities = _counted_totals(read_quantities(sources[QUANTITIES], units), scores) | told
    records = [one for file in typical_files(sources) for one in _typical(sources[file], families)]
    typical, *also_typical = [one for one in records if one] or [{}]
    vocabulary = Vocabulary(
        unit_names=dict(units.names),
        dimensions=units.dimensions(),
        sizes=units.sizes(),
        offsets=units.offsets,
        spellings=tuple(units.spellings),
        quantities=quantities,
        facts=_yes_no(source, facts["facts"]),
        choices=_choices(source, facts["choices"]),
        families=families,
        drugs=drugs,
        doses=_doses(source, facts["doses"], drugs),
        scores=scores,
        record=_with_always(_record(source, facts["record"]), quantities),
        observed=_observed(source, facts[_OBSERVED]),
        typical=typical,
        also_typical=tuple(also_typical),
        identifying=_identifying(sources[IDENTIFYING]),
    )
    _check_names(vocabulary, source)
    _check_attributes(vocabulary, source)
    _check_references(vocabulary, sources[QUANTITIES])
    _check_observed(vocabulary, source)
    for of in lists:
        _check_item_names(vocabulary, of, sources[list_part(of)])
    for file, score in read.items():
        if score is not None:
            _check_score(score, vocabulary, sources[file])
    _refuse(sources)
    # Only now: of a field that could not be read it is not known that it is none.
    vocabulary = replace(vocabulary, handling=read_handling(sources[HANDLING], vocabulary))
    _refuse(sources)
    return vocabulary


def _counted_totals(quantities: Mapping[str, Quantity], scores: Mapping[str, Score]) -> dict[str, Quantity]:
    """The quantities, of which a score's totals are counted: they add up whole points."""
    totals = {total for score in scores.values() for total in score.totals}
    return {name: replace(q, counted=True) if name in totals else q for name, q in quantities.items()}


def _refuse(sources: Mapping[str, Source]) -> None:
    """Raises InputError where anything was found so far."""
    findings = [finding for source in sources.values() for finding in source.findings]
    if findings:
        raise InputError(findings)


def _units(source: Source, quantities: Source) -> Units:
    """The declared units; where none is declared, those that quantities name, each of a kind of its own."""
    declared = source.data()
    if not declared:
        named = [entry.get("unit") for entry in quantities.data().values() if isinstance(entry, Mapping)]
        declared = {"units": {unit: {} for unit in named if isinstance(unit, str) and unit}}
    try:
        return Units(declared)
    except UNUSABLE as problem:
        place = source.place("units", problem.unit) if isinstance(problem, UnitProblem) else source.place()
        raise InputError(Finding("kb-units", reason(problem), place)) from None


def _sections(source: Source) -> dict[str, Any]:
    """The sections of facts.yaml; one that is not there is empty."""
    data = source.data()
    source.known_keys(data, SECTIONS[FACTS])
    return {key: data.get(key, {}) for key in SECTIONS[FACTS]}


def _yes_no(source: Source, entries: Any) -> dict[str, YesNo]:
    def make(name: str, entry: Mapping[str, Any]) -> YesNo:
        score, agrees_with, note = (optional(entry, key) for key in ("score", "agrees_with", "note"))
        return YesNo(name, label(name, entry), score, agrees_with, codes(entry), note, labels=labels(entry))

    return source.read("fact", entries, ("label", "score", "agrees_with", "codes", "note"), make, "facts")


def _choices(source: Source, entries: Any) -> dict[str, Choice]:
    def make(name: str, entry: Mapping[str, Any]) -> Choice:
        called = _called(source, name, entry["values"]) if isinstance(entry.get("values"), Mapping) else {}
        values = tuple(entry["values"]) if isinstance(entry.get("values"), Mapping) else texts(entry, "values")
        if len(values) < 2:
            raise ValueError("`values` must be a list of two values or more")
        names = {value: texts(entry.get("names", {}), value) for value in entry.get("names", {})}
        words = [*values, *(word for named in names.values() for word in named), *texts(entry, "unknown")]
        if not names.keys() <= set(values):
            raise ValueError("`names` gives further words for some of the `values`")
        unknown, note = texts(entry, "unknown"), optional(entry, "note")
        found = Choice(name, label(name, entry), values, names, unknown, note, called, labels=labels(entry))
        meant = {(item_key(word), value) for value in values for word in (value, *found.spellings(value))}
        meant |= {(item_key(word), "") for word in unknown}
        if len({item_key(word) for word in words}) < len(words) or len({word for word, _ in meant}) < len(meant):
            raise ValueError("one word cannot stand for two values")
        return found

    return source.read("choice", entries, ("label", "values", "names", "unknown", "note"), make, "choices")


def _called(source: Source, choice: str, entries: Any) -> dict[str, ChoiceValue]:
    """What the values of a choice are called, of those that have a label in some language."""

    def make(name: str, entry: Mapping[str, Any]) -> ChoiceValue:
        return ChoiceValue(name, optional(entry, "label") or name, labels=labels(entry))

    found = source.read("value", entries, ("label",), make, "choices", choice, "values")
    return {name: value for name, value in found.items() if value.label != name or value.labels}


def _identifying(source: Source) -> tuple[str, ...]:
    data = source.data()
    source.known_keys(data, ("columns",))
    with source.trying("columns"):
        return tuple(sorted({column_key(name) for name in texts(data, "columns")}))
    return ()


def _record(source: Source, entries: Any) -> dict[str, RecordField]:
    ordered = ("not_before", "expected_by", "if_later")

    def make(name: str, entry: Mapping[str, Any]) -> RecordField:
        kind = next((kind for kind in get_args(RecordKind) if kind == entry.get("kind")), None)
        if kind is None:
            raise ValueError(f"needs a kind: {one_of(get_args(RecordKind))}")
        if kind != "date" and any(key in entry for key in ordered):
            raise ValueError("only a date has an order: `not_before`, `expected_by`, `if_later`")
        if ("expected_by" in entry) != ("if_later" in entry):
            raise ValueError("`expected_by` and `if_later` stand together: what is remarked where it lies later")
        not_before, expected_by, if_later = (optional(entry, key) for key in ordered)
        if kind != "date" and "names" in entry:
            raise ValueError("only a date has `names`: windows use them")
        names = texts(entry, "names")
        return RecordField(
            name, label(name, entry), kind, not_before, expected_by, if_later, names, labels=labels(entry)
        )

    found = source.read("field", entries, ("kind", "label", "names", *ordered), make, "record")
    if sum(field.kind == "zone" for field in found.values()) > 1:
        source.report("two fields of a record are a time zone: a site has one", "record")
    dates = [field.name for field in found.values() if field.kind == "date"]
    called: dict[str, str] = {}
    for field in (found[name] for name in dates):
        for words in event_phrases(field):
            if (first := called.setdefault(words, field.name)) != field.name:
                message = f"`{words}` is what a window calls both `{first}` and `{field.name}`"
                source.report(message, "record", field.name)
    for field in found.values():
        for key, other in (("not_before", field.not_before), ("expected_by", field.expected_by)):
            if other is not None and (other not in dates or other == field.name):
                message = f"`{key}` of `{field.name}` names `{other}`, which is no other date of a record"
                others = [date for date in dates if date != field.name]
                source.report(message, "record", field.name, key, help=did_you_mean(other, others))
    return found


def _with_always(found: dict[str, RecordField], quantities: Mapping[str, Quantity]) -> dict[str, RecordField]:
    """The fields with those that need no declaration: who the patient is, and the day up to which time is counted."""
    always = [RecordField(PATIENT_ID, "patient", "text")]
    if any(quantity.since for quantity in quantities.values()):
        always.append(RecordField(SCREENING_DATE, "screening date", "date"))
    return {**{field.name: field for field in always if field.name not in found}, **found}


def _observed(source: Source, entry: Any) -> Observed:
    """Between which dates a value with a date of its own is observed."""
    if not isinstance(entry, Mapping):
        source.report(f"`{_OBSERVED}` must name dates: not_before, not_after", _OBSERVED)
        return Observed()
    source.known_keys(entry, ("not_before", "not_after"), _OBSERVED)
    with source.trying(_OBSERVED):
        return Observed(optional(entry, "not_before"), optional(entry, "not_after"))
    return Observed()


def _families(
    source: Source,
    entries: Any,
    lists: Mapping[str, Mapping[str, Drug]],
    scores: Mapping[str, Score],
    units: Units,
    *,
    complete: bool,
) -> dict[str, Family]:
    """The families; ``complete`` says that every score could be read, so that one not found is not there."""

    def make(name: str, entry: Mapping[str, Any]) -> Family:
        of = text(entry, "of")
        if of in lists:
            listed = lists[of].values()
            items = {d.name: Item(d.name, d.label, d.names, d.shared, d.door, d.note, labels=d.labels) for d in listed}
        elif of in scores:
            items = {
                i.name: Item(i.name, i.label, note=i.definition, labels=i.labels) for i in scores[of].items.values()
            }
        elif not complete:
            items = {}
        else:
            known = did_you_mean(of, [*lists, *scores])
            raise ValueError(f"it is of `{of}`, which is no score and no list" + (f" ({known})" if known else ""))
        score = of if of in scores else None
        attributes = read_attributes(source, entry.get("attributes", {}), units, "families", name, "attributes")
        told = text(entry, "item")
        return Family(name, label(name, entry), told, items, score, attributes, of, labels=labels(entry))

    return source.read("family", entries, ("label", "item", "of", "attributes"), make, "families")


def _check_lists(source: Source, section: Any, files: Mapping[str, str]) -> None:
    """Lists stand in one place, and drugs in their own."""
    for of, _ in source.entries(section, _LISTS):
        source.check_name(of, _LISTS, of)
        if of == DRUGS_LIST:
            source.report(f"`{of}` is the list of drugs.yaml", _LISTS, of, help="give this one another name")
        elif list_part(of) in files:
            message = f"`{of}` stands here, and {list_part(of)} is there too"
            source.report(message, _LISTS, of, help="keep it in one of them")


def _lists(sources: Mapping[str, Source], units: Units) -> dict[str, dict[str, Drug]]:
    """The lists of which families are made: drugs, and others. An item belongs to one list."""
    found: dict[str, dict[str, Drug]] = {}
    owners: dict[str, str] = {}
    for part in (DRUGS, *(part for part in sources if part != DRUGS)):
        if (of := list_of(part)) is None:
            continue
        source = sources[part]
        source.check_name(of)
        found[of] = read_list(source, of, units)
        for item in found[of].values():
            if (other := owners.setdefault(item.name, of)) != of:
                message = f"`{item.name}` stands in the lists `{other}` and `{of}`"
                source.report(message, item.drug_class, item.name, help="an item belongs to one list")
    return found


def _doses(source: Source, entries: Any, drugs: Mapping[str, Drug]) -> dict[str, Doses]:
    def make(name: str, entry: Mapping[str, Any]) -> Doses:
        total, unit, closing, drug_class = (text(entry, key) for key in ("adds_up_to", "unit", "list", "class"))
        reference = _reference(drugs, drug_class, optional(entry, "equivalents"))
        return Doses(name, label(name, entry), total, unit, closing, drug_class, reference, labels=labels(entry))

    keys = ("label", "adds_up_to", "unit", "list", "class", "equivalents")
    return source.read("doses", entries, keys, make, "doses")


def _reference(drugs: Mapping[str, Drug], drug_class: str, named: str | None) -> Reference | None:
    """What doses are compared with: what is named, or else the one thing with which drugs of the class are, or any."""
    known = {drug.reference.key: drug.reference for drug in drugs.values() if drug.reference}
    if named is not None:
        if named not in known:
            raise ValueError(f"no drug says `{named}`" + (f" ({did_you_mean(named, known)})" if known else ""))
        return known[named]
    own = {drug.reference.key for drug in drugs.values() if drug.reference and drug.drug_class == drug_class}
    keys = sorted(own or known)
    if len(keys) > 1:
        raise ValueError(f"name one of {one_of(keys)} as `equivalents`: its drugs are compared with several doses")
    return known[keys[0]] if keys else None


def _check_names(vocabulary: Vocabulary, source: Source) -> None:
    """What stands in the generated program is a name and nothing more."""
    for section in ("facts", "choices", "families"):
        for name in getattr(vocabulary, section):
            source.check_name(name, section, name)
    for choice in vocabulary.choices.values():
        for value in choice.values:
            source.check_name(value, "choices", choice.name)
    totals: dict[str, str] = {}
    for doses in vocabulary.doses.values():
        source.check_name(doses.adds_up_to, "doses", doses.name, "adds_up_to")
        other = totals.setdefault(doses.adds_up_to, doses.name)
        if other != doses.name:
            message = f"`{doses.name}` adds up to `{doses.adds_up_to}`, as `{other}` does already"
            source.report(message, "doses", doses.name, help="doses of one sum belong to one entry")


def _check_references(vocabulary: Vocabulary, quantities: Source) -> None:
    """Fields that an entry refers to exist."""
    fields = {kind: [f.name for f in vocabulary.record.values() if f.kind == kind] for kind in ("date", "ever")}
    # Of a quantity that could not be read it is not known that it is no time.
    unread = [name for name in quantities.data() if name not in vocabulary.quantities]
    timed = [*unread, *(q.name for q in vocabulary.quantities.values() if q.calendar)]
    for quantity in vocabulary.quantities.values():
        if quantity.of_item is not None:
            continue
        room, summary = quantity.room, quantity.summary
        others = [name for name, q in vocabulary.quantities.items() if name != quantity.name and not q.repeated]
        for name, known in (
            (quantity.ever, fields["ever"]),
            (quantity.since, fields["date"]),
            (None if quantity.to == SCREENING_DATE else quantity.to, fields["date"]),
            *((field, others) for field in (quantity.uln, quantity.lln, quantity.baseline)),
            (summary.of if summary else None, [q.name for q in vocabulary.quantities.values() if q.repeated] + unread),
            (summary.before if summary and summary.within else None, fields["date"]),
            (room.measured if room else None, [*vocabulary.quantities]),
            (room.when if room else None, [*vocabulary.facts]),
            (quantity.within, [name for name in timed if name != quantity.name]),
        ):
            if name is not None and name not in known:
                quantities.report(
                    f"quantity `{quantity.name}` refers to `{name}`, which is not declared as such",
                    quantity.name,
                    help=did_you_mean(name, known),
                )
        if quantity.limit_of and quantity.lower_limit_of:
            message = f"`{quantity.name}` is an upper limit of normal and a lower one: a printed range has two ends"
            quantities.report(message, quantity.name)
        if quantity.since == SCREENING_DATE:
            quantities.report("`since` names the day on which everything is counted from it", quantity.name, "since")
        elif quantity.to == quantity.since:
            quantities.report("`since` counts from a date to the same date", quantity.name, "since")
        if quantity.to != SCREENING_DATE and quantity.within is not None:
            message = f"only what is counted to screening lies within `{quantity.within}`"
            quantities.report(message, quantity.name, "within")
        if room and room.measured in vocabulary.quantities and vocabulary.quantities[room.measured].never:
            quantities.report(f"`{room.measured}` may be `never`: nothing is bounded by it", quantity.name, "room")
    phrases: dict[str, str] = {}
    for quantity in vocabulary.quantities.values():
        for phrase in {" ".join(p.lower().split()) for p in (quantity.label, quantity.name, *quantity.names)}:
            other = phrases.setdefault(phrase, quantity.name)
            of_items = quantity.of_item is not None and vocabulary.quantities[other].of_item is not None
            if other != quantity.name and not of_items:  # Of these it is told once, where they are declared.
                quantities.report(f"`{phrase}` names both `{other}` and `{quantity.name}`", quantity.name)


def _check_attributes(vocabulary: Vocabulary, source: Source) -> None:
    """Attributes have names of their own, and are counted to dates of a record."""
    dates = [field.name for field in vocabulary.record.values() if field.kind == "date"]
    known: dict[str, tuple[str, str]] = {}
    labels: dict[str, str] = {}
    for family in vocabulary.families.values():
        for attribute in family.attributes.values():
            path = ("families", family.name, "attributes", attribute.name)
            source.check_name(attribute.name, *path)
            if attribute.since and attribute.to != SCREENING_DATE and attribute.to not in dates:
                message = f"`{attribute.name}` is counted to `{attribute.to}`, which is no date of a record"
                source.report(message, *path, help=did_you_mean(attribute.to, dates))
            for words in {" ".join(w.lower().split()) for w in (attribute.label, attribute.name, *attribute.names)}:
                first = known.setdefault(f"{words} of {family.name}", (family.name, attribute.name))
                if first != (family.name, attribute.name):
                    source.report(f"`{words}` names both `{first[1]}` and `{attribute.name}`", *path)
            if (other := labels.setdefault(attribute.label.lower(), family.name)) != family.name:
                message = f"`{attribute.label}` is told of the items of `{other}` already"
                source.report(message, *path, help="give it another label, by which the two are told apart")


def _check_observed(vocabulary: Vocabulary, source: Source) -> None:
    dates = [field.name for field in vocabulary.record.values() if field.kind == "date"]
    observed = vocabulary.observed
    for key, other in (("not_before", observed.not_before), ("not_after", observed.not_after)):
        if other is not None and other not in dates:
            message = f"`{key}` names `{other}`, which is no date of a record"
            source.report(message, _OBSERVED, key, help=did_you_mean(other, dates))


def _check_item_names(vocabulary: Vocabulary, of: str, source: Source) -> None:
    """A name of two items of a list is a `shared` one, so that a record with it is an error that names both."""
    owners: dict[str, str] = {}
    items = [item for item in vocabulary.drugs.values() if item.listed_in == of]
    for drug in items:
        for name in known_names(drug):
            other = owners.setdefault(item_key(name), drug.name)
            if other != drug.name:
                message = f"`{name}` names both `{other}` and `{drug.name}`"
                help = f"a name that two {NOUNS.get(of, ITEM)}s have stands in `shared` of one of them"
                source.report(message, drug.drug_class, drug.name, help=help)
    for drug in items:
        for name in drug.shared:
            if item_key(name) in owners:
                message = f"`{name}` cannot be a name of `{owners[item_key(name)]}` and a shared one"
                source.report(message, drug.drug_class, drug.name)


def _check_score(score: Score, vocabulary: Vocabulary, source: Source) -> None:
    """A score's totals are quantities, and no other score has its name."""
    for total in score.totals:
        if total not in vocabulary.quantities:
            source.report(f"the total `{total}` of {score.label} is not declared as a quantity", "totals", total)
    if vocabulary.scores[score.name] is not score:
        source.report(f"two scores have the name `{score.name}`", "name")
