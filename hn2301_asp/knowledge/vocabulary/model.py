"""What may be said of a patient: plain data, read from ``kb/vocabulary`` and ``kb/scores``.

These types know no file, no rule and no patient. Numbers are exact fractions in canonical units.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.numbers import Times
from hn2301_asp.source.patterns import later

if TYPE_CHECKING:
    from hn2301_asp.source.quoted_units import QuotedUnits

#: The units in which time is counted between two dates.
CalendarUnit = Literal["hour", "day", "week", "month", "year"]

#: The field that names the patient: every record may have it.
PATIENT_ID = "patient_id"
#: The field up to which a time is counted unless it names another: without it no date says how long ago something was.
SCREENING_DATE = "screening_date"


#: The list of which drugs.yaml tells; others stand under `lists`.
DRUGS = "drugs"


def column_key(heading: str) -> str:
    """A heading without blanks, case and signs."""
    return "".join(sign for sign in heading.lower() if sign.isalnum())


class _Named(Struct, frozen=True):
    name: str
    label: str


class Labelled(_Named, frozen=True, kw_only=True):
    """What has a name, a label, and perhaps labels in other languages, by their codes of two letters."""

    labels: Mapping[str, str] = {}


class Room(Struct, frozen=True):
    """A hidden quantity that is measured only under a condition (saturation on room air).

    It equals ``measured`` where the fact ``when`` holds, and is at most ``measured`` otherwise.
    """

    measured: str
    when: str


Take = Literal["latest", "earliest", "highest", "lowest", "mean", "median"]


class Summary(Struct, frozen=True):
    """What several measurements of one quantity come to: one number, or never where too few count.

    Those count that lie ``within`` a time before a date of the record; both ends belong to it. ``highest`` is what was
    reached on so many ``occasions`` that lie ``apart`` (days) from one another, ``lowest`` what was undercut.
    """

    of: str
    take: Take
    within: tuple[Fraction, CalendarUnit] | None = None
    before: str = SCREENING_DATE
    occasions: int = 1
    apart: int = 0


#: What a limit may be a multiple of, in words; `uln`, `lln` and `baseline` of a quantity name the fields.
REFERENCES: Mapping[Times, str] = {
    "ULN": "upper limit of normal",
    "LLN": "lower limit of normal",
    "baseline": "value at baseline",
}


class Ratio(Struct, frozen=True):
    """What a quantity is the ratio of: ``scale`` times the canonical number of ``measured`` by that of ``by``.

    ``times`` says of which reference limits are multiples; None where two quantities stand beside each other.
    """

    measured: str
    by: str
    scale: Fraction = Fraction(1)
    times: Times | None = None


class Quantity(Labelled, frozen=True):
    """A number that may be said of a patient.

    ``units`` maps each unit that is understood to the factor that brings it to ``unit``; of units with a zero of
    their own (°F) ``zeros`` holds what 0 of it is in ``unit``. ``canonical`` and ``given`` reckon with both.
    ``possible`` and ``plausible`` are closed ranges in ``unit``. ``counted`` says that it is a whole number of
    ``unit``; else it is measured, and may be any number. ``step`` is how finely it is usually recorded: for
    witnesses, borders and remarks, never for a proof. ``agrees_within`` is the share by which a value that was
    given may differ from the one that follows from others, and both be taken for the same.
    ``usual`` is where nearly all values lie: outside it a value may have been meant in another unit.
    ``grades`` are the names of ordered grades, the least first: a value is one of them, its number its place, and
    ``graded`` gives that of every name understood.
    ``since`` is the date from which it is counted, ``to`` the date up to which: a planned one, perhaps.
    ``of_item`` are the family and the item of which it is told: it has a number only of an item that holds.
    ``calendar`` is the unit of the calendar that ``unit`` is, where it is one; ``within`` names the
    quantity (an age) that the time cannot be longer than; ``limit_of`` the quantities whose upper
    limit of normal it is, ``lower_limit_of`` those whose lower one. A ``repeated`` one may have several measurements;
    ``summary`` says which of another one's count, and what they come to. ``ratio`` is what thresholds made of two
    others.
    """

    unit: str
    units: Mapping[str, Fraction]
    step: Fraction
    possible: tuple[Fraction, Fraction]
    plausible: tuple[Fraction, Fraction]
    names: tuple[str, ...] = ()
    counted: bool = False
    agrees_within: Fraction | None = None
    bare_number: bool = True
    completed: bool = False
    never: bool = False
    ever: str | None = None
    since: str | None = None
    to: str = SCREENING_DATE
    uln: str | None = None
    lln: str | None = None
    baseline: str | None = None
    room: Room | None = None
    usual: tuple[Fraction, Fraction] | None = None
    calendar: CalendarUnit | None = None
    within: str | None = None
    limit_of: tuple[str, ...] = ()
    lower_limit_of: tuple[str, ...] = ()
    ratio: Ratio | None = None
    hidden: str | None = None
    repeated: bool = False
    summary: Summary | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    note: str | None = None
    of_item: tuple[str, str] | None = None
    zeros: Mapping[str, Fraction] = {}
    grades: tuple[str, ...] = ()
    graded: Mapping[str, int] = {}

    def grade(self, name: str) -> Fraction | None:
        """The place of a grade in its scale, by any of its names; None where it is none."""
        place = self.graded.get(item_key(name))
        return None if place is None else Fraction(place)

    def canonical(self, number: Fraction, unit: str) -> Fraction:
        """A number in one of the units, in the canonical one."""
        factor = self.units[unit]
        number = number if factor == 1 else number * factor
        return number + self.zeros[unit] if unit in self.zeros else number

    def given(self, number: Fraction, unit: str) -> Fraction:
        """A canonical number, in one of the units."""
        return (number - self.zeros[unit] if unit in self.zeros else number) / self.units[unit]

    @property
    def own_date(self) -> bool:
        """Whether its own field holds the date from which it is counted: the last dose of a drug."""
        return self.since == self.name

    def reference(self, times: Times) -> str | None:
        """The field that multiples are of."""
        return {"ULN": self.uln, "LLN": self.lln, "baseline": self.baseline}[times]

    @property
    def normal(self) -> tuple[str, ...]:
        """The fields that hold this value's limits of normal."""
        return tuple(field for field in (self.uln, self.lln) if field is not None)

    @property
    def multiple(self) -> Ratio | None:
        """Its ratio, where its numbers are multiples of a limit of normal or of what was measured at baseline."""
        return self.ratio if self.ratio is not None and self.ratio.times is not None else None


