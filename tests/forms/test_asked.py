"""Of whom a field is asked: where only criteria of some patients ask for it, every form says so."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hn2301_asp.api import Protocol, load
from hn2301_asp.cli.commands import main
from hn2301_asp.forms import make_template
from hn2301_asp.forms.asked import EVERYBODY, Only, asked_of
from hn2301_asp.forms.dictionary import attribute_entries, entries
from hn2301_asp.knowledge.files import read_files
from tests import arms_base
from tests.conftest import Sample
from tests.items_base import DRUGS, FACTS, UNITS
from tests.one_criterion import base
from tests.scoped_base import ATOMS, CRITERIA, DOMAINS, Rules, draw_rules, in_scope, people, small, stands

FIELD = {"a_high": "a", "a_full": "a", "b_low": "b", "old": "k", "older": "k", "f": "f", "g": "g", "h": "h"}
FIELD |= {f"arm({arm})": "arm" for arm in DOMAINS["arm"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return arms_base.written(tmp_path_factory.mktemp("asked") / "kb")


@pytest.fixture(scope="module")
def arms(folder: Path) -> Protocol:
    return load(folder)


def test_a_protocol_for_everybody_has_nothing_to_tell(protocol: Protocol) -> None:
    assert asked_of(protocol.space) is EVERYBODY


def test_who_is_asked_is_said_in_the_words_over_the_scope(arms: Protocol) -> None:
    asked = asked_of(arms.space)
    lupus, women, sclerosis = (
        (Only((name,), f"“{words}”"),)
        for name, words in (("IN-2", "For lupus"), ("EX-1", "Women"), ("IN-3", "For systemic sclerosis"))
    )
    assert asked.only == {
        "duration": lupus,
        "hemoglobin": lupus,
        "skin_score": sclerosis,
        "swollen_joints": (Only(("IN-4",), "“For arthritis”"),),
        "pregnant": women,
        "lactating": women,
        "digital_ulcers": (Only(("EX-2",), "“For systemic sclerosis”"),),
    }
    assert asked.decides == {"arm": ("IN-2", "IN-3", "IN-4", "EX-2"), "sex": ("EX-1",)}
    assert asked.everybody == {"arm", "sex", "age"}


def test_criteria_with_the_same_words_are_named_together_and_others_beside_them(tmp_path: Path) -> None:
    more = {
        "criteria/in3_sclerosis.lp": arms_base.TEXTS["criteria/in3_sclerosis.lp"].replace(
            "thick.", "thick, not lactating."
        ),
        "criteria/ex2_ulcers.lp": arms_base.TEXTS["criteria/ex2_ulcers.lp"]
        .replace("met(", 'met("EX-2") :- lactating.\nmet(', 1)
        .replace(
            'applies("EX-2") :- arm(sclerosis).',
            'applies("EX-2") :- arm(sclerosis).\n\n'
            '%! because the old are meant too\napplies("EX-2") :- arm(lupus), not adult.',
        ),
    }
    from hn2301_asp.knowledge.loading import load_knowledge_base

    protocol = Protocol(load_knowledge_base(read_files(arms_base.written(tmp_path / "kb", **more))))
    asked = asked_of(protocol.space)
    assert [one.told for one in asked.only["lactating"]] == [
        "only for IN-3: “For systemic sclerosis”",
        "only for EX-1: “Women”",
        "only for EX-2: “For systemic sclerosis” or the old are meant too",
    ]
    assert asked.decides["age"] == ("EX-2",)


def test_every_form_says_so_and_asks_first_what_decides_it(folder: Path, arms: Protocol) -> None:
    def made(kind: str) -> Any:
        return make_template(
            read_files(folder), arms.knowledge_base.vocabulary, kind, asked_of(arms.space), short=False
        )

    assert made("csv").split(",")[:4] == ["patient_id", "arm", "sex", "age[year]"]
    lines = made("yaml").splitlines()
    first = next(number for number, line in enumerate(lines) if "patient_id" in line)
    assert [line.split(":")[0].strip("#- ") for line in lines[first : first + 3]] == ["patient_id", "arm", "sex"]
    told = {line.split(":")[0].strip("#- "): line for line in lines[first:]}
    assert told["arm"].endswith("; decides whether IN-2, IN-3, IN-4 and EX-2 apply")
    assert told["sex"].endswith("; decides whether EX-1 applies")
    assert told["hemoglobin[g/L]"].endswith("; only for IN-2: “For lupus”")
    assert told["age[year]"].endswith("plausible 0 to 110")
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    header = {cell.value: cell.comment.text for cell in next(book["patients"].iter_rows(max_row=1))}
    assert [*header][:3] == ["patient_id", "arm", "sex"]
    assert header["pregnant"].splitlines()[-1] == "only for EX-1: “Women”"
    rows = {row[0]: row[4] for row in book["dictionary"].iter_rows(values_only=True)}
    assert rows["skin_score[points]"] == "only for IN-3: “For systemic sclerosis”"
    assert rows["sex"] == "decides whether EX-1 applies"
    assert rows["age[year]"] is None


def test_the_commands_say_so(folder: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["facts", "--kb", str(folder), *words])
        assert result.exit_code == 0, result.output
        return result.output

    text = run().splitlines()
    at = next(number for number, line in enumerate(text) if line.startswith("  hemoglobin "))
    assert text[at + 2].strip() == "only for IN-2: “For lupus”"
    data = {entry["field"]: entry for entry in json.loads(run("--format", "json"))}
    assert data["hemoglobin"]["only_for"] == [{"criteria": ["IN-2"], "words": "“For lupus”"}]
    assert data["arm"]["decides"] == ["IN-2", "IN-3", "IN-4", "EX-2"]
    assert {"only_for", "decides"}.isdisjoint(data["age"])
    assert run("--template", "csv").startswith("patient_id,arm,sex,")
    assert "; only for IN-2: “For lupus”\n" in run("--template", "yaml")


QUANTITIES = """
weight: {label: weight, unit: mg, step: 1 mg, possible: [1, 400], plausible: [1, 400]}
height: {label: height, unit: mg, step: 1 mg, possible: [1, 400], plausible: [1, 400]}
ratio: {label: ratio, unit: mg, step: 1 mg, possible: [0, 400], plausible: [0, 400]}
alt: {label: ALT, unit: mg, step: 1 mg, possible: [1, 400], plausible: [1, 400], uln: alt_uln}
alt_uln: {label: ALT limit, unit: mg, step: 1 mg, possible: [1, 400], plausible: [1, 400]}
pressures: {label: pressures, unit: mg, step: 1 mg, possible: [1, 400], plausible: [1, 400], repeated: true}
pressure: {label: pressure, summary: {of: pressures, take: highest, within: 4 weeks, before: infusion_date}}
surgery: {label: surgery, unit: day, also: {week: {}}, step: 1 day, possible: [-9, 9000], plausible: [0, 900],
  completed: true, never: true, ever: operated_ever, since: {date: surgery_date, to: infusion_date}}
