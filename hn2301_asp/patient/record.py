"""One patient's facts, from a record in any spelling.

A record becomes facts (what was given, for people) and evidence (what it means, for the solver).
All errors of a record are collected. This module asks no question about eligibility.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval, Share, Values, compared
from hn2301_asp.knowledge.vocabulary.model import (
    SCREENING_DATE,
    Doses,
    Family,
    Quantity,
    RecordField,
    Vocabulary,
    event_words,
)
from hn2301_asp.patient.choices import Words, chosen_value
from hn2301_asp.patient.common_sense import length_problems, order_problems, order_remarks
from hn2301_asp.patient.dates import DateRange, elapsed, parse_date
from hn2301_asp.patient.digest import digest_of, written
from hn2301_asp.patient.fields import RawField, read_fields
from hn2301_asp.patient.items import item_of, written_items
from hn2301_asp.patient.local_day import parse_zone
from hn2301_asp.patient.lookups import Answered, Answers, Dose, Listed, Lookups, Measured, lookups, remember
from hn2301_asp.patient.measured import ROUNDED, measured
from hn2301_asp.patient.model import GIVEN_COUNTS, Fact, Patient, Remark
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.patient.repeated import measurements, summarised, told
from hn2301_asp.patient.values import IMPLAUSIBLE, yes_no
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.solver.known import Told
from hn2301_asp.solver.unbounded import is_positive
from hn2301_asp.source.bounds import field_problem
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.numbers import format_number, spanned, with_unit
from hn2301_asp.source.scalars import Answer


def read_patient(record: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, str], place: Place) -> Patient:
    """The patient of a record; raises InputError with every finding of the record."""
    record, left_out = without_identity(record, vocabulary, names)
    if problem := field_problem(record):
        raise InputError(Finding("value", problem[1], replace(place, field=shown(problem[0]))))
    fields, findings = read_fields(record, vocabulary, names, place)
    reader = _Reader(lookups(vocabulary, names), fields, place, findings)
    reader.read()
    if findings:
        raise InputError(findings)
    return Patient(
        id=attempt_name(reader.identity, reader.attempt),
        person=reader.identity,
        place=place,
        screening=reader.dates.get(SCREENING_DATE),
        facts=reader.facts,
        evidence=Evidence(tuple(reader.atoms), (*reader.given, *reader.derived)),
        remarks=(*reader.remarks, *left_out),
        digest=digest_of(reader.said),
        record=record,
        until={name: reader.dates[name] for name in reader.known.until if name in reader.dates},
    )


def attempt_name(person: str | None, attempt: str | None) -> str | None:
    """What a record is called: by the patient, and by the attempt where there may be several."""
    return person if person is None or attempt is None else f"{person}, attempt {attempt}"


def without_identity(
    record: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, str]
) -> tuple[Mapping[str, Any], tuple[Remark, ...]]:
    """The record without what says who somebody is, and a remark that tells which columns those were."""
    known = lookups(vocabulary, names).identifying
    columns = [field for field in record if _says_who(str(field), vocabulary, names, known)]
    if not columns:
        return record, ()
    shown_names = ", ".join(f"`{shown(column)}`" for column in columns)
    text = f"{shown_names} may say who the patient is: left out, and not kept"
    return {f: v for f, v in record.items() if f not in columns}, (Remark("identifying-column", text),)


def _says_who(heading: str, vocabulary: Vocabulary, names: Mapping[str, str], known: dict[str, bool]) -> bool:
    """Whether a heading is no field's and says who somebody is: told once for each."""
    found = known.get(heading)
    if found is None:
        found = remember(known, heading, heading not in names and vocabulary.identifies(heading), heading)
    return found