class YesNo(Labelled, frozen=True):
    """A fact that holds or not.

    ``score`` names the classification that it is the result of, ``agrees_with`` another fact that
    says nearly the same (in another window): a mismatch is worth a remark.
    """

    score: str | None = None
    agrees_with: str | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    note: str | None = None


class ChoiceValue(Labelled, frozen=True):
    """What a value of a choice is called, where it has a label."""


class Choice(Labelled, frozen=True):
    """A fact with exactly one of a few named values.

    ``names`` are further words for each value, ``unknown`` those that say that it is not known; ``called`` says what
    people call those that have a label.
    """

    values: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]] = {}
    unknown: tuple[str, ...] = ()
    note: str | None = None
    called: Mapping[str, ChoiceValue] = {}

    def told(self, value: str) -> str:
        """What people call a value: its label, or the value itself."""
        return self.called[value].label if value in self.called else value

    def spellings(self, value: str) -> tuple[str, ...]:
        """What a record may call a value beside itself: its labels, and the further words."""
        called = self.called.get(value)
        labels = () if called is None else (called.label, *called.labels.values())
        return tuple(word for word in dict.fromkeys((*labels, *self.names.get(value, ()))) if word != value)


class Item(Labelled, frozen=True):
    """One member of a family: a drug, or an item of a score.

    ``door`` says of an item that takes in what has no name of its own what it counts as;
    ``shared`` holds short names that others have too, with what else each may be.
    """

    names: tuple[str, ...] = ()
    shared: Mapping[str, str] = {}
    door: str | None = None
    note: str | None = None


