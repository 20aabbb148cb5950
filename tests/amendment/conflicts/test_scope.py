"""Amendments of to whom a criterion applies: told by meaning, and what of an arm is broken by any amendment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from msgspec import Struct

from hn2301_asp.amendment.model import Account, Conflict
from hn2301_asp.comparison.model import Witness
from tests import arms_base
from tests.amendment.conflicts.small_amendments import Desk, Edits

IN2, EX1 = "criteria/in2_lupus.lp", "criteria/ex1_pregnancy.lp"
LUPUS = 'applies("IN-2") :- arm(lupus).'


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("arms")
    return Desk(folder, arms_base.written(folder / "kb"))


def told(arms: Desk, name: str, edits: Edits) -> Account:
    [account] = arms.report(arms.amendment(name, edits, version="1")).accounts
    return account


def messages(account: Account, code: str) -> list[str]:
    """What is found of a class, at the root of something or behind it."""

    def all_of(conflicts: tuple[Conflict, ...]) -> list[Conflict]:
        return [one for conflict in conflicts for one in (conflict, *all_of(conflict.follows))]

    return [conflict.message for conflict in all_of(account.conflicts) if conflict.code == code]


def test_a_scope_that_reaches_further_is_told_by_whom_it_reaches(arms: Desk) -> None:
    account = told(arms, "A01", {IN2: [(LUPUS, f'{LUPUS}\napplies("IN-2") :- arm(arthritis).')]})
    assert account.headline == "A01 adds a rule that says to whom IN-2 applies"
    change = account.comparison.criteria["IN-2"]
    assert change.relation == "narrower"
    assert [box.conditions for box in change.loses.boxes] == [
        ("haemoglobin < 80 g/L", "arm arthritis"),
        ("history of lupus < 6 months", "arm arthritis"),
    ]
    assert change.loses.witness is not None
    assert change.loses.witness.text == "the typical patient, but arm arthritis, haemoglobin 30 g/L"


def test_a_scope_taken_out_reaches_everybody(arms: Desk) -> None:
    account = told(arms, "A02", {EX1: [('%! "Women"\napplies("EX-1") :- sex(female).\n\n', "")]})
    assert account.headline == "A02 takes out a rule that says to whom EX-1 applies"
    change = account.comparison.criteria["EX-1"]
    assert (change.relation, [box.conditions for box in change.loses.boxes]) == (
        "narrower",
        [("lactating",), ("pregnant",)],
    )


def test_an_arm_of_which_nobody_can_be_eligible_any_more_is_told_of(arms: Desk) -> None:
    account = told(
        arms, "A03", {IN2: [('met("IN-2") :- established,', 'met("IN-2") :- established, sex(female), sex(male),')]}
    )
    assert messages(account, "AM10") == [
        "nobody of the group “those to whom IN-2 applies” can be eligible any more: "
        "sex female where IN-2 applies (IN-2) and sex male where IN-2 applies (IN-2) cannot hold for them"
    ]


def test_a_condition_that_never_decides_where_a_criterion_applies_is_told_by_itself(arms: Desk) -> None:
    account = told(arms, "A04", {IN2: [('met("IN-2") :- established,', 'met("IN-2") :- established, adult,')]})
    assert messages(account, "AM13") == [
        "age ≥ 18 years where IN-2 applies (IN-2) is never the sole reason to shut somebody out: "
        "it follows from age ≥ 18 years (IN-1)"
    ]


WRONG = [
    (
        "A11",
        "AM17",
        IN2,
        [(LUPUS, 'applies("IN-2") :- arm(lupus), arm(arthritis).')],
        "IN-2 applies to nobody",
    ),
    ("A12", "AM17", IN2, [(LUPUS, 'applies("IN-2") :- arm(lupus), not adult, adult.')], "IN-2 applies to nobody"),
    (
        "A13",
        "AM17",
        EX1,
        [("sex(female).", 'sex(female).\napplies("EX-1") :- sex(male).')],
        "EX-1 applies to everybody",
    ),
    ("A14", "AM24", IN2, [(LUPUS, f'{LUPUS}\napplies("IN-9") :- adult.')], "`IN-9` is no criterion of protocol.yaml"),
    (
        "A15",
        "AM24",
        IN2,
        [("established,", 'applies("IN-1"), established,')],
        "no rule says to whom IN-1 applies: it applies to everybody",
    ),
    (
        "A16",
        "AM35",
        "vocabulary/facts.yaml",
        [("arthritis]", "arthritis, vasculitis]")],
        "criteria apply by arm, and no typical patient has arm vasculitis",
    ),
]


@pytest.mark.parametrize(("name", "code", "file", "edits", "message"), WRONG)
def test_what_is_wrong_with_a_scope_is_of_a_class(
    arms: Desk, name: str, code: str, file: str, edits: list[tuple[str, str]], message: str
) -> None:
    assert messages(told(arms, name, {file: edits}), code) == [message]


def test_boundary_patients_are_of_the_arm_that_a_limit_is_asked_of(arms: Desk) -> None:
    edits = {
        "criteria/in3_sclerosis.thr": [("≥ 15 points", "≥ 18 points"), ("≥15", "≥18")],
        "criteria/in3_sclerosis.lp": [("≥15", "≥18")],
        "protocol.yaml": [("≥15", "≥18")],
    }
    account = told(arms, "A09", edits)
    assert [(one.position, one.witness.text) for one in account.boundaries] == [
        ("below", "the typical patient, but arm sclerosis, modified skin score 17 points"),
        ("at", "the typical patient, but arm sclerosis, modified skin score 18 points"),
        ("above", "the typical patient, but arm sclerosis, modified skin score 19 points"),
    ]


#: What each arm and sex alone is asked.
OF_ARM = {
    "lupus": {"duration", "hemoglobin"},
    "sclerosis": {"skin_score", "digital_ulcers"},
    "arthritis": {"swollen_joints"},
}
THR2, THR3, THR4 = (f"criteria/{name}.thr" for name in ("in2_lupus", "in3_sclerosis", "in4_arthritis"))
EVERY_KIND: list[Edits] = [
    {
        THR2: [("≥ 6 months", "≥ 12 months"), ("at least 6", "at least 12")],
        "protocol.yaml": [("at least 6 months", "at least 12 months")],
        IN2: [("at least 6", "at least 12")],
    },
    {THR3: [("≥ 15", "> 15")]},
    {THR4: [("≥ 6 joints", "≥ 3 joints")]},
    {IN2: [(LUPUS, f'{LUPUS}\napplies("IN-2") :- arm(arthritis).')]},
    {IN2: [(LUPUS, 'applies("IN-2") :- arm(lupus), adult.')]},
    {IN2: [("established, hemoglobin_adequate", "established")]},
    {"criteria/in3_sclerosis.lp": [("thick.", "thick, not digital_ulcers.")]},
    {"criteria/ex2_ulcers.lp": [("arm(sclerosis)", "arm(arthritis)")]},
    {"criteria/ex2_ulcers.lp": [('met("EX-2") :- digital_ulcers.', 'met("EX-2") :- digital_ulcers, pregnant.')]},
    {EX1: [('met("EX-1") :- lactating.\n', "")]},
    {"criteria/in1_age.lp": [("adult.", "adult, not digital_ulcers.")]},
    {"criteria/in4_arthritis.lp": [("swollen.", "not swollen.")]},
]


def witnesses(found: object) -> Iterator[Witness]:
    """Every witness in an account, wherever it stands."""
    if isinstance(found, Witness):
        yield found
    elif isinstance(found, Struct):
        for field in found.__struct_fields__:
            yield from witnesses(getattr(found, field))
    elif isinstance(found, Mapping):
        for inner in found.values():
            yield from witnesses(inner)
    elif isinstance(found, (tuple, list)):
        for inner in found:
            yield from witnesses(inner)


@pytest.fixture(scope="module")
def nobody_typical(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Where nobody is typical witnesses are told whole."""
    folder = tmp_path_factory.mktemp("nobody_typical")
    texts = {"vocabulary/typical.yaml": "{}\n", "scenarios/arms.yaml": "[]\n"}
    return Desk(folder, arms_base.written(folder / "kb", **texts))