class _Reader(Struct):
    known: Lookups
    fields: Mapping[str, RawField]
    place: Place
    findings: list[Finding]
    zone: tzinfo | None = None
    identity: str | None = None
    attempt: str | None = None
    dates: dict[str, DateRange] = {}
    observed: dict[str, DateRange] = {}
    facts: dict[str, Fact] = {}
    atoms: list[Told] = []
    given: list[tuple[str, str, Values]] = []
    derived: list[tuple[str, str, Values]] = []
    doses: list[tuple[Dose, RawField]] = []
    repeated: dict[str, list[Measured]] = {}
    #: Items of which something is told, with the first field that does.
    told_of: dict[tuple[str, str], str] = {}
    remarks: list[Remark] = []
    said: dict[str, str] = {}

    def __repr__(self) -> str:
        """No patient's data."""
        return "<_Reader>"

    @property
    def vocabulary(self) -> Vocabulary:
        return self.known.vocabulary

    def read(self) -> None:
        self._zone()
        known, facts, atoms, given, said = self.known, self.facts, self.atoms, self.given, self.said
        for name, raw in self.fields.items():
            kind = known.kinds.get(name)
            try:
                if isinstance(kind, Answers):
                    value = raw.value
                    answer = kind.yes if value is True else kind.no if value is False else self._answer(kind, raw)
                    facts[name], atom, said[name] = answer
                    atoms.append(atom)
                elif isinstance(kind, Quantity) and kind.repeated:
                    self._repeated(kind, raw)
                elif isinstance(kind, Quantity):
                    if kind.of_item is not None:
                        self.told_of.setdefault(kind.of_item, name)
                        if kind.own_date and (day := _own_date(raw, self.zone)) is not None:
                            self.dates[name], said[name] = day, written(name, raw.value, raw.unit, raw.operator)
                            continue
                    cell = measured(kind, raw, known, self.zone)
                    facts[name], said[name] = cell.fact, cell.written
                    given.append(cell.given)
                    if cell.remarks:
                        self.remarks += cell.remarks
                    if cell.days is not None:
                        self.observed[name] = cell.days
                else:
                    said[name] = written(name, raw.value, raw.unit, raw.operator)
                    self._field(kind, raw)
            except ValueProblem as problem:
                self._report(name, problem)
        self._held()
        for quantity in known.summaries if self.repeated else ():
            self._summarise(quantity)
        for quantity in known.by_others:
            if quantity.since in self.dates:
                self._since(quantity, quantity.since or "")
            if quantity.ever in facts:
                self._compare_ever(quantity, facts[quantity.ever or ""])
        for doses in self.vocabulary.doses.values():
            self._doses(doses)
        self._agreements()
        self._common_sense()

    def _held(self) -> None:
        """Items of which something is told hold, whether or not the record says so too."""
        for (family, item), field in self.told_of.items():
            name, atom = f"{family}.{item}", f"{family}({item})"
            said = {holds for _, one, holds in self.atoms if one == atom}
            if said == {False}:
                self.atoms.append((field, atom, True))
            elif not said:
                kind = self.known.kinds[name]
                assert isinstance(kind, Answers)
                self.facts[name], one, _ = kind.yes
                self.atoms.append(one)

    def _repeated(self, quantity: Quantity, raw: RawField) -> None:
        """All measurements of a quantity: what they come to is asked once all dates are known."""
        found = measurements(quantity, raw, self.known, self.zone)
        self.repeated[quantity.name] = [one for _, one in found]
        self.facts[quantity.name] = told(quantity, self.repeated[quantity.name])
        self.said[quantity.name] = written(quantity.name, raw.value, raw.unit, raw.operator)
        for field, one in found:
            self.remarks += one.remarks
            if one.days is not None:
                self.observed[field] = one.days

    def _summarise(self, quantity: Quantity) -> None:
        """What measurements come to; a value that is given wins, and a difference is remarked on."""
        assert quantity.summary is not None
        found = self.repeated.get(quantity.summary.of)
        if found is None:
            return
        fact = summarised(quantity, found, self.dates)
        assert fact.values is not None
        if quantity.name in self.facts:
            self.derived.append((quantity.summary.of, quantity.name, fact.values))
            self._compare(quantity, fact.values, f"from {self.facts[quantity.summary.of].label}", quantity.summary.of)
            return
        self.facts[quantity.name] = fact
        self.given.append((quantity.name, quantity.name, fact.values))

    def _zone(self) -> None:
        """The site's time zone, which says of every time in UTC which day it was."""
        for name in self.known.zones:
            if name in self.fields:
                try:
                    self.zone = parse_zone(self.fields[name].value)
                except ValueProblem as problem:
                    self._report(name, problem)

    def _common_sense(self) -> None:
        for name, problem in order_problems(self.known, self.dates, self.observed):
            self._report(name, problem)
        amounts = (*self.given, *self.derived)
        reported = {finding.place.field or "" for finding in self.findings}
        for name, problem in length_problems(self.known, self.facts, amounts, self.dates, reported):
            self._report(name, problem)
        self.remarks += order_remarks(self.known, self.dates)

    def _report(self, name: str, problem: ValueProblem) -> None:
        # What was wrong before the patient was named is told without the name.
        where = replace(self.place, field=name)
        if self.identity is not None:
            where = replace(where, patient=shown(self.identity))
        self.findings.append(Finding("value", f"{problem}", where, help=problem.help))

    def _field(self, kind: Words | Listed | Dose | RecordField | None, raw: RawField) -> None:
        if isinstance(kind, Words):
            self._choice(kind, raw.value)
        elif isinstance(kind, Listed):
            self._closed_list(kind, raw.value)
        elif isinstance(kind, RecordField):
            self._about_record(kind, raw.value)
        elif kind is not None:
            self.doses.append((kind, raw))

    def _answer(self, kind: Answers, raw: RawField) -> Answered:
        """An answer in words; those that are texts are remembered."""
        value, known = raw.value, self.known.answers
        word = (raw.name, value) if type(value) is str else None
        found = known.get(word) if word is not None else None
        if found is not None:
            return found
        fact, atom, said = kind.yes if yes_no(value) else kind.no
        if type(value) is Answer:  # It says what the bool says that it means.
            return fact, atom, said
        found = fact, atom, written(raw.name, value)
        return remember(known, word, found, word[1]) if word is not None else found

    def _choice(self, words: Words, value: object) -> None:
        choice, name = words.choice, words.choice.name
        chosen = chosen_value(words, value)
        if chosen is None:
            text = f"{choice.label} `{shown(value)}` is taken as unknown"
            self.remarks.append(Remark("value-not-used", text, (name,)))
            return
        self.facts[name] = Fact(name, choice.label, choice.told(chosen), answer=chosen)
        self.atoms.append((name, f"{name}({chosen})", True))

    def _about_record(self, field: RecordField, value: object) -> None:
        name, kind = field.name, field.kind
        if kind == "date":
            self.dates[name] = parse_date(value, self.zone)
            return
        if kind == "zone":
            return
        if kind == "ever":
            self._ever(name, yes_no(value))
            return
        if not isinstance(value, (str, int)) or isinstance(value, bool | Answer):
            raise ValueProblem(f"`{shown(value)}` is no text")
        text = str(value).strip()
        if len(text) > 200:
            raise ValueProblem(f"`{shown(text)}` is longer than 200 characters")
        if name == "patient_id":
            self.identity = text
        elif kind == "attempt":
            self.attempt = text

    def _ever(self, name: str, ever: bool) -> None:
        label = self.vocabulary.record[name].label
        self.facts[name] = Fact(name, label, "yes" if ever else "no", answer="yes" if ever else "no")
        for quantity in self.vocabulary.quantities.values():
            if quantity.ever == name:
                values = Values(Interval(*quantity.possible)) if ever else Values(None, never=True)
                self.derived.append((name, quantity.name, values))

    def _compare_ever(self, quantity: Quantity, ever: Fact) -> None:
        """A remark where something has a time though it never happened, or the other way round."""
        for name in (quantity.name, quantity.since):
            given = self.facts.get(name or "")
            if given is not None and given.values is not None and given.values.never == (ever.answer == "yes"):
                text = f"{given.label} is given as {given.told}, but {ever.label}: {ever.answer}"
                self.remarks.append(Remark("given-and-derived", text + GIVEN_COUNTS, (given.name, ever.name)))

    def _closed_list(self, listed: Listed, value: object) -> None:
        family = listed.family
        named = tuple(dict.fromkeys([self._item(family, raw) for raw in written_items(family, value)]))
        labels = ", ".join([family.items[item].label for item in named])
        self.facts[family.name] = Fact(family.name, family.label, labels or "none", items=named)
        atoms = list(listed.left_out)
        for item in named:
            atoms[listed.places[item]] = listed.named[listed.places[item]]
        self.atoms += atoms

    def _item(self, family: Family, written: object) -> str:
        """The item that is meant; the words for items that are known are remembered."""
        if type(written) is not str:
            return item_of(family, written, self.known.names)
        word = (family.name, written)
        found = self.known.items.get(word)
        return found or remember(self.known.items, word, item_of(family, written, self.known.names), written)

    def _since(self, quantity: Quantity, date_field: str) -> None:
        event, until = self.dates[date_field], self.dates.get(quantity.to)
        label, day = self.vocabulary.label(date_field), _told(event, quantity)
        if until is None:
            self.facts.setdefault(date_field, Fact(date_field, label, day, days=event))
            self._unused(quantity, date_field, f"{label} {day} is not used")
            return
        assert quantity.calendar is not None, "the vocabulary is refused otherwise"
        interval = elapsed(event, until, quantity.calendar, completed=quantity.completed)
        low, high = quantity.possible
        if low >= 0 and interval.high is not None and interval.high.numerator < 0:
            to = "screening date" if quantity.to == SCREENING_DATE else self.vocabulary.label(quantity.to)
            self._report(date_field, ValueProblem(f"{label} {day} lies after the {to} {_told(until, quantity)}"))
            return
        if interval.low is not None and compared(interval.low, high) > 0:
            limit = f"more than {with_unit(high, quantity.unit)} before {event_words(quantity.to)}"
            self._report(date_field, ValueProblem(f"{label} {day} is not possible: {limit}"))
            return
        inside = interval.low is not None and compared(interval.low, low) >= 0
        values = Values(interval if inside else interval.intersect(Interval(low=low)))
        if quantity.own_date:
            unit, told = None, day
            if values.number is not None:
                unit, told = quantity.unit, f"{with_unit(values.number, quantity.unit)} (from {day})"
            self.facts[date_field] = Fact(date_field, label, told, values, unit, given_unit=unit, days=event)
            self.derived.append((date_field, quantity.name, values))
            return
        self.facts[date_field] = Fact(date_field, label, day, values, days=event)
        self.derived.append((date_field, quantity.name, values))
        self._compare(quantity, values, f"from {label} {day}", date_field)

    def _unused(self, quantity: Quantity, date_field: str, what: str) -> None:
        """The remark that nothing is counted, for want of the date up to which."""
        if quantity.to == SCREENING_DATE:
            text, code = f"{what}: there is no screening date", "no-screening-date"
        else:
            text, code = f"{what} for {quantity.label}: there is no {self.vocabulary.label(quantity.to)}", "no-date"
        self.remarks.append(Remark(code, text, (date_field,)))

    def _compare(self, quantity: Quantity, derived: Values, how: str, fact: str) -> None:
        """A remark where a given value and a derived one differ by more than the recording step."""
        given = self.facts.get(quantity.name)
        if given is None or given.values is None:
            return
        a, b = given.values.number, derived.number
        if a is not None and b is not None and a != b and abs(a - b) > quantity.step:
            self.remarks.append(given_and_derived(quantity, given, b, how, fact))

    def _doses(self, doses: Doses) -> None:
        """The doses given are all doses: they add up. A closed list without such a drug is none."""
        quantity = self.vocabulary.quantities[doses.adds_up_to]
        parts: list[tuple[Dose, Interval]] = []
        shown_parts: list[str] = []
        for dose, raw in self.doses:
            if dose.doses is not doses:
                continue
            try:
                found = measured(dose.quantity, raw, self.known, self.zone)
            except ValueProblem as problem:
                self._report(raw.name, problem)
                continue
            self.remarks += [remark for remark in found.remarks if remark.code == ROUNDED]
            if found.days is not None:
                self.observed[raw.name] = found.days
            interval = found.given[2].interval
            if interval is not None:
                parts.append((dose, interval))
                shown_parts.append(f"{self.vocabulary.drugs[dose.drug].label} {found.fact.told}")
        if parts:
            self._summed(doses, quantity, self._add_up(parts, quantity), ", ".join(shown_parts))
        self._closing_list(doses, quantity, parts)

    def _summed(self, doses: Doses, quantity: Quantity, values: Values, given: str) -> None:
        possible, plausible = quantity.possible[1], quantity.plausible[1]
        least = values.interval.low if values.interval is not None else None
        if least is not None and least > possible:
            problem = f"the doses {given} add up to {format_number(least)} {quantity.unit} of {quantity.label}"
            help = f"possible are at most {format_number(possible)} {quantity.unit}"
            self._report(doses.name, ValueProblem(problem, help))
        elif least is not None and least > plausible:
            text = f"{doses.label} {given}: the {quantity.label} of {format_number(least)} {quantity.unit} is outside "
            text += f"the plausible range up to {format_number(plausible)} {quantity.unit}"
            self.remarks.append(Remark(IMPLAUSIBLE, text, (doses.name,)))
        self.facts[doses.name] = Fact(doses.name, doses.label, given, values)
        self.derived.append((doses.name, quantity.name, values))
        self._compare(quantity, values, f"from {doses.label} {given}", doses.name)

    def _add_up(self, parts: list[tuple[Dose, Interval]], quantity: Quantity) -> Values:
        """The sum in equivalents of the doses' reference: any number of the range, not only multiples of the step."""
        low = high = Fraction(0)
        low_open = high_open = unlimited = False
        shares: list[Share] = []
        for part, dose in parts:
            factor = part.factor or Interval(Fraction(0))
            least, most = dose.ends
            assert factor.low is not None
            shares.append(Share(part.drug, dose, factor))
            if factor.high is not None:
                one = low is high and least is most and factor.low is factor.high
                low += least * factor.low
                high = low if one else high + most * factor.high
                low_open |= dose.low_open
                high_open |= dose.high_open
            elif most > 0:
                unlimited = True
                compared = self.vocabulary.compared(part.doses)
                text = f"{self.vocabulary.drugs[part.drug].label} has no {compared} equivalent: "
                text += f"the {quantity.label} is at least what the other doses give"
                self.remarks.append(Remark("no-equivalence", text, (part.quantity.name,)))
        if unlimited:
            high, high_open = max(low, quantity.possible[1]), False
        # A drug's factor is one number in every sum: that says something only where there are several.
        known = len(self.vocabulary.doses) < 2 or all(share.factor.is_point for share in shares)
        return Values(Interval(low, high, low_open, high_open), shares=() if known else tuple(shares))

    def _closing_list(self, doses: Doses, quantity: Quantity, parts: list[tuple[Dose, Interval]]) -> None:
        """A closed list without such a drug says that the dose is nothing, where no dose was given."""
        closed = self.facts.get(doses.closing_list)
        if closed is None or closed.items is None:
            return
        if any(self.vocabulary.drugs[item].drug_class == doses.drug_class for item in closed.items):
            return
        given = self.facts.get(quantity.name)
        if not parts and given is None:
            self.derived.append((closed.name, quantity.name, Values(Interval.point(Fraction(0)))))
        said = [dose for _, dose in parts]
        if given is not None and given.values is not None and given.values.interval is not None:
            said.append(given.values.interval)
        if any(map(is_positive, said)):
            text = f"a dose is given, but the {closed.label} name no {doses.drug_class}"
            self.remarks.append(Remark("dose-without-drug", text, (closed.name,)))

    def _agreements(self) -> None:
        asked = [agreement for agreement in self.known.agreements if agreement.fact in self.facts]
        if not asked:
            return
        agreeing = self.known.agreeing
        known = {atom: (name, holds) for name, atom, holds in self.atoms if atom in agreeing}
        for agreement in asked:
            mine, other = known.get(agreement.fact), known.get(agreement.other)
            if mine is not None and other is not None and mine[1] != other[1]:
                words = {True: "yes", False: "no"}
                named = agreement.item.replace("_", " ") or agreement.prefix
                among = f"{named} among the {self.vocabulary.families[agreement.prefix].label}"
                text = f"{agreement.label}: {words[mine[1]]}, but {among}: {words[other[1]]}"
                self.remarks.append(Remark("mismatch", text, (agreement.fact, other[0])))


def _own_date(raw: RawField, zone: tzinfo | None) -> DateRange | None:
    """The date that an item's own field holds; None where it holds a number, or nothing that is understood."""
    value = raw.value
    number = isinstance(value, int | Decimal | Mapping) or (isinstance(value, str) and value.strip().isdecimal())
    if number or raw.operator is not None:
        return None
    try:
        return parse_date(raw.value, zone)
    except ValueProblem:
        return None


def _told(date: DateRange, quantity: Quantity) -> str:
    """A date in words: with its time of day where hours are counted."""
    return date.moment if quantity.calendar == "hour" else date.shown


def given_and_derived(quantity: Quantity, given: Fact, derived: Fraction | Interval, how: str, fact: str) -> Remark:
    """The remark that a given value differs from the one that follows from other facts, or from all that can."""
    unit = quantity.unit
    is_ = spanned(*derived.ends, unit) if isinstance(derived, Interval) else with_unit(derived, unit)
    text = f"{quantity.label} is given as {given.told}, but is {is_} {how}{GIVEN_COUNTS}"
    return Remark("given-and-derived", text, (given.name, fact))