class Family(Labelled, frozen=True):
    """Facts of one form, one for each item of a list, or of a score: ``current(DRUG)``. A list closes the family.

    ``attributes`` are what may be told of each item that holds (how long, how much, when last), as patterns of its
    quantities: ``current.DRUG.months``.
    """

    item_label: str
    items: Mapping[str, Item]
    score: str | None = None
    attributes: Mapping[str, Quantity] = {}
    of: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """What names an item where a record tells more of it: `{organ: kidney, grade: B}` of a list of organs."""
        return tuple(key for key in ("drug", "item", self.of.removesuffix("s"), self.of) if key not in self.attributes)

    def quantities(self) -> Iterator[Quantity]:
        """The quantities of every item."""
        for item, attribute in product(self.items.values(), self.attributes.values()):
            name = f"{self.name}.{item.name}.{attribute.name}"
            told = {
                language: f"{item.labels[language]} {label}"
                for language, label in attribute.labels.items()
                if language in item.labels
            }
            yield replace(
                attribute,
                name=name,
                label=f"{attribute.label} of {item.label}",
                labels=told,
                names=(),
                since=name if attribute.since else None,
                of_item=(self.name, item.name),
            )


class Reference(Struct, frozen=True):
    """The dose of a drug with which doses of others are compared, by the ``key`` that items have."""

    key: str
    amount: Fraction
    unit: str
    of: str


class Equivalence(Struct, frozen=True):
    """How much of a drug equals the dose of its reference: a range where sources disagree."""

    low: Fraction
    high: Fraction


class HalfLife(Struct, frozen=True):
    """How long it takes until half of a drug is left, in a unit of time, and where that stands."""

    number: Fraction
    unit: str
    source: str


class Drug(Labelled, frozen=True):
    """A drug of the vocabulary, or an item of another list: a disease, an infection.

    ``equivalence`` is None where nobody knows how much of it equals its ``reference``; ``shared`` and ``door`` are as
    of any item of a family; ``listed_in`` is the list that families name.
    """

    drug_class: str
    substance: str
    named: bool = False
    pulsed: bool = False
    names: tuple[str, ...] = ()
    shared: Mapping[str, str] = {}
    door: str | None = None
    dosed: bool = False
    equivalence: Equivalence | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    note: str | None = None
    reference: Reference | None = None
    listed_in: str = DRUGS
    half_life: HalfLife | None = None


class Doses(Labelled, frozen=True):
    """Daily doses of single drugs (``dose.DRUG``), which add up to a quantity as so much of one ``reference``."""

    adds_up_to: str
    unit: str
    closing_list: str
    drug_class: str
    reference: Reference | None = None


class ScoreItem(Labelled, frozen=True):
    """One item of a score with its weight; ``groups`` holds its domain and its marks."""

    weight: int
    domain: str
    marks: frozenset[str] = frozenset()
    definition: str | None = None


class Score(Labelled, frozen=True):
    """A score over yes/no items; ``totals`` maps a quantity to the items that it is the sum of."""

    family: str
    items: Mapping[str, ScoreItem]
    totals: Mapping[str, tuple[str, ...]]


#: What can be done about a fact that is not as needed: nothing; time passes; it is measured again;
#: the chart is searched for it; the investigator considers it.
ChangeKind = Literal["fixed", "waits", "retest", "chart", "investigator"]


class Handling(Struct, frozen=True):
    """What can be done about a fact, and what that costs.

    ``resets`` names the times that a change of it starts anew, ``effort`` what obtaining it costs
    (in units of one question to the patient), ``margin`` the assay's: an amount in the canonical
    unit, or with ``relative`` a share of the value.
    """

    kind: ChangeKind = "fixed"
    effort: Fraction = Fraction(1)
    resets: tuple[str, ...] = ()
    margin: Fraction | None = None
    relative: bool = False
    note: str | None = None


RecordKind = Literal["text", "date", "ever", "zone", "attempt"]


class RecordField(Labelled, frozen=True):
    """A field about the record (an id, a date, the site's time zone) that is no fact of its own.

    ``attempt`` is which screening of the same patient the record is of.

    Of a date: ``not_before`` names the date before which it cannot lie, ``expected_by`` the one by
    which it usually lies, with ``if_later`` for whom it is where it does not; ``names`` are what windows call it.
    """

    kind: RecordKind
    not_before: str | None = None
    expected_by: str | None = None
    if_later: str | None = None
    names: tuple[str, ...] = ()


