"""What records tell of the items of a list: read in every spelling, judged and explained as counted by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.source.diagnostics import InputError
from tests import small_base
from tests.items_base import THRESHOLDS, VOCABULARY, by_hand, draw_record, items
from tests.one_criterion import status


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return items()


def test_what_is_told_of_items_is_judged_as_by_hand(protocol: Protocol, sample: Callable[[int], int]) -> None:
    rng = random.Random(13)
    records = [draw_record(rng) for _ in range(sample(6000))]
    told = {str(record): (status(protocol, record), by_hand(record)) for record in records}
    assert {record: words for record, words in told.items() if words[0] != words[1]} == {}
    assert {words[0] for words in told.values()} == {"met", "not_met", "unknown"}


ALIKE: list[Mapping[str, Any]] = [
    {"used": [{"drug": "mmf", "months": 7}, {"drug": "azathioprine", "months": 2}]},
    {"used": [{"item": "mmf", "months": "7 months"}, {"drug": "AZA", "months": 2}]},
    {"used": ["mmf", "azathioprine"], "used.mmf.months": 7, "used.AZA.months": 2},
    {"used": "mmf; azathioprine", "used.mmf.months": 7, "used__azathioprine__months": 2},
    {"used": "mmf; azathioprine", "used.mmf.months[month]": 7, "used.azathioprine": {"months": 2}},
]


@pytest.mark.parametrize("record", ALIKE)
def test_every_spelling_says_the_same(protocol: Protocol, record: Mapping[str, Any]) -> None:
    found, first = (protocol.screen(one).screening.patient.evidence for one in (record, ALIKE[0]))
    assert (sorted(map(str, found.amounts)), {a[1:] for a in found.atoms}) == (
        sorted(map(str, first.amounts)),
        {a[1:] for a in first.atoms},
    )


def test_what_is_told_of_an_item_says_that_it_holds(protocol: Protocol) -> None:
    assert protocol.screen({"used": ["mmf"], "used.azathioprine.months": 2}).clash == (
        "used",
        "used.azathioprine.months",
    )


def test_an_explanation_speaks_of_the_item(protocol: Protocol) -> None:
    told = " ".join(str(protocol.screen(ALIKE[0]).explain()).split())
    assert "drugs used: 1 counts, at least 2 are needed counted: mmf" in told
    assert "azathioprine (duration of azathioprine 2 months, needs ≥ 3 months)" in told


def test_the_last_dose_may_be_its_date(protocol: Protocol) -> None:
    record = {"used": [{"drug": "rituximab", "last": "2025-01-10"}], "infusion_date": "2025-04-20"}
    fact = protocol.screen(record).screening.patient.facts["used.rituximab.last"]
    assert (fact.told, fact.values) == ("100 days (from 2025-01-10)", Values(Interval.point(Fraction(100))))


WRONG: list[tuple[Mapping[str, Any], str]] = [
    ({"used": [{"drug": "mmf", "monts": 7}]}, "`monts` is nothing that is told of the drugs used"),
    ({"used.mmf.monts": 7}, "`monts` is nothing that is told of the drugs used"),
    ({"used": [{"months": 7}]}, "is not known among the drugs used"),
    ({"used": [{"drug": "mmg", "months": 7}]}, "`mmg` is not known among the drugs used"),
    ({"used": [{"drug": "mmf", "months": 7}], "used.mmf.months": 7}, "`used.mmf.months` is given twice"),
    ({"used.mmf.months": 700}, "duration of mmf"),
    ({"used.mmf.last": "soon"}, "soon"),
]


@pytest.mark.parametrize(("record", "message"), WRONG, ids=str)
def test_what_is_wrong_is_an_error(protocol: Protocol, record: Mapping[str, Any], message: str) -> None:
    with pytest.raises(InputError) as refused:
        protocol.screen(record)
    assert message in str(refused.value)


def test_an_open_list_is_one_thing_to_obtain(protocol: Protocol) -> None:
    told = str(protocol.screen({"f": False}).explain())
    assert "1  drugs used, look up or ask: such as none → C-1 not met, stop here" in told
    assert "Settled, one way or the other, by: drugs used\n" in told


def test_the_longer_and_the_shorter_of_two_times_are_told_apart_with_somebody(protocol: Protocol) -> None:
    shorter = items(THRESHOLDS.replace("longer", "shorter"))
    change = compare(protocol, shorter).criteria["C-1"]
    assert (change.relation, change.loses.witness) == ("broader", None)
    assert change.gains.witness is not None
    record = change.gains.witness.record
    assert [one.screen(record).criteria["C-1"] for one in (protocol, shorter)] == ["not_met", "met"]


@pytest.mark.parametrize("extreme", ["longer", "shorter"])
def test_either_of_two_times_may_stand_first(protocol: Protocol, extreme: str) -> None:
    first = items(THRESHOLDS.replace("longer", extreme))
    other = items(THRESHOLDS.replace("longer of 5 half-lives or 12 weeks", f"{extreme} of 12 weeks or 5 half-lives"))
    change = compare(first, other).criteria["C-1"]
    assert (change.relation, change.gains.nobody, change.loses.nobody) == ("equivalent", True, True)
    one, two = ([t.shown for t in each.knowledge_base.thresholds.thresholds.values()] for each in (first, other))
    assert one == two
    assert any(f"within {extreme} of 5 half-lives or 12 weeks before infusion (" in shown for shown in two)


def test_a_limit_on_items_that_moves_is_told_with_somebody(protocol: Protocol) -> None:
    stricter = items(THRESHOLDS.replace("3 months", "4 months"))
    change = compare(protocol, stricter).criteria["C-1"]
    assert (change.relation, change.gains.witness) == ("narrower", None)
    assert change.loses.witness is not None
    record = change.loses.witness.record
    assert [one.screen(record).criteria["C-1"] for one in (protocol, stricter)] == ["met", "not_met"]


def test_what_is_proved_of_two_versions_is_true_of_every_record_that_is_tried(sample: Callable[[int], int]) -> None:
    rng = random.Random(17)
    for _ in range(sample(200)):
        versions = []
        for _ in range(2):
            extreme, lives, weeks = rng.choice(["longer", "shorter"]), rng.choice([4, 5]), rng.choice([8, 12, 14])
            versions.append(
                items(
                    f'used_long  duration of used ≥ {rng.choice([2, 3, 4])} months "q"\n'
                    f"not_washed  last dose of used (targeted) within {extreme} of {lives} half-lives or {weeks} weeks "
                    'before infusion "q"\n'
                )
            )
        change = compare(*versions).criteria["C-1"]
        seen = set()
        for record in [draw_record(rng) for _ in range(60)]:
            there, here = (status(one, record) for one in versions)
            seen |= {"loses"} if (there, here) == ("met", "not_met") else set()
            seen |= {"gains"} if (there, here) == ("not_met", "met") else set()
        for side, told in (("loses", change.loses), ("gains", change.gains)):
            assert told.undecided is None
            assert side not in seen or told.witness is not None
            if told.witness is not None:
                pair = [status(one, told.witness.record) for one in versions]
                assert pair == (["met", "not_met"] if side == "loses" else ["not_met", "met"])


def test_no_item_keeps_a_threshold_that_says_no_and_every_one_that_says_yes_where_it_does_not_hold() -> None:
    rules = 'met("C-1") :- out(rituximab), not out(belimumab).\n'
    told = {}
    for never in ("no", "yes"):
        one = items(f'out  last dose of used (targeted) within 30 days before infusion, {never} if never "q"\n', rules)
        told[never] = [status(one, {"used": []}), status(one, {"used": [{"drug": "belimumab", "last": "40 days"}]})]
    assert told == {"no": ["not_met", "not_met"], "yes": ["not_met", "met"]}


def test_a_threshold_on_one_item_is_of_that_item_alone() -> None:
    one = items('long  duration of mmf ≥ 3 months "q"\n', 'met("C-1") :- long.\n')
    records = [{"used": ["azathioprine"]}, {"used": [{"drug": "mmf", "months": 3}]}, {"used": ["mmf"]}]
    assert [status(one, record) for record in records] == ["not_met", "met", "unknown"]


TEXT = (
    "used for at least 3 months, the last dose not within 5 half-lives or 12 weeks before infusion, whichever is longer"
)
FOUND: list[tuple[str, str, str | None]] = [
    ("longer of 5 half-lives or 12 weeks", "(targeted) ", None),
    ("longer of 12 weeks or 5 half-lives", "(targeted) ", None),
    ("shorter of 5 half-lives or 12 weeks", "(targeted) ", "quote-mismatch"),
    ("longer of 12 weeks or 4 half-lives", "(targeted) ", "quote-mismatch"),
    ("longer of 5 half-lives or 10 weeks", "(targeted) ", "quote-mismatch"),
    ("longer of 4 half-lives or 12 weeks", "(targeted) ", "quote-mismatch"),
    ("longer of 5 half-lives or 12 weeks", "", "no-half-life"),
    ("longer of 5 half-lives or 12 weeks", "(targetted) ", "unknown-quantity"),
]


@pytest.mark.parametrize(("window", "drugs", "code"), FOUND)
def test_words_and_half_lives_are_checked(window: str, drugs: str, code: str | None) -> None:
    quote = 'negates "the last dose not within 5 half-lives or 12 weeks before infusion, whichever is longer"'
    texts = {
        **{name: text for name, text in small_base.TEXTS.items() if not name.startswith("scores/")},
        **{f"vocabulary/{name}.yaml": text for name, text in VOCABULARY.items()},
        "readings.yaml": "readings: {}\nassumptions: {}\n",
        "background.lp": "",
        "criteria/all.thr": f"criterion C-1\nlate  last dose of used {drugs}within {window} before infusion {quote}\n"
        'long  duration of used ≥ 3 months "for at least 3 months"\n',
        "criteria/all.lp": '%! "used"\nmet("C-1") :- long(D), not late(D).\n',
        "protocol.yaml": 'id: T\nversion: "1"\ntitle: t\nscope: none\ncriteria:\n'
        f'  - {{id: C-1, kind: inclusion, title: t, files: all, text: "{TEXT}"}}\n',
    }
    found = check(KnowledgeBaseFiles("kb", texts, digest(texts)))
    errors = {finding.code for finding in found if finding.severity == "error"} - {"typical-patient"}
    assert errors == ({code} if code else set())
