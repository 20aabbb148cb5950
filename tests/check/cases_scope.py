"""To whom a criterion applies, said wrongly, with what is found of it; and said rightly, of which nothing is found."""

from __future__ import annotations

from .edits import IN7_RULES, IN8_RULES, TYPICAL, Case, Edit, shipped

_MET = '%! because every part of the criterion must hold\nmet("IN-8")'


def _scope(rule: str) -> Edit:
    """IN-8 with a rule that says to whom it applies."""
    return (IN8_RULES, _MET, f"%! because only some are asked\n{rule}\n\n{_MET}")


def _typical(*patients: dict[str, str]) -> Edit:
    """Typical patients who are as the shipped one but for some lines; nothing stands there that a line begins with."""
    lines = [line for line in shipped().texts[TYPICAL].split("\n") if line and not line.startswith("#")]
    records = []
    for other in patients:
        changed = [
            f"{line.partition(':')[0]}: {other.get(line.partition(':')[0], line.partition(': ')[2])}" for line in lines
        ]
        records.append("- " + "\n  ".join(changed))
    return (TYPICAL, None, "\n".join(records) + "\n")


_MAN = {"sex": "male"}

CASES: dict[str, Case] = {
    "a scope of a criterion that is not there": Case(
        [_scope('applies("IN-9") :- sex(female).')], ['error unknown-criterion criteria/in8_pregnancy.lp: "IN-9"']
    ),
    "a scope in the file of another criterion": Case(
        [_scope('applies("IN-7") :- sex(female).')],
        ['error criterion-elsewhere criteria/in8_pregnancy.lp: applies("IN-7")'],
    ),
    "a scope of whatever criterion": Case(
        [_scope("applies(C) :- sex(female), C = 8.")], ["error open-criterion criteria/in8_pregnancy.lp: applies(C)"]
    ),
    "a scope of two arguments": Case(
        [_scope('applies("IN-8", female) :- sex(female).')],
        ['error two-arities criteria/in8_pregnancy.lp: applies("IN-8", female)'],
    ),
    "a scope asked for of a criterion that has none": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", 'kidney :- applies("IN-3"), clearance_adequate')],
        ['error scope-of-all criteria/in7_organ_function.lp: applies("IN-3")'],
    ),
    "a scope without words": Case(
        [(IN8_RULES, _MET, f'applies("IN-8") :- sex(female).\n\n{_MET}'), _typical({}, _MAN)],
        ['error rule-without-quote criteria/in8_pregnancy.lp: applies("IN-8") :- sex(female).'],
    ),
    "a scope of nobody": Case(
        [_scope('applies("IN-8") :- sex(male), pregnant.'), _typical({}, _MAN)],
        ['warning scope-empty criteria/in8_pregnancy.lp: applies("IN-8") :- sex(male), pregnant.'],
    ),
    "a scope of everybody": Case(
        [_scope('applies("IN-8") :- sex(female).\napplies("IN-8") :- sex(male).'), _typical({}, _MAN)],
        ['warning scope-whole criteria/in8_pregnancy.lp: applies("IN-8") :- sex(female).'],
    ),
    "a scope of a value of which nobody is typical": Case(
        [_scope('applies("IN-8") :- sex(female).')], ["remark typical-missing vocabulary/typical.yaml: sex: female"]
    ),
    "one of several typical patients who is not eligible": Case(
        [_typical({}, {"age": "17"})], ["error typical-patient vocabulary/typical.yaml: age"]
    ),
    "a typical patient in a file of its own who is not eligible": Case(
        [("vocabulary/typical/young.yaml", None, shipped().texts[TYPICAL].replace("age: 34", "age: 17"))],
        ["error typical-patient vocabulary/typical/young.yaml: age"],
    ),
    "typical patients in a file of their own that are no records": Case(
        [("vocabulary/typical/men.yaml", None, "- sex: male\n- nobody\n")],
        ["error kb-yaml vocabulary/typical/men.yaml: nobody"],
    ),
    "typical patients that are no records": Case(
        [(TYPICAL, None, "- sex: female\n- nobody\n")], ["error kb-yaml vocabulary/typical.yaml: nobody"]
    ),
    "no typical patient in a list": Case([(TYPICAL, None, "[]\n")], ["error kb-yaml vocabulary/typical.yaml: []"]),
}

GOOD: dict[str, list[Edit]] = {
    "a criterion that applies to some, and somebody typical of each": [
        _scope('applies("IN-8") :- sex(female).'),
        _typical({}, _MAN),
    ],
    "a scope asked for by another criterion": [
        _scope('applies("IN-8") :- sex(female).'),
        (IN7_RULES, "kidney :- clearance_adequate", 'kidney :- not applies("IN-8"), clearance_adequate'),
        (
            IN7_RULES,
            "kidney :- not",
            'kidney :- applies("IN-8"), clearance_adequate, not fluid_assistance.\nkidney :- not',
        ),
        _typical({}, _MAN),
    ],
    "a scope by a threshold": [_scope('applies("IN-8") :- gilbert_syndrome.')],
}
