"""The vocabulary is read entry by entry; whatever is wrong in it is told with file and line."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.vocabulary.load import load_vocabulary
from hn2301_asp.knowledge.vocabulary.model import Doses, Equivalence, Quantity, Reference, Room, YesNo
from hn2301_asp.knowledge.vocabulary.sections import (
    DRUGS,
    FACTS,
    HANDLING,
    IDENTIFYING,
    PARTS,
    QUANTITIES,
    TYPICAL,
    UNITS,
    WHOLE,
    sections_of,
)
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.entries import Source
from hn2301_asp.source.yaml_text import load_plain
from tests.sections import sections

GOLDEN = Path(__file__).parents[2] / "golden" / "vocabulary" / "bad.txt"


@pytest.fixture(scope="module")
def shipped() -> dict[str, str]:
    """The texts of the shipped vocabulary."""
    texts = read_files(shipped_knowledge_base()).texts
    return {
        name: text
        for name, text in texts.items()
        if name in PARTS or (name.startswith("scores/") and name.endswith(".yaml"))
    }


SLEDAI, EULAR = "scores/sledai_2k.yaml", "scores/eular_acr_2019.yaml"

#: What is changed in the shipped vocabulary: a file, what stands there, and what in its place.
BAD: dict[str, tuple[str, str, str]] = {
    # Keys
    "an unknown key": (QUANTITIES, "  step: 1 year\n", "  step: 1 year\n  stepp: 2 year\n"),
    "a missing unit": (
        QUANTITIES,
        "  label_zh: 体重\n  names: [actual weight, body weight]\n  unit: kg\n",
        "  label_zh: 体重\n",
    ),
    "a missing label": (QUANTITIES, "  label: APTT\n", ""),
    "an unknown section": (FACTS, "\nchoices:", "\nchoice:"),
    "an unknown key of a fact": (FACTS, "pregnant: {label: pregnant,", "pregnant: {labels: pregnant,"),
    "an unknown key of a drug": (DRUGS, "budesonide: {equals_5mg_prednisone", "budesonide: {equals_5mg_prednison"),
    "an unknown key of a score": (SLEDAI, "family: sledai", "families: sledai"),
    # Values
    "an undeclared unit": (
        QUANTITIES,
        '  names: [absolute neutrophil count, neutrophils]\n  unit: "10*9/L"',
        '  names: [absolute neutrophil count, neutrophils]\n  unit: "10*9/l"',
    ),
    "an undeclared further unit": (QUANTITIES, "also: {month: {}}", "also: {moon: {}}"),
    "a unit of another dimension": (QUANTITIES, "also: {lb: {}, 斤: {}}", "also: {g/L: {}}"),
    "a conversion that is none": (QUANTITIES, "per: 1 mg/dL = 17.1 umol/L", "per: 17.1"),
    "a step without a unit": (
        QUANTITIES,
        "step: 0.01 {INR}\n  possible: [0.1, 30]",
        "step: 0.01\n  possible: [0.1, 30]",
    ),
    "a step in another unit": (QUANTITIES, "step: 1 year", "step: 1 week"),
    "a step of nothing": (QUANTITIES, "step: 1 year", "step: 0 year"),
    "a range turned round": (QUANTITIES, "possible: [0, 120]", "possible: [120, 0]"),
    "a range of one number": (QUANTITIES, "plausible: [16, 90]", "plausible: [16]"),
    "a range of words": (QUANTITIES, "plausible: [16, 90]", "plausible: [young, old]"),
    "a yes or no that is neither": (
        QUANTITIES,
        "completed: true\n  since: {date: birth_date}",
        "completed: maybe\n  since: {date: birth_date}",
    ),
    "names that are no list": (QUANTITIES, "names: [bilirubin]", "names: bilirubin"),
    "an entry that is no mapping": (
        FACTS,
        "  gilbert_syndrome: {label: documented Gilbert syndrome, label_zh: 有记录的 Gilbert 综合征}",
        "  gilbert_syndrome: yes",
    ),
    "a section that is a list": (
        FACTS,
        "choices:\n  sex:\n    label: sex\n",
        "choices:\n  - label: sex\n",
    ),
    "a choice without values": (FACTS, "values: [female, male]", "values: []"),
    "a field of a record of no kind": (FACTS, "site: {kind: text,", "site: {kind: texts,"),
    "a family of nothing known": (FACTS, "item: SLEDAI-2K item, of: sledai_2k", "item: SLEDAI-2K item, of: sledai"),
    "a bare number that is no error": (QUANTITIES, "month\n  bare: error", "month\n  bare: eror"),
    "a usual range beyond the plausible one": (QUANTITIES, "usual: [38, 110]", "usual: [20, 110]"),
    "a time within what is no time": (
        QUANTITIES,
        "sle_diagnosis_date}\n  within: age",
        "sle_diagnosis_date}\n  within: weight",
    ),
    "a time counted from a date in a unit of no calendar": (
        QUANTITIES,
        "names: [unchanged dose]\n  unit: week",
        "names: [unchanged dose]\n  unit: s",
    ),
    "a year of so many days": (UNITS, "{is: 12 * month_unit,", "{is: 365 * 86400 * second,"),
    "a year of so many months": (UNITS, "{is: 12 * month_unit,", "{is: 10 * month_unit,"),
    "a date before what is no date": (
        FACTS,
        "last transfusion, not_before: birth_date",
        "last transfusion, not_before: birthdate",
    ),
    "a date before itself": (FACTS, "of consent, not_before: birth_date", "of consent, not_before: consent_date"),
    "a date that is expected and nobody told": (FACTS, "expected_by: screening_date, if_later", "if_later"),
    "an order of what is no date": (FACTS, "site: {kind: text,", "site: {kind: text, not_before: birth_date,"),
    "two time zones": (FACTS, "site: {kind: text,", "site: {kind: zone,"),
    "a value observed by no date": (FACTS, "not_after: screening_date}", "not_after: screening}"),
    "one word for two values": (FACTS, "[M, man, 男, 男性]", "[M, man, 男, 女]"),
    "names of no value": (FACTS, "names: {female: [F,", "names: {femal: [F,"),
    "a name of two drugs": (DRUGS, "names: [MTX,", "names: [mmf,"),
    "a shared name that a drug has": (DRUGS, "shared: {MP: mercaptopurine}", "shared: {强的松: mercaptopurine}"),
    "a shared name for a number": (DRUGS, "shared: {MP: mercaptopurine}", "shared: {MP: 5}"),
    "an equivalence that is no number": (
        DRUGS,
        "prednisone: {equals_5mg_prednisone: 5,",
        "prednisone: {equals_5mg_prednisone: five,",
    ),
    "an equivalence turned round": (DRUGS, "[0.6, 0.75]", "[0.75, 0.6]"),
    "an equivalence of zero": (
        DRUGS,
        "prednisone: {equals_5mg_prednisone: 5,",
        "prednisone: {equals_5mg_prednisone: 0,",
    ),
    "a weight that is no whole number": (SLEDAI, "rash: {weight: 2,", "rash: {weight: 2.5,"),
    "a weight below zero": (SLEDAI, "rash: {weight: 2,", "rash: {weight: -2,"),
    "a weight that would wrap around": (SLEDAI, "rash: {weight: 2,", "rash: {weight: 4294967298,"),
    "a total over a mark that no item has": (SLEDAI, "items: {immunologic: true}", "items: {imunologic: true}"),
    "a total over neither all nor some": (SLEDAI, "sledai_2k: {items: all}", "sledai_2k: {items: every}"),
    # Names and references
    "a name that is no name": (FACTS, "  gilbert_syndrome:", "  Gilbert syndrome:"),
    "a name that would be a program": (FACTS, "  gilbert_syndrome:", '  "a. #script (python) #end. b":'),
    "a name with a letter beyond ascii": (FACTS, "  gilbert_syndrome:", "  gilbert_sÿndrome:"),
    "a value that is no name": (FACTS, "values: [female, male]", "values: [female, 2]"),
    "a drug that is no name": (DRUGS, "  belimumab:", "  Belimumab:"),
    "a substance that is no name": (
        DRUGS,
        "mycophenolic_acid: {named: true, substance: mycophenolic_acid",
        "mycophenolic_acid: {named: true, substance: MPA",
    ),
    "a class that is no name": (DRUGS, "\nnsaid:", "\nNSAID:"),
    "a domain that is no name": (
        SLEDAI,
        'domain: skin, definition: "inflammatory',
        'domain: the skin, definition: "inflammatory',
    ),
    "a limit of normal that is not declared": (QUANTITIES, "uln: inr_uln", "uln: inr_limit"),
    "a date that is not declared": (QUANTITIES, "since: {date: birth_date}", "since: {date: birthdate}"),
    "a date that is no date": (QUANTITIES, "since: {date: birth_date}", "since: {date: site}"),
    "a time counted from the day up to which it is counted": (
        QUANTITIES,
        "since: {date: birth_date}",
        "since: {date: screening_date}",
    ),
    "a share of the whole": (QUANTITIES, "agrees_within: 2 %", "agrees_within: 200 %"),
    "a condition that is not declared": (QUANTITIES, "when: spo2_on_room_air", "when: spo2_on_air"),
    "a total that is not declared": (SLEDAI, "  sledai_2k_clinical: {items", "  sledai_2k_clinic: {items"),
    "one name for two quantities": (QUANTITIES, "names: [bilirubin]", "names: [Creatinine]"),
    "one spelling for two units": (UNITS, 'spellings: ["g/l"]', 'spellings: ["g/l", "mg/dL"]'),
    "a unit that cannot be read": (UNITS, "is: gram / litre / 100,", "is: gramm / litre / 100,"),
    "two scores of one name": (SLEDAI, "name: sledai_2k\n", "name: eular_acr_2019\n"),
    # Events, attributes of items, half-lives
    "a date up to which nothing is counted": (QUANTITIES, "{date: birth_date}", "{date: birth_date, to: birthdate}"),
    "a misspelt end of a time": (QUANTITIES, "{date: birth_date}", "{date: birth_date, until: consent_date}"),
    "a time from a date to itself": (QUANTITIES, "{date: birth_date}", "{date: birth_date, to: birth_date}"),
    "one name for two dates": (
        FACTS,
        "birth_date: {kind: date, label: date of birth,",
        "birth_date: {kind: date, names: [screening], label: date of birth,",
    ),
    "an attribute without its unit": (
        FACTS,
        "item: now taken, of: drugs,",
        "item: now taken, of: drugs, attributes: {months: {label: duration}},",
    ),
    "an attribute counted to nothing known": (
        FACTS,
        "item: now taken, of: drugs,",
        "item: now taken, of: drugs, attributes: {last: {unit: day, since: {to: infusion_date}}},",
    ),
    "an attribute counted in no calendar": (
        FACTS,
        "item: now taken, of: drugs,",
        "item: now taken, of: drugs, attributes: {last: {unit: kg, since: {}}},",
    ),
    "one name for two attributes": (
        FACTS,
        "item: now taken, of: drugs,",
        "item: now taken, of: drugs, attributes: {a: {unit: day, label: time}, b: {unit: day, label: time}},",
    ),
    "one label for attributes of two families": (
        FACTS,
        "item: now taken, of: drugs, label_zh: 目前用药}\n  used_adequately: {",
        "item: now taken, of: drugs, attributes: {a: {unit: day}}, label_zh: 目前用药}\n"
        "  used_adequately: {attributes: {a: {unit: day}}, ",
    ),
    "a half-life without its source": (
        DRUGS,
        "  telitacicept: {pulsed: true,",
        "  telitacicept: {half_life: {value: 11 days}, pulsed: true,",
    ),
    "a half-life that is no time": (
        DRUGS,
        "  telitacicept: {pulsed: true,",
        "  telitacicept: {half_life: {value: long, source: label}, pulsed: true,",
    ),
    "a half-life in a unit that is not declared": (
        DRUGS,
        "  telitacicept: {pulsed: true,",
        "  telitacicept: {half_life: {value: 1 fortnight, source: label}, pulsed: true,",
    ),
    "a half-life without its parts": (
        DRUGS,
        "  telitacicept: {pulsed: true,",
        "  telitacicept: {half_life: 20 days, pulsed: true,",
    ),
    # YAML
    "a file that is a list": (TYPICAL, "# The typical patient", "- a\n- b\n---\n# The typical patient"),
    "a key twice": (QUANTITIES, "  step: 1 year\n", "  step: 1 year\n  step: 1 month\n"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_in_the_vocabulary_is_told_with_file_and_line(
    shipped: dict[str, str], golden: Callable[[str, str], None], name: str
) -> None:
    file, old, new = BAD[name]
    assert shipped[file].count(old) == 1
    with pytest.raises(InputError) as caught:
        load_vocabulary({**shipped, file: shipped[file].replace(old, new)})
    said = "\n".join(f"+ {line}" for line in new.strip("\n").split("\n"))
    golden(f"vocabulary/bad.txt#{name}", f"{file}\n{said}\n\n{caught.value}\n")


def test_every_golden_file_has_its_case() -> None:
    assert sorted(sections(GOLDEN)) == sorted(BAD)


def test_what_is_missing_is_named_where_something_needs_it(shipped: dict[str, str]) -> None:
    def told(file: str) -> list[str]:
        with pytest.raises(InputError) as caught:
            load_vocabulary({name: text for name, text in shipped.items() if name != file})
        return [finding.message for finding in caught.value.findings]

    assert "the total `sledai_2k` of SLEDAI-2K is not declared as a quantity" in told(QUANTITIES)
    assert "quantity `age` refers to `birth_date`, which is not declared as such" in told(FACTS)
    assert "quantity `age`: `month` cannot be converted to `year`" in told(UNITS)
    assert "family `sledai`: it is of `sledai_2k`, which is no score and no list" in told(SLEDAI)


@pytest.mark.parametrize("file", [TYPICAL, HANDLING, IDENTIFYING])
def test_what_nothing_refers_to_may_be_missing(shipped: dict[str, str], file: str) -> None:
    found = load_vocabulary({name: text for name, text in shipped.items() if name != file})
    (section,) = sections_of(file)
    assert not getattr(found, section)
    assert found.quantities == load_vocabulary(shipped).quantities


def test_one_file_at_least_says_what_a_record_may_hold(shipped: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        load_vocabulary({SLEDAI: shipped[SLEDAI]})
    (finding,) = caught.value.findings
    assert (finding.code, finding.message, finding.place.file) == (
        "kb-missing",
        "nothing says what a record may hold",
        WHOLE,
    )


# All in one file


def in_one(shipped: dict[str, str], *parts: str) -> dict[str, str]:
    """The vocabulary with some of its files as sections of one."""
    text = ""
    for part in parts:
        (first, *others) = sections_of(part)
        own = shipped[part]
        text += own if others else f"{first}:\n" + "".join(f"  {line}" for line in own.splitlines(keepends=True))
    return {WHOLE: text, **{name: own for name, own in shipped.items() if name not in parts}}


@pytest.mark.parametrize("parts", [PARTS, (UNITS, QUANTITIES), (FACTS,), (DRUGS, HANDLING, TYPICAL)])
def test_in_one_file_it_is_the_same(shipped: dict[str, str], parts: tuple[str, ...]) -> None:
    assert load_vocabulary(in_one(shipped, *parts)) == load_vocabulary(shipped)


@pytest.mark.parametrize("name", [name for name in BAD if name not in ("a file that is a list", "a key twice")])
def test_in_one_file_what_is_wrong_is_told_there(shipped: dict[str, str], name: str) -> None:
    file, old, new = BAD[name]
    texts = {**shipped, file: shipped[file].replace(old, new)}
    apart, together = ([*_findings(one)] for one in (texts, in_one(texts, *PARTS)))
    assert [finding.message for finding in together] == [finding.message for finding in apart]
    for one, other in zip(apart, together, strict=True):
        assert other.place.file == (WHOLE if one.place.file in PARTS else one.place.file)
        assert (other.place.text or "").strip() == (one.place.text or "").strip()


def _findings(texts: dict[str, str]) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        load_vocabulary(texts)
    return tuple(caught.value.findings)


def test_a_section_stands_in_one_place(shipped: dict[str, str]) -> None:
    (twice,) = _findings({**shipped, WHOLE: "quantities: {}\n"})
    assert (twice.message, twice.place.line) == (f"`quantities` stands here, and {QUANTITIES} is there too", 1)
    (unknown,) = _findings({WHOLE: "facts: {}\nquantites: {}\n"})
    assert (unknown.message, unknown.help) == ("`quantites` is not known here", "did you mean `quantities`?")
    (none,) = _findings({WHOLE: "quantities: [age]\n"})
    assert (none.message, none.place.line) == ("`quantities` must hold one mapping of names", 1)


def test_without_units_those_are_known_that_quantities_name() -> None:
    sbp = "{label: pressure, unit: mmHg, step: 1 mmHg, possible: [0, 400], plausible: [80, 200]}"
    age = "{label: age, unit: year, step: 1 year, possible: [0, 130], plausible: [18, 90], since: {date: born}}"
    text = f"record: {{born: {{kind: date, label: born}}}}\nquantities:\n  sbp: {sbp}\n  age: {age}\n"
    found = load_vocabulary({WHOLE: text})
    assert found.dimensions == {"mmHg": {"mmHg": Fraction(1)}, "year": {"year": Fraction(1)}}
    assert (found.unit("mm Hg"), found.unit("kPa"), found.quantities["age"].calendar) == ("mmHg", None, "year")
    assert [*found.record] == ["patient_id", "screening_date", "born"]
    declared = load_vocabulary({WHOLE: f"{text}units: {{mmHg: {{spellings: [torr]}}, year: {{}}}}\n"})
    assert (declared.unit("torr"), declared.dimensions) == ("mmHg", found.dimensions)
    (other,) = _findings({WHOLE: f"{text}units: {{mmHg: {{}}}}\n"})
    assert other.message == "quantity `age`: unit `year` is not declared in units.yaml"


def test_everything_that_is_wrong_is_collected(shipped: dict[str, str]) -> None:
    changed = dict(shipped)
    for name in ("an unknown key", "a choice without values", "a weight below zero", "an equivalence of zero"):
        file, old, new = BAD[name]
        changed[file] = changed[file].replace(old, new)
    with pytest.raises(InputError) as caught:
        load_vocabulary(changed)
    assert sorted((f.place.file, f.code) for f in caught.value.findings) == [
        (SLEDAI, "score-weight"),
        (DRUGS, "kb-vocabulary"),
        (FACTS, "kb-vocabulary"),
        (QUANTITIES, "kb-vocabulary"),
    ]


# No entry of any form is more than a finding

ODD: list[Any] = [
    None,
    "",
    "größe",
    "a b",
    "x). #script (python) #end. y(1",
    [],
    {},
    [None],
    {"x": None},
    -1,
    True,
    "1/0",
]
REMOVED = object()


def branches(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from branches(value, (*path, key))


def spoiled(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = deepcopy(tree)
    at = changed
    for key in path[:-1]:
        at = at[key]
    if value is REMOVED:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return changed


@pytest.mark.parametrize("file", [QUANTITIES, FACTS, DRUGS, UNITS, SLEDAI, EULAR])
def test_an_entry_of_a_wrong_form_is_a_finding_and_never_a_traceback(shipped: dict[str, str], file: str) -> None:
    (tree,) = load_plain(shipped[file], file)
    rng = random.Random(file)
    paths, told = list(branches(tree)), 0
    for _ in range(25):
        path, value = rng.choice(paths), rng.choice([*ODD, REMOVED])
        if path == () and value is REMOVED:
            continue
        text = json.dumps(spoiled(tree, path, value), ensure_ascii=False, default=float)
        files = findings({**shipped, file: text})
        assert None not in files, (path, value)
        told += bool(files)
    assert told > 5


def findings(texts: dict[str, str]) -> list[str | None]:
    """The files of which something is said; none where all is well."""
    try:
        load_vocabulary(texts)
    except InputError as error:
        return [finding.place.file for finding in error.findings]
    return []


# What is read


def test_the_shipped_vocabulary_is_read_as_it_stands(shipped: dict[str, str]) -> None:
    found = load_vocabulary(shipped)
    assert found.quantities["spo2_room_air"].room == Room("spo2", "spo2_on_room_air")
    assert found.facts["low_complement"] == YesNo(
        "low_complement",
        "low complement in the screening period",
        None,
        "sledai.low_complement",
        {"loinc": ("4485-9", "4498-2"), "status": ("confirmed",)},
        "C3 or C4 below the lower limit of normal",
        labels={"zh": "筛选期低补体血症"},
    )
    assert found.choices["sex"].values == ("female", "male")
    assert found.doses == {
        "dose": Doses(
            "dose",
            "daily oral dose",
            "prednisone_equivalent",
            "mg/d",
            "current",
            "corticosteroid",
            Reference("equals_5mg_prednisone", Fraction(5), "mg", "prednisone"),
            labels={"zh": "每日口服剂量"},
        )
    }
    assert found.typical["total_bilirubin"] == "0.6 mg/dL"
    assert (found.typical["anc"], type(found.typical["anc"])) == ("3.2", str)


def test_a_quantity_is_read_exactly(shipped: dict[str, str]) -> None:
    assert load_vocabulary(shipped).quantities["days_since_transfusion"] == Quantity(
        name="days_since_transfusion",
        label="last transfusion",
        unit="day",
        units={"day": Fraction(1), "week": Fraction(7)},
        step=Fraction(1),
        possible=(Fraction(0), Fraction(40000)),
        plausible=(Fraction(0), Fraction(36500)),
        names=("days since the last transfusion",),
        counted=True,
        completed=True,
        never=True,
        ever="transfused_ever",
        since="last_transfusion_date",
        calendar="day",
        within="age",
        labels={"zh": "距末次输血的天数"},
    )


def test_a_drug_has_an_equivalence_a_range_of_it_or_none(shipped: dict[str, str]) -> None:
    drugs = load_vocabulary(shipped).drugs
    assert {
        name: (drugs[name].dosed, drugs[name].equivalence)
        for name in ("prednisone", "dexamethasone", "betamethasone", "budesonide", "tacrolimus")
    } == {
        "prednisone": (True, Equivalence(Fraction(5), Fraction(5))),
        "dexamethasone": (True, Equivalence(Fraction(3, 4), Fraction(3, 4))),
        "betamethasone": (True, Equivalence(Fraction(3, 5), Fraction(3, 4))),
        "budesonide": (True, None),
        "tacrolimus": (False, None),
    }


def test_the_totals_of_a_score_divide_its_items(shipped: dict[str, str]) -> None:
    score = load_vocabulary(shipped).scores["sledai_2k"]
    totals = score.totals
    assert totals["sledai_2k_immunologic"] == ("low_complement", "increased_dna_binding")
    assert sorted(totals["sledai_2k_clinical"] + totals["sledai_2k_immunologic"]) == sorted(totals["sledai_2k"])
    greatest = {total: sum(score.items[item].weight for item in items) for total, items in totals.items()}
    assert greatest == {"sledai_2k": 105, "sledai_2k_clinical": 101, "sledai_2k_immunologic": 4}


def test_every_field_name_is_unique(shipped: dict[str, str]) -> None:
    fields = load_vocabulary(shipped).fields()
    assert (len(fields) > 150, len(fields) - len(set(fields))) == (True, 0)
    assert {"patient_id", "age", "sex", "pregnant", "current", "current.prednisone", "dose.prednisone"} <= set(fields)
    assert not {"spo2_room_air", "dose.tacrolimus"} & set(fields)


# Places


TEXT = 'a: {x: 1}\nb:\n  x: 2\n  "y": 3\nc:\n  - x: 4\n  - {x: 5, y: 6}\n'


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), Place("f.yaml")),
        (("a",), Place("f.yaml", 1, 1, 2, "a: {x: 1}")),
        (("a", "x"), Place("f.yaml", 1, 5, 6, "a: {x: 1}")),
        (("b", "x"), Place("f.yaml", 3, 3, 4, "  x: 2")),
        (("b", "y"), Place("f.yaml", 4, 4, 5, '  "y": 3')),
        (("c", 0), Place("f.yaml", 6, 5, 9, "  - x: 4")),
        (("c", 1, "y"), Place("f.yaml", 7, 12, 13, "  - {x: 5, y: 6}")),
    ],
)
def test_a_key_is_found_below_those_above_it(path: tuple[str | int, ...], place: Place) -> None:
    assert Source("f.yaml", TEXT).place(*path) == place


def test_what_a_unit_is_a_multiple_of_must_be_a_base_unit() -> None:
    age = "{label: age, unit: year, step: 1 year, possible: [0, 130], plausible: [18, 90]}"
    units = "units: {year: {}, day: {}, week: {is: 7 * day}}\n"
    (none,) = _findings({WHOLE: f"quantities: {{age: {age}}}\n{units}"})
    assert none.message == 'unit `week`: `day` is no base unit; declare it, as in base: ["second = [time]"]'
    (other,) = _findings({WHOLE: f'base: ["second = [time]"]\nquantities: {{age: {age}}}\n{units}'})
    assert other.message == "unit `week`: `day` is no base unit; those are `second`"