def labelled(named: Labelled, language: str | None) -> str:
    """What a thing is called in a language, or its ordinary label where there is none."""
    return named.labels.get(language, named.label) if language else named.label


class Observed(Struct, frozen=True):
    """Between which dates of a record a value is observed that carries a date of its own."""

    not_before: str | None = None
    not_after: str | None = None


class Vocabulary(Struct, frozen=True, dict=True):
    """Everything that may be said of a patient, and under which names."""

    unit_names: Mapping[str, str]
    quantities: Mapping[str, Quantity]
    facts: Mapping[str, YesNo]
    choices: Mapping[str, Choice]
    families: Mapping[str, Family]
    drugs: Mapping[str, Drug]
    doses: Mapping[str, Doses]
    scores: Mapping[str, Score]
    record: Mapping[str, RecordField]
    typical: Mapping[str, Any]
    #: Further typical patients, such as those of other arms.
    also_typical: tuple[Mapping[str, Any], ...] = ()
    handling: Mapping[str, Handling] = {}
    observed: Observed = Observed()
    #: What each unit measures: powers of dimensions, by their names.
    dimensions: Mapping[str, Mapping[str, Fraction]] = {}
    #: How much each unit is in base units.
    sizes: Mapping[str, Fraction] = {}
    #: Every spelling of a unit as declared, with the unit.
    spellings: tuple[tuple[str, str], ...] = ()
    #: Units that count from a zero of their own: what 0 of the base unit is in them, with the opposite sign.
    offsets: Mapping[str, Fraction] = {}
    #: Columns that say who somebody is, by their keys: they are left out.
    identifying: tuple[str, ...] = ()

    def identifies(self, column: str) -> bool:
        """Whether a column of that heading says who somebody is."""
        return column_key(column.partition("[")[0]) in self.identifying

    def handle(self, fact: str) -> Handling:
        """What can be done about a fact of a record; nothing, where the vocabulary does not say.

        An item is handled as its family, a date as the time that is counted from it.
        """
        names = [fact, fact.partition(".")[0], *self._counted_from.get(fact, ())]
        if fact in self.quantities and (summary := self.quantities[fact].summary) is not None:
            names.append(summary.of)
        return next((self.handling[name] for name in names if name in self.handling), Handling())

    @cached_property
    def _counted_from(self) -> dict[str, list[str]]:
        """The quantities that a field, a date or a question whether it ever was, says something of."""
        found: dict[str, list[str]] = {}
        for quantity in self.quantities.values():
            for field in dict.fromkeys((quantity.since, quantity.ever)):
                if field is not None:
                    found.setdefault(field, []).append(quantity.name)
        return found

    def label(self, field: str, language: str | None = None) -> str:
        """What a field is called in a language, or in the vocabulary's own where it has no label there.

        An item is called as its family too: `DRUG (now taken)`; what is no field by its name.
        """
        tables: tuple[Mapping[str, Labelled], ...] = (
            self.quantities,
            self.facts,
            self.choices,
            self.families,
            self.doses,
            self.record,
        )
        named = next((table[field] for table in tables if field in table), None)
        if named is not None:
            return labelled(named, language)
        prefix, _, name = field.partition(".")
        if prefix in self.families and name in self.families[prefix].items:
            family = self.families[prefix]
            return f"{labelled(family.items[name], language)} ({family.labels.get(language or '', family.item_label)})"
        if prefix in self.doses and name in self.drugs:
            return f"{labelled(self.drugs[name], language)} ({labelled(self.doses[prefix], language)})"
        return field

    def compared(self, doses: Doses) -> str:
        """What is called the drug with which the doses of others are compared."""
        return self.drugs[doses.reference.of].label if doses.reference else doses.label

    def unit(self, spelling: str) -> str | None:
        """The canonical unit of a spelling, or None where it is not declared."""
        return self.unit_names.get(unit_key(spelling))

    def fields(self) -> tuple[str, ...]:
        """Every field name of a record or table, in the order of the vocabulary."""
        names = list(self.record)
        names += [name for name, one in self.quantities.items() if not one.hidden and one.of_item is None]
        names += [*self.choices, *self.facts]
        for family in self.families.values():
            names += [family.name, *(f"{family.name}.{item}" for item in family.items)]
            names += [quantity.name for quantity in family.quantities()]
        for doses in self.doses.values():
            names += [f"{doses.name}.{drug.name}" for drug in self.dosed(doses)]
        return tuple(names)

    def dosed(self, doses: Doses) -> tuple[Drug, ...]:
        """The drugs whose doses are given in one entry: those that are compared with its reference."""
        return tuple(drug for drug in self.drugs.values() if drug.dosed and drug.reference == doses.reference)

    def events(self) -> Mapping[str, str]:
        """The dates of a record by the words that a window may use, in lower case: ``infusion``."""
        dates = (field for field in self.record.values() if field.kind == "date")
        return {words: field.name for field in dates for words in event_phrases(field)}

    def attribute(self, phrase: str) -> tuple[str, str, str | None] | None:
        """The family and the attribute that a threshold over a family names, and the class of drugs, if one alone."""
        words = phrase.lower()
        found = _OF_CLASS.fullmatch(words)
        if found is not None and found[1] in self._attributes:
            return (*self._attributes[found[1]], found[2])
        return (*self._attributes[words], None) if words in self._attributes else None

    @cached_property
    def _attributes(self) -> Mapping[str, tuple[str, str]]:
        """Attributes, by family and name, by the words that a threshold over a family may use: ``duration of …``."""
        known: dict[str, tuple[str, str]] = {}
        for family in self.families.values():
            for attribute in family.attributes.values():
                for words in (attribute.label, attribute.name, *attribute.names):
                    for of in (family.name, family.label, family.name.replace("_", " ")):
                        known.setdefault(" ".join(f"{words} of {of}".lower().split()), (family.name, attribute.name))
        return known

    @cached_property
    def quoted_units(self) -> QuotedUnits:
        """The units with which texts are read."""
        from hn2301_asp.source.quoted_units import QuotedUnits

        return QuotedUnits(self.spellings)

    def asked(self, phrase: str) -> Quantity | None:
        """The quantity that a threshold's words name; where they name that of each item, the first one's."""
        words = " ".join(phrase.lower().split())
        name, found = self.phrases().get(words), self.attribute(words)
        if name is None and found is not None:
            family, attribute, _ = found
            name = next((f"{family}.{item}.{attribute}" for item in self.families[family].items), None)
        return None if name is None else self.quantities[name]

    def phrases(self) -> Mapping[str, str]:
        """Quantities by the names that threshold files may use, in lower case."""
        return self._phrases

    @cached_property
    def _phrases(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for quantity in self.quantities.values():
            for phrase in (quantity.label, quantity.name, *quantity.names):
                known.setdefault(" ".join(phrase.lower().split()), quantity.name)
        return known


def event_words(date: str) -> str:
    """What a date is called in a window: `screening_date` is `screening`."""
    return date.removesuffix("_date").replace("_", " ")


def event_phrases(field: RecordField) -> tuple[str, ...]:
    """Every way in which a window may call a date, in lower case."""
    said = (*field.names, event_words(field.name), field.label, field.name)
    return tuple(dict.fromkeys(" ".join(words.lower().split()) for words in said))


def known_names(item: Item | Drug) -> tuple[str, ...]:
    """Every name that a record may use for an item: its name, its labels, and the further names."""
    return tuple(dict.fromkeys((item.name, item.label, *item.labels.values(), *item.names)))


#: The drugs of one class among a family's: `last dose of used (CLASS)`.
_OF_CLASS = later(r"(.*) \((\w+)\)")
_BETWEEN_WORDS = later(r"[\s_-]+")


def item_key(name: str) -> str:
    """A name without the differences that mean nothing, so that whole names compare: `AB-12` and `ab 12`."""
    plain = name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()
    return "_".join(_BETWEEN_WORDS.split(plain.strip()))


def unit_key(spelling: str) -> str:
    """A unit's spelling without blanks, with one form of µ and ×, so that spellings compare."""
    return "".join(spelling.split()).replace("μ", "u").replace("µ", "u").replace("×", "x")