@pytest.mark.parametrize("desk", ["arms", "nobody_typical"])
@pytest.mark.parametrize("number", range(len(EVERY_KIND)))
def test_no_witness_of_an_amendment_is_told_what_only_another_arm_is_asked(
    request: pytest.FixtureRequest, desk: str, number: int
) -> None:
    edits = EVERY_KIND[number]
    account = told(request.getfixturevalue(desk), f"B{number:02}", edits)
    found = [*witnesses(account)]
    assert found
    for witness in found:
        arm = str(witness.record["arm"])
        # What an amendment asks of another arm, or of everybody, is not foreign to it.
        shared = {"digital_ulcers"} if number in (7, 10) else {*OF_ARM["lupus"]} if number == 3 else set()
        foreign = set().union(*(asked for other, asked in OF_ARM.items() if other != arm)) - shared
        foreign |= {"pregnant", "lactating"} if witness.record.get("sex") == "male" and number != 8 else set()
        assert foreign.isdisjoint(witness.record), witness
        assert foreign.isdisjoint(change.fact for change in witness.changes), witness


def test_a_test_is_new_or_idle_only_where_nobody_of_another_arm_needs_it(arms: Desk) -> None:
    """What is asked of one arm is not missing of the typical patient of another, before or after."""
    everybody = {
        "criteria/in4_arthritis.lp": [
            ('met("IN-4") :- swollen.', '%! "at least 6 swollen joints"\nmet("IN-4") :- swollen, examined.'),
        ],
        IN2: [(LUPUS, f'{LUPUS}\napplies("IN-2") :- arm(sclerosis).')],
        "vocabulary/facts.yaml": [("facts:\n", "facts:\n  examined: {label: examined}\n")],
        "vocabulary/typical.yaml": [
            ("skin_score: 22", "skin_score: 22, duration: 9 months, hemoglobin: 120 g/L"),
            ("swollen_joints: 9", "swollen_joints: 9, examined: yes"),
        ],
    }
    account = told(arms, "A17", everybody)
    assert messages(account, "AM06") == [
        "needs a new test: without examined the typical patient was eligible and is now undetermined"
    ]
    fewer = {IN2: [(LUPUS, 'applies("IN-2") :- arm(lupus), sex(male).')]}
    assert messages(told(arms, "A18", fewer), "AM06") == [
        "needs a test no longer: without history of lupus the typical patient was undetermined and is now eligible",
        "needs a test no longer: without haemoglobin the typical patient was undetermined and is now eligible",
    ]