steroid: {label: steroid, unit: mg, step: 1 mg, possible: [0, 400], plausible: [0, 400]}
apart: {label: apart, unit: mg, step: 1 mg, possible: [0, 400], plausible: [0, 400]}
"""
EVERY_KIND = FACTS.replace(
    "record: {screening_date: {kind: date}, infusion_date: {kind: date}}",
    "record: {screening_date: {kind: date}, infusion_date: {kind: date}, surgery_date: {kind: date},\n"
    "  operated_ever: {kind: ever}}",
).replace("doses: {}", "doses: {dose: {label: dose, adds_up_to: steroid, unit: mg, list: used, class: steroids}}")
THRESHOLDS = """
used_long  duration of used (targeted) ≥ 3 months   "q"
ratio_low  ratio < 3 mg                             "q"
alt_low  ALT ≤ 2 × ULN                              "q"
pressed  pressure > 140 mg, no if never             "q"
operated  surgery within 4 weeks before infusion, no if never   "q"
treated  steroid > 3 mg                             "q"
apart_low  apart < 3 mg                             "q"

ratio [mg] = weight [mg] × 2 / height [mg] × (2 if exact else 1)  empirical, "q"
"""


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (
            "used_long(D)",
            {f"used.{d}{more}" for d in ("rituximab", "belimumab") for more in ("", ".months")} | {"used"},
        ),
        ("used(azathioprine)", {"used", "used.azathioprine"}),
        ("ratio_low", {"ratio", "weight", "height", "exact"}),
        ("alt_low", {"alt", "alt_uln"}),
        ("pressed", {"pressure", "pressures", "infusion_date"}),
        ("operated", {"surgery", "surgery_date", "infusion_date", "operated_ever"}),
        ("treated", {"steroid", "used", "used.prednisone", "dose.prednisone"}),
        ("size(big)", {"size"}),
        ("f", {"f"}),
    ],
)
def test_whatever_says_something_of_what_is_asked_is_meant(asked: str, fields: set[str]) -> None:
    drugs = DRUGS + "steroids:\n  prednisone: {equals_5mg_prednisone: 5}\n"
    rules = f'applies("C-1") :- g.\nmet("C-1") :- {asked}, apart_low.\nmet("C-3") :- exact.\n'
    if "exact" in fields:
        rules = rules.replace('met("C-3") :- exact.\n', "")
    vocabulary = {"units": UNITS, "drugs": drugs, "facts": EVERY_KIND, "quantities": QUANTITIES}
    protocol = base(THRESHOLDS, rules, vocabulary)
    only = asked_of(protocol.space).only
    # C-3 of the small base asks `f` of everybody.
    assert {*only} - {"apart"} == fields - {"f"}
    told = entries(protocol.knowledge_base.vocabulary, asked_of(protocol.space))
    assert {entry.field for entry in told if entry.only} == {*only}


def test_what_is_told_of_each_item_is_marked_where_that_is_so_of_all(tmp_path: Path) -> None:
    vocabulary = {"units": UNITS, "drugs": DRUGS, "facts": FACTS, "quantities": "{}\n"}
    thresholds = (
        'used_long  duration of used (targeted) ≥ 3 months  "q"\naza_long  duration of azathioprine ≥ 1 month  "q"\n'
    )
    rules = 'applies("C-1") :- g.\nmet("C-1") :- used_long(D).\n'

    def marked(more: str) -> dict[str, bool]:
        protocol = base(thresholds, rules + more, vocabulary)
        known, asked = protocol.knowledge_base.vocabulary, asked_of(protocol.space)
        return {one.field: bool(one.only) for one in attribute_entries(known.families["used"], known, asked)}

    assert marked("") == {"used.ITEM.months": True, "used.ITEM.last": False, "used.ITEM.dose": False}
    assert marked('met("C-3") :- aza_long.\n')["used.ITEM.months"] is False


def fields(rules: Rules, heads: list[str]) -> set[str]:
    """The fields that some heads ask for, by the rules as they are drawn."""
    found, waiting = set[str](), heads
    while waiting:
        name = waiting.pop()
        found |= {FIELD[name]} if name in ATOMS and name in FIELD else set()
        waiting += [part for body in rules.get(name, ()) for part, _ in body]
    return found


def test_what_is_asked_of_some_only_makes_no_difference_to_others(sample: Sample) -> None:
    rng = random.Random("asked of some only")
    everybody = {reading: list(people({}, reading)) for reading in "xy"}
    seen = Counter[str]()
    for _ in range(sample(200)):
        rules = draw_rules(rng)
        asked = asked_of(small(rules).space)
        scoped = {name for name in CRITERIA if f'applies("{name}")' in rules}
        of_all = fields(rules, [f'met("{name}")' for name in CRITERIA if name not in scoped])
        deciding = fields(rules, [f'applies("{name}")' for name in scoped])
        wanted = {f: [c for c in CRITERIA if f in fields(rules, [f'met("{c}")'])] for f in DOMAINS} if scoped else {}
        wanted = {f: criteria for f, criteria in wanted.items() if criteria and f not in of_all | deciding}
        assert {field: {c for one in only for c in one.criteria} for field, only in asked.only.items()} == {
            field: {*criteria} for field, criteria in wanted.items()
        }
        assert {*asked.decides} == deciding
        for field, criteria in wanted.items():
            for reading in "xy":
                same: dict[tuple[Any, ...], set[tuple[str, ...]]] = {}
                for p in everybody[reading]:
                    if not any(in_scope(rules, criterion, p) for criterion in criteria):
                        rest = tuple(value for name, value in p.items() if name != field)
                        same.setdefault(rest, set()).add(tuple(stands(rules, c, p) for c in CRITERIA))
                assert all(len(statuses) == 1 for statuses in same.values()), (rules, field)
            seen["of some"] += 1
        seen["of all"] += len(of_all)
    assert set(seen) == {"of some", "of all"}
